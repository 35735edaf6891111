// The silences of an announcement, as long as the village wants them: between groups of words, clauses and sentences, and
// around a number that is read digit by digit, which is also cut into the groups people write down. Phrases in and out.
import type { Phrase } from './phrases.ts';

/** Milliseconds. */
export interface Gaps {
  readonly group: number;
  readonly clause: number;
  readonly sentence: number;
  /** Before and after a telephone number. */
  readonly number: number;
}

/** Sound on a mast comes back from the next one: 200 ms between groups restore most of what the echo takes (Sakamoto 2018). */
export const GAPS: Gaps = { group: 200, clause: 600, sentence: 1000, number: 600 };

const DIGITS: ReadonlySet<string> = new Set('ศูนย์ หนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด เก้า'.split(' '));
const MULTIPLIERS: ReadonlySet<string> = new Set('สิบ ร้อย พัน หมื่น แสน ล้าน'.split(' '));
/** Shorter rows of digits are part of what is said around them. */
const LEAST_DIGITS = 3;

type Words = Phrase['words'];

/** A phrase that only says digits. */
export function isDigits({ words }: Phrase): boolean {
  return words.length > 0 && words.every(({ text }) => DIGITS.has(text));
}

/** The phrases with these gaps instead of the usual ones; long rows of digits become phrases of three or four. */
export function withGaps(phrases: readonly Phrase[], gaps: Gaps): readonly Phrase[] {
  const said = phrases.flatMap((phrase) => saidApart(phrase, gaps));
  return said.map(({ words, isNumber, pauseAfterMs }, i) => {
    const leadsToNumber = !isNumber && said[i + 1]?.isNumber === true;
    return {
      spoken: words.map(({ text }) => text).join(''),
      words,
      pauseAfterMs: leadsToNumber ? Math.max(pauseAfterMs, gaps.number) : pauseAfterMs,
    };
  });
}

function saidApart(
  { words, pauseAfterMs }: Phrase,
  gaps: Gaps,
): readonly (Part & { readonly pauseAfterMs: number })[] {
  const after = gapOf(pauseAfterMs, gaps);
  const parts = partsOf(words);
  return parts.flatMap((part, i) => {
    const isEnd = i === parts.length - 1;
    if (!part.isNumber) return [{ ...part, pauseAfterMs: isEnd ? after : gaps.number }];
    const room = isEnd && after === 0 ? 0 : Math.max(after, gaps.number);
    return groupsOf(part.words).map((group, g, all) => ({
      words: group,
      isNumber: true,
      pauseAfterMs: g === all.length - 1 ? room : gaps.group,
    }));
  });
}

/** A pause that is none of the usual ones was meant so. */
function gapOf(usualMs: number, gaps: Gaps): number {
  if (usualMs === GAPS.sentence) return gaps.sentence;
  if (usualMs === GAPS.clause) return gaps.clause;
  return usualMs === GAPS.group ? gaps.group : usualMs;
}

interface Part {
  readonly words: Words;
  readonly isNumber: boolean;
}

/** Words and numbers by turns; what has no words stays one empty part. */
function partsOf(words: Words): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (let at = 0; at < words.length; ) {
    const digits = digitsAt(words, at);
    if (digits > 0) {
      if (at > from) parts.push({ words: words.slice(from, at), isNumber: false });
      parts.push({ words: words.slice(at, at + digits), isNumber: true });
      from = at + digits;
    }
    at += Math.max(1, digits);
  }
  if (from < words.length || words.length === 0) parts.push({ words: words.slice(from), isNumber: false });
  return parts;
}

/** How many digits are read out one by one from here on; the ห้า of ห้าร้อย belongs to the hundreds. */
function digitsAt(words: Words, from: number): number {
  let to = from;
  while (DIGITS.has(words[to]?.text ?? '')) to += 1;
  if (MULTIPLIERS.has(words[to]?.text ?? '')) to -= 1;
  return to - from >= LEAST_DIGITS ? to - from : 0;
}

/** 042 000 000, 081 234 5678, 1784: threes, and a four rather than a lonely digit. */
function groupsOf(digits: Words): readonly Words[] {
  const groups: Words[] = [];
  for (let at = 0; at < digits.length; ) {
    const left = digits.length - at;
    const take = left <= 4 ? left : 3;
    groups.push(digits.slice(at, at + take));
    at += take;
  }
  return groups;
}
