// Opus throws a single peak over the bar about once a minute, elsewhere each time it encodes. Only the stretch around it,
// from quiet to quiet, is turned down where the peak was and encoded again; its packets take the place of the old ones,
// and it is heard again where they are. The rest of the file stays byte for byte, and so does what was measured of it.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RelayError } from '../../core/errors.ts';
import { type Dip, dipping, gain } from './chains.ts';
import { ENCODINGS } from './codecs.ts';
import { createListener, type Listener, listenToFile, type Spot } from './listen.ts';
import { type OpusFile, PACKETS_PER_SECOND, readOpusFile, writeOpusFile } from './ogg-opus.ts';
import type { RunPass } from './run-ffmpeg.ts';

const PACKET_MS = 1000 / PACKETS_PER_SECOND;
/** How far from a peak quiet is looked for: a breath comes at least every few seconds. */
const NEAREST_MS = 200;
const FARTHEST_MS = 2500;
/** Encoded before the stretch and thrown away, so that the encoder is in step with what it follows; the decoder too. */
const LEAD_PACKETS = 20;
/** After it: what the new packets may still change in the old ones. */
const TAIL_PACKETS = 10;
/** Turned down this much further than to the bar: an encoder may answer a small dip with the same peak. */
const DEEPER_DB = 2;
/** A stretch that came back louder or softer than this was not only mended. */
const SAME_DB = 0.5;
/** Programs at work at once, each on its share of the stretches. */
const ABREAST = 2;

export interface Mending {
  /** The encoded file, replaced when it is mended. */
  readonly file: string;
  /** What was encoded: 48 kHz mono WAV, sample for sample. */
  readonly programme: string;
  readonly scratch: string;
  /** Who heard the whole file before anything was mended. */
  readonly listener: Listener;
  /** Room above full scale for a decoder's peaks. */
  readonly headroomDb: number;
}

export interface Mended {
  /** All dips there are now. */
  readonly dips: readonly Dip[];
  /** What peaks in the new stretches: they took the place of what peaked between these moments. */
  readonly stretches: readonly {
    readonly fromMs: number;
    readonly toMs: number;
    readonly peaks: readonly Spot[];
  }[];
}

/**
 * A peak that is still there gets a second dip on top the next time.
 * @param earlier dips of rounds before: a stretch is encoded anew from what never had them
 * @returns undefined when a stretch came back as another sound: nothing is replaced
 */
export async function mendPeaks(
  run: RunPass,
  mending: Mending,
  strays: readonly Dip[],
  earlier: readonly Dip[],
): Promise<Mended | undefined> {
  const file = readOpusFile(await readFile(mending.file));
  if (file === undefined) throw new RelayError('internal', 'ffmpeg wrote an Opus file of another kind');
  const dips = [...earlier, ...strays.map(({ atMs, db }) => ({ atMs, db: db + DEEPER_DB }))];
  const stretches = stretchesAround(strays, file.packets.length, mending.listener);
  const shares = Array.from({ length: Math.min(ABREAST, stretches.length) }, (_, n) =>
    stretches.filter((_, i) => i % ABREAST === n),
  );
  const mended = (
    await Promise.all(shares.map((share) => mendStretches(run, mending, file, share, dips)))
  ).flat();
  if (!mended.every(({ isSame }) => isSame)) return undefined;
  const packets = [...file.packets];
  for (const { stretch, fresh } of mended) packets.splice(stretch.from, fresh.length, ...fresh);
  await writeFile(mending.file, writeOpusFile({ ...file, packets }));
  return { dips, stretches: mended };
}

/** In packets: the first of the stretch and the first after it. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Strays in one breath share their stretch. */
function stretchesAround(strays: readonly Dip[], packets: number, listener: Listener): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const { atMs } of strays.toSorted((a, b) => a.atMs - b.atMs)) {
    const next = stretchAround(atMs, packets, listener);
    const last = stretches.at(-1);
    if (last !== undefined && next.from < last.to + TAIL_PACKETS)
      stretches.splice(-1, 1, { from: Math.min(last.from, next.from), to: Math.max(last.to, next.to) });
    else stretches.push(next);
  }
  return stretches;
}

function stretchAround(atMs: number, packets: number, { quietestBetween }: Listener): Stretch {
  const before = Math.max(0, atMs - FARTHEST_MS);
  const after = Math.min(packets * PACKET_MS, atMs + FARTHEST_MS);
  const from = quietestBetween(before, Math.max(before, atMs - NEAREST_MS));
  const to = quietestBetween(Math.min(after, atMs + NEAREST_MS), after);
  return {
    from: Math.floor(from / PACKET_MS),
    to: Math.min(packets, Math.ceil(to / PACKET_MS)),
  };
}

async function mendStretches(
  run: RunPass,
  mending: Mending,
  file: OpusFile,
  stretches: readonly Stretch[],
  dips: readonly Dip[],
) {
  const fresh = await encodeStretches(run, mending, stretches, dips);
  const heard = await hearStretches(run, mending, file, stretches, fresh);
  return stretches.map((stretch, n) => {
    const fromMs = stretch.from * PACKET_MS;
    const toMs = Math.min(file.packets.length, stretch.to + TAIL_PACKETS) * PACKET_MS;
    const leadMs = leadOf(stretch) * PACKET_MS;
    const listener = heard[n] ?? createListener();
    const inside = toMs - fromMs;
    const levelDb = listener.levelBetween(leadMs, leadMs + inside);
    const wasDb = mending.listener.levelBetween(fromMs, toMs);
    const peaks = listener
      .spotsOver(Number.NEGATIVE_INFINITY)
      .filter(({ atMs }) => atMs >= leadMs && atMs <= leadMs + inside)
      .map(({ atMs, db }) => ({ atMs: atMs - leadMs + fromMs, db }));
    return {
      stretch,
      fresh: fresh[n] ?? [],
      isSame: Math.abs(levelDb - wasDb) <= SAME_DB,
      ...{ fromMs, toMs, peaks },
    };
  });
}

function leadOf({ from }: Stretch): number {
  return Math.min(from, LEAD_PACKETS);
}

async function encodeStretches(
  run: RunPass,
  { programme, scratch }: Mending,
  stretches: readonly Stretch[],
  dips: readonly Dip[],
): Promise<readonly (readonly Uint8Array[])[]> {
  const cuts = stretches.map((stretch) => {
    const startMs = (stretch.from - leadOf(stretch)) * PACKET_MS;
    const lengthMs = (stretch.to + TAIL_PACKETS) * PACKET_MS - startMs;
    const near = dips
      .map(({ atMs, db }) => ({ atMs: atMs - startMs, db }))
      .filter(({ atMs }) => atMs > 0 && atMs < lengthMs);
    return { startMs, lengthMs, near, path: join(scratch, `stretch-${stretch.from}.opus`) };
  });
  await run({
    inputs: cuts.map(({ startMs, lengthMs }) => ({
      path: programme,
      options: ['-f', 'wav', '-ss', (startMs / 1000).toFixed(2), '-t', (lengthMs / 1000).toFixed(2)],
    })),
    outputs: cuts.map(({ path, near }, n) => ({
      to: path,
      options: [
        ...['-map', `${n}:a:0`, '-af', dipping(near).join(',')],
        ...['-map_metadata', '-1', '-flags:a', '+bitexact', '-ac', '1'],
        ...ENCODINGS.opus.options,
      ],
    })),
  });
  return Promise.all(
    stretches.map(async (stretch, n) => {
      const lead = leadOf(stretch);
      const encoded = readOpusFile(await readFile(cuts[n]?.path ?? ''))?.packets ?? [];
      const packets = encoded.slice(lead, lead + stretch.to - stretch.from);
      if (packets.length !== stretch.to - stretch.from)
        throw new RelayError('internal', 'a stretch of a clip came back shorter');
      return packets;
    }),
  );
}

/** Each new stretch between its old neighbours, as the whole file will sound there. */
async function hearStretches(
  run: RunPass,
  { scratch, headroomDb }: Mending,
  file: OpusFile,
  stretches: readonly Stretch[],
  fresh: readonly (readonly Uint8Array[])[],
): Promise<readonly Listener[]> {
  const places = await Promise.all(
    stretches.map(async (stretch, n) => {
      const packets = [
        ...file.packets.slice(stretch.from - leadOf(stretch), stretch.from),
        ...(fresh[n] ?? []),
        ...file.packets.slice(stretch.to, stretch.to + TAIL_PACKETS),
      ];
      const path = join(scratch, `place-${stretch.from}.opus`);
      const endGranule = BigInt((packets.length * 48_000) / PACKETS_PER_SECOND);
      await writeFile(path, writeOpusFile({ ...file, packets, endGranule }));
      return path;
    }),
  );
  await run({
    inputs: places.map((path) => ({ path })),
    outputs: places.map((path, n) => ({
      to: `${path}.wav`,
      options: ['-map', `${n}:a:0`, '-af', gain(-headroomDb), '-c:a', 'pcm_s16le', '-f', 'wav'],
    })),
  });
  return Promise.all(places.map((path) => listenToFile(`${path}.wav`, headroomDb)));
}
