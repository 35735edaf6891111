// What every way in has in common: who asks and for which organisation, the item as it came, the draft of its words, and its
// line of the audit trail.
import { cleanWords } from '../core/bulletin.ts';
import { RelayError } from '../core/errors.ts';
import { draftWords, NO_FORMULAS } from '../core/formulas.ts';
import { type BulletinId, type Instant, type ItemId, named, type OrgId } from '../core/ids.ts';
import { type Item, LONGEST_TEXT, titleOf } from '../core/item.ts';
import { mustBeAbleTo } from '../core/officer.ts';
import { actorOf, deedOf } from './deeds.ts';
import type { Asker, Submission } from './desks.ts';
import type { Clock } from './ports.ts';
import type { Actor, Items, NewDraft, Organisations } from './records.ts';

export interface ArrivalPorts {
  readonly items: Items;
  readonly organisations: Pick<Organisations, 'find'>;
  readonly clock: Clock;
}

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

/** As it will be read, seen and approved: with what the organisation begins and ends its announcements with. */
export async function draftOf(
  organisations: ArrivalPorts['organisations'],
  org: OrgId,
  words: string,
  by: Actor,
  at: Instant,
  of: NewDraft['class'] = 'routine',
): Promise<NewDraft> {
  const formulas = (await organisations.find(org))?.formulas ?? NO_FORMULAS;
  return {
    title: titleOf(words),
    words: draftWords(words, formulas),
    class: of,
    source: { kind: 'words' },
    author: by.officer,
    authorName: by.name,
    at,
  };
}

/** Words become an item and the draft of a bulletin. @throws invalid-input, too-large */
export async function addWords(ports: ArrivalPorts, org: OrgId, by: Actor, submission: Submission) {
  const { items, organisations, clock } = ports;
  const now = clock.now();
  const words = cleanWords(submission.text, LONGEST_TEXT);
  const item: Item = {
    ...emptyItem(clock.ulid(), org, by, submission.channel, submission.messageId, now),
    door: submission.door,
    text: words,
    claimedSource: submission.claimedSource?.slice(0, 200),
  };
  const id = named<BulletinId>(clock.ulid());
  const draft = await draftOf(organisations, org, words, by, now, submission.class);
  return items.add(item, { id, draft }, received(by, item, now));
}
