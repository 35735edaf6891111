// The programme as it is delivered: chime, pause, speech, pause, chime, joined and encoded; then decoded and measured, and
// made again with a small correction until it holds. Each codec on its own, both at once.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Rendition } from '../../core/clip.ts';
import { RelayError } from '../../core/errors.ts';
import type { HouseSound } from '../../pipeline/ports.ts';
import { gain, limiter, silence, TO_WORKING_FORMAT } from './chain-g.ts';
import { gainFor, nextGain, type Speech, STEADY_MS, TARGET_LUFS, type Try } from './level.ts';
import { createListener } from './listen.ts';
import { MEASURE_LOUDNESS_AND_PEAK, readLoudness } from './loudness.ts';
import type { RunPass } from './run-ffmpeg.ts';

export const PEAK_MAX_DBTP = -1;
const LUFS_TOLERANCE = 1;
const REPEAT_GAP_MS = 5000;
const TAIL_MS = 250;
const ROUNDS = { mp3: 6, opus: 3 } as const;
/** A programme of a word or two has too few blocks for the gates; it is held to a wider bar. */
const SHORT_TOLERANCE = 3;
/** A chime may come up with the programme, but not past the speech. */
const CHIME_LIFT_MAX_DB = 1.5;
/** ffmpeg prints tenths: −1.0 may be −0.95. */
const PRINTED_STEP_DB = 0.1;
/** Where the correction starts: what the codecs were measured to lose, and to add to peaks. */
const FIRST_TRY = {
  mp3: { gainDb: 0.3, ceilingDb: -2.4 },
  opus: { gainDb: 0.3, ceilingDb: -2.4 },
} as const satisfies Record<Rendition['codec'], Correction>;

// MP3: no Xing frame, which would be the one frame of another rate. Level 7 shapes no noise: at 32 kb/s shaping threw
// peaks 1.5 to 2.8 dB over the limiter, without it 0.4 to 1.1, at 6 dB better signal-to-noise.
// Opus: nothing above the horn's band, or its high band throws peaks up; below level 8 some voices get clicks 6 dB over.
const CODECS = {
  mp3: [
    '-ar',
    '22050',
    '-c:a',
    'libmp3lame',
    '-b:a',
    '32k',
    '-compression_level',
    '7',
    '-id3v2_version',
    '0',
    '-write_id3v1',
    '0',
    '-write_xing',
    '0',
    '-f',
    'mp3',
  ],
  opus: [
    '-ar',
    '48000',
    '-c:a',
    'libopus',
    '-b:a',
    '24k',
    '-application',
    'voip',
    '-compression_level',
    '8',
    '-cutoff',
    '8000',
    '-f',
    'ogg',
  ],
} as const;

interface Correction {
  /** For the whole programme, chimes and speech alike. */
  readonly gainDb: number;
  readonly ceilingDb: number;
}

interface Made {
  readonly rendition: Rendition;
  readonly bytes: Uint8Array;
  readonly peaks: readonly number[];
}

export interface Delivered {
  readonly mp3: Rendition;
  readonly peaks: readonly number[];
  readonly renditions: readonly Made[];
}

/** @throws RelayError `clip-refused` when no correction brings it to the house's loudness */
export async function deliver(
  run: RunPass,
  speech: Speech,
  sound: HouseSound,
  { scratch, hasOpus }: { readonly scratch: string; readonly hasOpus: boolean },
): Promise<Delivered> {
  const parts = sequence(speech, await gainFor(run, speech, FIRST_TRY.mp3.ceilingDb), sound);
  const making = [
    settle(run, parts, 'mp3', scratch),
    ...(hasOpus ? [settle(run, parts, 'opus', scratch)] : []),
  ] as const;
  // Both are waited for even when one fails: the folder they write to is about to go.
  const [, opus] = await Promise.allSettled(making);
  const mp3 = await making[0];
  // Every tower plays MP3. An Opus file that cannot be kept to the bars is left out rather than the clip refused.
  const isOutOfReach = opus?.status === 'rejected' && isRefusal(opus.reason);
  const others = isOutOfReach ? [] : await Promise.all(making.slice(1));
  return { mp3: mp3.rendition, peaks: mp3.peaks, renditions: [mp3, ...others] };
}

interface Part {
  readonly path: string;
  readonly kind: 'chime' | 'speech';
  readonly gainDb: number;
  readonly thenMs: number;
}

function sequence(speech: Speech, gainDb: number, sound: HouseSound): Part[] {
  const chime = (path: string, thenMs: number): Part[] =>
    path === 'none' ? [] : [{ path: resolve(path), kind: 'chime', gainDb: 0, thenMs }];
  const closing = chime(sound.closingChime, TAIL_MS);
  const said: Part = { path: speech.path, kind: 'speech', gainDb, thenMs: REPEAT_GAP_MS };
  const last: Part = { ...said, thenMs: closing.length > 0 ? sound.gapMs : TAIL_MS };
  const message = sound.repeat === 2 ? [said, last] : [last];
  return [...chime(sound.openingChime, sound.gapMs), ...message, ...closing];
}

async function settle(
  run: RunPass,
  parts: readonly Part[],
  codec: Rendition['codec'],
  scratch: string,
): Promise<Made> {
  const path = join(scratch, `clip.${codec}`);
  let correction: Correction = FIRST_TRY[codec];
  let before: Try | undefined;
  for (let round = 1; ; round += 1) {
    await encode(run, parts, codec, correction, path);
    const { heard, lufs, truePeakDb } = await measure(run, path);
    const offDb = TARGET_LUFS - lufs;
    const overDb = truePeakDb + PRINTED_STEP_DB - PEAK_MAX_DBTP;
    const tolerance = (heard.ms < STEADY_MS ? SHORT_TOLERANCE : LUFS_TOLERANCE) - 1.5 * PRINTED_STEP_DB;
    const isLoud = Math.abs(offDb) <= tolerance;
    if (isLoud && overDb < PRINTED_STEP_DB / 2) {
      const bytes = await readFile(path);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return {
        rendition: { codec, sha256, bytes: bytes.length, ms: heard.ms, lufs, truePeakDb },
        bytes,
        peaks: heard.peaks,
      };
    }
    if (round === ROUNDS[codec]) throw outOfReach(lufs, truePeakDb);
    const last: Try = { gainDb: correction.gainDb, lufs };
    correction =
      overDb >= PRINTED_STEP_DB / 2
        ? lowered(correction, overDb, tolerance - offDb)
        : { ...correction, gainDb: nextGain(last, before) };
    before = overDb >= PRINTED_STEP_DB / 2 ? undefined : last;
  }
}

/** Peaks come down with the whole programme as far as its loudness allows, and by the limiter for the rest. */
function lowered({ gainDb, ceilingDb }: Correction, overDb: number, spareDb: number): Correction {
  const share = Math.min(Math.max(0, spareDb), overDb);
  return { gainDb: gainDb - share, ceilingDb: ceilingDb - overDb - PRINTED_STEP_DB };
}

async function encode(
  run: RunPass,
  parts: readonly Part[],
  codec: Rendition['codec'],
  { gainDb, ceilingDb }: Correction,
  to: string,
): Promise<void> {
  const lines = parts.map(
    (part, i) =>
      `[${i}:a:0]${TO_WORKING_FORMAT},${gain(part.gainDb + (part.kind === 'chime' ? Math.min(gainDb, CHIME_LIFT_MAX_DB) : gainDb))},${silence(part.thenMs)}[p${i}]`,
  );
  const labels = parts.map((_, i) => `[p${i}]`).join('');
  const join = parts.length > 1 ? `concat=n=${parts.length}:v=0:a=1,` : '';
  await run({
    inputs: parts.map(({ path }) => ({ path, options: ['-f', 'wav'] })),
    graph: [...lines, `${labels}${join}${limiter(ceilingDb)}[out]`].join(';'),
    outputs: [
      {
        to,
        options: [
          '-map',
          '[out]',
          '-map_metadata',
          '-1',
          '-flags:a',
          '+bitexact',
          '-ac',
          '1',
          ...CODECS[codec],
        ],
      },
    ],
  });
}

async function measure(run: RunPass, path: string) {
  const listener = createListener();
  const log = await run({
    inputs: [{ path }],
    outputs: [
      { to: '-', options: ['-map', '0:a:0', '-af', MEASURE_LOUDNESS_AND_PEAK, '-f', 'null'] },
      { to: listener.sink, options: ['-map', '0:a:0', '-c:a', 'pcm_s16le', '-f', 'wav'] },
    ],
  });
  const { lufs, truePeakDb = 0 } = readLoudness(log);
  return { heard: listener.heard(), lufs, truePeakDb };
}

function isRefusal(reason: unknown): boolean {
  return reason instanceof RelayError && reason.code === 'clip-refused';
}

function outOfReach(lufs: number, truePeakDb: number): RelayError {
  return new RelayError(
    'clip-refused',
    `ปรับความดังให้ได้มาตรฐานไม่ได้ (${lufs} LUFS, ${truePeakDb} dBTP) กรุณาบันทึกใหม่ · ` +
      `Cannot be brought to the house's loudness (${lufs} LUFS, ${truePeakDb} dBTP); please record or read it again.`,
  );
}
