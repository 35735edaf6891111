// Plans: which tower's plan is due, and what the broker has acknowledged of it. The tower is claimed, not the play,
// because one retained topic must have one writer at a time.
import { sql } from 'kysely';
import type { Instant, OrgId, TowerId } from '../../core/ids.ts';
import type { ClaimedPlan, Plans, PublishedPlan } from '../../pipeline/records.ts';
import { claimFrom, DUE, FREE } from './claims.ts';
import { stringsFrom } from './json.ts';
import { contentOf } from './plan-contents.ts';
import { distinct, pieces, type Room, type Trx, write } from './room.ts';
import { RANK } from './tower-plans.ts';

export function createPlans(room: Room): Plans {
  const claim = claimFrom(room, 'tower_plans', {
    due: DUE.dirty,
    order: ['rank', 'not_before', 'id'],
    also: sql`seq = seq + 1, trying = wanted`,
  });
  return {
    async claim(owner, now, refreshBefore, limit) {
      const plans = await claim({ owner, now, limit, than: refreshBefore });
      const claimed: ClaimedPlan[] = [];
      for (const piece of pieces(plans)) {
        const towers = await room.db
          .selectFrom('towers')
          .select(['id', 'epoch', 'rack', 'codecs'])
          .where(
            'id',
            'in',
            piece.map((plan) => plan.id),
          )
          .execute();
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
        const isKept = await markPublished(trx, plans, now);
        const kept = plans.filter(({ plan }) => isKept.has(plan.tower));
        for (const org of distinct(kept.map(({ plan }) => plan.org))) {
          const ours = kept.filter(({ plan }) => plan.org === org);
          const sent = ours.flatMap((one) => one.sent);
          const withdrawn = ours.flatMap((one) => one.withdrawn);
          await markSent(trx, org, sent, now);
          await markWithdrawn(trx, org, withdrawn);
        }
        return plans.filter((one) => !isKept.has(one.plan.tower)).map(({ plan }) => plan.tower);
      }),

    postpone: (plans, reason, notBefore) =>
      write(room, async (trx) => {
        for (const plan of plans) {
          await stillHeld(trx, plan)
            .set((set) => ({ ...FREE, reason, not_before: notBefore, version: set('version', '+', 1) }))
            .execute();
        }
      }),

    async dirty(tower, _now) {
      let update = room.db
        .updateTable('tower_plans')
        .set((set) => ({ wanted: set('wanted', '+', 1), not_before: 0 }));
      if (tower !== 'all') update = update.where('id', '=', tower);
      await update.execute();
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

function stillHeld(db: Trx, plan: ClaimedPlan) {
  return db
    .updateTable('tower_plans')
    .where('id', '=', plan.tower)
    .where('org_id', '=', plan.org)
    .where('owner', '=', plan.owner)
    .where('version', '=', plan.version);
}

/** @returns the towers that nobody else has taken since; of the others nothing is stored */
async function markPublished(
  trx: Trx,
  plans: readonly PublishedPlan[],
  now: Instant,
): Promise<ReadonlySet<string>> {
  const kept = new Set<string>();
  for (const validUntil of distinct(plans.map((one) => one.validUntil))) {
    // In one order, so that two who write many do not wait for each other.
    const same = plans
      .filter((one) => one.validUntil === validUntil)
      .map(({ plan }) => plan)
      .sort((a, b) => (a.tower < b.tower ? -1 : 1));
    for (const piece of pieces(same, 200)) {
      const rows = await trx
        .updateTable('tower_plans')
        .where((where) =>
          where(
            where.refTuple('id', 'org_id', 'owner', 'version'),
            'in',
            piece.map(({ tower, org, owner, version }) => where.tuple(tower, org, owner, version)),
          ),
        )
        .set((set) => ({
          ...FREE,
          done: set.ref('trying'),
          // Nobody has claimed it since, so the number it was claimed under is still its own.
          published_seq: set.ref('seq'),
          published_at: now,
          valid_until: validUntil,
          reason: null,
          attempts: 0,
          rank: sql<number>`case when wanted > trying then rank else ${RANK.routine} end`,
          version: set('version', '+', 1),
        }))
        .returning('id')
        .execute();
      for (const { id } of rows) kept.add(id);
    }
  }
  return kept;
}

/** A play that was withdrawn while its plan went out is published after all: the tower knows it and must be told. */
async function markSent(trx: Trx, org: OrgId, sent: readonly string[], now: Instant): Promise<void> {
  const unsent = sql`(state = 'planned' or (state = 'withdrawn' and sent_at is null))`;
  for (const piece of pieces(sent)) {
    await trx
      .updateTable('plays')
      .set({
        sent_at: sql<number>`coalesce(sent_at, ${now})`,
        state: sql<string>`case when ${unsent} then 'published' else state end`,
        why: sql<string | null>`case when ${unsent} then null else why end`,
      })
      .where('org_id', '=', org)
      .where('id', 'in', [...piece])
      .execute();
  }
}

async function markWithdrawn(trx: Trx, org: OrgId, withdrawn: readonly string[]): Promise<void> {
  for (const piece of pieces(withdrawn)) {
    await trx
      .updateTable('plays')
      .set({ state: 'withdrawn', why: 'withdrawn' })
      .where('org_id', '=', org)
      .where('id', 'in', [...piece])
      .where('state', 'in', ['planned', 'published', 'ready'])
      .execute();
  }
}
