// The machine's clock, read once and carried on by its monotonic counter: a jump of the system time moves nothing here.
import { performance } from 'node:perf_hooks';
import type { Clock } from './ports.ts';

/** setTimeout counts in 31 bits. */
const LONGEST_MS = 2_147_483_000;

export function createRealClock(): Clock {
  return {
    now: () => performance.timeOrigin + performance.now(),
    after(ms, call) {
      const timer = setTimeout(call, Math.min(LONGEST_MS, Math.max(0, ms)));
      return () => clearTimeout(timer);
    },
  };
}
