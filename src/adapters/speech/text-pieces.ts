// A script as texts for an engine that reads letters: clauses in, texts no longer than its service takes out, each with
// the silence after it. What lies between clauses is our silence; shorter gaps are a space, and the voice makes them.
import { RelayError } from '../../core/errors.ts';
import type { Phrase } from '../../thai/phrases.ts';

export interface TextPiece {
  readonly text: string;
  readonly pauseAfterMs: number;
}

/** What one request may hold at most; both hold where both are given. */
export interface TextLimits {
  /** In UTF-8: a Thai letter is three. */
  readonly mostBytes?: number | undefined;
  /** In letters, as Thai services count: vowels and tone marks each are one. */
  readonly mostLetters?: number | undefined;
}

/** From here on the pause is a clause's or a sentence's, and kept to the millisecond. */
const CLAUSE_MS = 600;
/** Where a clause is too long for one request and is cut between two words. */
const BREATH_MS = 120;

/**
 * The phrases' words in order. Cut at clauses; a clause over the limit at its gaps, a phrase over it between words.
 * @throws RelayError `engine-failed` for a single word over the limit, `invalid-input` when there is nothing to say
 */
export function textPieces(phrases: readonly Phrase[], limits: TextLimits): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  for (const next of spoken(phrases).flatMap((phrase) => partsOf(phrase, limits))) {
    const last = pieces.at(-1);
    const joined = `${last?.text} ${next.text}`;
    if (last !== undefined && last.pauseAfterMs < CLAUSE_MS && fits(joined, limits))
      pieces[pieces.length - 1] = { ...next, text: joined };
    else pieces.push(next);
  }
  if (pieces.length === 0) throw new RelayError('invalid-input', 'There is nothing to say.');
  return pieces;
}

/** Phrases without a letter only lengthen the pause before them. */
function spoken(phrases: readonly Phrase[]): readonly Phrase[] {
  const said: Phrase[] = [];
  for (const phrase of phrases) {
    const last = said.at(-1);
    if (phrase.spoken.trim() !== '') said.push(phrase);
    else if (last !== undefined)
      said[said.length - 1] = { ...last, pauseAfterMs: Math.max(last.pauseAfterMs, phrase.pauseAfterMs) };
  }
  return said;
}

function partsOf(phrase: Phrase, limits: TextLimits): readonly TextPiece[] {
  const whole = phrase.spoken.trim();
  const texts = fits(whole, limits) ? [whole] : byWords(phrase, limits);
  return texts.map((text, i) => ({
    text,
    pauseAfterMs: i === texts.length - 1 ? phrase.pauseAfterMs : BREATH_MS,
  }));
}

function fits(text: string, { mostBytes = Infinity, mostLetters = Infinity }: TextLimits): boolean {
  return text.length <= mostLetters && Buffer.byteLength(text) <= mostBytes;
}

function byWords(phrase: Phrase, limits: TextLimits): string[] {
  const parts: string[] = [];
  let text = '';
  for (const word of phrase.words.length === 0 ? [{ text: phrase.spoken.trim() }] : phrase.words) {
    if (!fits(word.text, limits)) {
      throw new RelayError(
        'engine-failed',
        `A word of ${word.text.length} letters is longer than the voice takes at once.`,
      );
    }
    if (fits(text + word.text, limits)) text += word.text;
    else {
      parts.push(text);
      text = word.text;
    }
  }
  return text === '' ? parts : [...parts, text];
}
