// Length and loudness of a sound that lies in a file: what a tower is said to have played, measured afresh.

import { Writable } from 'node:stream';
import { MEASURE_LOUDNESS, readLoudness } from './loudness.ts';
import { runFfmpeg } from './run-ffmpeg.ts';

const RATE = 16_000;
const TIMEOUT_MS = 60_000;

/** @returns length in ms, and integrated loudness in LUFS. @throws RelayError `unreadable-audio`, `timeout` */
export async function measureSound(
  ffmpeg: string,
  path: string,
): Promise<{ readonly ms: number; readonly lufs: number }> {
  let bytes = 0;
  const counter = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done();
    },
  });
  const log = await runFfmpeg(
    ffmpeg,
    {
      inputs: [{ path }],
      outputs: [
        { to: counter, options: ['-af', MEASURE_LOUDNESS, '-ac', '1', '-ar', String(RATE), '-f', 's16le'] },
      ],
    },
    { signal: AbortSignal.timeout(TIMEOUT_MS), timeoutMs: TIMEOUT_MS },
  );
  return { ms: Math.round(bytes / 2 / (RATE / 1000)), lufs: readLoudness(log).lufs };
}
