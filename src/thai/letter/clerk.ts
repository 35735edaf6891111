// The rows of one letter → its draft. A letter is read from the top in three zones, head, body and tail, and a zone is
// never entered again once it is left.
import { Body } from './body.ts';
import { type Draft, emptyDraft, leave } from './draft.ts';
import type { Field } from './fields.ts';
import { Head } from './head.ts';
import type { LetterKind } from './letter.ts';
import type { Sheet } from './sheet.ts';
import type { Row } from './split.ts';
import { Tail } from './tail.ts';

function kindOf(rows: readonly Row[]): LetterKind {
  const has = (field: Field) => rows.some((row) => row.found?.field === field);
  const heading = rows.find((row) => row.found?.field === 'notice-heading');
  if (heading !== undefined)
    return /^(?:\(?สำเนา\)? {0,3})?คำสั่ง/.test(heading.line.head) ? 'order' : 'notice';
  if (has('wire-heading') || has('sender')) return 'wire';
  if (has('memo-heading') || has('office')) return 'memo';
  return has('wire-to') && !has('subject') ? 'stamped' : 'external';
}

/** Every row goes to the zone that is open; what a zone does not take opens the next one. */
export function readLetter(sheet: Sheet, rows: readonly Row[]): Draft {
  const draft = emptyDraft(kindOf(rows));
  const head = new Head(sheet, rows, draft);
  const body = new Body(rows, draft);
  const tail = new Tail(sheet, draft);
  let zone: 'head' | 'body' | 'tail' = 'head';
  rows.forEach((row, at) => {
    if (row.found?.field === 'furniture') {
      leave(draft, row.line, 'page-furniture');
      return;
    }
    if (zone === 'head' && !head.take(row, at)) zone = 'body';
    else if (zone === 'head') return;
    if (zone === 'body' && !body.take(row, at)) zone = 'tail';
    if (zone === 'tail') tail.take(row);
  });
  return draft;
}
