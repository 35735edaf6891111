// The days a text names, in all forms that give a day and a month (or a day and its weekday), with what stands before
// them that says whether they are meant for the listener.
import { MONTHS, WEEKDAYS } from '../tables/calendar.ts';
import { exists, WEEKDAYS_IN_FULL } from './days.ts';
import { lead, readAs, type Seen } from './sheet.ts';

/** A day as far as it is written. Places count in the mended text. */
export interface Named {
  readonly start: number;
  readonly end: number;
  /** The day, and the last one of 1-3 or 1, 2 and 3. */
  readonly day: number;
  readonly lastDay: number;
  /** 1-3 and not 1, 3. */
  readonly through: boolean;
  readonly month: number | undefined;
  /** Of the Christian era. */
  readonly year: number | undefined;
  /** 0 is Sunday. */
  readonly weekday: number | undefined;
  readonly role: 'event' | 'reference' | 'from';
}

const quote = (text: string) => text.replace(/\./g, '\\.');
const longestFirst = (words: readonly string[]) =>
  [...words]
    .sort((a, b) => b.length - a.length)
    .map(quote)
    .join('|');

const monthNumbers = new Map(MONTHS.flatMap((forms, k) => forms.map((form) => [form, k + 1] as const)));
const MONTH = `(${longestFirst([...monthNumbers.keys()])})`;
const SHORT_WEEKDAYS = Object.keys(WEEKDAYS);
const LONG_WEEKDAYS = [...WEEKDAYS_IN_FULL.map((name) => name.slice(3)), 'พฤหัส'];
const WEEKDAY = `(?:วัน ?(${longestFirst([...LONG_WEEKDAYS, ...SHORT_WEEKDAYS])})|(?<![\\u0e01-\\u0e4e.])(${longestFirst([...SHORT_WEEKDAYS, ...LONG_WEEKDAYS])}))`;
const JOINT = '(?: {0,2}(?:-|~|,|และ|ถึง) {0,2})';
const DAYS = `(?<!\\d)(?<!\\d[.,:/])(\\d{1,2}(?:${JOINT}\\d{1,2}(?!\\d)){0,6})`;
const YEAR =
  '(?: {0,3}(พ\\.ศ\\.|พุทธศักราช|ค\\.ศ\\.|คริสต์ศักราช)? {0,2}(\\d{4}|\\d{2})(?!\\d|[.:]\\d|,\\d{3}| ?(?:น\\.|คน|บาท|ราย|นาฬิกา)))?';
const AFTER = `(?: {0,2}\\((?:วัน)?(${longestFirst([...LONG_WEEKDAYS, ...SHORT_WEEKDAYS])})\\))?`;

const WORDED = new RegExp(
  `(?:${WEEKDAY} {0,2}(?:ที่)? {0,2})?${DAYS} {0,3}(?:เดือน ?)?${MONTH}${YEAR}${AFTER}`,
  'g',
);
const FIGURED = new RegExp(
  `(?:${WEEKDAY} {0,2}(?:ที่)? {0,2})?(?<!\\d)(?<!\\d[./-])(\\d{1,2})[/.-](\\d{1,2})[/.-](\\d{4}|\\d{2})(?!\\d)`,
  'g',
);
const MONTHLESS = new RegExp(`${WEEKDAY} {0,2}ที่ {0,2}(\\d{1,2})(?!\\d|[.:/]\\d)`, 'g');

/** What came before and is only mentioned. */
const REFERENCE =
  /(?:ลงวันที่|ลว\.|เมื่อวันที่|เมื่อวัน|เมื่อ|(?:ประกาศ|สั่ง|ให้ไว้|ข้อมูล) ?ณ ?วันที่|นับ(?:ตั้ง)?แต่วันที่|นับจากวันที่|เกิดวันที่|เกิดเมื่อ|ที่ผ่านมา(?:วันที่)?|หมดอายุวันที่|ออกให้วันที่|พ\.ร\.บ\.|อนุมัติวันที่|ประชุมครั้งที่[^\n]{0,24}(?:เมื่อ)?วันที่) {0,3}$/;
const FROM = /(?:ตั้งแต่|เริ่มตั้งแต่|เริ่ม|มีผลตั้งแต่|นับแต่|จากวันที่)(?:บัดนี้)? ?(?:วันที่|วัน)? {0,3}$/;
const BYGONE = /^ {0,2}(?:ที่ผ่านมา|ที่แล้ว|เป็นต้นมา|นั้น)/;

/** ๖๙ is 2569; a year of the Christian era with two figures is not older than this century. */
function yearOf(era: string, written: string): number | undefined {
  if (written === '') return undefined;
  const n = Number(written);
  if (written.length === 2) return /^ค/.test(era) || n < 43 ? 2000 + n : 1957 + n;
  return /^ค/.test(era) || n < 2300 ? n : n - 543;
}

function weekdayNumber(name: string): number | undefined {
  if (name === '') return undefined;
  const full = WEEKDAYS[name] ?? `วัน${name}`;
  const k = WEEKDAYS_IN_FULL.findIndex((one) => one === full || one.startsWith(full));
  return k < 0 ? undefined : k;
}

function roleOf(text: string, start: number, end: number): Named['role'] {
  const before = lead(text, start, 60).replace(/วัน(?:ที่)? {0,2}$/, 'วันที่');
  if (REFERENCE.test(before) || BYGONE.test(text.slice(end, end + 12))) return 'reference';
  return FROM.test(before) ? 'from' : 'event';
}

function worded(text: string): Named[] {
  return [...text.matchAll(WORDED)].map((m) => {
    const [whole, long = '', short = '', list = '', month = '', era = '', year = '', after = ''] = m;
    const days = list.match(/\d{1,2}/g)?.map(Number) ?? [];
    const end = m.index + whole.length;
    return {
      start: m.index,
      end,
      day: days[0] ?? 0,
      lastDay: days.at(-1) ?? 0,
      through: /-|~|ถึง/.test(list),
      month: monthNumbers.get(month),
      year: yearOf(era, year),
      weekday: weekdayNumber(long || short || after),
      role: roleOf(text, m.index, end),
    };
  });
}

function figured(seen: Seen): Named[] {
  const dates = readAs(seen, ['date']);
  return [...seen.text.matchAll(FIGURED)].flatMap((m) => {
    const [whole, long = '', short = '', day = '', month = '', year = ''] = m;
    const end = m.index + whole.length;
    if (dates[seen.from[end - 1] ?? 0] !== 1 || Number(month) > 12) return [];
    return {
      start: m.index,
      end,
      day: Number(day),
      lastDay: Number(day),
      through: false,
      month: Number(month),
      year: yearOf('', year),
      weekday: weekdayNumber(long || short),
      role: roleOf(seen.text, m.index, end),
    };
  });
}

function monthless(text: string): Named[] {
  return [...text.matchAll(MONTHLESS)].map((m) => {
    const [whole, long = '', short = '', day = ''] = m;
    const end = m.index + whole.length;
    return {
      start: m.index,
      end,
      day: Number(day),
      lastDay: Number(day),
      through: false,
      month: undefined,
      year: undefined,
      weekday: weekdayNumber(long || short),
      role: roleOf(text, m.index, end),
    };
  });
}

/** Days of the text in order; none overlaps another, and the fuller form wins. */
export function daysNamed(seen: Seen): Named[] {
  const found = [...worded(seen.text), ...figured(seen), ...monthless(seen.text)];
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Named[] = [];
  for (const one of found) if (one.start >= (kept.at(-1)?.end ?? 0)) kept.push(one);
  return kept;
}

/** Does `text` between two days join them to one stretch of time? */
export function isThrough(text: string): boolean {
  return (
    text.length < 40 &&
    /^(?: {0,2}เวลา ?\d{1,2}[.:]\d{2} ?น\.)? {0,2}(?:-|~|ถึง|จนถึง|ไปจนถึง) {0,2}(?:วัน(?:ที่)?)? {0,2}$/.test(text)
  );
}

/** Could the day be of this month and year at all? */
export function isDay(named: Named, month: number, year: number): boolean {
  return exists({ year, month, day: named.day }) && exists({ year, month, day: named.lastDay });
}
