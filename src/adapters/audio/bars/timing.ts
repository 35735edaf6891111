// Whether the master is the source in time: nothing cut at its ends, and the same melody. Samples in, figures out.
import { activeOf, levelsOf, RATE } from './portrait.ts';

const FRAME_MS = 20;
/** The first and the last sounds of the source that must be there. */
const END_FRAMES = 8;
/** How much fainter than its own loudest frame a master may have made a sound that is still there. */
const STILL_THERE_DB = 45;

/** Shares of the sounds in the source's first and last 160 ms that sound in the master too, which begins together with it. */
export function endsKept(
  source: Float32Array,
  master: Float32Array,
): { readonly firstKept: number; readonly lastKept: number } {
  const active = activeOf(levelsOf(source));
  const heard = levelsOf(master);
  const loudest = heard.reduce((most, level) => Math.max(most, level), -120);
  const kept = (from: number) => {
    const sounding = Array.from({ length: END_FRAMES }, (_, n) => from + n).filter((n) => active[n]);
    const there = sounding.filter((n) => (heard[n] ?? -120) > loudest - STILL_THERE_DB);
    return there.length / Math.max(1, sounding.length);
  };
  return {
    firstKept: kept(active.indexOf(true)),
    lastKept: kept(active.lastIndexOf(true) - END_FRAMES + 1),
  };
}

const SLOW = 4;
const SLOW_RATE = RATE / SLOW;
const WINDOW = Math.round(SLOW_RATE * 0.03);
const SHORTEST = Math.floor(SLOW_RATE / 350);
const LONGEST = Math.ceil(SLOW_RATE / 70);
const VOICED = 0.8;
/** Voiced frames that tell; they are spread over the whole. */
const MOST_PITCHES = 300;
const ENOUGH_VOICED = 25;
const LEAST_SHARE = 0.15;

/** Correlation of the two fundamental frequencies where both are voiced; NaN where too little of the source is. */
export function melodyOf(source: Float32Array, master: Float32Array, active: readonly boolean[]): number {
  const a = slowed(source);
  const b = slowed(master);
  const pairs: (readonly [number, number])[] = [];
  let voiced = 0;
  const step = Math.max(1, Math.ceil(active.length / MOST_PITCHES));
  for (let n = 0; n < active.length; n += step) {
    if (!active[n]) continue;
    const at = (n * SLOW_RATE * FRAME_MS) / 1000;
    const [f, g] = [pitchAt(a, at), pitchAt(b, at)];
    // An octave's slip of the finger is the tracker's, not the master's.
    if (f !== undefined) voiced += 1;
    if (f !== undefined && g !== undefined && Math.abs(Math.log2(f / g)) < 0.4) pairs.push([f, g]);
  }
  if (voiced < ENOUGH_VOICED) return Number.NaN;
  // The chain takes the fundamental away and half the frames with it; where hardly any are left the melody is gone.
  return pairs.length < voiced * LEAST_SHARE ? 0 : correlation(pairs);
}

/** Every fourth sample of a running mean: enough for a voice's fundamental. */
function slowed(samples: Float32Array): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / SLOW) }, (_, n) => {
    let sum = 0;
    for (let i = n * SLOW; i < (n + 1) * SLOW; i += 1) sum += samples[i] ?? 0;
    return sum / SLOW;
  });
}

/** By the highest normalised autocorrelation; undefined where it is no voice. */
function pitchAt(x: Float32Array, at: number): number | undefined {
  const values: number[] = [];
  for (let lag = SHORTEST - 1; lag <= LONGEST + 1; lag += 1) {
    let [xy, xx, yy] = [0, 1e-12, 1e-12];
    for (let i = at; i < at + WINDOW; i += 1) {
      const [p, q] = [x[i] ?? 0, x[i + lag] ?? 0];
      xy += p * q;
      xx += p * p;
      yy += q * q;
    }
    values.push(xy / Math.sqrt(xx * yy));
  }
  const best = values.slice(1, -1).reduce((most, value) => Math.max(most, value), 0);
  if (best < VOICED) return undefined;
  // The first peak that is nearly the highest: a later one is two periods.
  const i = values.findIndex(
    (value, n) =>
      n > 0 &&
      n < values.length - 1 &&
      value > best * 0.9 &&
      value >= (values[n - 1] ?? 1) &&
      value >= (values[n + 1] ?? 1),
  );
  if (i < 0) return undefined;
  const [before = 0, here = 0, after = 0] = [values[i - 1], values[i], values[i + 1]];
  const bend = before - 2 * here + after;
  const between = bend === 0 ? 0 : (0.5 * (before - after)) / bend;
  return SLOW_RATE / (SHORTEST - 1 + i + between);
}

/** Pearson's. */
export function correlation(pairs: readonly (readonly [number, number])[]): number {
  const mean = (pick: (pair: readonly [number, number]) => number) =>
    pairs.reduce((sum, pair) => sum + pick(pair), 0) / pairs.length;
  const [ma, mb] = [mean(([a]) => a), mean(([, b]) => b)];
  const over = (pick: (pair: readonly [number, number]) => number) => mean(pick);
  const ab = over(([a, b]) => (a - ma) * (b - mb));
  const aa = over(([a]) => (a - ma) ** 2);
  const bb = over(([, b]) => (b - mb) ** 2);
  return ab / Math.sqrt(aa * bb + 1e-20);
}
