// Fields of forms and queries, read once and narrowly: strings in, the trade's values out.
import { RelayError } from '../../core/errors.ts';
import type { SlotId, TowerId } from '../../core/ids.ts';
import { parseLocalDate, type Wish } from '../../core/timetable.ts';

/** Single values by name; of a repeated field the last one counts. */
export function readFields(from: unknown): Readonly<Record<string, string | undefined>> {
  if (from === null || typeof from !== 'object') return {};
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(from)) {
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    if (typeof last === 'string') fields[name] = last;
  }
  return fields;
}

/** All values of a repeated field: ticks and chips. */
export function readMany(from: unknown, name: string): readonly string[] {
  if (from === null || typeof from !== 'object') return [];
  const value: unknown = Object.entries(from).find(([key]) => key === name)?.[1];
  const many: readonly unknown[] = Array.isArray(value) ? value : [value];
  return many.filter((one) => typeof one === 'string').filter((one) => one !== '');
}

/** A whole number in [least, most]. @throws invalid-input naming the field */
export function readNumber(text: string | undefined, field: string, least: number, most: number): number {
  const number = text === undefined || !/^\d{1,16}$/.test(text) ? Number.NaN : Number(text);
  if (!(number >= least && number <= most)) {
    throw new RelayError('invalid-input', `${field} must be a number from ${least} to ${most}`, {
      facts: { field },
    });
  }
  return number;
}

/** `18:30` as minutes after midnight. @throws invalid-input naming the field */
export function readMinute(text: string | undefined, field: string): number {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text ?? '');
  const minute = match === null ? -1 : Number(match[1]) * 60 + Number(match[2]);
  if (match === null || Number(match[2]) > 59 || minute > 1439) {
    throw new RelayError('invalid-input', 'a time of day is needed', { facts: { field } });
  }
  return minute;
}

/** A wish as one form value: `now`, `at.{ms}`, `slot.{id}.{date}` or `every.{ids}.{weekdays}.{from}.{until}`. */
export function writeWish(wish: Wish): string {
  if (wish.kind === 'now') return 'now';
  if (wish.kind === 'at') return `at.${wish.at}`;
  if (wish.kind === 'slot') return `slot.${wish.slot}.${wish.date}`;
  return `every.${wish.slots.join('_')}.${wish.weekdays.join('_')}.${wish.from}.${wish.until}`;
}

/** @throws invalid-input when it is none of ours */
export function readWish(text: string): Wish {
  const [kind, a = '', b = '', c = '', d = ''] = text.split('.');
  if (text === 'now') return { kind: 'now' };
  if (kind === 'at') return { kind: 'at', at: readNumber(a, 'wish', 0, 9e15) };
  if (kind === 'slot' && a !== '') return { kind: 'slot', slot: a as SlotId, date: parseLocalDate(b) };
  if (kind === 'every' && a !== '' && /^[0-6](_[0-6])*$/.test(b)) {
    return {
      kind: 'every',
      slots: a.split('_') as SlotId[],
      weekdays: b.split('_').map(Number),
      from: parseLocalDate(c),
      until: parseLocalDate(d),
    };
  }
  throw new RelayError('invalid-input', 'choose when it goes on air', { facts: { field: 'wish' } });
}

/** Tower ids of a form: repeated ticks, or one value joined by commas. */
export function readTowers(from: unknown): readonly TowerId[] {
  return readMany(from, 'towers').flatMap((one) => one.split(',')) as TowerId[];
}
