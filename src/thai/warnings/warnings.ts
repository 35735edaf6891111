// A reading → warnings for the person who approves, in the order of the text. Nothing here decides; it only points.
import type { Reading } from '../reading.ts';
import { calendarWarnings } from './calendar.ts';
import { clockWarnings } from './clocks.ts';
import { again, numberWarnings } from './numbers.ts';
import { see } from './sheet.ts';
import type { Day, Warning } from './warning.ts';

/** Total: any reading. `today` is the day in Bangkok; spans are places in the written text. */
export function warningsOf(reading: Reading, today: Day): readonly Warning[] {
  const seen = see(reading);
  return [...calendarWarnings(seen, today), ...clockWarnings(seen), ...numberWarnings(seen)].sort(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
  );
}

/**
 * The text with the number of a said-once warning said a second time behind it; the text itself when the warning is
 * about something else or the number is no longer there.
 */
export function sayTwice(words: string, warning: Warning): string {
  if (warning.kind !== 'said-once') return words;
  const { span, written } = warning;
  const at = words.startsWith(written, span.start) ? span.start : words.indexOf(written);
  if (at < 0) return words;
  const end = at + written.length;
  return words.slice(0, end) + again(written) + words.slice(end);
}
