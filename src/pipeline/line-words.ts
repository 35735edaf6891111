// Words that officers send by LINE: a text in a chat of their own, a message of a staff group that is handed to us by
// mention or quotation, the correction of either. — → item → revision `drafted`.
import { cleanWords } from '../core/bulletin.ts';
import { readWords } from '../core/dictionary.ts';
import type { OrgId } from '../core/ids.ts';
import { LONGEST_TEXT } from '../core/item.ts';
import { mustBeAbleTo, type Officer } from '../core/officer.ts';
import { type ArrivalPorts, addWords, draftOf } from './arrivals.ts';
import { actorOf, deedOf } from './deeds.ts';
import type { LineAnswer, LineEvent, LineOutcome, LineParser } from './line-event.ts';
import { LINE_REPLIES } from './line-replies.ts';
import type { Dictionary, Inbox, InboxEvent } from './records.ts';

type Text = Extract<LineEvent, { kind: 'text' }>;
type Edited = Extract<LineEvent, { kind: 'edited' }>;

export interface LineWordsPorts extends ArrivalPorts {
  readonly inbox: Pick<Inbox, 'remember' | 'recall'>;
  readonly dictionary: Pick<Dictionary, 'read'>;
  readonly parser: LineParser;
}

export interface LineWords {
  text(event: InboxEvent, line: Text, officer: Officer): Promise<LineOutcome>;
  edited(event: InboxEvent, line: Edited, officer: Officer): Promise<LineOutcome>;
}

export function createLineWords(ports: LineWordsPorts, answer: LineAnswer): LineWords {
  const { items, organisations, inbox, dictionary, parser, clock } = ports;

  async function keep(
    event: InboxEvent,
    line: Text,
    officer: Officer,
    { messageId, text }: { readonly messageId: string; readonly text: string },
  ): Promise<LineOutcome> {
    if (text.trim() === '') return 'ignored';
    mustBeAbleTo(officer, 'send-item');
    const submission = { door: 'line', channel: event.channel, messageId, text } as const;
    const added = await addWords(ports, event.org, actorOf(officer, 'line'), submission);
    if (added.outcome === 'added') await answer(line, await receivedReply(event.org, text));
    return 'used';
  }

  /** Who sent it hears at once that words will have to be settled; the voice reads it again in its own time. */
  async function receivedReply(org: OrgId, text: string): Promise<string> {
    const words = cleanWords(text, LONGEST_TEXT);
    const { unread } = readWords(words, await dictionary.read(org), []);
    return unread.length === 0 ? LINE_REPLIES.received : LINE_REPLIES.receivedUnread(unread.length);
  }

  async function remember(event: InboxEvent, line: Text | Edited): Promise<LineOutcome> {
    const { messageId, source, at } = line;
    await inbox.remember(event, { messageId, group: source.groupId ?? '', at });
    return 'remembered';
  }

  /** In a staff group only words that are handed to us count: a mention, and the message it quotes. */
  async function fromGroup(event: InboxEvent, line: Text, officer: Officer): Promise<LineOutcome> {
    if (!line.mentionsUs) return remember(event, line);
    if (line.quotedMessageId === undefined) return keep(event, line, officer, line);
    const raw = await inbox.recall(event.org, event.channel, line.quotedMessageId);
    const quoted = raw === undefined ? undefined : parser.parse(raw);
    if (quoted === undefined || (quoted.kind !== 'text' && quoted.kind !== 'edited')) {
      await answer(line, LINE_REPLIES.quotedUnknown);
      return 'used';
    }
    return keep(event, line, officer, { messageId: line.quotedMessageId, text: quoted.text });
  }

  return {
    async text(event, line, officer) {
      return line.source.kind === 'user' ? keep(event, line, officer, line) : fromGroup(event, line, officer);
    },
    async edited(event, line, officer) {
      const by = actorOf(officer, 'line');
      const words = cleanWords(line.text, LONGEST_TEXT);
      const edited = await items.edit(
        event.org,
        event.channel,
        line.messageId,
        await draftOf(organisations, event.org, words, by, clock.now()),
        line.at,
        deedOf(by, clock.now(), 'item-edited', 'item', line.messageId, {}),
      );
      // Never handed to us: the newer words are what a later quotation means.
      return edited === 'unknown' ? remember(event, line) : 'used';
    },
  };
}
