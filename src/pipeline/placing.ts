// Where a wish finds its place: in its slot, at its time or behind what is booked there, never in quiet hours. Asked by the
// newsroom before a person's approval counts, and by the timetable when it books.
import type { BulletinClass } from '../core/bulletin.ts';
import { asRelayError, RelayError } from '../core/errors.ts';
import type { Instant, OrgId, TowerId } from '../core/ids.ts';
import type { Organisation } from '../core/organisation.ts';
import { HORIZON_MS } from '../core/plan.ts';
import {
  addDays,
  firstGap,
  instantOf,
  localDate,
  minuteOfDay,
  type Opening,
  openingOn,
  openingsBetween,
  placeIn,
  type Slot,
  type SlotException,
  type Taken,
  touchesQuiet,
  type Wish,
  weekdayOf,
} from '../core/timetable.ts';
import type { Clock, Log } from './ports.ts';
import type { Bookings, NoRoom, Organisations, Slots } from './records.ts';

/** From the approve button to the sound: the towers fetch the clip and open their amplifiers meanwhile. */
export const SOON_MS = 6_000;

export interface PlacingPorts {
  readonly bookings: Pick<Bookings, 'taken'>;
  readonly slots: Pick<Slots, 'all' | 'exceptions'>;
  readonly organisations: Pick<Organisations, 'find'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** What placing needs to know, read once per booking. */
export interface Ground {
  readonly organisation: Organisation;
  readonly slots: readonly Slot[];
  readonly exceptions: readonly SlotException[];
  readonly taken: readonly Taken[];
  readonly now: Instant;
}
export interface Starts {
  readonly starts: readonly Instant[];
  readonly noRoom: readonly NoRoom[];
}
export interface Sound {
  readonly class: BulletinClass;
  readonly ms: number;
}

export async function groundFor(
  ports: PlacingPorts,
  org: OrgId,
  towers: readonly TowerId[],
  wish: Wish,
): Promise<Ground> {
  const now = ports.clock.now();
  const from = localDate(now);
  const last = wish.kind === 'slot' ? wish.date : wish.kind === 'at' ? localDate(wish.at) : addDays(from, 3);
  const until = addDays(last < from ? from : last, 1);
  const [organisation, slots, exceptions, taken] = await Promise.all([
    ports.organisations.find(org),
    ports.slots.all(org),
    ports.slots.exceptions(org, from, until),
    ports.bookings.taken(org, towers, now - HORIZON_MS, instantOf(until, 1440)),
  ]);
  if (organisation === undefined) throw new RelayError('not-found', 'there is no such organisation');
  return { organisation, slots, exceptions, taken, now };
}

/**
 * When it would begin, in order.
 * @throws in-the-past, slot-full, quiet-hours (facts: the minutes), not-found: where one wish has no place
 */
export function startsOf(
  wish: Wish,
  sound: Sound,
  ground: Ground,
  horizon: Instant,
  log: Pick<Log, 'warn'>,
): Starts {
  if (wish.kind === 'every') return everyStart(wish, sound, ground, ground.now, horizon, log);
  const at =
    wish.kind === 'slot'
      ? inSlot(wish, sound, ground)
      : atTime(wish.kind === 'now' ? ground.now + SOON_MS : wish.at, sound, ground);
  if (sound.class !== 'emergency' && touchesQuiet(at, sound.ms, ground.organisation.quietHours)) {
    throw new RelayError('quiet-hours', 'there is no room before the quiet hours', {
      facts: {
        minute: minuteOfDay(at),
        fromMinute: ground.organisation.quietHours.fromMinute,
        toMinute: ground.organisation.quietHours.toMinute,
      },
    });
  }
  return { starts: [at], noRoom: [] };
}

export function mustBeValid(at: Instant, approvalExpiresAt: Instant): void {
  if (at > approvalExpiresAt)
    throw new RelayError('expired', 'the approval does not last until then', {
      facts: { until: approvalExpiresAt },
    });
}

/** An emergency does not wait behind news: the towers let it pre-empt. */
function atTime(at: Instant, sound: Sound, ground: Ground): Instant {
  return sound.class === 'emergency' ? at : firstGap(at, sound.ms, ground.taken);
}

function inSlot(wish: Extract<Wish, { kind: 'slot' }>, sound: Sound, ground: Ground): Instant {
  const slot = ground.slots.find((one) => one.id === wish.slot);
  const opening = slot === undefined ? undefined : openingOn(slot, wish.date, ground.exceptions);
  if (opening === undefined)
    throw new RelayError('not-found', 'that slot does not sound on that day', { facts: { date: wish.date } });
  return placeIn(opening, sound.ms, takenIn(opening, ground.taken), ground.now);
}

export function everyStart(
  wish: Extract<Wish, { kind: 'every' }>,
  sound: Sound,
  ground: Ground,
  after: Instant,
  horizon: Instant,
  log: Pick<Log, 'warn'>,
): Starts {
  const slots = ground.slots.filter((slot) => wish.slots.includes(slot.id));
  const from = Math.max(after, instantOf(wish.from, 0));
  const to = Math.min(horizon, instantOf(wish.until, 1440));
  const starts: Instant[] = [];
  const noRoom: NoRoom[] = [];
  for (const opening of openingsBetween(slots, ground.exceptions, from, to)) {
    if (!wish.weekdays.includes(weekdayOf(opening.date))) continue;
    try {
      starts.push(placeIn(opening, sound.ms, takenIn(opening, ground.taken), ground.now));
    } catch (thrown) {
      // A full slot costs this repeat one occurrence, never the others; its card says which.
      const error = asRelayError(thrown);
      if (error.code !== 'slot-full' && error.code !== 'in-the-past') throw error;
      const reason = JSON.stringify({ code: error.code, facts: error.facts });
      if (error.code === 'slot-full') noRoom.push({ opensAt: opening.opensAt, reason });
      log.warn({ slot: opening.slot.id, date: opening.date, code: error.code }, 'repeat-has-no-room');
    }
  }
  return { starts, noRoom };
}

export function takenIn(opening: Opening, taken: readonly Taken[]): readonly Taken[] {
  return taken.filter((one) => one.at + one.ms > opening.opensAt && one.at < opening.closesAt);
}

/**
 * A wish that finds no place now is refused before anybody's approval counts: the officer chooses another time at once.
 * @throws as startsOf; expired when the approval would not last until then
 */
export async function mustFindPlace(
  ports: PlacingPorts,
  org: OrgId,
  wish: { readonly wish: Wish; readonly towers: readonly TowerId[] },
  sound: Sound,
  approvalExpiresAt: Instant,
): Promise<void> {
  const ground = await groundFor(ports, org, wish.towers, wish.wish);
  const { starts } = startsOf(wish.wish, sound, ground, ground.now + HORIZON_MS, { warn: () => undefined });
  for (const at of starts) mustBeValid(at, approvalExpiresAt);
}
