// Peace between emergencies: after so much emergency sound without a pause the tower rests from it, whoever asks. What
// sounded comes in, how long the next one must wait goes out. Counted by the box's own clock, which no message moves; what
// sounded before the start is read from the journal. Source: tower protocol, section 8.
import type { Journal } from './journal.ts';
import type { Bounds } from './limits.ts';
import type { Clock } from './ports.ts';
import type { TowerTime } from './tower-time.ts';

export interface EmergencyRest {
  /** An emergency has just ended that sounded so long. */
  sounded(playedMs: number): void;
  /**
   * @param lengthMs of the emergency that wants to sound, all its repeats
   * @param inMs when it wants to begin, ms from now
   * @returns ms from now until it may; 0 when nothing stands in its way
   */
  waitMs(lengthMs: number, inMs: number): number;
}

export interface EmergencyRestParts {
  readonly clock: Clock;
  readonly time: Pick<TowerTime, 'now'>;
  readonly journal: Pick<Journal, 'emergencies'>;
  limits(): Pick<Bounds, 'maxEmergencyMs' | 'emergencyPauseMs'>;
}

export function createEmergencyRest({ clock, time, journal, limits }: EmergencyRestParts): EmergencyRest {
  let hasRead = false;
  /** Sound since the last pause, ms; when it ended, own clock. */
  let soundMs = 0;
  let endedAt = Number.NEGATIVE_INFINITY;

  function note(playedMs: number, at: number): void {
    const wasPause = at - playedMs - endedAt >= limits().emergencyPauseMs;
    soundMs = wasPause ? playedMs : soundMs + playedMs;
    endedAt = at;
  }

  /** A power cut while it sounded counts for nothing: how much was heard is not known, and storms cut power. */
  function readJournal(): void {
    const now = time.now();
    if (hasRead || now === undefined) return;
    hasRead = true;
    // a clock that was ahead must not make a pause of years
    for (const { t, playedMs } of journal.emergencies()) note(playedMs, clock.now() - Math.max(0, now - t));
  }

  return {
    sounded(playedMs) {
      readJournal();
      note(playedMs, clock.now());
    },
    waitMs(lengthMs, inMs) {
      readJournal();
      const { maxEmergencyMs, emergencyPauseMs } = limits();
      const restedIn = endedAt + emergencyPauseMs - clock.now();
      return restedIn <= Math.max(0, inMs) || soundMs + lengthMs <= maxEmergencyMs ? 0 : restedIn;
    },
  };
}
