// The head of a letter: stamps, letterhead, number, date, office, subject, addressee, references, enclosures. A line of
// plain words is the end of the field before it, a part of the letterhead, or the first line of the body.
import { type Draft, leave, type Range } from './draft.ts';
import { AGENCY, DATE, type Field } from './fields.ts';
import {
  ADDRESS,
  HEAD_FIELDS,
  ITEM,
  LISTED,
  OPENER,
  rangeOf,
  SHORT,
  urgencyIn,
  WRAPPED,
  width,
} from './layout.ts';
import type { LeftOutWhy } from './letter.ts';
import type { Line, Sheet } from './sheet.ts';
import type { Row } from './split.ts';

export class Head {
  private last: Field | undefined;
  private readonly seen = new Set<Field>();
  private readonly sheet: Sheet;
  private readonly rows: readonly Row[];
  private readonly draft: Draft;

  constructor(sheet: Sheet, rows: readonly Row[], draft: Draft) {
    this.sheet = sheet;
    this.rows = rows;
    this.draft = draft;
  }

  /** Takes the row at `at`; false when the body begins with it. */
  take(row: Row, at: number): boolean {
    const { line, found } = row;
    if (found === undefined) return this.plainHead(row, at);
    if (this.leavesHead(found.field)) return false;
    this.last = found.field;
    this.seen.add(found.field);
    const value = rangeOf(line, found.value);
    const label = { start: line.start, end: value.start };
    this.field(found.field, line, value, label);
    return true;
  }

  private leavesHead(field: Field): boolean {
    const tail =
      field === 'closing' || field === 'respect' || field === 'signature' || field === 'notice-date';
    const late = field === 'contact' && this.addressed();
    return tail || late;
  }

  private addressed(): boolean {
    return this.seen.has('subject') || this.seen.has('to') || this.seen.has('wire-to');
  }

  private field(field: Field, line: Line, value: Range, label: Range): void {
    const { draft } = this;
    draft.urgency ??= urgencyIn(line.head);
    if (field === 'urgency') leave(this.draft, line, 'urgency');
    else if (field === 'memo-heading' || field === 'wire-heading') leave(this.draft, line, 'letterhead');
    else if (field === 'number') this.number(line);
    else if (field === 'date') {
      draft.date.push(line);
      leave(this.draft, line, 'date');
    } else if (field === 'office' || field === 'sender' || field === 'notice-heading') {
      leave(this.draft, label, 'letterhead');
      this.office(value);
    } else if (field === 'subject') {
      leave(this.draft, label, 'letterhead');
      draft.subject.push(value);
    } else if (field === 'to' || field === 'wire-to') {
      leave(this.draft, label, 'salutation');
      draft.to.push(value);
    } else if (field === 'references') this.listed(draft.references, 'reference', value, label);
    else if (field === 'enclosures') this.listed(draft.enclosures, 'enclosure', value, label);
    else leave(this.draft, line, 'contact');
  }

  private number(line: Line): void {
    const stamp = urgencyIn(line.head) ?? '';
    leave(this.draft, { start: line.start, end: line.start + stamp.length }, 'urgency');
    const value = { start: line.start + stamp.length, end: line.end };
    this.draft.number.push(value);
    const dated = new RegExp(`(?:ลงวันที่|ลว\\.) {0,3}(${DATE})$`).exec(line.head);
    if (dated !== null && this.draft.date.length === 0)
      this.draft.date.push({ start: line.start + dated.index, end: line.end });
    leave(this.draft, value, 'number');
  }

  /** The office's name ends where its telephone or a gloss begins. */
  private office(value: Range): void {
    const text = this.sheet.text.slice(value.start, Math.min(value.end, value.start + 300));
    const stop = /\s*(?:\(|โทร[.ศส ]|เรื่อง |ที่ [ก-ฮ]{2}| {3})/.exec(text);
    const end = stop === null ? value.end : value.start + stop.index;
    if (this.draft.sender.length === 0) this.draft.sender.push({ start: value.start, end });
    else leave(this.draft, { start: value.start, end }, 'letterhead');
    const after = this.sheet.text.slice(end, value.end);
    const subject = /^ {0,4}เรื่อง {1,4}/.exec(after);
    if (subject === null)
      leave(this.draft, { start: end, end: value.end }, /โทร/.test(after) ? 'contact' : 'letterhead');
    else {
      leave(this.draft, { start: end, end: end + subject[0].length }, 'letterhead');
      this.draft.subject.push({ start: end + subject[0].length, end: value.end });
      this.seen.add('subject');
      this.last = 'subject';
    }
  }

  private listed(list: Range[][], why: LeftOutWhy, value: Range, label: Range): void {
    leave(this.draft, label, why);
    leave(this.draft, value, why);
    list.push(value.end > value.start ? [value] : []);
  }

  private plainHead(row: Row, at: number): boolean {
    const { line } = row;
    if (this.last !== undefined && this.continues(line)) this.goOn(line);
    else if (!this.addressed()) this.letterhead(line);
    else if (this.strayLetterhead(line, at)) this.letterhead(line);
    else return false;
    return true;
  }

  private partOf(field: Field | undefined): Range[] | undefined {
    const { draft } = this;
    if (field === 'subject') return draft.subject;
    if (field === 'to' || field === 'wire-to') return draft.to;
    if (field === 'references') return draft.references.at(-1);
    return field === 'enclosures' ? draft.enclosures.at(-1) : undefined;
  }

  private continues(line: Line): boolean {
    const part = this.partOf(this.last);
    if (part === undefined) return false;
    const before = part.filter((range) => range.end > range.start).at(-1);
    if (before === undefined) return !OPENER.test(line.head);
    const list = this.last === 'references' || this.last === 'enclosures';
    if (list && (ITEM.test(line.head) || !line.parted) && LISTED.test(line.head)) return true;
    if (line.parted || OPENER.test(line.head) || ITEM.test(line.head)) return false;
    if (list) return !AGENCY.test(line.head) || before.end - before.start >= WRAPPED;
    const long = before.end - before.start >= WRAPPED;
    return (
      width(line) < SHORT &&
      part.length < 3 &&
      (long || !AGENCY.test(line.head)) &&
      width(line) < before.end - before.start
    );
  }

  private goOn(line: Line): void {
    const list = this.last === 'references' ? this.draft.references : this.draft.enclosures;
    const why =
      this.last === 'references' ? 'reference' : this.last === 'enclosures' ? 'enclosure' : undefined;
    if (why !== undefined) leave(this.draft, line, why);
    if (why !== undefined && ITEM.test(line.head)) list.push([line]);
    else this.partOf(this.last)?.push(line);
  }

  private strayLetterhead(line: Line, at: number): boolean {
    if (width(line) >= SHORT || !(AGENCY.test(line.head) || ADDRESS.test(line.head))) return false;
    for (let next = at + 1; next <= at + 4; next++) {
      const field = this.rows[next]?.found?.field;
      if (field !== undefined && HEAD_FIELDS.has(field)) return true;
    }
    return false;
  }

  /** An office's name above the body; its province on the next line belongs to it, its street does not. */
  private letterhead(line: Line): void {
    const { sender } = this.draft;
    const first = sender[0];
    const name = AGENCY.test(line.head) && !ADDRESS.test(line.head.replace(/^(?:จังหวัด|อำเภอ|ตำบล)/, ''));
    const office = this.draft.kind !== 'memo' && this.draft.kind !== 'wire' && this.draft.kind !== 'notice';
    if (office && name && width(line) < 100 && first === undefined) sender.push(line);
    else if (
      office &&
      sender.length === 1 &&
      /^(?:จังหวัด|อำเภอ|ตำบล)[\u0e01-\u0e4e]{2,24}$/.test(line.head) &&
      this.next(line)
    )
      sender.push(line);
    else
      leave(this.draft, line, this.seen.size > 0 || name || ADDRESS.test(line.head) ? 'letterhead' : 'chat');
  }

  private next(line: Line): boolean {
    const first = this.draft.sender[0];
    return first !== undefined && this.sheet.text.slice(first.end, line.start).trim() === '';
  }
}
