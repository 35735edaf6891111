// The lock row of a message: its arrival, edits and recall go through it one after another, whichever comes first.
import { RelayError } from '../../core/errors.ts';
import type { Instant, OrgId } from '../../core/ids.ts';
import { kept } from './kept.ts';
import type { Trx } from './room.ts';

const locked = kept((db, row: { org_id: string; channel: string; message_id: string }) =>
  db
    .insertInto('messages')
    .values({
      org_id: row.org_id,
      channel: row.channel,
      message_id: row.message_id,
      unsent_at: null,
      seen_at: 0,
    })
    .onConflict((conflict) =>
      conflict.columns(['org_id', 'channel', 'message_id']).doUpdateSet({ message_id: row.message_id }),
    )
    .returning('unsent_at')
    .compile(),
);

/** Takes the message's lock, making its row where there is none. @returns when it was unsent */
export async function lockMessage(
  trx: Trx,
  org: OrgId,
  channel: string,
  messageId: string,
): Promise<Instant | null> {
  const [row] = await locked(trx, { org_id: org, channel, message_id: messageId });
  if (row === undefined) throw new RelayError('internal', `message ${messageId} has no row`);
  return row.unsent_at;
}
