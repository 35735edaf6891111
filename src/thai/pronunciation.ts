// Thai spelling → syllables with tones: the cheapest row of syllables through a word, where a word of the lexicon of
// irregular ones counts as a single step. No word is ever refused; letters that fit nowhere are passed over.
import type { Syllable as SoundedSyllable } from './sounds.ts';
import { toIpa as writeIpa } from './sounds.ts';
import type { Candidate } from './syllables.ts';
import { syllablesAt } from './syllables.ts';
import { IRREGULAR } from './tables/irregular.ts';
import { createTrie } from './trie.ts';

/** Pieces of the notation onset + vowel + coda + tone, e.g. kʰ, aː, w, rising. */
export type Syllable = SoundedSyllable;

/** Syllables joined by a point, e.g. sa˨˩.wat˨˩.diː˧. */
export function toIpa(syllables: readonly Syllable[]): string {
  return writeIpa(syllables);
}

const SKIP = 8;
const ENTRY = 0.25;

interface Step {
  readonly cost: number;
  readonly next: number;
  readonly syllables: readonly Syllable[];
}

const lexicon = createTrie(IRREGULAR);
const respelled = new Map<string, readonly Syllable[]>();

/** A part marked + has its vowel said short, one marked * long, against the rule. */
function part(spelling: string): readonly Syllable[] {
  const mark = spelling.charAt(0);
  if (mark !== '+' && mark !== '*') return search(spelling, false);
  return search(spelling.slice(1), false).map((s) => {
    const short = s.vowel.replace('ː', '');
    return { ...s, vowel: mark === '+' ? short : `${short}ː` };
  });
}

/** A respelling (ราด-ชะ-กาน) is read by the plain rules, part by part. */
function fromRespelling(spelling: string): readonly Syllable[] {
  const known = respelled.get(spelling);
  if (known !== undefined) return known;
  const syllables = spelling.split('-').flatMap(part);
  respelled.set(spelling, syllables);
  return syllables;
}

const irregular = new Map(IRREGULAR);

/** Is this, whole, a word of the lexicon? Word breakers split some of them. */
export function isListed(word: string): boolean {
  return irregular.has(word);
}

/** Where a lexicon entry may end: not before a sign that belongs to its last letter. */
function closes(word: string, end: number): boolean {
  return !/^[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]/.test(word.charAt(end));
}

function candidatesAt(word: string, at: number, useLexicon: boolean): Candidate[] {
  const list = syllablesAt(word, at);
  const entry = useLexicon ? lexicon.longest(word, at) : undefined;
  if (entry !== undefined && closes(word, at + entry.length)) {
    const whole = at === 0 && entry.length === word.length;
    const syllables = fromRespelling(entry.value);
    list.push({ end: at + entry.length, cost: whole ? 0 : ENTRY + 0.35 * syllables.length, syllables });
  }
  return list;
}

function search(word: string, useLexicon: boolean): readonly Syllable[] {
  const best: Step[] = new Array(word.length + 1);
  best[word.length] = { cost: 0, next: -1, syllables: [] };
  for (let at = word.length - 1; at >= 0; at--) {
    let step: Step = { cost: (best[at + 1]?.cost ?? 0) + SKIP, next: at + 1, syllables: [] };
    for (const c of candidatesAt(word, at, useLexicon)) {
      const cost = c.cost + (best[c.end]?.cost ?? Number.POSITIVE_INFINITY);
      if (cost < step.cost) step = { cost, next: c.end, syllables: c.syllables };
    }
    best[at] = step;
  }
  const out: Syllable[] = [];
  for (let step = best[0]; step !== undefined && step.next >= 0; step = best[step.next])
    for (const s of step.syllables) out.push(s);
  return out;
}

/** Total on any string; never empty where there is a Thai consonant. Meant for one word, right for a short phrase too. */
export function pronounce(word: string): readonly Syllable[] {
  const letters = word.replace(/[^\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e]/g, '');
  const syllables = search(letters, true);
  const only = /[ก-ฮ]/.exec(letters);
  return syllables.length === 0 && only !== null ? search(only[0], false) : syllables;
}
