// Opus throws a single peak over the bar about once a minute, elsewhere each time it encodes. Only the stretch around it,
// from quiet to quiet, is turned down where the peak was and encoded again; its packets take the place of the old ones.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RelayError } from '../../core/errors.ts';
import { type Dip, dipping } from './chains.ts';
import { ENCODINGS } from './codecs.ts';
import { isOver } from './correction.ts';
import { MEASURE_LOUDNESS_AND_PEAK, readLoudness } from './loudness.ts';
import { type OpusFile, PACKETS_PER_SECOND, readOpusFile, writeOpusFile } from './ogg-opus.ts';
import type { RunPass } from './run-ffmpeg.ts';

const PACKET_MS = 1000 / PACKETS_PER_SECOND;
/** How far from a peak quiet is looked for: a breath comes at least every few seconds. */
const NEAREST_MS = 200;
const FARTHEST_MS = 2500;
/** Encoded before the stretch and thrown away, so that the encoder is in step with what it follows. */
const LEAD_PACKETS = 20;
const TAIL_PACKETS = 10;
/** Each try turns the peak down this much further; the first ones are enough for nearly all. */
const DEEPER_DB = [0.5, 1.5, 3, 5, 8];

export interface Mending {
  /** The encoded file, replaced when it is mended. */
  readonly file: string;
  /** What was encoded: 48 kHz mono WAV, sample for sample. */
  readonly programme: string;
  readonly scratch: string;
  quietestBetween(fromMs: number, toMs: number): number;
}

/** @param earlier dips of rounds before: a stretch that is encoded anew begins without them */
export async function mendPeaks(
  run: RunPass,
  mending: Mending,
  strays: readonly Dip[],
  earlier: readonly Dip[],
): Promise<readonly Dip[]> {
  let file = readOpusFile(await readFile(mending.file));
  if (file === undefined) throw new RelayError('internal', 'ffmpeg wrote an Opus file of another kind');
  const dips = [...earlier];
  for (const stray of strays) {
    const stretch = stretchAround(stray.atMs, file.packets.length, mending);
    for (const deeper of DEEPER_DB) {
      const dip = { atMs: stray.atMs, db: stray.db + deeper };
      const packets = await encodeStretch(run, mending, stretch, [...dips, dip]);
      const mended = exchange(file, stretch, packets);
      const isLastTry = deeper === DEEPER_DB.at(-1);
      if (!isLastTry && isOver(await peakAround(run, mending, mended, stretch))) continue;
      file = mended;
      dips.push(dip);
      break;
    }
  }
  await writeFile(mending.file, writeOpusFile(file));
  return dips;
}

/** In packets: the first of the stretch and the first after it. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

function stretchAround(atMs: number, packets: number, { quietestBetween }: Mending): Stretch {
  const before = Math.max(0, atMs - FARTHEST_MS);
  const after = Math.min(packets * PACKET_MS, atMs + FARTHEST_MS);
  const from = quietestBetween(before, Math.max(before, atMs - NEAREST_MS));
  const to = quietestBetween(Math.min(after, atMs + NEAREST_MS), after);
  return {
    from: Math.floor(from / PACKET_MS),
    to: Math.min(packets, Math.ceil(to / PACKET_MS)),
  };
}

async function encodeStretch(
  run: RunPass,
  { programme, scratch }: Mending,
  { from, to }: Stretch,
  dips: readonly Dip[],
): Promise<readonly Uint8Array[]> {
  const lead = Math.min(from, LEAD_PACKETS);
  const startMs = (from - lead) * PACKET_MS;
  const lengthMs = (to - from + lead + TAIL_PACKETS) * PACKET_MS;
  const near = dips
    .map(({ atMs, db }) => ({ atMs: atMs - startMs, db }))
    .filter(({ atMs }) => atMs > 0 && atMs < lengthMs);
  const path = join(scratch, 'stretch.opus');
  await run({
    inputs: [
      {
        path: programme,
        options: ['-f', 'wav', '-ss', (startMs / 1000).toFixed(2), '-t', (lengthMs / 1000).toFixed(2)],
      },
    ],
    outputs: [
      {
        to: path,
        options: [
          ...['-af', dipping(near).join(','), '-map_metadata', '-1', '-flags:a', '+bitexact', '-ac', '1'],
          ...ENCODINGS.opus.options,
        ],
      },
    ],
  });
  const packets = readOpusFile(await readFile(path))?.packets.slice(lead, lead + to - from) ?? [];
  if (packets.length !== to - from) throw new RelayError('internal', 'a stretch of a clip came back shorter');
  return packets;
}

function exchange(file: OpusFile, { from, to }: Stretch, packets: readonly Uint8Array[]): OpusFile {
  return { ...file, packets: [...file.packets.slice(0, from), ...packets, ...file.packets.slice(to)] };
}

/** True peak of the stretch as it is heard between its neighbours. */
async function peakAround(
  run: RunPass,
  { scratch }: Mending,
  file: OpusFile,
  { from, to }: Stretch,
): Promise<number> {
  const packets = file.packets.slice(Math.max(0, from - PACKETS_PER_SECOND), to + TAIL_PACKETS);
  const path = join(scratch, 'around.opus');
  const endGranule = BigInt(Math.round(packets.length * PACKET_MS * 48));
  await writeFile(path, writeOpusFile({ ...file, packets, endGranule }));
  const log = await run({
    inputs: [{ path }],
    outputs: [{ to: '-', options: ['-map', '0:a:0', '-af', MEASURE_LOUDNESS_AND_PEAK, '-f', 'null'] }],
  });
  return readLoudness(log).truePeakDb ?? 0;
}
