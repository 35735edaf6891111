// Dates, years and times of the day. A point or a colon makes a time only with น., นาฬิกา, เวลา or its like beside it.
import { cardinal, oneByOne } from '../numbers.ts';
import type { Rule } from '../page.ts';
import { ERAS, MONTHS, WEEKDAY_NAMES, WEEKDAYS } from '../tables/calendar.ts';
import { after, before, DASH, LEFT, oneOf } from './pieces.ts';

const monthOf = new Map<string, string>();
for (const forms of MONTHS) for (const form of forms) monthOf.set(form, forms[0]);
const longMonths = oneOf(MONTHS.map((forms) => forms[0]));
const shortMonths = oneOf(MONTHS.flatMap((forms) => forms.filter((form) => form.includes('.'))));
const anyMonth = `(?:${oneOf(monthOf.keys()).slice(3, -1)})`;
const eras = oneOf(Object.keys(ERAS));

/** A year of the Buddhist era; two digits stand for 25xx. */
function year(written: string): string {
  return cardinal(written.length === 2 ? `25${written}` : written);
}

function month(written: string): string {
  return monthOf.get(written) ?? written;
}

function monthByNumber(written: string): string | undefined {
  return MONTHS[Number(written) - 1]?.[0];
}

function dayMonthYear(d: string, mon: string, y: string): string | undefined {
  const name = monthByNumber(mon);
  const day = Number(d);
  if (name === undefined || day < 1 || day > 31) return undefined;
  return cardinal(d) + name + year(y);
}

function clock(h: string, m = '', s = ''): string {
  const [second = '', part = ''] = s.split('.');
  const minutes = Number(m) === 0 ? '' : `${cardinal(m)}นาที`;
  const seconds = s === '' ? '' : `${cardinal(second)}${part === '' ? '' : `จุด${oneByOne(part)}`}วินาที`;
  return `${cardinal(h)}นาฬิกา${minutes}${seconds}`;
}

function valid(h: string, m = '0'): boolean {
  return Number(h) <= 24 && Number(m) < 60;
}

const weekday = oneOf(Object.keys(WEEKDAYS));
const HM = '(\\d{1,2})(?:[.:](\\d{2}))?';
const O_CLOCK = ' {0,2}(?:น\\.|น(?![\\u0e01-\\u0e4e])|นาฬิกา)';

const dates: readonly Rule[] = [
  {
    name: 'weekday before a date',
    pattern: new RegExp(
      `(?<![\\u0e01-\\u0e4e.])(วัน)?(${weekday}) {0,2}(?=(?:ที่ ?)?\\d{1,2} {0,2}(?:${anyMonth}|[/-]\\d|- ?\\d| ?- ?${weekday}))`,
      'g',
    ),
    read: (m) => ({ kind: 'date', spoken: WEEKDAYS[m[2] ?? ''] ?? '' }),
  },
  {
    name: 'from weekday to weekday',
    pattern: new RegExp(`(?<![\\u0e01-\\u0e4e.])(?:วัน)?(${weekday})${DASH}(${weekday})`, 'g'),
    read: (m) => ({ kind: 'date', spoken: `${WEEKDAYS[m[1] ?? '']}ถึง${WEEKDAYS[m[2] ?? '']}` }),
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
    pattern: new RegExp(`(?<=วัน)(${weekday})(?![\\u0e01-\\u0e2e])`, 'g'),
    read: (m) => ({ kind: 'date', spoken: (WEEKDAYS[m[1] ?? ''] ?? '').replace(/^วัน/, '') }),
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
    name: 'month and year',
    pattern: new RegExp(
      `(?<![\\u0e01-\\u0e4e.]|\\d )(?<!\\d)(${shortMonths})(?:(${DASH})(${shortMonths}))?(?: {0,2}(?:(${eras}) {0,2})?(\\d{4}|\\d{2})(?![\\d.:]|,\\d{3}| ?(?:น\\.|คน|บาท)))?`,
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
      `(?= {0,2}[-~])(?<=(?:${anyMonth})(?: {0,2}(?:${eras} {0,2})?\\d{2,4})?)${DASH}(?=(?:วัน(?:ที่)? ?|(?:${weekday}) ?)?\\d{1,2} {0,2}(?:${anyMonth}))`,
      'g',
    ),
    read: () => ({ kind: 'range', spoken: 'ถึง' }),
  },
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
  {
    name: 'year with its era',
    pattern: new RegExp(
      `(?<![\\u0e01-\\u0e4e])(?:ปี ?)?(?<era>${eras}) {0,2}(?<y>\\d{2,4})(?:(?<dash>${DASH})(?:${eras} ?)?(?<y2>\\d{2,4}))?(?!\\d)`,
      'g',
    ),
    read: (m) => {
      const { era = '', y = '', y2 } = m.groups ?? {};
      const lead = m[0].startsWith('ปี') ? 'ปี' : '';
      const say = (w: string) => (/^พ/.test(era) ? year(w) : cardinal(w));
      return {
        kind: 'date',
        spoken: lead + (ERAS[era] ?? '') + say(y) + (y2 === undefined ? '' : `ถึง${say(y2)}`),
      };
    },
  },
  {
    name: 'era alone',
    pattern: new RegExp(`(?<![\\u0e01-\\u0e4e.])(${eras})`, 'g'),
    read: (m) => ({ kind: 'abbreviation', spoken: ERAS[m[1] ?? ''] ?? '' }),
  },
  {
    name: 'years parted by a stroke',
    pattern: /(?=\d)(?<=ปี[\u0e01-\u0e4e]{0,16} {0,2})(2[45]\d\d)\/(\d{2,4})(?!\d)/g,
    read: (m) => ({ kind: 'date', spoken: `${cardinal(m[1] ?? '')}ทับ${cardinal(m[2] ?? '')}` }),
  },
  {
    name: 'number within a year',
    pattern:
      /(?=\d)(?<=(?:ที่|ครั้ง|ฉบับ|เลขที่|คำสั่ง|ภาคเรียน|รุ่น|เทอม|งวด|ประกาศ|สมัย|ไตรมาส) {0,2})(\d{1,5})\/(2[45]\d\d|\d{1,2})(?![\d/])/g,
    read: (m) => ({ kind: 'code', spoken: `${cardinal(m[1] ?? '')}ทับ${cardinal(m[2] ?? '')}` }),
  },
  {
    name: 'number within a Buddhist year',
    pattern: new RegExp(`${LEFT}(\\d{1,5})\\/(2[45]\\d\\d)(?![\\d/])`, 'g'),
    read: (m) => ({ kind: 'code', spoken: `${cardinal(m[1] ?? '')}ทับ${cardinal(m[2] ?? '')}` }),
  },
  {
    name: 'two-digit year',
    pattern: /(?=\d)(?<=(?:^|[^\u0e01-\u0e4e])ปี ?['’]?)(\d{2})(?=(?:\s|$)(?! ?(?:ขึ้นไป|บริบูรณ์)))(?!\d)/g,
    read: (m, text) =>
      Number(m[1]) >= 40 && !/อายุ/.test(before(text, m.index, 16))
        ? { kind: 'date', spoken: year(m[1] ?? ''), confidence: 'likely' }
        : undefined,
  },
  {
    name: 'lunar month',
    pattern: /(?=\d)(?<=ค่ำ {0,2}เดือน ?|เดือน ?)([12])(?!\d)(?= ?(?:$|[^\d/.-]))/g,
    read: (m, text) =>
      /ค่ำ {0,2}เดือน ?$/.test(before(text, m.index, 16))
        ? { kind: 'date', spoken: m[1] === '1' ? 'อ้าย' : 'ยี่' }
        : undefined,
  },
];

const NEAR_TIME = /(?:เวลา|ตั้งแต่|ถึง|ระหว่าง|ก่อน|หลัง|รอบ|ช่วง|และ|ปิด|เปิด|เช้า|บ่าย|ภาค)[^\d\n]{0,14}$/;

const clocks: readonly Rule[] = [
  {
    name: 'from hour to hour',
    pattern: new RegExp(`(?<!\\d)(?<!\\d[.,:/])${HM}(${O_CLOCK})?${DASH}${HM}${O_CLOCK}`, 'g'),
    read: (m) => {
      const [, h = '', min = '', , h2 = '', min2 = ''] = m;
      if (!valid(h, min) || !valid(h2, min2)) return undefined;
      return { kind: 'time', spoken: `${clock(h, min)}ถึง${clock(h2, min2)}` };
    },
  },
  {
    name: "o'clock",
    pattern: new RegExp(
      `(?<!\\d)(?<!\\d[.,:/])(\\d{1,2})(?:[.:](\\d{2})(?:[.:](\\d{2}(?:\\.\\d{1,3})?))?)?${O_CLOCK}`,
      'g',
    ),
    read: (m) =>
      valid(m[1] ?? '', m[2]) ? { kind: 'time', spoken: clock(m[1] ?? '', m[2], m[3]) } : undefined,
  },
  {
    name: 'hours, minutes, seconds',
    pattern: /(?<!\d)(?<!\d[.,:/])(\d{1,2}):(\d{2}):(\d{2}(?:\.\d{1,3})?)(?![\d:])/g,
    read: (m) =>
      valid(m[1] ?? '', m[2]) && Number(m[3]) < 60
        ? { kind: 'time', spoken: clock(m[1] ?? '', m[2], m[3]) }
        : undefined,
  },
  {
    name: 'from hour to hour without the word',
    pattern: new RegExp(
      `(?<!\\d)(?<!\\d[.,:/])(\\d{1,2})([.:])(\\d{2})${DASH}(\\d{1,2})\\2(\\d{2})(?![\\d:]|[.,]\\d| ?(?:บาท|เมตร|ม\\.|กก|%|ไร่|ล้าน|เปอร์|ซม|กม|องศา|ลิตร))`,
      'g',
    ),
    read: (m, text) => {
      const [, h = '', mark = '', min = '', h2 = '', min2 = ''] = m;
      if (!valid(h, min) || !valid(h2, min2)) return undefined;
      const sure = mark === ':' || NEAR_TIME.test(before(text, m.index, 24));
      return sure || (Number(min) % 15 === 0 && Number(min2) % 15 === 0 && Number(h) < Number(h2))
        ? { kind: 'time', spoken: `${clock(h, min)}ถึง${clock(h2, min2)}`, confidence: 'likely' }
        : undefined;
    },
  },
  {
    name: 'time after its word',
    pattern:
      /(?=\d)(?<=(?:เวลา|เวลาประมาณ|รอบ) {0,2})(\d{1,2})[.:](\d{2})(?![\d:]|[.,]\d| ?(?:บาท|เมตร|ล้าน|กก|กม|%|ม\.))/g,
    read: (m) => (valid(m[1] ?? '', m[2]) ? { kind: 'time', spoken: clock(m[1] ?? '', m[2]) } : undefined),
  },
  {
    name: 'time with a colon',
    pattern: /(?<!\d)(?<!\d[.,:/])(\d{1,2}):([0-5]\d)(?![\d:]|[.,]\d)/g,
    read: (m, text) => {
      const ratio = /(?:ส่วน|ผสม|สูตร|อัตรา)[^\n]{0,10}$/.test(before(text, m.index, 20));
      return ratio || !valid(m[1] ?? '', m[2])
        ? undefined
        : { kind: 'time', spoken: clock(m[1] ?? '', m[2]), confidence: 'likely' };
    },
  },
  {
    name: 'hours of the old count with minutes',
    pattern: /(?=\d)(?<=(?:บ่าย|ตี) ?)(\d{1,2})(?:\.(\d{2}))(?!\d)/g,
    read: (m) => ({
      kind: 'time',
      spoken: `${cardinal(m[1] ?? '')}โมง${Number(m[2]) === 0 ? '' : `${cardinal(m[2] ?? '')}นาที`}`,
    }),
  },
];

export const calendar: readonly Rule[] = [...dates, ...clocks];
