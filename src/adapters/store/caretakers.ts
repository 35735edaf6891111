// Who looks after a village's towers, or after one of them: a name and a number that only the organisation reads.
import type { Caretakers } from '../../pipeline/tower-vitals.ts';
import { tell } from './chain.ts';
import { type Room, write } from './room.ts';

export function createCaretakers(room: Room): Caretakers {
  return {
    async all(org) {
      const rows = await room.db.selectFrom('caretakers').selectAll().where('org_id', '=', org).execute();
      return new Map(rows.map(({ place, name, phone }) => [place, { name, phone }]));
    },

    set: (org, place, caretaker, deed) =>
      write(room, async (trx) => {
        if (caretaker === undefined) {
          await trx.deleteFrom('caretakers').where('org_id', '=', org).where('place', '=', place).execute();
        } else {
          await trx
            .insertInto('caretakers')
            .values({ org_id: org, place, ...caretaker })
            .onConflict((conflict) => conflict.columns(['org_id', 'place']).doUpdateSet(caretaker))
            .execute();
        }
        await tell(trx, org, deed);
      }),
  };
}
