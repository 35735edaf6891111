// The organisation's own words: how its village and people's names are said.
import type { Dictionary } from '../../pipeline/records.ts';
import { tell } from './chain.ts';
import { type Room, write } from './room.ts';

export function createDictionary(room: Room): Dictionary {
  return {
    async read(org) {
      const rows = await room.db
        .selectFrom('dictionary')
        .select(['written', 'spoken'])
        .where('org_id', '=', org)
        .orderBy('written')
        .execute();
      return new Map(rows.map((row) => [row.written, row.spoken]));
    },

    put: (org, written, spoken, deed) =>
      write(room, async (trx) => {
        await trx
          .insertInto('dictionary')
          .values({ org_id: org, written, spoken })
          .onConflict((conflict) => conflict.columns(['org_id', 'written']).doUpdateSet({ spoken }))
          .execute();
        await tell(trx, org, deed);
      }),
  };
}
