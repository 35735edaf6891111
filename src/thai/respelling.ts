// A word respelt by a person, syllable by syllable as dictionaries do it: สะ-หฺวัด-ดี. Hyphens part the syllables, the
// point ฺ joins two consonants said together. Each part must be one syllable; the lexicon has no say here.
import { byRules } from './search.ts';
import type { Syllable } from './sounds.ts';
import { syllablesAt } from './syllables.ts';

/** Why a part is not a syllable, in a word for programs. */
export type RespellingFault = 'empty' | 'not-thai' | 'several-syllables' | 'no-syllable';

export type Respelling =
  | { readonly ok: true; readonly syllables: readonly Syllable[] }
  | { readonly ok: false; readonly part: string; readonly fault: RespellingFault };

const PHINTHU = '\u0e3a';
const THAI = /^[\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e]+$/;
const HYPHENS = /[-\u00ad\u2010-\u2015\u2212]/;

/** Is it written the way of respellings: parts with hyphens between Thai letters, or the point that joins letters? */
export function isRespelling(text: string): boolean {
  return text.includes(PHINTHU) || /[\u0e01-\u0e4e][-\u2010\u2011][\u0e01-\u0e4e]/.test(text);
}

/** The whole part as one syllable, the likeliest; with a point, one that begins with both letters. */
export function oneSyllable(part: string): Syllable | undefined {
  const letters = part.replaceAll(PHINTHU, '');
  const joined = letters !== part && !/[หอ]\u0e3a/.test(part);
  let best: { cost: number; syllable: Syllable } | undefined;
  for (const c of syllablesAt(letters, 0)) {
    const [syllable, more] = c.syllables;
    if (c.end !== letters.length || syllable === undefined || more !== undefined) continue;
    if (joined && !/[rlw]$/.test(syllable.onset.slice(1))) continue;
    if (best === undefined || c.cost < best.cost) best = { cost: c.cost, syllable };
  }
  return best?.syllable;
}

function faultOf(part: string): RespellingFault {
  if (part === '') return 'empty';
  if (!THAI.test(part)) return 'not-thai';
  return byRules(part.replaceAll(PHINTHU, '')).length > 1 ? 'several-syllables' : 'no-syllable';
}

/** A respelling's syllables, or the first part that is none and why. Spaces around parts do no harm. */
export function pronounceRespelling(text: string): Respelling {
  const syllables: Syllable[] = [];
  for (const raw of text.trim().split(HYPHENS)) {
    const part = raw.trim();
    const syllable = THAI.test(part) ? oneSyllable(part) : undefined;
    if (syllable === undefined) return { ok: false, part, fault: faultOf(part) };
    syllables.push(syllable);
  }
  return { ok: true, syllables };
}
