// Trusted time: what the relay signed, carried on by our own clock. Answers to our own nonce come in, time goes out.
// Source of the rules: tower protocol, section 10.
import type { Clock } from './ports.ts';

/** An answer slower than this says too little about the time. */
const SLOWEST_MS = 4000;
/** How far a crystal drifts, 50 parts per million: a fresh answer may replace an old one that was sharper. */
const DRIFT = 50e-6;

export interface TowerTime {
  /** Trusted milliseconds UTC, or undefined. */
  now(): number | undefined;
  /** Trusted time, else the latest that surely has passed: for stamping receipts. */
  best(): number;
  errMs(): number;
  /** @returns how far the time moved, or undefined when the answer was not used */
  learn(answer: { sentAt: number; heardAt: number; unixMs: number }): number | undefined;
  raiseFloor(at: number): void;
  readonly floorAt: number;
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

  const errorNow = () => error + (clock.now() - learnedAt) * DRIFT;
  const now = () => (offset === undefined ? undefined : clock.now() + offset);
  return {
    now,
    best: () => Math.max(now() ?? 0, floor),
    errMs: () => (offset === undefined ? 0 : Math.round(errorNow())),
    learn({ sentAt, heardAt, unixMs }) {
      const trip = heardAt - sentAt;
      if (trip < 0 || trip >= SLOWEST_MS || unixMs < floor - SLOWEST_MS) return undefined;
      const found = unixMs + trip / 2 - heardAt;
      const moved = offset === undefined ? 0 : found - offset;
      // a blunter answer that agrees with a sharper one teaches nothing
      if (offset !== undefined && trip / 2 > errorNow() && Math.abs(moved) <= trip / 2 + errorNow())
        return undefined;
      offset = found;
      error = trip / 2;
      learnedAt = clock.now();
      source = 'mqtt';
      since ??= clock.now() + found;
      return moved;
    },
    raiseFloor(at) {
      floor = Math.max(floor, at);
    },
    get floorAt() {
      return floor;
    },
    get knownSinceAt() {
      return since;
    },
    get source() {
      return source;
    },
    until: (at) => (offset === undefined ? Number.POSITIVE_INFINITY : at - offset - clock.now()),
  };
}
