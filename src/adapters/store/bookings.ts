// Bookings: an approved revision's wish becomes a booking with its first plays, and an open booking grows on towards
// the horizon. Both dirty the plans of the towers in the same transaction.
import { sql } from 'kysely';
import type { BulletinClass } from '../../core/bulletin.ts';
import type { BulletinId, ClipSha, Instant, OrgId } from '../../core/ids.ts';
import type { Bookings, BookingWish } from '../../pipeline/records.ts';
import { bookingOf, noRoomText, rowOf } from './booking-rows.ts';
import { tell } from './chain.ts';
import { claimFrom, DUE, FREE } from './claims.ts';
import { recordFrom } from './json.ts';
import { kept } from './kept.ts';
import { keepPlays } from './plays.ts';
import { revisionId } from './revisions.ts';
import { distinct, fence, one, pieces, type Room, type Trx, writeOrFence } from './room.ts';
import type { BookingTable, RevisionTable } from './tables.ts';
import { markDirty, RANK } from './tower-plans.ts';
import { settleWish } from './wishes.ts';

const lengthsOf = kept((db, { shas }: { shas: readonly string[] }) =>
  db.selectFrom('clips').select(['org_id', 'sha256', 'ms']).where('sha256', 'in', shas).compile(),
);
const addBooking = kept((db, { row }: { row: BookingTable }) =>
  db.insertInto('bookings').values(row).compile(),
);
// Its states stand in it: a state that is bound may name another index, so SQLite would plan the statement anew each time.
const takenBetween = kept(
  (db, { org, towers, from, to }: { org: string; towers: readonly string[]; from: Instant; to: Instant }) =>
    db
      .selectFrom('plays')
      .select(['at', 'ends_at'])
      .distinct()
      .where('org_id', '=', org)
      .where('tower_id', 'in', towers)
      .where('at', '<', to)
      .where('ends_at', '>', from)
      .where(sql<boolean>`state not in ('withdrawn', 'skipped', 'failed', 'rejected')`)
      .where('booking_id', 'not in', (withdrawn) =>
        withdrawn
          .selectFrom('bookings')
          .select('bookings.id')
          .where('bookings.org_id', '=', org)
          .where(sql<boolean>`bookings.state = 'withdrawn'`),
      )
      .compile(),
);
export function createBookings(room: Room): Bookings {
  const claimWished = claimFrom(room, 'revisions', { due: DUE.wished, order: ['rank', 'made_at', 'id'] });
  const claimOpen = claimFrom(room, 'bookings', { due: DUE.open, order: ['planned_until', 'id'] });
  /** What the timetable needs of revisions besides their rows: how long each clip is. */
  async function clipLengths(rows: readonly RevisionTable[]): Promise<ReadonlyMap<string, number>> {
    const lengths = new Map<string, number>();
    for (const piece of pieces(distinct(rows.map((row) => row.clip ?? '')))) {
      const clips = await lengthsOf(room.db, { shas: piece });
      for (const clip of clips) lengths.set(`${clip.org_id} ${clip.sha256}`, clip.ms);
    }
    return lengths;
  }

  return {
    async claimWishes(owner, now, limit) {
      const rows = await claimWished({ owner, now, limit });
      const lengths = rows.length === 0 ? new Map() : await clipLengths(rows);
      return rows.map((row) => ({
        ...recordFrom<BookingWish>(row.wish ?? '', 'revisions.wish', ['wish', 'repeat', 'towers']),
        org: row.org_id as OrgId,
        bulletin: row.bulletin_id as BulletinId,
        n: row.n,
        ...approvedOf(row, lengths),
        owner,
        version: row.version,
      }));
    },

    book: (wish, booking, plays, deed) =>
      writeOrFence(room, async (trx) => {
        await settleWish(trx, wish, { wish_state: 'met', wish_reason: null }, deed.at);
        await addBooking(trx, { row: rowOf(booking) });
        await addPlays(trx, plays, wish.class);
        await tell(trx, wish.org, deed);
        return true;
      }),

    refuse: (wish, reason, deed) =>
      writeOrFence(room, async (trx) => {
        await settleWish(trx, wish, { wish_state: 'refused', wish_reason: reason }, deed.at);
        await tell(trx, wish.org, deed);
        return true;
      }),

    async claimOpen(owner, now, horizon, limit) {
      const rows = await claimOpen({ owner, now, limit, than: horizon });
      const revisions = new Map<string, RevisionTable>();
      for (const piece of pieces(
        rows.map((row) => revisionId(row.bulletin_id as BulletinId, row.revision)),
      )) {
        const found = await room.db
          .selectFrom('revisions')
          .selectAll()
          .where('id', 'in', [...piece])
          .execute();
        for (const revision of found) revisions.set(revision.id, revision);
      }
      const lengths = await clipLengths([...revisions.values()]);
      return rows.flatMap((row) => {
        const revision = revisions.get(revisionId(row.bulletin_id as BulletinId, row.revision));
        if (revision === undefined) return [];
        return [{ booking: bookingOf(row), ...approvedOf(revision, lengths), owner, version: row.version }];
      });
    },

    extend: (claimed, after, plays, _now) =>
      writeOrFence(room, async (trx) => {
        const result = await trx
          .updateTable('bookings')
          .set((set) => ({
            ...FREE,
            planned_until: after.plannedUntil,
            next_occurrence: after.nextOccurrence,
            no_room: noRoomText(after),
            state: after.state,
            attempts: 0,
            version: set('version', '+', 1),
          }))
          .where('org_id', '=', claimed.booking.org)
          .where('id', '=', claimed.booking.id)
          .where('owner', '=', claimed.owner)
          .where('version', '=', claimed.version)
          .where('state', '=', 'open')
          .executeTakeFirst();
        if (!one(result)) fence();
        await addPlays(trx, plays, claimed.class);
        return true;
      }),

    async taken(org, towers, from, to) {
      const found = new Map<string, { at: Instant; ms: number }>();
      for (const piece of pieces(distinct(towers))) {
        const rows = await takenBetween(room.db, { org, towers: piece, from, to });
        for (const row of rows) {
          found.set(`${row.at} ${row.ends_at}`, { at: row.at, ms: row.ends_at - row.at });
        }
      }
      return [...found.values()].sort((a, b) => a.at - b.at);
    },
  };
}

async function addPlays(trx: Trx, plays: Parameters<typeof keepPlays>[1], of: BulletinClass): Promise<void> {
  await keepPlays(trx, plays);
  await markDirty(
    trx,
    plays.map((play) => play.tower),
    RANK[of],
  );
}

function approvedOf(row: RevisionTable, lengths: ReadonlyMap<string, number>) {
  return {
    class: row.class as BulletinClass,
    clip: (row.clip ?? '') as ClipSha,
    clipMs: lengths.get(`${row.org_id} ${row.clip ?? ''}`) ?? 0,
    approvalExpiresAt: row.approval_expires_at ?? 0,
  };
}
