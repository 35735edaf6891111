// The engine's flat voice becomes speech with tones: its cycles are found, given to their syllables, and said again with
// each syllable's contour and length. Sound of one breath in, sound out; pure.
import type { Syllable } from '../../thai/pronunciation.ts';
import { alignSyllables, type Stretch } from './align-syllables.ts';
import { contourOf, declination, LAST_LOWER, vowelMs } from './contours.ts';
import { type Melody, placesOf, resung } from './psola.ts';
import { type Cycle, cyclesOf } from './voice-cycles.ts';
import type { Sound } from './wav.ts';

/** Syllables said in one breath, and where in its sentence it stands. */
export interface Line {
  readonly syllables: readonly Syllable[];
  /** Syllables since the last pause that ends a clause. */
  readonly since: number;
  readonly endsSentence: boolean;
  /** Digits one by one: said more slowly, so that people can write them down. */
  readonly isNumber: boolean;
}

export interface Speaker {
  /** The two pitches the engine speaks on by turns, the lower first. */
  readonly flatHertz: readonly [number, number];
  /** The pitch of the middle tone at the beginning of a sentence. */
  readonly middleHertz: number;
  readonly syllablesPerSecond: number;
}

/** Vowels are made this much longer or shorter at most: beyond it one hears it. */
const MOST_STRETCH = 2.2;
const LEAST_STRETCH = 0.5;

const NUMBER_PACE = 0.85;

/** The breath with its tones; as it came when the voice cannot be found in it. */
export function intoned(sound: Sound, line: Line, speaker: Speaker): Sound {
  const cycles = cyclesOf(sound, speaker.flatHertz);
  const melody = melodyOf(cycles, line, speaker, sound.rate);
  return melody === undefined ? sound : resung(sound, cycles, melody);
}

/** Pitch and lengths for the cycles of one breath. */
export function melodyOf(
  cycles: readonly Cycle[],
  line: Line,
  speaker: Speaker,
  rate: number,
): Melody | undefined {
  const stretches = alignSyllables(cycles, line.syllables, speaker.flatHertz, rate);
  if (stretches === undefined) return undefined;
  const stretch = lengthsOf(cycles, line, stretches, speaker, rate);
  const places = placesOf(cycles, stretch);
  return { stretch, hertzAt: pitchLine(cycles, places, line, stretches, speaker) };
}

function lengthsOf(
  cycles: readonly Cycle[],
  { syllables, isNumber }: Line,
  stretches: readonly Stretch[],
  { syllablesPerSecond }: Speaker,
  rate: number,
): Float64Array {
  const stretch = new Float64Array(cycles.length).fill(1);
  const pace = syllablesPerSecond * (isNumber ? NUMBER_PACE : 1);
  for (const [i, { core, coreEnd }] of stretches.entries()) {
    const syllable = syllables[i];
    if (syllable === undefined) continue;
    let now = 0;
    for (let c = core; c < coreEnd; c += 1) now += cycles[c]?.period ?? 0;
    const wanted = (vowelMs(syllable, pace) * rate) / 1000;
    const factor = Math.max(LEAST_STRETCH, Math.min(MOST_STRETCH, wanted / now));
    stretch.fill(factor, core, coreEnd);
  }
  return stretch;
}

/** Pitch at a place: through all points of all contours by half cosines, so that no corner is heard. */
function pitchLine(
  cycles: readonly Cycle[],
  places: Float64Array,
  { syllables, since, endsSentence }: Line,
  stretches: readonly Stretch[],
  { middleHertz }: Speaker,
): (place: number) => number {
  const at: number[] = [];
  const semitones: number[] = [];
  for (const [i, { core, to }] of stretches.entries()) {
    const syllable = syllables[i];
    if (syllable === undefined) continue;
    const begin = places[core] ?? 0;
    const end = Math.max(begin + 1, (places[to - 1] ?? 0) + (cycles[to - 1]?.period ?? 0) / 2);
    const lower = endsSentence ? (LAST_LOWER[syllables.length - 1 - i] ?? 0) : 0;
    for (const [place, semitone] of contourOf(syllable)) {
      at.push(begin + place * (end - begin));
      semitones.push(semitone + declination(since + i) - lower);
    }
  }
  let next = 0;
  return (place) => {
    while (next > 0 && (at[next - 1] ?? 0) > place) next -= 1;
    while (next < at.length && (at[next] ?? 0) <= place) next += 1;
    const after = semitones[next] ?? semitones.at(-1) ?? 0;
    const before = semitones[next - 1] ?? after;
    const from = at[next - 1] ?? 0;
    const share = next === 0 || next === at.length ? 1 : (place - from) / ((at[next] ?? from + 1) - from);
    return middleHertz * 2 ** ((before + (after - before) * (0.5 - 0.5 * Math.cos(Math.PI * share))) / 12);
  };
}
