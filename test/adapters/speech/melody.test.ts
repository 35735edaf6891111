// What bending the voice must not do to it: no clicks, no clipping, nothing lost, nothing touched that has no voice. Once
// with a voice of pulses made here, once with the engine's.
import t from 'tap';
import { alignSyllables } from '../../../src/adapters/speech/align-syllables.ts';
import { breathsOf } from '../../../src/adapters/speech/breaths.ts';
import { espeakVoice } from '../../../src/adapters/speech/espeak-voice.ts';
import { intoned } from '../../../src/adapters/speech/intone.ts';
import { resung } from '../../../src/adapters/speech/psola.ts';
import { cyclesOf } from '../../../src/adapters/speech/voice-cycles.ts';
import type { Sound } from '../../../src/adapters/speech/wav.ts';
import { toPhrases } from '../../../src/thai/phrases.ts';
import { readThai } from '../../../src/thai/reading.ts';
import { SENTENCES } from './sentences.ts';
import { syl } from './speech-fixtures.ts';
import { bend, teller, wasm } from './told.ts';

const peers = process.env['HOKRACHAI_REQUIRE_PEERS'] === '1';
const skip = !peers && wasm === undefined && 'the WASM build is missing';
const RATE = 22_050;
const FLAT = [104, 116] as const;

/** Pulses that ring like a vowel, by turns on the lower and the higher pitch, with hiss or silence between them. */
function pulses(parts: readonly { readonly hertz: number; readonly ms: number }[]): Sound {
  const samples = new Int16Array(parts.reduce((n, { ms }) => n + (ms * RATE) / 1000, 0));
  let at = 0;
  let seed = 7;
  const noise = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647 - 0.5;
  };
  for (const { hertz, ms } of parts) {
    const end = at + Math.round((ms * RATE) / 1000);
    for (let i = at; hertz === 0 && i < end; i += 1) samples[i] = 800 * noise() * (i % 2 === 0 ? 1 : -1);
    for (let from = at; hertz > 0 && from < end; from += RATE / hertz) {
      for (let i = Math.round(from); i < Math.min(end, from + 600); i += 1) {
        const s = (i - Math.round(from)) / RATE;
        const ring =
          Math.exp(-s * 300) * Math.sin(2 * Math.PI * 700 * s) +
          0.8 * Math.exp(-s * 90) * Math.sin(2 * Math.PI * 110 * s);
        samples[i] = (samples[i] ?? 0) + 7000 * ring;
      }
    }
    at = end;
  }
  return { rate: RATE, samples };
}

const SPOKEN = [
  { hertz: 104, ms: 180 },
  { hertz: 116, ms: 200 },
  { hertz: 0, ms: 100 },
  { hertz: 104, ms: 150 },
];

t.test('cycles are found where the voice is, on its pitches, and syllables where these change', async (t) => {
  const cycles = cyclesOf(pulses(SPOKEN), FLAT);
  const ms = (i: number) => ((cycles[i]?.at ?? 0) * 1000) / RATE;
  const inHiss = cycles.filter((_, i) => ms(i) > 420 && ms(i) < 440);
  t.equal(inHiss.length, 0, 'no voice in the hiss');
  const stretches =
    alignSyllables(cycles, ['m-aː--mid', 'm-aː--low', 's-aː--high'].map(syl), FLAT, RATE) ?? [];
  t.same(
    stretches.map(({ from }) => from),
    [0, stretches[0]?.to, stretches[1]?.to],
    'nothing between them is left over',
  );
  t.ok(
    Math.abs(ms(stretches[1]?.from ?? 0) - 180) < 15,
    `the second begins at ${ms(stretches[1]?.from ?? 0).toFixed(0)} ms`,
  );
  t.ok(
    Math.abs(ms(stretches[2]?.from ?? 0) - 480) < 20,
    `the third at ${ms(stretches[2]?.from ?? 0).toFixed(0)} ms`,
  );
  t.equal(
    alignSyllables(
      cycles.slice(0, 2),
      ['a', 'b', 'c'].map(() => syl('m-aː--mid')),
      FLAT,
      RATE,
    ),
    undefined,
  );
});

t.test(
  'a voice is said again on the pitch asked for, and what is not voice stays the same samples',
  async (t) => {
    const sound = pulses([
      { hertz: 0, ms: 60 },
      { hertz: 110, ms: 400 },
      { hertz: 0, ms: 90 },
    ]);
    const cycles = cyclesOf(sound, FLAT);
    const stretch = new Float64Array(cycles.length).fill(1);
    for (const hertz of [85, 100, 130, 150]) {
      const other = resung(sound, cycles, { stretch, hertzAt: () => hertz });
      t.ok(Math.abs(other.samples.length / sound.samples.length - 1) < 0.02, 'as long as before');
      t.ok(
        Math.abs(pitchIn(other, 150, 350) / hertz - 1) < 0.01,
        `${pitchIn(other, 150, 350).toFixed(1)} of ${hertz} Hz`,
      );
      t.same(other.samples.slice(0, 1000), sound.samples.slice(0, 1000), 'the hiss before it is the same');
      t.same(other.samples.slice(-1700), sound.samples.slice(-1700), 'and after it');
    }
    const slow = resung(sound, cycles, { stretch: stretch.fill(1.5), hertzAt: () => 120 });
    const voiced = ((cycles.at(-1)?.at ?? 0) - (cycles[0]?.at ?? 0)) * 0.5;
    t.ok(
      Math.abs(slow.samples.length - sound.samples.length - voiced) < RATE / 120,
      'its voice half as long again',
    );
    t.ok(Math.abs(pitchIn(slow, 150, 500) / 120 - 1) < 0.01, 'on the pitch asked for');
  },
);

/** Pitch by the strongest likeness of the sound with itself a period later. */
function pitchIn({ samples }: Sound, fromMs: number, toMs: number): number {
  const part = samples.subarray((fromMs * RATE) / 1000, (toMs * RATE) / 1000);
  let best = 0;
  let most = 0;
  for (let lag = Math.floor(RATE / 170); lag < RATE / 75; lag += 1) {
    let sum = 0;
    for (let i = 0; i + 300 < part.length; i += 1) sum += (part[i] ?? 0) * (part[i + lag] ?? 0);
    if (sum > most) [best, most] = [lag, sum];
  }
  return RATE / best;
}

t.test('what has no voice, or too little for its syllables, passes as it is', async (t) => {
  const hiss = pulses([{ hertz: 0, ms: 300 }]);
  const line = { syllables: [syl('m-aː--mid')], since: 0, endsSentence: true, isNumber: false };
  t.same(intoned(hiss, line, espeakVoice({}).speaker).samples, hiss.samples);
  const silence = { rate: RATE, samples: new Int16Array(3000) };
  t.same(intoned(silence, line, espeakVoice({}).speaker).samples, silence.samples);
  t.equal(
    intoned({ rate: RATE, samples: new Int16Array(0) }, line, espeakVoice({}).speaker).samples.length,
    0,
  );
});

const breaths = breathsOf(toPhrases(readThai(SENTENCES, new Map())));

t.test('syllables are found where the engine says they are', { skip }, async (t) => {
  for (const register of ['male', 'female'] as const) {
    const tell = await teller(register);
    const { flatHertz } = espeakVoice({ register }).speaker;
    const off: number[] = [];
    for (const breath of breaths) {
      const { sound, rhymes } = tell(breath);
      const cycles = cyclesOf(sound, flatHertz);
      const stretches = alignSyllables(cycles, breath.syllables, flatHertz, sound.rate) ?? [];
      for (const [i, { fromMs, toMs }] of rhymes.entries()) {
        const middle =
          (cycles[Math.floor(((stretches[i]?.core ?? 0) + (stretches[i]?.coreEnd ?? 0)) / 2)]?.at ?? 0) /
          sound.rate;
        off.push(Math.max(0, fromMs - middle * 1000, middle * 1000 - toMs));
      }
    }
    t.ok(off.length >= 200, `${off.length} syllables`);
    t.ok(
      Math.max(...off) < 15,
      `the middle of each vowel found lies in its rhyme; the worst ${Math.max(...off).toFixed(0)} ms outside`,
    );
  }
});

t.test(
  'the bent voice has no clicks, is not clipped, and what has no voice is untouched',
  { skip },
  async (t) => {
    for (const register of ['male', 'female'] as const) {
      const tell = await teller(register);
      const [before, after]: [number[], number[]] = [[], []];
      let [clicks, peak, touched, consonants] = [0, 0, 0, 0];
      for (const breath of breaths) {
        const { sound, out, moved, sounds } = bend(tell(breath), breath, register);
        peak = Math.max(peak, loudestOf(out.samples) / loudestOf(sound.samples));
        const planned = (moved((sound.samples.length * 1000) / RATE) * RATE) / 1000;
        t.ok(Math.abs(out.samples.length / planned - 1) < 0.01, 'as long as planned');
        for (let ms = 20; moved(ms) < (out.samples.length * 1000) / RATE - 20; ms += 10) {
          before.push(loudness(sound, ms));
          after.push(loudness(out, moved(ms)));
          if (steepest(out, moved(ms), 5) > 1.5 * steepest(sound, ms, 20) + 500) clicks += 1;
        }
        for (const { fromMs, toMs } of sounds.filter(({ id }) => /^[fs]$/.test(id))) {
          consonants += 1;
          const [from, to] = [(fromMs + 25) * (RATE / 1000), (toMs - 25) * (RATE / 1000)];
          if (!holds(out.samples, sound.samples.subarray(from, to), (moved(fromMs + 25) * RATE) / 1000))
            touched += 1;
        }
      }
      t.equal(clicks, 0, 'no step between two samples that the sound around it did not have');
      t.ok(peak <= 1.25, `loudest ${peak.toFixed(2)} of what it was`);
      t.ok(
        correlation(before, after) >= 0.95,
        `loudness goes with the engine's: ${correlation(before, after).toFixed(3)}`,
      );
      t.ok(consonants >= 10 && touched === 0, `${touched} of ${consonants} f and s are changed`);
    }
  },
);

/** The greatest step between two samples within so many ms of a moment. */
function steepest({ samples, rate }: Sound, ms: number, around: number): number {
  const [from, to] = [ms - around, ms + around].map((one) => Math.max(1, Math.round((one * rate) / 1000)));
  let most = 0;
  for (let i = from ?? 1; i < (to ?? 1); i += 1)
    most = Math.max(most, Math.abs((samples[i] ?? 0) - (samples[i - 1] ?? 0)));
  return most;
}

function loudestOf(samples: Int16Array): number {
  return samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
}

/** Loudness of 40 ms around a moment, in dB, silence at 20. */
function loudness({ samples, rate }: Sound, ms: number): number {
  const at = Math.round((ms * rate) / 1000);
  const part = samples.subarray(Math.max(0, at - 441), at + 441);
  return 10 * Math.log10(100 + part.reduce((sum, one) => sum + one * one, 0) / Math.max(1, part.length));
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0) / all.length;
  const [ma, mb] = [mean(a), mean(b)];
  const dot = (x: readonly number[], mx: number, y: readonly number[], my: number) =>
    x.reduce((sum, one, i) => sum + (one - mx) * ((y[i] ?? 0) - my), 0);
  return dot(a, ma, b, mb) / Math.sqrt(dot(a, ma, a, ma) * dot(b, mb, b, mb));
}

/** Whether these very samples lie within 15 ms of a place. */
function holds(samples: Int16Array, part: Int16Array, near: number): boolean {
  for (let from = Math.max(0, Math.round(near) - 330); from < near + 330; from += 1)
    if (part.every((one, i) => samples[from + i] === one)) return true;
  return false;
}
