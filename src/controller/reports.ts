// What people at the office should know of this tower beside its receipts: events go out as they happen; while nobody
// can be reached the newest few wait.
import type { TowerEvent } from '../wire/messages.ts';
import type { Greeting } from './greeting.ts';
import type { ControllerEvent, Log } from './ports.ts';
import type { TowerTime } from './tower-time.ts';

const MOST_WAITING = 20;
const LONGEST_TEXT = 300;

export interface Reports {
  report(event: Omit<TowerEvent, 'v' | 't'>): void;
  /** Something signed, or meant to be, was not obeyed. */
  refused(what: string, reason: { why: string; text: string }): void;
  /** The office can be reached again. */
  connected(): void;
}

export interface ReportsParts {
  readonly greeting: Pick<Greeting, 'isOnline' | 'send'>;
  readonly time: TowerTime;
  readonly log: Log;
  onEvent(event: ControllerEvent): void;
}

export function createReports({ greeting, time, log, onEvent }: ReportsParts): Reports {
  let waiting: TowerEvent[] = [];

  function send(event: TowerEvent): void {
    greeting.send('event', event).catch((cause: unknown) => log.debug({ err: cause }, 'event not sent'));
  }

  function report({ text, ...rest }: Omit<TowerEvent, 'v' | 't'>): void {
    const words = text ? { text: text.slice(0, LONGEST_TEXT) } : {};
    const event: TowerEvent = { v: 1, t: Math.round(time.best()), ...rest, ...words };
    if (greeting.isOnline()) send(event);
    else waiting = [...waiting, event].slice(-MOST_WAITING);
  }

  return {
    report,
    refused(what, { why, text }) {
      log.warn({ what, why, reason: text }, 'refused');
      onEvent({ event: 'refused', what, why, text });
      report({
        ev: why === 'replay' ? 'replay' : 'refused',
        why: why as NonNullable<TowerEvent['why']>,
        text: `${what}: ${text}`,
      });
    },
    connected() {
      for (const event of waiting) send(event);
      waiting = [];
    },
  };
}
