// One delivered file: the programme's parts → joined and encoded → decoded and measured → turned down a little, mended
// where a single peak stands out, or made again with a small correction, until it holds.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rendition } from '../../core/clip.ts';
import { RelayError } from '../../core/errors.ts';
import { type Dip, dipping, gain, limiter, silence, TO_WORKING_FORMAT } from './chains.ts';
import { ENCODINGS } from './codecs.ts';
import {
  type Correction,
  correct,
  keepsToBars,
  type Measured,
  measuredWhenTurnedDown,
  straysOf,
  turnDownFor,
} from './correction.ts';
import { STEADY_MS, type Try } from './level.ts';
import { type Heard, type Listener, listenToFile, type Spot } from './listen.ts';
import { MEASURE_LOUDNESS, readLoudness } from './loudness.ts';
import { readOpusFile, turnedDown, writeOpusFile } from './ogg-opus.ts';
import { type Mended, type Mending, mendPeaks } from './peak-mending.ts';
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
  let dips: readonly Dip[] = [];
  await encode(run, parts, codec, correction, path, programme);
  let { listener, heard, measured } = await measure(run, path, codec);
  for (let round = 1; ; round += 1) {
    const held = heldBy(codec, measured);
    if (held !== undefined) return finished(path, codec, heard, held);
    if (round === ROUNDS) throw outOfReach(measured);
    const mended =
      programme === undefined
        ? undefined
        : await mend(run, { file: path, programme, scratch, listener }, measured, dips);
    if (mended !== undefined) {
      ({ dips } = mended);
      measured = withMended(measured, mended);
      continue;
    }
    const next = correct(correction, measured, before);
    const isSameCeiling = next.ceilingDb === correction.ceilingDb;
    before = isSameCeiling ? { gainDb: correction.gainDb, lufs: measured.lufs } : undefined;
    correction = next;
    dips = [];
    await encode(run, parts, codec, correction, path, programme);
    ({ listener, heard, measured } = await measure(run, path, codec));
  }
}

/** What is measured when the file keeps to the bars, as it is or a little softer. */
interface Held {
  readonly turnDb: number;
  readonly measured: Measured;
}

function heldBy(codec: Codec, measured: Measured): Held | undefined {
  if (keepsToBars(measured)) return { turnDb: 0, measured };
  // Opus has its output gain for this; MP3 has no such field.
  if (codec !== 'opus') return undefined;
  const turnDb = turnDownFor(measured);
  const turned = measuredWhenTurnedDown(measured, turnDb);
  return keepsToBars(turned) ? { turnDb, measured: turned } : undefined;
}

/** Only what turning the file down would leave over the bar. @returns undefined where no single peaks stand out */
async function mend(
  run: RunPass,
  mending: Omit<Mending, 'headroomDb'>,
  measured: Measured,
  dips: readonly Dip[],
): Promise<Mended | undefined> {
  const strays = straysOf(measuredWhenTurnedDown(measured, turnDownFor(measured)));
  if (strays === undefined) return undefined;
  return mendPeaks(run, { ...mending, headroomDb: HEADROOM_DB }, strays, dips);
}

async function finished(
  path: string,
  codec: Codec,
  { ms, peaks }: Heard,
  { turnDb, measured }: Held,
): Promise<Made> {
  if (turnDb > 0) await turnDown(path, turnDb);
  const bytes = await readFile(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const [lufs, truePeakDb] = [hundredths(measured.lufs), hundredths(measured.truePeakDb)];
  const rendition = { codec, sha256, bytes: bytes.length, ms, lufs, truePeakDb };
  return { path, rendition, bytes, peaks };
}

async function turnDown(path: string, db: number): Promise<void> {
  const file = readOpusFile(await readFile(path));
  if (file === undefined) throw new RelayError('internal', 'ffmpeg wrote an Opus file of another kind');
  await writeFile(path, writeOpusFile(turnedDown(file, db)));
}

/** Loudness stays as it was measured: a dip of a tenth of a second moves it by no hundredth. */
function withMended(measured: Measured, { stretches }: Mended): Measured {
  const isOld = ({ atMs }: Spot) => !stretches.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs);
  const spots = [...measured.spots.filter(isOld), ...stretches.flatMap(({ peaks }) => peaks)];
  const truePeakDb = spots.reduce((most, { db }) => Math.max(most, db), Number.NEGATIVE_INFINITY);
  return { ...measured, truePeakDb, spots: spots.toSorted((a, b) => a.atMs - b.atMs) };
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

async function measure(
  run: RunPass,
  path: string,
  codec: Codec,
): Promise<{ listener: Listener; heard: Heard; measured: Measured }> {
  const decoded = `${path}.wav`;
  const log = await run({
    inputs: [{ path }],
    outputs: [
      { to: '-', options: ['-map', '0:a:0', '-af', MEASURE_LOUDNESS, '-f', 'null'] },
      {
        to: decoded,
        options: ['-map', '0:a:0', '-af', gain(-HEADROOM_DB), '-c:a', 'pcm_s16le', '-f', 'wav'],
      },
    ],
  });
  const { lufs } = readLoudness(log);
  const listener = await listenToFile(decoded, HEADROOM_DB);
  const heard = listener.heard();
  const { delayMs } = ENCODINGS[codec];
  const spots = listener.spotsOver(SPOTS_FROM_DB).map(({ atMs, db }) => ({ atMs: atMs - delayMs, db }));
  const truePeakDb = listener.truePeakDb();
  return { listener, heard, measured: { lufs, truePeakDb, isShort: heard.ms < STEADY_MS, spots } };
}

function hundredths(db: number): number {
  return Math.round(db * 100) / 100;
}

function outOfReach({ lufs, truePeakDb }: Measured): RelayError {
  return new RelayError(
    'clip-refused',
    `ปรับความดังให้ได้มาตรฐานไม่ได้ (${lufs} LUFS, ${hundredths(truePeakDb)} dBTP) กรุณาบันทึกใหม่ · ` +
      `Cannot be brought to the house's loudness (${lufs} LUFS, ${hundredths(truePeakDb)} dBTP); please record or read it again.`,
  );
}
