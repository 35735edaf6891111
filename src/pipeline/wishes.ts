// What may be wished for: rules the newsroom checks before an approval and the timetable again when it plans.
import type { BulletinClass } from '../core/bulletin.ts';
import { RelayError } from '../core/errors.ts';
import type { Instant } from '../core/ids.ts';
import {
  addDays,
  instantOf,
  localDate,
  minuteOfDay,
  type QuietHours,
  type Slot,
  soundingMs,
  touchesQuiet,
} from '../core/timetable.ts';
import type { BookingWish } from './records.ts';

export const MOST_REPEATS = 5;
const LONGEST_AHEAD_DAYS = 31;

interface Rules {
  readonly class: BulletinClass;
  readonly clipMs: number;
  readonly quiet: QuietHours;
  readonly now: Instant;
}

/** @throws invalid-input, in-the-past, quiet-hours (facts: until, the minute when they end) */
export function mustBeBookable({ wish, repeat }: BookingWish, of: Rules): void {
  mustBeRepeatable(repeat);
  if (wish.kind === 'slot' && instantOf(wish.date, 1439) < of.now)
    throw new RelayError('in-the-past', 'that day is over');
  if (wish.kind === 'every') mustEndSoon(wish, of.now);
  if (wish.kind === 'at') mustBeAhead(wish.at, of.now);
  if (wish.kind === 'now' || wish.kind === 'at')
    mustBeOutsideQuiet(wish.kind === 'now' ? of.now : wish.at, soundingMs(of.clipMs, repeat), of);
}

function mustBeRepeatable({ times, gapMs }: BookingWish['repeat']): void {
  if (Number.isInteger(times) && times >= 1 && times <= MOST_REPEATS && gapMs >= 0 && gapMs <= 3_600_000)
    return;
  throw new RelayError('invalid-input', `a bulletin can be said 1 to ${MOST_REPEATS} times`, {
    facts: { field: 'repeat' },
  });
}

function mustBeAhead(at: Instant, now: Instant): void {
  if (at < now - 30_000) throw new RelayError('in-the-past', 'that time is over');
  if (at > now + LONGEST_AHEAD_DAYS * 86_400_000)
    throw new RelayError('invalid-input', `at most ${LONGEST_AHEAD_DAYS} days ahead`, {
      facts: { field: 'at' },
    });
}

function mustEndSoon(every: Extract<BookingWish['wish'], { kind: 'every' }>, now: Instant): void {
  const { from, until, slots, weekdays } = every;
  const last = addDays(localDate(now), LONGEST_AHEAD_DAYS);
  if (until >= from && until <= last && slots.length > 0 && weekdays.length > 0) return;
  throw new RelayError(
    'invalid-input',
    `a repeat needs slots, weekdays and an end within ${LONGEST_AHEAD_DAYS} days`,
    { facts: { field: 'until' } },
  );
}

function mustBeOutsideQuiet(at: Instant, ms: number, { class: of, quiet }: Rules): void {
  if (of === 'emergency' || !touchesQuiet(at, ms, quiet)) return;
  throw new RelayError('quiet-hours', 'that time is in the quiet hours', {
    facts: { minute: minuteOfDay(at), fromMinute: quiet.fromMinute, toMinute: quiet.toMinute },
  });
}

/**
 * How many occurrences of this approval a tower may sound (repeats inside one count once): the wish itself and two more,
 * for towers that did not hear.
 */
export function mostPlays(wish: BookingWish, slots: readonly Slot[]): number {
  if (wish.wish.kind !== 'every') return 3;
  const { from, until, weekdays } = wish.wish;
  const days = Math.round((instantOf(until, 0) - instantOf(from, 0)) / 86_400_000) + 1;
  const openings = wish.wish.slots.filter((id) => slots.some((slot) => slot.id === id)).length;
  return Math.ceil((days * weekdays.length) / 7 + 1) * Math.max(1, openings) + 2;
}
