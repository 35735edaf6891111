// The tower's side of a connection: subscribes in the order that keeps it safe, says who it is, asks for the time until
// it is answered, and sends what the others hand it.
import { randomBytes } from 'node:crypto';
import type { Presence } from '../wire/messages.ts';
import type { Topics, Up } from '../wire/topics.ts';
import type { Clock, Disk, Link, Log, Message } from './ports.ts';
import { helloOf, type PortraitParts, presenceOf } from './self-portrait.ts';

/** Asked again after so long, twice as long each time: a relay that is away for days is not called every minute. */
const PATIENCE_MS = 20_000;
const LONGEST_MS = 640_000;
const AGAIN_MS = 1_800_000;
/** The retained status that comes with our own connecting is no news. */
const SETTLING_MS = 3000;

export interface GreetingParts {
  readonly tower: string;
  readonly topics: Topics;
  readonly clock: Clock;
  readonly link: Link;
  readonly disk: Disk;
  readonly log: Log;
  readonly portrait: PortraitParts;
  /** Towers spread their hellos over this after the relay comes back, so that it is not run over. */
  readonly spreadMs: number;
  /** The tower's own village codes. */
  area(): readonly string[];
  /** Beside the controller's queue: a greeting waits for the broker's answers, and a play must not. */
  meanwhile(work: () => Promise<void>): void;
}

export interface Greeting {
  isOnline(): boolean;
  /** The will of the connection about to be tried. */
  will(): Message;
  /** @returns false when the link fell meanwhile */
  connected(): Promise<boolean>;
  lost(): void;
  hello(): void;
  /** The relay has said that it is there. */
  relayStatus(text: string): void;
  /** When the hello with this nonce was sent, by our own clock; undefined for any other nonce, and for the second time. */
  askedAt(nonce: string): number | undefined;
  /** The time is known: the next hello can wait. */
  answered(): void;
  send(kind: Exclude<Up, 'need'>, payload: object | string, qos?: 0 | 1): Promise<void>;
  /** What to leave behind; undefined while offline. */
  goodbye(): Message | undefined;
  close(): void;
}

export function createGreeting(parts: GreetingParts): Greeting {
  const { tower, topics, clock, link, disk, log, portrait, meanwhile } = parts;
  let conn = 0;
  let online = false;
  let connectedAt = 0;
  let asked: { nonce: string; sentAt: number } | undefined;
  let cancelHello: () => void = () => undefined;
  let patienceMs = PATIENCE_MS;

  function helloIn(ms: number): void {
    cancelHello();
    cancelHello = clock.after(ms, hello);
  }

  function hello(): void {
    if (!online) return;
    const nonce = randomBytes(16).toString('base64url');
    const greeting = async () => {
      const message = helloOf(portrait, conn, nonce, await disk.free());
      asked = { nonce, sentAt: clock.now() };
      await send('hello', message);
    };
    meanwhile(() => greeting().catch((cause) => log.debug({ err: cause }, 'hello not sent')));
    helloIn(patienceMs);
    patienceMs = Math.min(LONGEST_MS, patienceMs * 2);
  }

  function presence(state: Presence['state'], why?: Presence['why']): Message {
    const payload = JSON.stringify(presenceOf(portrait.boot, conn, state, why));
    return { topic: topics.up(tower, 'presence'), payload, qos: 1, retain: true };
  }

  const send: Greeting['send'] = (kind, payload, qos = 1) =>
    link.publish({
      topic: topics.up(tower, kind),
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
      qos,
      retain: kind === 'presence',
    });

  /** The areas this tower lies in, from province to village. */
  function flashTopics(): string[] {
    const areas = parts
      .area()
      .flatMap((code) => [2, 4, 6, 8].filter((n) => n <= code.length).map((n) => code.slice(0, n)));
    return [...new Set(areas)].map((code) => topics.flash(code));
  }

  return {
    isOnline: () => online,
    will() {
      conn += 1;
      return presence('offline', 'lost');
    },
    async connected() {
      online = true;
      connectedAt = clock.now();
      asked = undefined;
      patienceMs = PATIENCE_MS;
      try {
        // trust first: a revoked key must be gone before a plan sealed with it is looked at
        await link.subscribe([topics.trust]);
        const down = (['ack', 'config', 'cmd'] as const).map((kind) => topics.down(tower, kind));
        await link.subscribe([...down, topics.relayStatus]);
        await link.subscribe(flashTopics());
        await link.subscribe([topics.down(tower, 'plan')]);
        await link.publish(presence('online'));
        hello();
        return true;
      } catch (cause) {
        log.info({ err: cause }, 'the link fell while greeting');
        return false;
      }
    },
    lost() {
      online = false;
      cancelHello();
    },
    hello,
    relayStatus(text) {
      // a hello not yet answered is repeated soon anyway
      const isSoon = asked !== undefined && patienceMs <= 2 * PATIENCE_MS;
      const isNews = clock.now() - connectedAt > SETTLING_MS && !isSoon;
      if (isNews && text.includes('"online"')) helloIn(1000 + Math.random() * parts.spreadMs);
    },
    askedAt(nonce) {
      if (asked === undefined || nonce !== asked.nonce) return undefined;
      const { sentAt } = asked;
      asked = undefined;
      return sentAt;
    },
    answered() {
      patienceMs = PATIENCE_MS;
      helloIn(AGAIN_MS);
    },
    send,
    goodbye: () => (online ? presence('offline', 'clean') : undefined),
    close() {
      online = false;
      cancelHello();
    },
  };
}
