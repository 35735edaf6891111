// Words whose sound their spelling does not show, whole or as pieces of longer ones. The tables give respellings; here
// they become steps of the search, said as they stand at the end of a word or before another piece (ราช: ราด, ราด-ชะ).
import { oneSyllable } from './respelling.ts';
import { byRules } from './search.ts';
import type { Syllable } from './sounds.ts';
import type { Candidate } from './syllables.ts';
import { OWN_WORD } from './syllables.ts';
import { irregularWords } from './tables/irregular.ts';
import { createTrie, type Trie } from './trie.ts';

const COST = { entry: 0.5, syllable: 0.1, otherForm: 0.8 };
const SIGN = /^[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]/;

const said = new Map<string, readonly Syllable[]>();

interface Lexicon {
  readonly whole: ReadonlyMap<string, string>;
  readonly pieces: Trie;
}
let held: Lexicon | undefined;

/** Unfolded with the first word that is said: a relay at rest does without its ten megabytes. */
function lexicon(): Lexicon {
  if (held !== undefined) return held;
  const words = irregularWords();
  held = { whole: new Map(words), pieces: createTrie(words) };
  return held;
}

/** Is this, whole, a word of the lexicon? Word breakers split some of them. */
export function isListed(word: string): boolean {
  return lexicon().whole.has(word);
}

/** A part marked + has its vowel said short, one marked * long, against the rule. */
function part(spelling: string): readonly Syllable[] {
  const mark = spelling.charAt(0);
  const lengthened = mark === '+' || mark === '*';
  const letters = lengthened ? spelling.slice(1) : spelling;
  const one = oneSyllable(letters);
  const syllables = one === undefined ? byRules(letters) : [one];
  if (!lengthened) return syllables;
  return syllables.map((s) => {
    const short = s.vowel.replace('ː', '');
    return { ...s, vowel: mark === '+' ? short : `${short}ː` };
  });
}

export function respelled(respelling: string): readonly Syllable[] {
  const known = said.get(respelling);
  if (known !== undefined) return known;
  const syllables = respelling.split('-').flatMap(part);
  said.set(respelling, syllables);
  return syllables;
}

function formsOf(entry: string): readonly [inner: string, last: string] {
  const bar = entry.indexOf('|');
  return bar < 0 ? [entry, entry] : [entry.slice(0, bar), entry.slice(bar + 1)];
}

/** The word as a whole, when the lexicon has it. */
export function listed(word: string): readonly Syllable[] | undefined {
  const entry = lexicon().whole.get(word);
  if (entry === undefined) return undefined;
  const last = formsOf(entry)[1];
  return last === '' ? undefined : respelled(last);
}

/** The entries that stand at `at`, as steps. None ends before a sign that belongs to its last letter. */
export function entriesAt(w: string, at: number): Candidate[] {
  const list: Candidate[] = [];
  for (const { length, value } of lexicon().pieces.all(w, at)) {
    const end = at + length;
    if (SIGN.test(w.charAt(end))) continue;
    const [inner, last] = formsOf(value);
    const step = (form: string, dear: number) => {
      if (form === '') return;
      const syllables = respelled(form);
      list.push({ end, cost: COST.entry + COST.syllable * syllables.length + dear, syllables });
    };
    const atEnd = end === w.length;
    if (inner === last || atEnd) step(last, 0);
    else {
      const links = inner.length > last.length && last !== '' && OWN_WORD.test(w.slice(end, end + 6));
      step(inner, links ? COST.otherForm : 0);
      step(last, last === '' || links ? 0 : COST.otherForm);
    }
  }
  return list;
}
