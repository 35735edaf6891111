// Thai spelling → syllables with tones: the cheapest row of syllables through a word, where a word of the lexicon of
// irregular ones counts as a single step. No word is ever refused; letters that fit nowhere are passed over.
import { entriesAt, listed } from './lexicon.ts';
import type { Syllable as SoundedSyllable } from './sounds.ts';
import { toIpa as writeIpa } from './sounds.ts';
import type { Candidate } from './syllables.ts';
import { syllablesAt } from './syllables.ts';

export { isListed } from './lexicon.ts';

/** Pieces of the notation onset + vowel + coda + tone, e.g. kʰ, aː, w, rising. */
export type Syllable = SoundedSyllable;

/** Syllables joined by a point, e.g. sa˨˩.wat˨˩.diː˧. */
export function toIpa(syllables: readonly Syllable[]): string {
  return writeIpa(syllables);
}

const SKIP = 8;

interface Step {
  readonly cost: number;
  readonly from: number;
  readonly syllables: readonly Syllable[];
}

type CandidatesAt = (word: string, at: number) => readonly Candidate[];

/** Forwards, so that places no row of syllables reaches are never looked at. */
function search(word: string, candidatesAt: CandidatesAt): readonly Syllable[] {
  const best: (Step | undefined)[] = new Array(word.length + 1);
  best[0] = { cost: 0, from: -1, syllables: [] };
  const reach = (at: number, step: Step) => {
    const known = best[at];
    if (known === undefined || step.cost < known.cost) best[at] = step;
  };
  for (let at = 0; at < word.length; at++) {
    const here = best[at];
    if (here === undefined) continue;
    const list = candidatesAt(word, at);
    for (const c of list) reach(c.end, { cost: here.cost + c.cost, from: at, syllables: c.syllables });
    if (list.length === 0) reach(at + 1, { cost: here.cost + SKIP, from: at, syllables: [] });
  }
  const rows: (readonly Syllable[])[] = [];
  for (let step = best[word.length]; step !== undefined && step.from >= 0; step = best[step.from])
    rows.push(step.syllables);
  return rows.reverse().flat();
}

/** By the rules alone: what a respelling means. */
function byRules(spelling: string): readonly Syllable[] {
  return search(spelling, syllablesAt);
}

function withLexicon(word: string, at: number): readonly Candidate[] {
  return [...entriesAt(word, at, byRules), ...syllablesAt(word, at)];
}

/** Total on any string; never empty where there is a Thai consonant. Meant for one word, right for a short phrase too. */
export function pronounce(word: string): readonly Syllable[] {
  const letters = word.replace(/[^\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e]/g, '');
  const syllables = listed(letters, byRules) ?? search(letters, withLexicon);
  const only = /[ก-ฮ]/.exec(letters);
  return syllables.length === 0 && only !== null ? byRules(only[0]) : syllables;
}
