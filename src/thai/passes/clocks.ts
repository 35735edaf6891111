// Times of the day. A point or a colon makes a time only with น., นาฬิกา, เวลา or its like beside it.
import { cardinal, oneByOne } from '../numbers.ts';
import type { Rule } from '../page.ts';
import { before, DASH } from './pieces.ts';

function clock(h: string, m = '', s = ''): string {
  const [second = '', part = ''] = s.split('.');
  const minutes = Number(m) === 0 ? '' : `${cardinal(m)}นาที`;
  const seconds = s === '' ? '' : `${cardinal(second)}${part === '' ? '' : `จุด${oneByOne(part)}`}วินาที`;
  return `${cardinal(h)}นาฬิกา${minutes}${seconds}`;
}

function valid(h: string, m = '0'): boolean {
  return Number(h) <= 24 && Number(m) < 60;
}

const HM = '(\\d{1,2})(?:[.:](\\d{2}))?';
const O_CLOCK = ' {0,2}(?:น\\.|น(?![\\u0e01-\\u0e4e])|นาฬิกา)';

const NEAR_TIME = /(?:เวลา|ตั้งแต่|ถึง|ระหว่าง|ก่อน|หลัง|รอบ|ช่วง|และ|ปิด|เปิด|เช้า|บ่าย|ภาค)[^\d\n]{0,14}$/;

export const clocks: readonly Rule[] = [
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
    name: 'hours of the English count',
    pattern: /(?<!\d)(?<!\d[.,:/])(\d{1,2})(?:[.:](\d{2}))? ?([ap])\.?m\.?(?![A-Za-z])/gi,
    read: (m) => {
      const hour = Number(m[1]) % 12;
      const late = (m[3] ?? '').toLowerCase() === 'p' ? 12 : 0;
      return { kind: 'time', spoken: clock(String(hour + late), m[2]) };
    },
  },
  {
    name: 'from one hour of the old count to another',
    pattern:
      /(?= {0,2}[-~])(?<=(?:โมง|ทุ่ม|นาฬิกา|น\.)(?:เช้า|เย็น|ครึ่ง|ตรง)?|เที่ยง(?:วัน|คืน)?|ตี ?\d) {0,2}[-~] {0,2}(?=\d|บ่าย|ตี ?\d|เที่ยง|เวลา)/g,
    read: () => ({ kind: 'range', spoken: 'ถึง' }),
  },
  {
    name: 'length of time in hours, minutes, seconds',
    pattern: /(?<!\d)(?<!\d[.,:/])(\d{1,2}):(\d{2}):(\d{2})(?= {0,2}(?:ชั่วโมง|ชม\.)) {0,2}(?:ชั่วโมง|ชม\.)/g,
    read: (m) => ({
      kind: 'time',
      spoken: `${cardinal(m[1] ?? '')}ชั่วโมง${cardinal(m[2] ?? '')}นาที${cardinal(m[3] ?? '')}วินาที`,
    }),
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
      /(?=\d)(?<=(?:เวลา|เวลาประมาณ|(?:รอบ|ช่วง|ภาค)(?:แรก|เช้า|สาย|เที่ยง|บ่าย|เย็น|ค่ำ|ดึก|ที่สอง|สอง)?) {0,2})(\d{1,2})[.:](\d{2})(?![\d:]|[.,]\d| ?(?:บาท|เมตร|ล้าน|กก|กม|%|ม\.))/g,
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
    pattern: /(?=\d)(?<=(?:บ่าย|ตี) ?)([1-6])(?:\.(\d{2}))(?!\d)/g,
    read: (m) => ({
      kind: 'time',
      spoken: `${cardinal(m[1] ?? '')}โมง${Number(m[2]) === 0 ? '' : `${cardinal(m[2] ?? '')}นาที`}`,
    }),
  },
];
