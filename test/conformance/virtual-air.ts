// The line between the examination and a controller without a network: a broker in memory that can be cut, shut and slowed, all
// on one clock by hand, and clips at a web address whose answer breaks off once.
import type { Air, AirEvents, ClipDoor, Fetched } from '../../src/conformance/ports.ts';
import type { Link, LinkEvents, Message, Web } from '../../src/controller/ports.ts';
import { RelayError } from '../../src/core/errors.ts';
import { type ManualClock, TOWER } from '../controller/support.ts';

const TRIP_MS = 8;

/** The second source without a network: what was offered, and one answer that breaks off. */
export function createVirtualWeb(): { web: Web; clipDoor: ClipDoor } {
  const offered = new Map<string, { bytes: Uint8Array; breaksAfter: number; sent: number }>();
  const fetched: Fetched[] = [];
  return {
    clipDoor: {
      isSecure: true,
      fetched: () => fetched,
      sentBytes: (hash) => offered.get(hash)?.sent ?? 0,
      offer(hash, bytes, breaksAfter) {
        offered.set(hash, { bytes, breaksAfter, sent: 0 });
        return `https://virtual/c/${hash}`;
      },
    },
    web: {
      async get(url, { from, to }, take) {
        const hash = url.slice(url.lastIndexOf('/') + 1);
        const one = offered.get(hash);
        if (one === undefined) throw new RelayError('not-found', 'no such clip');
        fetched.push({ hash, from, hasRange: true });
        const goes = one.bytes.subarray(from, Math.min(to + 1, from + one.breaksAfter));
        one.breaksAfter = Number.POSITIVE_INFINITY;
        one.sent += goes.length;
        await take(goes);
        if (goes.length < to + 1 - from) throw new RelayError('timeout', 'it broke off', { retry: true });
      },
    },
  };
}

export const fullJitter = (tries: number) =>
  Math.max(100, Math.random() * Math.min(120_000, 1000 * 2 ** tries));

export function createVirtualAir(clock: ManualClock, waits: (tries: number) => number) {
  const retained = new Map<string, Uint8Array>();
  let events: AirEvents | undefined;
  let isShut = false;
  let rate: number | undefined;
  let sent = 0;
  let current: { on: LinkEvents; will: Message; topics: Set<string>; freeAt: number } | undefined;
  let knock: () => void = () => undefined;
  let cancelKnock: () => void = () => undefined;

  function toDevice(topic: string, payload: Uint8Array): void {
    const mine = current;
    if (mine === undefined) return;
    const bytes = payload.length + topic.length + 6;
    sent += bytes;
    const onTheWay = rate === undefined ? 0 : (bytes / rate) * 1000;
    mine.freeAt = Math.max(mine.freeAt, clock.now()) + onTheWay;
    clock.after(
      mine.freeAt - clock.now() + TRIP_MS,
      () => current === mine && mine.on.message(topic, payload),
    );
  }

  function said({ topic, payload, qos, retain }: Message): void {
    const bytes = bytesOf(payload);
    if (retain) retained.set(topic, bytes);
    clock.after(TRIP_MS, () => events?.said({ topic, payload: bytes, qos, retain }));
  }

  function drop(): void {
    const mine = current;
    if (mine === undefined) return;
    current = undefined;
    if (mine.will !== undefined) said(mine.will);
    events?.lost();
    mine.on.lost();
  }

  const air: Air = {
    shows: {},
    on(their) {
      events = their;
    },
    publish(topic, payload, { retain }) {
      const bytes = bytesOf(payload);
      if (retain && bytes.length === 0) retained.delete(topic);
      else if (retain) retained.set(topic, bytes);
      if (current?.topics.has(topic)) toDevice(topic, bytes);
    },
    cut() {
      drop();
      knock();
    },
    shut(shut) {
      isShut = shut;
      if (!shut) return;
      drop();
      knock();
    },
    slow(bytesPerSecond) {
      rate = bytesPerSecond;
    },
    sentBytes: () => sent,
  };

  function link(): Link {
    let isClosed = false;
    let tries = 0;
    const must = () => {
      if (current === undefined) throw new RelayError('broker-down', 'cut', { retry: true });
      return current;
    };
    return {
      open(on) {
        const attempt = () => {
          if (isClosed || current !== undefined) return;
          events?.knocked();
          const will = on.will();
          if (isShut) return again();
          tries = 0;
          current = { on, will, topics: new Set(), freeAt: clock.now() };
          events?.connected({
            ...{ clientId: TOWER, username: TOWER, clean: true, keepalive: 120, protocol: 4 },
            will: will && { ...will, payload: new TextDecoder().decode(bytesOf(will.payload)) },
          });
          on.connected();
        };
        const again = () => {
          cancelKnock();
          cancelKnock = clock.after(waits(tries++), attempt);
        };
        knock = again;
        cancelKnock = clock.after(100, attempt);
      },
      async subscribe(topics) {
        const mine = must();
        events?.subscribed(topics.map((topic) => ({ topic, qos: 1 })));
        for (const topic of topics) {
          mine.topics.add(topic);
          const kept = retained.get(topic);
          if (kept !== undefined) toDevice(topic, kept);
        }
      },
      async unsubscribe(topics) {
        const mine = must();
        events?.unsubscribed(topics);
        for (const topic of topics) mine.topics.delete(topic);
      },
      async publish(message) {
        must();
        said(message);
      },
      async close() {
        isClosed = true;
      },
    };
  }

  return {
    air,
    link,
    unplug() {
      cancelKnock();
      knock = () => undefined;
      drop();
    },
  };
}

function bytesOf(payload: string | Uint8Array): Uint8Array {
  return typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
}
