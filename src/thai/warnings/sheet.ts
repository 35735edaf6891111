// The text of a reading as the checks see it: mended, with what each place was read as, and the way back to the
// written text.
import type { SegmentKind } from '../page.ts';
import type { Reading, Span } from '../reading.ts';
import { repair } from '../repair.ts';
import type { Facts, Warning, WarningKind } from './warning.ts';

export interface Seen {
  readonly written: string;
  readonly text: string;
  readonly from: Uint32Array;
  readonly reading: Reading;
}

export function see(reading: Reading): Seen {
  const written = reading.segments.map((segment) => segment.written).join('');
  return { written, ...repair(written), reading };
}

function spanOf(seen: Seen, start: number, end: number): Span {
  return { start: seen.from[start] ?? seen.written.length, end: seen.from[end] ?? seen.written.length };
}

/** A warning about [start, end) of the mended text. */
export function warn(seen: Seen, kind: WarningKind, start: number, end: number, facts: Facts): Warning {
  const span = spanOf(seen, start, end);
  return { kind, span, written: seen.written.slice(span.start, span.end), facts };
}

/** Places of the written text that were read as one of these kinds. */
export function readAs(seen: Seen, kinds: readonly SegmentKind[]): Uint8Array {
  const places = new Uint8Array(seen.written.length);
  for (const { kind, span } of seen.reading.segments)
    if (kinds.includes(kind)) places.fill(1, span.start, span.end);
  return places;
}

/** At most `n` letters before a place, on its line. */
export function lead(text: string, at: number, n: number): string {
  const slice = text.slice(Math.max(0, at - n), at);
  return slice.slice(slice.lastIndexOf('\n') + 1);
}
