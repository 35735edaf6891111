// Plans: which tower's plan is due, and what the broker has acknowledged of it. The tower is claimed, not the play,
// because one retained topic must have one writer at a time.
import { sql } from 'kysely';
import type { Instant, OrgId, TowerId } from '../../core/ids.ts';
import type { ClaimedPlan, Plans, PublishedPlan } from '../../pipeline/records.ts';
import { claimFrom, DUE, FREE } from './claims.ts';
import { stringsFrom } from './json.ts';
import { kept } from './kept.ts';
import { contentOf } from './plan-contents.ts';
import { distinct, pieces, type Room, type Trx, write } from './room.ts';
import { RANK } from './tower-plans.ts';

const towersNamed = kept((db, { ids }: { ids: readonly string[] }) =>
  db.selectFrom('towers').select(['id', 'epoch', 'rack', 'codecs']).where('id', 'in', ids).compile(),
);
type Held = Pick<ClaimedPlan, 'tower' | 'org' | 'owner' | 'version'>;
/** Those that nobody else has taken since. */
const publishedNow = kept(
  (db, out: Pick<PublishedPlan, 'validUntil' | 'refreshAt'> & { plans: readonly Held[]; now: Instant }) =>
    db
      .updateTable('tower_plans')
      .where((where) =>
        where(
          where.refTuple('id', 'org_id', 'owner', 'version'),
          'in',
          out.plans.map(({ tower, org, owner, version }) => where.tuple(tower, org, owner, version)),
        ),
      )
      .set((set) => ({
        ...FREE,
        done: set.ref('trying'),
        // Nobody has claimed it since, so the number it was claimed under is still its own.
        published_seq: set.ref('seq'),
        published_at: out.now,
        valid_until: out.validUntil,
        refresh_at: out.refreshAt,
        reason: null,
        attempts: 0,
        rank: sql<number>`case when wanted > trying then rank else ${RANK.routine} end`,
        version: set('version', '+', 1),
      }))
      .returning('id')
      .compile(),
);
const putOff = kept(
  (db, { tower, org, owner, version, reason, notBefore }: Held & { reason: string; notBefore: Instant }) =>
    db
      .updateTable('tower_plans')
      .set((set) => ({ ...FREE, reason, not_before: notBefore, version: set('version', '+', 1) }))
      .where('id', '=', tower)
      .where('org_id', '=', org)
      .where('owner', '=', owner)
      .where('version', '=', version)
      .compile(),
);
const wantAll = kept((db) =>
  db
    .updateTable('tower_plans')
    .set((set) => ({ wanted: set('wanted', '+', 1), not_before: 0 }))
    .compile(),
);
const want = kept((db, { tower }: { tower: string }) =>
  db
    .updateTable('tower_plans')
    .set((set) => ({ wanted: set('wanted', '+', 1), not_before: 0 }))
    .where('id', '=', tower)
    .compile(),
);
type Plays = { org: string; ids: readonly string[] };
const UNSENT = sql`(state = 'planned' or (state = 'withdrawn' and sent_at is null))`;
/** A play that was withdrawn while its plan went out is published after all: the tower knows it and must be told. */
const sentNow = kept((db, { org, ids, now }: Plays & { now: Instant }) =>
  db
    .updateTable('plays')
    .set({
      sent_at: sql<number>`coalesce(sent_at, ${now})`,
      state: sql<string>`case when ${UNSENT} then 'published' else state end`,
      why: sql<string | null>`case when ${UNSENT} then null else why end`,
    })
    .where('org_id', '=', org)
    .where('id', 'in', ids)
    .compile(),
);
const withdrawnNow = kept((db, { org, ids }: Plays) =>
  db
    .updateTable('plays')
    .set({ state: 'withdrawn', why: 'withdrawn' })
    .where('org_id', '=', org)
    .where('id', 'in', ids)
    .where('state', 'in', ['planned', 'published', 'ready'])
    .compile(),
);

export function createPlans(room: Room): Plans {
  const claim = claimFrom(room, 'tower_plans', {
    due: DUE.dirty,
    order: ['rank', 'not_before', 'id'],
    also: sql`seq = seq + 1, trying = wanted`,
  });
  return {
    async claim(owner, now, limit) {
      const plans = await claim({ owner, now, limit, than: now });
      const claimed: ClaimedPlan[] = [];
      for (const piece of pieces(plans)) {
        const towers = await towersNamed(room.db, { ids: piece.map((plan) => plan.id) });
        for (const plan of piece) {
          const tower = towers.find((one) => one.id === plan.id);
          if (tower === undefined) continue;
          claimed.push({
            org: plan.org_id as OrgId,
            tower: plan.id as TowerId,
            epoch: tower.epoch,
            seq: plan.seq,
            rack: tower.rack,
            codecs: stringsFrom(tower.codecs, 'towers.codecs'),
            owner,
            version: plan.version,
          });
        }
      }
      return claimed;
    },

    content: (of, now, until) => contentOf(room, of, now, until),

    published: (plans, now) =>
      write(room, async (trx) => {
        const ours = await markPublished(trx, plans, now);
        const stored = plans.filter(({ plan }) => ours.has(plan.tower));
        for (const org of distinct(stored.map(({ plan }) => plan.org))) {
          const same = stored.filter(({ plan }) => plan.org === org);
          const sent = same.flatMap((one) => one.sent);
          const withdrawn = same.flatMap((one) => one.withdrawn);
          for (const ids of pieces(sent)) await sentNow(trx, { org, ids, now });
          for (const ids of pieces(withdrawn)) await withdrawnNow(trx, { org, ids });
        }
        return plans.filter((one) => !ours.has(one.plan.tower)).map(({ plan }) => plan.tower);
      }),

    postpone: (plans, reason, notBefore) =>
      write(room, async (trx) => {
        for (const plan of plans) await putOff(trx, { ...heldOf(plan), reason, notBefore });
      }),

    async dirty(tower, _now) {
      await (tower === 'all' ? wantAll(room.db, {}) : want(room.db, { tower }));
    },

    async rendition(sha256) {
      return await room.db
        .selectFrom('renditions')
        .select(['codec', 'bytes'])
        .where('sha256', '=', sha256)
        .limit(1)
        .executeTakeFirst();
    },
  };
}

function heldOf({ tower, org, owner, version }: ClaimedPlan): Held {
  return { tower, org, owner, version };
}

/** @returns the towers that nobody else has taken since; of the others nothing is stored */
async function markPublished(
  trx: Trx,
  plans: readonly PublishedPlan[],
  now: Instant,
): Promise<ReadonlySet<string>> {
  const ours = new Set<string>();
  const until = (one: PublishedPlan) => `${one.validUntil} ${one.refreshAt}`;
  for (const same of distinct(plans.map(until)).map((key) => plans.filter((one) => until(one) === key))) {
    const [first] = same;
    if (first === undefined) continue;
    const { validUntil, refreshAt } = first;
    // In one order, so that two who write many do not wait for each other.
    const held = same.map(({ plan }) => heldOf(plan)).sort((a, b) => (a.tower < b.tower ? -1 : 1));
    for (const piece of pieces(held, 200)) {
      const rows = await publishedNow(trx, { plans: piece, now, validUntil, refreshAt });
      for (const { id } of rows) ours.add(id);
    }
  }
  return ours;
}
