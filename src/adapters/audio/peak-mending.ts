// Opus throws a single peak over the bar about once a minute, elsewhere each time it encodes. Only the stretch around it,
// from quiet to quiet, is turned down where the peak was and encoded again; its packets take the place of the old ones.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RelayError } from '../../core/errors.ts';
import { type Dip, dipping } from './chains.ts';
import { ENCODINGS } from './codecs.ts';
import { PACKETS_PER_SECOND, readOpusFile, writeOpusFile } from './ogg-opus.ts';
import type { RunPass } from './run-ffmpeg.ts';

const PACKET_MS = 1000 / PACKETS_PER_SECOND;
/** How far from a peak quiet is looked for: a breath comes at least every few seconds. */
const NEAREST_MS = 200;
const FARTHEST_MS = 2500;
/** Encoded before the stretch and thrown away, so that the encoder is in step with what it follows. */
const LEAD_PACKETS = 20;
const TAIL_PACKETS = 10;
/** Turned down this much further than to the bar. */
const DEEPER_DB = 0.5;
/** Stretches in the making at once. */
const ABREAST = 2;

export interface Mending {
  /** The encoded file, replaced when it is mended. */
  readonly file: string;
  /** What was encoded: 48 kHz mono WAV, sample for sample. */
  readonly programme: string;
  readonly scratch: string;
  quietestBetween(fromMs: number, toMs: number): number;
}

/**
 * Whether a peak is gone the next measuring of the whole file tells: one that is not gets a second dip on top.
 * @param earlier dips of rounds before: a stretch is encoded anew from what never had them
 * @returns all dips there are now
 */
export async function mendPeaks(
  run: RunPass,
  mending: Mending,
  strays: readonly Dip[],
  earlier: readonly Dip[],
): Promise<readonly Dip[]> {
  const file = readOpusFile(await readFile(mending.file));
  if (file === undefined) throw new RelayError('internal', 'ffmpeg wrote an Opus file of another kind');
  const dips = [...earlier, ...strays.map(({ atMs, db }) => ({ atMs, db: db + DEEPER_DB }))];
  const stretches = strays.map(({ atMs }) => stretchAround(atMs, file.packets.length, mending));
  const packets = [...file.packets];
  const left = stretches.entries();
  const worker = async () => {
    for (const [n, stretch] of left) {
      const fresh = await encodeStretch(run, { ...mending, n }, stretch, dips);
      packets.splice(stretch.from, fresh.length, ...fresh);
    }
  };
  await Promise.all(Array.from({ length: ABREAST }, worker));
  await writeFile(mending.file, writeOpusFile({ ...file, packets }));
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
  { programme, scratch, n }: Mending & { readonly n: number },
  { from, to }: Stretch,
  dips: readonly Dip[],
): Promise<readonly Uint8Array[]> {
  const lead = Math.min(from, LEAD_PACKETS);
  const startMs = (from - lead) * PACKET_MS;
  const lengthMs = (to - from + lead + TAIL_PACKETS) * PACKET_MS;
  const near = dips
    .map(({ atMs, db }) => ({ atMs: atMs - startMs, db }))
    .filter(({ atMs }) => atMs > 0 && atMs < lengthMs);
  const path = join(scratch, `stretch-${n}.opus`);
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
