// Numbers that name one thing: plates, citizens, accounts, parcels, kinds of fertiliser.
import { thaiLetters } from '../letters.ts';
import { cardinal, oneByOne } from '../numbers.ts';
import type { Rule } from '../page.ts';
import { PROVINCES, provinceCodes, provinceNames } from '../tables/places.ts';
import { COUNTED } from './counted.ts';
import { after, before } from './pieces.ts';

export const plates: readonly Rule[] = [
  {
    name: 'shop of seven to eleven',
    pattern: /(?=7)(?<=(?:ร้าน|หน้า|ใกล้|ข้าง|ตรงข้าม|ที่|เซเว่น) ?)7-(?:11|eleven)(?! ?\d|[\d/])/gi,
    read: (m, text) =>
      COUNTED.test(after(text, m.index + m[0].length, 16))
        ? undefined
        : { kind: 'foreign', spoken: 'เซเว่นอีเลฟเว่น' },
  },
  {
    name: 'fertiliser',
    pattern: /(?=\d)(?<=(?:ปุ๋ย|สูตร)(?:สูตร|เคมี)? {0,2})(\d{1,2})-(\d{1,2})-(\d{1,2})(?![\d-])/g,
    read: (m) => ({ kind: 'code', spoken: [m[1], m[2], m[3]].map((n) => cardinal(n ?? '')).join(' ') }),
  },
  {
    name: 'province by its code',
    pattern: new RegExp(`(?<=จ\\. ?)(${provinceCodes})\\.?(?![\\u0e01-\\u0e4e])`, 'g'),
    read: (m) => ({ kind: 'abbreviation', spoken: PROVINCES[m[1] ?? ''] ?? '' }),
  },
  {
    name: 'plate',
    pattern: /(?<=(?:ทะเบียน|ป้าย)(?:รถ|เลขที่|หมายเลข|แดง)? {0,2})(\d?)([ก-ฮ]{1,3})[ -]{0,3}(\d{1,4})(?!\d)/g,
    read: (m) => ({
      kind: 'code',
      spoken: oneByOne(m[1] ?? '') + thaiLetters(m[2] ?? '') + oneByOne(m[3] ?? ''),
    }),
  },
  {
    name: 'province of a plate by its code',
    pattern: new RegExp(`(?<=ทะเบียน[^\\n]{0,12}\\d{1,4} )(${provinceCodes})\\.?(?![\\u0e01-\\u0e4e.])`, 'g'),
    read: (m) => ({ kind: 'abbreviation', spoken: PROVINCES[m[1] ?? ''] ?? '' }),
  },
  {
    name: 'plate without the word',
    pattern: new RegExp(
      `(?<![\\u0e01-\\u0e4e\\d.])(\\d?)([ก-ฮ]{2})[ -](\\d{1,4})(?= {1,2}(?:${provinceNames}))`,
      'g',
    ),
    read: (m) => ({
      kind: 'code',
      spoken: oneByOne(m[1] ?? '') + thaiLetters(m[2] ?? '') + oneByOne(m[3] ?? ''),
    }),
  },
  {
    name: 'plate by its shape',
    pattern: /(?<![\u0e01-\u0e4e\d.,])(\d)([ก-ฮ]{2})[ -]{0,2}(\d{1,4})(?![\d,.])/g,
    read: (m) =>
      /^(?:กก|กม|ซม|มม|ชม|มล|มก)$/.test(m[2] ?? '') && (m[3] ?? '').length < 4
        ? undefined
        : { kind: 'code', spoken: oneByOne(m[1] ?? '') + thaiLetters(m[2] ?? '') + oneByOne(m[3] ?? '') },
  },
  {
    name: 'number after the word number',
    pattern: /(?=\d)(?<=(?:เลข|หมายเลข) {0,2})\d{4,18}(?![\d,]|\.\d|\/)/g,
    read: (m) => ({ kind: 'code', spoken: oneByOne(m[0]) }),
  },
  {
    name: 'lorry plate',
    pattern: /(?=\d)(?<=ทะเบียน(?:รถ)? {0,2})(\d{2})-(\d{4})(?!\d)/g,
    read: (m) => ({ kind: 'code', spoken: `${oneByOne(m[1] ?? '')}ขีด${oneByOne(m[2] ?? '')}` }),
  },
];

export const identities: readonly Rule[] = [
  {
    name: 'citizen or account number',
    pattern:
      /(?<![\d-])(?:\d-\d{4}-\d{5}-\d{2}-\d|\d{3}-\d-\d{5}-\d|\d{3}-\d{6}-\d|\d{13}|\d{1} \d{4} \d{5} \d{2} \d)(?![\d-])/g,
    read: (m, text) =>
      m[0].startsWith('0') && /(?:โทร|ติดต่อ|เบอร์|แฟกซ์|tel)[^\d\n]{0,12}$/i.test(before(text, m.index, 20))
        ? undefined
        : { kind: 'code', spoken: oneByOne(m[0]) },
  },
  {
    name: 'meeting by its number',
    pattern: /(?=\d)(?<=(?<![A-Za-z])ID ?:? ?)\d{3}(?: \d{3,4}){2}(?!\d)/gi,
    read: (m) => ({ kind: 'code', spoken: oneByOne(m[0]) }),
  },
  {
    name: 'number after its name',
    pattern:
      /(?=\d)(?<=(?:รหัส|เลขประจำตัว|บัตรประชาชน|เลขบัตร|เลขที่บัญชี|เลขบัญชี|บัญชี|พร้อมเพย์|ไอดี|(?<![A-Za-z])(?:ID|OTP|PIN)|เลขที่รับ|เลขรับ|เลขที่เขียน|เลขพัสดุ|หมายเลขเครื่อง|หมายเลขครุภัณฑ์|หมายเลขประจำตัว|โอทีพี|หอมมะลิ|กลุ่มเสี่ยง|เลขที่ใบเสร็จ|เลขมิเตอร์|เลขผู้เสียภาษี)[^\d\n]{0,16})(\d{2,20}(?:-\d{1,10}){0,4})(?![\d,]\d|\d)/gi,
    read: (m, text) =>
      COUNTED.test(after(text, m.index + m[0].length, 16)) ||
      /(?:วันที่|(?<!เลข)ที่|ปี|อายุ|หมู่|พ\.ศ\.|จำนวน|ข้อ|เวลา) {0,2}$/.test(before(text, m.index, 10))
        ? undefined
        : { kind: 'code', spoken: oneByOne(m[1] ?? '') },
  },
];
