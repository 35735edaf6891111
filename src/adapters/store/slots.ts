// Slots: an organisation's recurring times and the dates on which one is left out or moved.
import { sql } from 'kysely';
import type { OrgId, SlotId } from '../../core/ids.ts';
import type { LocalDate } from '../../core/timetable.ts';
import type { Slots } from '../../pipeline/records.ts';
import { tell } from './chain.ts';
import { numbersFrom, toJson } from './json.ts';
import { kept } from './kept.ts';
import { fence, type Room, write, writeOrFence } from './room.ts';

const slotsOf = kept((db, { org }: { org: string }) =>
  db
    .selectFrom('slots')
    .selectAll()
    .where('org_id', '=', org)
    .orderBy('starts_at_minute')
    .orderBy('id')
    .compile(),
);
const exceptionsOf = kept((db, { org, from, to }: { org: string; from: string; to: string }) =>
  db
    .selectFrom('slot_exceptions')
    .selectAll()
    .where('org_id', '=', org)
    .where('date', '>=', from)
    .where('date', '<=', to)
    .orderBy('date')
    .orderBy('slot_id')
    .compile(),
);

export function createSlots(room: Room): Slots {
  return {
    async all(org: OrgId) {
      const rows = await slotsOf(room.db, { org });
      return rows.map((row) => ({
        id: row.id as SlotId,
        name: row.name,
        weekdays: numbersFrom(row.weekdays, 'slots.weekdays'),
        startsAtMinute: row.starts_at_minute,
        lengthMs: row.length_ms,
      }));
    },

    async exceptions(org, from, to) {
      const rows = await exceptionsOf(room.db, { org, from, to });
      return rows.map((row) => ({
        slot: row.slot_id as SlotId,
        date: row.date as LocalDate,
        movedToMinute: row.moved_to_minute ?? undefined,
        why: row.why,
      }));
    },

    put: (org, slot, deed) =>
      write(room, async (trx) => {
        const facts = {
          name: slot.name,
          weekdays: toJson(slot.weekdays),
          starts_at_minute: slot.startsAtMinute,
          length_ms: slot.lengthMs,
        };
        await trx
          .insertInto('slots')
          .values({ id: slot.id, org_id: org, ...facts })
          .onConflict((conflict) =>
            conflict.column('id').doUpdateSet(facts).where(sql.ref('slots.org_id'), '=', org),
          )
          .execute();
        await tell(trx, org, deed);
      }),

    remove: async (org, slot, deed) =>
      await writeOrFence(room, async (trx) => {
        const gone = await trx
          .deleteFrom('slots')
          .where('org_id', '=', org)
          .where('id', '=', slot)
          .executeTakeFirst();
        if (gone.numDeletedRows !== 1n) fence();
        await tell(trx, org, deed);
        return true;
      }),

    except: (org, exception, deed) =>
      write(room, async (trx) => {
        const facts = { moved_to_minute: exception.movedToMinute ?? null, why: exception.why };
        await trx
          .insertInto('slot_exceptions')
          .values({ org_id: org, slot_id: exception.slot, date: exception.date, ...facts })
          .onConflict((conflict) => conflict.columns(['org_id', 'slot_id', 'date']).doUpdateSet(facts))
          .execute();
        await tell(trx, org, deed);
      }),
  };
}
