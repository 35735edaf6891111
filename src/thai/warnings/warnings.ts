// A reading → warnings for the person who approves, in the order of the text. Nothing here decides; it only points.
import type { Reading } from '../reading.ts';
import type { Day, Warning } from './warning.ts';

/** Total: any reading. `today` is the day in Bangkok. */
export function warningsOf(_reading: Reading, _today: Day): readonly Warning[] {
  return [];
}

/** The text with the warning's number said a second time; the text itself when the warning is not about one. */
export function sayTwice(words: string, _warning: Warning): string {
  return words;
}
