// Where one letter ends and the next begins, and whether a run of lines is a letter at all.
import { DATE, type Field, type Found, fieldOf, OPENS } from './fields.ts';
import type { Line, Sheet } from './sheet.ts';

export interface Row {
  readonly line: Line;
  readonly found: Found | undefined;
}

/** Rows [start, end) of one letter; what of them stands before its first field may still be chat. */
export interface Stretch {
  readonly rows: readonly Row[];
}

const ENDS: ReadonlySet<Field> = new Set(['respect', 'signature', 'notice-date']);
const ADDRESSED: ReadonlySet<Field> = new Set(['subject', 'to', 'wire-to']);

function startsHere(rows: readonly Row[], at: number, ended: boolean, hasBody: boolean): boolean {
  const row = rows[at];
  const field = row?.found?.field;
  if (row === undefined || field === undefined || !OPENS.has(field)) return false;
  if (ended) return true;
  if (!hasBody || field === 'urgency') return false;
  if (field !== 'notice-heading') return true;
  const next = rows[at + 1]?.found?.field;
  return row.line.parted && (next === 'subject' || next === 'number');
}

/** Stamps above a letterhead belong to it. */
function withStamps(rows: readonly Row[], at: number, least: number): number {
  let start = at;
  while (start > least && rows[start - 1]?.found?.field === 'urgency') start--;
  return start;
}

function cut(rows: readonly Row[]): Row[][] {
  const pieces: Row[][] = [];
  let start = 0;
  let ended = false;
  let addressed = false;
  let hasBody = false;
  for (let at = 0; at < rows.length; at++) {
    const field = rows[at]?.found?.field;
    if (startsHere(rows, at, ended, hasBody)) {
      const begin = withStamps(rows, at, start + 1);
      pieces.push(rows.slice(start, begin));
      start = begin;
      ended = addressed = hasBody = false;
    }
    if (field === undefined) hasBody ||= addressed;
    else if (ADDRESSED.has(field)) addressed = true;
    else if (ENDS.has(field) && addressed) ended = true;
  }
  pieces.push(rows.slice(start));
  return pieces;
}

const FORMAL: readonly Field[] = [
  'number',
  'office',
  'memo-heading',
  'wire-heading',
  'references',
  'enclosures',
  'closing',
  'respect',
  'notice-date',
];

/** A fax without a number still says what it is, from whom or to whom, and about what. */
function isWired(seen: ReadonlySet<Field>): boolean {
  return seen.has('wire-heading') && seen.has('subject') && (seen.has('sender') || seen.has('wire-to'));
}

/**
 * An official letter has somebody it is addressed to or a heading, and two signs that only official letters have; a
 * signature and a date count only beside those.
 */
export function isLetter(rows: readonly Row[]): boolean {
  const seen = new Set<Field>();
  for (const row of rows) if (row.found !== undefined) seen.add(row.found.field);
  const formal = FORMAL.filter((field) => seen.has(field)).length;
  if (seen.has('notice-heading')) return seen.has('notice-date') || (formal > 0 && seen.has('signature'));
  if (seen.has('wire-to') && seen.has('number')) return true;
  if (isWired(seen)) return true;
  if (!seen.has('subject') && !seen.has('to')) return false;
  const signs = formal + (seen.has('signature') ? 1 : 0);
  return seen.has('subject') && seen.has('to') ? signs >= 1 : signs >= 2;
}

const WIRE_NUMBER = new RegExp(
  `^ที่ {1,6}[ก-ฮ.]{2,8} ?\\d{3,6}[^ ]{0,20}(?: ?ว ?\\d{1,6})? {0,6}(?:ลงวันที่|ลว\\.) {0,3}${DATE}$`,
);

/** The number of a wire stands with its date on one line; elsewhere such a line is a reference. */
function withWireNumber(rows: readonly Row[], row: Row, at: number): Row {
  if (row.found !== undefined || !WIRE_NUMBER.test(row.line.head)) return row;
  const near = rows.slice(Math.max(0, at - 4), at + 5);
  const wire = near.some(({ found }) => found?.field === 'sender' || found?.field === 'wire-heading');
  return wire ? { line: row.line, found: { field: 'number', value: 0 } } : row;
}

/** The letters of a sheet. Lines that make no letter of their own go with the letter before them, or the first. */
export function stretches(sheet: Sheet): Stretch[] {
  const plain = sheet.lines.map((line) => ({ line, found: fieldOf(line.head) }));
  const rows = plain.map((row, at) => withWireNumber(plain, row, at));
  const letters: Row[][] = [];
  let loose: Row[] = [];
  for (const piece of cut(rows)) {
    if (isLetter(piece)) {
      letters.push([...loose, ...piece]);
      loose = [];
    } else if (letters.length === 0) loose.push(...piece);
    else letters.at(-1)?.push(...piece);
  }
  return letters.map((piece) => ({ rows: piece }));
}
