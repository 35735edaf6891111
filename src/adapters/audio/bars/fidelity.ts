// How much of the speech's movement the master keeps in quiet: the extended short-time objective intelligibility measure
// between source and master. Samples in, −1 to 1 out. Source: Jensen & Taal 2016; here at 16 kHz, in frames as long.
import type { Transform } from './fourier.ts';
import { RATE } from './portrait.ts';

const FRAME = 410;
const HOP = 205;
const BANDS = 15;
const LOWEST_HZ = 150;
/** Frames of one comparison: 384 ms. */
const SEGMENT = 30;
const SILENT_DB = 40;
/** Ten seconds of speech tell. */
const MOST_FRAMES = Math.floor((10 * RATE) / HOP);
const BIN = RATE / 1024;

/** Bins from and to of each third octave. */
const EDGES = Array.from({ length: BANDS }, (_, band) => {
  const hz = LOWEST_HZ * 2 ** (band / 3);
  return [Math.round((hz * 2 ** (-1 / 6)) / BIN), Math.round((hz * 2 ** (1 / 6)) / BIN)] as const;
});

/** @param transform of 1024 bins; source and master begin together */
export function fidelityOf(transform: Transform, source: Float32Array, master: Float32Array): number {
  const frames: (readonly [Float64Array, Float64Array])[] = [];
  const sounding = soundingFrames(source);
  for (const from of sounding.slice(0, MOST_FRAMES)) {
    const [a, b] = transform.of(source, master, from, FRAME);
    frames.push([bandsOf(a), bandsOf(b)]);
  }
  let sum = 0;
  let count = 0;
  const room = [new Float64Array(BANDS * SEGMENT), new Float64Array(BANDS * SEGMENT)] as const;
  for (let from = 0; from + SEGMENT <= frames.length; from += 1) {
    sum += likeness(frames, from, room);
    count += 1;
  }
  return count === 0 ? Number.NaN : sum / count;
}

/** Where the frames begin that are not silent in the source. */
function soundingFrames(source: Float32Array): number[] {
  const starts = Array.from(
    { length: Math.max(0, Math.floor((source.length - FRAME) / HOP)) },
    (_, n) => n * HOP,
  );
  const energies = starts.map((from) => {
    let sum = 0;
    for (let i = from; i < from + FRAME; i += 1) sum += (source[i] ?? 0) ** 2;
    return 10 * Math.log10(sum + 1e-12);
  });
  const loudest = energies.reduce((most, db) => Math.max(most, db), -120);
  return starts.filter((_, n) => (energies[n] ?? -120) > loudest - SILENT_DB);
}

function bandsOf(power: Float64Array): Float64Array {
  return Float64Array.from(EDGES, ([from, to]) => {
    let sum = 0;
    for (let k = from; k < to; k += 1) sum += power[k] ?? 0;
    return Math.sqrt(sum);
  });
}

/** Both segments with the mean and the size of each band, then of each frame, taken out; then compared. */
function likeness(
  frames: readonly (readonly [Float64Array, Float64Array])[],
  from: number,
  [a, b]: readonly [Float64Array, Float64Array],
): number {
  flatten(frames, from, 0, a);
  flatten(frames, from, 1, b);
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum / SEGMENT;
}

function flatten(
  frames: readonly (readonly [Float64Array, Float64Array])[],
  from: number,
  which: 0 | 1,
  out: Float64Array,
): void {
  for (let n = 0; n < SEGMENT; n += 1) out.set(frames[from + n]?.[which] ?? [], n * BANDS);
  for (let band = 0; band < BANDS; band += 1) normalise(out, band, BANDS, SEGMENT);
  for (let n = 0; n < SEGMENT; n += 1) normalise(out, n * BANDS, 1, BANDS);
}

function normalise(out: Float64Array, from: number, step: number, length: number): void {
  let sum = 0;
  for (let i = 0; i < length; i += 1) sum += out[from + i * step] ?? 0;
  const mean = sum / length;
  let size = 0;
  for (let i = 0; i < length; i += 1) {
    const x = (out[from + i * step] ?? 0) - mean;
    out[from + i * step] = x;
    size += x * x;
  }
  const scale = size > 1e-20 ? 1 / Math.sqrt(size) : 0;
  for (let i = 0; i < length; i += 1) out[from + i * step] = (out[from + i * step] ?? 0) * scale;
}
