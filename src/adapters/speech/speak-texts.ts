// How every voice that is not ours speaks: a script cut into texts → each made into sound by the voice → their soft edges
// cut → joined with the house's pauses → its length compared with what the words take. On failure no file is left.
import { rm } from 'node:fs/promises';
import { RelayError } from '../../core/errors.ts';
import type { SpeechScript } from '../../pipeline/ports.ts';
import { estimateSpeechMs } from '../../thai/phrases.ts';
import { speakInTurn } from './speak-in-turn.ts';
import { type TextLimits, textPieces } from './text-pieces.ts';
import type { Sound } from './wav.ts';

export interface TextVoice {
  readonly limits: TextLimits;
  /** How many texts are under way at once. */
  readonly atOnce: number;
  /** Thai letters and spaces as sound. Rejects with the signal's reason once that is aborted. */
  readonly make: (text: string, signal: AbortSignal) => Promise<Sound>;
}

/** Voices have their own pace; one that says the words in half or twice the time has lost or repeated some. */
const LENGTH_RATIO = 2;
/** Voices of people and of networks never fall quite silent: 45 dB under the loudest is silence to a loudspeaker. */
const QUIET = 10 ** (-45 / 20);
const WINDOW_MS = 10;
/** Breath and the last of a consonant, kept at each edge. */
const KEEP_MS = 20;

/**
 * Says the script into `wavPath`.
 * @returns length in ms, and what the words should take: the same, since it has been checked here
 * @throws RelayError `engine-failed`, also when the length is implausible; `disk-full`, `disk-failed`; what `make` throws
 */
export async function speakTexts(
  voice: TextVoice,
  script: SpeechScript,
  wavPath: string,
  signal: AbortSignal,
  onProgress?: (share: number) => void,
): Promise<{ readonly ms: number; readonly expectedMs: number }> {
  const pieces = textPieces(script.phrases, voice.limits);
  const make = async ({ text }: { readonly text: string }, stop: AbortSignal) =>
    withoutQuietEdges(await voice.make(text, stop));
  const turns = { pieces, make, atOnce: voice.atOnce, tries: 1, wavPath, onProgress };
  const ms = await speakInTurn(turns, signal);
  const syllables = script.phrases.some(({ words }) => words.some((word) => word.syllables.length > 0));
  const ratio = syllables ? ms / estimateSpeechMs(script.phrases) : 1;
  if (ratio > LENGTH_RATIO || ratio < 1 / LENGTH_RATIO) {
    await rm(wavPath, { force: true });
    throw new RelayError(
      'engine-failed',
      `Its sound lasts ${(ms / 1000).toFixed(1)} s, ${ratio.toFixed(1)} times what the words take: some are missing or repeated.`,
      { facts: { ms } },
    );
  }
  return { ms, expectedMs: ms };
}

/** The sound from its first to its last window that is not quiet, and a little around it. */
export function withoutQuietEdges({ rate, samples }: Sound): Sound {
  const window = Math.max(1, Math.round((rate * WINDOW_MS) / 1000));
  const loudest: number[] = [];
  for (let from = 0; from < samples.length; from += window) {
    const part = samples.subarray(from, from + window);
    loudest.push(part.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0));
  }
  const least = QUIET * loudest.reduce((most, one) => Math.max(most, one), 0);
  const first = loudest.findIndex((one) => one > least);
  if (first < 0) return { rate, samples: samples.subarray(0, 0) };
  const keep = Math.round((rate * KEEP_MS) / 1000);
  const last = loudest.findLastIndex((one) => one > least);
  return {
    rate,
    samples: samples.subarray(Math.max(0, first * window - keep), (last + 1) * window + keep),
  };
}
