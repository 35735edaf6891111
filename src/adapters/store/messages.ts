// The lock row of a message: its arrival, edits and recall go through it one after another, whichever comes first.
import type { Instant, OrgId } from '../../core/ids.ts';
import type { Trx } from './room.ts';

/** Takes the message's lock, making its row where there is none. @returns when it was unsent */
export async function lockMessage(
  trx: Trx,
  org: OrgId,
  channel: string,
  messageId: string,
): Promise<Instant | null> {
  const row = await trx
    .insertInto('messages')
    .values({ org_id: org, channel, message_id: messageId, unsent_at: null, seen_at: 0 })
    .onConflict((conflict) =>
      conflict.columns(['org_id', 'channel', 'message_id']).doUpdateSet({ message_id: messageId }),
    )
    .returning('unsent_at')
    .executeTakeFirstOrThrow();
  return row.unsent_at;
}
