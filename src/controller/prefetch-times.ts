// When each wanted clip is fetched: spread by chance, so that a province of towers does not ask for one clip in one
// second; the sooner it sounds the narrower the spread, and an emergency's at once. Source: tower protocol, section 4.
import type { Item } from '../wire/messages.ts';
import type { Clock } from './ports.ts';

/** By then every clip should be under way. */
const AHEAD_MS = 120_000;
/** Of the time there is, only a part goes into waiting. */
const SHARE = 0.25;

export interface WantedClip {
  readonly clip: Item['clip'];
  /** Until it sounds; may be past, infinite when no time is known. */
  readonly inMs: number;
  readonly isUrgent: boolean;
}

export interface PrefetchTimes {
  /** These are wanted now; what has its time keeps it, unless it has become more urgent. */
  plan(wanted: readonly WantedClip[]): void;
  isDue(hash: string): boolean;
  stop(): void;
}

/** @param woken called when another clip's time has come */
export function createPrefetchTimes(spreadMs: number, clock: Clock, woken: () => void): PrefetchTimes {
  const times = new Map<string, number>();
  let cancel: () => void = () => undefined;

  function arm(): void {
    cancel();
    const waiting = [...times.values()].map((at) => at - clock.now()).filter((ms) => ms > 0);
    if (waiting.length === 0) return;
    cancel = clock.after(Math.min(...waiting), () => {
      woken();
      arm();
    });
  }

  return {
    plan(wanted) {
      const hashes = new Set(wanted.map(({ clip }) => clip.h));
      for (const hash of [...times.keys()]) if (!hashes.has(hash)) times.delete(hash);
      const now = clock.now();
      for (const { clip, inMs, isUrgent } of wanted) {
        const mostMs = isUrgent ? 0 : Math.min(spreadMs, Math.max(0, inMs - AHEAD_MS) * SHARE);
        const known = times.get(clip.h);
        if (known === undefined) times.set(clip.h, now + Math.random() * mostMs);
        else times.set(clip.h, Math.min(known, now + mostMs));
      }
      arm();
    },
    isDue: (hash) => (times.get(hash) ?? 0) <= clock.now(),
    stop: () => cancel(),
  };
}
