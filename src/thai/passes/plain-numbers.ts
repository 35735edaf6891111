// Numbers that nothing else has claimed: ranges, whole numbers and decimals, digits too many to be a number.
import { cardinal, decimal, oneByOne } from '../numbers.ts';
import type { Rule } from '../page.ts';
import { amount } from './measures.ts';
import { before, DASH, NUMBER, RIGHT } from './pieces.ts';

export const plainNumbers: readonly Rule[] = [
  {
    name: 'range',
    pattern: new RegExp(
      `(?<!\\d)(?<!\\d[.,:/-])(?<sign>(?<![\\w%\\u0e01-\\u0e4e)])[+-])?(?<a>${NUMBER})${DASH}(?<b>${NUMBER})${RIGHT}(?!-\\d)`,
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
    name: 'decimal without its nought',
    pattern: /(?<![\d\u0e01-\u0e4eA-Za-z.)])\.\d{1,4}(?![\d.])/g,
    read: (m) => ({ kind: 'number', spoken: decimal(`0${m[0]}`), confidence: 'likely' }),
  },
  {
    name: 'number',
    pattern: new RegExp(`(?<sign>(?<![\\w%\\u0e01-\\u0e4e)])[+-])?(?<!\\d)(?<a>${NUMBER})(?!\\d)`, 'g'),
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
