// Test tones: whose is due on a day, taken so that of two relays one sends it, and what was answered.
import { RelayError } from '../../core/errors.ts';
import type { Instant, TowerId } from '../../core/ids.ts';
import type { Tones } from '../../pipeline/tower-vitals.ts';
import { tell } from './chain.ts';
import { one, type Room, write } from './room.ts';
import { noteSigns } from './tower-signs.ts';

export function createTones(room: Room): Tones {
  return {
    async due(org, date, now) {
      const rows = await room.db
        .selectFrom('towers as t')
        .innerJoin('tower_signs as s', 's.id', 't.id')
        .select('t.id')
        .where('t.org_id', '=', org)
        .where('t.claimed', '=', 1)
        .where('t.online', '=', 1)
        .where((where) => where.or([where('t.muted_until', 'is', null), where('t.muted_until', '<=', now)]))
        .where((where) => where.or([where('s.tone_date', 'is', null), where('s.tone_date', '<', date)]))
        .orderBy('t.id')
        .execute();
      return rows.map((row) => row.id as TowerId);
    },

    async take(tower, date, now) {
      const result = await room.db
        .updateTable('tower_signs')
        .set({ tone_date: date, tone_sent_at: now })
        .where('id', '=', tower)
        .where((where) => where.or([where('tone_date', 'is', null), where('tone_date', '<', date)]))
        .executeTakeFirst();
      return one(result);
    },

    async giveBack(tower, date) {
      await room.db
        .updateTable('tower_signs')
        .set({ tone_date: null, tone_sent_at: null })
        .where('id', '=', tower)
        .where('tone_date', '=', date)
        .execute();
    },

    ordered: (org, tower, now, deed) =>
      write(room, async (trx) => {
        const row = await trx
          .selectFrom('towers')
          .select(['id', 'org_id'])
          .where('org_id', '=', org)
          .where('id', '=', tower)
          .executeTakeFirst();
        if (row === undefined)
          throw new RelayError('not-found', `there is no tower ${tower}`, { facts: { tower } });
        await noteSigns(trx, row, { tone_sent_at: now });
        await tell(trx, org, deed);
      }),

    async answered(org) {
      const rows = await room.db
        .selectFrom('tower_signs')
        .select(['id', 'tone_answered_at'])
        .where('org_id', '=', org)
        .where('tone_answered_at', 'is not', null)
        .execute();
      return new Map(rows.map((row): [TowerId, Instant] => [row.id as TowerId, row.tone_answered_at ?? 0]));
    },
  };
}
