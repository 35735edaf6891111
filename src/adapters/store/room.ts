// What every port's file is given: the database, its dialect and the one way to write. A transaction's body works on
// `trx` alone, catches nothing, and may be run again from its start.
import type { Kysely, Transaction } from 'kysely';
import type { Instant } from '../../core/ids.ts';
import type { Log } from '../../pipeline/ports.ts';
import type { Dialect } from './dialect.ts';
import { isDeadlock } from './foreign-errors.ts';
import type { Tables } from './tables.ts';

export type Trx = Transaction<Tables>;

export interface Room {
  readonly db: Kysely<Tables>;
  readonly dialect: Dialect;
  readonly log: Log;
  /** Only where a port's question carries no instant of its own. */
  readonly now: () => Instant;
}

const MOST_RUNS = 4;

/** All of it or nothing. @throws RelayError */
export async function write<T>(room: Room, body: (trx: Trx) => Promise<T>): Promise<T> {
  for (let run = 1; ; run++) {
    try {
      return await room.db.transaction().execute(body);
    } catch (error) {
      if (run === MOST_RUNS || !isDeadlock(error)) throw error;
      room.log.debug({ run }, 'two transactions waited for each other, running this one again');
    }
  }
}

class Fenced extends Error {}

/** Leaves a `writeOrFence`: another writer was first, nothing of this transaction stays. */
export function fence(): never {
  throw new Fenced('another writer was first');
}

/** As `write`; `false` when the body came upon a fence. */
export async function writeOrFence<T>(room: Room, body: (trx: Trx) => Promise<T>): Promise<T | false> {
  try {
    return await write(room, body);
  } catch (error) {
    if (error instanceof Fenced) return false;
    throw error;
  }
}

/** Exactly one row was written. */
export function one(result: { readonly numUpdatedRows: bigint }): boolean {
  return result.numUpdatedRows === 1n;
}

/** Lists longer than a statement takes parameters, in pieces. */
export function pieces<T>(list: readonly T[], size = 500): readonly (readonly T[])[] {
  const made: (readonly T[])[] = [];
  for (let start = 0; start < list.length; start += size) made.push(list.slice(start, start + size));
  return made;
}

export function distinct<T>(list: readonly T[]): readonly T[] {
  return [...new Set(list)];
}
