// The timetable: an approved bulletin's wish becomes a booking and its plays, queued in order behind what is there.
// Due times live in the database; a restart or a clock that jumps neither loses nor doubles a play, because a play's
// name derives from booking, occurrence and tower. approved + wish → booking → plays `planned`.
import type { BulletinClass } from '../core/bulletin.ts';
import { asRelayError, RelayError } from '../core/errors.ts';
import { type BookingId, type Instant, named, playId, type TowerId } from '../core/ids.ts';
import type { Organisation } from '../core/organisation.ts';
import { HORIZON_MS } from '../core/plan.ts';
import { latestStartMs, type Play } from '../core/play.ts';
import {
  addDays,
  firstGap,
  instantOf,
  localDate,
  type Opening,
  openingOn,
  openingsBetween,
  placeIn,
  type Repeat,
  type Slot,
  type SlotException,
  soundingMs,
  type Taken,
  touchesQuiet,
  type Wish,
  weekdayOf,
} from '../core/timetable.ts';
import type { Stage } from './conveyor.ts';
import { deedOf, SYSTEM } from './deeds.ts';
import type { Clock, Log } from './ports.ts';
import type {
  Booking,
  Bookings,
  ClaimedBooking,
  ClaimedWish,
  NoRoom,
  Organisations,
  Slots,
} from './records.ts';

/** From the approve button to the sound: the towers fetch the clip and open their amplifiers meanwhile. */
export const SOON_MS = 6_000;

export interface TimetablePorts {
  readonly bookings: Bookings;
  readonly slots: Slots;
  readonly organisations: Organisations;
  readonly clock: Clock;
  readonly log: Log;
  readonly owner: string;
  readonly changed: () => void;
}

type Due =
  | { readonly kind: 'wish'; readonly wish: ClaimedWish }
  | { readonly kind: 'open'; readonly open: ClaimedBooking };

/** What placing needs to know, read once per booking. */
interface Ground {
  readonly organisation: Organisation;
  readonly slots: readonly Slot[];
  readonly exceptions: readonly SlotException[];
  readonly taken: readonly Taken[];
  readonly now: Instant;
}
interface Starts {
  readonly starts: readonly Instant[];
  readonly noRoom: readonly NoRoom[];
}
interface Sound {
  readonly class: BulletinClass;
  readonly ms: number;
}

// One at a time: two wishes for the same slot must see each other's plays.
export function createTimetable(ports: TimetablePorts): Stage<Due> {
  async function groundFor(org: ClaimedWish['org'], towers: readonly TowerId[], wish: Wish): Promise<Ground> {
    const now = ports.clock.now();
    const from = localDate(now);
    const last =
      wish.kind === 'slot' ? wish.date : wish.kind === 'at' ? localDate(wish.at) : addDays(from, 3);
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

  async function make(wish: ClaimedWish): Promise<void> {
    const id = named<BookingId>(ports.clock.ulid());
    const sound = { class: wish.class, ms: soundingMs(wish.clipMs, wish.repeat) };
    const ground = await groundFor(wish.org, wish.towers, wish.wish);
    const horizon = ground.now + HORIZON_MS;
    const { starts, noRoom } = startsOf(wish.wish, sound, ground, horizon);
    for (const at of starts) mustBeValid(at, wish.approvalExpiresAt);
    const plays = starts.flatMap((at, occurrence) => playsAt(id, occurrence, at, wish));
    const booking: Booking = {
      id,
      org: wish.org,
      bulletin: wish.bulletin,
      revision: wish.n,
      wish: wish.wish,
      repeat: wish.repeat,
      towers: wish.towers,
      plannedUntil: horizon,
      nextOccurrence: starts.length,
      state: wish.wish.kind === 'every' ? 'open' : 'complete',
      noRoom,
    };
    const facts = { booking: id, plays: plays.length, at: starts[0] ?? 0 };
    if (
      await ports.bookings.book(
        wish,
        booking,
        plays,
        deedOf(SYSTEM, ground.now, 'booked', 'bulletin', wish.bulletin, facts),
      )
    )
      ports.changed();
  }

  async function extend(open: ClaimedBooking): Promise<void> {
    const { booking } = open;
    if (booking.wish.kind !== 'every') throw new RelayError('internal', 'only repeats stay open');
    const ground = await groundFor(booking.org, booking.towers, booking.wish);
    const horizon = ground.now + HORIZON_MS;
    const sound = { class: open.class, ms: soundingMs(open.clipMs, booking.repeat) };
    const found = everyStart(booking.wish, sound, ground, booking.plannedUntil, horizon, ports.log);
    const starts = found.starts.filter((at) => at <= open.approvalExpiresAt);
    const wanted = {
      ...open,
      org: booking.org,
      bulletin: booking.bulletin,
      n: booking.revision,
      towers: booking.towers,
      repeat: booking.repeat,
    };
    const plays = starts.flatMap((at, i) => playsAt(booking.id, booking.nextOccurrence + i, at, wanted));
    const over = instantOf(booking.wish.until, 1440) <= horizon;
    const after = {
      plannedUntil: horizon,
      nextOccurrence: booking.nextOccurrence + starts.length,
      state: over ? ('complete' as const) : ('open' as const),
      // What is over is told by the day's page.
      noRoom: [...(booking.noRoom ?? []).filter((one) => one.opensAt > ground.now), ...found.noRoom],
    };
    if (await ports.bookings.extend(open, after, plays, ground.now)) ports.changed();
  }

  function startsOf(wish: Wish, sound: Sound, ground: Ground, horizon: Instant): Starts {
    if (wish.kind === 'every') return everyStart(wish, sound, ground, ground.now, horizon, ports.log);
    const at =
      wish.kind === 'slot'
        ? inSlot(wish, sound, ground)
        : atTime(wish.kind === 'now' ? ground.now + SOON_MS : wish.at, sound, ground);
    if (sound.class !== 'emergency' && touchesQuiet(at, sound.ms, ground.organisation.quietHours)) {
      throw new RelayError('quiet-hours', 'there is no room before the quiet hours', {
        facts: {
          fromMinute: ground.organisation.quietHours.fromMinute,
          toMinute: ground.organisation.quietHours.toMinute,
        },
      });
    }
    return { starts: [at], noRoom: [] };
  }

  return {
    name: 'timetable',
    parallel: 1,
    async due(limit) {
      const now = ports.clock.now();
      const wishes = await ports.bookings.claimWishes(ports.owner, now, limit);
      if (wishes.length > 0) return wishes.map((wish): Due => ({ kind: 'wish', wish }));
      const open = await ports.bookings.claimOpen(ports.owner, now, now + HORIZON_MS / 2, limit);
      return open.map((one): Due => ({ kind: 'open', open: one }));
    },
    run: (due) => (due.kind === 'wish' ? make(due.wish) : extend(due.open)),
    async failed(due, error) {
      // Foreign trouble passes: the lease runs out and the wish is claimed again. Only a rule of ours refuses it.
      if (error.retry || error.code === 'database' || error.code === 'internal' || due.kind === 'open')
        return;
      const deed = deedOf(SYSTEM, ports.clock.now(), 'booking-refused', 'bulletin', due.wish.bulletin, {
        code: error.code,
        ...error.facts,
      });
      await ports.bookings.refuse(due.wish, JSON.stringify({ code: error.code, facts: error.facts }), deed);
    },
  };
}

function mustBeValid(at: Instant, approvalExpiresAt: Instant): void {
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

function everyStart(
  wish: Extract<Wish, { kind: 'every' }>,
  sound: Sound,
  ground: Ground,
  after: Instant,
  horizon: Instant,
  log: Log,
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

function playsAt(
  booking: BookingId,
  occurrence: number,
  at: Instant,
  of: Pick<ClaimedWish, 'org' | 'bulletin' | 'n' | 'class' | 'clip' | 'clipMs' | 'towers'> & {
    readonly repeat: Repeat;
  },
): readonly Play[] {
  const lateMs = latestStartMs(of.class);
  return of.towers.map((tower) => ({
    id: playId(booking, occurrence, tower),
    org: of.org,
    booking,
    bulletin: of.bulletin,
    revision: of.n,
    class: of.class,
    tower,
    occurrence,
    clip: of.clip,
    clipMs: of.clipMs,
    at,
    lateMs,
    expiresAt: at + lateMs + soundingMs(of.clipMs, of.repeat) + 60_000,
    times: of.repeat.times,
    gapMs: of.repeat.gapMs,
    state: 'planned',
    why: undefined,
    startedAt: undefined,
    endedAt: undefined,
    skewMs: undefined,
    playedMs: undefined,
  }));
}
