// What goes wrong in one history, and how often: every history draws its own weather, with some things left out
// altogether, because faults that never rest hide what happens after them. Then it clears up.
import type { Chance } from './chance.ts';

/** Shares of messages, calls or writes; gaps in ms between things that befall by themselves, 0 for never. */
export interface Weather {
  loss: number;
  duplicate: number;
  reorder: number;
  lostAnswer: number;
  slow: number;
  crash: number;
  pause: number;
  storeFails: number;
  cutAtWrite: number;
  diskFull: number;
  badSound: number;
  powerEveryMs: number;
  netEveryMs: number;
  brokerEveryMs: number;
  clockEveryMs: number;
  forgerEveryMs: number;
  diskEveryMs: number;
  cloneEveryMs: number;
}

export const CALM: Weather = {
  loss: 0,
  duplicate: 0,
  reorder: 0,
  lostAnswer: 0,
  slow: 0,
  crash: 0,
  pause: 0,
  storeFails: 0,
  cutAtWrite: 0,
  diskFull: 0,
  badSound: 0,
  powerEveryMs: 0,
  netEveryMs: 0,
  brokerEveryMs: 0,
  clockEveryMs: 0,
  forgerEveryMs: 0,
  diskEveryMs: 0,
  cloneEveryMs: 0,
};

const MINUTE = 60_000;
const WORST: Weather = {
  loss: 0.08,
  duplicate: 0.15,
  reorder: 0.22,
  lostAnswer: 0.09,
  slow: 0.08,
  crash: 0.014,
  pause: 0.007,
  storeFails: 0.03,
  cutAtWrite: 0.06,
  diskFull: 1,
  badSound: 0.05,
  powerEveryMs: 0.5 * MINUTE,
  netEveryMs: 0.5 * MINUTE,
  brokerEveryMs: 2 * MINUTE,
  clockEveryMs: MINUTE,
  forgerEveryMs: 0.3 * MINUTE,
  diskEveryMs: 1.5 * MINUTE,
  cloneEveryMs: 4 * MINUTE,
};

const SPREAD: readonly string[] = ['crash', 'pause', 'cutAtWrite'];

/** @param stretch how much longer than a minute it lasts: as much goes wrong by itself, spread over all of it */
export function drawWeather(chance: Chance, stretch: number): Weather {
  const drawn = { ...CALM };
  for (const name of Object.keys(WORST) as (keyof Weather)[]) {
    if (!chance.happens(0.6)) continue;
    const worst = WORST[name];
    const share = worst * (0.1 + 0.9 * chance.next());
    if (name.endsWith('Ms')) drawn[name] = worst * stretch * (1 + 2 * chance.next());
    else drawn[name] = SPREAD.includes(name) ? share / stretch : share;
  }
  return drawn;
}
