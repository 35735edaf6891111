// Items: what came in, once per message of a channel, with the bulletin it became. A message's lock row makes its
// arrival, edits and recall follow one another even when they come at the same moment through two relays.
import { stillMet } from '../../core/dictionary.ts';
import type { BulletinId, ItemId, OfficerId, OrgId } from '../../core/ids.ts';
import type { Door, Item, ItemKind, Original } from '../../core/item.ts';
import type { Items } from '../../pipeline/records.ts';
import { tell } from './chain.ts';
import { eraseUnapproved } from './erasure.ts';
import { recordFrom, toJson } from './json.ts';
import { kept } from './kept.ts';
import { lockMessage } from './messages.ts';
import { firstRevision, nextRevision, revisionId, settledFrom } from './revisions.ts';
import { fence, one, type Room, write, writeOrFence } from './room.ts';
import { isNamedTwice } from './sound-records.ts';
import type { ItemTable } from './tables.ts';

const ofMessage = kept((db, message: { org: string; channel: string; id: string }) =>
  db
    .selectFrom('items')
    .selectAll()
    .where('org_id', '=', message.org)
    .where('channel', '=', message.channel)
    .where('message_id', '=', message.id)
    .compile(),
);
const addRow = kept((db, { row }: { row: ItemTable }) => db.insertInto('items').values(row).compile());

export function createItems(room: Room): Items {
  return {
    add: (item, draft, deed) =>
      write(room, async (trx) => {
        const unsentAt = await lockMessage(trx, item.org, item.channel, item.messageId);
        if (unsentAt !== null) return { outcome: 'unsent', item: item.id, bulletin: undefined };
        const known = await byMessage(trx, item.org, item.channel, item.messageId);
        if (known !== undefined) return { outcome: 'known', item: known.id, bulletin: known.bulletin };
        const bulletin = draft?.id ?? item.bulletin;
        await addRow(trx, { row: rowOf(item, bulletin) });
        if (draft !== undefined) await firstRevision(trx, item.org, draft.id, item.id, draft.draft);
        await tell(trx, item.org, deed);
        return { outcome: 'added', item: item.id, bulletin };
      }),

    async find(org, id) {
      const row = await room.db
        .selectFrom('items')
        .selectAll()
        .where('org_id', '=', org)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? undefined : itemOf(row);
    },

    findMessage: (org, channel, messageId) => byMessage(room.db, org, channel, messageId),

    unsend: (org, channel, messageId, deed) =>
      write(room, async (trx) => {
        if ((await lockMessage(trx, org, channel, messageId)) !== null) return { erased: undefined };
        await trx
          .updateTable('messages')
          .set({ unsent_at: deed.at })
          .where('org_id', '=', org)
          .where('channel', '=', channel)
          .where('message_id', '=', messageId)
          .execute();
        const item = await byMessage(trx, org, channel, messageId);
        if (item !== undefined) {
          await trx
            .updateTable('items')
            .set({ text: null, original: null, claimed_source: null, erased_at: deed.at })
            .where('org_id', '=', org)
            .where('id', '=', item.id)
            .execute();
          if (item.bulletin !== undefined) await eraseUnapproved(trx, org, item.bulletin, deed.at);
        }
        await tell(trx, org, deed);
        const shared = item?.original !== undefined && (await isNamedTwice(trx, org, item.id, item.original));
        return { erased: shared ? undefined : item?.original };
      }),

    edit: (org, channel, messageId, draft, editedAt, deed) =>
      write(room, async (trx) => {
        const unsentAt = await lockMessage(trx, org, channel, messageId);
        const item = await byMessage(trx, org, channel, messageId);
        if (unsentAt !== null || item?.bulletin === undefined) return 'unknown';
        if (item.editedAt !== undefined && item.editedAt >= editedAt) return 'older';
        const moved = await trx
          .updateTable('bulletins')
          .set((set) => ({
            current_n: set('current_n', '+', 1),
            version: set('version', '+', 1),
            changed_at: draft.at,
          }))
          .where('org_id', '=', org)
          .where('id', '=', item.bulletin)
          .returning('current_n')
          .executeTakeFirstOrThrow();
        await trx
          .updateTable('items')
          .set({ text: draft.words, edited_at: editedAt })
          .where('org_id', '=', org)
          .where('id', '=', item.id)
          .execute();
        const before = await trx
          .selectFrom('revisions')
          .select('settled')
          .where('id', '=', revisionId(item.bulletin, moved.current_n - 1))
          .executeTakeFirstOrThrow();
        const settled = stillMet(settledFrom(before.settled), draft.words);
        await nextRevision(trx, org, item.bulletin, moved.current_n, { ...draft, settled });
        await tell(trx, org, deed);
        return 'revised';
      }),

    type: (org, item, bulletin, draft, deed) =>
      writeOrFence(room, async (trx) => {
        const taken = await trx
          .updateTable('items')
          .set({ bulletin_id: bulletin })
          .where('org_id', '=', org)
          .where('id', '=', item)
          .where('bulletin_id', 'is', null)
          .where('erased_at', 'is', null)
          .executeTakeFirst();
        if (!one(taken)) fence();
        await firstRevision(trx, org, bulletin, item, draft);
        await tell(trx, org, deed);
        return true;
      }),
  };
}

async function byMessage(
  db: Room['db'],
  org: OrgId,
  channel: string,
  messageId: string,
): Promise<Item | undefined> {
  const [row] = await ofMessage(db, { org, channel, id: messageId });
  return row === undefined ? undefined : itemOf(row);
}

function rowOf(item: Item, bulletin: BulletinId | undefined): ItemTable {
  return {
    id: item.id,
    org_id: item.org,
    door: item.door,
    channel: item.channel,
    message_id: item.messageId,
    kind: item.kind,
    text: item.text ?? null,
    original: item.original === undefined ? null : toJson(item.original),
    sent_by: item.sentBy ?? null,
    sender_name: item.senderName,
    claimed_source: item.claimedSource ?? null,
    received_at: item.receivedAt,
    edited_at: item.editedAt ?? null,
    erased_at: item.erasedAt ?? null,
    bulletin_id: bulletin ?? null,
  };
}

export function itemOf(row: ItemTable): Item {
  return {
    id: row.id as ItemId,
    org: row.org_id as OrgId,
    door: row.door as Door,
    channel: row.channel,
    messageId: row.message_id,
    kind: row.kind as ItemKind,
    text: row.text ?? undefined,
    original:
      row.original === null
        ? undefined
        : recordFrom<Original>(row.original, 'items.original', ['sha256', 'type', 'name', 'bytes']),
    sentBy: (row.sent_by ?? undefined) as OfficerId | undefined,
    senderName: row.sender_name,
    claimedSource: row.claimed_source ?? undefined,
    receivedAt: row.received_at,
    editedAt: row.edited_at ?? undefined,
    erasedAt: row.erased_at ?? undefined,
    bulletin: (row.bulletin_id ?? undefined) as BulletinId | undefined,
  };
}
