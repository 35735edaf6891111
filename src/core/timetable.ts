// When things sound: slots, quiet hours, date exceptions and repeats in Bangkok's calendar, out as UTC instants.
// Only this file and thai/ know calendars. Thailand has been at UTC+7 without daylight saving since 1920.
import { RelayError } from './errors.ts';
import type { Instant, SlotId } from './ids.ts';

const BANGKOK_MS = 7 * 3_600_000;
export const DAY_MS = 24 * 3_600_000;

/** A day in Bangkok, `2026-11-22`. */
export type LocalDate = string & { readonly of: 'date' };
/** Minutes after local midnight, 0..1439. */
export type MinuteOfDay = number;

export interface Slot {
  readonly id: SlotId;
  readonly name: string;
  /** 0 Sunday … 6 Saturday. */
  readonly weekdays: readonly number[];
  readonly startsAtMinute: MinuteOfDay;
  readonly lengthMs: number;
}

/** One date on which a slot does not sound, or sounds at another minute. */
export interface SlotException {
  readonly slot: SlotId;
  readonly date: LocalDate;
  readonly movedToMinute: MinuteOfDay | undefined;
  readonly why: string;
}

/** From `from` to `to` (may pass midnight) only an emergency sounds. Equal ends mean no quiet hours. */
export interface QuietHours {
  readonly fromMinute: MinuteOfDay;
  readonly toMinute: MinuteOfDay;
}

/** What an approver asks for; the timetable turns it into occurrences. */
export type Wish =
  | { readonly kind: 'now' }
  | { readonly kind: 'at'; readonly at: Instant }
  | { readonly kind: 'slot'; readonly slot: SlotId; readonly date: LocalDate }
  | {
      readonly kind: 'every';
      readonly slots: readonly SlotId[];
      readonly weekdays: readonly number[];
      readonly from: LocalDate;
      readonly until: LocalDate;
    };

/** Said `times` times in a row with `gapMs` of silence between. */
export interface Repeat {
  readonly times: number;
  readonly gapMs: number;
}
export const ONCE: Repeat = { times: 1, gapMs: 0 };

export function localDate(at: Instant): LocalDate {
  return new Date(at + BANGKOK_MS).toISOString().slice(0, 10) as LocalDate;
}

/** Reads `YYYY-MM-DD`; refuses days that do not exist. */
export function parseLocalDate(text: string): LocalDate {
  const at = Date.parse(`${text}T00:00:00Z`);
  if (
    !/^\d{4}-\d{2}-\d{2}$/.test(text) ||
    Number.isNaN(at) ||
    new Date(at).toISOString().slice(0, 10) !== text
  ) {
    throw new RelayError('invalid-input', `${text.slice(0, 20)} is not a date`, { facts: { field: 'date' } });
  }
  return text as LocalDate;
}

export function minuteOfDay(at: Instant): MinuteOfDay {
  return Math.floor(((((at + BANGKOK_MS) % DAY_MS) + DAY_MS) % DAY_MS) / 60_000);
}

export function instantOf(date: LocalDate, minute: MinuteOfDay): Instant {
  return Date.parse(`${date}T00:00:00Z`) - BANGKOK_MS + minute * 60_000;
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10) as LocalDate;
}

/** 0 Sunday … 6 Saturday. */
export function weekdayOf(date: LocalDate): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

export function isQuiet(at: Instant, quiet: QuietHours): boolean {
  const { fromMinute, toMinute } = quiet;
  if (fromMinute === toMinute) return false;
  const minute = minuteOfDay(at);
  return fromMinute < toMinute
    ? minute >= fromMinute && minute < toMinute
    : minute >= fromMinute || minute < toMinute;
}

/** Whether any part of a sound from `at` for `ms` lies in quiet hours. Sounds are minutes long, so its ends decide. */
export function touchesQuiet(at: Instant, ms: number, quiet: QuietHours): boolean {
  return isQuiet(at, quiet) || isQuiet(at + Math.max(0, ms - 1), quiet);
}

export interface Opening {
  readonly slot: Slot;
  readonly date: LocalDate;
  readonly opensAt: Instant;
  readonly closesAt: Instant;
}

/** The opening of one slot on one date, or undefined where the weekday or an exception leaves it out. */
export function openingOn(
  slot: Slot,
  date: LocalDate,
  exceptions: readonly SlotException[],
): Opening | undefined {
  const exception = exceptions.find((one) => one.slot === slot.id && one.date === date);
  if (exception !== undefined && exception.movedToMinute === undefined) return undefined;
  if (exception === undefined && !slot.weekdays.includes(weekdayOf(date))) return undefined;
  const opensAt = instantOf(date, exception?.movedToMinute ?? slot.startsAtMinute);
  return { slot, date, opensAt, closesAt: opensAt + slot.lengthMs };
}

/** All openings of the slots that start in [from, to), in order of time. */
export function openingsBetween(
  slots: readonly Slot[],
  exceptions: readonly SlotException[],
  from: Instant,
  to: Instant,
): readonly Opening[] {
  const openings: Opening[] = [];
  for (let date = localDate(from); instantOf(date, 0) < to; date = addDays(date, 1)) {
    for (const slot of slots) {
      const opening = openingOn(slot, date, exceptions);
      if (opening !== undefined && opening.opensAt >= from && opening.opensAt < to) openings.push(opening);
    }
  }
  return openings.sort((a, b) => a.opensAt - b.opensAt);
}

export interface Taken {
  readonly at: Instant;
  readonly ms: number;
}

/** Silence between two bulletins of one slot: the echo of the first must have died before the next chime. */
export const BETWEEN_MS = 5_000;

/**
 * Where in the opening a sound of `ms` starts behind what is booked already.
 * @throws slot-full with the room left (seconds) when it no longer fits, in-the-past when the slot has closed
 */
export function placeIn(opening: Opening, ms: number, taken: readonly Taken[], now: Instant): Instant {
  const at = firstGap(Math.max(opening.opensAt, now), ms, taken);
  if (at > opening.closesAt || now > opening.closesAt) {
    throw new RelayError('in-the-past', `${opening.slot.name} on ${opening.date} is over`, {
      facts: { slot: opening.slot.name },
    });
  }
  const used = taken.reduce((sum, one) => sum + one.ms + BETWEEN_MS, 0);
  if (at + ms > opening.closesAt) {
    const roomMs = Math.max(0, opening.closesAt - opening.opensAt - used);
    throw new RelayError(
      'slot-full',
      `${opening.slot.name} on ${opening.date} has ${Math.round(roomMs / 1000)} s left`,
      {
        facts: { slot: opening.slot.name, date: opening.date, roomMs, neededMs: ms },
      },
    );
  }
  return at;
}

/** The earliest start at or after `from` where `ms` of sound touches nothing that is booked. */
export function firstGap(from: Instant, ms: number, taken: readonly Taken[]): Instant {
  let at = from;
  for (const one of [...taken].sort((a, b) => a.at - b.at)) {
    const end = one.at + one.ms + BETWEEN_MS;
    if (end <= at || one.at >= at + ms + BETWEEN_MS) continue;
    at = end;
  }
  return at;
}

/** How long one occurrence sounds, its repeats and their gaps included. */
export function soundingMs(clipMs: number, repeat: Repeat): number {
  return clipMs * repeat.times + repeat.gapMs * (repeat.times - 1);
}
