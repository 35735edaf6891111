// Amounts with their unit, what they are reckoned by (บาท/หน่วย), and land in ไร่ งาน ตารางวา.
import { decimal } from '../numbers.ts';
import type { Rule } from '../page.ts';
import { PER_WORDS } from '../tables/counters.ts';
import { LATIN_UNITS, THAI_UNITS } from '../tables/units.ts';
import { before, DASH, NUMBER, oneOf, RIGHT } from './pieces.ts';

const thaiUnits = oneOf(Object.keys(THAI_UNITS));
const latinUnits = oneOf(Object.keys(LATIN_UNITS));
export const AMOUNT = `(?<!\\d)(?<!\\d[.,:/])(?<sign>(?<![\\w\\u0e01-\\u0e4e)])[+-])?(?<a>${NUMBER})(?:${DASH}(?<b>${NUMBER}))?${RIGHT}`;
const FULL_UNITS =
  'เมตร|กิโลเมตร|เซนติเมตร|มิลลิเมตร|กิโลกรัม|กรัม|ลิตร|ไร่|งาน|ตารางวา|ตารางเมตร|บาท|ชั่วโมง|นาที|วัน|เดือน|ปี|คน|ราย|องศา|เปอร์เซ็นต์|ตัน|หน่วย|ครั้ง';

function thaiUnit(written: string): string {
  return THAI_UNITS[written] ?? LATIN_UNITS[written] ?? LATIN_UNITS[written.toLowerCase()] ?? written;
}

export function amount(m: RegExpExecArray): string {
  const { sign = '', a = '', b } = m.groups ?? {};
  return decimal(sign + a) + (b === undefined ? '' : `ถึง${decimal(b)}`);
}

export function perChain(written: string): string {
  return written
    .split('/')
    .filter((part) => part.trim() !== '')
    .map((part) => `ต่อ${thaiUnit(part.trim())}`)
    .join('');
}

export const PER = `(?<per>(?: ?/ ?(?:${PER_WORDS}|${thaiUnits.slice(3, -1)}|(?:${latinUnits.slice(3, -1)})(?![A-Za-z]))){0,2})`;

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
  unitRule(
    'Thai unit',
    `(?:(?:ต|ก|ล|น|บ|ด|ข|ฟ)\\.(?![\\u0e01-\\u0e4e])|(?!(?:ต|ก|ล|น|บ|ด|ข|ฟ)\\.(?:[\\u0e01-\\u0e4e]))${thaiUnits}(?![\\u0e30-\\u0e3a\\u0e47-\\u0e4e]))`,
  ),
  unitRule(
    'Latin unit',
    `(?:${latinUnits.slice(3, -1)}|${oneOf(['KM', 'KG', 'CM', 'MM', 'ML', 'CC', 'Km', 'Kg', 'Cm', 'kW', 'kWh', 'KW', 'kV', 'Hz', 'kHz', 'MHz', 'GHz', 'MB', 'GB', 'TB', 'KB', 'Mbps', 'L', 'mL', 'W', 'V', 'MW', '°C', '°F', 'THB', 'dB', 'ºC']).slice(3, -1)})(?![A-Za-z])`,
  ),
  unitRule('unit over unit', `(?:${FULL_UNITS})(?= ?/ ?(?:${PER_WORDS}|${thaiUnits.slice(3, -1)}))`),
  {
    name: 'unit over unit without a number',
    pattern: new RegExp(
      `(?=\\/)(?<=(?:${FULL_UNITS}|คัน|แห่ง|ตัว) ?)\\/(?= ?(?:${PER_WORDS})(?![\\u0e30-\\u0e3a\\u0e47-\\u0e4e]))`,
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
    name: 'sides of a thing',
    pattern: /(?=[x×*])(?<=\d(?: ?[A-Za-z\u0e01-\u0e4e.]{0,6})? ?)[x×*](?= ?\d)/gi,
    read: () => ({ kind: 'number', spoken: 'คูณ' }),
  },
];
