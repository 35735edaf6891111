// A reading laid out for two columns: its segments in lines that break where the written text breaks, or where a long line
// takes breath, and each marked by how its two sides differ. Pure: reading → lines.
import { keyOf } from '../../core/dictionary.ts';
import type { Reading, Segment, Span } from '../../thai/reading.ts';

/** `hush`: marks of the page that nobody would say (quotes, brackets, the space between a number and its unit). */
export type MarkKind = 'same' | 'changed' | 'unread' | 'hush';

export interface Mark {
  readonly segment: Segment;
  readonly kind: MarkKind;
  /** Its number among the marks of its kind, from 0. */
  readonly n: number;
}

export interface Line {
  readonly marks: readonly Mark[];
  /** An empty line stands before it on paper. */
  readonly paragraph: boolean;
}

/** Written letters after which a line may end at the next space: two columns stay level and a phone shows both at once. */
const LONG = 110;

/** What is left of a line is not put on a line of its own when it is shorter than this. */
const SHORT = 40;

/** A word that is not certain, once for every written form, with the places where it stands. */
export interface Doubt {
  readonly written: string;
  readonly why: string;
  readonly proposed: string;
  /** The numbers of its marks, as in `Mark.n`. */
  readonly places: readonly number[];
  /** The words around the first place. */
  readonly before: string;
  readonly after: string;
}

export function linesOf(reading: Reading): readonly Line[] {
  const lines: { marks: Mark[]; paragraph: boolean }[] = [{ marks: [], paragraph: false }];
  const marks = marksOf(reading.segments);
  const ends = lineEnds(reading.segments);
  let length = 0;
  for (const [at, mark] of marks.entries()) {
    const { kind, written, span } = mark.segment;
    const breaks = kind === 'pause' && written.includes('\n');
    const rest = (ends[at] ?? span.end) - span.end;
    if (breaks || (kind === 'pause' && length > LONG && rest > SHORT)) {
      lines.push({ marks: [], paragraph: /\n\s*\n/.test(written) });
      length = 0;
      continue;
    }
    lines.at(-1)?.marks.push(mark);
    length += written.length;
  }
  return lines.filter((line) => line.marks.some((mark) => mark.segment.written.trim() !== ''));
}

/** For each segment, where its line ends on paper. */
function lineEnds(segments: readonly Segment[]): readonly number[] {
  const ends: number[] = [];
  let end = segments.at(-1)?.span.end ?? 0;
  for (const [at, { kind, written, span }] of [...segments.entries()].reverse()) {
    if (kind === 'pause' && written.includes('\n')) end = span.start;
    ends[at] = end;
  }
  return ends;
}

function marksOf(segments: readonly Segment[]): readonly Mark[] {
  const counts = { same: 0, changed: 0, unread: 0, hush: 0 };
  return segments.map((segment) => {
    const kind = kindOf(segment);
    return { segment, kind, n: counts[kind]++ };
  });
}

function kindOf({ confidence, kind, written, spoken }: Segment): MarkKind {
  if (confidence === 'unread') return 'unread';
  if (kind === 'pause' || spoken.trim() === written.trim()) return 'same';
  return spoken === '' && !/[\p{L}\p{N}]/u.test(written) ? 'hush' : 'changed';
}

/** Which segment, by its start, each warning points at: the numbers of the warnings there. */
export function flagsOf(
  reading: Reading,
  warnings: readonly { readonly span: Span }[],
): ReadonlyMap<number, readonly number[]> {
  const flags = new Map<number, readonly number[]>();
  for (const [n, { span }] of warnings.entries()) {
    const segment = reading.segments.find((one) => one.span.start <= span.start && span.start < one.span.end);
    if (segment === undefined) continue;
    flags.set(segment.span.start, [...(flags.get(segment.span.start) ?? []), n]);
  }
  return flags;
}

/** What a person must be asked, in the order of the text; the same form is asked once. */
export function doubtsOf(words: string, reading: Reading | undefined): readonly Doubt[] {
  const doubts = new Map<string, Doubt>();
  for (const [n, token] of (reading?.unread ?? []).entries()) {
    const key = keyOf(token.written);
    const known = doubts.get(key);
    doubts.set(
      key,
      known === undefined
        ? {
            written: token.written,
            why: token.why,
            proposed: token.proposed,
            places: [n],
            before: before(words, token.span.start),
            after: after(words, token.span.end),
          }
        : { ...known, places: [...known.places, n] },
    );
  }
  return [...doubts.values()];
}

const AROUND = 48;

/** From the beginning of the line, else from a space, so that no Thai word or mark is cut where it can be helped. */
function before(words: string, start: number): string {
  const line = words.slice(words.lastIndexOf('\n', start - 1) + 1, start);
  if (line.length <= AROUND) return line;
  const near = line.slice(-AROUND);
  const space = near.indexOf(' ');
  return `…${near.slice(space + 1)}`;
}

function after(words: string, end: number): string {
  const stop = words.indexOf('\n', end);
  const line = words.slice(end, stop < 0 ? undefined : stop);
  if (line.length <= AROUND) return line;
  const near = line.slice(0, AROUND);
  const space = near.lastIndexOf(' ');
  return `${space > 0 ? near.slice(0, space) : near}…`;
}
