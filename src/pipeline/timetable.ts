// The timetable: an approved bulletin's wish becomes a booking and its plays, queued in order behind what is there.
// Due times live in the database; a restart or a clock that jumps neither loses nor doubles a play, because a play's
// name derives from booking, occurrence and tower. approved + wish → booking → plays `planned`.
import { RelayError } from '../core/errors.ts';
import { type BookingId, type Instant, named, playId } from '../core/ids.ts';
import { GROWS_BEFORE_MS, HORIZON_MS } from '../core/plan.ts';
import { latestStartMs, type Play } from '../core/play.ts';
import { instantOf, type Repeat, soundingMs } from '../core/timetable.ts';
import type { Stage } from './conveyor.ts';
import { deedOf, SYSTEM } from './deeds.ts';
import { everyStart, groundFor, mustBeValid, startsOf } from './placing.ts';
import type { Clock, Log } from './ports.ts';
import type { Booking, Bookings, ClaimedBooking, ClaimedWish, Organisations, Slots } from './records.ts';

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

// One at a time: two wishes for the same slot must see each other's plays.
export function createTimetable(ports: TimetablePorts): Stage<Due> {
  async function make(wish: ClaimedWish): Promise<void> {
    const id = named<BookingId>(ports.clock.ulid());
    const sound = { class: wish.class, ms: soundingMs(wish.clipMs, wish.repeat) };
    const ground = await groundFor(ports, wish.org, wish.towers, wish.wish);
    const horizon = ground.now + HORIZON_MS;
    const { starts, noRoom } = startsOf(wish.wish, sound, ground, horizon, ports.log);
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
    const ground = await groundFor(ports, booking.org, booking.towers, booking.wish);
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

  return {
    name: 'timetable',
    parallel: 1,
    async due(limit) {
      const now = ports.clock.now();
      const wishes = await ports.bookings.claimWishes(ports.owner, now, limit);
      if (wishes.length > 0) return wishes.map((wish): Due => ({ kind: 'wish', wish }));
      const open = await ports.bookings.claimOpen(ports.owner, now, now + GROWS_BEFORE_MS, limit);
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
