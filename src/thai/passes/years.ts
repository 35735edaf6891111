// Years with and without their era, numbers within a year (ครั้งที่ ๓/๒๕๖๘), months of the moon.
import { cardinal, oneByOne } from '../numbers.ts';
import type { Rule } from '../page.ts';
import { ERAS } from '../tables/calendar.ts';
import { eras, year } from './months.ts';
import { before, DASH, LEFT } from './pieces.ts';

/** The number itself; one that begins with a nought is said digit by digit. */
function within(digits: string): string {
  return digits.startsWith('0') ? oneByOne(digits) : cardinal(digits);
}

export const years: readonly Rule[] = [
  {
    name: 'year with its era',
    pattern: new RegExp(
      `(?<![\\u0e01-\\u0e4e])(?:ปี ?)?(?<era>${eras}) {0,2}(?<y>\\d{2,4})(?:(?<joint>${DASH}|\\/)(?:${eras} ?)?(?<y2>\\d{2,4}))?(?!\\d)`,
      'g',
    ),
    read: (m) => {
      const { era = '', y = '', joint = '', y2 } = m.groups ?? {};
      const lead = m[0].startsWith('ปี') ? 'ปี' : '';
      const say = (w: string) => (/^พ/.test(era) ? year(w) : cardinal(w));
      return {
        kind: 'date',
        spoken:
          lead +
          (ERAS[era] ?? '') +
          say(y) +
          (y2 === undefined ? '' : joint === '/' ? `ทับ${cardinal(y2)}` : `ถึง${say(y2)}`),
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
    read: (m) => ({ kind: 'date', spoken: `${within(m[1] ?? '')}ทับ${cardinal(m[2] ?? '')}` }),
  },
  {
    name: 'number within a year',
    pattern:
      /(?=\d)(?<=(?:ที่|ครั้ง|ฉบับ|เลขที่|คำสั่ง|ภาคเรียน|รุ่น|เทอม|งวด|ประกาศ|สมัย|ไตรมาส) {0,2})(\d{1,5})\/(2[45]\d\d|\d{1,2})(?![\d/])/g,
    read: (m) => ({ kind: 'code', spoken: `${within(m[1] ?? '')}ทับ${cardinal(m[2] ?? '')}` }),
  },
  {
    name: 'number within a Buddhist year',
    pattern: new RegExp(`${LEFT}(\\d{1,5})\\/(2[45]\\d\\d)(?![\\d/])`, 'g'),
    read: (m) => ({ kind: 'code', spoken: `${within(m[1] ?? '')}ทับ${cardinal(m[2] ?? '')}` }),
  },
  {
    name: 'two-digit year',
    pattern:
      /(?=\d)(?<=(?:^|[^\u0e01-\u0e4e]|ประจำ|ใน|เมื่อ|ตั้งแต่|ถึง|ของ|สิ้น|ต้น|ปลาย|กลาง)ปี(?:งบประมาณ|งบ|การศึกษา|การผลิต|ภาษี)? ?['’]?)(\d{2})(?=(?:\s|$)(?! ?(?:ขึ้นไป|บริบูรณ์)))(?!\d)/g,
    read: (m, text) =>
      Number(m[1]) >= 40 && !/อายุ/.test(before(text, m.index, 16))
        ? { kind: 'date', spoken: year(m[1] ?? ''), confidence: 'likely' }
        : undefined,
  },
  {
    name: 'second eighth month of the moon',
    pattern: /(?=8)(?<=เดือน ?)8 ?[/-]? ?8(?!\d)/g,
    read: () => ({ kind: 'date', spoken: 'แปดหลัง' }),
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
