// PostgreSQL behind a pool, for a province's relays side by side. bigint comes as a number, as it does from SQLite.
import { type Driver, PostgresDialect } from 'kysely';
import pg from 'pg';
import { RelayError } from '../../core/errors.ts';
import type { Log } from '../../pipeline/ports.ts';
import { carefulDriver } from './driver.ts';

const BIGINT = 20;

/** @param schema where the tables live; `public` unless told */
export function openPool(url: string, schema: string | undefined, log: Log): pg.Pool {
  if (schema !== undefined && !/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw new RelayError('config', `${schema} cannot be the name of a schema: use a-z, 0-9 and _`, {
      facts: { field: 'database.schema' },
    });
  }
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5000,
    ...(schema === undefined ? {} : { options: `-c search_path=${schema}` }),
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === BIGINT
          ? Number
          : pg.types.getTypeParser(oid, format === 'binary' ? 'text' : (format ?? 'text')),
    } as pg.CustomTypesConfig,
  });
  // A server that restarts tells every client, those in use as well; an error nobody hears ends the program.
  pool.on('error', (error) => log.warn({ error: error.message }, 'an idle database connection was lost'));
  pool.on('connect', (client) => {
    client.on('error', (error) => log.warn({ error: error.message }, 'a database connection was lost'));
  });
  return pool;
}

export class PostgresPoolDialect extends PostgresDialect {
  readonly #log: Log;
  readonly #begin: string;

  /** @param standstillMs how long a transaction may stand still before the server ends it and frees its rows */
  constructor(pool: pg.Pool, log: Log, standstillMs: number) {
    super({ pool });
    this.#log = log;
    // With every transaction and not with the connection: a pooler in between refuses or mixes up a session's settings.
    this.#begin = `begin; set local idle_in_transaction_session_timeout = ${Math.round(standstillMs)}`;
  }

  override createDriver(): Driver {
    return carefulDriver(super.createDriver(), this.#begin, this.#log);
  }
}
