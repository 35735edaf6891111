// The watch's questions to the database: signs of every tower in two questions whatever their number, and what is open.
import { sql } from 'kysely';
import type { Instant, OrgId, TowerId } from '../../core/ids.ts';
import type { Loudness } from '../../core/tower-loudness.ts';
import type { UnwellReason } from '../../core/tower-meanings.ts';
import type { LastResult, TowerSigns } from '../../core/tower-signs.ts';
import type { AilmentChange, KeptAilment, TowerVitals } from '../../pipeline/tower-vitals.ts';
import { tell } from './chain.ts';
import { recordFrom } from './json.ts';
import { type Room, type Trx, write } from './room.ts';
import type { TowerAilmentTable } from './tables.ts';
import { connectsFrom } from './tower-signs.ts';

export function createTowerVitals(room: Room): TowerVitals {
  return {
    async signs(org, now) {
      const [rows, plays] = await Promise.all([
        signRows(room, org).execute(),
        nextPlays(room, org, now).execute(),
      ]);
      const next = new Map(plays.map((play) => [play.tower_id, play]));
      return rows.map((row) => signsOf(row, next.get(row.id)));
    },

    async open(org) {
      const rows = await room.db
        .selectFrom('tower_ailments')
        .selectAll()
        .where('org_id', '=', org)
        .orderBy('tower_id')
        .orderBy('reason')
        .execute();
      return rows.map(ailmentOf);
    },

    note: (org, changes) =>
      write(room, async (trx) => {
        for (const change of changes) {
          const isOurs = await noteOne(trx, org, change);
          if (isOurs && change.deed !== undefined) await tell(trx, org, change.deed);
        }
      }),
  };
}

async function noteOne(trx: Trx, org: OrgId, { before, after }: AilmentChange): Promise<boolean> {
  if (before === undefined) {
    if (after === undefined) return false;
    const result = await trx
      .insertInto('tower_ailments')
      .values({ tower_id: after.tower, reason: after.reason, org_id: org, ...columnsOf(after) })
      .onConflict((conflict) => conflict.columns(['tower_id', 'reason']).doNothing())
      .executeTakeFirst();
    return result.numInsertedOrUpdatedRows === 1n;
  }
  if (after === undefined) {
    const result = await trx
      .deleteFrom('tower_ailments')
      .where('org_id', '=', org)
      .where('tower_id', '=', before.tower)
      .where('reason', '=', before.reason)
      .executeTakeFirst();
    return result.numDeletedRows === 1n;
  }
  const result = await trx
    .updateTable('tower_ailments')
    .set(columnsOf(after))
    .where('org_id', '=', org)
    .where('tower_id', '=', before.tower)
    .where('reason', '=', before.reason)
    .where('loudness', '=', before.told)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

function columnsOf({ since, detail, missesAt, told }: KeptAilment) {
  return {
    since,
    detail: detail === undefined ? null : String(detail),
    misses_at: missesAt ?? null,
    loudness: told,
  };
}

function ailmentOf(row: TowerAilmentTable): KeptAilment {
  return {
    tower: row.tower_id as TowerId,
    reason: row.reason as UnwellReason,
    since: row.since,
    ...(row.detail === null ? {} : { detail: row.detail }),
    missesAt: row.misses_at ?? undefined,
    told: row.loudness as Loudness,
  };
}

function signRows(room: Room, org: OrgId) {
  return room.db
    .selectFrom('towers as t')
    .innerJoin('tower_plans as p', 'p.id', 't.id')
    .leftJoin('tower_signs as s', 's.id', 't.id')
    .selectAll('s')
    .select([
      't.id',
      't.org_id',
      't.online',
      't.last_contact_at',
      't.last_heard_at',
      't.held_seq',
      't.clock_error_ms',
      't.fault',
      't.config_seq',
      'p.published_seq',
      'p.published_at',
      'p.valid_until',
    ])
    .where('t.org_id', '=', org)
    .where((where) => where.or([where('t.claimed', '=', 1), where('s.blocked_at', 'is not', null)]))
    .orderBy('t.id');
}
type SignRow = Awaited<ReturnType<ReturnType<typeof signRows>['execute']>>[number];

/** The next play of each tower, and the next one that is ready: the same when the next one is. */
function nextPlays(room: Room, org: OrgId, now: Instant) {
  return room.db
    .selectFrom('plays')
    .select((set) => [
      'tower_id',
      set.fn.min<number>('at').as('at'),
      sql<number | null>`min(case when state = 'ready' then at end)`.as('ready_at'),
    ])
    .where('org_id', '=', org)
    .where('state', 'in', ['planned', 'published', 'ready'])
    .where('at', '>', now)
    .groupBy('tower_id');
}
type NextPlay = Awaited<ReturnType<ReturnType<typeof nextPlays>['execute']>>[number];

function told<T>(value: T | null): T | undefined {
  return value ?? undefined;
}

function signsOf(row: SignRow, next: NextPlay | undefined): TowerSigns {
  return {
    tower: row.id as TowerId,
    org: row.org_id as OrgId,
    claimedAt: told(row.claimed_at),
    online: row.online === 1,
    offlineAt: told(row.offline_at),
    lastContactAt: told(row.last_contact_at),
    connects: connectsFrom(row.connects ?? '[]'),
    blockedAt: told(row.blocked_at),
    clockErrorMs: told(row.clock_error_ms),
    protocol: told(row.protocol),
    freeBytes: told(row.free_bytes),
    fault: told(row.fault),
    faultAt: told(row.fault_at),
    planSeq: row.published_seq,
    heldSeq: row.held_seq,
    planPublishedAt: told(row.published_at),
    planValidUntil: told(row.valid_until),
    configSeq: row.config_seq,
    heldConfigSeq: told(row.held_config),
    trustVer: told(row.trust_ver),
    lastResult:
      row.result === null
        ? undefined
        : recordFrom<LastResult>(row.result, 'tower_signs.result', ['state', 'at']),
    noWordSince: told(row.no_word_since),
    lastHeardAt: told(row.last_heard_at),
    toneSentAt: told(row.tone_sent_at),
    toneAnsweredAt: told(row.tone_answered_at),
    toneRefusedAt: told(row.tone_refused_at),
    toneRefused: told(row.tone_refused),
    nextPlay: next === undefined ? undefined : { at: Number(next.at), ready: next.ready_at === next.at },
  };
}
