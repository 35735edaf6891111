// The body of a letter: lines are put together to paragraphs and items until a name, a greeting or the office's own
// lines below the closing end it.
import type { Draft, Range } from './draft.ts';
import { AGENCY } from './fields.ts';
import { ITEM, OPENER, SHORT, UNWRAPPED, WHOLE_DATE, width } from './layout.ts';
import type { Row } from './split.ts';

export class Body {
  private closed = false;
  private widest = 0;
  private readonly rows: readonly Row[];
  private readonly draft: Draft;

  constructor(rows: readonly Row[], draft: Draft) {
    this.rows = rows;
    this.draft = draft;
  }

  /** Takes the row at `at`; false when what follows the body begins with it. */
  take(row: Row, at: number): boolean {
    const { line, found } = row;
    if (this.leavesBody(row, at)) return false;
    const paragraph = this.draft.paragraphs.at(-1);
    const before = paragraph?.at(-1);
    const joined = paragraph !== undefined && before !== undefined && this.joins(before, row, at);
    if (joined) paragraph.push(line);
    else this.draft.paragraphs.push([line]);
    this.widest = Math.max(this.widest, Math.min(width(line), 90));
    if (found?.field === 'closing') this.closed = true;
    return true;
  }

  private leavesBody(row: Row, at: number): boolean {
    const field = row.found?.field;
    const { closed } = this;
    if (field === 'respect' || field === 'notice-date') return true;
    if (field === 'signature')
      return (
        closed ||
        /^\(? ?ลง(?:ชื่อ|นาม)/.test(row.line.head) ||
        (row.line.head.startsWith('(') && this.named(at))
      );
    if (field === 'contact') return closed && row.line.parted;
    if (this.draft.kind === 'stamped' && this.stampAhead(row, at)) return true;
    return closed && row.line.parted && AGENCY.test(row.line.head) && width(row.line) < SHORT;
  }

  /** A name in brackets on a line of its own ends the body when a position follows. */
  private named(at: number): boolean {
    const next = this.rows[at + 1];
    return next === undefined || (width(next.line) < 100 && !ITEM.test(next.line.head));
  }

  /** A letter under seal is closed by the office's name and the date. */
  private stampAhead(row: Row, at: number): boolean {
    const next = this.rows[at + 1];
    const dated = next !== undefined && WHOLE_DATE.test(next.line.head);
    return (dated && AGENCY.test(row.line.head) && width(row.line) < SHORT) || WHOLE_DATE.test(row.line.head);
  }

  private joins(before: Range, row: Row, at: number): boolean {
    const { line, found } = row;
    if (ITEM.test(line.head) || OPENER.test(line.head) || found?.field === 'closing') return false;
    const wide = before.end - before.start;
    const full = wide >= this.widest * 0.6 && wide <= UNWRAPPED;
    if (!line.parted) return full;
    return full && this.rows[at - 1]?.found?.field === 'furniture';
  }
}
