// One delivered file: the programme's parts → joined and encoded → decoded and measured → made again with a small
// correction, or mended where a single peak stands out, until it holds.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rendition } from '../../core/clip.ts';
import { RelayError } from '../../core/errors.ts';
import { type Dip, dipping, gain, limiter, silence, TO_WORKING_FORMAT } from './chains.ts';
import { ENCODINGS } from './codecs.ts';
import { type Correction, correct, straysOf } from './correction.ts';
import { STEADY_MS, type Try } from './level.ts';
import { createListener } from './listen.ts';
import { MEASURE_LOUDNESS_AND_PEAK, readLoudness } from './loudness.ts';
import { mendPeaks } from './peak-mending.ts';
import type { RunPass } from './run-ffmpeg.ts';

type Codec = Rendition['codec'];

/** One to three are enough; a speech codec places its peaks anew each time, so a few more are allowed for. */
const ROUNDS = 8;
/** A chime may come up with the programme, but not past the speech. */
const CHIME_LIFT_MAX_DB = 1.5;
/** Room above full scale for the peaks a decoder makes, on the way through 16 bits. */
const HEADROOM_DB = 12;
/** Peaks below this are of no interest to a correction. */
const SPOTS_FROM_DB = -2.5;

/** A stretch of the programme. */
export interface Part {
  readonly path: string;
  readonly kind: 'chime' | 'speech';
  readonly gainDb: number;
  /** Silence after it. */
  readonly thenMs: number;
}

export interface Made {
  /** Where it lies until the scratch folder goes. */
  readonly path: string;
  readonly rendition: Rendition;
  readonly bytes: Uint8Array;
  readonly peaks: readonly number[];
}

/** @throws RelayError `clip-refused` when no correction brings it to the house's loudness */
export async function makeRendition(
  run: RunPass,
  parts: readonly Part[],
  codec: Codec,
  scratch: string,
): Promise<Made> {
  const path = join(scratch, `clip.${codec}`);
  const programme = codec === 'opus' ? join(scratch, 'programme.wav') : undefined;
  let correction: Correction = ENCODINGS[codec].firstTry;
  let before: Try | undefined;
  let mended: readonly Dip[] = [];
  await encode(run, parts, codec, correction, path, programme);
  for (let round = 1; ; round += 1) {
    const { listener, heard, measured } = await measure(run, path, codec);
    const next = correct(correction, measured, before);
    if (next === undefined) {
      const bytes = await readFile(path);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const { lufs, truePeakDb } = measured;
      return {
        path,
        rendition: { codec, sha256, bytes: bytes.length, ms: heard.ms, lufs, truePeakDb },
        bytes,
        peaks: heard.peaks,
      };
    }
    if (round === ROUNDS) throw outOfReach(measured.lufs, measured.truePeakDb);
    const strays = straysOf(measured);
    if (programme !== undefined && strays !== undefined) {
      const { quietestBetween } = listener;
      mended = await mendPeaks(run, { file: path, programme, scratch, quietestBetween }, strays, mended);
      continue;
    }
    before =
      next.ceilingDb === correction.ceilingDb
        ? { gainDb: correction.gainDb, lufs: measured.lufs }
        : undefined;
    correction = next;
    mended = [];
    await encode(run, parts, codec, correction, path, programme);
  }
}

async function encode(
  run: RunPass,
  parts: readonly Part[],
  codec: Codec,
  { gainDb, ceilingDb, dips }: Correction,
  to: string,
  programme: string | undefined,
): Promise<void> {
  const lines = parts.map((part, i) => {
    const liftDb = part.kind === 'chime' ? Math.min(gainDb, CHIME_LIFT_MAX_DB) : gainDb;
    return `[${i}:a:0]${TO_WORKING_FORMAT},${gain(part.gainDb + liftDb)},${silence(part.thenMs)}[p${i}]`;
  });
  const labels = parts.map((_, i) => `[p${i}]`).join('');
  const join = parts.length > 1 ? `concat=n=${parts.length}:v=0:a=1,` : '';
  const last = [limiter(ceilingDb), ...dipping(dips)].join(',');
  const ends = programme === undefined ? '[out]' : ',asplit[out][as-is]';
  await run({
    inputs: parts.map(({ path }) => ({ path, options: ['-f', 'wav'] })),
    graph: [...lines, `${labels}${join}${last}${ends}`].join(';'),
    outputs: [
      {
        to,
        options: [
          ...['-map', '[out]', '-map_metadata', '-1', '-flags:a', '+bitexact', '-ac', '1'],
          ...ENCODINGS[codec].options,
        ],
      },
      ...(programme === undefined
        ? []
        : [{ to: programme, options: ['-map', '[as-is]', '-c:a', 'pcm_s16le', '-f', 'wav'] }]),
    ],
  });
}

async function measure(run: RunPass, path: string, codec: Codec) {
  const listener = createListener(HEADROOM_DB);
  const log = await run({
    inputs: [{ path }],
    outputs: [
      { to: '-', options: ['-map', '0:a:0', '-af', MEASURE_LOUDNESS_AND_PEAK, '-f', 'null'] },
      {
        to: listener.sink,
        options: ['-map', '0:a:0', '-af', gain(-HEADROOM_DB), '-c:a', 'pcm_s16le', '-f', 'wav'],
      },
    ],
  });
  const { lufs, truePeakDb = 0 } = readLoudness(log);
  const heard = listener.heard();
  const { delayMs } = ENCODINGS[codec];
  const spots = listener.spotsOver(SPOTS_FROM_DB).map(({ atMs, db }) => ({ atMs: atMs - delayMs, db }));
  return { listener, heard, measured: { lufs, truePeakDb, isShort: heard.ms < STEADY_MS, spots } };
}

function outOfReach(lufs: number, truePeakDb: number): RelayError {
  return new RelayError(
    'clip-refused',
    `ปรับความดังให้ได้มาตรฐานไม่ได้ (${lufs} LUFS, ${truePeakDb} dBTP) กรุณาบันทึกใหม่ · ` +
      `Cannot be brought to the house's loudness (${lufs} LUFS, ${truePeakDb} dBTP); please record or read it again.`,
  );
}
