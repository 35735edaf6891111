// Phrases cut into breaths: runs of syllables short enough for one bracket of espeak-ng, each knowing where in its clause
// it stands, as the melody needs it. Phrases in, breaths with their mnemonics and pauses out.
import { RelayError } from '../../core/errors.ts';
import { GAPS, type Gaps, isDigits, withGaps } from '../../thai/gaps.ts';
import type { Phrase } from '../../thai/phrases.ts';
import type { Syllable } from '../../thai/pronunciation.ts';
import { type Level, syllableMnemonics } from './espeak-mnemonics.ts';
import type { Line } from './intone.ts';

/** Longest run of syllables in one bracket; from about 750 letters of mnemonics on, the engine (1.51) repeats itself. */
export const SYLLABLES_PER_BREATH = 30;

/** Longest run without a space; of one word of 30 long syllables the engine (1.51) makes no sound at all. */
const SYLLABLES_PER_WORD = 12;

/** The pause where a phrase is too long for one bracket and the speaker takes breath between two words. */
const BREATH_MS = 120;
const LONGEST_PAUSE_MS = 60_000;

/** Mnemonics said in one breath, and the silence after them. Words are separated by a space. */
export interface Breath extends Line {
  readonly mnemonics: string;
  readonly pauseAfterMs: number;
}

type Words = readonly (readonly Syllable[])[];

/**
 * Phrases as breaths of at most 30 syllables, in order; phrases without a syllable only lengthen the pause before them.
 * @throws RelayError `invalid-input` for a syllable that is not Thai, a pause outside 0 to 60,000 ms, or nothing to say
 */
export function breathsOf(phrases: readonly Phrase[], gaps: Gaps = GAPS): readonly Breath[] {
  for (const { pauseAfterMs } of phrases) {
    if (!(pauseAfterMs >= 0 && pauseAfterMs <= LONGEST_PAUSE_MS)) {
      throw new RelayError('invalid-input', `A pause of ${pauseAfterMs} ms is not between 0 and 60,000 ms.`);
    }
  }
  const takes: { readonly words: Words; readonly isNumber: boolean; pauseAfterMs: number }[] = [];
  for (const phrase of withGaps(phrases, gaps)) {
    const parts = inTakes(phrase);
    for (const words of parts) takes.push({ words, isNumber: isDigits(phrase), pauseAfterMs: BREATH_MS });
    const last = takes.at(-1);
    if (last === undefined) continue;
    last.pauseAfterMs =
      parts.length > 0 ? phrase.pauseAfterMs : Math.max(last.pauseAfterMs, phrase.pauseAfterMs);
  }
  if (takes.length === 0)
    throw new RelayError('invalid-input', 'There is nothing to say: the reading has no syllable.');
  let since = 0;
  return takes.map(({ words, isNumber, pauseAfterMs }, i) => {
    const syllables = words.flat();
    const breath = {
      mnemonics: mnemonicsOf(words),
      pauseAfterMs,
      syllables,
      since,
      endsSentence: pauseAfterMs >= gaps.sentence || i === takes.length - 1,
      isNumber,
    };
    since = pauseAfterMs >= gaps.clause ? 0 : since + syllables.length;
    return breath;
  });
}

/** Low and high by turns, the first one low. */
function mnemonicsOf(words: Words): string {
  let turn = 0;
  const next = (): Level => (turn++ % 2 === 0 ? '2' : '4');
  return words.map((word) => word.map((syllable) => syllableMnemonics(syllable, next())).join('')).join(' ');
}

function inPieces(syllables: readonly Syllable[]): Words {
  const pieces: (readonly Syllable[])[] = [];
  for (let from = 0; from < syllables.length; from += SYLLABLES_PER_WORD) {
    pieces.push(syllables.slice(from, from + SYLLABLES_PER_WORD));
  }
  return pieces;
}

/** A long phrase is cut in parts of like length, so that no lonely word is left over at its end. */
function inTakes(phrase: Phrase): readonly Words[] {
  const total = phrase.words.reduce((n, word) => n + word.syllables.length, 0);
  const room = Math.ceil(total / Math.ceil(total / SYLLABLES_PER_BREATH));
  const takes: Words[] = [];
  let words: (readonly Syllable[])[] = [];
  let filled = 0;
  const close = () => {
    if (words.length > 0) takes.push(words);
    words = [];
    filled = 0;
  };
  for (const piece of phrase.words.flatMap((word) => inPieces(word.syllables))) {
    if (filled + piece.length > SYLLABLES_PER_BREATH) close();
    words.push(piece);
    filled += piece.length;
    if (filled >= room) close();
  }
  close();
  return takes;
}
