// The machine's clock and chance: the only place of Date.now and random names.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../pipeline/ports.ts';

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export function createClock(): Clock {
  return { now: () => Date.now(), ulid: () => makeUlid(Date.now(), randomBytes(16)) };
}

/** 48 bits of time and 80 of chance in Crockford's base 32 (github.com/ulid/spec). */
export function makeUlid(at: number, chance: Uint8Array): string {
  let time = '';
  for (let rest = at, i = 0; i < 10; i += 1, rest = Math.floor(rest / 32))
    time = LETTERS.charAt(rest % 32) + time;
  return time + [...chance.slice(0, 16)].map((byte) => LETTERS.charAt(byte % 32)).join('');
}

/** Calls `work` every `ms` until the returned function is called; never keeps the process alive. */
export function every(ms: number, work: () => void): () => void {
  const timer = setInterval(work, ms);
  timer.unref();
  return () => clearInterval(timer);
}
