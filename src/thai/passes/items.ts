// Numbers and letters of items, sections and lists: 1.10 is หนึ่งจุดสิบ, no decimal.
import { thaiLetters } from '../letters.ts';
import { cardinal, decimal, itemNumber, oneByOne } from '../numbers.ts';
import type { Rule } from '../page.ts';
import { COUNTED } from './counted.ts';
import { anyMonth } from './months.ts';
import { after, before, LEFT } from './pieces.ts';

/** ศ 12 ธ.ค.: the letter before is a weekday. */
const DAY_OF_MONTH = new RegExp(`^ \\d{1,2} {0,2}${anyMonth}`);

export const items: readonly Rule[] = [
  {
    name: 'letter by itself',
    pattern: /(?<![^\s("“])(?!ล ?ฯ)[ก-ฃค-ฑฒต-ทน-ฮ](?![^\s)"”,])/g,
    read: (m, text) =>
      (m[0] === 'น' && /\d ?$/.test(before(text, m.index, 3))) ||
      (/[จอพศส]/.test(m[0]) && DAY_OF_MONTH.test(after(text, m.index + 1, 16)))
        ? undefined
        : { kind: 'code', spoken: thaiLetters(m[0]), confidence: 'likely' },
  },
  {
    name: 'people at risk, by their number',
    pattern: /(?<=กลุ่ม(?:เสี่ยง)? ?)608(?!\d)/g,
    read: (m) => ({ kind: 'code', spoken: oneByOne(m[0]) }),
  },
  {
    name: 'radio frequency',
    pattern: /(?=\d)(?<=(?:FM|AM|เอฟเอ็ม|เอเอ็ม|คลื่น|ความถี่) {0,2}(?:FM|AM)? {0,2})(\d{2,4}\.\d{1,4})(?!\d)/gi,
    read: (m) => ({ kind: 'number', spoken: decimal(m[1] ?? '') }),
  },
  {
    name: 'section with a stroke',
    pattern: /(?=\d)(?<=(?:มาตรา|ข้อ) {0,2})(\d{1,4})\/(\d{1,3})(?![\d/])/g,
    read: (m) => ({ kind: 'code', spoken: `${cardinal(m[1] ?? '')}ทับ${cardinal(m[2] ?? '')}` }),
  },
  {
    name: 'item number',
    pattern:
      /(?=\d)(?<=(?:ข้อ|หัวข้อ|รายการ|วาระ|วาระที่|ระเบียบวาระที่|ตาราง|ตารางที่|ภาพที่|บทที่|แผนงานที่|กิจกรรมที่|ลำดับที่|มาตรา) {0,3})(\d{1,3}(?:\.\d{1,3}){1,5})(?!\d)/g,
    read: (m) => ({ kind: 'code', spoken: itemNumber(m[1] ?? '') }),
  },
  {
    name: 'item number at the head of a line',
    pattern:
      /(?=\d)(?<=(?:^|\n) {0,20})(\d{1,2}(?:\.\d{1,3}){1,5})(\.?)(?= {0,4}[\u0e01-\u0e2e\u0e40-\u0e44(“"])/g,
    read: (m, text) =>
      COUNTED.test(after(text, m.index + m[0].length, 16)) ||
      /^ {0,2}(?:น\.|น(?![\u0e01-\u0e4e])|นาฬิกา|เป็นต้นไป)/.test(after(text, m.index + m[0].length, 12))
        ? undefined
        : { kind: 'code', spoken: `${itemNumber(m[1] ?? '')} ` },
  },
  {
    name: 'item number of three parts',
    pattern: new RegExp(`${LEFT}(\\d{1,3}(?:\\.\\d{1,3}){2,6})(?![\\d/]|\\.\\d| {0,2}น\\.)`, 'g'),
    read: (m) => ({ kind: 'code', spoken: itemNumber(m[1] ?? '') }),
  },
  {
    name: 'head of a list',
    pattern: /(?=[\d(])(?<=(?:^|\n) {0,20})(?:\((\d{1,3})\)|(\d{1,3})(?:\.\)|[.)]))(?= {0,4}[^\d\s.)-])/g,
    read: (m) => ({ kind: 'number', spoken: `${cardinal(m[1] ?? m[2] ?? '')} ` }),
  },
  {
    name: 'number in brackets opening a clause',
    pattern: /(?=\()(?<=(?:^|\s))\((\d{1,2})\)(?= ?[\u0e01-\u0e2e\u0e40-\u0e44])/g,
    read: (m) => ({ kind: 'number', spoken: `${cardinal(m[1] ?? '')} ` }),
  },
  {
    name: 'lettered item',
    pattern:
      /(?=[(ก-ฮ][ก-ฮ).])(?<=(?:^|[\s(]))(?:\(([ก-ฮ])\)|([ก-ฮ])[)]|([กขคงฉช])\.)(?= [\u0e01-\u0e2e\u0e40-\u0e44])/g,
    read: (m) => ({
      kind: 'code',
      spoken: `${thaiLetters(m[1] ?? m[2] ?? m[3] ?? '')} `,
      confidence: 'likely',
    }),
  },
  {
    name: 'letter standing for a name',
    pattern:
      /(?=[ก-ฮ](?![\u0e01-\u0e4e]))(?<=(?:ภาค|ข้อ|กลุ่ม|แบบ|ประเภท|ภาคผนวก|ผนวก|นาย|บัญชี|ชั้น|รุ่น|โซน|สาย|อาคาร|บล็อก) )([ก-ฮ])\.?(?![\u0e01-\u0e4e.]| ?\d)/g,
    read: (m) => ({ kind: 'code', spoken: thaiLetters(m[1] ?? '') }),
  },
];
