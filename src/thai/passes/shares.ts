// Percent, ratios, scores and fractions.
import { cardinal, decimal } from '../numbers.ts';
import type { Rule } from '../page.ts';
import { AMOUNT, amount } from './measures.ts';
import { NUMBER } from './pieces.ts';

const N = `(${NUMBER})`;

export const shares: readonly Rule[] = [
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
