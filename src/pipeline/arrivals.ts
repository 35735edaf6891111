// What every way in has in common: who asks and for which organisation, the item as it came, and its line of the audit trail.
import { RelayError } from '../core/errors.ts';
import { type Instant, type ItemId, named, type OrgId } from '../core/ids.ts';
import type { Item } from '../core/item.ts';
import { mustBeAbleTo } from '../core/officer.ts';
import { actorOf, deedOf } from './deeds.ts';
import type { Asker } from './desks.ts';
import type { Actor } from './records.ts';

/** @throws not-allowed */
export function whoSends(asker: Asker): { readonly org: OrgId; readonly by: Actor } {
  if (asker.kind === 'system')
    return { org: asker.org, by: { officer: undefined, name: asker.name, door: 'api' } };
  mustBeAbleTo(asker.officer, 'send-item');
  return { org: asker.officer.org, by: actorOf(asker.officer, asker.door) };
}

/** The sender's own name of a message: the same one is never two items. @throws invalid-input */
export function mustBeKey(messageId: string): void {
  if (messageId !== '' && messageId.length <= 200) return;
  throw new RelayError('invalid-input', 'the key of the message is missing or too long', {
    facts: { field: 'messageId' },
  });
}

export function emptyItem(
  id: string,
  org: OrgId,
  by: Actor,
  channel: string,
  messageId: string,
  now: Instant,
): Item {
  return {
    id: named<ItemId>(id),
    org,
    door: by.door === 'line' ? 'line' : by.door === 'api' ? 'api' : 'console',
    channel,
    messageId,
    kind: 'text',
    text: undefined,
    original: undefined,
    sentBy: by.officer,
    senderName: by.name,
    claimedSource: undefined,
    receivedAt: now,
    editedAt: undefined,
    erasedAt: undefined,
    bulletin: undefined,
  };
}

export function received(by: Actor, item: Item, now: Instant) {
  return deedOf(by, now, 'item-received', 'item', item.id, { door: item.door, kind: item.kind });
}
