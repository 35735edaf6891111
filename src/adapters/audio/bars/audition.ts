// A master is heard beside the speech it was made from: two files → their beginnings and ends as samples → the house's bars.
// Fifteen seconds and the last few tell; loudness and peak were measured on the whole.
import { join } from 'node:path';
import type { RunPass } from '../run-ffmpeg.ts';
import type { Candidate, Verdict } from './gate.ts';
import type { Judge } from './judge.ts';
import { RATE } from './portrait.ts';

const OPENING_S = 15;
const ENDING_S = 4;
/** Where the speech is expected, it is looked for this much earlier and later. */
const BESIDE_S = 0.4;

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

export async function audition(
  run: RunPass,
  judge: Judge,
  heard: Audition,
  scratch: string,
  signal: AbortSignal,
): Promise<Verdict> {
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
  const { chain, recorded, lufs, truePeakDb } = heard;
  const candidate = {
    opening: { source: pathOf('opening.source'), master: pathOf('opening.master') },
    ending: { source: pathOf('ending.source'), master: pathOf('ending.master') },
    ...{ chain, recorded, lufs, truePeakDb },
  };
  return judge(candidate, signal);
}
