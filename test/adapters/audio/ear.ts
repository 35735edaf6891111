// An ear of the tests' own: speech-like sound made without any program, and measuring by ITU-R BS.1770 written again
// here, so that what ffmpeg says about its own work is not taken on trust.
import { execFileSync } from 'node:child_process';

export const RATE = 48_000;

/** Repeatable noise in −1..1. */
export function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

const PERIOD = 1024;
/** One period of each vowel: harmonics of 120 Hz under three formants. */
const VOWELS = (
  [
    [700, 1200],
    [350, 2100],
    [450, 900],
  ] as const
).map(([f1, f2]) =>
  Float64Array.from({ length: PERIOD }, (_, i) => {
    let voiced = 0;
    for (let k = 1; k <= 30; k += 1) {
      const [a, b, c] = [(120 * k - f1) / 120, (120 * k - f2) / 160, (120 * k - 2900) / 250];
      const formants = 1 / (1 + a * a) + 0.6 / (1 + b * b) + 0.3 / (1 + c * c);
      // The phases spread as a throat spreads them; in step they would make one click per period.
      voiced += formants * Math.sin((2 * Math.PI * k * i) / PERIOD + 0.35 * k * k);
    }
    return voiced;
  }),
);

function periodAt(vowel: Float64Array, phase: number): number {
  const at = ((phase / (2 * Math.PI)) % 1) * PERIOD;
  const i = Math.floor(at);
  return vowel[i]! + (at - i) * (vowel[(i + 1) % PERIOD]! - vowel[i]!);
}

/** Syllables of voiced sound with formants, and hiss between them: about 3.5 a second, a breath every eight. */
export function speechLike(ms: number, peak = 0.5): Float64Array {
  const sound = new Float64Array(Math.round((ms * RATE) / 1000));
  const random = noise(7);
  let phase = 0;
  let hiss = 0;
  for (let i = 0; i < sound.length; i += 1) {
    const t = i / RATE;
    const syllable = Math.floor(t * 3.5);
    const within = t * 3.5 - syllable;
    const isBreath = syllable % 8 === 7;
    phase += (2 * Math.PI * (120 + 25 * Math.sin(2 * Math.PI * 0.7 * t))) / RATE;
    const white = random();
    hiss = white - 0.9 * hiss;
    if (isBreath) continue;
    const vowel = within > 0.2 ? Math.sin(Math.PI * Math.min(1, (within - 0.2) / 0.75)) ** 0.7 : 0;
    const consonant = within < 0.2 ? Math.sin((Math.PI * within) / 0.2) : 0;
    sound[i] = vowel * periodAt(VOWELS[syllable % 3]!, phase) + 0.25 * consonant * hiss;
  }
  return scaled(sound, peak);
}

export function scaled(sound: Float64Array, peak: number): Float64Array {
  const most = sound.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
  return sound.map((x) => (x * peak) / most);
}

export function wavOf(sound: Float64Array, rate = RATE): Buffer {
  const bytes = Buffer.alloc(44 + sound.length * 2);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + sound.length * 2, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(sound.length * 2, 40);
  for (let i = 0; i < sound.length; i += 1) {
    bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(sound[i]! * 32_767))), 44 + i * 2);
  }
  return bytes;
}

/** Decodes a delivered file to 48 kHz samples. */
export function decode(program: string, path: string): Float64Array {
  const args = ['-v', 'error', '-nostdin', '-i', path, '-ac', '1', '-ar', String(RATE), '-f', 'f32le', '-'];
  const bytes = execFileSync(program, args, { maxBuffer: 1 << 30 });
  const { buffer, byteOffset, length } = bytes;
  return new Float64Array(new Float32Array(buffer.slice(byteOffset, byteOffset + length)));
}

/** Integrated loudness in LUFS. */
export function loudness(sound: Float64Array): number {
  const powers: number[] = [];
  const heard = filtered(
    filtered(
      sound,
      [1.53512485958697, -2.69169618940638, 1.19839281085285],
      [-1.69065929318241, 0.73248077421585],
    ),
    [1, -2, 1],
    [-1.99004745483398, 0.99007225036621],
  );
  const block = 0.4 * RATE;
  for (let at = 0; at + block <= heard.length; at += block / 4) {
    let sum = 0;
    for (let i = at; i < at + block; i += 1) sum += heard[i]! ** 2;
    powers.push(sum / block);
  }
  const lufs = (list: number[]) => -0.691 + 10 * Math.log10(list.reduce((a, b) => a + b, 0) / list.length);
  const loud = powers.filter((p) => lufs([p]) > -70);
  const gate = lufs(loud) - 10;
  return lufs(loud.filter((p) => lufs([p]) > gate));
}

function filtered(x: Float64Array, b: readonly number[], a: readonly number[]): Float64Array {
  const [b0 = 0, b1 = 0, b2 = 0] = b;
  const [a1 = 0, a2 = 0] = a;
  const y = new Float64Array(x.length);
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (let i = 0; i < x.length; i += 1) {
    const now = x[i]!;
    const out = b0 * now + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = now;
    y2 = y1;
    y1 = out;
    y[i] = out;
  }
  return y;
}

const REACH = 24;
const KERNELS = [0, 0.25, 0.5, 0.75].map((part) =>
  Float64Array.from({ length: 2 * REACH + 1 }, (_, n) => {
    const at = part - (n - REACH);
    const sinc = at === 0 ? 1 : Math.sin(Math.PI * at) / (Math.PI * at);
    return sinc * (0.5 + 0.5 * Math.cos((Math.PI * at) / (REACH + 1)));
  }),
);

/** dBTP by four-fold interpolation with a windowed sinc, around the samples that could hold the highest peak. */
export function truePeak(sound: Float64Array): number {
  const floor = sound.reduce((m, x) => Math.max(m, Math.abs(x)), 0) * 0.6;
  let most = 0;
  for (let i = REACH; i < sound.length - REACH; i += 1) {
    if (Math.abs(sound[i]!) < floor) continue;
    for (const kernel of KERNELS) {
      let sum = 0;
      for (let n = 0; n <= 2 * REACH; n += 1) sum += sound[i + n - REACH]! * kernel[n]!;
      most = Math.max(most, Math.abs(sum));
    }
  }
  return 20 * Math.log10(most);
}

/** dBFS of the part between two moments. */
export function levelBetween(sound: Float64Array, fromMs: number, toMs: number): number {
  const part = sound.subarray(Math.round((fromMs * RATE) / 1000), Math.round((toMs * RATE) / 1000));
  return 10 * Math.log10(part.reduce((sum, x) => sum + x * x, 0) / part.length + 1e-12);
}

/** How much of one tone there is between two moments, in dBFS. */
export function toneBetween(sound: Float64Array, hertz: number, fromMs: number, toMs: number): number {
  const from = Math.round((fromMs * RATE) / 1000);
  const to = Math.round((toMs * RATE) / 1000);
  let re = 0;
  let im = 0;
  for (let i = from; i < to; i += 1) {
    const turn = (2 * Math.PI * hertz * i) / RATE;
    re += sound[i]! * Math.cos(turn);
    im += sound[i]! * Math.sin(turn);
  }
  return 20 * Math.log10((2 * Math.hypot(re, im)) / (to - from) + 1e-12);
}
