// A letter in places of its sheet: what the clerk finds while reading it from the top, zone by zone.
import type { LeftOutWhy, LetterKind, Urgency } from './letter.ts';

/** [start, end) of the mended text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Ranges that are read as one text. */
export type Ranges = readonly Range[];

export interface Fated extends Range {
  readonly why: LeftOutWhy;
}

/** A letter in places of the mended text. `rest` says of everything but the body and what is said of the head. */
export interface Draft {
  kind: LetterKind;
  urgency: Urgency | undefined;
  sender: Range[];
  number: Range[];
  date: Range[];
  subject: Range[];
  to: Range[];
  references: Range[][];
  enclosures: Range[][];
  paragraphs: Range[][];
  name: Range[];
  position: Range[];
  contacts: Range[];
  rest: Fated[];
}

export function emptyDraft(kind: LetterKind): Draft {
  return {
    kind,
    urgency: undefined,
    sender: [],
    number: [],
    date: [],
    subject: [],
    to: [],
    references: [],
    enclosures: [],
    paragraphs: [],
    name: [],
    position: [],
    contacts: [],
    rest: [],
  };
}

/** Not said, and why. */
export function leave(draft: Draft, range: Range, why: LeftOutWhy): void {
  if (range.end > range.start) draft.rest.push({ start: range.start, end: range.end, why });
}
