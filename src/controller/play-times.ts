// When the tower looks at a play that waits: how early it is made ready, when its waiting ends and why, and how long nothing
// needs looking at. Source: tower protocol, sections 3, 7 and 11.
import type { Why } from '../wire/messages.ts';
import type { ClipCache } from './clip-cache.ts';
import type { EmergencyRest } from './emergency-rest.ts';
import type { Bounds } from './limits.ts';
import { deadline, isSuperseded, lateBecause, type Play, queuedUntil, totalOf } from './play-rules.ts';
import type { Clock, Sink } from './ports.ts';
import { LEDGER_MS } from './speaker.ts';
import type { TowerTime } from './tower-time.ts';

/** Decoding begins this long before the sound, and 25 ms earlier for every second of it: small boards are slow. */
const PREPARE_MS = 3000;
const PREPARE_SHARE = 0.025;
const LONGEST_WAIT_MS = 3_600_000;

export interface PlayTimes {
  /** Ms until it is made ready; 0 or less when that is now. */
  wakeIn(play: Play): number;
  /** Why it is not heard any more; undefined while it may be. */
  lapsed(play: Play, all: Iterable<Play>, now: number): Why | undefined;
  /**
   * Ms until one of these must be looked at again.
   * @param looked were due when last looked at: they wait for something else than their time
   */
  nextLookMs(waiting: readonly Play[], looked: readonly Play[]): number;
}

export interface PlayTimesParts {
  readonly clock: Clock;
  readonly time: TowerTime;
  readonly cache: ClipCache;
  readonly sink: Sink;
  readonly rest: EmergencyRest;
  limits(): Bounds;
}

export function createPlayTimes({ clock, time, cache, sink, rest, limits }: PlayTimesParts): PlayTimes {
  const bootAt = clock.now();

  const pauseMs = ({ item }: Play) =>
    item.cls === 'emergency' ? rest.waitMs(totalOf(item), time.until(item.at)) : 0;

  function wakeIn(play: Play): number {
    const { item, restUntil = 0 } = play;
    const headMs = sink.headStartMs(limits().leadInMs) + LEDGER_MS + PREPARE_MS;
    const untilMs = time.until(item.at) - headMs - item.clip.ms * PREPARE_SHARE;
    return Math.max(untilMs, restUntil - clock.now(), pauseMs(play));
  }

  function supersession({ item }: Play): number[] {
    return item.key === undefined ? [] : [time.until(item.at)].filter((ms) => ms > 0);
  }

  return {
    wakeIn,
    lapsed(play, all, now) {
      if (now > deadline(play)) {
        return lateBecause(play, {
          hasClip: cache.has(play.item.clip.h),
          knownSinceAt: time.knownSinceAt,
          upMs: clock.now() - bootAt,
          overMs: time.best() - deadline(play),
        });
      }
      if (isSuperseded(play, all, now)) return 'superseded';
      if (now > queuedUntil(play)) return 'preempted';
      const restMs = pauseMs(play);
      return restMs > 0 && now + restMs > deadline(play) ? 'emergency-pause' : undefined;
    },
    nextLookMs(waiting, looked) {
      const inMs = waiting.flatMap((play) => {
        const wake = wakeIn(play);
        const ends = Math.min(deadline(play), queuedUntil(play));
        // its time may have come since the tick looked at the clock
        const mustWake = wake > 0 || (!looked.includes(play) && cache.has(play.item.clip.h));
        return [...(mustWake ? [wake] : []), time.until(ends) + 1, ...supersession(play)];
      });
      return Math.min(LONGEST_WAIT_MS, ...inMs.map((ms) => Math.max(1, ms)));
    },
  };
}
