// How fast a text becomes its reading on one core, and whether a long one costs more a character than a short one. CPU
// time of this process is counted, so that a busy machine does not change the figure; the median of several rounds.
import { existsSync, readFileSync } from 'node:fs';
import { readThai } from '../../src/thai/reading.ts';
import { TEXTS } from './voice.ts';

const CIRCULAR = new URL('../../../shared/samples/circular-2562.th.txt', import.meta.url);
const SHORT = 10_000;
const LONG = 100_000;
const ROUNDS = 7;

export interface ReadingFigures {
  readonly charactersPerSecond: number;
  /** Time a character in 100,000 over time a character in 10,000. */
  readonly growth: number;
}

/** Reads real Thai: a provincial circular where there is one, and our own announcements. */
export function measureReadingAlone(): ReadingFigures {
  const circular = existsSync(CIRCULAR) ? readFileSync(CIRCULAR, 'utf8') : '';
  const page = [circular, ...Object.values(TEXTS)].join('\n\n');
  const short = page.repeat(Math.ceil(SHORT / page.length)).slice(0, SHORT);
  const long = page.repeat(Math.ceil(LONG / page.length)).slice(0, LONG);
  for (let warm = 0; warm < 5; warm += 1) readThai(long);
  const shortUs = costOf(short, LONG / SHORT) / (LONG / SHORT);
  const longUs = costOf(long, 1);
  return { charactersPerSecond: (LONG / longUs) * 1e6, growth: longUs / LONG / (shortUs / SHORT) };
}

/** Microseconds of CPU for reading a text so many times, the median of the rounds. */
function costOf(text: string, times: number): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage();
    for (let n = 0; n < times; n += 1) readThai(text);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return rounds.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
}
