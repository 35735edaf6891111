// Percent, ratios, scores and fractions.
import { cardinal, decimal } from '../numbers.ts';
import type { Rule } from '../page.ts';
import { COUNTED } from './counted.ts';
import { AMOUNT, amount, PER, perChain } from './measures.ts';
import { after, before, NUMBER } from './pieces.ts';

const N = `(${NUMBER})`;

const WON = /(?:ชนะ|แพ้|เสมอ|สกอร์|คะแนน|ผลการแข่งขัน|ผลบอล|นำ|ครึ่งแรก)[^\n]{0,48}$/;
const PAGES = /(?:หน้า|ห้อง|แผ่น|ชั้น|ชุด|ตอน)(?:ที่)? ?$/;
const GOALS = /^ ?(?:ประตู|เกม|เซต|คะแนน|แต้ม|ลูก)/;

export const shares: readonly Rule[] = [
  {
    name: 'less, in a sum',
    pattern: /(?=-)(?<=\d ?)-(?= ?\d{1,9} ?=)/g,
    read: () => ({ kind: 'word', spoken: 'ลบ' }),
  },
  {
    name: 'percent',
    pattern: new RegExp(`${AMOUNT} {0,2}%${PER}`, 'g'),
    read: (m) => ({ kind: 'unit', spoken: `${amount(m)}เปอร์เซ็นต์${perChain(m.groups?.['per'] ?? '')}` }),
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
    pattern: /(?<!\d)(?<!\d[.,:/-])(\d{1,3}) ?[-:] ?(\d{1,3})(?![\d-]|[.,:/]\d)/g,
    read: (m, text) => {
      const next = after(text, m.index + m[0].length, 12);
      const won = WON.test(before(text, m.index, 60)) && (GOALS.test(next) || !COUNTED.test(next));
      return won ? { kind: 'number', spoken: `${cardinal(m[1] ?? '')}ต่อ${cardinal(m[2] ?? '')}` } : undefined;
    },
  },
  {
    name: 'blood pressure',
    pattern:
      /(?<!\d)(?<!\d[.,:/-])(\d{2,3})\/(\d{2,3})(?= {0,2}(?:มม\. ?ปรอท|มิลลิเมตรปรอท|mmHg))|(?=\d)(?<=ความดัน(?:โลหิต)?[^\d\n]{0,16})(\d{2,3})\/(\d{2,3})(?![\d/])|(?<!\d)(?<!\d[.,:/-])(1[2-9]\d)\/([6-9]\d|1[01]\d)(?![\d/])/g,
    read: (m) => ({
      kind: 'number',
      spoken: `${cardinal(m[1] ?? m[3] ?? m[5] ?? '')} ${cardinal(m[2] ?? m[4] ?? m[6] ?? '')}`,
      confidence: m[5] === undefined ? 'sure' : 'likely',
    }),
  },
  {
    name: 'scale with a stroke',
    pattern:
      /(?=\d)(?<=(?:มาตราส่วน|อัตราส่วน|สเกล) {0,2})(\d{1,3})\/(\d{1,3}(?:,\d{3}){1,3}|\d{1,9})(?![\d/])/g,
    read: (m) => ({ kind: 'number', spoken: `${cardinal(m[1] ?? '')}ต่อ${cardinal(m[2] ?? '')}` }),
  },
  {
    name: 'whole and fraction',
    pattern: /(?<!\d)(?<!\d[.,:/-])(?:(\d{1,3}) )?(\d{1,2})\/(\d{1,3})(?![\d/])(["″](?![\u0e01-\u0e4e]))?/g,
    read: (m, text) => {
      const [, whole = '', top = '', bottom = ''] = m;
      if (Number(bottom) === 0) return undefined;
      if (Number(top) === Number(bottom))
        return { kind: 'number', spoken: `${cardinal(top)}ต่อ${cardinal(bottom)}`, confidence: 'likely' };
      if (Number(top) > Number(bottom) || PAGES.test(before(text, m.index, 8)))
        return {
          kind: 'code',
          spoken: `${cardinal(m[0].split('/')[0] ?? '')}ทับ${cardinal(bottom)}`,
          confidence: 'likely',
        };
      const fraction = `เศษ${cardinal(top)}ส่วน${cardinal(bottom)}`;
      return {
        kind: 'number',
        spoken: cardinal(whole) + fraction + (m[4] === undefined ? '' : 'นิ้ว'),
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
