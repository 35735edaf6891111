// How loud towers play: by class, and softer at hours when people sleep or rest. An organisation's policy for all of its
// towers, or one tower's own; the tower obeys it itself. Emergencies are never made softer by the hour.
import { RelayError } from './errors.ts';
import type { MinuteOfDay } from './timetable.ts';

/** Below this nobody hears it, and a silent tower is to be muted in so many words. */
export const SOFTEST = 10;
/** An emergency must reach people behind closed windows. */
export const SOFTEST_EMERGENCY = 50;
/** Louder than this is no softer hour. */
export const MOST_AT_SOFTER_HOURS = 95;
export const MOST_SOFTER_HOURS = 6;

/** 0..100 by class. */
export interface ClassVolume {
  readonly routine: number;
  readonly important: number;
  readonly emergency: number;
}

/** From `fromMinute` to `toMinute` (may pass midnight) nothing but an emergency is louder than `most`. */
export interface SofterHours {
  readonly fromMinute: MinuteOfDay;
  readonly toMinute: MinuteOfDay;
  readonly most: number;
}

export interface VolumePolicy {
  readonly volume: ClassVolume;
  readonly softerHours: readonly SofterHours[];
}

/**
 * A change is taken whole or not at all.
 * @throws RelayError `invalid-input` (facts.field volume or softerHours; facts.why range, order, same-minute or too-many)
 */
export function mustBeVolumePolicy({ volume, softerHours }: VolumePolicy): void {
  const { routine, important, emergency } = volume;
  if (!isIn(routine, SOFTEST, 100) || !isIn(important, SOFTEST, 100))
    throw refused('volume', 'range', { least: SOFTEST, most: 100 });
  if (!isIn(emergency, SOFTEST_EMERGENCY, 100))
    throw refused('emergencyVolume', 'range', { least: SOFTEST_EMERGENCY, most: 100 });
  if (routine > important || important > emergency) throw refused('volume', 'order');
  if (softerHours.length > MOST_SOFTER_HOURS)
    throw refused('softerHours', 'too-many', { most: MOST_SOFTER_HOURS });
  for (const hours of softerHours) mustBeSofterHours(hours);
}

function mustBeSofterHours({ fromMinute, toMinute, most }: SofterHours): void {
  if (!isIn(most, SOFTEST, MOST_AT_SOFTER_HOURS))
    throw refused('softerHours', 'range', { least: SOFTEST, most: MOST_AT_SOFTER_HOURS });
  if (!isIn(fromMinute, 0, 1439) || !isIn(toMinute, 0, 1439)) throw refused('softerHours', 'not-in-day');
  if (fromMinute === toMinute) throw refused('softerHours', 'same-minute');
}

function isIn(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function refused(
  field: 'volume' | 'emergencyVolume' | 'softerHours',
  why: string,
  more: Readonly<Record<string, number>> = {},
): RelayError {
  return new RelayError('invalid-input', `${field} cannot be so: ${why}`, { facts: { field, why, ...more } });
}
