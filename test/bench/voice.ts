// What our voice costs beside running espeak-ng and ffmpeg by hand: the same phrases, one child each as ours, then the
// same passes: the source measured, the chain, both encodes at once, both delivered files decoded and measured. Ours
// also corrects what it measured and syncs to disk. Beside it, the same without a single measurement: the floor.
import { execFile, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type * as Audition from '../../src/adapters/audio/bars/audition.ts';
import type * as Judge from '../../src/adapters/audio/bars/judge.ts';
import { gain, limiter, silence, speechChain, TO_WORKING_FORMAT } from '../../src/adapters/audio/chains.ts';
import { createClipShelf } from '../../src/adapters/audio/clip-shelf.ts';
import { findFfmpeg, pathDirsOf } from '../../src/adapters/audio/find-ffmpeg.ts';
import type * as Mastering from '../../src/adapters/audio/mastering.ts';
import { type RunPass, runFfmpeg } from '../../src/adapters/audio/run-ffmpeg.ts';
import { createScratch } from '../../src/adapters/audio/scratch.ts';
import { breathsOf } from '../../src/adapters/speech/breaths.ts';
import { inBrackets } from '../../src/adapters/speech/espeak-mnemonics.ts';
import type * as Espeak from '../../src/adapters/speech/espeak-native.ts';
import { findEspeak } from '../../src/adapters/speech/espeak-native.ts';
import { soundOf } from '../../src/house-sound.ts';
import { toPhrases } from '../../src/thai/phrases.ts';
import { readThai } from '../../src/thai/reading.ts';

/** As it ships: from the sources every process it starts would translate them first. */
const built = (path: string) => import(new URL(`../../dist/adapters/${path}.js`, import.meta.url).href);
const { createMastering } = (await built('audio/mastering')) as typeof Mastering;
const { audition } = (await built('audio/bars/audition')) as typeof Audition;
const { createJudge } = (await built('audio/bars/judge')) as typeof Judge;
const { createEspeakNative } = (await built('speech/espeak-native')) as typeof Espeak;

const run = promisify(execFile);
/** The routine chime and its pause. */
const CHIME_MS = 3150;
const PARAGRAPH =
  'ประกาศองค์การบริหารส่วนตำบลหนองบัว เรื่อง แจ้งงดจ่ายน้ำประปาชั่วคราว การประปาส่วนภูมิภาคจะซ่อมท่อเมนในวันที่ ๒๔ พฤศจิกายน ๒๕๖๙ เวลา ๐๙.๐๐-๑๕.๓๐ น. ' +
  'หมู่ที่ ๑ ถึงหมู่ที่ ๓ ขอให้พี่น้องประชาชนสำรองน้ำไว้ใช้ในช่วงเวลาดังกล่าว สอบถามโทร. ๐๔๒-๐๐๐-๐๐๐ ขอบคุณครับ ';

/** Texts of about a minute: how many rounds a clip's correction takes differs from text to text. */
export const TEXTS: Readonly<Record<string, string>> = {
  'water notice': PARAGRAPH.repeat(2),
  'flood warning':
    'กรมอุตุนิยมวิทยาแจ้งว่า ในช่วงวันที่ ๒๒ ถึง ๒๔ พฤศจิกายน ๒๕๖๙ ภาคใต้ฝั่งตะวันออกมีฝนตกหนักถึงหนักมาก ขอให้ประชาชนที่อาศัยอยู่ในพื้นที่เสี่ยงภัยเก็บของขึ้นที่สูง ' +
    'เตรียมยา น้ำดื่ม และไฟฉาย ติดตามข่าวจากทางราชการอย่างใกล้ชิด ผู้ที่เดินทางโปรดระมัดระวังถนนลื่น หลีกเลี่ยงการขับรถผ่านทางที่มีน้ำท่วมสูง ' +
    'หากต้องการความช่วยเหลือ โทรสายด่วนกรมป้องกันและบรรเทาสาธารณภัย ๑๗๘๔ ตลอดยี่สิบสี่ชั่วโมง หรือแจ้งผู้ใหญ่บ้านของท่านได้ทันที',
};

export interface VoiceFigures {
  readonly speechMs: number;
  readonly oursMs: number;
  readonly byHandMs: number;
  /** By hand with nothing measured. */
  readonly blindMs: number;
  readonly rounds: number;
  /** By the speech intelligibility index, in pink noise at 0 dB, at equal peak: a model's prediction, no listener's word. */
  readonly predictedGainDb: number;
}

/** The middle of three rounds each, taken in turn so that a busy moment meets both. */
export async function measureVoice(
  folder: string,
  home: string,
  text: string,
): Promise<VoiceFigures | undefined> {
  const espeak = await findEspeak(process.env['PATH']);
  if (espeak === undefined) return undefined;
  const ffmpeg = await findFfmpeg({ configured: undefined, pathDirs: pathDirsOf(process.env['PATH']) });
  const reading = readThai(text, new Map());
  const phrases = toPhrases(reading);
  const engine = createEspeakNative({ pathDirs: process.env['PATH'] });
  const shelf = createClipShelf(join(folder, 'clips'));
  const scratch = createScratch(join(folder, 'scratch'));
  await Promise.all([shelf.start(), scratch.start()]);
  const mastering = createMastering({ ffmpeg, shelf, scratch });
  const sound = soundOf(home)('routine');
  const signal = new AbortController().signal;
  const wav = join(folder, 'ours.wav');
  let speechMs = 0;

  const ours = async () => {
    const spoken = await engine.speak({ text: reading.spoken, phrases }, wav, signal);
    speechMs = spoken.ms;
    return mastering.master({ path: wav, recorded: false }, sound, undefined, signal);
  };
  const byHand = (isMeasured: boolean) => async () => {
    const speech = await speakByHand(espeak, phrases, folder);
    await masterByHand(ffmpeg.path, speech, sound, folder, isMeasured);
  };

  const rounds: { ours: number; byHand: number; blind: number }[] = [];
  for (let round = 0; round < 3; round += 1)
    rounds.push({
      ours: await timed(ours),
      byHand: await timed(byHand(true)),
      blind: await timed(byHand(false)),
    });
  const made = await ours();
  const run: RunPass = (pass) => runFfmpeg(ffmpeg.path, pass, { signal, timeoutMs: 60_000 });
  const { lufs, truePeakDb } = made;
  const heard = {
    source: { path: wav, format: 'wav', fromMs: 0, toMs: speechMs },
    master: {
      path: join(folder, 'clips', `${made.sha256}.mp3`),
      firstFromMs: CHIME_MS,
      lastFromMs: CHIME_MS,
    },
    ...{ chain: sound.chain, recorded: false, lufs, truePeakDb },
  };
  const { predictedGainDb } = await audition(run, createJudge(), heard, folder, signal);
  return {
    predictedGainDb,
    speechMs,
    oursMs: middle(rounds.map((one) => one.ours)),
    byHandMs: middle(rounds.map((one) => one.byHand)),
    blindMs: middle(rounds.map((one) => one.blind)),
    rounds: rounds.length,
  };
}

async function speakByHand(
  espeak: string,
  phrases: ReturnType<typeof toPhrases>,
  folder: string,
): Promise<string[]> {
  const breaths = breathsOf(phrases);
  const files = breaths.map((_, n) => join(folder, `hand-${n}.wav`));
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < breaths.length; n = next++) {
      const breath = breaths[n];
      const file = files[n];
      if (breath === undefined || file === undefined) return;
      await said(
        espeak,
        ['-v', 'shn', '-s', '190', '-p', '70', '-b', '1', '-w', file],
        inBrackets(breath.mnemonics),
      );
    }
  };
  await Promise.all([worker(), worker()]);
  return files;
}

function said(program: string, args: readonly string[], input: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'ignore'] });
    child.once('error', reject);
    child.once('exit', () => resolve());
    child.stdin.end(input);
  });
}

async function masterByHand(
  ffmpeg: string,
  files: readonly string[],
  sound: ReturnType<ReturnType<typeof soundOf>>,
  folder: string,
  isMeasured: boolean,
): Promise<void> {
  const measured = (...input: readonly string[]) =>
    run(ffmpeg, [
      '-v',
      'info',
      '-nostats',
      ...input,
      '-af',
      'ebur128=framelog=verbose:peak=true',
      '-f',
      'null',
      '-',
    ]);
  const list = join(folder, 'hand.txt');
  await writeFile(list, files.map((file) => `file '${file}'`).join('\n'));
  const speech = join(folder, 'hand-speech.wav');
  const quiet = ['-v', 'error', '-y'];
  const shape = `${TO_WORKING_FORMAT},${speechChain('G', 0)}`;
  if (isMeasured) await measured('-f', 'concat', '-safe', '0', '-i', list);
  await run(ffmpeg, [
    ...quiet,
    '-f',
    'concat',
    '-safe',
    '0',
    '-i',
    list,
    '-af',
    shape,
    '-ac',
    '1',
    '-c:a',
    'pcm_f32le',
    speech,
  ]);
  const inputs = [sound.openingChime, speech, sound.closingChime].flatMap((path) => ['-i', path]);
  const parts = [0, 1, 2]
    .map((i) => `[${i}:a]${TO_WORKING_FORMAT},${gain(0)},${silence(1000)}[p${i}]`)
    .join(';');
  const graph = `${parts};[p0][p1][p2]concat=n=3:v=0:a=1,${limiter(-2.4)}[out]`;
  const encode = (codec: readonly string[], to: string) =>
    run(ffmpeg, [
      ...quiet,
      ...inputs,
      '-filter_complex',
      graph,
      '-map',
      '[out]',
      '-ac',
      '1',
      ...codec,
      join(folder, to),
    ]);
  await Promise.all([
    encode(['-ar', '22050', '-c:a', 'libmp3lame', '-b:a', '32k', '-compression_level', '7'], 'hand.mp3'),
    encode(
      ['-ar', '48000', '-c:a', 'libopus', '-b:a', '24k', '-application', 'voip', '-compression_level', '3'],
      'hand.ogg',
    ),
  ]);
  if (isMeasured)
    await Promise.all(['hand.mp3', 'hand.ogg'].map((name) => measured('-i', join(folder, name))));
}

export function measureReading(): { readonly charactersPerSecond: number } {
  const text = PARAGRAPH.repeat(100);
  readThai(PARAGRAPH, new Map());
  const startedAt = performance.now();
  toPhrases(readThai(text, new Map()));
  return { charactersPerSecond: (text.length / (performance.now() - startedAt)) * 1000 };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function middle(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;
}
