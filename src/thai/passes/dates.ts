// Dates in words, in figures and in short forms, alone and from one to another.
import { cardinal } from '../numbers.ts';
import type { Rule } from '../page.ts';
import { ERAS, WEEKDAY_NAMES, WEEKDAYS } from '../tables/calendar.ts';
import { afterHead } from './heads.ts';
import {
  anyMonth,
  bareMonths,
  englishMonth,
  englishMonths,
  eras,
  longMonths,
  month,
  monthByNumber,
  shortMonths,
  year,
} from './months.ts';
import { after, before, DASH, oneOf } from './pieces.ts';

function dayMonthYear(d: string, mon: string, y: string): string | undefined {
  const name = monthByNumber(mon);
  const day = Number(d);
  if (name === undefined || day < 1 || day > 31) return undefined;
  return cardinal(d) + name + year(y);
}

const ORDER = Object.keys(WEEKDAYS);
const weekday = oneOf(ORDER);
const everyWeekday = new RegExp(weekday, 'g');

/** What stands between the days of one month. */
const SEVERAL: Readonly<Record<string, string>> = { ',': ' ', และ: 'และ', '-': 'ถึง' };

const inWords: readonly Rule[] = [
  {
    name: 'from weekday to weekday',
    pattern: new RegExp(`(?<![\\u0e01-\\u0e4e.])(?:วัน)?(${weekday})${DASH}(${weekday})`, 'g'),
    read: (m, text) => ({
      kind: 'date',
      spoken: afterHead(text, m.index, `${WEEKDAYS[m[1] ?? '']}ถึง${WEEKDAYS[m[2] ?? '']}`),
    }),
  },
  {
    name: 'weekday before a date',
    pattern: new RegExp(
      `(?<![\\u0e01-\\u0e4e.])(วัน)?(${weekday}|(?:พฤ|อา|[จอพศส])(?= \\d{1,2} {0,2}${anyMonth})) {0,2}(?=(?:ที่ ?)?\\d{1,2} {0,2}(?:${anyMonth}|[/-] ?\\d| ?- ?(?!\\2)${weekday} ?\\d))`,
      'g',
    ),
    read: (m, text) => ({
      kind: 'date',
      spoken: afterHead(text, m.index, WEEKDAYS[m[2] ?? ''] ?? WEEKDAYS[`${m[2]}.`] ?? ''),
    }),
  },
  {
    name: 'weekday names joined by a dash',
    pattern: new RegExp(
      `(?= {0,2}[-~])(?<=${oneOf(WEEKDAY_NAMES)})${DASH}(?=(?:วัน)?${oneOf(WEEKDAY_NAMES)})`,
      'g',
    ),
    read: () => ({ kind: 'range', spoken: 'ถึง' }),
  },
  {
    name: 'abbreviated weekday after its word',
    pattern: new RegExp(
      `(?<=วัน)(${weekday})(?![\\u0e01-\\u0e2e])|(?<=วัน )(${weekday})(?= ?(?:ที่|$|\\n|และ|,|เวลา|\\)))`,
      'g',
    ),
    read: (m) => ({ kind: 'date', spoken: (WEEKDAYS[m[1] ?? m[2] ?? ''] ?? '').replace(/^วัน/, '') }),
  },
  {
    name: 'several days of a month',
    pattern: new RegExp(
      `(?<!\\d)(?<!\\d[.,:/])(\\d{1,2}(?: ?(?:,|และ|-) ?\\d{1,2}){2,8}) {0,3}(${anyMonth})(?: {0,3}(?:(?:พ\\.ศ\\.|พศ\\.) {0,2})?(\\d{4}|\\d{2})(?![\\d.:]|,\\d{3}| ?(?:น\\.|คน|บาท|ราย|นาฬิกา)))?`,
      'g',
    ),
    read: (m) => {
      const days = (m[1] ?? '').split(/ ?(,|และ|-) ?/);
      if (days.some((day) => Number(day) > 31)) return undefined;
      const said = days.map((day) => SEVERAL[day] ?? cardinal(day)).join('');
      return { kind: 'date', spoken: said + month(m[2] ?? '') + (m[3] === undefined ? '' : year(m[3])) };
    },
  },
  {
    name: 'day, month, year',
    pattern: new RegExp(
      `(?<!\\d)(?<!\\d[.,:/])(\\d{1,2})(?:(${DASH}| ?(?:,|และ|ถึง) ?)(\\d{1,2}))? {0,3}(${anyMonth})(?: {0,3}(?:(${eras}) {0,2})?(\\d{4}|\\d{2})(?![\\d.:]|,\\d{3}| ?(?:น\\.|คน|บาท|ราย|นาฬิกา)))?`,
      'g',
    ),
    read: (m) => {
      const [, d = '', joint = '', d2 = '', mon = '', era = '', y = ''] = m;
      if (Number(d) > 31 || Number(d2) > 31) return undefined;
      const link = joint.includes(',') ? ' ' : joint.includes('และ') ? 'และ' : 'ถึง';
      const days = d2 === '' ? cardinal(d) : cardinal(d) + link + cardinal(d2);
      const spokenEra = era === '' ? '' : (ERAS[era] ?? '');
      return {
        kind: 'date',
        spoken: days + month(mon) + spokenEra + (y === '' ? '' : /^ค/.test(era) ? cardinal(y) : year(y)),
      };
    },
  },
  {
    name: 'from day to day, months without their dots',
    pattern: new RegExp(
      `(?<!\\d)(?<!\\d[.,:/])(\\d{1,2}) ?(${bareMonths})${DASH}(\\d{1,2}) ?(${bareMonths}) ?(\\d{4}|\\d{2})(?!\\d)`,
      'g',
    ),
    read: (m) => ({
      kind: 'date',
      spoken: `${cardinal(m[1] ?? '')}${month(`${m[2]}.`)}ถึง${cardinal(m[3] ?? '')}${month(`${m[4]}.`)}${year(m[5] ?? '')}`,
    }),
  },
  {
    name: 'day, month without its dots, year',
    pattern: new RegExp(`(?<!\\d)(?<!\\d[.,:/])(\\d{1,2}) ?(${bareMonths}) ?(\\d{4}|\\d{2})(?!\\d)`, 'g'),
    read: (m) => ({ kind: 'date', spoken: cardinal(m[1] ?? '') + month(`${m[2]}.`) + year(m[3] ?? '') }),
  },
  {
    name: 'day, English month, year',
    pattern: new RegExp(
      `(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)? ?(${englishMonths})\\.?,? ?(\\d{4})?(?![\\dA-Za-z])`,
      'gi',
    ),
    read: (m) => ({
      kind: 'date',
      spoken: cardinal(m[1] ?? '') + englishMonth(m[2] ?? '') + cardinal(m[3] ?? ''),
    }),
  },
  {
    name: 'month and year',
    pattern: new RegExp(
      `(?<![\\u0e01-\\u0e4e.]|\\d )(?<!\\d)(${shortMonths})(?![ก-ฮ]{1,2}\\.)(?:(${DASH})(${shortMonths}))?(?: {0,2}(?:(${eras}) {0,2})?(\\d{4}|\\d{2})(?![\\d.:]|,\\d{3}| ?(?:น\\.|คน|บาท)))?`,
      'g',
    ),
    read: (m, text) => {
      const [, first = '', dash = '', second = '', era = '', y = ''] = m;
      if (y === '' && /^\d/.test(after(text, m.index + m[0].length, 1)) && !m[0].endsWith(' '))
        return undefined;
      const led = /(?:เดือน|ประจำ|ต้น|ปลาย|กลาง|สิ้น|ถึง|ภายใน|ตั้งแต่|ช่วง|-) {0,2}$/.test(before(text, m.index, 12));
      if (first.replace(/\./g, '') === 'กพ' && dash === '' && y === '' && !led) return undefined;
      const spokenEra = era === '' ? '' : (ERAS[era] ?? '');
      const tail = y === '' ? '' : spokenEra + (/^ค/.test(era) ? cardinal(y) : year(y));
      return { kind: 'date', spoken: month(first) + (dash === '' ? '' : `ถึง${month(second)}`) + tail };
    },
  },
  {
    name: 'month abbreviation after its word',
    pattern: new RegExp(`(?<=เดือน ?)(${shortMonths})`, 'g'),
    read: (m) => ({ kind: 'date', spoken: month(m[1] ?? '') }),
  },
  {
    name: 'year of two digits after a month',
    pattern: new RegExp(`(?=\\d)(?<=${longMonths} {1,2})(\\d{2})(?![\\d.:,]| ?(?:น\\.|คน|บาท|ราย|วัน))`, 'g'),
    read: (m) => ({ kind: 'date', spoken: year(m[1] ?? ''), confidence: 'likely' }),
  },
  {
    name: 'weekdays of a timetable',
    pattern: new RegExp(
      `(?<![\\u0e01-\\u0e4e.])(?:วัน ?)?(${weekday})((?:(?: ?[,/] ?| (?:และ ?)?|และ)(?:${weekday})(?= |,|/|และ|$|\\n|\\))){1,6})`,
      'g',
    ),
    read: (m, text) => {
      const days = (m[0].match(everyWeekday) ?? []).map((day) => ORDER.indexOf(day));
      const rising = days.every((day, i) => i === 0 || day > (days[i - 1] ?? 0));
      const told = days.length > 2 || /[,/]|และ/.test(m[0]) || m[0].startsWith('วัน');
      return rising && told
        ? {
            kind: 'date',
            spoken: afterHead(text, m.index, days.map((day) => WEEKDAYS[ORDER[day] ?? ''] ?? '').join(' ')),
          }
        : undefined;
    },
  },
  {
    name: 'from a weekday and its day to another',
    pattern: new RegExp(
      `(?= {0,2}[-~])(?<=${oneOf(WEEKDAY_NAMES)}(?:ที่)? ?\\d{1,2})${DASH}(?=(?:วัน)?${oneOf(WEEKDAY_NAMES)})`,
      'g',
    ),
    read: () => ({ kind: 'range', spoken: 'ถึง' }),
  },
  {
    name: 'months joined by a dash',
    pattern: new RegExp(
      `(?= {0,2}[-~])(?<=${longMonths}(?: \\d{4})?)${DASH}(?=(?:\\d{1,2} )?${longMonths})`,
      'g',
    ),
    read: () => ({ kind: 'range', spoken: 'ถึง' }),
  },
  {
    name: 'from date to date',
    pattern: new RegExp(
      `(?= {0,2}[-~])(?<=(?:${anyMonth})(?: {0,2}(?:${eras} {0,2})?\\d{2,4})?|(?:บัด|วัน|พรุ่ง)นี้)${DASH}(?=(?:วัน(?:ที่)? ?|(?:${weekday}) ?)?\\d{1,2} {0,2}(?:${anyMonth}))`,
      'g',
    ),
    read: () => ({ kind: 'range', spoken: 'ถึง' }),
  },
];

const inFigures: readonly Rule[] = [
  {
    name: 'date in figures',
    pattern: /(?<!\d)(?<!\d[/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/.-]\d|\d)/g,
    read: (m, text) => {
      const [, d = '', mark = '', mon = '', y = ''] = m;
      const plausible =
        y.length === 4 ? /^(?:2[45]|19|20)/.test(y) : mark === '/' || /วันที่ ?$/.test(before(text, m.index, 8));
      if (!plausible || /^ ?ไร่/.test(after(text, m.index + m[0].length, 6))) return undefined;
      const spoken = dayMonthYear(d, mon, y);
      return spoken === undefined ? undefined : { kind: 'date', spoken };
    },
  },
  {
    name: 'date with the year first',
    pattern: /(?<!\d)(?<!\d[/.-])(\d{4})-(\d{2})-(\d{2})(?![\d/.-])/g,
    read: (m) => {
      const spoken = dayMonthYear(m[3] ?? '', m[2] ?? '', m[1] ?? '');
      return spoken === undefined ? undefined : { kind: 'date', spoken };
    },
  },
  {
    name: 'day and month in figures',
    pattern: /(?=\d)(?<=วันที่ {0,2})(\d{1,2})\/(\d{1,2})(?![\d/])/g,
    read: (m) => {
      const name = monthByNumber(m[2] ?? '');
      return name === undefined ? undefined : { kind: 'date', spoken: cardinal(m[1] ?? '') + name };
    },
  },
];

export const dates: readonly Rule[] = [...inWords, ...inFigures];
