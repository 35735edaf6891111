// A booking as a row, and back.
import type { BookingId, BulletinId, OrgId, TowerId } from '../../core/ids.ts';
import type { Wish } from '../../core/timetable.ts';
import type { Booking, NoRoom } from '../../pipeline/records.ts';
import { FREE } from './claims.ts';
import { recordFrom, recordsFrom, stringsFrom, toJson } from './json.ts';
import type { BookingTable } from './tables.ts';

export function rowOf(booking: Booking): BookingTable {
  return {
    id: booking.id,
    org_id: booking.org,
    bulletin_id: booking.bulletin,
    revision: booking.revision,
    wish: toJson(booking.wish),
    times: booking.repeat.times,
    gap_ms: booking.repeat.gapMs,
    towers: toJson(booking.towers),
    planned_until: booking.plannedUntil,
    next_occurrence: booking.nextOccurrence,
    no_room: noRoomText(booking),
    state: booking.state,
    ...FREE,
    version: 1,
    attempts: 0,
    not_before: 0,
  };
}

export function bookingOf(row: BookingTable): Booking {
  return {
    id: row.id as BookingId,
    org: row.org_id as OrgId,
    bulletin: row.bulletin_id as BulletinId,
    revision: row.revision,
    wish: recordFrom<Wish>(row.wish, 'bookings.wish', ['kind']),
    repeat: { times: row.times, gapMs: row.gap_ms },
    towers: stringsFrom<TowerId>(row.towers, 'bookings.towers'),
    plannedUntil: row.planned_until,
    nextOccurrence: row.next_occurrence,
    state: row.state,
    ...(row.no_room === null ? {} : { noRoom: noRoomFrom(row.no_room) }),
  };
}

export function noRoomText({ noRoom = [] }: Pick<Booking, 'noRoom'>): string | null {
  return noRoom.length === 0 ? null : toJson(noRoom);
}

export function noRoomFrom(text: string): readonly NoRoom[] {
  return recordsFrom<NoRoom>(text, 'bookings.no_room', ['opensAt', 'reason']);
}
