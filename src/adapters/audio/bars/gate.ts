// The house's bars for a master: its speech as it will be heard, after decoding, beside the speech it was made from → ten
// figures and whether each holds. Source: the house sound, its bars 1 to 10.
import type { HouseSound } from '../../../pipeline/ports.ts';
import { fidelityOf } from './fidelity.ts';
import { createTransform } from './fourier.ts';
import { intelligibility, type NoiseShape, predictedGainDb } from './intelligibility.ts';
import { levelsOf, movementOf, type Portrait, portraitsOf, RATE } from './portrait.ts';
import { correlation, endsKept, melodyOf } from './timing.ts';

/** 16 kHz mono: a stretch of the source, and where the master holds it, with whatever is before and after. */
export interface Stretch {
  readonly source: Float32Array;
  readonly master: Float32Array;
}

export interface Candidate {
  readonly opening: Stretch;
  readonly ending: Stretch;
  readonly chain: HouseSound['chain'];
  readonly recorded: boolean;
  /** Of the whole delivered file. */
  readonly lufs: number;
  readonly truePeakDb: number;
}

export interface Bar {
  /** Its number in the house's list. */
  readonly n: number;
  readonly what: string;
  readonly value: number;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly holds: boolean;
}

export interface Verdict {
  /** Shares of the first and last sounds of the source that the master has. */
  readonly kept: { readonly first: number; readonly last: number };
  readonly bars: readonly Bar[];
  /** In pink noise at 0 dB, at equal peak: a model's prediction. */
  readonly predictedGainDb: number;
}

/** Frames of 20 ms that sound: of four seconds an average can be told, of one whether its ends are there. */
const AVERAGE_FRAMES = 200;
const ENDS_FRAMES = 50;
/** A second: the stretch of the master begins somewhat before the speech is expected. */
const MOST_LAG_FRAMES = 50;
const NOISES: readonly NoiseShape[] = ['pink', 'speech-shaped'];
const SNRS = [-5, 0, 5] as const;

/** A quarter of a second of reckoning: not for the thread that answers requests. */
export function judgeMaster(candidate: Candidate): Verdict {
  const { chain, recorded } = candidate;
  const { source } = candidate.opening;
  const master = aligned(candidate.opening);
  const { lastKept } = endsKept(candidate.ending.source, aligned(candidate.ending));
  const { firstKept } = endsKept(source, master);
  const transform = createTransform(1024);
  const [before, after] = portraitsOf(transform, [source, master]);
  const { rangeLu, momentaryOverLu } = movementOf(master);
  const melody = melodyOf(source, master, before.active);
  const likeness = fidelityOf(transform, source, master);
  const sii = understood(before, after);
  const sounding = before.active.filter(Boolean).length;
  const average = (value: number) => (sounding >= AVERAGE_FRAMES ? value : Number.NaN);
  const ends = (value: number) => (sounding >= ENDS_FRAMES ? value : Number.NaN);
  const bars = [
    bar(1, 'integrated loudness, LUFS', candidate.lufs, { atLeast: -15, atMost: -13 }),
    bar(2, 'true peak, dBTP', candidate.truePeakDb, { atMost: -1 }),
    bar(3, 'crest, dB', average(after.crestDb), { atLeast: 9, atMost: 14 }),
    bar(4, 'loudness range, LU', average(rangeLu), { atMost: 4 }),
    bar(4, 'loudest 400 ms over the whole, LU', average(momentaryOverLu), { atMost: 5 }),
    bar(5, 'energy below 300 Hz, %', average(100 * after.below300), { atMost: recorded ? 12 : 3 }),
    bar(5, 'energy from 1 to 4 kHz, %', average(100 * after.from1000To4000), { atLeast: recorded ? 28 : 40 }),
    bar(5, 'energy above 7 kHz, %', average(100 * after.above7000), { atMost: 1 }),
    bar(6, 'predicted gain at equal peak, dB', average(sii.equalPeakDb), { atLeast: 6 }),
    bar(6, 'predicted gain at equal power, dB', average(sii.equalPowerDb), { atLeast: recorded ? 1 : 2 }),
    bar(7, 'speech intelligibility index at 0 dB', average(sii.atZero), { atLeast: 0.5 }),
    bar(8, 'likeness to the source in quiet', average(likeness), { atLeast: chain === 'G' ? 0.75 : 0.7 }),
    bar(9, 'first sounds kept', ends(firstKept), { atLeast: 0.8 }),
    bar(9, 'last sounds kept', ends(lastKept), { atLeast: 0.6 }),
    bar(9, 'likeness of the melody', average(melody), { atLeast: 0.98 }),
    ...(recorded
      ? [bar(10, 'speech over pauses, dB', average(speechOverPauses(master, after)), { atLeast: 8 })]
      : []),
  ];
  const kept = { first: ends(firstKept), last: ends(lastKept) };
  return { kept, bars, predictedGainDb: predictedGainDb(after.bands, before.bands, 'pink', 0) };
}

/** What cannot be reckoned from so little sound holds. */
function bar(
  n: number,
  what: string,
  value: number,
  { atLeast, atMost }: { atLeast?: number; atMost?: number },
): Bar {
  const holds = Number.isNaN(value) || (value >= (atLeast ?? value) && value <= (atMost ?? value));
  return {
    n,
    what,
    value,
    ...(atLeast === undefined ? {} : { atLeast }),
    ...(atMost === undefined ? {} : { atMost }),
    holds,
  };
}

function understood(before: Portrait, after: Portrait) {
  // Both at the same power instead of the same peak: the crest is what they differ by.
  const even = after.bands.map((level) => level + after.crestDb - before.crestDb);
  const gains = (bands: readonly number[]) =>
    NOISES.flatMap((noise) => SNRS.map((snr) => predictedGainDb(bands, before.bands, noise, snr)));
  const mean = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
  return {
    equalPeakDb: mean(gains(after.bands)),
    equalPowerDb: mean(gains(even)),
    atZero: Math.min(...NOISES.map((noise) => intelligibility(after.bands, before.bands, noise, 0))),
  };
}

/** Codec and filters hold the speech back: the two envelopes say where it begins. */
function aligned({ source, master }: Stretch): Float32Array {
  const a = levelsOf(source).map((db) => Math.max(-60, db));
  const b = levelsOf(master).map((db) => Math.max(-60, db));
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let lag = 0; lag <= MOST_LAG_FRAMES; lag += 1) {
    const like = correlation(a.map((level, n) => [level, b[n + lag] ?? -60]));
    if (like > most) [best, most] = [lag, like];
  }
  const from = finer(source, master, (best * RATE) / 50);
  const out = new Float32Array(source.length);
  for (let i = 0; i < out.length; i += 1) out[i] = master[i + from] ?? 0;
  return out;
}

/** To a millisecond, by the envelope of the first ten seconds. */
function finer(source: Float32Array, master: Float32Array, near: number): number {
  const step = RATE / 1000;
  const envelope = (of: Float32Array, from: number) =>
    Array.from({ length: 10_000 }, (_, n) => {
      let sum = 0;
      for (let i = from + n * step; i < from + (n + 1) * step; i += 1) sum += Math.abs(of[i] ?? 0);
      return sum;
    });
  const a = envelope(source, 0);
  const b = envelope(master, near - 30 * step);
  let best = near;
  let most = Number.NEGATIVE_INFINITY;
  for (let lag = 0; lag <= 60; lag += 1) {
    let sum = 0;
    for (let n = 0; n < a.length; n += 1) sum += (a[n] ?? 0) * (b[n + lag] ?? 0);
    if (sum > most) [best, most] = [near + (lag - 30) * step, sum];
  }
  return best;
}

function speechOverPauses(master: Float32Array, { active }: Portrait): number {
  const levels = levelsOf(master);
  const from = active.indexOf(true);
  const to = active.lastIndexOf(true);
  const inside = levels.slice(from, to);
  const speech = inside.filter((_, n) => active[from + n]);
  const pauses = inside.filter((_, n) => !active[from + n]);
  if (pauses.length < 10) return Number.NaN;
  const middle = (list: number[]) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
  return middle(speech) - middle(pauses);
}
