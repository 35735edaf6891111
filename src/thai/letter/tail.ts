// What follows the body of a letter: the greeting, who signed, the date of a notice, whom to call at the office.
import { type Draft, leave } from './draft.ts';
import { AGENCY, type Field } from './fields.ts';
import { ADDRESS } from './layout.ts';
import type { Line, Sheet } from './sheet.ts';
import type { Row } from './split.ts';

export class Tail {
  private last: Field | undefined;
  private readonly sheet: Sheet;
  private readonly draft: Draft;

  constructor(sheet: Sheet, draft: Draft) {
    this.sheet = sheet;
    this.draft = draft;
  }

  take(row: Row): void {
    const { line, found } = row;
    const field = found?.field;
    const { draft } = this;
    if (field === 'respect') leave(this.draft, line, 'closing');
    else if (field === 'notice-date' || field === 'date') {
      draft.date.push(line);
      leave(this.draft, line, 'date');
    } else if (field === 'signature') this.signature(line);
    else if (field === 'contact') {
      draft.contacts.push(line);
      leave(this.draft, line, 'contact');
    } else this.plainTail(line);
    this.last = field ?? this.last;
  }

  private signature(line: Line): void {
    if (
      this.draft.name.length === 0 ||
      /ลงชื่อ|ลงนาม/.test(this.sheet.text.slice(this.draft.name[0]?.start, this.draft.name[0]?.end))
    )
      this.draft.name = [line];
    leave(this.draft, line, 'signature');
  }

  private plainTail(line: Line): void {
    const { draft } = this;
    const stamped = draft.kind === 'stamped' && draft.sender.length === 0 && AGENCY.test(line.head);
    if (stamped) draft.sender.push(line);
    else if (
      this.last === 'signature' &&
      !(AGENCY.test(line.head) && (line.parted || draft.position.length > 0)) &&
      !/^(?:ฝ่าย|กลุ่มงาน|งาน)/.test(line.head) &&
      draft.position.length < 4
    ) {
      draft.position.push(line);
      leave(this.draft, line, 'signature');
    } else if (AGENCY.test(line.head) || ADDRESS.test(line.head)) {
      draft.contacts.push(line);
      leave(this.draft, line, 'contact');
      this.last = 'contact';
    } else leave(draft, line, this.last === 'signature' || this.last === 'respect' ? 'signature' : 'chat');
  }
}
