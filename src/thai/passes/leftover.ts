// What no pass has claimed: Thai words as they stand, ๆ for the pass of repeats, signs without a meaning in silence, and
// anything else for a person to decide.
import type { SegmentKind, Token } from '../page.ts';
import { bareLetters } from './bare-letters.ts';
import { isThai } from './pieces.ts';

/** มากกกก → มาก, จ้าาา → จ้า. */
function squeeze(word: string): string {
  return word
    .replace(/([\u0e01-\u0e2e])\1{2,}/g, '$1')
    .replace(/([\u0e30-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e])\1+/g, '$1');
}

const MAI_YAMOK = 0x0e46;

/** Something a person would want said: a letter, a figure, money, mathematics, a character nobody knows. */
const MEANS = /[\p{L}\p{N}\p{Sc}\p{Sm}\p{Co}\p{Cs}\p{Cn}]/u;

function left(start: number, end: number, kind: SegmentKind, text: string): Token {
  if (kind === 'word') return { start, end, kind, spoken: squeeze(text), confidence: 'sure', why: '' };
  if (kind === 'repeat') return { start, end, kind, spoken: '', confidence: 'sure', why: '' };
  if (!MEANS.test(text)) return { start, end, kind: 'silent', spoken: '', confidence: 'likely', why: '' };
  return { start, end, kind, spoken: '', confidence: 'unread', why: 'ตัวอักษรหรือสัญลักษณ์นี้อ่านเป็นภาษาไทยไม่ได้' };
}

/** Tokens for [start, end), which no pass has claimed. */
export function leftover(text: string, start: number, end: number): Token[] {
  const tokens: Token[] = [];
  const sort = (i: number) => {
    const c = text.charCodeAt(i);
    return c === MAI_YAMOK ? 'repeat' : isThai(c) ? 'word' : 'unread';
  };
  for (let at = start; at < end; ) {
    const kind = sort(at);
    let to = at + 1;
    while (to < end && kind !== 'repeat' && sort(to) === kind) to++;
    const letters = kind === 'word' ? bareLetters(text, at, to) : undefined;
    tokens.push(letters ?? left(at, to, kind, text.slice(at, to)));
    at = to;
  }
  return tokens;
}
