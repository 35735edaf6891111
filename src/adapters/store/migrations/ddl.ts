// How migrations say a table once for both databases: SQLite gets STRICT tables, PostgreSQL its own names of the types.
// Every statement can run again, because SQLite's changes of structure run outside a transaction.
import { type Kysely, type Migration, sql } from 'kysely';

export type Kind = 'sqlite' | 'postgres';
/** Migrations never see the tables' types: those describe today, a migration its own day. */
type AnyTables = Kysely<Record<string, never>>;

/** A migration from statements in SQLite's words: `integer`, `real`, `text`. */
export function statements(kind: Kind, ...texts: readonly string[]): Migration {
  return {
    async up(db: AnyTables) {
      for (const text of texts) await sql.raw(kind === 'postgres' ? inPostgres(text) : text).execute(db);
    },
  };
}

/** A table and its indexes as one change. */
export function table(kind: Kind, name: string, columns: string, ...indexes: readonly string[]): Migration {
  const strict = kind === 'sqlite' ? ' strict' : '';
  return statements(kind, `create table if not exists ${name} (${columns})${strict}`, ...indexes);
}

/** Columns that a table did not have yet, in SQLite's words: `note text not null default ''`. Each is added once. */
export function columns(kind: Kind, name: string, ...definitions: readonly string[]): Migration {
  return {
    async up(db: AnyTables) {
      for (const definition of definitions) {
        const column = definition.split(' ', 1)[0] ?? '';
        if (kind === 'postgres') {
          await sql.raw(inPostgres(`alter table ${name} add column if not exists ${definition}`)).execute(db);
          continue;
        }
        // SQLite knows no "if not exists" for a column.
        const { rows } = await sql`select 1 from pragma_table_info(${name}) where name = ${column}`.execute(
          db,
        );
        if (rows.length === 0) await sql.raw(`alter table ${name} add column ${definition}`).execute(db);
      }
    },
  };
}

export const LEASE_COLUMNS = `
  owner text,
  lease_until integer not null default 0,
  version integer not null default 1,
  attempts integer not null default 0,
  not_before integer not null default 0`;

function inPostgres(text: string): string {
  // Text compares by code points on both databases only under PostgreSQL's collation C.
  return text
    .replaceAll(/\binteger\b/g, 'bigint')
    .replaceAll(/\breal\b/g, 'double precision')
    .replaceAll(/(?<=\w )text\b/g, 'text collate "C"');
}
