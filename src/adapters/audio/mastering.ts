// Mastering: speech → listened to (and refused when unfit) → its chain → chimes beside it → MP3 and Opus, each measured as
// it will be heard, after decoding, and made again until loudness and peak hold → the shelf, under its hash.
import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RelayError } from '../../core/errors.ts';
import type { HouseSound, MasteredClip, Mastering, Scratch } from '../../pipeline/ports.ts';
import { audition } from './bars/audition.ts';
import { createJudge } from './bars/judge.ts';
import {
  CHAIN_DRIVE_LUFS,
  cut,
  recordingFilters,
  silence,
  speechChain,
  TO_WORKING_FORMAT,
} from './chains.ts';
import type { ClipFiles } from './clip-shelf.ts';
import { doubtsOf } from './doubts.ts';
import { translateFailure } from './failures.ts';
import type { FoundFfmpeg } from './find-ffmpeg.ts';
import { inLoop, type Speech, STEADY_MS } from './level.ts';
import { createListener, type Heard } from './listen.ts';
import { MEASURE_LOUDNESS, readLoudness } from './loudness.ts';
import { deliver, type SpeechAt } from './programme.ts';
import { refuseUnfit } from './refusals.ts';
import type { Made } from './rendition.ts';
import { FfmpegFailed, type RunPass, runFfmpeg } from './run-ffmpeg.ts';
import { sniffAudio } from './sniff-audio.ts';

export interface MasteringOptions {
  readonly ffmpeg: FoundFfmpeg;
  readonly shelf: ClipFiles;
  /** For what is in the making: about 6 MB for a minute of speech. */
  readonly scratch: Scratch;
  /** What one run of ffmpeg may take. */
  readonly timeoutMs?: number;
  readonly longestMs?: number;
}

/** Keeps what a word's first and last sound need around it. */
const KEEP_BEFORE_MS = 150;
const KEEP_AFTER_MS = 250;

export function createMastering(options: MasteringOptions): Mastering {
  const { ffmpeg, shelf, timeoutMs = 180_000, longestMs = 20 * 60_000 } = options;
  const judge = createJudge();
  return {
    master(source, sound, expectedMs, signal, onProgress = () => {}): Promise<MasteredClip> {
      const path = resolve(source.path);
      const run: RunPass = (pass) => runFfmpeg(ffmpeg.path, pass, { signal, timeoutMs });
      const make = async (scratch: string): Promise<MasteredClip> => {
        const format = await demuxerOf(path);
        const clean = source.recorded ? `${recordingFilters(ffmpeg.hasAfftdn)},` : '';
        const heard = await listenTo(run, { path, format, clean, longestMs });
        refuseUnfit(heard, { recorded: source.recorded, expectedMs, longestMs });
        onProgress(0.2);
        const span = source.recorded ? soundingSpan(heard) : { fromMs: 0, toMs: heard.ms };
        const driveDb = CHAIN_DRIVE_LUFS - heard.lufs;
        const shaped = { path, format, clean, ...span, chain: sound.chain, driveDb };
        const speech = await shape(run, shaped, join(scratch, 'speech.wav'));
        onProgress(0.5);
        const judged = async ({ path: master, rendition: { lufs, truePeakDb } }: Made, at: SpeechAt) => {
          const heardBeside = { source: { path, format, ...span }, master: { path: master, ...at } };
          const about = { chain: sound.chain, recorded: source.recorded, lufs, truePeakDb };
          return doubtsOf(
            await audition(run, judge, { ...heardBeside, ...about }, scratch, signal),
            source.recorded,
            heard,
          );
        };
        const made = await deliver(run, speech, sound, { scratch, hasOpus: ffmpeg.hasOpus }, judged);
        onProgress(0.9);
        for (const { rendition, bytes } of made.renditions)
          await shelf.put(rendition.sha256, rendition.codec, bytes);
        onProgress(1);
        const { sha256, ms, lufs, truePeakDb } = made.mp3;
        const renditions = made.renditions.map(({ rendition }) => rendition);
        return { sha256, ms, lufs, truePeakDb, renditions, peaks: made.peaks, doubts: made.judgement };
      };
      return options.scratch.within((folder) =>
        make(resolve(folder)).catch(async (error: unknown) => {
          throw await translateFailure(error, folder, signal);
        }),
      );
    },
  };
}

function soundingSpan(heard: Heard): { fromMs: number; toMs: number } {
  return {
    fromMs: Math.max(0, heard.soundFromMs - KEEP_BEFORE_MS),
    toMs: Math.min(heard.ms, heard.soundToMs + KEEP_AFTER_MS),
  };
}

/** The type is told to ffmpeg, so that a file cannot pose as a playlist that makes it open other files. */
async function demuxerOf(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    const type = sniffAudio(buffer.subarray(0, bytesRead));
    if (type !== undefined) return type === 'm4a' ? 'mov' : type;
  } finally {
    await file.close();
  }
  throw undecodable(new Error('no known beginning'));
}

function undecodable(cause: unknown): RelayError {
  return new RelayError(
    'unreadable-audio',
    'ไฟล์เสียงเปิดไม่ได้ กรุณาส่งใหม่เป็น m4a, mp3, ogg หรือ wav · Not a sound file that can be opened; please send it again as m4a, mp3, ogg or wav.',
    { cause },
  );
}

interface Source {
  readonly path: string;
  readonly format: string;
  /** Filters for a recording, ending in a comma, or nothing. */
  readonly clean: string;
}

async function listenTo(
  run: RunPass,
  { path, format, clean, longestMs }: Source & { readonly longestMs: number },
): Promise<Heard & { readonly lufs: number }> {
  const listener = createListener();
  const limit = String(Math.ceil(longestMs / 1000) + 1);
  const measure = `${TO_WORKING_FORMAT},${clean}${MEASURE_LOUDNESS}`;
  const log = await run({
    inputs: [{ path, options: ['-f', format, '-t', limit] }],
    outputs: [
      { to: '-', options: ['-map', '0:a:0', '-af', measure, '-f', 'null'] },
      { to: listener.sink, options: ['-map', '0:a:0', '-ac', '1', '-c:a', 'pcm_s16le', '-f', 'wav'] },
    ],
  }).catch((error: unknown) => {
    // Nothing is written in this pass: when ffmpeg gives up by itself, it is the source.
    throw error instanceof FfmpegFailed && error.byItself ? undecodable(error) : error;
  });
  const heard = listener.heard();
  const { lufs } =
    heard.ms < STEADY_MS && heard.ms > 0 ? await loop(run, path, format, heard.ms) : readLoudness(log);
  return { ...heard, lufs };
}

async function loop(run: RunPass, path: string, format: string, ms: number) {
  const filters = `${TO_WORKING_FORMAT},${MEASURE_LOUDNESS}`;
  const log = await run({
    inputs: [{ path, options: ['-f', format, ...inLoop(ms)] }],
    outputs: [{ to: '-', options: ['-map', '0:a:0', '-af', filters, '-f', 'null'] }],
  });
  return readLoudness(log);
}

async function shape(
  run: RunPass,
  source: Source & {
    readonly fromMs: number;
    readonly toMs: number;
    readonly chain: HouseSound['chain'];
    readonly driveDb: number;
  },
  to: string,
): Promise<Speech> {
  const { path, format, clean, fromMs, toMs, chain, driveDb } = source;
  // The filters hold the last 13 ms back; the silence pushes them out.
  const filters = `${TO_WORKING_FORMAT},${cut(fromMs, toMs)},${silence(40)},${clean}${speechChain(chain, driveDb)},${MEASURE_LOUDNESS}`;
  const log = await run({
    inputs: [{ path, options: ['-f', format, '-t', (toMs / 1000 + 1).toFixed(3)] }],
    outputs: [
      {
        to,
        options: [
          '-map',
          '0:a:0',
          '-af',
          filters,
          '-ac',
          '1',
          '-ar',
          '48000',
          '-c:a',
          'pcm_s16le',
          '-f',
          'wav',
        ],
      },
    ],
  });
  const ms = toMs - fromMs;
  return { path: to, ms, lufs: (ms < STEADY_MS ? await loop(run, to, 'wav', ms) : readLoudness(log)).lufs };
}
