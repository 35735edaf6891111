// The timetable's desk: what a day holds, where the next room is, and changing slots and quiet hours.
import { RelayError } from '../core/errors.ts';
import { type Instant, named, type SlotId } from '../core/ids.ts';
import { mustBeAbleTo } from '../core/officer.ts';
import {
  addDays,
  DAY_MS,
  firstGap,
  instantOf,
  localDate,
  ONCE,
  type Opening,
  openingsBetween,
  placeIn,
  type Slot,
  type Taken,
  touchesQuiet,
} from '../core/timetable.ts';
import { actorOf, deedOf } from './deeds.ts';
import type { SlotDay, TimetableDesk } from './desks.ts';
import { SOON_MS, takenIn } from './placing.ts';
import type { Clock } from './ports.ts';
import type { Bookings, BookingWish, DayPlay, Organisations, Slots, Views } from './records.ts';

export interface TimetableDeskPorts {
  readonly slots: Slots;
  readonly bookings: Bookings;
  readonly organisations: Organisations;
  readonly views: Views;
  readonly clock: Clock;
  readonly changed: () => void;
}

const OFFER_DAYS = 7;

export function createTimetableDesk(ports: TimetableDeskPorts): TimetableDesk {
  return {
    slots: (org) => ports.slots.all(org),

    async day(org, date) {
      const from = instantOf(date, 0);
      const [slots, exceptions, plays] = await Promise.all([
        ports.slots.all(org),
        ports.slots.exceptions(org, date, date),
        ports.views.plays(org, from, from + DAY_MS),
      ]);
      const openings = openingsBetween(slots, exceptions, from, from + DAY_MS).map((opening) =>
        filled(opening, plays),
      );
      const inside = new Set(openings.flatMap((opening) => opening.plays.map((play) => play.id)));
      return { openings, others: plays.filter((play) => !inside.has(play.id)) };
    },

    async offers(org, of, count) {
      const now = ports.clock.now();
      const today = localDate(now);
      const last = addDays(today, OFFER_DAYS);
      const [slots, exceptions, taken, organisation] = await Promise.all([
        ports.slots.all(org),
        ports.slots.exceptions(org, today, last),
        ports.bookings.taken(org, of.towers, now - DAY_MS, instantOf(last, 1440)),
        ports.organisations.find(org),
      ]);
      if (organisation === undefined) throw new RelayError('not-found', 'there is no such organisation');
      const booking = (wish: BookingWish['wish']): BookingWish => ({ wish, repeat: ONCE, towers: of.towers });
      const offers: { wish: BookingWish; at: Instant; slot: Slot | undefined }[] = [];
      for (const opening of openingsBetween(slots, exceptions, now - DAY_MS / 2, instantOf(last, 1440))) {
        if (offers.length >= count) break;
        const at = roomIn(opening, of.clipMs, taken, now);
        if (
          at === undefined ||
          (of.class !== 'emergency' && touchesQuiet(at, of.clipMs, organisation.quietHours))
        )
          continue;
        offers.push({
          wish: booking({ kind: 'slot', slot: opening.slot.id, date: opening.date }),
          at,
          slot: opening.slot,
        });
      }
      const soon = firstGap(now + SOON_MS, of.clipMs, taken);
      if (of.class === 'emergency' || !touchesQuiet(soon, of.clipMs, organisation.quietHours)) {
        offers.push({ wish: booking({ kind: 'now' }), at: soon, slot: undefined });
      }
      return offers;
    },

    async putSlot(officer, slot) {
      mustBeAbleTo(officer, 'change-timetable');
      const name = slot.name.trim().slice(0, 60);
      const minutes =
        Number.isInteger(slot.startsAtMinute) && slot.startsAtMinute >= 0 && slot.startsAtMinute < 1440;
      const length = slot.lengthMs >= 60_000 && slot.lengthMs <= 3 * 3_600_000;
      const weekdays = [...new Set(slot.weekdays)]
        .filter((day) => Number.isInteger(day) && day >= 0 && day <= 6)
        .sort();
      if (name === '')
        throw new RelayError('invalid-input', 'the slot needs a name', { facts: { field: 'name' } });
      if (!minutes)
        throw new RelayError('invalid-input', 'the time must lie in the day', {
          facts: { field: 'startsAt' },
        });
      if (!length)
        throw new RelayError('invalid-input', 'a slot is 1 minute to 3 hours long', {
          facts: { field: 'length' },
        });
      if (weekdays.length === 0)
        throw new RelayError('invalid-input', 'choose at least one weekday', {
          facts: { field: 'weekdays' },
        });
      const id = slot.id ?? named<SlotId>(ports.clock.ulid());
      const deed = deedOf(actorOf(officer), ports.clock.now(), 'slot-changed', 'slot', id, {
        name,
        minute: slot.startsAtMinute,
      });
      await ports.slots.put(
        officer.org,
        { id, name, weekdays, startsAtMinute: slot.startsAtMinute, lengthMs: slot.lengthMs },
        deed,
      );
      return id;
    },

    async removeSlot(officer, slot) {
      mustBeAbleTo(officer, 'change-timetable');
      const deed = deedOf(actorOf(officer), ports.clock.now(), 'slot-removed', 'slot', slot, {});
      if (!(await ports.slots.remove(officer.org, slot, deed)))
        throw new RelayError('not-found', 'there is no such slot');
    },

    async except(officer, exception) {
      mustBeAbleTo(officer, 'change-timetable');
      const deed = deedOf(actorOf(officer), ports.clock.now(), 'slot-exception', 'slot', exception.slot, {
        date: exception.date,
        why: exception.why.slice(0, 200),
      });
      await ports.slots.except(officer.org, { ...exception, why: exception.why.trim().slice(0, 200) }, deed);
    },

    async setQuietHours(officer, quiet) {
      mustBeAbleTo(officer, 'change-timetable');
      const inDay = (minute: number) => Number.isInteger(minute) && minute >= 0 && minute < 1440;
      if (!inDay(quiet.fromMinute) || !inDay(quiet.toMinute))
        throw new RelayError('invalid-input', 'the hours must lie in the day', {
          facts: { field: 'quietHours' },
        });
      const deed = deedOf(
        actorOf(officer),
        ports.clock.now(),
        'quiet-hours-changed',
        'organisation',
        officer.org,
        { ...quiet },
      );
      await ports.organisations.change(officer.org, { quietHours: quiet }, deed);
      ports.changed();
    },
  };
}

function filled(opening: Opening, plays: readonly DayPlay[]): SlotDay {
  const inside = plays.filter(
    (play) => play.at >= opening.opensAt && play.at < opening.closesAt && play.state !== 'withdrawn',
  );
  // The same bulletin sounds at many towers at once: it takes its time in the slot once.
  const once = new Map(
    inside.map((play) => [
      `${play.booking}.${play.occurrence}`,
      play.clipMs * play.times + play.gapMs * (play.times - 1),
    ]),
  );
  return { ...opening, plays: inside, usedMs: [...once.values()].reduce((sum, ms) => sum + ms, 0) };
}

function roomIn(opening: Opening, ms: number, taken: readonly Taken[], now: Instant): Instant | undefined {
  if (opening.closesAt <= now) return undefined;
  try {
    return placeIn(opening, ms, takenIn(opening, taken), now);
  } catch (thrown) {
    if (thrown instanceof RelayError && (thrown.code === 'slot-full' || thrown.code === 'in-the-past'))
      return undefined;
    throw thrown;
  }
}
