// Amounts with their unit, what they are reckoned by (บาท/หน่วย), and land in ไร่ งาน ตารางวา.
import { cardinal, decimal } from '../numbers.ts';
import type { Rule } from '../page.ts';
import { COUNTERS, PER_WORDS } from '../tables/counters.ts';
import { LATIN_UNITS, THAI_UNITS } from '../tables/units.ts';
import { before, DASH, NUMBER, oneOf, RIGHT } from './pieces.ts';

const thaiUnits = oneOf(Object.keys(THAI_UNITS));
/** กก, กม without their dots: only after a figure or a stroke. */
const bareUnits = oneOf([...thaiUnitsWithTwoLetters()].map((unit) => unit.slice(0, -1)));
const ONE_LETTER = '(?:ต|ก|ล|น|บ|ด|ข|ฟ)\\.(?!(?!ขึ้นไป|ต่อ|ละ|และ|ถึง|เป็นต้น)[\\u0e01-\\u0e4e])';
const THAI_UNIT = `(?:${oneOf(Object.keys(THAI_UNITS).filter((unit) => unit.length > 2))}(?![\\u0e30-\\u0e3a\\u0e47-\\u0e4e])|ม\\.|${ONE_LETTER}|${bareUnits}(?![\\u0e01-\\u0e4e.]))`;
const latinUnits = oneOf(Object.keys(LATIN_UNITS));
/** As they are also written with capitals. */
const CAPITALS =
  'KM KG CM MM ML CC Km Kg Cm kW kWh KW kV Hz kHz MHz GHz MB GB TB KB Mbps L mL W V MW °C °F THB dB ºC Ah mAh AH kVA KVA mmHg mg/dL dL BTU Wp KWh KV Lux'.split(
    ' ',
  );
const latinAnyCase = oneOf([...Object.keys(LATIN_UNITS), ...CAPITALS]);
export const AMOUNT = `(?<!\\d)(?<!\\d[.,:/])(?<sign>(?<![\\w%\\u0e01-\\u0e4e)])[+-])?(?<a>${NUMBER})(?:${DASH}(?<b>${NUMBER}))?${RIGHT}`;
const FULL_UNITS =
  'เมตร|กิโลเมตร|เซนติเมตร|มิลลิเมตร|กิโลกรัม|กรัม|ลิตร|ไร่|งาน|ตารางวา|ตารางเมตร|บาท|ชั่วโมง|นาที|วัน|เดือน|ปี|คน|ราย|องศา|เปอร์เซ็นต์|ตัน|หน่วย|ครั้ง';

function thaiUnitsWithTwoLetters(): string[] {
  return Object.keys(THAI_UNITS).filter((unit) => /^(?!นท|สต|กว)[ก-ฮ]{2,3}\.$/.test(unit));
}

function thaiUnit(written: string): string {
  return (
    THAI_UNITS[written] ??
    THAI_UNITS[`${written}.`] ??
    LATIN_UNITS[written] ??
    LATIN_UNITS[written.toLowerCase()] ??
    written
  );
}

export function amount(m: RegExpExecArray): string {
  const { sign = '', a = '', b } = m.groups ?? {};
  return decimal(sign + a) + (b === undefined ? '' : `ถึง${decimal(b)}`);
}

export function perChain(written: string): string {
  return written
    .split('/')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [, many = '', unit = ''] = /^(\d*) ?(.*)$/.exec(part.trim()) ?? [];
      return `ต่อ${cardinal(many)}${thaiUnit(unit)}`;
    })
    .join('');
}

export const PER = `(?<per>(?: ?/ ?(?:\\d{1,3} ?(?:ชม\\.|ชั่วโมง|นาที|วัน|ปี|คน)|${PER_WORDS}|${thaiUnits.slice(3, -1)}|${bareUnits}(?![\\u0e01-\\u0e4e])|(?:${latinUnits.slice(3, -1)})(?![A-Za-z]))){0,2})`;

function unitRule(name: string, unit: string): Rule {
  return {
    name,
    pattern: new RegExp(`${AMOUNT} {0,2}(?<unit>${unit})${PER}`, 'g'),
    read: (m) => ({
      kind: 'unit',
      spoken: amount(m) + thaiUnit(m.groups?.['unit'] ?? '') + perChain(m.groups?.['per'] ?? ''),
    }),
  };
}

function rai(parts: readonly string[]): string {
  const names = ['ไร่', 'งาน', 'ตารางวา'];
  const said = parts.map((part, i) => (Number(part) === 0 ? '' : decimal(part) + (names[i] ?? ''))).join('');
  return said === '' ? 'ศูนย์ไร่' : said;
}

export const land: readonly Rule[] = [
  {
    name: 'rai, ngan, square wa',
    pattern:
      /(?<!\d)(?<!\d[.,/-])(\d{1,5}) ?- ?([0-3]) ?- ?(\d{1,2}(?:\.\d{1,2})?)(?: ?(ไร่(?!ละ)))?(?![\d-])/g,
    read: (m, text) =>
      m[4] !== undefined || /(?:เนื้อที่|ที่ดิน|พื้นที่|โฉนด|ไร่)[^\d\n]{0,16}$/.test(before(text, m.index, 30))
        ? { kind: 'unit', spoken: rai([m[1] ?? '', m[2] ?? '', m[3] ?? '']) }
        : undefined,
  },
];

export const measures: readonly Rule[] = [
  unitRule('Thai unit', THAI_UNIT),
  unitRule('Latin unit', `${latinAnyCase}(?![A-Za-z])`),
  unitRule('unit over unit', `(?:${FULL_UNITS})(?= ?/ ?(?:${PER_WORDS}|${thaiUnits.slice(3, -1)}))`),
  {
    name: 'unit over unit without a number',
    pattern: new RegExp(
      `(?=\\/)(?<=(?:${FULL_UNITS}|${COUNTERS}) ?)\\/(?= ?(?:${PER_WORDS})(?![\\u0e30-\\u0e3a\\u0e47-\\u0e4e]))`,
      'g',
    ),
    read: () => ({ kind: 'unit', spoken: 'ต่อ' }),
  },
  {
    name: 'short unit over unit without a number',
    pattern: new RegExp(
      `(?<![\\u0e01-\\u0e4e.])(กม\\.|ม\\.|กก\\.|ลบ\\.ม\\.|มก\\.)\\/(${thaiUnits}|${PER_WORDS})`,
      'g',
    ),
    read: (m) => ({ kind: 'unit', spoken: `${thaiUnit(m[1] ?? '')}ต่อ${thaiUnit(m[2] ?? '')}` }),
  },
  {
    name: 'degrees of Celsius, short',
    pattern: new RegExp(`${AMOUNT} {0,2}(?:°|องศา)? ?ซ\\.?(?![\\u0e01-\\u0e4e]| ?\\d)`, 'g'),
    read: (m, text) =>
      /[°า] ?ซ/.test(m[0]) || /อุณหภูมิ[^\n]{0,30}$/.test(before(text, m.index, 40))
        ? { kind: 'unit', spoken: `${amount(m)}องศาเซลเซียส` }
        : undefined,
  },
  {
    name: 'inches',
    pattern: new RegExp(`${AMOUNT}["″](?![\\u0e01-\\u0e4e])`, 'g'),
    read: (m, text) =>
      (before(text, m.index, 200).match(/["“”]/g) ?? []).length % 2 === 0
        ? { kind: 'unit', spoken: `${amount(m)}นิ้ว` }
        : undefined,
  },
  {
    name: 'from one amount to another',
    pattern: new RegExp(
      `(?= {0,2}[-~])(?<=\\d {0,2}(?:${COUNTERS}|${thaiUnits.slice(3, -1)}|%)) {0,2}[-~] {0,2}(?=\\d)`,
      'g',
    ),
    read: () => ({ kind: 'range', spoken: 'ถึง' }),
  },
  {
    name: 'sides of a thing',
    pattern: /(?=[x×*])(?<=\d(?: ?[A-Za-z\u0e01-\u0e4e.]{0,6})? ?)[x×*](?= ?\d)/gi,
    read: () => ({ kind: 'number', spoken: 'คูณ' }),
  },
];
