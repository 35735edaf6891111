// A clip: mastered audio named by its SHA-256. The same words, voice and house sound are the same clip, made once.
import type { ClipSha, Instant, OrgId } from './ids.ts';

export interface Rendition {
  readonly codec: 'mp3' | 'opus';
  readonly sha256: string;
  readonly bytes: number;
  readonly ms: number;
  /** LUFS and dBTP measured on the decoded delivered file. */
  readonly lufs: number;
  readonly truePeakDb: number;
}

/** What an approver should know of a sound that may be broadcast all the same. */
export interface SoundDoubt {
  readonly what: /** `value`: dB of the speech over the room. */
    | 'noisy-recording'
    /** `value`: which of the house's bars for its sound does not hold. */
    | 'unlike-the-house';
  readonly value: number;
}

export interface Clip {
  readonly sha256: ClipSha;
  readonly org: OrgId;
  readonly ms: number;
  readonly lufs: number;
  readonly truePeakDb: number;
  readonly renditions: readonly Rendition[];
  /** 0..100, about 240 values over the clip: the waveform on the page. */
  readonly peaks: readonly number[];
  readonly doubts: readonly SoundDoubt[];
  /** Which engine spoke, e.g. `espeak-ng 1.51 (native)`, or `recorded`. */
  readonly voice: string;
  readonly recipe: string;
  readonly madeAt: Instant;
}

/** What the words' pieces were made of, in one string: equal recipes give equal clips. */
export function recipeOf(parts: {
  words: string;
  voices: readonly string[];
  sound: string;
  codecs: string;
}): string {
  return JSON.stringify([parts.words, parts.voices, parts.sound, parts.codecs]);
}
