// The daily quiet tone by which a tower shows that it still sounds: an organisation's policy, and each tower's own minute,
// so that neighbours do not sound together and a broken link does not look like a broken village.
import { RelayError } from './errors.ts';
import type { Instant, TowerId } from './ids.ts';
import {
  instantOf,
  localDate,
  type MinuteOfDay,
  minuteOfDay,
  type QuietHours,
  touchesQuiet,
} from './timetable.ts';

const HOUR_MS = 3_600_000;
/** The last minutes of the hour are for those that had to wait for a broadcast. */
const MINUTES = 45;
/** Louder than this is no longer a quiet tone. */
export const LOUDEST_TONE = 50;
export const SOFTEST_TONE = 5;
/** Room that a tone leaves before and after what is booked. */
export const TONE_ROOM_MS = 3 * 60_000;

export interface TonePolicy {
  /** The hour begins at this minute of the day in Bangkok. */
  readonly fromMinute: MinuteOfDay;
  /** 0..100, as of a play. */
  readonly volume: number;
}

/** @throws RelayError `invalid-input` (facts.field fromMinute or volume), `quiet-hours` */
export function mustBeTonePolicy(policy: TonePolicy, quiet: QuietHours): void {
  const { fromMinute, volume } = policy;
  if (!Number.isInteger(fromMinute) || fromMinute < 0 || fromMinute > 23 * 60)
    throw new RelayError('invalid-input', 'the hour must lie in the day', { facts: { field: 'fromMinute' } });
  if (!Number.isInteger(volume) || volume < SOFTEST_TONE || volume > LOUDEST_TONE)
    throw new RelayError('invalid-input', `a quiet tone has ${SOFTEST_TONE} to ${LOUDEST_TONE} percent`, {
      facts: { field: 'volume' },
    });
  if (touchesQuiet(instantOf(localDate(0), fromMinute), HOUR_MS, quiet))
    throw new RelayError('quiet-hours', 'the tone would sound in quiet hours');
}

/** The same minute every day; ids that differ in one digit lie apart. */
export function toneMinuteOf(tower: TowerId): number {
  let sum = 0;
  for (const char of tower) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 1_000_003;
  return (sum * 7) % MINUTES;
}

/** Whether this is the time of the tower's tone: from its own minute to the end of the hour, never in quiet hours. */
export function isToneTime(policy: TonePolicy, tower: TowerId, now: Instant, quiet: QuietHours): boolean {
  const into = minuteOfDay(now) - policy.fromMinute;
  return into >= toneMinuteOf(tower) && into < 60 && !touchesQuiet(now, TONE_ROOM_MS, quiet);
}
