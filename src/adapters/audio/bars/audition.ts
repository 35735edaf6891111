// A master is heard beside the speech it was made from: two files → their beginnings and ends as samples → the house's bars.
// Fifteen seconds and the last few tell; loudness and peak were measured on the whole.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { RunPass } from '../run-ffmpeg.ts';
import { type Candidate, judgeMaster, type Stretch, type Verdict } from './gate.ts';
import { RATE } from './portrait.ts';

const OPENING_S = 15;
const ENDING_S = 4;
/** Where the speech is expected, it is looked for this much earlier and later. */
const BESIDE_S = 0.4;
/** Between two steps others may have their turn. */
const TURN_MS = 8;

export interface Audition extends Pick<Candidate, 'chain' | 'recorded' | 'lufs' | 'truePeakDb'> {
  readonly source: {
    readonly path: string;
    readonly format: string;
    readonly fromMs: number;
    readonly toMs: number;
  };
  readonly master: {
    readonly path: string;
    /** Where the speech begins in it, the first time and the last. */
    readonly firstFromMs: number;
    readonly lastFromMs: number;
  };
}

export async function audition(run: RunPass, heard: Audition, scratch: string): Promise<Verdict> {
  const { source, master } = heard;
  const [fromS, toS] = [source.fromMs / 1000, source.toMs / 1000];
  const openingS = Math.min(OPENING_S, toS - fromS);
  const endingS = Math.min(ENDING_S, toS - fromS);
  const openingAtS = Math.max(0, master.firstFromMs / 1000 - BESIDE_S);
  const endingAtS = Math.max(0, master.lastFromMs / 1000 + toS - fromS - endingS - BESIDE_S);
  const cuts = [
    { name: 'opening.source', of: source.path, fromS, lengthS: openingS },
    { name: 'ending.source', of: source.path, fromS: toS - endingS, lengthS: endingS },
    { name: 'opening.master', of: master.path, fromS: openingAtS, lengthS: openingS + 2 * BESIDE_S },
    { name: 'ending.master', of: master.path, fromS: endingAtS, lengthS: endingS + 2 * BESIDE_S },
  ];
  const pathOf = (name: string) => join(scratch, `${name}.pcm`);
  await run({
    // Each its own input, so that only what is wanted is decoded.
    inputs: cuts.map(({ of, fromS, lengthS }) => ({
      path: of,
      options: [
        ...(of === source.path ? ['-f', source.format] : []),
        ...['-ss', fromS.toFixed(3), '-t', lengthS.toFixed(3)],
      ],
    })),
    outputs: cuts.map(({ name }, n) => ({
      to: pathOf(name),
      options: [
        ...['-map', `${n}:a:0`, '-ac', '1', '-ar', String(RATE)],
        ...['-c:a', 'pcm_f32le', '-f', 'f32le'],
      ],
    })),
  });
  const stretch = async (name: 'opening' | 'ending'): Promise<Stretch> => ({
    source: await samplesOf(pathOf(`${name}.source`)),
    master: await samplesOf(pathOf(`${name}.master`)),
  });
  const { chain, recorded, lufs, truePeakDb } = heard;
  return inTurns(
    judgeMaster({
      opening: await stretch('opening'),
      ending: await stretch('ending'),
      ...{ chain, recorded, lufs, truePeakDb },
    }),
  );
}

async function samplesOf(path: string): Promise<Float32Array> {
  const bytes = await readFile(path);
  return new Float32Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length - (bytes.length % 4)),
  );
}

async function inTurns<T>(work: Generator<undefined, T>): Promise<T> {
  let since = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < TURN_MS) continue;
    await setImmediate();
    since = performance.now();
  }
}
