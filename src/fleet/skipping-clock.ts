// The time of a fleet: the machine's, which can be moved forward by hours at once, timers and all. Every tower's own
// clock is off by something of its own, as cheap boxes' clocks are.

import type { Clock } from '../controller/ports.ts';
import { createRealClock } from '../controller/real-clock.ts';

export interface SkippingClock extends Clock {
  /** Time passes at once: what became due meanwhile is called now. */
  skip(ms: number): void;
  /** The same time seen by a box whose clock is off by this much. */
  offBy(ms: number): Clock;
}

export function createSkippingClock(): SkippingClock {
  const real = createRealClock();
  const timers = new Set<{ readonly dueAt: number; arm(): void; cancel(): void }>();
  let skipped = 0;
  const now = () => real.now() + skipped;

  function after(ms: number, call: () => void): () => void {
    const dueAt = now() + Math.max(0, ms);
    const timer = {
      dueAt,
      cancel(): void {},
      arm() {
        timer.cancel();
        timer.cancel = real.after(dueAt - now(), () => {
          timers.delete(timer);
          call();
        });
      },
    };
    timers.add(timer);
    timer.arm();
    return () => {
      timers.delete(timer);
      timer.cancel();
    };
  }

  return {
    now,
    after,
    skip(ms) {
      skipped += ms;
      for (const timer of [...timers]) timer.arm();
    },
    offBy: (ms) => ({ now: () => now() + ms, after }),
  };
}
