// What the embedded voice says, measured by a program that is not ours: praat hears the tones of connected speech, vowels,
// lengths and stops, and the times of the syllables come from the engine itself, not from our own search for them.
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { breathsOf } from '../../../src/adapters/speech/breaths.ts';
import { createEspeakNative, findEspeak } from '../../../src/adapters/speech/espeak-native.ts';
import { espeakVoice, type Register } from '../../../src/adapters/speech/espeak-voice.ts';
import { intoned } from '../../../src/adapters/speech/intone.ts';
import { withoutEdges } from '../../../src/adapters/speech/wav.ts';
import { toPhrases } from '../../../src/thai/phrases.ts';
import { readThai } from '../../../src/thai/reading.ts';
import { isLong, type Syllable, type Tone, toIpa } from '../../../src/thai/sounds.ts';
import { type Frame, formants, pitchTracks, praat } from './praat.ts';
import { SENTENCES } from './sentences.ts';
import { phrase, word } from './speech-fixtures.ts';
import { bend, intoFile, type Rhyme, teller, wasm } from './told.ts';

const peers = process.env['HOKRACHAI_REQUIRE_PEERS'] === '1';
const espeak = await findEspeak(process.env['PATH']);
const skip = !peers && (wasm === undefined || praat === undefined) && 'praat or the WASM build is missing';

const semitones = (hertz: number) => 12 * Math.log2(hertz / 100);

/** The tones as Chao's numerals write them, 1 the lowest and 5 the highest of the voice: not our own targets. */
const CHAO: Readonly<Record<Tone, readonly number[]>> = {
  mid: [3, 3],
  low: [2, 1],
  falling: [5, 1],
  high: [4, 5],
  rising: [1, 1, 4],
};
const POINTS = 5;

function numeralAt(numerals: readonly number[], share: number): number {
  const at = share * (numerals.length - 1);
  const from = numerals[Math.floor(at)] ?? 0;
  return from + (at % 1) * ((numerals[Math.floor(at) + 1] ?? from) - from);
}

/** Pitch at points of a rhyme, as far as it is voiced. */
function heard(track: readonly Frame[], { fromMs, toMs }: Rhyme): readonly number[] {
  const voiced = track.filter(({ ms, hertz }) => ms >= fromMs && ms <= toMs && hertz > 0);
  return Array.from({ length: POINTS }, (_, i) => {
    const frame = voiced[Math.round(((i + 0.5) / POINTS) * (voiced.length - 1))];
    return semitones(frame?.hertz ?? Number.NaN);
  });
}

interface Heard {
  readonly syllable: Syllable;
  readonly nth: number;
  readonly points: readonly number[];
}

async function hearSentences(folder: string, register: Register): Promise<readonly Heard[]> {
  const tell = await teller(register);
  const breaths = breathsOf(toPhrases(readThai(SENTENCES, new Map())));
  const rhymes: (readonly Rhyme[])[] = [];
  for (const [n, breath] of breaths.entries()) {
    const bent = bend(tell(breath), breath, register);
    rhymes.push(
      bent.rhymes.map(({ fromMs, vowelEndMs, toMs }) => ({
        fromMs: bent.moved(fromMs),
        vowelEndMs,
        toMs: bent.moved(toMs),
      })),
    );
    await intoFile(folder, String(n), bent.out);
  }
  const tracks = pitchTracks(folder);
  return breaths.flatMap(({ syllables, since }, n) =>
    syllables.map((syllable, i) => {
      const rhyme = rhymes[n]?.[i];
      const points = rhyme === undefined ? [] : heard(tracks.get(String(n)) ?? [], rhyme);
      return { syllable, nth: Math.min(since + i, 20), points };
    }),
  );
}

/** What sinks over a clause is taken off by a line through all of it; then 1 is the voice's lowest and 5 its highest. */
function asNumerals(all: readonly Heard[]): readonly (readonly number[])[] {
  const slope = slopeOf(
    all.map(({ points, nth }) => ({ x: nth, y: mean(points) })).filter(({ y }) => !Number.isNaN(y)),
  );
  const level = all.map(({ points, nth }) => points.map((p) => p - slope * nth));
  const sorted = level
    .flat()
    .filter((p) => !Number.isNaN(p))
    .sort((a, b) => a - b);
  const [lowest = 0, highest = 0] = [0.05, 0.95].map((share) => sorted[Math.floor(sorted.length * share)]);
  return level.map((points) => points.map((p) => 1 + (4 * (p - lowest)) / (highest - lowest)));
}

function nearestTone(numerals: readonly number[]): Tone | undefined {
  const far = (tone: Tone) =>
    Math.hypot(...numerals.map((p, k) => p - numeralAt(CHAO[tone], (k + 0.5) / POINTS)));
  const tones = Object.keys(CHAO) as Tone[];
  return numerals.some(Number.isNaN) ? undefined : tones.reduce((a, b) => (far(b) < far(a) ? b : a));
}

for (const register of ['male', 'female'] as const)
  t.test(
    `a ${register} voice: two hundred syllables of connected speech have the tones praat hears`,
    { skip },
    async (t) => {
      const all = await hearSentences(t.testdir(), register);
      const numerals = asNumerals(all);
      const wrong = all.flatMap(({ syllable }, i) => {
        const tone = nearestTone(numerals[i] ?? []);
        const shown = (numerals[i] ?? []).map((p) => p.toFixed(1)).join(' ');
        return tone === syllable.tone ? [] : [`${toIpa([syllable])} as ${tone}: ${shown}`];
      });
      const kinds = new Set(
        all.map(({ syllable: { tone, vowel, coda } }) => `${tone} ${isLong(vowel)} ${coda !== ''}`),
      );
      const right = 1 - wrong.length / all.length;
      t.ok(all.length >= 200, `${all.length} syllables`);
      t.ok(kinds.size >= 14, `${kinds.size} kinds of tone, length and ending`);
      t.ok(right >= 0.95, `${(100 * right).toFixed(1)} % heard as meant, but ${wrong.join('; ')}`);
    },
  );

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const [mx, my] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
  const over = points.reduce((sum, { x, y }) => sum + (x - mx) * (y - my), 0);
  return over / points.reduce((sum, { x }) => sum + (x - mx) ** 2, 0);
}

/** Says each syllable row alone, from the WASM build, and asks praat about all of them at once. */
async function pitchOf(
  t: Test,
  rows: Readonly<Record<string, readonly string[]>>,
): Promise<ReadonlyMap<string, readonly Frame[]>> {
  const folder = t.testdir();
  await sayRows(folder, rows);
  return pitchTracks(folder);
}

async function sayRows(folder: string, rows: Readonly<Record<string, readonly string[]>>): Promise<void> {
  const tell = await teller('male');
  const { speaker } = espeakVoice({});
  for (const [name, syllables] of Object.entries(rows)) {
    const [breath] = breathsOf([phrase([word(...syllables)])]);
    if (breath === undefined) throw new Error(`nothing in ${name}`);
    const out = intoned(tell(breath).sound, { ...breath, endsSentence: false }, speaker);
    await intoFile(folder, name, out);
  }
}

/** Stretches of voice, in ms; single frames are chance. */
function voicedRuns(track: readonly Frame[]): readonly { readonly from: number; readonly to: number }[] {
  const runs: { from: number; to: number }[] = [];
  for (const { ms } of track.filter(({ hertz }) => hertz > 0)) {
    const last = runs.at(-1);
    if (last !== undefined && ms - last.to < 7) last.to = ms;
    else runs.push({ from: ms, to: ms });
  }
  return runs.filter(({ from, to }) => to - from > 15);
}

t.test(
  'both builds of the engine speak with the same melody',
  { skip: skip || (!peers && espeak === undefined && 'espeak-ng is not installed') },
  async (t) => {
    const folder = t.testdir();
    const phrases = toPhrases(readThai(SENTENCES, new Map())).slice(0, 6);
    const tell = await teller('male');
    for (const [n, part] of phrases.entries()) {
      const native = createEspeakNative({ pathDirs: process.env['PATH'] });
      await native.speak(
        { text: '', phrases: [part] },
        join(folder, `${n}-native.wav`),
        new AbortController().signal,
      );
      for (const breath of breathsOf([part])) {
        const { rate, samples } = intoned(tell(breath).sound, breath, espeakVoice({}).speaker);
        await intoFile(folder, `${n}-wasm`, { rate, samples: withoutEdges(samples) });
      }
    }
    const tracks = pitchTracks(folder);
    for (const n of phrases.keys()) {
      const [a, b] = [tracks.get(`${n}-native`) ?? [], tracks.get(`${n}-wasm`) ?? []];
      t.ok(Math.abs(a.length / b.length - 1) < 0.02, `${a.length * 5} and ${b.length * 5} ms`);
      const mostApart = (shift: number) => {
        const apart = a.map(({ hertz }, i) =>
          Math.abs(semitones(hertz) - semitones(b[i + shift]?.hertz ?? Number.NaN)),
        );
        const voiced = apart.filter((st) => !Number.isNaN(st)).sort((x, y) => x - y);
        return voiced.length < 50 ? Number.NaN : (voiced[Math.floor(voiced.length * 0.8)] ?? Number.NaN);
      };
      const most = Math.min(...[-4, -2, 0, 2, 4].map(mostApart));
      t.ok(most < 0.8, `four fifths of its pitch within ${most.toFixed(2)} semitones`);
    }
  },
);

t.test('the five tones of /maː/ lie apart and move as they should', { skip }, async (t) => {
  const tones = ['mid', 'low', 'falling', 'high', 'rising'] as const;
  const tracks = await pitchOf(t, Object.fromEntries(tones.map((tone) => [tone, [`m-aː--${tone}`]])));
  const contour = (tone: string) => {
    const voiced = (tracks.get(tone) ?? []).filter(({ hertz }) => hertz > 0);
    return Array.from({ length: 9 }, (_, k) =>
      semitones(voiced[Math.round((k / 8) * (voiced.length - 1))]?.hertz ?? Number.NaN),
    );
  };
  const st = Object.fromEntries(tones.map((tone) => [tone, contour(tone)])) as Record<Tone, number[]>;
  const at = (tone: Tone, point: number) => st[tone][point] ?? Number.NaN;
  for (const [i, a] of tones.entries()) {
    for (const b of tones.slice(i + 1)) {
      const apart = Math.hypot(...st[a].map((p, k) => p - at(b, k))) / 3;
      t.ok(apart >= 2.8, `${a} and ${b}: ${apart.toFixed(2)} semitones apart`);
    }
  }
  t.ok(
    Math.max(...st.falling) - at('falling', 8) >= 4,
    `falling falls ${(Math.max(...st.falling) - at('falling', 8)).toFixed(1)}`,
  );
  t.ok(
    at('rising', 8) - Math.min(...st.rising) >= 4,
    `rising rises ${(at('rising', 8) - Math.min(...st.rising)).toFixed(1)}`,
  );
  t.ok(at('high', 4) - at('low', 4) >= 6, `high is ${(at('high', 4) - at('low', 4)).toFixed(1)} over low`);
  t.ok(
    st.mid.every((p) => Math.abs(p - mean(st.mid)) <= 2),
    'mid is level',
  );
});

t.test('long vowels last about twice as long as short ones, between the same stops', { skip }, async (t) => {
  const frames: Record<string, (vowel: string) => readonly string[]> = {
    open: (v) => ['k-a-p-low', `t-${v}--low`, 'k-a-p-low'],
    closed: (v) => ['k-a-p-low', `t-${v}-k-low`, 'k-a-p-low'],
    last: (v) => ['k-a-p-low', `t-${v}-t-low`],
  };
  const rows: Record<string, readonly string[]> = {};
  for (const [kind, frame] of Object.entries(frames))
    for (const [v, name] of [
      ['a', 'a'],
      ['i', 'i'],
      ['ɔ', 'o'],
      ['ɯ', 'y'],
      ['e', 'e'],
    ] as const)
      for (const length of ['', 'ː'])
        rows[`${kind}-${name}${length === '' ? '' : '-long'}`] = frame(`${v}${length}`);
  const tracks = await pitchOf(t, rows);
  const ms = (name: string) => {
    const run = voicedRuns(tracks.get(name) ?? [])[1];
    return run === undefined ? Number.NaN : run.to - run.from + 5;
  };
  for (const name of Object.keys(rows).filter((one) => !one.endsWith('-long'))) {
    const ratio = ms(`${name}-long`) / ms(name);
    t.ok(
      ratio >= 1.8 && ratio <= 2.7,
      `${name}: ${ms(name)} and ${ms(`${name}-long`)} ms, 1 : ${ratio.toFixed(2)}`,
    );
  }
});

t.test('stops are voiced, plain or aspirated by the silence between two vowels', { skip }, async (t) => {
  const stops = { b: 'b', d: 'd', p: 'p', t: 't', k: 'k', c: 'tɕ', ph: 'pʰ', th: 'tʰ', kh: 'kʰ', ch: 'tɕʰ' };
  const tracks = await pitchOf(
    t,
    Object.fromEntries(Object.entries(stops).map(([name, stop]) => [name, ['ʔ-aː--mid', `${stop}-aː--mid`]])),
  );
  const gap = (name: string) => {
    const runs = voicedRuns(tracks.get(name) ?? []);
    const [first, last] = [runs[0], runs.at(-1)];
    return first === undefined || last === undefined || first === last ? 0 : last.from - first.to - 5;
  };
  for (const name of ['b', 'd']) t.ok(gap(name) <= 20, `${name}: ${gap(name)} ms`);
  for (const name of ['p', 't', 'k', 'c']) {
    t.ok(gap(name) >= 40 && gap(name) <= 125, `${name}: ${gap(name)} ms`);
    t.ok(gap(`${name}h`) >= gap(name) + 50, `${name}h: ${gap(`${name}h`)} ms`);
  }
});

t.test('nine long vowels lie apart', { skip }, async (t) => {
  const vowels = ['i', 'e', 'ɛ', 'a', 'ɔ', 'o', 'u', 'ɯ', 'ɤ'];
  const folder = t.testdir();
  await sayRows(folder, Object.fromEntries(vowels.map((v, i) => [String(i), [`ʔ-${v}ː--mid`]])));
  const found = formants(folder);
  const bark = (hertz: number) => (26.81 * hertz) / (1960 + hertz) - 0.53;
  const pairs: { readonly pair: string; readonly far: number }[] = [];
  for (const [i, a] of vowels.entries())
    for (const [j, b] of vowels.entries()) {
      const [x, y] = [found.get(String(i)), found.get(String(j))];
      if (j > i && x !== undefined && y !== undefined)
        pairs.push({ pair: `${a}/${b}`, far: Math.hypot(bark(x[0]) - bark(y[0]), bark(x[1]) - bark(y[1])) });
    }
  pairs.sort((a, b) => a.far - b.far);
  t.equal(pairs.length, 36);
  t.ok((pairs[0]?.far ?? 0) >= 0.6, `closest: ${pairs[0]?.pair} ${pairs[0]?.far.toFixed(2)} Bark`);
  t.ok((pairs[1]?.far ?? 0) >= 1.2, `next: ${pairs[1]?.pair} ${pairs[1]?.far.toFixed(2)} Bark`);
});
