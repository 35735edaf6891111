// Days counted from 1 January 1970, so that a calendar is plain arithmetic. A day goes in, a number or a weekday out.
import type { Day } from './warning.ts';

const DAY_MS = 86_400_000;

/** Sunday first, as a clock of days counts them. */
export const WEEKDAYS_IN_FULL = [
  'วันอาทิตย์',
  'วันจันทร์',
  'วันอังคาร',
  'วันพุธ',
  'วันพฤหัสบดี',
  'วันศุกร์',
  'วันเสาร์',
] as const;

export function dayNumber({ year, month, day }: Day): number {
  return Math.round(Date.UTC(year, month - 1, day) / DAY_MS);
}

/** 0 is Sunday. */
export function weekdayOf(day: Day): number {
  return (((dayNumber(day) + 4) % 7) + 7) % 7;
}

/** Is there such a day? The month counts from 1. */
export function exists({ year, month, day }: Day): boolean {
  const last = Math.round((Date.UTC(year, month, 1) - Date.UTC(year, month - 1, 1)) / DAY_MS);
  return month >= 1 && month <= 12 && day >= 1 && day <= last;
}
