// A voice said again with other pitches and lengths (TD-PSOLA, after Moulines and Charpentier 1990): around each closure of
// the vocal folds one grain is cut, and the grains are laid down at the new distances. What is not voiced passes as it is.
import type { Cycle } from './voice-cycles.ts';
import type { Sound } from './wav.ts';

/** What the voice is to become. */
export interface Melody {
  /** For each cycle, how many times as long the way to the next one becomes. Between rows of cycles it has no effect. */
  readonly stretch: Float64Array;
  /** Pitch in Hz at a place of the new sound, in samples. */
  readonly hertzAt: (place: number) => number;
}

const WINDOW_STEPS = 1024;
const RISE = Float32Array.from(
  { length: WINDOW_STEPS + 1 },
  (_, i) => 0.5 - 0.5 * Math.cos((Math.PI * i) / WINDOW_STEPS),
);

/** Index of the last cycle of the row that begins with `first`: a gap of more than one and a half periods ends it. */
export function rowEnd(cycles: readonly Cycle[], first: number): number {
  let last = first;
  for (; last + 1 < cycles.length; last += 1) {
    const here = cycles[last];
    const next = cycles[last + 1];
    if (here === undefined || next === undefined || next.at - here.at > 1.5 * here.period) break;
  }
  return last;
}

/** Where in the new sound each cycle comes to lie, in samples. */
export function placesOf(cycles: readonly Cycle[], stretch: Float64Array): Float64Array {
  const places = new Float64Array(cycles.length);
  let shift = 0;
  for (let first = 0; first < cycles.length; ) {
    const last = rowEnd(cycles, first);
    for (let i = first; i <= last; i += 1) {
      const at = cycles[i]?.at ?? 0;
      places[i] = at + shift;
      if (i < last) shift += ((cycles[i + 1]?.at ?? at) - at) * ((stretch[i] ?? 1) - 1);
    }
    first = last + 1;
  }
  return places;
}

/** The sound with that melody. Its unvoiced parts are the same samples, moved by whole samples. */
export function resung(sound: Sound, cycles: readonly Cycle[], melody: Melody): Sound {
  const { rate, samples } = sound;
  const places = placesOf(cycles, melody.stretch);
  const lastCycle = cycles.at(-1);
  const longer = lastCycle === undefined ? 0 : (places.at(-1) ?? 0) - lastCycle.at;
  const out = new Float32Array(Math.ceil(samples.length + longer + rate / 20));
  let read = 0;
  let written = 0;
  for (let first = 0; first < cycles.length; ) {
    const last = rowEnd(cycles, first);
    const opens = cycles[first]?.at ?? 0;
    written = copied(samples, read, opens, out, written);
    written = row(samples, rate, cycles, first, last, places, melody, out, written);
    read = cycles[last]?.at ?? opens;
    first = last + 1;
  }
  const end = copied(samples, read, samples.length, out, written);
  return { rate, samples: whole(out.subarray(0, end)) };
}

function copied(samples: Int16Array, from: number, to: number, out: Float32Array, at: number): number {
  for (let i = from; i < to; i += 1) out[at + i - from] = (out[at + i - from] ?? 0) + (samples[i] ?? 0);
  return at + to - from;
}

/**
 * One row of cycles, laid down from `start` on: the original leads up to its first mark and takes over again at its last.
 * @returns where the last mark came to lie
 */
function row(
  samples: Int16Array,
  rate: number,
  cycles: readonly Cycle[],
  first: number,
  last: number,
  places: Float64Array,
  { hertzAt }: Melody,
  out: Float32Array,
  start: number,
): number {
  const end = places[last] ?? start;
  let place = start;
  let before = 0;
  let cycle = first;
  for (;;) {
    const period = rate / hertzAt(place);
    const isLast = Math.abs(place - end) <= Math.abs(place + period - end) && cycle > first;
    const at = Math.round(place);
    if (isLast) {
      grainLeft(samples, cycles, last, out, at, before);
      return at;
    }
    if (place > start) grainLeft(samples, cycles, cycle, out, at, before);
    const next = Math.round(place + period);
    grainRight(samples, cycles, cycle, out, at, next - at);
    before = next - at;
    place += period;
    while (cycle < last && (places[cycle + 1] ?? 0) - place < place - (places[cycle] ?? 0)) cycle += 1;
    if (cycle === first) cycle = Math.min(last, first + 1);
  }
}

function grainLeft(
  samples: Int16Array,
  cycles: readonly Cycle[],
  cycle: number,
  out: Float32Array,
  at: number,
  room: number,
): void {
  const mark = cycles[cycle]?.at ?? 0;
  const width = Math.min(room, Math.round(mark - (cycles[cycle - 1]?.at ?? 0)));
  const step = WINDOW_STEPS / width;
  for (let i = 1; i < width; i += 1)
    out[at - i] = (out[at - i] ?? 0) + (samples[mark - i] ?? 0) * (RISE[((width - i) * step) | 0] ?? 0);
}

function grainRight(
  samples: Int16Array,
  cycles: readonly Cycle[],
  cycle: number,
  out: Float32Array,
  at: number,
  room: number,
): void {
  const mark = cycles[cycle]?.at ?? 0;
  const width = Math.min(room, Math.round((cycles[cycle + 1]?.at ?? samples.length) - mark));
  const step = WINDOW_STEPS / width;
  for (let i = 0; i < width; i += 1)
    out[at + i] = (out[at + i] ?? 0) + (samples[mark + i] ?? 0) * (RISE[((width - i) * step) | 0] ?? 0);
}

function whole(signal: Float32Array): Int16Array {
  const samples = new Int16Array(signal.length);
  for (let i = 0; i < signal.length; i += 1)
    samples[i] = Math.max(-32_768, Math.min(32_767, Math.round(signal[i] ?? 0)));
  return samples;
}
