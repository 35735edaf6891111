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

/** @throws invalid-input, in-the-past, quiet-hours (facts: until, the minute when they end) */
export function mustBeBookable(
  wish: BookingWish,
  of: {
    readonly class: BulletinClass;
    readonly clipMs: number;
    readonly quiet: QuietHours;
    readonly now: Instant;
  },
): void {
  const { times, gapMs } = wish.repeat;
  if (!Number.isInteger(times) || times < 1 || times > MOST_REPEATS || !(gapMs >= 0 && gapMs <= 3_600_000)) {
    throw new RelayError('invalid-input', `a bulletin can be said 1 to ${MOST_REPEATS} times`, {
      facts: { field: 'repeat' },
    });
  }
  const at = wish.wish.kind === 'now' ? of.now : wish.wish.kind === 'at' ? wish.wish.at : undefined;
  if (wish.wish.kind === 'at' && wish.wish.at < of.now - 30_000)
    throw new RelayError('in-the-past', 'that time is over');
  if (wish.wish.kind === 'at' && wish.wish.at > of.now + LONGEST_AHEAD_DAYS * 86_400_000) {
    throw new RelayError('invalid-input', `at most ${LONGEST_AHEAD_DAYS} days ahead`, {
      facts: { field: 'at' },
    });
  }
  if (wish.wish.kind === 'slot' && instantOf(wish.wish.date, 1439) < of.now)
    throw new RelayError('in-the-past', 'that day is over');
  if (wish.wish.kind === 'every') {
    const last = addDays(localDate(of.now), LONGEST_AHEAD_DAYS);
    if (
      wish.wish.until < wish.wish.from ||
      wish.wish.until > last ||
      wish.wish.slots.length === 0 ||
      wish.wish.weekdays.length === 0
    ) {
      throw new RelayError(
        'invalid-input',
        `a repeat needs slots, weekdays and an end within ${LONGEST_AHEAD_DAYS} days`,
        { facts: { field: 'until' } },
      );
    }
  }
  if (
    at !== undefined &&
    of.class !== 'emergency' &&
    touchesQuiet(at, soundingMs(of.clipMs, wish.repeat), of.quiet)
  ) {
    throw new RelayError('quiet-hours', 'that time is in the quiet hours', {
      facts: { minute: minuteOfDay(at), fromMinute: of.quiet.fromMinute, toMinute: of.quiet.toMinute },
    });
  }
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
