// Thai spelling → syllables with tones: a word of the lexicon as it stands there, a respelling part by part, anything
// else by the cheapest row of lexicon pieces and syllables of the rules.
import { entriesAt, listed } from './lexicon.ts';
import { isRespelling, pronounceRespelling } from './respelling.ts';
import { byRules, search } from './search.ts';
import type { Syllable as SoundedSyllable } from './sounds.ts';
import { toIpa as writeIpa } from './sounds.ts';
import { syllablesAt } from './syllables.ts';

/** Pieces of the notation onset + vowel + coda + tone, e.g. kʰ, aː, w, rising. */
export type Syllable = SoundedSyllable;

/** Syllables joined by a point, e.g. sa˨˩.wat˨˩.diː˧. */
export function toIpa(syllables: readonly Syllable[]): string {
  return writeIpa(syllables);
}

/**
 * Total on any string; never empty where there is a Thai consonant. Meant for one word, right for a short phrase too.
 * A word respelt with hyphens or ฺ (สะ-หฺวัด-ดี) is said as respelt; see pronounceRespelling for what is wrong with one.
 */
export function pronounce(word: string): readonly Syllable[] {
  if (isRespelling(word)) {
    const respelt = pronounceRespelling(word);
    if (respelt.ok) return respelt.syllables;
  }
  const letters = word.replace(/[^\u0e01-\u0e2e\u0e30-\u0e39\u0e40-\u0e45\u0e47-\u0e4e]/g, '');
  const syllables =
    listed(letters) ?? search(letters, (w, at) => [...entriesAt(w, at), ...syllablesAt(w, at)]);
  const only = /[ก-ฮ]/.exec(letters);
  return syllables.length === 0 && only !== null ? byRules(only[0]) : syllables;
}
