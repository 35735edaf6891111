// Thai syllables into espeak-ng's phoneme mnemonics, as its Shan voice (`shn`) speaks them. Syllables in, mnemonics out;
// every character that leaves comes from the tables below, so no text can reach the engine. Length is stress plus `:`,
// aspiration an extra `h`. The digits are no tones: syllables lie low and high by turns, so that they are found again in
// the sound, where the tones are made.
import { RelayError } from '../../core/errors.ts';
import type { Syllable } from '../../thai/pronunciation.ts';

/** Raise it whenever a table changes: it is part of the engine's name, so old clips are not taken for new ones. */
export const MAPPING = 'm2';

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
const TONES: ReadonlySet<string> = new Set(['mid', 'low', 'falling', 'high', 'rising']);

/** The lower and the higher level tone of the engine. */
export type Level = '2' | '4';

/** All that may stand in a bracket: the alternatives of the tables, longest first, and the space between words. */
const OURS = new RegExp(
  `^(?:${[...Object.values(ONSETS), ...Object.values(VOWELS), "'", ':', '[24]', ' ']
    .map((piece) => (piece === '[24]' ? piece : piece.replace(/[.*?]/g, '\\$&')))
    .sort((a, b) => b.length - a.length)
    .join('|')})+$`,
);

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

function nucleusOf(vowel: string, level: Level): string | undefined {
  const glide = lookUp(GLIDES, vowel);
  if (glide !== undefined) return `'${glide}${level}@${level}`;
  const short = lookUp(VOWELS, vowel);
  if (short !== undefined) return `${short}${level}`;
  const long = vowel.endsWith('ː') ? lookUp(VOWELS, vowel.slice(0, -1)) : undefined;
  return long === undefined ? undefined : `'${long}:${level}`;
}

/**
 * One syllable as mnemonics: kʰ aː w on the lower level → `k_hh'a:2w`.
 * @throws RelayError `invalid-input` for anything that is not a Thai syllable in the IPA notation of the house
 */
export function syllableMnemonics(syllable: Syllable, level: Level): string {
  const onset = onsetOf(syllable.onset);
  const coda = syllable.coda === '' ? '' : lookUp(CODAS, syllable.coda);
  const nucleus = TONES.has(syllable.tone) ? nucleusOf(syllable.vowel, level) : undefined;
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
 * Mnemonics in the brackets that make espeak-ng read them as phonemes.
 * @throws RelayError `internal` when anything else than our own mnemonics is in them
 */
export function inBrackets(mnemonics: string): string {
  if (!OURS.test(mnemonics))
    throw new RelayError('internal', 'Only mnemonics of the mapping may reach the speech engine.');
  return `[[${mnemonics}]]`;
}
