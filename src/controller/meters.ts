// Ears: a recording program whose WAV is measured, or a program that says a number. Both are the owner's own words.
import { RelayError } from '../core/errors.ts';
import type { Clock, Meter } from './ports.ts';
import { runProgram, type Words } from './run-program.ts';
import { levelOf } from './wav-level.ts';

/** A sound device may take its time to open. */
const GRACE_MS = 4000;

/** @param words record to standard output as WAV, 16 bit; `{seconds}` in a word becomes how long */
export function createRecordingMeter(words: Words, clock: Clock): Meter {
  return {
    async read(ms) {
      const seconds = String(Math.max(1, Math.round(ms / 1000)));
      const [program, ...args] = words;
      const filled: Words = [program, ...args.map((word) => word.replace('{seconds}', seconds))];
      return levelOf(await runProgram(filled, ms + GRACE_MS, clock));
    },
  };
}

/** @param words print a number, e.g. the amperes in the loudspeaker's line */
export function createNumberMeter(words: Words, clock: Clock): Meter {
  return {
    async read(ms) {
      const said = (await runProgram(words, ms + GRACE_MS, clock)).toString('utf8');
      const found = /-?\d+(?:\.\d+)?/.exec(said)?.[0];
      if (found === undefined) throw new RelayError('engine-failed', 'The sensor said no number.');
      return Number(found);
    },
  };
}
