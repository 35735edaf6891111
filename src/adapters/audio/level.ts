// Brings speech that went through the chain to the house's loudness, before any chime joins it: a gain for the limiter's
// entrance, found by measuring what comes out of it.
import { CHAIN_CEILING_DB, gain, limiter } from './chains.ts';
import { MEASURE_LOUDNESS, readLoudness } from './loudness.ts';
import type { RunPass } from './run-ffmpeg.ts';

export const TARGET_LUFS = -14;
/** Below this length the gates of EBU R128 see too few blocks; such speech is measured in a loop. */
export const STEADY_MS = 3000;
const CLOSE_ENOUGH_DB = 0.3;
const ROUNDS = 4;

/** Speech that went through the chain, and its own loudness there. */
export interface Speech {
  readonly path: string;
  readonly ms: number;
  readonly lufs: number;
}

export interface Try {
  readonly gainDb: number;
  readonly lufs: number;
}

/** ffmpeg's input options that repeat a file too short to be measured once. */
export function inLoop(ms: number): string[] {
  return ms < STEADY_MS ? ['-stream_loop', String(Math.ceil((2 * STEADY_MS) / Math.max(ms, 50)))] : [];
}

/** Where a limiter eats part of each decibel, the last two tries tell how much. */
export function nextGain(last: Try, before: Try | undefined): number {
  const step = before === undefined ? 0 : last.gainDb - before.gainDb;
  const slope = before === undefined || Math.abs(step) < 0.05 ? 1 : (last.lufs - before.lufs) / step;
  return last.gainDb + (TARGET_LUFS - last.lufs) / Math.min(1, Math.max(0.2, slope));
}

/** @returns dB before a limiter with this ceiling, so that speech leaves it at TARGET_LUFS */
export async function gainFor(run: RunPass, speech: Speech, ceilingDb: number): Promise<number> {
  let last: Try = { gainDb: 0, lufs: speech.lufs };
  let before: Try | undefined;
  let gainDb = nextGain(last, before);
  for (let round = 0; round < ROUNDS; round += 1) {
    // The chain's own limiter left nothing above its ceiling: what stays under the next one comes out as reckoned.
    if (CHAIN_CEILING_DB + gainDb <= ceilingDb + CLOSE_ENOUGH_DB) return gainDb;
    const filters = `${gain(gainDb)},${limiter(ceilingDb)},${MEASURE_LOUDNESS}`;
    const log = await run({
      inputs: [{ path: speech.path, options: ['-f', 'wav', ...inLoop(speech.ms)] }],
      outputs: [{ to: '-', options: ['-map', '0:a:0', '-af', filters, '-f', 'null'] }],
    });
    before = last;
    last = { gainDb, lufs: readLoudness(log).lufs };
    if (Math.abs(last.lufs - TARGET_LUFS) <= CLOSE_ENOUGH_DB) return gainDb;
    gainDb = nextGain(last, before);
  }
  return gainDb;
}
