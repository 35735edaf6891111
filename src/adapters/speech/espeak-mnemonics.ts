// Thai syllables into espeak-ng's phoneme mnemonics, as its Shan voice (`shn`) speaks them. Syllables in, mnemonics out;
// every character that leaves comes from the tables below, so no text can reach the engine. Length is stress plus `:`,
// aspiration an extra `h`, a long falling tone the vowel said twice: each measured, see the table of contours in the tests.
import { RelayError } from '../../core/errors.ts';
import type { Phrase } from '../../thai/phrases.ts';
import type { Syllable } from '../../thai/pronunciation.ts';

/** Raise it whenever a table changes: it is part of the engine's name, so old clips are not taken for new ones. */
export const MAPPING = 'm1';

/** Longest run of syllables in one bracket; from about 750 letters of mnemonics on, the engine (1.51) repeats itself. */
export const SYLLABLES_PER_BREATH = 30;

/** Longest run without a space; of one word of 30 long syllables the engine (1.51) makes no sound at all. */
const SYLLABLES_PER_WORD = 12;

/** The pause where a phrase is too long for one bracket and the speaker takes breath between two words. */
const BREATH_MS = 120;
const LONGEST_PAUSE_MS = 60_000;

const ONSETS: Readonly<Record<string, string>> = {
  p: 'p',
  pʰ: 'p_hh',
  b: 'b',
  t: 't',
  tʰ: 't_hh',
  d: 'd',
  k: 'k',
  kʰ: 'k_hh',
  tɕ: 'tS;',
  tɕʰ: 'tSh',
  f: 'f',
  s: 's',
  h: 'h',
  m: 'm',
  n: 'n',
  ŋ: 'N',
  r: '*',
  l: 'l',
  w: 'w',
  j: 'j',
  ʔ: '?',
};
const SECONDS: Readonly<Record<string, string>> = { r: '*', l: 'l', w: 'w' };
const FIRST_OF_TWO: ReadonlySet<string> = new Set(['p', 'pʰ', 'b', 't', 'tʰ', 'd', 'k', 'kʰ', 'f']);
const VOWELS: Readonly<Record<string, string>> = {
  i: 'i',
  e: 'e',
  ɛ: 'E',
  a: 'a',
  ɔ: 'O',
  o: 'o',
  u: 'u',
  ɯ: 'i.',
  ɤ: '@',
};
const GLIDES: Readonly<Record<string, string>> = { ia: 'i', ɯa: 'i.', ua: 'u' };
const CODAS: Readonly<Record<string, string>> = {
  p: 'p',
  t: 't',
  k: 'k',
  m: 'm',
  n: 'n',
  ŋ: 'N',
  w: 'w',
  j: 'j',
};
const CHECKED: ReadonlySet<string> = new Set(['p', 't', 'k']);
const TONES: Readonly<Record<string, string>> = { mid: '3', low: '2', falling: '5', high: '4', rising: '1' };

/** All that may stand in a bracket: the alternatives of the tables, longest first, and the space between words. */
const OURS = new RegExp(
  `^(?:${[...Object.values(ONSETS), ...Object.values(VOWELS), "'", ':', '[1-5]', ' ']
    .map((piece) => (piece === '[1-5]' ? piece : piece.replace(/[.*?]/g, '\\$&')))
    .sort((a, b) => b.length - a.length)
    .join('|')})+$`,
);

/** Mnemonics said in one breath, and the silence after them. Words are separated by a space. */
export interface Breath {
  readonly mnemonics: string;
  readonly pauseAfterMs: number;
}

/** Looked up by own key only, so that a syllable called `constructor` finds nothing. */
function lookUp(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function onsetOf(onset: string): string | undefined {
  const one = lookUp(ONSETS, onset);
  if (one !== undefined) return one;
  const first = onset.slice(0, -1);
  const second = lookUp(SECONDS, onset.slice(-1));
  return FIRST_OF_TWO.has(first) && second !== undefined ? `${lookUp(ONSETS, first)}${second}` : undefined;
}

function nucleusOf(vowel: string, tone: string, checked: boolean): string | undefined {
  const glide = lookUp(GLIDES, vowel);
  if (glide !== undefined) return `'${glide}${tone}@${tone === '5' ? '2' : tone}`;
  const short = lookUp(VOWELS, vowel);
  if (short !== undefined) return `${short}${tone}`;
  const long = vowel.endsWith('ː') ? lookUp(VOWELS, vowel.slice(0, -1)) : undefined;
  if (long === undefined) return undefined;
  return tone === '5' && !checked ? `'${long}5${long}2` : `'${long}:${tone}`;
}

/**
 * One syllable as mnemonics: kʰ aː w low → `k_hh'a:2w`.
 * @throws RelayError `invalid-input` for anything that is not a Thai syllable in the IPA notation of the house
 */
export function syllableMnemonics(syllable: Syllable): string {
  const onset = onsetOf(syllable.onset);
  const coda = syllable.coda === '' ? '' : lookUp(CODAS, syllable.coda);
  const tone = lookUp(TONES, syllable.tone);
  const nucleus =
    tone === undefined ? undefined : nucleusOf(syllable.vowel, tone, CHECKED.has(syllable.coda));
  if (onset === undefined || nucleus === undefined || coda === undefined) {
    throw new RelayError(
      'invalid-input',
      'A syllable of the reading is not a Thai syllable; read the text again.',
      {
        facts: {
          onset: printable(syllable.onset),
          vowel: printable(syllable.vowel),
          coda: printable(syllable.coda),
        },
      },
    );
  }
  return `${onset}${nucleus}${coda}`;
}

function printable(piece: string): string {
  return String(piece).slice(0, 8);
}

/**
 * Phrases as breaths of at most 30 syllables, in order; phrases without a syllable only lengthen the pause before them.
 * @throws RelayError `invalid-input` for a syllable that is not Thai, a pause outside 0 to 60,000 ms, or nothing to say
 */
export function breathsOf(phrases: readonly Phrase[]): readonly Breath[] {
  const breaths: Breath[] = [];
  for (const phrase of phrases) {
    if (!(phrase.pauseAfterMs >= 0 && phrase.pauseAfterMs <= LONGEST_PAUSE_MS)) {
      throw new RelayError(
        'invalid-input',
        `A pause of ${phrase.pauseAfterMs} ms is not between 0 and 60,000 ms.`,
      );
    }
    const parts = inBreaths(phrase);
    for (const [i, mnemonics] of parts.entries()) {
      breaths.push({ mnemonics, pauseAfterMs: i === parts.length - 1 ? phrase.pauseAfterMs : BREATH_MS });
    }
    const last = breaths.at(-1);
    if (parts.length === 0 && last !== undefined) {
      breaths[breaths.length - 1] = {
        ...last,
        pauseAfterMs: Math.max(last.pauseAfterMs, phrase.pauseAfterMs),
      };
    }
  }
  if (breaths.length === 0)
    throw new RelayError('invalid-input', 'There is nothing to say: the reading has no syllable.');
  return breaths;
}

function inPieces(syllables: readonly Syllable[]): readonly (readonly Syllable[])[] {
  const pieces: (readonly Syllable[])[] = [];
  for (let from = 0; from < syllables.length; from += SYLLABLES_PER_WORD) {
    pieces.push(syllables.slice(from, from + SYLLABLES_PER_WORD));
  }
  return pieces;
}

/** A long phrase is cut in parts of like length, so that no lonely word is left over at its end. */
function inBreaths(phrase: Phrase): readonly string[] {
  const total = phrase.words.reduce((n, word) => n + word.syllables.length, 0);
  const room = Math.ceil(total / Math.ceil(total / SYLLABLES_PER_BREATH));
  const parts: string[] = [];
  let words: string[] = [];
  let filled = 0;
  const close = () => {
    if (words.length > 0) parts.push(words.join(' '));
    words = [];
    filled = 0;
  };
  for (const piece of phrase.words.flatMap((word) => inPieces(word.syllables))) {
    if (filled + piece.length > SYLLABLES_PER_BREATH) close();
    words.push(piece.map(syllableMnemonics).join(''));
    filled += piece.length;
    if (filled >= room) close();
  }
  close();
  return parts;
}

/**
 * Mnemonics in the brackets that make espeak-ng read them as phonemes.
 * @throws RelayError `internal` when anything else than our own mnemonics is in them
 */
export function inBrackets(mnemonics: string): string {
  if (!OURS.test(mnemonics))
    throw new RelayError('internal', 'Only mnemonics of the mapping may reach the speech engine.');
  return `[[${mnemonics}]]`;
}
