// Intake: what came through a door becomes an item and the draft of a bulletin. LINE events are stored raw first and
// worked on here; the console's form and the ministry's system come straight to the desk. — → item → revision `drafted`.
import { cleanWords } from '../core/bulletin.ts';
import { readWords } from '../core/dictionary.ts';
import { RelayError } from '../core/errors.ts';
import { draftWords, NO_FORMULAS } from '../core/formulas.ts';
import { type BulletinId, type Instant, type ItemId, named, type OrgId } from '../core/ids.ts';
import { type Item, LONGEST_TEXT, titleOf } from '../core/item.ts';
import { mustBeAbleTo, type Officer } from '../core/officer.ts';
import { emptyItem, mustBeKey, received, whoSends } from './arrivals.ts';
import type { Stage } from './conveyor.ts';
import { actorOf, deedOf } from './deeds.ts';
import type { Asker, IntakeDesk, Submission } from './desks.ts';
import type { LineEvent, LineParser } from './line-event.ts';
import { LINE_REPLIES } from './line-replies.ts';
import type { Clock, LineChannel, Log, Originals, Secrets } from './ports.ts';
import { record, recordedDraft } from './recordings.ts';
import type {
  Actor,
  Dictionary,
  Inbox,
  InboxEvent,
  Items,
  NewDraft,
  Officers,
  Organisations,
  Sessions,
} from './records.ts';

const MOST_ATTEMPTS = 12;

export interface IntakePorts {
  readonly inbox: Inbox;
  readonly items: Items;
  readonly officers: Officers;
  readonly sessions: Sessions;
  readonly originals: Originals;
  readonly dictionary: Pick<Dictionary, 'read'>;
  readonly organisations: Pick<Organisations, 'find'>;
  readonly parser: LineParser;
  /** Undefined while no LINE channel is set up. */
  readonly channel: LineChannel | undefined;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  readonly owner: string;
  readonly changed: () => void;
}

/** How an event ended: used (kept), ignored (its raw body is emptied), remembered, or to be tried again. */
type Outcome = 'used' | 'ignored' | 'remembered' | 'wait';

export function createIntake(ports: IntakePorts): Stage<InboxEvent> & IntakeDesk {
  const { items, inbox, clock } = ports;

  /** As it will be read, seen and approved: with what the organisation begins and ends its announcements with. */
  async function draftOf(
    org: OrgId,
    words: string,
    by: Actor,
    at: Instant,
    of: NewDraft['class'] = 'routine',
  ): Promise<NewDraft> {
    const formulas = (await ports.organisations.find(org))?.formulas ?? NO_FORMULAS;
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

  // ---- the desk: form and API ----

  async function submit(asker: Asker, submission: Submission) {
    const now = clock.now();
    const { org, by } = whoSends(asker);
    const words = cleanWords(submission.text, LONGEST_TEXT);
    mustBeKey(submission.messageId);
    const item = textItem(clock.ulid(), org, by, submission, words, now);
    const added = await items.add(
      item,
      { id: named<BulletinId>(clock.ulid()), draft: await draftOf(org, words, by, now, submission.class) },
      received(by, item, now),
    );
    ports.changed();
    return added;
  }

  async function type(officer: Officer, id: ItemId, typed: string): Promise<BulletinId> {
    mustBeAbleTo(officer, 'edit-words');
    const words = cleanWords(typed, LONGEST_TEXT);
    const now = clock.now();
    const bulletin = named<BulletinId>(clock.ulid());
    const by = actorOf(officer);
    const done = await items.type(
      officer.org,
      id,
      bulletin,
      await draftOf(officer.org, words, by, now),
      deedOf(by, now, 'words-typed', 'item', id, {}),
    );
    if (!done) throw new RelayError('conflict', 'this item has its words already, or is gone');
    ports.changed();
    return bulletin;
  }

  async function original(officer: Officer, id: ItemId) {
    mustBeAbleTo(officer, 'see-bulletins');
    const item = await items.find(officer.org, id);
    if (item?.original === undefined) throw new RelayError('not-found', 'there is no original');
    const bytes = await ports.originals.read(officer.org, item.original.sha256);
    return { bytes, type: item.original.type, name: item.original.name };
  }

  // ---- LINE ----

  async function run(event: InboxEvent): Promise<void> {
    const line = ports.parser.parse(event.raw);
    const officer =
      line.source.userId === undefined
        ? undefined
        : await ports.officers.byLineUser(event.org, line.source.userId);
    const outcome =
      officer === undefined ? await fromStranger(event, line) : await fromOfficer(event, line, officer);
    if (outcome === 'used' || outcome === 'ignored') await inbox.settle(event, outcome);
    ports.changed();
  }

  async function fromStranger(event: InboxEvent, line: LineEvent): Promise<Outcome> {
    if (line.kind === 'unsend')
      return takeBack(event, line.messageId, { officer: undefined, name: 'LINE', door: 'line' }, line.at);
    if (line.kind === 'leave') await forgetGroup(event, line);
    if (line.source.kind !== 'user') return 'ignored';
    if (line.kind === 'text' && (await bind(event, line))) return 'ignored';
    if (line.kind === 'follow') await answer(line, LINE_REPLIES.welcome);
    else if (line.kind === 'text' || line.kind === 'media') await answer(line, LINE_REPLIES.notEnrolled);
    return 'ignored';
  }

  /** A code from the console, sent by its officer in a chat of their own, binds the LINE account. */
  async function bind(event: InboxEvent, line: Extract<LineEvent, { kind: 'text' }>): Promise<boolean> {
    const code = line.text.trim().toLowerCase();
    const userId = line.source.userId;
    if (!/^[a-z0-9]{8}$/.test(code) || userId === undefined) return false;
    const spent = await ports.sessions.spend('line', ports.secrets.fingerprint(code), clock.now());
    const officer =
      spent === undefined || spent.org !== event.org
        ? undefined
        : await ports.officers.find(spent.org, spent.officer);
    if (officer === undefined) return false;
    const deed = deedOf(actorOf(officer, 'line'), clock.now(), 'officer-changed', 'officer', officer.id, {
      what: 'line',
    });
    await ports.officers.change(officer.org, officer.id, { lineUserId: userId }, deed);
    await answer(line, LINE_REPLIES.bound(officer.name));
    return true;
  }

  async function fromOfficer(event: InboxEvent, line: LineEvent, officer: Officer): Promise<Outcome> {
    switch (line.kind) {
      case 'text':
        return line.source.kind === 'user'
          ? keepText(event, line, officer, line.messageId, line.text)
          : fromGroup(event, line, officer);
      case 'edited':
        return reviseText(event, line, officer);
      case 'media':
        return line.source.kind === 'user' ? keepMedia(event, line, officer) : 'ignored';
      case 'unsend':
        return takeBack(event, line.messageId, actorOf(officer, 'line'), line.at);
      case 'leave':
        await forgetGroup(event, line);
        return 'ignored';
      case 'postback':
        await answer(line, LINE_REPLIES.decideInConsole);
        return 'ignored';
      default:
        return 'ignored';
    }
  }

  async function keepText(
    event: InboxEvent,
    line: Extract<LineEvent, { kind: 'text' }>,
    officer: Officer,
    messageId: string,
    text: string,
  ): Promise<Outcome> {
    if (text.trim() === '') return 'ignored';
    const now = clock.now();
    const by = actorOf(officer, 'line');
    mustBeAbleTo(officer, 'send-item');
    const words = cleanWords(text, LONGEST_TEXT);
    const item = textItem(
      clock.ulid(),
      event.org,
      by,
      { door: 'line', channel: event.channel, messageId, text },
      words,
      now,
    );
    const added = await items.add(
      item,
      { id: named<BulletinId>(clock.ulid()), draft: await draftOf(event.org, words, by, now) },
      received(by, item, now),
    );
    if (added.outcome === 'added') await answer(line, await receivedReply(event.org, words));
    return 'used';
  }

  /** Who sent it hears at once that words will have to be settled; the voice reads it again in its own time. */
  async function receivedReply(org: OrgId, words: string): Promise<string> {
    const { unread } = readWords(words, await ports.dictionary.read(org), []);
    return unread.length === 0 ? LINE_REPLIES.received : LINE_REPLIES.receivedUnread(unread.length);
  }

  /** In a staff group only words that are handed to us count: a mention, and the message it quotes. */
  async function fromGroup(
    event: InboxEvent,
    line: Extract<LineEvent, { kind: 'text' }>,
    officer: Officer,
  ): Promise<Outcome> {
    if (!line.mentionsUs) {
      await inbox.remember(event, {
        messageId: line.messageId,
        group: line.source.groupId ?? '',
        at: line.at,
      });
      return 'remembered';
    }
    if (line.quotedMessageId === undefined) return keepText(event, line, officer, line.messageId, line.text);
    const raw = await inbox.recall(event.org, event.channel, line.quotedMessageId);
    const quoted = raw === undefined ? undefined : ports.parser.parse(raw);
    if (quoted === undefined || (quoted.kind !== 'text' && quoted.kind !== 'edited')) {
      await answer(line, LINE_REPLIES.quotedUnknown);
      return 'used';
    }
    return keepText(event, line, officer, line.quotedMessageId, quoted.text);
  }

  async function reviseText(
    event: InboxEvent,
    line: Extract<LineEvent, { kind: 'edited' }>,
    officer: Officer,
  ): Promise<Outcome> {
    const by = actorOf(officer, 'line');
    const words = cleanWords(line.text, LONGEST_TEXT);
    const deed = deedOf(by, clock.now(), 'item-edited', 'item', line.messageId, {});
    const edited = await items.edit(
      event.org,
      event.channel,
      line.messageId,
      await draftOf(event.org, words, by, clock.now()),
      line.at,
      deed,
    );
    if (edited !== 'unknown') return 'used';
    // Never handed to us: the newer words are what a later quotation means.
    await inbox.remember(event, { messageId: line.messageId, group: line.source.groupId ?? '', at: line.at });
    return 'remembered';
  }

  async function keepMedia(
    event: InboxEvent,
    line: Extract<LineEvent, { kind: 'media' }>,
    officer: Officer,
  ): Promise<Outcome> {
    if (line.external || line.media === 'video' || ports.channel === undefined) {
      await answer(line, LINE_REPLIES.cannotFetch);
      return 'ignored';
    }
    const content = await ports.channel.content(line.messageId);
    if (content.state === 'preparing') {
      if (event.attempts >= MOST_ATTEMPTS)
        throw new RelayError('line-failed', 'LINE has not finished preparing this message');
      await inbox.postpone(event, 'LINE is still preparing it', clock.now() + backoffMs(event.attempts));
      return 'wait';
    }
    if (content.state === 'gone') return 'ignored';
    const by = actorOf(officer, 'line');
    const now = clock.now();
    const original = await ports.originals.keep(
      event.org,
      content.bytes,
      line.fileName ?? `${line.media}-${line.messageId}`,
    );
    if (line.media === 'audio' && !original.type.startsWith('audio/')) {
      await ports.originals.erase(event.org, original.sha256);
      await answer(line, LINE_REPLIES.notSound);
      throw new RelayError('unreadable-audio', 'what LINE delivered as a voice message is not sound');
    }
    const item: Item = {
      ...emptyItem(clock.ulid(), event.org, by, event.channel, line.messageId, now),
      kind: line.media,
      original,
    };
    const draft =
      line.media === 'audio'
        ? { id: named<BulletinId>(clock.ulid()), draft: recordedDraft(by, original, now) }
        : undefined;
    const added = await items.add(item, draft, received(by, item, now));
    if (added.outcome === 'unsent') await ports.originals.erase(event.org, original.sha256);
    if (added.outcome === 'added')
      await answer(line, line.media === 'audio' ? LINE_REPLIES.received : LINE_REPLIES.needsWords);
    return 'used';
  }

  async function takeBack(event: InboxEvent, messageId: string, by: Actor, at: Instant): Promise<Outcome> {
    await inbox.forget(event.org, event.channel, { messageId });
    const { erased } = await items.unsend(
      event.org,
      event.channel,
      messageId,
      deedOf(by, at, 'item-unsent', 'item', messageId, {}),
    );
    if (erased !== undefined) await ports.originals.erase(event.org, erased.sha256);
    return 'used';
  }

  async function forgetGroup(event: InboxEvent, line: LineEvent): Promise<void> {
    if (line.source.groupId !== undefined)
      await inbox.forget(event.org, event.channel, { group: line.source.groupId });
  }

  async function answer(line: LineEvent, text: string): Promise<void> {
    if (line.silent || line.redelivered || line.replyToken === undefined) return;
    await ports.channel?.reply(line.replyToken, text);
  }

  return {
    name: 'intake',
    parallel: 4,
    due: (limit) => inbox.claim(ports.owner, clock.now(), limit),
    run,
    async failed(event, error) {
      if (error.retry && event.attempts < MOST_ATTEMPTS) {
        await inbox.postpone(
          event,
          `${error.code}: ${error.message}`,
          clock.now() + backoffMs(event.attempts),
        );
      } else {
        await inbox.park(event, `${error.code}: ${error.message}`);
      }
    },
    submit,
    record: (asker, recording) => record(ports, asker, recording),
    type,
    original,
  };
}

/** 1, 2, 4 … 60 s, about a quarter of an hour in all. */
function backoffMs(attempts: number): number {
  return Math.min(60_000, 1_000 * 2 ** attempts);
}

function textItem(
  id: string,
  org: OrgId,
  by: Actor,
  submission: Submission,
  words: string,
  now: Instant,
): Item {
  return {
    ...emptyItem(id, org, by, submission.channel, submission.messageId, now),
    door: submission.door,
    text: words,
    claimedSource: submission.claimedSource?.slice(0, 200),
  };
}
