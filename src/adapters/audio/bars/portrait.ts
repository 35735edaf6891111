// Speech in figures: 16 kHz samples → crest, shares of the spectrum, third-octave levels, how its loudness moves. Only
// the frames that sound count.
import type { Transform } from './fourier.ts';
import { BANDS_HZ, type Bands } from './intelligibility.ts';

export const RATE = 16_000;
const FRAME = 320;
/** A frame that far below the loudest one is a pause. */
const ACTIVE_DB = 35;

export interface Portrait {
  /** Sample peak over the RMS of the frames that sound. */
  readonly crestDb: number;
  /** Shares of the energy, 0 to 1. */
  readonly below300: number;
  readonly from1000To4000: number;
  readonly above7000: number;
  /** Of the frames that sound, at the speech's own peak level of 0 dB. */
  readonly bands: Bands;
  /** Which frames of 20 ms sound. */
  readonly active: readonly boolean[];
}

/** How loudness moves, by the weighting of ITU-R BS.1770. */
export interface Movement {
  /** Loudest 400 ms over the whole, LU. */
  readonly momentaryOverLu: number;
  /** Between the 10th and the 95th of each hundred stretches of 3 s, LU. */
  readonly rangeLu: number;
}

/** Frames of 20 ms, in dB. */
export function levelsOf(samples: Float32Array): number[] {
  return Array.from({ length: Math.floor(samples.length / FRAME) }, (_, n) => {
    let sum = 0;
    for (let i = n * FRAME; i < (n + 1) * FRAME; i += 1) sum += (samples[i] ?? 0) ** 2;
    return 10 * Math.log10(sum / FRAME + 1e-12);
  });
}

export function activeOf(levels: readonly number[]): boolean[] {
  const loudest = levels.reduce((most, level) => Math.max(most, level), -120);
  return levels.map((level) => level > loudest - ACTIVE_DB);
}

const SPECTRUM = 1024;

/** Of two signals, each by itself; they are transformed together. */
export function portraitsOf(
  transform: Transform,
  signals: readonly [Float32Array, Float32Array],
): [Portrait, Portrait] {
  const levels = [levelsOf(signals[0]), levelsOf(signals[1])] as const;
  const active = [activeOf(levels[0]), activeOf(levels[1])] as const;
  const spectra = [new Float64Array(SPECTRUM / 2 + 1), new Float64Array(SPECTRUM / 2 + 1)] as const;
  const longest = Math.max(signals[0].length, signals[1].length);
  for (let from = 0; from + SPECTRUM <= longest; from += SPECTRUM / 2) {
    const powers = transform.of(signals[0], signals[1], from, SPECTRUM);
    const at = Math.floor((from + SPECTRUM / 2) / FRAME);
    for (const which of [0, 1] as const) {
      if (active[which][at] !== true) continue;
      const [sum, power] = [spectra[which], powers[which]];
      for (let k = 0; k < sum.length; k += 1) sum[k] = (sum[k] ?? 0) + (power[k] ?? 0);
    }
  }
  return [0, 1].map((n) => {
    const which = n as 0 | 1;
    return portrait(signals[which], levels[which], active[which], spectra[which]);
  }) as [Portrait, Portrait];
}

function portrait(
  samples: Float32Array,
  levels: readonly number[],
  active: readonly boolean[],
  spectrum: Float64Array,
): Portrait {
  let peak = 0;
  for (const x of samples) peak = Math.max(peak, Math.abs(x));
  const peakDb = 20 * Math.log10(peak + 1e-9);
  const sounding = levels.filter((_, i) => active[i]).map((level) => 10 ** (level / 10));
  const rmsDb =
    10 * Math.log10(sounding.reduce((sum, x) => sum + x, 0) / Math.max(1, sounding.length) + 1e-12);
  const all = energyBetween(spectrum, 0, RATE / 2);
  const bands = BANDS_HZ.map((hz) => {
    const share = energyBetween(spectrum, hz * 2 ** (-1 / 6), hz * 2 ** (1 / 6)) / all;
    return rmsDb - peakDb + 10 * Math.log10(share + 1e-9);
  });
  return {
    crestDb: peakDb - rmsDb,
    below300: energyBetween(spectrum, 0, 300) / all,
    from1000To4000: energyBetween(spectrum, 1000, 4000) / all,
    above7000: energyBetween(spectrum, 7000, RATE / 2) / all,
    bands,
    active,
  };
}

/** Bins at the edges count by the part that lies inside. */
function energyBetween(spectrum: Float64Array, fromHz: number, toHz: number): number {
  const bin = RATE / SPECTRUM;
  let sum = 0;
  for (let k = Math.floor(fromHz / bin); k <= Math.min(spectrum.length - 1, toHz / bin + 1); k += 1) {
    const inside = Math.min((k + 0.5) * bin, toHz) - Math.max((k - 0.5) * bin, fromHz);
    if (inside > 0) sum += ((spectrum[k] ?? 0) * inside) / bin;
  }
  return sum;
}

const TENTH = RATE / 10;

/** The weighting is reckoned for this rate; the pauses do not count. */
export function movementOf(samples: Float32Array): Movement {
  const tenths = weightedPowers(samples);
  const over = (length: number) =>
    Array.from({ length: Math.max(0, tenths.length - length + 1) }, (_, at) =>
      mean(tenths.slice(at, at + length)),
    );
  const momentary = over(4);
  const loud = momentary.filter((power) => lu(power) > -70);
  const gate = lu(mean(loud)) - 10;
  const whole = lu(mean(loud.filter((power) => lu(power) > gate)));
  const short = over(30)
    .map(lu)
    .filter((level) => level > whole - 20)
    .toSorted((a, b) => a - b);
  const at = (share: number) => short[Math.min(short.length - 1, Math.floor(short.length * share))] ?? whole;
  return {
    momentaryOverLu: lu(momentary.reduce((most, power) => Math.max(most, power), 0)) - whole,
    rangeLu: at(0.95) - at(0.1),
  };
}

function weightedPowers(samples: Float32Array): number[] {
  const shelf = biquad(highShelf(1681.97, 0.7072, 3.9998));
  const high = biquad(highPass(38.135, 0.5003));
  const powers: number[] = [];
  for (let from = 0; from + TENTH <= samples.length; from += TENTH) {
    let sum = 0;
    for (let i = from; i < from + TENTH; i += 1) {
      const y = high(shelf(samples[i] ?? 0));
      sum += y * y;
    }
    powers.push(sum / TENTH);
  }
  return powers;
}

type Coefficients = readonly [b0: number, b1: number, b2: number, a1: number, a2: number];

function biquad([b0, b1, b2, a1, a2]: Coefficients): (x: number) => number {
  let [s1, s2] = [0, 0];
  return (x) => {
    const y = b0 * x + s1;
    s1 = b1 * x - a1 * y + s2;
    s2 = b2 * x - a2 * y;
    return y;
  };
}

/** The two filters of BS.1770 by their corner and quality, as its 48 kHz coefficients are made. */
function highShelf(hz: number, q: number, db: number): Coefficients {
  const k = Math.tan((Math.PI * hz) / RATE);
  const vh = 10 ** (db / 20);
  const vb = vh ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return [
    (vh + (vb * k) / q + k * k) / a0,
    (2 * (k * k - vh)) / a0,
    (vh - (vb * k) / q + k * k) / a0,
    (2 * (k * k - 1)) / a0,
    (1 - k / q + k * k) / a0,
  ];
}

function highPass(hz: number, q: number): Coefficients {
  const k = Math.tan((Math.PI * hz) / RATE);
  const a0 = 1 + k / q + k * k;
  return [1, -2, 1, (2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0];
}

function mean(list: readonly number[]): number {
  return list.reduce((sum, x) => sum + x, 0) / Math.max(1, list.length);
}

function lu(power: number): number {
  return -0.691 + 10 * Math.log10(power + 1e-12);
}
