// The one claim statement: due rows whose lease is free become the owner's for 15 s; two claimers never get the same
// row, and whoever comes back after losing it is fenced off by `version`.
import { type RawBuilder, sql } from 'kysely';
import type { Instant } from '../../core/ids.ts';
import { kept } from './kept.ts';
import type { Room } from './room.ts';
import type { Claimable, Tables } from './tables.ts';

type ClaimableName = {
  [Name in keyof Tables]: Tables[Name] extends Claimable ? Name : never;
}[keyof Tables];

/** What makes a row due besides its lease and waiting time: what its stage claims, and what tells that there is anything. */
export const DUE = {
  waiting: () => sql`state = 'waiting'`,
  drafted: () => sql`state = 'drafted'`,
  wished: () => sql`state = 'approved' and wish_state = 'unmet'`,
  open: (horizon: Instant) => sql`state = 'open' and planned_until < ${horizon}`,
  dirty: (now: Instant) => sql`live = 1 and (wanted > done or refresh_at <= ${now})`,
} as const;

/** The rows of a table that somebody may claim now. */
export function isFree(room: Room, due: RawBuilder<unknown>, now: Instant): RawBuilder<unknown> {
  return sql`${due} and lease_until <= ${room.dialect.leaseNow(now)} and not_before <= ${now}`;
}

interface Ask {
  readonly owner: string;
  readonly now: Instant;
  readonly limit: number;
  /** An instant that `due` looks at besides. */
  readonly than?: Instant;
}

/**
 * @param due what makes a row due besides its lease and waiting time, over the table's own columns
 * @param order which comes first
 * @param also more columns to set, over the table's own columns
 * @returns claims rows: in that order, with the version to come back with
 */
export function claimFrom<Name extends ClaimableName>(
  room: Room,
  name: Name,
  how: {
    readonly due: (than: Instant) => RawBuilder<unknown>;
    readonly order: readonly (keyof Tables[Name] & string)[];
    readonly also?: RawBuilder<unknown>;
  },
): (ask: Ask) => Promise<readonly Tables[Name][]> {
  const isDue = ({ now, than = 0 }: Omit<Ask, 'owner' | 'limit'>) => isFree(room, how.due(than), now);
  const any = kept((db, at: { now: Instant; than: Instant }) =>
    sql`select 1 from ${sql.table(name)} where ${isDue(at)} limit 1`.compile(db),
  );
  const also = how.also === undefined ? sql`` : sql`, ${how.also}`;
  const order = sql.join(how.order.map((column) => sql.ref(column)));
  // Materialised, so that PostgreSQL asks once what is due, whatever plan it chooses. The limit is a literal: for a bound
  // one SQLite plans the statement anew each time it runs.
  const claim = (limit: number) =>
    kept((db, at: { owner: string; now: Instant; than: Instant }) =>
      sql<Tables[Name]>`
    with due as materialized (
      select id from ${sql.table(name)}
       where ${isDue(at)}
       order by ${order} limit ${sql.lit(limit)} ${room.dialect.skipLocked})
    update ${sql.table(name)}
       set owner = ${at.owner}, lease_until = ${room.dialect.leaseNow(at.now)} + ${room.dialect.leaseMs},
           version = version + 1, attempts = attempts + 1 ${also}
     where id in (select id from due)
    returning *`.compile(db),
    );
  const claims = new Map<number, ReturnType<typeof claim>>();
  return async ({ owner, now, limit, than = 0 }) => {
    // Most questions find nothing: they shall cost one look into an index and no writer's lock.
    if ((await any(room.db, { now, than })).length === 0) return [];
    const claiming = claims.get(limit) ?? claim(limit);
    claims.set(limit, claiming);
    const rows = await claiming(room.db, { owner, now, than });
    return [...rows].sort((a, b) => compared(a, b, how.order));
  };
}

const CLAIMED = [
  'inbox',
  'revisions',
  'bookings',
  'tower_plans',
  'broker_shelf',
] as const satisfies readonly ClaimableName[];

/** All that `owner` still holds is anybody's at once, and its try does not count; what it might write yet is fenced off. */
export async function giveBack(room: Room, owner: string): Promise<number> {
  let given = 0n;
  for (const name of CLAIMED) {
    const result = await sql`
      update ${sql.table(name)}
         set owner = null, lease_until = 0, version = version + 1,
             attempts = case when attempts > 0 then attempts - 1 else 0 end
       where owner = ${owner}`.execute(room.db);
    given += result.numAffectedRows ?? 0n;
  }
  return Number(given);
}

/** What a row holds that nobody works on. */
export const FREE = { owner: null, lease_until: 0 } as const;

function compared<Row>(a: Row, b: Row, order: readonly (keyof Row)[]): number {
  for (const column of order) {
    if (a[column] < b[column]) return -1;
    if (a[column] > b[column]) return 1;
  }
  return 0;
}
