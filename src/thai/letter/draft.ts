// Rows of one letter → what each row is: parts of the letterhead, paragraphs of the body, what follows the closing.
// A letter is read from the top in three zones; a zone is never entered again once it is left.

import { AGENCY, DATE, type Field } from './fields.ts';
import type { LeftOutWhy, LetterKind, Urgency } from './letter.ts';
import type { Line, Sheet } from './sheet.ts';
import type { Row } from './split.ts';

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

type Zone = 'head' | 'body' | 'tail';

/** Words that begin the body of a letter or a new paragraph of it. */
const OPENER =
  /^(?:ด้วย(?!ความ)|ตามที่|ตามหนังสือ|ตามประกาศ|เนื่องจาก|เนื่องด้วย|โดยที่|อนุสนธิ|เพื่อให้|เพื่อเป็น|ทั้งนี้|อนึ่ง|ในการนี้|ดังนั้น|จึง|รายละเอียด|ขอให้|ขอเชิญ|ขอความร่วมมือ|ขอแจ้ง|อาศัยอำนาจ|ข้อ ?\d|ข้อความ|สอบถาม|สำหรับ|กรณี|ในกรณี|นอกจากนี้|พร้อมนี้|บัดนี้)/;
export const ITEM =
  /^(?:\(\d{1,2}\)|\d{1,2}(?:\.\d{1,2}){0,3}[.)](?!\d)|\d{1,2}\.\d{1,2}(?=[ \u0e01-\u0e4e])|[-–•●▪*] |ข้อ ?\d{1,2}\.? |[ก-ฮ]\. |\([ก-ฮ]\))/;
const ADDRESS =
  /^(?:ถนน|ถ\.|เลขที่|\d{1,4}(?:\/\d{1,4})? {0,2}(?:หมู่|ม\.|ถ|ต)|หมู่|ม\.|ตำบล|ต\.|อำเภอ|อ\.|จังหวัด|จ\.|แขวง|เขต)|[1-9]\d{4}$|[ก-ฮ]{2} {1,2}[1-9]\d{4}$/;
const HEAD_FIELDS: ReadonlySet<Field> = new Set([
  'date',
  'number',
  'subject',
  'to',
  'references',
  'enclosures',
]);
const LISTED = /(?:ฉบับ|ชุด|แผ่น|เล่ม|หน้า|รายการ|ลงวันที่.{4,40})$/;
const WHOLE_DATE = new RegExp(`^(?:วันที่ {0,3})?${DATE}$`);
const SHORT = 70;
const WRAPPED = 45;
/** No sheet of paper is wider: such a line was not broken by one. */
const UNWRAPPED = 140;

const width = (line: Line) => line.end - line.start;
const rangeOf = (line: Line, from = 0): Range => ({
  start: Math.min(line.end, line.start + from),
  end: line.end,
});

function kindOf(rows: readonly Row[]): LetterKind {
  const has = (field: Field) => rows.some((row) => row.found?.field === field);
  const heading = rows.find((row) => row.found?.field === 'notice-heading');
  if (heading !== undefined)
    return /^(?:\(?สำเนา\)? {0,3})?คำสั่ง/.test(heading.line.head) ? 'order' : 'notice';
  if (has('wire-heading') || has('sender')) return 'wire';
  if (has('memo-heading') || has('office')) return 'memo';
  return has('wire-to') && !has('subject') ? 'stamped' : 'external';
}

function urgencyIn(head: string): Urgency | undefined {
  const m = /^[([]? ?(ด่วนที่สุด|ด่วนมาก|ด่วน)(?=$|[ )\]]|ที่|บันทึก)/.exec(head);
  return m === null ? undefined : (m[1] as Urgency);
}

/** Reads the rows of one letter. */
export class Clerk {
  readonly draft: Draft;
  private zone: Zone = 'head';
  private last: Field | undefined;
  private seen = new Set<Field>();
  private widest = 0;
  private readonly sheet: Sheet;
  private readonly rows: readonly Row[];

  constructor(sheet: Sheet, rows: readonly Row[]) {
    this.sheet = sheet;
    this.rows = rows;
    this.draft = {
      kind: kindOf(rows),
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

  read(): Draft {
    for (let at = 0; at < this.rows.length; at++) {
      const row = this.rows[at];
      if (row === undefined) continue;
      if (row.found?.field === 'furniture') this.rest(row.line, 'page-furniture');
      else if (this.zone === 'head') this.head(row, at);
      else if (this.zone === 'body') this.body(row, at);
      else this.tail(row);
    }
    return this.draft;
  }

  private rest(range: Range, why: LeftOutWhy): void {
    if (range.end > range.start) this.draft.rest.push({ start: range.start, end: range.end, why });
  }

  private head(row: Row, at: number): void {
    const { line, found } = row;
    if (found === undefined) {
      this.plainHead(row, at);
      return;
    }
    if (this.leavesHead(found.field)) {
      this.zone = 'body';
      this.body(row, at);
      return;
    }
    this.last = found.field;
    this.seen.add(found.field);
    const value = rangeOf(line, found.value);
    const label = { start: line.start, end: value.start };
    this.field(found.field, line, value, label);
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
    if (field === 'urgency') this.rest(line, 'urgency');
    else if (field === 'memo-heading' || field === 'wire-heading') this.rest(line, 'letterhead');
    else if (field === 'number') this.number(line);
    else if (field === 'date') {
      draft.date.push(line);
      this.rest(line, 'date');
    } else if (field === 'office' || field === 'sender' || field === 'notice-heading') {
      this.rest(label, 'letterhead');
      this.office(value);
    } else if (field === 'subject') {
      this.rest(label, 'letterhead');
      draft.subject.push(value);
    } else if (field === 'to' || field === 'wire-to') {
      this.rest(label, 'salutation');
      draft.to.push(value);
    } else if (field === 'references') this.listed(draft.references, 'reference', value, label);
    else if (field === 'enclosures') this.listed(draft.enclosures, 'enclosure', value, label);
    else this.rest(line, 'contact');
  }

  private number(line: Line): void {
    const stamp = urgencyIn(line.head) ?? '';
    this.rest({ start: line.start, end: line.start + stamp.length }, 'urgency');
    const value = { start: line.start + stamp.length, end: line.end };
    this.draft.number.push(value);
    const dated = new RegExp(`(?:ลงวันที่|ลว\\.) {0,3}(${DATE})$`).exec(line.head);
    if (dated !== null && this.draft.date.length === 0)
      this.draft.date.push({ start: line.start + dated.index, end: line.end });
    this.rest(value, 'number');
  }

  /** The office's name ends where its telephone or a gloss begins. */
  private office(value: Range): void {
    const text = this.sheet.text.slice(value.start, Math.min(value.end, value.start + 300));
    const stop = /\s*(?:\(|โทร[.ศส ]|เรื่อง |ที่ [ก-ฮ]{2}| {3})/.exec(text);
    const end = stop === null ? value.end : value.start + stop.index;
    if (this.draft.sender.length === 0) this.draft.sender.push({ start: value.start, end });
    else this.rest({ start: value.start, end }, 'letterhead');
    const after = this.sheet.text.slice(end, value.end);
    const subject = /^ {0,4}เรื่อง {1,4}/.exec(after);
    if (subject === null)
      this.rest({ start: end, end: value.end }, /โทร/.test(after) ? 'contact' : 'letterhead');
    else {
      this.rest({ start: end, end: end + subject[0].length }, 'letterhead');
      this.draft.subject.push({ start: end + subject[0].length, end: value.end });
      this.seen.add('subject');
      this.last = 'subject';
    }
  }

  private listed(list: Range[][], why: LeftOutWhy, value: Range, label: Range): void {
    this.rest(label, why);
    this.rest(value, why);
    list.push(value.end > value.start ? [value] : []);
  }

  private plainHead(row: Row, at: number): void {
    const { line } = row;
    if (this.last !== undefined && this.continues(line)) this.goOn(line);
    else if (!this.addressed()) this.letterhead(line);
    else if (this.strayLetterhead(line, at)) this.letterhead(line);
    else {
      this.zone = 'body';
      this.body(row, at);
    }
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
    if (why !== undefined) this.rest(line, why);
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
    else this.rest(line, this.seen.size > 0 || name || ADDRESS.test(line.head) ? 'letterhead' : 'chat');
  }

  private next(line: Line): boolean {
    const first = this.draft.sender[0];
    return first !== undefined && this.sheet.text.slice(first.end, line.start).trim() === '';
  }

  private body(row: Row, at: number): void {
    const { line, found } = row;
    if (this.leavesBody(row, at)) {
      this.zone = 'tail';
      this.tail(row);
      return;
    }
    const paragraph = this.draft.paragraphs.at(-1);
    const before = paragraph?.at(-1);
    const joined = paragraph !== undefined && before !== undefined && this.joins(before, row, at);
    if (joined) paragraph.push(line);
    else this.draft.paragraphs.push([line]);
    this.widest = Math.max(this.widest, Math.min(width(line), 90));
    if (found?.field === 'closing') this.seen.add('closing');
  }

  private leavesBody(row: Row, at: number): boolean {
    const field = row.found?.field;
    const closed = this.seen.has('closing');
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

  private tail(row: Row): void {
    const { line, found } = row;
    const field = found?.field;
    const { draft } = this;
    if (field === 'respect') this.rest(line, 'closing');
    else if (field === 'notice-date' || field === 'date') {
      draft.date.push(line);
      this.rest(line, 'date');
    } else if (field === 'signature') this.signature(line);
    else if (field === 'contact') {
      draft.contacts.push(line);
      this.rest(line, 'contact');
    } else this.plainTail(line);
    this.last = field ?? this.last;
  }

  private signature(line: Line): void {
    if (
      this.draft.name.length === 0 ||
      /ลงชื่อ|ลงนาม/.test(this.sheet.text.slice(this.draft.name[0]?.start, this.draft.name[0]?.end))
    )
      this.draft.name = [line];
    this.rest(line, 'signature');
  }

  private plainTail(line: Line): void {
    const { draft } = this;
    const stamped = draft.kind === 'stamped' && draft.sender.length === 0 && AGENCY.test(line.head);
    if (stamped) draft.sender.push(line);
    else if (
      this.last === 'signature' &&
      !(AGENCY.test(line.head) && line.parted) &&
      !/^(?:ฝ่าย|กลุ่มงาน|งาน)/.test(line.head) &&
      draft.position.length < 4
    ) {
      draft.position.push(line);
      this.rest(line, 'signature');
    } else if (AGENCY.test(line.head) || ADDRESS.test(line.head)) {
      draft.contacts.push(line);
      this.rest(line, 'contact');
      this.last = 'contact';
    } else this.rest(line, this.last === 'signature' ? 'signature' : 'chat');
  }
}
