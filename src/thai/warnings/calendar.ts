// Days that cannot be, weekdays that are not theirs, days that are over, stretches that end before they begin.
import { daysNamed, isDay, isThrough, type Named } from './dates.ts';
import { dayNumber, exists, WEEKDAYS_IN_FULL, weekdayOf } from './days.ts';
import { type Seen, warn } from './sheet.ts';
import type { Day, Warning } from './warning.ts';

/** A day without a year lies at most so far back; else it is the next one. */
const BACK_DAYS = 90;
/** A weekday with a day and no month is looked for so far ahead. */
const AHEAD_DAYS = 62;

interface Placed {
  readonly named: Named;
  readonly first: Day;
  readonly last: Day;
}

/** The year that is meant when none is written. */
function likelyYear(month: number, day: number, today: Day): number {
  const now = dayNumber(today);
  const years = [today.year - 1, today.year, today.year + 1];
  return years.find((year) => dayNumber({ year, month, day }) >= now - BACK_DAYS) ?? today.year;
}

/** The month and the year may be written only once, with the day that ends the stretch. */
function placed(named: Named, lent: Named | undefined, today: Day): Placed | undefined {
  const month = named.month ?? lent?.month;
  if (month === undefined) return undefined;
  const lentYear =
    lent?.year === undefined
      ? undefined
      : lent.year - (lent.month !== undefined && month > lent.month ? 1 : 0);
  const year = named.year ?? lentYear ?? likelyYear(month, named.lastDay, today);
  if (!isDay(named, month, year)) return undefined;
  return { named, first: { year, month, day: named.day }, last: { year, month, day: named.lastDay } };
}

function isImpossible(named: Named): boolean {
  if (named.month === undefined) return false;
  return !isDay(named, named.month, named.year ?? 2024);
}

function weekdayWarning(seen: Seen, { named, first }: Placed): Warning[] {
  const right = weekdayOf(first);
  if (named.weekday === undefined || named.weekday === right) return [];
  return [
    warn(seen, 'weekday', named.start, named.end, {
      date: first,
      writtenWeekday: WEEKDAYS_IN_FULL[named.weekday] ?? '',
      rightWeekday: WEEKDAYS_IN_FULL[right] ?? '',
    }),
  ];
}

/** A weekday and a day without a month that meet neither shortly before nor in the weeks after today. */
function strayWeekday(seen: Seen, named: Named, today: Day): Warning[] {
  if (named.weekday === undefined || named.month !== undefined) return [];
  const now = dayNumber(today);
  let nearest: Day | undefined;
  for (let k = -1; k <= 3; k++) {
    const month = ((today.month - 1 + k + 12) % 12) + 1;
    const year = today.year + Math.floor((today.month - 1 + k) / 12);
    const day = { year, month, day: named.day };
    const away = dayNumber(day) - now;
    if (!exists(day) || away < -7 || away > AHEAD_DAYS) continue;
    if (weekdayOf(day) === named.weekday) return [];
    if (away >= 0) nearest ??= day;
  }
  return nearest === undefined ? [] : weekdayWarning(seen, { named, first: nearest, last: nearest });
}

function past(seen: Seen, start: number, end: number, last: Day, today: Day): Warning[] {
  const daysAgo = dayNumber(today) - dayNumber(last);
  return daysAgo > 0 ? [warn(seen, 'past', start, end, { date: last, daysAgo })] : [];
}

interface Walk {
  readonly seen: Seen;
  readonly today: Day;
}

/** A stretch of two days, or one day; what is only referred to is not held against the calendar of today. */
function overOrReversed({ seen, today }: Walk, one: Placed, until: Placed | undefined): Warning[] {
  const { named } = one;
  const end = until ?? one;
  if (dayNumber(end.last) < dayNumber(one.first))
    return [warn(seen, 'ends-before-start', named.start, end.named.end, { date: one.first })];
  if (named.role === 'reference' || (named.role === 'from' && until === undefined && !named.through))
    return [];
  return past(seen, named.start, end.named.end, end.last, today);
}

/** One day with the one that follows it; `spent` says that it ended the stretch before it and is judged already. */
function judged(walk: Walk, named: Named, next: Named | undefined, spent: boolean): Warning[] {
  const { seen, today } = walk;
  if (isImpossible(named)) return [warn(seen, 'impossible-date', named.start, named.end, {})];
  const one = placed(named, next, today);
  if (one === undefined) return strayWeekday(seen, named, today);
  const wrong = weekdayWarning(seen, one);
  if (spent) return wrong;
  const until = next === undefined ? undefined : placed(next, undefined, today);
  return [...wrong, ...overOrReversed(walk, one, until)];
}

/** Warnings about the days of a text, in order. `today` is the day in Bangkok. */
export function calendarWarnings(seen: Seen, today: Day): Warning[] {
  const days = daysNamed(seen);
  let spent = -1;
  return days.flatMap((named, k) => {
    const next = days[k + 1];
    const joined = next !== undefined && isThrough(seen.text.slice(named.end, next.start)) ? next : undefined;
    const done = spent === k;
    if (joined !== undefined && !done) spent = k + 1;
    return judged({ seen, today }, named, joined, done);
  });
}
