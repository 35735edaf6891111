// How both builds of espeak-ng are set, so that the village hears the same voice from either of them.
import { RelayError } from '../../core/errors.ts';
import { MAPPING } from './espeak-mnemonics.ts';

/** Shan: the only voice with all Thai stops, nine vowels and five usable tones. Voice `th` has no tones at all. */
export const VOICE = 'shn';

/** 0 to 99; with the doubled range the five tones lie 9 semitones apart. */
export const PITCH = 60;

/** About three syllables a second, slow enough for the echo between two towers. Words a minute, as the engine counts. */
export const WORDS_PER_MINUTE = 145;

/**
 * The words a minute that were asked for.
 * @throws RelayError `config` outside 80 to 300
 */
export function spokenRate(wordsPerMinute: number = WORDS_PER_MINUTE): number {
  if (!(Number.isInteger(wordsPerMinute) && wordsPerMinute >= 80 && wordsPerMinute <= 300)) {
    throw new RelayError('config', `The speaking rate must be a whole number from 80 to 300 words a minute.`);
  }
  return wordsPerMinute;
}

/** An engine's name for a recipe, and with its version what is stored with a clip: `espeak-native 1.51 shn m1 p60 r145`. */
export function voiceName(engine: string, rate: number, version?: string): string {
  return [engine, version, VOICE, MAPPING, `p${PITCH}`, `r${rate}`]
    .filter((part) => part !== undefined)
    .join(' ');
}
