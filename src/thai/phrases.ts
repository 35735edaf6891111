// A reading → phrases for the voice: words with their syllables, broken at clauses and spaces, never longer than 30
// syllables, each with the pause that follows it.
import { isListed } from './lexicon.ts';
import type { Syllable } from './pronunciation.ts';
import { pronounce } from './pronunciation.ts';
import type { Reading } from './reading.ts';

/** One breath. `spoken` is the words' text together; the pause stands after it. */
export interface Phrase {
  readonly spoken: string;
  readonly words: readonly { readonly text: string; readonly syllables: readonly Syllable[] }[];
  readonly pauseAfterMs: number;
}

interface Word {
  readonly text: string;
  readonly syllables: readonly Syllable[];
}

/** The word breaker is asked about this many letters at a time, whatever the text. */
const WINDOW = 400;
const MAX_SYLLABLES = 30;
const PAUSES_MS = { group: 200, clause: 600, sentence: 1000 } as const;
const SYLLABLES_PER_SECOND = 3.3;

let breaker: Intl.Segmenter | undefined;

/** A respelling stays one word: สะ-หฺวัด-ดี. What it stands next to is parted from it by a space. */
const RESPELT = /([\u0e01-\u0e4e]+(?:-[\u0e01-\u0e4e]+)+)/;

/** What the breaker makes of a run; the last piece of a window may go on in the next one and is asked about again. */
function pieces(run: string): string[] {
  breaker ??= new Intl.Segmenter('th', { granularity: 'word' });
  const list: string[] = [];
  for (let at = 0; at < run.length; ) {
    const found = [...breaker.segment(run.slice(at, at + WINDOW))].map((piece) => piece.segment);
    if (at + WINDOW < run.length && found.length > 1) found.pop();
    list.push(...found);
    at += found.join('').length;
  }
  return list;
}

/** The breaker's words, with those put together again that the lexicon knows as one. */
function cut(run: string): string[] {
  const parts = pieces(run);
  const words: string[] = [];
  for (let at = 0; at < parts.length; ) {
    let take = 1;
    for (let n = 4; n > 1 && take === 1; n--) if (isListed(parts.slice(at, at + n).join(''))) take = n;
    words.push(parts.slice(at, at + take).join(''));
    at += take;
  }
  return words;
}

function wordsOf(run: string): Word[] {
  return run
    .split(RESPELT)
    .flatMap((part) => (RESPELT.test(part) ? [part] : cut(part)))
    .map((text) => ({ text: text.replaceAll(/[-\u0e3a]/g, ''), syllables: pronounce(text) }))
    .filter((word) => word.syllables.length > 0)
    .flatMap(broken);
}

/** A word that alone is longer than a phrase may be is cut by syllables; its letters stay with the first piece. */
function broken(word: Word): Word[] {
  if (word.syllables.length <= MAX_SYLLABLES) return [word];
  const pieces: Word[] = [];
  for (let at = 0; at < word.syllables.length; at += MAX_SYLLABLES)
    pieces.push({ text: at === 0 ? word.text : '', syllables: word.syllables.slice(at, at + MAX_SYLLABLES) });
  return pieces;
}

function pauseOf(gap: string): number {
  if (gap.includes('.')) return PAUSES_MS.sentence;
  return gap.includes(',') ? PAUSES_MS.clause : PAUSES_MS.group;
}

/** The words in order as phrases of at most 30 syllables; the last one's pause is 0. */
export function toPhrases(reading: Reading): readonly Phrase[] {
  const phrases: Phrase[] = [];
  let words: Word[] = [];
  let count = 0;
  const close = (pauseAfterMs: number) => {
    if (words.length > 0) phrases.push({ spoken: words.map((w) => w.text).join(''), words, pauseAfterMs });
    words = [];
    count = 0;
  };
  for (const [, run = '', gap = ''] of reading.spoken.matchAll(/([^ ,.]+)([ ,.]*)/g)) {
    for (const word of wordsOf(run)) {
      if (count + word.syllables.length > MAX_SYLLABLES) close(0);
      words.push(word);
      count += word.syllables.length;
    }
    if (gap !== '') close(pauseOf(gap));
  }
  close(0);
  return phrases;
}

/** How long an announcer takes, in milliseconds: about 3.3 syllables a second and the pauses. */
export function estimateSpeechMs(phrases: readonly Phrase[]): number {
  let ms = 0;
  for (const phrase of phrases) {
    const syllables = phrase.words.reduce((sum, word) => sum + word.syllables.length, 0);
    ms += (syllables / SYLLABLES_PER_SECOND) * 1000 + phrase.pauseAfterMs;
  }
  return Math.round(ms);
}
