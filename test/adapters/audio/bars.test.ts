// The house's bars over masters of the embedded voice, made and decoded by real ffmpeg; and that they catch what they are
// there for: speech that was not mastered, mastered the usual way, clipped, or cut.
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { audition } from '../../../src/adapters/audio/bars/audition.ts';
import { type Bar, judgeMaster } from '../../../src/adapters/audio/bars/gate.ts';
import {
  BANDS_HZ,
  intelligibility,
  predictedGainDb,
} from '../../../src/adapters/audio/bars/intelligibility.ts';
import { createJudge } from '../../../src/adapters/audio/bars/judge.ts';
import { CHAIN_DRIVE_LUFS, speechChain } from '../../../src/adapters/audio/chains.ts';
import { createClipShelf } from '../../../src/adapters/audio/clip-shelf.ts';
import { doubtsOf } from '../../../src/adapters/audio/doubts.ts';
import { findFfmpeg, pathDirsOf } from '../../../src/adapters/audio/find-ffmpeg.ts';
import { createListener, wavMs } from '../../../src/adapters/audio/listen.ts';
import { createMastering } from '../../../src/adapters/audio/mastering.ts';
import { type RunPass, runFfmpeg } from '../../../src/adapters/audio/run-ffmpeg.ts';
import { createScratch } from '../../../src/adapters/audio/scratch.ts';
import { createEspeakNative } from '../../../src/adapters/speech/espeak-native.ts';
import { createEspeakWasm } from '../../../src/adapters/speech/espeak-wasm.ts';
import { soundOf } from '../../../src/house-sound.ts';
import { estimateSpeechMs, toPhrases } from '../../../src/thai/phrases.ts';
import { readThai } from '../../../src/thai/reading.ts';
import { decode, loudness, noise, RATE, speechLike, truePeak, wavOf } from './ear.ts';

const NEWS =
  'ประกาศองค์การบริหารส่วนตำบล เรื่อง แจ้งงดจ่ายน้ำประปาชั่วคราว การประปาส่วนภูมิภาคจะซ่อมท่อเมนในวันที่ ๒๔ พฤศจิกายน ๒๕๖๙ เวลา ๐๙.๐๐-๑๕.๓๐ น. ' +
  'ขอให้พี่น้องประชาชนสำรองน้ำไว้ใช้ในช่วงเวลาดังกล่าว';
const never = new AbortController().signal;
const judge = createJudge();
const ffmpeg = await findFfmpeg({ configured: undefined, pathDirs: pathDirsOf(process.env['PATH']) });
const run: RunPass = (pass) => runFfmpeg(ffmpeg.path, pass, { signal: never, timeoutMs: 60_000 });
const dir = t.testdir({ shelf: {}, scratch: {} });
const mastering = createMastering({
  ffmpeg,
  shelf: createClipShelf(join(dir, 'shelf')),
  scratch: createScratch(join(dir, 'scratch')),
});

const native = createEspeakNative({ pathDirs: process.env['PATH'] });
const engine = (await native.check()).usable ? native : createEspeakWasm();
const phrases = toPhrases(readThai(NEWS));
const source = join(dir, 'source.wav');
const { ms } = await engine.speak({ text: '', phrases }, source, never);
const quiet = ['-v', 'error', '-nostdin', '-y'];
const sourceLufs = loudness(decode(ffmpeg.path, source));

async function judged(master: string, chain: 'G' | 'F' = 'G', speechFromMs = 0) {
  const sound = decode(ffmpeg.path, master);
  const about = { chain, recorded: false, lufs: loudness(sound), truePeakDb: truePeak(sound) };
  const span = { path: source, format: 'wav', fromMs: 0, toMs: ms };
  const at = { path: master, firstFromMs: speechFromMs, lastFromMs: speechFromMs };
  return audition(run, judge, { source: span, master: at, ...about }, dir, never);
}
const failing = (bars: readonly Bar[]) => bars.filter(({ holds }) => !holds).map(({ n }) => n);

t.test('a greeting of two words passes the bars as a long announcement does', async (t) => {
  const path = join(dir, 'short.wav');
  for (const words of ['ข่าว', 'ประชุมหมู่บ้านวันจันทร์', 'สวัสดีครับ พี่น้องทุกท่าน']) {
    const phrases = toPhrases(readThai(words));
    await engine.speak({ text: '', phrases }, path, never);
    for (const of of ['routine', 'important', 'emergency'] as const) {
      const clip = await mastering.master(
        { path, recorded: false },
        soundOf('.')(of),
        estimateSpeechMs(phrases),
        never,
      );
      t.same(clip.doubts, [], `${words} · ${of}`);
    }
  }
});

for (const of of ['routine', 'emergency'] as const) {
  t.test(`every bar holds for the embedded voice in the sound of the class ${of}`, async (t) => {
    const sound = { ...soundOf('.')(of), repeat: 1 as const };
    const clip = await mastering.master({ path: source, recorded: false }, sound, undefined, never);
    t.same(clip.doubts, []);
    for (const { codec, sha256 } of clip.renditions) {
      const { bars, predictedGainDb: gain } = await judged(
        join(dir, 'shelf', `${sha256}.${codec}`),
        sound.chain,
        (await wavMs(sound.openingChime)) + sound.gapMs,
      );
      t.ok(gain >= 6, `${codec}: predicted gain ${gain.toFixed(1)} dB`);
      for (const bar of bars) t.ok(bar.holds, `${codec}: ${bar.what}: ${bar.value.toFixed(2)}`);
      t.same([...new Set(bars.map(({ n }) => n))], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });
}

/** The speech with its pitch wandering up and down by a tenth, four times a second. */
function wandering(sound: Float64Array): Float64Array {
  return sound.map((_, i) => {
    const at = i + 0.004 * RATE * Math.sin((2 * Math.PI * 4 * i) / RATE);
    const n = Math.floor(at);
    const [here = 0, next = 0] = [sound[n], sound[n + 1]];
    return here + (at - n) * (next - here);
  });
}

t.test('what the bars are there for does not pass them', async (t) => {
  const chain = speechChain('G', CHAIN_DRIVE_LUFS - sourceLufs);
  const original = decode(ffmpeg.path, source);
  const soundsTo = original.findLastIndex((x) => Math.abs(x) > 0.02);
  const spoiled: Record<string, readonly [sound: Float64Array, filters: string, because: number]> = {
    'not mastered': [original, 'anull', 3],
    'one pass of loudnorm': [original, 'loudnorm=I=-14:TP=-1,aresample=48000', 6],
    'a high-pass only': [original, 'highpass=f=300', 6],
    clipped: [original, `${chain},volume=6dB,aeval=clip(val(0)\\,-1\\,1)`, 2],
    'its start cut': [original.subarray(0.06 * RATE), chain, 9],
    'its end cut': [original.subarray(0, soundsTo - 0.12 * RATE), chain, 9],
    'its melody gone': [wandering(original), chain, 9],
  };
  for (const [name, [sound, filters, because]] of Object.entries(spoiled)) {
    const wav = join(dir, 'spoiled.wav');
    await writeFile(wav, wavOf(sound));
    const path = join(dir, `${name.replaceAll(' ', '-')}.mp3`);
    const whole = `aresample=48000,aformat=channel_layouts=mono,${filters}`;
    const codec = ['-ar', '22050', '-ac', '1', '-c:a', 'libmp3lame', '-b:a', '32k', '-write_xing', '0'];
    execFileSync(ffmpeg.path, [...quiet, '-i', wav, '-af', whole, ...codec, path]);
    const { bars } = await judged(path);
    t.ok(failing(bars).includes(because), `${name}: fails ${failing(bars).join(', ')}`);
  }
});

t.test(
  'a reading that was cut is refused; a poor recording goes to the approver with its doubt',
  async (t) => {
    const kept = { first: 0.2, last: 1 };
    const cut = { kept, bars: [{ n: 9, what: 'kept', value: 0.2, holds: false }], predictedGainDb: 8 };
    const whole = { first: 1, last: 1 };
    const poor = {
      kept: whole,
      bars: [{ n: 5, what: 'energy', value: 20, holds: false }],
      predictedGainDb: 8,
    };
    const listener = createListener();
    const random = noise(5);
    const voice = speechLike(4000, 0.4);
    listener.sink.write(wavOf(voice.map((x) => x + 0.05 * random())));
    const heard = listener.heard();
    t.throws(() => doubtsOf(cut, false, heard), { code: 'clip-refused' });
    t.match(doubtsOf(cut, true, heard), [
      { what: 'noisy-recording' },
      { what: 'unlike-the-house', value: 9 },
    ]);
    t.same(doubtsOf(poor, false, heard), [{ what: 'unlike-the-house', value: 5 }]);

    const noisy = join(dir, 'noisy.wav');
    await writeFile(noisy, wavOf(voice.map((x) => x + 0.03 * random())));
    const sound = { ...soundOf('.')('routine'), openingChime: 'none', closingChime: 'none' };
    const clip = await mastering.master({ path: noisy, recorded: true }, sound, undefined, never);
    const doubt = clip.doubts.find(({ what }) => what === 'noisy-recording');
    t.ok(doubt !== undefined && doubt.value < 20 && doubt.value > 5, `${doubt?.value} dB over the room`);
  },
);

t.test(
  'the prediction: louder is clearer, a high-pass alone is not, and noise of its own kind is worst',
  async (t) => {
    const flat = BANDS_HZ.map(() => -30);
    const louder = flat.map((db) => db + 6);
    t.ok(Math.abs(predictedGainDb(louder, flat, 'pink', 0) - 6) < 0.01, 'six decibels more are six decibels');
    t.ok(intelligibility(flat, flat, 'pink', 10) > intelligibility(flat, flat, 'pink', 0));
    t.equal(
      intelligibility(
        flat.map(() => -300),
        flat,
        'pink',
        0,
      ),
      0,
    );
    t.ok(
      Math.abs(
        intelligibility(
          flat.map(() => 300),
          flat,
          'pink',
          0,
        ) - 1,
      ) < 0.01,
    );
  },
);

t.test('the bars are judged of anything, and never thrown over', async (t) => {
  const silence = new Float32Array(16_000);
  const random = noise(9);
  const hiss = Float32Array.from({ length: 32_000 }, () => random());
  for (const [source, master] of [
    [silence, silence],
    [silence, hiss],
    [hiss, silence],
    [new Float32Array(0), hiss],
    [hiss.subarray(0, 100), hiss],
  ] as const) {
    const { bars } = judgeMaster({
      opening: { source, master },
      ending: { source, master },
      chain: 'G',
      recorded: true,
      lufs: -14,
      truePeakDb: -2,
    });
    t.ok(bars.length >= 16);
  }
});
