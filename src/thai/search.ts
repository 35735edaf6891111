// The cheapest row of syllables through a word. What may stand at a place is asked of the caller: the rules alone, or
// the rules and the lexicon. No word is ever refused; letters that fit nowhere are passed over.
import type { Syllable } from './sounds.ts';
import type { Candidate } from './syllables.ts';
import { syllablesAt } from './syllables.ts';

const SKIP = 8;

interface Step {
  readonly cost: number;
  readonly from: number;
  readonly syllables: readonly Syllable[];
}

type CandidatesAt = (word: string, at: number) => readonly Candidate[];

/** Goes forwards, so that places no row of syllables reaches are never looked at. Linear in the word's length. */
export function search(word: string, candidatesAt: CandidatesAt): readonly Syllable[] {
  const best: (Step | undefined)[] = [{ cost: 0, from: -1, syllables: [] }];
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

/** By the rules alone. */
export function byRules(spelling: string): readonly Syllable[] {
  return search(spelling, syllablesAt);
}
