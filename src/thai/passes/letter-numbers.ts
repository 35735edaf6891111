// Numbers of official letters (ที่ มท ๐๘๐๘.๒/ว ๓๘๔๘) and postcodes: letters by name, figures one by one.
import { thaiLetters } from '../letters.ts';
import { oneByOne } from '../numbers.ts';
import type { Rule } from '../page.ts';
import { PROVINCES, provinceCodes, provinceNames } from '../tables/places.ts';
import { COUNTED } from './counted.ts';
import { after, before } from './pieces.ts';

/** ๐๘๐๑.๓/ว ๑๖๐ after the letters of the office. */
function letterNumber(written: string): string {
  let out = '';
  for (const c of written) {
    if (c >= '0' && c <= '9') out += oneByOne(c);
    else if (c === '.') out += 'จุด';
    else if (c === '/') out += 'ทับ';
    else if (c === '-') out += 'ขีด';
    else out += thaiLetters(c);
  }
  return out;
}

/** What stands after the stroke: /ว ๓๘๔๘, /ว(ล) ๑๒, /๒๕๐. */
const RUN = '(?: ?\\/ ?(?:[ก-ฮ] ?(?:\\([ก-ฮ]\\) ?)?)?\\d{1,6})';

export const letterNumbers: readonly Rule[] = [
  {
    name: 'letter number',
    pattern: new RegExp(
      `(?=[ก-ฮ]{2,4}[ \\d(])(?<=(?:ที่|หนังสือ|อ้างถึง) {0,3})([ก-ฮ]{2,4}(?: ?\\d{0,2}\\([ก-ฮ. ]{1,10}\\))?) ?(\\d{3,6}(?:\\.\\d{1,4}){0,4}(?:\\.?\\([ก-ฮ.]{1,8}\\))?${RUN}{0,2})(?!\\d)`,
      'g',
    ),
    read: (m) => ({ kind: 'code', spoken: thaiLetters(m[1] ?? '') + letterNumber(m[2] ?? '') }),
  },
  {
    name: 'letter number by its shape',
    pattern: new RegExp(
      `(?<![\\u0e01-\\u0e4e.])([ก-ฮ]{2,4})\\.? (\\d{4,6}(?:\\.\\d{1,4}){0,4}${RUN})(?!\\d)`,
      'g',
    ),
    read: (m) => ({ kind: 'code', spoken: thaiLetters(m[1] ?? '') + letterNumber(m[2] ?? '') }),
  },
  {
    name: 'letter number without the office',
    pattern:
      /(?<!\d)(\d{4,6}(?:\.\d{1,4}){0,4} ?\/ ?ว ?(?:\([ก-ฮ]\) ?)?\d{1,6}|\d{4}\.\d{1,4}\/\d{1,6})(?!\d)/g,
    read: (m) => ({ kind: 'code', spoken: letterNumber(m[1] ?? '') }),
  },
  {
    name: 'number of a circular',
    pattern: /(?<![\u0e01-\u0e4e.])ว(?:\.(?=\d))? ?\d{1,6}(?:\/25\d\d)?(?!\d)/g,
    read: (m, text) =>
      /(?:หนังสือ|เวียน|ที่|ตาม|ด่วน(?:ที่สุด|มาก)?) {0,2}$/.test(before(text, m.index, 16)) ||
      /^ ?(?:ลงวันที่|ลว\.)/.test(after(text, m.index + m[0].length, 10))
        ? { kind: 'code', spoken: letterNumber(m[0].replace('.', '')) }
        : undefined,
  },
  {
    name: 'postcode after a province code',
    pattern: new RegExp(`(?<![\\u0e01-\\u0e4e])(${provinceCodes}) {1,2}([1-9]\\d{4})(?!\\d)`, 'g'),
    read: (m) => ({ kind: 'code', spoken: `${PROVINCES[m[1] ?? ''] ?? ''} ${oneByOne(m[2] ?? '')}` }),
  },
  {
    name: 'postcode after a province',
    pattern: new RegExp(
      `(?=\\d)(?<=(?:${provinceNames}|จังหวัด[\\u0e01-\\u0e4e]{2,20}|จ\\.[\\u0e01-\\u0e4e]{2,20}|รหัสไปรษณีย์) {0,3})([1-9]\\d{4})(?!\\d|[.,:/-]\\d)`,
      'g',
    ),
    read: (m, text) =>
      COUNTED.test(after(text, m.index + 5, 10)) ? undefined : { kind: 'code', spoken: oneByOne(m[1] ?? '') },
  },
];
