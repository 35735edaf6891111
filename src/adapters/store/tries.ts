// Tries: counted by account and address in the database, so that a restart forgives nobody and several relays count
// together.
import type { Tries } from '../../pipeline/records.ts';
import { numbersFrom, toJson } from './json.ts';
import { type Room, write } from './room.ts';

/** More tries than any limit allows need not be remembered. */
const MOST_REMEMBERED = 200;

export function createTries(room: Room): Tries {
  return {
    count: (key, now, windowMs) =>
      write(room, async (trx) => {
        await trx.deleteFrom('tries').where('forget_at', '<', now).where('key', '!=', key).execute();
        const row = await trx
          .insertInto('tries')
          .values({ key, instants: '[]', forget_at: now + windowMs })
          .onConflict((conflict) => conflict.column('key').doUpdateSet({ forget_at: now + windowMs }))
          .returning('instants')
          .executeTakeFirstOrThrow();
        const within = numbersFrom(row.instants, 'tries.instants').filter((at) => at > now - windowMs);
        const instants = [...within, now].slice(-MOST_REMEMBERED);
        await trx
          .updateTable('tries')
          .set({ instants: toJson(instants) })
          .where('key', '=', key)
          .execute();
        return instants.length;
      }),

    async clear(key) {
      await room.db.deleteFrom('tries').where('key', '=', key).execute();
    },
  };
}
