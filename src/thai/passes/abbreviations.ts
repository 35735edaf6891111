// Abbreviations by table, ฯ in its set phrases, and dotted letters nobody knows. Longest match first: พล.ต.ต. before พล.ต.
import { thaiLetters } from '../letters.ts';
import type { Page, Rule } from '../page.ts';
import { claim } from '../page.ts';
import { ABBREVIATIONS, PAIYANNOI } from '../tables/abbreviations.ts';
import { provinceCodes, provinceNames } from '../tables/places.ts';
import { createTrie } from '../trie.ts';
import { afterHead } from './heads.ts';
import { isThai, oneOf } from './pieces.ts';

/** Every abbreviation of the tables, longest match first. */
export const table = createTrie(ABBREVIATIONS.map((row) => [row.written, row.spoken] as const));

/** May an abbreviation begin here? Inside a Thai word only one with three letters or more, such as นายกอบต. */
function bounded(page: Page, at: number, length: number): boolean {
  const { text } = page;
  const end = at + length;
  const last = text.charCodeAt(end - 1);
  if (last !== 0x2e && isThai(text.charCodeAt(end)) && !text.slice(at, end).includes('.')) return false;
  const previous = text.charCodeAt(at - 1);
  if (!isThai(previous) && previous !== 0x2e) return last === 0x2e || text.charCodeAt(end) !== 0x2e;
  if (previous === 0x2e) return page.taken[at - 1] === 1 || !/[ก-ฮ]/.test(text.charAt(at - 2));
  const letters = text.slice(at, end).replace(/[^ก-ฮ]/g, '').length;
  return last === 0x2e && letters >= 3 && previous !== 0x0e31;
}

export function readAbbreviations(page: Page): void {
  const { text } = page;
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c < 0x0e01 || c > 0x0e44 || page.taken[at] === 1) continue;
    const found = table.longest(text, at);
    if (found === undefined || !bounded(page, at, found.length)) continue;
    const spoken = afterHead(text, at, found.value);
    if (claim(page, at, at + found.length, { kind: 'abbreviation', spoken })) at += found.length - 1;
  }
}

/** What follows the นายกฯ that is no prime minister. */
const LOCAL_MAYOR = /^ {0,2}(?:อบ[ตจ]|ท[ตมน]\.|เทศ|เมือง|ตำบล|องค์การ|สมาคม|สโมสร|สภา|เหล่ากาชาด)/;
const cutShort = oneOf(Object.keys(PAIYANNOI));

export const paiyannoi: readonly Rule[] = [
  {
    name: 'set phrase cut short',
    pattern: new RegExp(`(${cutShort}) {0,2}ฯ(?! ?ล)`, 'g'),
    read: (m, text) => {
      const local =
        m[1] === 'นายก' && LOCAL_MAYOR.test(text.slice(m.index + m[0].length, m.index + m[0].length + 12));
      return { kind: 'abbreviation', spoken: local ? 'นายก' : (PAIYANNOI[m[1] ?? ''] ?? '') };
    },
  },
];

export const unknownAbbreviations: readonly Rule[] = [
  {
    name: 'province written close to the word before it',
    pattern: new RegExp(
      `(?=จ\\.)(?<=[\\u0e01-\\u0e4e])จ\\. ?(?=${provinceNames}|(?:${provinceCodes})\\.(?![\\u0e01-\\u0e4e]))`,
      'g',
    ),
    read: () => ({ kind: 'abbreviation', spoken: 'จังหวัด' }),
  },
  {
    name: 'code of a form',
    pattern:
      /(?<=แบบ(?:ฟอร์ม|คำขอ|คำร้อง|รายงาน|พิมพ์)? {0,2})(?:[ก-ฮ]{1,3}\.){1,5}(?= ?\d)|(?<![\u0e01-\u0e4e.])ว\.(?=\d{1,5}\/25\d\d)/g,
    read: (m) => ({ kind: 'code', spoken: thaiLetters(m[0]) }),
  },
  {
    name: 'person who stays unnamed',
    pattern: /(?<=(?:นาย|นาง|นางสาว|เด็กชาย|เด็กหญิง|น\.ส\.) ?)[ก-ฮ]\.(?![\u0e01-\u0e4e])/g,
    read: (m) => ({ kind: 'code', spoken: thaiLetters(m[0]) }),
  },
  {
    name: 'unknown dotted letters',
    pattern: /(?<![\u0e01-\u0e4e])[ก-ฮ]{1,4}\.(?:[ก-ฮ]{1,4}\.){0,5}/g,
    read: (m) => ({
      kind: 'unread',
      spoken: thaiLetters(m[0]),
      confidence: 'unread',
      why: 'ไม่พบอักษรย่อนี้ในตาราง ควรเขียนคำเต็ม',
    }),
  },
];
