// The bounds a tower keeps whatever it is told: quiet hours, plays per day, volume. Pure; Asia/Bangkok, which has no
// summer time.
import { COMPILED_MAXIMA, COMPILED_PAUSE_MS, DEFAULT_LIMITS, type WireClass } from '../wire/messages.ts';
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

/** What binds a tower whatever is signed: limits that all have a value. */
export interface Bounds extends Limits {
  readonly maxEmergencyMs: number;
  readonly emergencyPauseMs: number;
  readonly emergencyOverMute: boolean;
}

/** Signed limits, never above what is built in. */
export function effectiveLimits(signed: Limits | undefined): Bounds {
  const limits = signed ?? DEFAULT_LIMITS;
  const built = COMPILED_MAXIMA;
  return {
    ...limits,
    maxClipMs: Math.min(limits.maxClipMs, built.maxClipMs),
    maxPlaysPerDay: Math.min(limits.maxPlaysPerDay, built.maxPlaysPerDay),
    maxRepeat: Math.min(limits.maxRepeat, built.maxRepeat),
    maxEmergencyMs: Math.min(limits.maxEmergencyMs ?? built.maxEmergencyMs, built.maxEmergencyMs),
    emergencyPauseMs: Math.max(limits.emergencyPauseMs ?? COMPILED_PAUSE_MS, COMPILED_PAUSE_MS),
    emergencyOverMute: limits.emergencyOverMute ?? false,
  };
}

/** What the owner of the box has set there: no message raises it, however well it is signed. */
export interface Ceiling {
  /** 0 to 100, for every class. */
  readonly volume: number;
  readonly volumeHours?: NonNullable<Limits['volumeHours']>;
  readonly maxClipMs?: number | undefined;
  readonly maxPlaysPerDay?: number | undefined;
  readonly maxRepeat?: number | undefined;
  readonly maxEmergencyMs?: number | undefined;
  /** The village's own switch silences emergencies too, whatever the office says. */
  readonly muteIsFinal?: boolean;
}

export function underCeiling(signed: Bounds, ceiling: Ceiling): Bounds {
  const cap = (value: number, most = Number.POSITIVE_INFINITY) => Math.min(value, most);
  const loud = (vol: number) => cap(vol, ceiling.volume);
  const { ambient, routine, important, emergency } = signed.volume;
  const volume = { routine: loud(routine), important: loud(important), emergency: loud(emergency) };
  return {
    ...signed,
    maxClipMs: cap(signed.maxClipMs, ceiling.maxClipMs),
    maxPlaysPerDay: cap(signed.maxPlaysPerDay, ceiling.maxPlaysPerDay),
    maxRepeat: cap(signed.maxRepeat, ceiling.maxRepeat),
    maxEmergencyMs: cap(signed.maxEmergencyMs, ceiling.maxEmergencyMs),
    emergencyOverMute: signed.emergencyOverMute && ceiling.muteIsFinal !== true,
    volumeHours: [...(signed.volumeHours ?? []), ...(ceiling.volumeHours ?? [])],
    volume: ambient === undefined ? volume : { ...volume, ambient: loud(ambient) },
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
