// Rows that have served their time: raw LINE events, the ids by which a redelivery is known, passes that have run out.
// Each call takes one batch in one statement or one small transaction; nothing depends on the order of the calls.
import { type RawBuilder, sql } from 'kysely';
import type { Forgetting } from '../../pipeline/keeping.ts';
import type { Room } from './room.ts';

export function createForgetting(room: Room): Forgetting {
  async function changed(statement: RawBuilder<unknown>): Promise<number> {
    return Number((await statement.execute(room.db)).numAffectedRows ?? 0n);
  }

  return {
    rawEvents: (before, limit) =>
      changed(sql`
        update inbox
           set raw = '', message_id = null, group_id = null, said_at = null,
               state = case when state = 'remembered' then 'ignored' else state end
         where id in (select id from inbox
                       where received_at < ${before} and state <> 'waiting'
                         and (raw <> '' or message_id is not null)
                       limit ${limit})`),

    eventIds: (before, limit) =>
      changed(sql`
        delete from inbox
         where id in (select id from inbox
                       where received_at < ${before} and state <> 'waiting' order by received_at limit ${limit})`),

    async messageIds(before, now, limit) {
      // A row that nobody has dated yet counts from today.
      await changed(sql`
        update messages set seen_at = ${now}
         where seen_at = 0 and (org_id, channel, message_id) in (
           select org_id, channel, message_id from messages where seen_at = 0 limit ${limit})`);
      return changed(sql`
        delete from messages
         where (org_id, channel, message_id) in (
           select org_id, channel, message_id from messages
            where seen_at > 0 and seen_at < ${before} limit ${limit})`);
    },

    async passes(now, limit) {
      const counts = [
        await changed(sql`
          delete from sessions
           where fingerprint in (select fingerprint from sessions where expires_at <= ${now} limit ${limit})`),
        await changed(sql`
          delete from offers
           where (kind, fingerprint) in (
             select kind, fingerprint from offers where expires_at <= ${now} limit ${limit})`),
        await changed(sql`
          update towers set code_fingerprint = null, code_expires_at = null
           where id in (select id from towers where code_expires_at <= ${now} limit ${limit})`),
        await changed(sql`
          delete from tries where key in (select key from tries where forget_at < ${now} limit ${limit})`),
      ];
      return Math.max(...counts);
    },
  };
}
