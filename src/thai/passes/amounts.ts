// Numbers that count or measure: land, money, percent, ratios, fractions, units, ranges, plain numbers.
import { baht, cardinal, decimal, oneByOne } from '../numbers.ts';
import type { Rule, Said } from '../page.ts';
import { LATIN_UNITS, PER_WORDS, THAI_UNITS } from '../tables/units.ts';
import { before, DASH, NUMBER, oneOf, RIGHT } from './pieces.ts';

const thaiUnits = oneOf(Object.keys(THAI_UNITS));
const latinUnits = oneOf(Object.keys(LATIN_UNITS));
const N = `(${NUMBER})`;
const AMOUNT = `(?<!\\d)(?<!\\d[.,:/])(?<sign>(?<![\\w\\u0e01-\\u0e4e)])[+-])?(?<a>${NUMBER})(?:${DASH}(?<b>${NUMBER}))?${RIGHT}`;
const FULL_UNITS =
  'เมตร|กิโลเมตร|เซนติเมตร|มิลลิเมตร|กิโลกรัม|กรัม|ลิตร|ไร่|งาน|ตารางวา|ตารางเมตร|บาท|ชั่วโมง|นาที|วัน|เดือน|ปี|คน|ราย|องศา|เปอร์เซ็นต์|ตัน|หน่วย|ครั้ง';

function thaiUnit(written: string): string {
  return THAI_UNITS[written] ?? LATIN_UNITS[written] ?? LATIN_UNITS[written.toLowerCase()] ?? written;
}

function amount(m: RegExpExecArray): string {
  const { sign = '', a = '', b } = m.groups ?? {};
  return decimal(sign + a) + (b === undefined ? '' : `ถึง${decimal(b)}`);
}

function perChain(written: string): string {
  return written
    .split('/')
    .filter((part) => part.trim() !== '')
    .map((part) => `ต่อ${thaiUnit(part.trim())}`)
    .join('');
}

const PER = `(?<per>(?: ?/ ?(?:${PER_WORDS}|${thaiUnits.slice(3, -1)}|(?:${latinUnits.slice(3, -1)})(?![A-Za-z]))){0,2})`;

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

const land: readonly Rule[] = [
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

function money(m: RegExpExecArray): Said {
  const { sign = '', a = '', b, unit = 'บาท', per = '' } = m.groups ?? {};
  const minus = sign === '-' ? 'ลบ' : sign === '+' ? 'บวก' : '';
  const small = unit === 'บาท' ? 'สตางค์' : unit === 'ยูโร' || unit.startsWith('ดอลลาร์') ? 'เซนต์' : 'สตางค์';
  const last = baht((b ?? a).replace(/,/g, ''), unit, small);
  return { kind: 'money', spoken: minus + (b === undefined ? '' : `${decimal(a)}ถึง`) + last + perChain(per) };
}

const moneys: readonly Rule[] = [
  {
    name: 'baht',
    pattern: new RegExp(`${AMOUNT} {0,3}(?<unit>บาท|ดอลลาร์สหรัฐ|ดอลลาร์|ยูโร)${PER}`, 'g'),
    read: money,
  },
  {
    name: 'baht, short',
    pattern: new RegExp(`${AMOUNT} {0,2}(?:บ\\.|THB(?![A-Za-z]))${PER}`, 'g'),
    read: money,
  },
  {
    name: 'baht with .-',
    pattern: new RegExp(
      `(?<!\\d)(?<!\\d[.,:/])(?<a>${NUMBER})\\.?(?:-(?![\\d\\u0e01-\\u0e4e])|\\.-|/-)(?: ?บาท)?`,
      'g',
    ),
    read: (m, text) =>
      /\.-|\/-/.test(m[0]) || /(?:ราคา|ละ|เงิน|ค่า)[^\d\n]{0,12}$/.test(before(text, m.index, 20))
        ? { ...money(m) }
        : undefined,
  },
  {
    name: 'currency sign',
    pattern: new RegExp(
      `(?<cur>[฿$€])\\s{0,2}(?<a>${NUMBER})(?:${DASH}(?<b>${NUMBER}))?(?<many> ?(?:ล้าน|แสน|หมื่น|พัน))?${RIGHT}`,
      'g',
    ),
    read: (m) => {
      const { cur = '', a = '', b, many = '' } = m.groups ?? {};
      const unit = cur === '฿' ? 'บาท' : cur === '$' ? 'ดอลลาร์' : 'ยูโร';
      const lead = b === undefined ? '' : `${decimal(a)}ถึง`;
      const last = (b ?? a).replace(/,/g, '');
      return {
        kind: 'money',
        spoken:
          lead +
          (many === ''
            ? baht(last, unit, unit === 'บาท' ? 'สตางค์' : 'เซนต์')
            : decimal(last) + many.trim() + unit),
      };
    },
  },
];

const shares: readonly Rule[] = [
  {
    name: 'percent',
    pattern: new RegExp(`${AMOUNT} {0,2}[%％]`, 'g'),
    read: (m) => ({ kind: 'unit', spoken: `${amount(m)}เปอร์เซ็นต์` }),
  },
  {
    name: 'ratio',
    pattern: new RegExp(`(?<!\\d)(?<!\\d[.,:/])${N}((?: ?: ?${NUMBER}){1,5})(?![\\d:]|[.,]\\d)`, 'g'),
    read: (m) => ({
      kind: 'number',
      spoken: m[0]
        .split(':')
        .map((part) => decimal(part.trim()))
        .join('ต่อ'),
    }),
  },
  {
    name: 'score',
    pattern:
      /(?=\d)(?<=(?:ชนะ|แพ้|เสมอ|สกอร์|คะแนน)[^\d\n]{0,12}|(?:ผลการแข่งขัน|นำ|ผล) {0,2})(\d{1,3}) ?- ?(\d{1,3})(?![\d-]| ?(?:ปี|คน|วัน|ราย|เดือน|บาท|ครั้ง))/g,
    read: (m) => ({ kind: 'number', spoken: `${cardinal(m[1] ?? '')}ต่อ${cardinal(m[2] ?? '')}` }),
  },
  {
    name: 'whole and fraction',
    pattern: /(?<!\d)(?<!\d[.,:/-])(?:(\d{1,3}) )?(\d{1,2})\/(\d{1,3})(?![\d/])/g,
    read: (m) => {
      const [, whole = '', top = '', bottom = ''] = m;
      if (Number(bottom) === 0) return undefined;
      if (Number(top) > Number(bottom))
        return {
          kind: 'code',
          spoken: `${cardinal(m[0].split('/')[0] ?? '')}ทับ${cardinal(bottom)}`,
          confidence: 'likely',
        };
      const fraction = `เศษ${cardinal(top)}ส่วน${cardinal(bottom)}`;
      return {
        kind: 'number',
        spoken: whole === '' ? fraction : cardinal(whole) + fraction,
        confidence: 'likely',
      };
    },
  },
  {
    name: 'fraction sign',
    pattern: /(\d{0,6}) ?([½¼¾⅓⅔⅛])/g,
    read: (m) => {
      const said: Readonly<Record<string, string>> = {
        '½': 'เศษหนึ่งส่วนสอง',
        '¼': 'เศษหนึ่งส่วนสี่',
        '¾': 'เศษสามส่วนสี่',
        '⅓': 'เศษหนึ่งส่วนสาม',
        '⅔': 'เศษสองส่วนสาม',
        '⅛': 'เศษหนึ่งส่วนแปด',
      };
      return { kind: 'number', spoken: cardinal(m[1] ?? '') + (said[m[2] ?? ''] ?? '') };
    },
  },
];

const measures: readonly Rule[] = [
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

const numbers: readonly Rule[] = [
  {
    name: 'range',
    pattern: new RegExp(
      `(?<!\\d)(?<!\\d[.,:/-])(?<sign>(?<![\\w\\u0e01-\\u0e4e)])[+-])?(?<a>${NUMBER})${DASH}(?<b>${NUMBER})${RIGHT}(?!-\\d)`,
      'g',
    ),
    read: (m) => ({ kind: 'range', spoken: amount(m) }),
  },
  {
    name: 'long digits',
    pattern: /(?<!\d)\d{19,}(?!\d)/g,
    read: (m) =>
      m[0].length > 30
        ? { kind: 'unread', spoken: '', confidence: 'unread', why: 'ตัวเลขยาวเกินกว่าจะอ่านออกอากาศ' }
        : { kind: 'code', spoken: oneByOne(m[0]) },
  },
  {
    name: 'number',
    pattern: new RegExp(`(?<sign>(?<![\\w\\u0e01-\\u0e4e)])[+-])?(?<!\\d)(?<a>${NUMBER})(?!\\d)`, 'g'),
    read: (m, text) => {
      const { sign = '', a = '' } = m.groups ?? {};
      if (/^\d{11,}$/.test(a)) return { kind: 'code', spoken: oneByOne(a), confidence: 'likely' };
      if (/^0\d/.test(a) && !a.includes('.')) {
        const counted = /(?:ที่|วันที่|หมู่|ข้อ|จำนวน) {0,2}$/.test(before(text, m.index, 8)) && a.length === 2;
        return { kind: 'number', spoken: counted ? cardinal(a) : (sign === '+' ? 'บวก' : '') + oneByOne(a) };
      }
      return { kind: 'number', spoken: decimal(sign + a) };
    },
  },
  {
    name: 'digits that are left',
    pattern: /\d{1,1000}/g,
    read: (m) => ({ kind: 'code', spoken: oneByOne(m[0]), confidence: 'likely' }),
  },
];

export const amounts: readonly Rule[] = [...land, ...moneys, ...shares, ...measures];
export const plainNumbers: readonly Rule[] = numbers;
