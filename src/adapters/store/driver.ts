// Kysely's driver with two habits of ours: foreign errors become RelayErrors on the way out, and a transaction begins
// with the statement its database needs.
import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely';
import type { Log } from '../../pipeline/ports.ts';
import { databaseError } from './foreign-errors.ts';

/** @param begin what opens a write transaction: SQLite's plain `begin` would fail at its first write after a read */
export function carefulDriver(inner: Driver, begin: string, log: Log): Driver {
  // One for each: Kysely remembers every connection that it has met.
  const careful = new WeakMap<DatabaseConnection, CarefulConnection>();
  function carefully(connection: DatabaseConnection): CarefulConnection {
    const known = careful.get(connection) ?? new CarefulConnection(connection);
    careful.set(connection, known);
    return known;
  }
  return {
    init: () => inner.init(),
    destroy: () => inner.destroy(),
    async acquireConnection() {
      try {
        return carefully(await inner.acquireConnection());
      } catch (error) {
        throw databaseError(error);
      }
    },
    async beginTransaction(connection) {
      await connection.executeQuery(CompiledQuery.raw(begin));
    },
    async commitTransaction(connection) {
      await connection.executeQuery(CompiledQuery.raw('commit'));
    },
    async rollbackTransaction(connection) {
      try {
        await connection.executeQuery(CompiledQuery.raw('rollback'));
      } catch (error) {
        // The database ended the transaction itself (full disk, lost connection); the first error is the one that counts.
        log.debug({ error }, 'nothing left to roll back');
      }
    },
    async releaseConnection(connection) {
      await inner.releaseConnection(connection instanceof CarefulConnection ? connection.inner : connection);
    },
  };
}

class CarefulConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;

  constructor(inner: DatabaseConnection) {
    this.inner = inner;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return await this.inner.executeQuery<R>(query);
    } catch (error) {
      throw databaseError(error);
    }
  }

  streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    return this.inner.streamQuery<R>(query, chunkSize);
  }
}
