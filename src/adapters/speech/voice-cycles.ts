// Where the vocal folds close: the engine speaks on two known pitches, so its fundamental is found by one low-pass filter
// and its zero crossings. Samples in; out come the cycles of the voice, and with them which samples are voiced at all.
import type { Sound } from './wav.ts';

/** One cycle of the voice. */
export interface Cycle {
  /** The sample where its energy is; the next cycle's lies about `period` samples on. */
  readonly at: number;
  /** Samples to the next closure. */
  readonly period: number;
  /** Its loudness above the lowest formants in dB: vowels stand out, closed lips and noses do not. */
  readonly brightness: number;
}

/** Unvoiced sound has next to nothing under the first harmonic: this far under the loudest fundamental it is none. */
const LEAST_FUNDAMENTAL = 10 ** (-36 / 20);
/** And this far under the sound around it, as a burst or a hiss that leaks through the filter. */
const LEAST_SHARE = 10 ** (-30 / 20);
/** This far under the loudest cycle there is only the filter's own ringing. */
const LEAST_LOUDNESS = 10 ** (-40 / 20);
/** How far a cycle may be from the two pitches, as a ratio. */
const PITCH_ROOM = 1.09;
/** Where the voice begins and fades it is less regular: so far from the pitches, so soft, and at most so many cycles. */
const FADING_ROOM = 1.25;
const FADED = 10 ** (-50 / 20);
const FIRST_CYCLES = 1;
const FADING_CYCLES = 4;
/** Fewer in a row are chance. */
const LEAST_IN_A_ROW = 4;

/**
 * @param hertz the two pitches the engine alternates between, the lower first
 * @returns cycles in order; where the voice is silent there is a gap between two of them
 */
export function cyclesOf({ rate, samples }: Sound, hertz: readonly [number, number]): readonly Cycle[] {
  const fundamental = lowPassed(samples, hertz[1] / rate);
  const crossings = risingCrossings(fundamental);
  const loudest = peakIn(fundamental, 0, fundamental.length);
  const candidates: Candidate[] = [];
  for (let i = 0; i + 1 < crossings.length; i += 1) {
    const from = crossings[i] ?? 0;
    const period = (crossings[i + 1] ?? 0) - from;
    const off = Math.max(rate / period / hertz[1], hertz[0] / (rate / period));
    if (off > FADING_ROOM) continue;
    const rms = rmsIn(samples, from, period);
    const most = peakIn(fundamental, from, period);
    if (most < rms * LEAST_SHARE) continue;
    candidates.push({ from, period, rms, isSure: off <= PITCH_ROOM && most >= loudest * LEAST_FUNDAMENTAL });
  }
  const loud = candidates.reduce((most, one) => (one.isSure ? Math.max(most, one.rms) : most), 0);
  const voiced = rowsOf(candidates, loud).flatMap(smoothed);
  const phase = phaseOfEnergy(samples, voiced);
  return voiced.map(({ from, period }) => ({
    at: Math.round(from + phase * period),
    period,
    brightness: brightnessIn(samples, from, period),
  }));
}

interface Candidate {
  readonly from: number;
  readonly period: number;
  readonly rms: number;
  readonly isSure: boolean;
}

/** Rows of cycles without a gap that are surely voice, with the few fading ones before and after them. */
function rowsOf(candidates: readonly Candidate[], loud: number): readonly (readonly Candidate[])[] {
  const rows: { from: number; to: number }[] = [];
  const follows = (i: number) => {
    const [before, here] = [candidates[i - 1], candidates[i]];
    return before !== undefined && here !== undefined && here.from - before.from < 1.2 * before.period;
  };
  for (const [i, { isSure, rms }] of candidates.entries()) {
    if (!isSure || rms < loud * LEAST_LOUDNESS) continue;
    const row = rows.at(-1);
    if (row !== undefined && row.to === i && follows(i)) row.to = i + 1;
    else rows.push({ from: i, to: i + 1 });
  }
  const isFading = (i: number) => (candidates[i]?.rms ?? 0) >= loud * FADED;
  return rows
    .filter(({ from, to }) => to - from >= LEAST_IN_A_ROW)
    .map((row, i, kept) => {
      let { from, to } = row;
      const [before, after] = [kept[i - 1]?.to ?? 0, kept[i + 1]?.from ?? candidates.length];
      while (row.from - from < FIRST_CYCLES && from > before && follows(from) && isFading(from - 1))
        from -= 1;
      while (to - row.to < FADING_CYCLES && to < after && follows(to) && isFading(to)) to += 1;
      return candidates.slice(from, to);
    });
}

/** What is left of the second harmonic makes cycles long and short by turns; a weighted mean of three undoes exactly that. */
function smoothed(row: readonly Candidate[]): readonly Candidate[] {
  const places = row.map(({ from }, i) => {
    const [before, after] = [row[i - 1]?.from, row[i + 1]?.from];
    return before === undefined || after === undefined ? from : (before + 2 * from + after) / 4;
  });
  return row.map((one, i) => {
    const from = places[i] ?? 0;
    return { ...one, from, period: (places[i + 1] ?? from + one.period) - from };
  });
}

function peakIn(signal: Float32Array, from: number, length: number): number {
  let most = 0;
  for (let i = Math.floor(from); i < from + length; i += 1) most = Math.max(most, Math.abs(signal[i] ?? 0));
  return most;
}

function rmsIn(samples: Int16Array, from: number, length: number): number {
  let sum = 0;
  for (let i = Math.floor(from); i < from + length; i += 1) sum += (samples[i] ?? 0) ** 2;
  return Math.sqrt(sum / length);
}

/** Of the differences between neighbours, which lifts what lies high. */
function brightnessIn(samples: Int16Array, from: number, length: number): number {
  let sum = 1;
  for (let i = Math.floor(from); i < from + length; i += 1)
    sum += ((samples[i] ?? 0) - (samples[i - 1] ?? 0)) ** 2;
  return 10 * Math.log10(sum / length);
}

/** The part of a cycle, 0 to 1, where the sound is strongest: one for the whole voice, so that no mark ever jumps. */
function phaseOfEnergy(samples: Int16Array, cycles: readonly Candidate[]): number {
  const parts = 40;
  const energy = new Float64Array(parts);
  for (const { from, period } of cycles) {
    for (let part = 0; part < parts; part += 1) {
      const at = Math.round(from + (part * period) / parts);
      for (let i = at - 6; i <= at + 6; i += 1) energy[part] = (energy[part] ?? 0) + (samples[i] ?? 0) ** 2;
    }
  }
  return energy.indexOf(Math.max(...energy)) / parts;
}

function risingCrossings(signal: Float32Array): readonly number[] {
  const found: number[] = [];
  for (let i = 1; i < signal.length; i += 1) {
    const before = signal[i - 1] ?? 0;
    const here = signal[i] ?? 0;
    if (before < 0 && here >= 0) found.push(i - 1 + before / (before - here));
  }
  return found;
}

/** Two Butterworth sections forwards and the same backwards: no delay. @param share the corner as a share of the rate */
function lowPassed(samples: Int16Array, share: number): Float32Array {
  const signal = Float32Array.from(samples);
  const w = Math.tan(Math.PI * share);
  for (const q of [0.5412, 1.3066]) {
    const norm = 1 / (1 + w / q + w * w);
    const b = w * w * norm;
    const a1 = 2 * (w * w - 1) * norm;
    const a2 = (1 - w / q + w * w) * norm;
    for (const step of [1, -1]) section(signal, step, b, a1, a2);
  }
  return signal;
}

function section(signal: Float32Array, step: number, b: number, a1: number, a2: number): void {
  let x1 = 0;
  let x2 = 0;
  let y1 = 0;
  let y2 = 0;
  for (let n = 0, i = step > 0 ? 0 : signal.length - 1; n < signal.length; n += 1, i += step) {
    const x = signal[i] ?? 0;
    const y = b * (x + 2 * x1 + x2) - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    signal[i] = y;
  }
}
