// Intake: what came through a door becomes an item and the draft of a bulletin. LINE events are stored raw first and worked on
// here, and who sent them hears what became of it; the console's form and the ministry's system come straight to the desk.
// — → item → revision `drafted`.
import { RelayError } from '../core/errors.ts';
import type { Instant } from '../core/ids.ts';
import type { Officer } from '../core/officer.ts';
import type { Stage } from './conveyor.ts';
import { actorOf, deedOf } from './deeds.ts';
import type { IntakeDesk } from './desks.ts';
import { createIntakeDesk } from './intake-desk.ts';
import { createLineBinding, type LineBindingPorts } from './line-binding.ts';
import type { LineEvent, LineOutcome } from './line-event.ts';
import { createLineMedia, type LineMediaPorts } from './line-media.ts';
import { LINE_REPLIES } from './line-replies.ts';
import { createLineWords, type LineWordsPorts } from './line-words.ts';
import type { Actor, Inbox, InboxEvent } from './records.ts';

const MOST_ATTEMPTS = 12;

export interface IntakePorts extends LineBindingPorts, LineWordsPorts, LineMediaPorts {
  readonly inbox: Inbox;
  readonly owner: string;
  readonly changed: () => void;
}

export function createIntake(ports: IntakePorts): Stage<InboxEvent> & IntakeDesk {
  const { items, inbox, clock } = ports;
  const bind = createLineBinding(ports, answer);
  const words = createLineWords(ports, answer);
  const keepMedia = createLineMedia(ports, answer);

  async function run(event: InboxEvent): Promise<void> {
    const line = ports.parser.parse(event.raw);
    const officer =
      line.source.userId === undefined
        ? undefined
        : await ports.officers.byLineUser(event.org, line.source.userId);
    const outcome =
      officer === undefined ? await fromStranger(event, line) : await fromOfficer(event, line, officer);
    if (outcome === 'preparing') await waitForLine(event);
    else if (outcome !== 'remembered') await inbox.settle(event, outcome);
    ports.changed();
  }

  async function waitForLine(event: InboxEvent): Promise<void> {
    if (event.attempts >= MOST_ATTEMPTS)
      throw new RelayError('line-failed', 'LINE has not finished preparing this message');
    await inbox.postpone(event, 'LINE is still preparing it', clock.now() + backoffMs(event.attempts));
  }

  async function fromStranger(event: InboxEvent, line: LineEvent): Promise<LineOutcome> {
    if (line.kind === 'unsend')
      return takeBack(event, line.messageId, { officer: undefined, name: 'LINE', door: 'line' }, line.at);
    if (line.kind === 'leave') await forgetGroup(event, line);
    if (line.source.kind !== 'user') return 'ignored';
    if (line.kind === 'text' && (await bind(event, line))) return 'ignored';
    if (line.kind === 'follow') await answer(line, LINE_REPLIES.welcome);
    else if (line.kind === 'text' || line.kind === 'media') await answer(line, LINE_REPLIES.notEnrolled);
    return 'ignored';
  }

  async function fromOfficer(event: InboxEvent, line: LineEvent, officer: Officer): Promise<LineOutcome> {
    switch (line.kind) {
      case 'text':
        return words.text(event, line, officer);
      case 'edited':
        return words.edited(event, line, officer);
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

  async function takeBack(
    event: InboxEvent,
    messageId: string,
    by: Actor,
    at: Instant,
  ): Promise<LineOutcome> {
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
    ...createIntakeDesk(ports),
    name: 'intake',
    parallel: 4,
    due: (limit) => inbox.claim(ports.owner, clock.now(), limit),
    run,
    async failed(event, error) {
      const reason = `${error.code}: ${error.message}`;
      if (error.retry && event.attempts < MOST_ATTEMPTS)
        await inbox.postpone(event, reason, clock.now() + backoffMs(event.attempts));
      else await inbox.park(event, reason);
    },
  };
}

/** 1, 2, 4 … 60 s, about a quarter of an hour in all. */
function backoffMs(attempts: number): number {
  return Math.min(60_000, 1_000 * 2 ** attempts);
}
