// Which engines are left alone for a while: one that hung or fell down is not asked again by every bulletin in the queue,
// but after a minute, then two, up to a quarter of an hour; one success ends it. Shared by all orders of one relay.
import type { RelayError } from '../../core/errors.ts';
import type { SpeechEngine } from '../../pipeline/ports.ts';

const FIRST_MS = 60_000;
const LONGEST_MS = 15 * 60_000;

export interface Rests {
  /** Why it is not asked now; undefined when it may be. */
  of(engine: SpeechEngine): string | undefined;
  failed(engine: SpeechEngine, failure: RelayError): void;
  worked(engine: SpeechEngine): void;
}

export function createRests(now: () => number = Date.now): Rests {
  const resting = new Map<
    SpeechEngine,
    { readonly until: number; readonly ms: number; readonly why: string }
  >();
  return {
    of(engine) {
      const rest = resting.get(engine);
      if (rest === undefined || now() >= rest.until) return undefined;
      const seconds = Math.ceil((rest.until - now()) / 1000);
      return `${rest.why} It is asked again in ${seconds} s.`;
    },
    failed(engine, failure) {
      const before = resting.get(engine);
      const ms = before === undefined ? FIRST_MS : Math.min(LONGEST_MS, before.ms * 2);
      // Two bulletins that were under way at once are one failure.
      if (before === undefined || now() >= before.until)
        resting.set(engine, { until: now() + ms, ms, why: failure.message });
    },
    worked(engine) {
      resting.delete(engine);
    },
  };
}
