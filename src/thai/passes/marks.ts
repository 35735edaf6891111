// Brackets, quotes, strokes and the other marks: pauses, words (และ, หรือ, ถึง) or nothing.
import type { Rule, Said } from '../page.ts';
import { after, before, THAI } from './pieces.ts';

const silent = (): Said => ({ kind: 'silent', spoken: '' });
const pause = (spoken: string) => (): Said => ({ kind: 'pause', spoken });

/** มาตรา ๑ ฯลฯ มาตรา ๕: what is left out lies between two numbers of one kind. */
function betweenEnds(text: string, start: number, end: number): boolean {
  const first = /(มาตรา|ข้อ|หมวด|หมู่|บทที่|ที่|^|\s) ?\d{1,4}$/.exec(before(text, start, 16));
  return first !== null && new RegExp(`^ {0,2}${(first[1] ?? '').trim()} ?\\d`).test(after(text, end, 16));
}

export const marks: readonly Rule[] = [
  {
    name: 'and so on',
    pattern: / {0,2}(?:ฯลฯ|ฯ {0,2}ล {0,2}ฯ)(?= {0,2}([\u0e01-\u0e4e])?)/g,
    read: (m, text) => {
      const next = text.slice(m.index + m[0].length, m.index + m[0].length + 3);
      const toTheLast = /^ {0,1}ฮ(?:\s|$|\))/.test(next) || betweenEnds(text, m.index, m.index + m[0].length);
      return { kind: 'abbreviation', spoken: toTheLast ? 'ละถึง' : 'และอื่นอื่น' };
    },
  },
  {
    name: 'His Excellency',
    pattern: /ฯพณฯ(?:พณ)?/g,
    read: () => ({ kind: 'abbreviation', spoken: 'พะนะท่าน' }),
  },
  {
    name: 'and or',
    pattern: /(?<=และ) ?\/ ?(?=หรือ)/g,
    read: () => ({ kind: 'pause', spoken: '' }),
  },
  {
    name: 'or between words',
    pattern: new RegExp(`(?=\\/)(?<=${THAI}[.)ๆ]? ?)\\/(?= ?[(]?[\\u0e01-\\u0e2e\\u0e40-\\u0e44])`, 'g'),
    read: () => ({ kind: 'word', spoken: 'หรือ', confidence: 'likely' }),
  },
  {
    name: 'or',
    pattern: /(?=\/)(?<=[A-Za-z\d\u0e01-\u0e4e)] ?)\/(?= ?[A-Za-z\d\u0e01-\u0e4e])/g,
    read: (m, text) => ({
      kind: 'word',
      spoken: /\d$/.test(before(text, m.index, 1)) && /^\d/.test(after(text, m.index + 1, 1)) ? 'ทับ' : 'หรือ',
      confidence: 'likely',
    }),
  },
  {
    name: 'and',
    pattern: / {0,2}& {0,2}/g,
    read: (m, text) => ({
      kind: 'word',
      spoken: /^[A-Z]&[A-Z]/.test(text.slice(m.index - 1, m.index + 2)) ? 'แอนด์' : 'และ',
    }),
  },
  {
    name: 'and over, before what is counted',
    pattern: /(?<=\d)\+ ?(ปี|คน|ราย|บาท|เดือน|วัน)(?=[\s)]|$)/g,
    read: (m) => ({ kind: 'word', spoken: `${m[1] ?? ''}ขึ้นไป` }),
  },
  {
    name: 'plus between',
    pattern: /(?=\+)(?<=[\d\u0e01-\u0e4eA-Za-z] ?)\+(?= ?[\d\u0e01-\u0e4eA-Za-z])/g,
    read: () => ({ kind: 'word', spoken: 'บวก' }),
  },
  { name: 'and over', pattern: /(?<=\d)\+(?=\s|$)/g, read: () => ({ kind: 'word', spoken: 'ขึ้นไป' }) },
  {
    name: 'equals',
    pattern: /(?==)(?<=[A-Za-z\d\u0e01-\u0e4e.)%] ?)=(?= ?[\d\u0e01-\u0e4e])/g,
    read: () => ({ kind: 'word', spoken: 'เท่ากับ' }),
  },
  { name: 'divided by', pattern: /÷/g, read: () => ({ kind: 'word', spoken: 'หาร' }) },
  { name: 'about', pattern: /~(?= ?\d)/g, read: () => ({ kind: 'word', spoken: 'ประมาณ' }) },
  { name: 'plus or minus', pattern: /±/g, read: () => ({ kind: 'word', spoken: 'บวกลบ' }) },
  {
    name: 'comparison',
    pattern: /(?<![=<>-])(?:>=|≥|≧|<=|≤|≦|>|<)(?= ?\d)/g,
    read: (m) => ({
      kind: 'word',
      spoken: /[>≥≧]/.test(m[0]) ? (m[0] === '>' ? 'มากกว่า' : 'ตั้งแต่') : m[0] === '<' ? 'น้อยกว่า' : 'ไม่เกิน',
    }),
  },
  { name: 'degree', pattern: /[°º]/g, read: () => ({ kind: 'unit', spoken: 'องศา' }) },
  { name: 'percent alone', pattern: /%/g, read: () => ({ kind: 'unit', spoken: 'เปอร์เซ็นต์' }) },
  { name: 'baht alone', pattern: /฿/g, read: () => ({ kind: 'money', spoken: 'บาท' }) },
  {
    name: 'from one to the other',
    pattern: /(?=-)(?<=\d ?)-(?= ?\d)/g,
    read: () => ({ kind: 'range', spoken: 'ถึง' }),
  },
  {
    name: 'to between short forms',
    pattern:
      /(?= ?-)(?<=[\u0e01-\u0e2e]\.(?: ?\d{1,4})?) ?- ?(?=[\u0e01-\u0e2e\u0e40-\u0e44][\u0e01-\u0e4e]{0,4}\.)/g,
    read: () => ({ kind: 'range', spoken: 'ถึง' }),
  },
  {
    name: 'to between named numbers',
    pattern: /(?= ?-)(?<=(?:หมู่(?:ที่)?|ชั้น(?:ที่)?|วันที่|ครั้งที่|ข้อ|ที่) ?\d{1,4}) ?- ?(?=(?:หมู่|ชั้น|วันที่|ครั้งที่|ข้อ|ที่) ?)/g,
    read: () => ({ kind: 'range', spoken: 'ถึง' }),
  },
  { name: 'end of a sentence', pattern: / {0,3}[.!?…]{1,60}(?=[\s)”"’']|$)/g, read: pause('. ') },
  {
    name: 'clause',
    pattern: / {0,3}[,;:，、。]{1,60}/g,
    read: (m, text) =>
      /\d$/.test(before(text, m.index, 2)) && m[0] === ','
        ? { kind: 'pause', spoken: ', ' }
        : { kind: 'pause', spoken: ', ' },
  },
  { name: 'brackets', pattern: / {0,3}[()[\]{}「」『』【】〈〉《》]{1,40} {0,3}/g, read: pause(' ') },
  { name: 'quotes', pattern: /["“”„‟'‘’‚`«»´′″]{1,60}/g, read: pause(' ') },
  { name: 'dash', pattern: / {0,3}[-~]{1,60} {0,3}/g, read: pause(' ') },
  {
    name: 'lines and bullets',
    pattern:
      /[*_=|\\^<>#@+!?.…•·●○◦▪▫■□◆◇★☆►▶→←↑↓➜➤✓✔✗✘※§¶†‡©®™/·‧∙⁃º℡№¦¨¯¸¬๏๚๛\u2500-\u27bf\u2190-\u21ff\u2900-\u297f\u2b00-\u2bff\u3000-\u3004\u3008-\u3020\u302a-\u3030\u3036\u3037\u303d-\u303f]{1,100}/g,
    read: silent,
  },
  { name: 'cut-short mark', pattern: /ฯ/g, read: silent },
  {
    name: 'blank line',
    pattern: /[ ]{0,40}\n[ \n]{0,200}/g,
    read: (m) => ({ kind: 'pause', spoken: m[0].indexOf('\n') === m[0].lastIndexOf('\n') ? ', ' : '. ' }),
  },
  { name: 'space', pattern: /[ ]{1,200}/g, read: pause(' ') },
];
