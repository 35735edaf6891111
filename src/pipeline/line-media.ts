// What people send by LINE beside words: a voice message becomes the draft of a bulletin that sounds as it was spoken, a
// poster or a file waits as an item for a person to type its words.
import { RelayError } from '../core/errors.ts';
import { type BulletinId, named } from '../core/ids.ts';
import type { Item, Original } from '../core/item.ts';
import type { Officer } from '../core/officer.ts';
import { emptyItem, received } from './arrivals.ts';
import { actorOf } from './deeds.ts';
import type { LineAnswer, LineEvent, LineOutcome } from './line-event.ts';
import { LINE_REPLIES } from './line-replies.ts';
import type { Clock, LineChannel, Originals } from './ports.ts';
import { recordedDraft } from './recordings.ts';
import type { InboxEvent, Items } from './records.ts';

type Media = Extract<LineEvent, { kind: 'media' }>;

export interface LineMediaPorts {
  readonly items: Items;
  readonly originals: Originals;
  /** Undefined while no LINE channel is set up. */
  readonly channel: LineChannel | undefined;
  readonly clock: Clock;
}

/** @returns fetches and keeps what one officer sent; throws unreadable-audio and what LINE or the disk throw */
export function createLineMedia({ items, originals, channel, clock }: LineMediaPorts, answer: LineAnswer) {
  /** A voice message that is not sound is nothing: neither kept nor a bulletin. */
  async function keepBytes(event: InboxEvent, line: Media, bytes: Uint8Array): Promise<Original> {
    const name = line.fileName ?? `${line.media}-${line.messageId}`;
    const original = await originals.keep(event.org, bytes, name);
    if (line.media !== 'audio' || original.type.startsWith('audio/')) return original;
    await originals.erase(event.org, original.sha256);
    await answer(line, LINE_REPLIES.notSound);
    throw new RelayError('unreadable-audio', 'what LINE delivered as a voice message is not sound');
  }

  async function add(
    event: InboxEvent,
    line: Media,
    kind: Item['kind'],
    officer: Officer,
    bytes: Uint8Array,
  ): Promise<void> {
    const by = actorOf(officer, 'line');
    const now = clock.now();
    const original = await keepBytes(event, line, bytes);
    const item: Item = {
      ...emptyItem(clock.ulid(), event.org, by, event.channel, line.messageId, now),
      kind,
      original,
    };
    const isVoice = kind === 'audio';
    const draft = isVoice
      ? { id: named<BulletinId>(clock.ulid()), draft: recordedDraft(by, original, now) }
      : undefined;
    const { outcome } = await items.add(item, draft, received(by, item, now));
    if (outcome === 'unsent') await originals.erase(event.org, original.sha256);
    if (outcome === 'added') await answer(line, isVoice ? LINE_REPLIES.received : LINE_REPLIES.needsWords);
  }

  return async (event: InboxEvent, line: Media, officer: Officer): Promise<LineOutcome> => {
    const { media } = line;
    if (line.external || media === 'video' || channel === undefined) {
      await answer(line, LINE_REPLIES.cannotFetch);
      return 'ignored';
    }
    const content = await channel.content(line.messageId);
    if (content.state === 'preparing') return 'preparing';
    if (content.state === 'gone') return 'ignored';
    await add(event, line, media, officer, content.bytes);
    return 'used';
  };
}
