// The timetable's rules in Bangkok's calendar: tables first, then properties over any day and any clock.
import fc from 'fast-check';
import t from 'tap';
import type { SlotId } from '../../src/core/ids.ts';
import {
  addDays,
  BETWEEN_MS,
  firstGap,
  instantOf,
  isQuiet,
  type LocalDate,
  localDate,
  minuteOfDay,
  openingOn,
  openingsBetween,
  parseLocalDate,
  placeIn,
  type Slot,
  touchesQuiet,
  weekdayOf,
} from '../../src/core/timetable.ts';

const evening: Slot = {
  id: 'evening' as SlotId,
  name: 'เย็น',
  weekdays: [0, 1, 2, 3, 4, 5, 6],
  startsAtMinute: 18 * 60,
  lengthMs: 900_000,
};
const sunday = '2026-11-22' as LocalDate;
const at = (text: string) => Date.parse(`${text}+07:00`);

t.test('a day begins at midnight in Bangkok, not in UTC', async (t) => {
  const table: [string, string, number, number][] = [
    ['2026-11-22T00:00', '2026-11-22', 0, 0],
    ['2026-11-22T23:59', '2026-11-22', 1439, 0],
    ['2026-11-23T06:59', '2026-11-23', 419, 1],
    ['2026-12-31T23:30', '2026-12-31', 1410, 4],
    ['2024-02-29T12:00', '2024-02-29', 720, 4],
  ];
  for (const [local, date, minute, weekday] of table) {
    t.equal(localDate(at(local)), date, local);
    t.equal(minuteOfDay(at(local)), minute, local);
    t.equal(weekdayOf(date as LocalDate), weekday, local);
  }
});

t.test('a date and a minute are one instant and back, on any day of two centuries', async () => {
  const day = fc.integer({ min: 0, max: 73_000 }).map((n) => addDays('1950-01-01' as LocalDate, n));
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: 1439 }), (date, minute) => {
      const instant = instantOf(date, minute);
      return localDate(instant) === date && minuteOfDay(instant) === minute;
    }),
  );
});

t.test('days that do not exist are refused', async (t) => {
  for (const text of ['2026-02-29', '2026-13-01', '22/11/2026', '', '2026-11-1', 'พรุ่งนี้']) {
    t.throws(() => parseLocalDate(text), { code: 'invalid-input' }, text);
  }
  t.equal(parseLocalDate('2024-02-29'), '2024-02-29');
});

t.test('quiet hours hold through midnight', async (t) => {
  const night = { fromMinute: 21 * 60, toMinute: 5 * 60 };
  for (const [time, quiet] of [
    ['20:59', false],
    ['21:00', true],
    ['00:00', true],
    ['04:59', true],
    ['05:00', false],
    ['12:00', false],
  ] as const) {
    t.equal(isQuiet(at(`2026-11-22T${time}`), night), quiet, time);
  }
  t.equal(isQuiet(at('2026-11-22T23:00'), { fromMinute: 0, toMinute: 0 }), false, 'equal ends mean none');
  t.equal(touchesQuiet(at('2026-11-22T20:58'), 3 * 60_000, night), true, 'a sound that runs into the night');
  t.equal(touchesQuiet(at('2026-11-22T20:57'), 3 * 60_000, night), false, 'one that ends as it begins');
});

t.test('an exception takes one date out or moves it, and leaves the others alone', async (t) => {
  const off = [{ slot: evening.id, date: sunday, movedToMinute: undefined, why: 'งานบุญ' }];
  const moved = [{ slot: evening.id, date: sunday, movedToMinute: 17 * 60, why: 'งานบุญ' }];
  t.equal(openingOn(evening, sunday, off), undefined);
  t.equal(openingOn(evening, sunday, moved)?.opensAt, at('2026-11-22T17:00'));
  t.equal(openingOn(evening, addDays(sunday, 1), off)?.opensAt, at('2026-11-23T18:00'));
  t.equal(openingOn({ ...evening, weekdays: [1, 2, 3, 4, 5] }, sunday, []), undefined, 'not on Sundays');
});

t.test('openings come in order of time over the end of a month and a year', async (t) => {
  const morning: Slot = { ...evening, id: 'morning' as SlotId, startsAtMinute: 6 * 60 };
  const openings = openingsBetween([evening, morning], [], at('2026-12-31T07:00'), at('2027-01-02T00:00'));
  t.same(
    openings.map((one) => new Date(one.opensAt + 7 * 3_600_000).toISOString().slice(0, 16)),
    ['2026-12-31T18:00', '2027-01-01T06:00', '2027-01-01T18:00'],
  );
});

t.test(
  'bulletins of one slot queue in order with silence between, and the one that no longer fits says so',
  async (t) => {
    const opening = openingOn(evening, sunday, []);
    if (opening === undefined) throw new Error('there is no opening');
    const morning = at('2026-11-22T08:00');
    t.equal(placeIn(opening, 60_000, [], morning), opening.opensAt);
    const first = { at: opening.opensAt, ms: 60_000 };
    t.equal(placeIn(opening, 60_000, [first], morning), opening.opensAt + 60_000 + BETWEEN_MS);
    const long = { at: opening.opensAt, ms: 880_000 };
    t.throws(() => placeIn(opening, 60_000, [long], morning), {
      code: 'slot-full',
      facts: { slot: 'เย็น', roomMs: 15_000, neededMs: 60_000 },
    });
    t.throws(() => placeIn(opening, 60_000, [], opening.closesAt + 1), { code: 'in-the-past' });
    t.equal(
      placeIn(opening, 60_000, [], opening.opensAt + 120_000),
      opening.opensAt + 120_000,
      'an open slot takes it at once',
    );
  },
);

t.test('whatever is booked, the gap found is free and not before it was asked for', async () => {
  const taken = fc.array(
    fc.record({ at: fc.integer({ min: 0, max: 100_000 }), ms: fc.integer({ min: 1, max: 20_000 }) }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(
      taken,
      fc.integer({ min: 0, max: 120_000 }),
      fc.integer({ min: 1, max: 30_000 }),
      (booked, from, ms) => {
        const start = firstGap(from, ms, booked);
        return start >= from && booked.every((one) => one.at + one.ms <= start || one.at >= start + ms);
      },
    ),
  );
});
