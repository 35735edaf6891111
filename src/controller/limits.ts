// The bounds a tower keeps whatever it is told: quiet hours, plays per day, volume. Pure; Asia/Bangkok, which has no
// summer time.
import { COMPILED_MAXIMA, DEFAULT_LIMITS, type WireClass } from '../wire/messages.ts';
import type { Limits } from './ports.ts';

const BANGKOK_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

/** Minutes since midnight in Bangkok. */
export function minuteOfDay(at: number): number {
  return Math.floor(((((at + BANGKOK_MS) % DAY_MS) + DAY_MS) % DAY_MS) / 60_000);
}

/** The start of the Bangkok day in which `at` lies, ms UTC. */
export function dayStart(at: number): number {
  return Math.floor((at + BANGKOK_MS) / DAY_MS) * DAY_MS - BANGKOK_MS;
}

/** `from` belongs to the quiet hours, `to` does not; equal ends mean none. */
export function isQuiet(at: number, quiet: Limits['quietHours']): boolean {
  if (quiet === null || quiet.from === quiet.to) return false;
  const minute = minuteOfDay(at);
  return quiet.from < quiet.to
    ? minute >= quiet.from && minute < quiet.to
    : minute >= quiet.from || minute < quiet.to;
}

/** Signed limits, never above what is built in. */
export function effectiveLimits(signed: Limits | undefined): Limits {
  const limits = signed ?? DEFAULT_LIMITS;
  return {
    ...limits,
    maxClipMs: Math.min(limits.maxClipMs, COMPILED_MAXIMA.maxClipMs),
    maxPlaysPerDay: Math.min(limits.maxPlaysPerDay, COMPILED_MAXIMA.maxPlaysPerDay),
    maxRepeat: Math.min(limits.maxRepeat, COMPILED_MAXIMA.maxRepeat),
    maxEmergencyMs: Math.min(
      limits.maxEmergencyMs ?? COMPILED_MAXIMA.maxEmergencyMs,
      COMPILED_MAXIMA.maxEmergencyMs,
    ),
  };
}

/** The owner's own ceiling and softer hours beside the signed ones. @param most 0 to 100 */
export function withOwn(
  signed: Limits,
  most: number,
  hours: NonNullable<Limits['volumeHours']> = [],
): Limits {
  const cap = (vol: number) => Math.min(vol, most);
  const { ambient, routine, important, emergency } = signed.volume;
  const volume = { routine: cap(routine), important: cap(important), emergency: cap(emergency) };
  return {
    ...signed,
    volumeHours: [...(signed.volumeHours ?? []), ...hours],
    volume: ambient === undefined ? volume : { ...volume, ambient: cap(ambient) },
  };
}

/**
 * A plan may ask for less than the tower's volume of that class, never for more; hours that are to be softer bind all but
 * emergencies.
 * @param at when it sounds, ms UTC
 */
export function volumeOf(limits: Limits, cls: WireClass, asked: number | undefined, at: number): number {
  const own = cls === 'ambient' ? (limits.volume.ambient ?? limits.volume.routine) : limits.volume[cls];
  const hours = cls === 'emergency' ? [] : (limits.volumeHours ?? []).filter((one) => isQuiet(at, one));
  return Math.min(own, asked ?? own, ...hours.map(({ most }) => most));
}
