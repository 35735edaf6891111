// When and where a bulletin would go on air if it were approved now: what the officer chose, else the next slot with room
// at all claimed towers. Both the button and the form say the same choice.
import type { Instant, TowerId } from '../../core/ids.ts';
import { instantOf, localDate, ONCE, type Slot } from '../../core/timetable.ts';
import type { Tower } from '../../core/tower.ts';
import type { TowerCare } from '../../pipeline/desks.ts';
import type { BookingWish, BulletinPage } from '../../pipeline/records.ts';
import { readTowers, readWish } from './fields.ts';
import type { Visit } from './visit.ts';

export interface Offer {
  readonly wish: BookingWish;
  readonly at: Instant;
  readonly slot: Slot | undefined;
}

export interface Choice {
  readonly wish: BookingWish;
  /** The first time it would sound; undefined only when nothing is known about it. */
  readonly at: Instant | undefined;
  readonly slot: Slot | undefined;
}

export interface Choices {
  readonly chosen: Choice | undefined;
  readonly offers: readonly Offer[];
  readonly towers: readonly Tower[];
  /** The same towers with what they suffer from. */
  readonly care: readonly TowerCare[];
  readonly slots: readonly Slot[];
}

/** @param from fields `wish`, `towers`, `times` of a query or a form; absent ones are preset */
export async function choicesOf(visit: Visit, page: BulletinPage, from: unknown): Promise<Choices> {
  const { house, org } = visit;
  const [care, slots] = await Promise.all([house.care.of(org), house.timetable.slots(org)]);
  const all = care.map(({ tower }) => tower);
  const named = readTowers(from);
  const known = all.filter((tower) => named.includes(tower.id));
  const towers: readonly TowerId[] = (known.length > 0 ? known : all).map((tower) => tower.id);
  const offers =
    towers.length === 0
      ? []
      : await house.timetable.offers(
          org,
          { class: page.bulletin.class, clipMs: page.clip?.ms ?? page.clipMs ?? 0, towers },
          6,
        );
  const { wish, times } = asked(from);
  const repeat = times > 1 ? { times, gapMs: 3_000 } : ONCE;
  if (wish !== undefined && towers.length > 0) {
    return {
      chosen: { wish: { wish, repeat, towers }, ...timeOf(wish, offers, slots, visit.when.now) },
      offers,
      towers: all,
      care,
      slots,
    };
  }
  const preset = offers.find((offer) => offer.slot !== undefined) ?? offers[0];
  return {
    chosen: preset === undefined ? undefined : { ...preset, wish: { ...preset.wish, repeat, towers } },
    offers,
    towers: all,
    care,
    slots,
  };
}

/** @throws invalid-input for a wish that is none of ours */
function asked(from: unknown): { wish: BookingWish['wish'] | undefined; times: number } {
  const fields: Readonly<Record<string, unknown>> =
    from !== null && typeof from === 'object' ? { ...from } : {};
  const wish = fields['wish'];
  const times = Number(fields['times']);
  return {
    wish: typeof wish === 'string' && wish !== '' ? readWish(wish) : undefined,
    times: Number.isInteger(times) && times >= 1 && times <= 3 ? times : 1,
  };
}

function timeOf(
  wish: BookingWish['wish'],
  offers: readonly Offer[],
  slots: readonly Slot[],
  now: Instant,
): { at: Instant | undefined; slot: Slot | undefined } {
  if (wish.kind === 'now') return { at: now, slot: undefined };
  if (wish.kind === 'at') return { at: wish.at, slot: undefined };
  const [id, date] =
    wish.kind === 'slot'
      ? [wish.slot, wish.date]
      : [wish.slots[0], wish.from < localDate(now) ? localDate(now) : wish.from];
  const slot = slots.find((one) => one.id === id);
  const offered = offers.find(
    ({ wish: { wish: other } }) => other.kind === 'slot' && other.slot === id && other.date === date,
  );
  return { at: offered?.at ?? (slot === undefined ? undefined : instantOf(date, slot.startsAtMinute)), slot };
}

/** `วันนี้ 18:00 น.`, `เดี๋ยวนี้`, or the days of a repeat. */
export function whenOf(choice: Choice, { w, when, language }: Visit, weekdays: readonly string[]): string {
  const { wish } = choice.wish;
  if (wish.kind === 'now') return w.airNow;
  if (wish.kind === 'every') {
    const days =
      wish.weekdays.length === 7
        ? w.everyDayWord
        : wish.weekdays.map((day) => weekdays[day]).join(language === 'th' ? ' ' : ', ');
    const at = choice.slot === undefined ? '' : ` ${when.minute(choice.slot.startsAtMinute)}`;
    return `${w.repeatEvery(days, when.day(wish.until))}${at}`;
  }
  return choice.at === undefined ? '' : when.at(choice.at);
}
