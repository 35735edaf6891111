// A broker in memory that speaks the real messages: retained topics, sessions, wills, QoS 1 with answers. It loses, doubles
// and reorders, is wiped or comes back with what it had half an hour ago. All that passes it is captured for the checker.
import type { Message } from '../../src/controller/ports.ts';
import { RelayError } from '../../src/core/errors.ts';
import { createTopics } from '../../src/wire/topics.ts';
import type { Aim } from './aim.ts';
import type { Chance } from './chance.ts';
import type { Weather } from './weather.ts';
import type { World } from './world.ts';

export const topics = createTopics();
const ANSWER_MS = 3_000;
const KEEPALIVE_MS = 90_000;

export interface Session {
  readonly client: string;
  isAlive: boolean;
  readonly topics: Set<string>;
  /** Order on the wire, each way. */
  upAt: number;
  downAt: number;
  readonly will: Message | undefined;
  take(topic: string, payload: Uint8Array): void;
  lost(): void;
  /** A relay's ears: takes what towers say, one after the other. */
  hear?: ((topic: string, payload: Uint8Array, retained: boolean) => Promise<void>) | undefined;
  isHearing: boolean;
  readonly waiting: Set<(error: RelayError) => void>;
}

interface Word {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1;
  readonly retained: boolean;
}

export type Broker = ReturnType<typeof createBroker>;

export function createBroker(
  world: World,
  weather: Weather,
  aim: Aim,
  chance: Chance,
  capture: (word: Word, from: string) => void,
) {
  let retained = new Map<string, Uint8Array>();
  let kept = new Map<string, Uint8Array>();
  let isUp = true;
  const sessions = new Set<Session>();
  /** Names whose password counts no more. */
  const barred = new Set<string>();
  /** The relays' one persistent session: what towers said and nobody has stored yet. */
  let words: Word[] = [];

  const befalls = (
    fault: 'loss' | 'duplicate' | 'reorder' | 'slow' | 'lost answer',
    share: number,
    topic: string,
  ) => aim.strikes(fault, () => kindOf(topic)) || chance.happens(share);
  const latency = (topic: string) =>
    befalls('slow', weather.slow, topic)
      ? met('slow', topic, chance.between(4_000, 20_000))
      : chance.between(5, 400);
  function met<T>(fault: string, topic: string, value: T): T {
    world.count(`${fault} × ${kindOf(topic)}`);
    return value;
  }

  function open(client: string, on: Pick<Session, 'take' | 'lost' | 'will'>): Session | undefined {
    if (!isUp || barred.has(client)) return undefined;
    for (const other of [...sessions]) if (other.client === client) end(other, 'takeover');
    const session: Session = {
      ...on,
      client,
      isAlive: true,
      topics: new Set(),
      upAt: 0,
      downAt: 0,
      isHearing: false,
      waiting: new Set(),
    };
    sessions.add(session);
    world.note(`broker: ${client} connects`);
    return session;
  }

  /** The line breaks: both ends notice; the will goes out, sometimes long after the next birth. */
  function end(session: Session, why: string): void {
    if (!session.isAlive) return;
    session.isAlive = false;
    session.hear = undefined;
    sessions.delete(session);
    world.note(`broker: ${session.client} is gone, ${why}`);
    for (const fail of [...session.waiting])
      fail(new RelayError('broker-down', 'the line fell', { retry: true }));
    const { will } = session;
    if (will !== undefined && why !== 'clean' && why !== 'broker')
      world.in(
        chance.happens(0.2) ? chance.between(1_000, 60_000) : 0,
        () => isUp && receive(bytesOf(will), 'will'),
      );
    session.lost();
    dispatch();
  }

  /** The other end has gone without a word. */
  function abandon(session: Session): void {
    world.in(chance.between(1_000, KEEPALIVE_MS), () => end(session, 'silent'));
  }

  /** Resolves with the broker's acknowledgement. */
  function send(session: Session, message: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!session.isAlive) return reject(new RelayError('broker-down', 'not connected', { retry: true }));
      const word = bytesOf(message);
      const settle = (error?: RelayError) => {
        session.waiting.delete(settle);
        cancel();
        if (error === undefined) resolve();
        else reject(error);
      };
      const cancel = world.in(ANSWER_MS, () =>
        settle(new RelayError('timeout', 'no answer', { retry: true })),
      );
      session.waiting.add(settle);
      if (message.qos === 0) settle();
      if (befalls('loss', weather.loss, word.topic)) return met('loss', word.topic, undefined);
      const arrive = () => {
        if (!isUp) return;
        receive(word, session.client);
        if (message.qos === 0) return;
        if (befalls('lost answer', weather.lostAnswer, word.topic))
          return met('lost answer', word.topic, undefined);
        world.in(latency(word.topic), () => session.isAlive && settle());
      };
      world.in(order(session, 'upAt', word.topic), arrive);
      if (message.qos === 1 && befalls('duplicate', weather.duplicate, word.topic))
        world.in(met('duplicate', word.topic, chance.between(10, 30_000)), arrive);
    });
  }

  /** TCP keeps the order of one line; a session that is resumed does not. */
  function order(session: Session, way: 'upAt' | 'downAt', topic: string): number {
    if (befalls('reorder', weather.reorder, topic)) return met('reorder', topic, chance.between(5, 8_000));
    session[way] = Math.max(session[way], world.now() + latency(topic));
    return session[way] - world.now();
  }

  function receive(word: Word, from: string): void {
    capture(word, from);
    if (word.retained) {
      if (word.payload.length === 0) retained.delete(word.topic);
      else retained.set(word.topic, word.payload);
    }
    for (const session of sessions)
      if (session.topics.has(word.topic)) deliver(session, word.topic, word.payload);
    if (word.topic.includes('/up/')) {
      words.push({ ...word, retained: false });
      dispatch();
    }
  }

  function deliver(session: Session, topic: string, payload: Uint8Array): void {
    if (befalls('loss', weather.loss, topic)) {
      met('loss', topic, undefined);
      return;
    }
    const arrive = () => session.isAlive && session.take(topic, payload);
    world.in(order(session, 'downAt', topic), arrive);
    if (befalls('duplicate', weather.duplicate, topic))
      world.in(met('duplicate', topic, chance.between(10, 30_000)), arrive);
  }

  /** One of the relays gets the next word; what it does not acknowledge somebody gets again. */
  function dispatch(): void {
    const free = [...sessions].filter((one) => one.hear !== undefined && !one.isHearing);
    if (!isUp || words.length === 0 || free.length === 0) return;
    const session = chance.one(free);
    const place = chance.happens(weather.reorder) ? chance.below(Math.min(5, words.length)) : 0;
    const [word] = words.splice(place, 1);
    if (word === undefined) return;
    session.isHearing = true;
    let isOpen = true;
    const again = () => {
      if (isOpen && word.qos === 1) words.unshift(word);
      isOpen = false;
      session.waiting.delete(again);
    };
    session.waiting.add(again);
    world.in(chance.between(2, 100), () => {
      if (session.hear === undefined) return again();
      session.hear(word.topic, word.payload, word.retained).then(
        () => {
          if (word.qos === 1 && befalls('duplicate', weather.duplicate, word.topic))
            words.push(met('duplicate', word.topic, word));
          isOpen = false;
          session.waiting.delete(again);
          session.isHearing = false;
          dispatch();
        },
        () => {
          again();
          end(session, 'a word could not be stored');
        },
      );
    });
    dispatch();
  }

  return {
    open,
    end,
    abandon,
    send,
    subscribe(session: Session, list: readonly string[]): Promise<void> {
      return new Promise((resolve, reject) => {
        if (!session.isAlive) return reject(new RelayError('broker-down', 'not connected', { retry: true }));
        const settle = (error?: RelayError) => {
          session.waiting.delete(settle);
          cancel();
          if (error === undefined) resolve();
          else reject(error);
        };
        const cancel = world.in(ANSWER_MS, () =>
          settle(new RelayError('timeout', 'no answer', { retry: true })),
        );
        session.waiting.add(settle);
        world.in(order(session, 'upAt', list[0] ?? ''), () => {
          if (!session.isAlive) return;
          for (const topic of list) session.topics.add(topic);
          for (const topic of list) {
            const there = retained.get(topic);
            if (there !== undefined) deliver(session, topic, there);
          }
          world.in(chance.between(5, 200), () => session.isAlive && settle());
        });
      });
    },
    async unsubscribe(session: Session, list: readonly string[]): Promise<void> {
      for (const topic of list) session.topics.delete(topic);
    },
    hear(session: Session, hear: NonNullable<Session['hear']>): void {
      session.hear = hear;
      for (const [topic, payload] of retained)
        if (topic.includes('/up/')) words.push({ topic, payload, qos: 1, retained: true });
      dispatch();
    },
    /** Somebody with access to the broker puts this there. */
    plant: (topic: string, payload: string, retain: boolean) =>
      receive({ topic, payload: new TextEncoder().encode(payload), qos: 1, retained: retain }, 'stranger'),
    /** What a restart of the broker would bring back. */
    save() {
      kept = new Map(retained);
    },
    /** @param memory what is left of its memory */
    crash(memory: 'nothing' | 'old' | 'all', downMs: number): void {
      if (!isUp) return;
      world.note(`broker: crashes, ${memory} is left`);
      isUp = false;
      for (const session of [...sessions]) end(session, 'broker');
      if (memory !== 'all') {
        retained = memory === 'old' ? new Map(kept) : new Map();
        words = [];
      }
      world.in(downMs, () => {
        isUp = true;
        world.note('broker: is back');
      });
    },
    bar(client: string): void {
      barred.add(client);
      for (const session of [...sessions]) if (session.client === client) end(session, 'barred');
    },
    admit: (client: string) => void barred.delete(client),
    isUp: () => isUp,
    isOnline: (client: string) => [...sessions].some((session) => session.client === client),
    retained: (topic: string) => retained.get(topic),
  };
}

function bytesOf({ topic, payload, qos, retain }: Message): Word {
  const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : Uint8Array.from(payload);
  return { topic, payload: bytes, qos, retained: retain };
}

/** The message's kind as the protocol's table of topics has it. */
function kindOf(topic: string): string {
  const [, , branch = '', , , kind] = topic.split('/');
  return branch === 't' ? (kind ?? '') : branch;
}
