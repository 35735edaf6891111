// How Bangkok's five tones move, and how long their vowels are: the targets the voice is bent to. Shapes after Abramson
// (1962, 1997), Gandour, Potisuk and Dechongkit (1994: the line that falls over a phrase) and Morén and Zsiga (2006: the
// high tone rises late); the sizes are ours, chosen so that any two tones stay apart on a loudspeaker.
import { isLong, type Syllable, type Tone } from '../../thai/sounds.ts';

/** A place in the rhyme, 0 to 1, and the pitch there in semitones over the speaker's middle. */
export type Point = readonly [place: number, semitones: number];

const CONTOURS: Readonly<Record<Tone, readonly Point[]>> = {
  mid: [
    [0, 0.2],
    [0.5, 0],
    [1, -0.6],
  ],
  low: [
    [0, -2],
    [0.35, -4],
    [1, -5.2],
  ],
  falling: [
    [0, 3.6],
    [0.22, 4.3],
    [1, -3.6],
  ],
  high: [
    [0, 2.2],
    [0.4, 3],
    [1, 5.5],
  ],
  rising: [
    [0, -2.8],
    [0.25, -4],
    [1, 4],
  ],
};

/** Where a stop or the glottis cuts a short vowel off, a tone shows its beginning more than its end. */
const CUT_OFF: Readonly<Record<Tone, readonly Point[]>> = {
  mid: [
    [0, 0.2],
    [1, -0.3],
  ],
  low: [
    [0, -3],
    [1, -4.8],
  ],
  falling: [
    [0, 4.8],
    [0.3, 4.2],
    [1, -2.5],
  ],
  high: [
    [0, 2.8],
    [1, 5],
  ],
  rising: [
    [0, -4.5],
    [0.4, -4.5],
    [1, 1],
  ],
};

export function contourOf({ tone, vowel, coda }: Syllable): readonly Point[] {
  const cut = !isLong(vowel) && (coda === '' || STOPS.has(coda));
  return (cut ? CUT_OFF : CONTOURS)[tone];
}

const STOPS: ReadonlySet<string> = new Set(['p', 't', 'k']);

/** Semitones the line falls with each syllable since the last pause of a clause, and at most. */
const FALL_PER_SYLLABLE = 0.1;
const DEEPEST_FALL = 2;

/** @param nth syllables said since the line began */
export function declination(nth: number): number {
  return -Math.min(DEEPEST_FALL, FALL_PER_SYLLABLE * nth);
}

/** Semitones by which the last syllables before a full stop lie lower, the last one first. */
export const LAST_LOWER: readonly number[] = [1, 0.5];

/** Milliseconds of the vowel, with a coda that glides, at the pace of 3.5 syllables a second. */
const VOWEL_MS = {
  open: { short: 98, long: 200 },
  stopped: { short: 88, long: 168 },
  nasal: { short: 80, long: 152 },
  gliding: { short: 150, long: 232 },
} as const;

/** How long the vowel is to sound: Bangkok's long vowels last 1.9 (closed) to 2.3 times (open) the short ones. */
export function vowelMs({ vowel, coda }: Syllable, syllablesPerSecond: number): number {
  const kind =
    coda === '' ? 'open' : STOPS.has(coda) ? 'stopped' : coda === 'w' || coda === 'j' ? 'gliding' : 'nasal';
  return (VOWEL_MS[kind][isLong(vowel) ? 'long' : 'short'] * 3.5) / syllablesPerSecond;
}
