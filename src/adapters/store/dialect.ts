// Everything in which the two databases differ in a query; all other SQL is the same text on both.
import { type RawBuilder, sql } from 'kysely';
import type { Instant } from '../../core/ids.ts';
import type { Kind } from './migrations/ddl.ts';

/** A claim is somebody's for this long, then anybody's again, unless a story wants it sooner. */
const LEASE_MS = 15_000;

export interface Dialect {
  readonly kind: Kind;
  readonly leaseMs: number;
  /** Locks what a subquery selects and passes by what others hold; SQLite has one writer and needs neither. */
  readonly skipLocked: RawBuilder<unknown>;
  /** Locks a row that is read to be written in the same transaction. */
  readonly lockRow: RawBuilder<unknown>;
  /** The clock that leases run by: instances' clocks differ, so PostgreSQL's own is asked. */
  leaseNow(now: Instant): RawBuilder<number>;
  /** Until when a renewed lease runs, by the same clock. */
  renewedUntil(until: Instant): RawBuilder<number>;
}

export const sqliteDialect: Dialect = {
  kind: 'sqlite',
  leaseMs: LEASE_MS,
  skipLocked: sql``,
  lockRow: sql``,
  leaseNow: (now) => sql<number>`${now}`,
  renewedUntil: (until) => sql<number>`${until}`,
};

const POSTGRES_MS = sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`;

/** @param clock `caller`: leases run by the caller's clock, for a village whose time is turned by hand */
export function postgresDialect(clock: 'database' | 'caller', leaseMs: number = LEASE_MS): Dialect {
  const own = clock === 'database';
  return {
    kind: 'postgres',
    leaseMs,
    skipLocked: sql`for update skip locked`,
    lockRow: sql`for update`,
    leaseNow: (now) => (own ? POSTGRES_MS : sql<number>`cast(${now} as bigint)`),
    renewedUntil: (until) =>
      own ? sql<number>`${POSTGRES_MS} + ${leaseMs}` : sql<number>`cast(${until} as bigint)`,
  };
}
