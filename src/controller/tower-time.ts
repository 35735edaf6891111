// Trusted time: what the relay signed, carried on by our own clock. Answers to our own nonce come in, time goes out.
// The network's servers help while the relay is silent; unsigned, they neither raise the floor nor overrule it.
// Source of the rules: tower protocol, section 10.
import type { Clock } from './ports.ts';
import type { Offset } from './sntp.ts';

/** An answer slower than this says too little about the time. */
const SLOWEST_MS = 4000;
/** How far a crystal drifts, 50 parts per million: a fresh answer may replace an old one that was sharper. */
const DRIFT = 50e-6;
/** From here on the network's time is better than the relay's old one. */
const WORN_MS = 1000;

export interface TowerTime {
  /** Trusted milliseconds UTC, or undefined. */
  now(): number | undefined;
  /** Trusted time, else the latest that surely has passed: for stamping receipts. */
  best(): number;
  errMs(): number;
  /** @returns how far the time moved, or undefined when the answer was not used */
  learn(answer: { sentAt: number; heardAt: number; unixMs: number }): number | undefined;
  /** From the network's servers. @returns as `learn` */
  learnUnsigned(offset: Offset): number | undefined;
  /** Whether the network should be asked: the relay's time is not there, or so old that drift has worn it. */
  isWanting(): boolean;
  raiseFloor(at: number): void;
  readonly floorAt: number;
  /** The time as far as somebody we trust has said it: what may become the floor. */
  sure(): number | undefined;
  /** When trusted time was first known since the start, trusted ms. */
  readonly knownSinceAt: number | undefined;
  readonly source: 'none' | 'mqtt' | 'ntp';
  /** Our own clock's time at which trusted `at` is reached, ms from now. */
  until(at: number): number;
}

/** @param trustOwn whether the machine's own clock is kept right by others, e.g. NTP: then there is time from the start */
export function createTowerTime(clock: Clock, trustOwn: boolean): TowerTime {
  let offset = trustOwn ? 0 : undefined;
  let error = trustOwn ? 500 : 0;
  let learnedAt = clock.now();
  let floor = 0;
  let since = trustOwn ? clock.now() : undefined;
  let source: 'none' | 'mqtt' | 'ntp' = trustOwn ? 'ntp' : 'none';
  let isSure = trustOwn;

  const errorNow = () => error + (clock.now() - learnedAt) * DRIFT;
  const now = () => (offset === undefined ? undefined : clock.now() + offset);

  function set(found: number, errMs: number, from: 'mqtt' | 'ntp'): number {
    const moved = offset === undefined ? 0 : found - offset;
    offset = found;
    error = errMs;
    learnedAt = clock.now();
    source = from;
    since ??= clock.now() + found;
    return moved;
  }

  return {
    now,
    best: () => Math.max(now() ?? 0, floor),
    errMs: () => (offset === undefined ? 0 : Math.round(errorNow())),
    learn({ sentAt, heardAt, unixMs }) {
      const trip = heardAt - sentAt;
      if (trip < 0 || trip >= SLOWEST_MS || unixMs < floor - SLOWEST_MS) return undefined;
      isSure = true;
      const found = unixMs + trip / 2 - heardAt;
      // a blunter answer that agrees with a sharper one teaches nothing
      const agrees = offset !== undefined && Math.abs(found - offset) <= trip / 2 + errorNow();
      if (agrees && trip / 2 > errorNow()) return undefined;
      return set(found, trip / 2, 'mqtt');
    },
    learnUnsigned({ offsetMs, errMs }) {
      if (errMs > SLOWEST_MS || clock.now() + offsetMs < floor) return undefined;
      const isOff = offset === undefined || Math.abs(offsetMs - offset) > errMs + errorNow();
      // what was signed is worn by drift, not wrong: who says otherwise is
      if (isSure && isOff) return undefined;
      return set(offsetMs, errMs, 'ntp');
    },
    isWanting: () => offset === undefined || (!trustOwn && (!isSure || errorNow() > WORN_MS)),
    raiseFloor(at) {
      floor = Math.max(floor, at);
    },
    get floorAt() {
      return floor;
    },
    sure: () => (isSure ? now() : undefined),
    get knownSinceAt() {
      return since;
    },
    get source() {
      return source;
    },
    until: (at) => (offset === undefined ? Number.POSITIVE_INFINITY : at - offset - clock.now()),
  };
}
