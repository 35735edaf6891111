// House numbers: short ones as numbers, long ones and what follows ทับ one by one.
import { thaiLetters } from '../letters.ts';
import { cardinal, oneByOne, shortOrDigits } from '../numbers.ts';
import type { Rule } from '../page.ts';
import { LEFT } from './pieces.ts';

function house(written: string): string {
  return written
    .split('/')
    .map((part, i) =>
      part
        .split('-')
        .map((p) => (i === 0 ? shortOrDigits(p.trim()) : oneByOne(p)))
        .join('ถึง'),
    )
    .join('ทับ');
}

export const houses: readonly Rule[] = [
  {
    name: 'number of a court case',
    pattern: /(?<=(?:ที่|คดี) {0,2})([ก-ฮ]{1,3})\. ?(\d{1,5})\/(2[45]\d\d)(?!\d)/g,
    read: (m) => ({
      kind: 'code',
      spoken: `${thaiLetters(m[1] ?? '')}${cardinal(m[2] ?? '')}ทับ${cardinal(m[3] ?? '')}`,
    }),
  },
  {
    name: 'house number',
    pattern:
      /(?=\d)(?<=(?:บ้านเลขที่|เลขที่|บ้าน|อยู่ที่|ที่อยู่) {0,2})(\d{1,5}(?:\/\d{1,5}(?:-\d{1,5})?){1,2})(?!\d|\/)/g,
    read: (m) => (/\/25\d\d$/.test(m[1] ?? '') ? undefined : { kind: 'code', spoken: house(m[1] ?? '') }),
  },
  {
    name: 'house number alone',
    pattern: /(?=\d)(?<=บ้านเลขที่ {0,2})(\d{1,5}(?:-\d{1,5})?)(?![\d/])/g,
    read: (m) => ({ kind: 'code', spoken: house(m[1] ?? '') }),
  },
  {
    name: 'house number before its village or road',
    pattern: new RegExp(
      `${LEFT}(?<!ม\\. ?)(\\d{1,4}\\/\\d{1,4})(?= {0,2}(?:หมู่|ม\\. ?\\d|ถนน|ถ\\.|ซอย|ซ\\.|ต\\.|ตำบล))`,
      'g',
    ),
    read: (m) => (/\/25\d\d$/.test(m[1] ?? '') ? undefined : { kind: 'code', spoken: house(m[1] ?? '') }),
  },
];
