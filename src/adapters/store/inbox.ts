// Inbox: LINE's events exactly as they came, each once, until intake has used, ignored or parked them.
import type { OrgId } from '../../core/ids.ts';
import type { Inbox, InboxEvent } from '../../pipeline/records.ts';
import { claimFrom, DUE, FREE } from './claims.ts';
import { lockMessage } from './messages.ts';
import { one, pieces, type Room, write } from './room.ts';
import type { InboxTable } from './tables.ts';

export function createInbox(room: Room): Inbox {
  const claim = claimFrom(room, 'inbox', { due: DUE.waiting, order: ['received_at', 'id'] });
  function stillHeld(event: InboxEvent, db: Room['db'] = room.db) {
    return db
      .updateTable('inbox')
      .where('org_id', '=', event.org)
      .where('webhook_event_id', '=', event.webhookEventId)
      .where('owner', '=', event.owner)
      .where('version', '=', event.version)
      .where('state', '=', 'waiting');
  }

  return {
    async keep(org, channel, events, now) {
      let added = 0;
      for (const piece of pieces(events, 100)) {
        const result = await room.db
          .insertInto('inbox')
          .values(piece.map((event) => rowOf(org, channel, event, now)))
          .onConflict((conflict) => conflict.columns(['org_id', 'webhook_event_id']).doNothing())
          .executeTakeFirst();
        added += Number(result.numInsertedOrUpdatedRows ?? 0n);
      }
      return added;
    },

    async claim(owner, now, limit) {
      const rows = await claim({ owner, now, limit });
      return rows.map((row) => ({
        org: row.org_id as OrgId,
        channel: row.channel,
        webhookEventId: row.webhook_event_id,
        raw: row.raw,
        attempts: row.attempts,
        receivedAt: row.received_at,
        owner,
        version: row.version,
      }));
    },

    async settle(event, outcome) {
      // The item holds what was used; the raw event would outlive its sender's "unsend".
      await stillHeld(event)
        .set({ ...FREE, state: outcome, raw: '', reason: null })
        .execute();
    },

    async postpone(event, reason, notBefore) {
      await stillHeld(event)
        .set((set) => ({ ...FREE, reason, not_before: notBefore, version: set('version', '+', 1) }))
        .execute();
    },

    async park(event, reason) {
      await stillHeld(event)
        .set({ ...FREE, state: 'parked', reason })
        .execute();
    },

    async remember(event, { messageId, group, at }) {
      await write(room, async (trx) => {
        const unsentAt = await lockMessage(trx, event.org, event.channel, messageId);
        const known = await remembered(trx, event.org, event.channel)
          .select('said_at')
          .where('message_id', '=', messageId)
          .orderBy('said_at', 'desc')
          .executeTakeFirst();
        const newest = unsentAt === null && (known?.said_at ?? 0) <= at;
        const result = await stillHeld(event, trx)
          .set(
            newest
              ? {
                  ...FREE,
                  state: 'remembered',
                  reason: null,
                  message_id: messageId,
                  group_id: group,
                  said_at: at,
                }
              : { ...FREE, state: 'ignored', reason: null, raw: '' },
          )
          .executeTakeFirst();
        if (!one(result) || !newest) return;
        await forgotten(trx, event.org, event.channel)
          .where('message_id', '=', messageId)
          .where('webhook_event_id', '!=', event.webhookEventId)
          .execute();
      });
    },

    async recall(org, channel, messageId) {
      const row = await remembered(room.db, org, channel)
        .select('raw')
        .where('message_id', '=', messageId)
        .orderBy('said_at', 'desc')
        .executeTakeFirst();
      return row?.raw;
    },

    async forget(org, channel, what) {
      const update = forgotten(room.db, org, channel);
      if ('group' in what) await update.where('group_id', '=', what.group).execute();
      else await update.where('message_id', '=', what.messageId).execute();
    },
  };
}

function remembered(db: Room['db'], org: OrgId, channel: string) {
  return db
    .selectFrom('inbox')
    .where('org_id', '=', org)
    .where('channel', '=', channel)
    .where('state', '=', 'remembered');
}

function forgotten(db: Room['db'], org: OrgId, channel: string) {
  return db
    .updateTable('inbox')
    .set({ state: 'ignored', raw: '' })
    .where('org_id', '=', org)
    .where('channel', '=', channel)
    .where('state', '=', 'remembered');
}

function rowOf(
  org: OrgId,
  channel: string,
  event: { readonly webhookEventId: string; readonly raw: string },
  now: number,
): InboxTable {
  return {
    id: `${org}:${event.webhookEventId}`,
    org_id: org,
    webhook_event_id: event.webhookEventId,
    channel,
    raw: event.raw,
    state: 'waiting',
    reason: null,
    received_at: now,
    message_id: null,
    group_id: null,
    said_at: null,
    ...FREE,
    version: 1,
    attempts: 0,
    not_before: 0,
  };
}
