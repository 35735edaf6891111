// The embedded database: one file, one connection, every commit on the disk before it is answered.
import { existsSync } from 'node:fs';
import { DatabaseSync } from '@photostructure/sqlite';
import { type Driver, SqliteDialect } from 'kysely';
import { RelayError } from '../../core/errors.ts';
import type { Log } from '../../pipeline/ports.ts';
import { carefulDriver } from './driver.ts';
import { databaseError } from './foreign-errors.ts';

type SqliteFile = InstanceType<typeof DatabaseSync>;

const STATEMENTS_KEPT = 400;
const WIPE_EVERY_MS = 60_000;

/** @throws RelayError `database` when the file is damaged or not a database */
export function openSqlite(path: string): SqliteFile {
  const known = existsSync(path);
  try {
    const file = new DatabaseSync(path, { timeout: 5000 });
    try {
      file.exec('pragma busy_timeout = 5000');
      file.exec('pragma journal_mode = wal');
      file.exec('pragma synchronous = full');
      file.exec('pragma foreign_keys = on');
      // Every claim makes small tables of its own; as files they would cost ten times as much as the claim.
      file.exec('pragma temp_store = memory');
      // What was erased is overwritten: words taken back, or never ours to keep, lie in no free page.
      file.exec('pragma secure_delete = on');
      if (known) mustBeWhole(file, path);
    } catch (error) {
      file.close();
      throw error;
    }
    return file;
  } catch (error) {
    if (error instanceof RelayError) throw error;
    const translated = databaseError(error);
    throw new RelayError(translated.code, `${path}: ${translated.message}`, {
      cause: error,
      retry: translated.retry,
      facts: { file: path },
    });
  }
}

function mustBeWhole(file: SqliteFile, path: string): void {
  const answer: unknown = file.prepare('pragma quick_check(1)').get();
  const said = Object.values(answer ?? {})[0];
  if (said === 'ok') return;
  throw new RelayError('database', `${path} is damaged (${String(said)}): restore the newest backup`, {
    facts: { file: path },
  });
}

/** Kysely over the open file; statements are prepared once. */
export class SqliteFileDialect extends SqliteDialect {
  readonly #log: Log;

  constructor(file: SqliteFile, log: Log) {
    super({ database: adapted(file, log) });
    this.#log = log;
  }

  override createDriver(): Driver {
    return carefulDriver(super.createDriver(), 'begin immediate', this.#log);
  }
}

/**
 * Its columns are asked once: that takes as long as running a small statement. Rows come as bare values and are named
 * here: an object that comes from outside the engine, name by name, takes four times as long.
 */
interface Prepared {
  readonly statement: ReturnType<SqliteFile['prepare']>;
  readonly columns: readonly string[];
}

/** What a statement's columns are may be another thing afterwards. */
const CHANGES_TABLES = /^\s*(alter|create|drop)\b/i;

function named(columns: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  columns.forEach((name, n) => {
    row[name] = values[n];
  });
  return row;
}

/** Empties the write-ahead log, which holds older contents of pages too; where somebody reads, at the next time. */
function wipeLog(file: SqliteFile, log: Log): void {
  if (!file.isOpen || file.isTransaction) return;
  try {
    file.exec('pragma busy_timeout = 0; pragma wal_checkpoint(truncate); pragma busy_timeout = 5000');
  } catch (error) {
    log.debug({ err: error }, 'write-ahead-log-not-wiped');
  }
}

function adapted(file: SqliteFile, log: Log) {
  const wiping = setInterval(() => wipeLog(file, log), WIPE_EVERY_MS).unref();
  const statements = new Map<string, Prepared>();
  const prepared = (text: string): Prepared => {
    const known = statements.get(text);
    if (known !== undefined) return known;
    if (statements.size >= STATEMENTS_KEPT || CHANGES_TABLES.test(text)) statements.clear();
    const statement = file.prepare(text);
    const columns = statement.columns().map(({ name }) => name);
    if (columns.length > 0) statement.setReturnArrays(true);
    const made = { statement, columns };
    statements.set(text, made);
    return made;
  };
  return {
    close(): void {
      clearInterval(wiping);
      statements.clear();
      wipeLog(file, log);
      if (file.isOpen) file.close();
    },
    prepare(text: string) {
      const { statement, columns } = prepared(text);
      const all = (values: readonly unknown[]) =>
        statement.all(...values).map((row: readonly unknown[]) => named(columns, row));
      return {
        reader: columns.length > 0,
        all,
        run: (values: readonly unknown[]) => statement.run(...values),
        iterate: (values: readonly unknown[]) => all(values).values(),
      };
    },
  };
}
