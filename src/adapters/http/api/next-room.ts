// A booking that finds no place is refused with the next time that has room at all its towers, as the console's officers
// are told: whoever calls need not try one time after the other.
import type { BulletinClass } from '../../../core/bulletin.ts';
import { RelayError } from '../../../core/errors.ts';
import type { BulletinId, OrgId } from '../../../core/ids.ts';
import { soundingMs } from '../../../core/timetable.ts';
import type { BookingWish } from '../../../pipeline/records.ts';
import type { HttpDesks } from '../parts.ts';
import { iso } from './fields.ts';

const NO_PLACE = ['quiet-hours', 'slot-full', 'in-the-past', 'expired'];

/** What the description says of the refusal's facts. */
export const NEXT_ROOM =
  'Refused with quiet-hours, slot-full, in-the-past or expired, its facts name the next time with room at all these towers, where there is one within a week: nextAt, and for a slot nextSlot and nextDate, as in booking.wish';

/** @returns the refusal to throw: with `nextAt` and, for a slot, `nextSlot` and `nextDate` among its facts */
export async function withNextRoom(
  thrown: unknown,
  { timetable, views }: Pick<HttpDesks, 'timetable' | 'views'>,
  asked: { readonly org: OrgId; readonly id: BulletinId; readonly wish: BookingWish },
): Promise<unknown> {
  if (!(thrown instanceof RelayError) || !NO_PLACE.includes(thrown.code)) return thrown;
  const { org, id, wish } = asked;
  const page = await views.bulletin(org, id);
  if (page === undefined) return thrown;
  const of: { class: BulletinClass; clipMs: number } = {
    class: page.bulletin.class,
    clipMs: soundingMs(page.clip?.ms ?? page.clipMs ?? 0, wish.repeat),
  };
  const offers = await timetable.offers(org, { ...of, towers: wish.towers }, 1);
  const next = offers.find(({ slot }) => slot !== undefined) ?? offers[0];
  if (next === undefined) return thrown;
  const slot =
    next.wish.wish.kind === 'slot' ? { nextSlot: next.wish.wish.slot, nextDate: next.wish.wish.date } : {};
  return new RelayError(thrown.code, thrown.message, {
    cause: thrown,
    retry: thrown.retry,
    facts: { ...thrown.facts, nextAt: iso(next.at), ...slot },
  });
}
