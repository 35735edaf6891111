// คำอ่านเฉพาะถิ่น: the list, one entry's form, and the file that comes in or goes out.
import { n, plural, type Table } from './table.ts';

export const DICTIONARY = {
  dictionary: { th: 'คำอ่านเฉพาะถิ่น', en: 'Local readings' },
  dictionaryLead: {
    th: 'ชื่อบ้าน ชื่อคน และคำย่อของหน่วยงาน ว่าให้อ่านออกเสียงอย่างไร ใช้กับทุกประกาศต่อจากนี้',
    en: 'How the names and short forms of this office are said, in every bulletin from now on',
  },
  helpDictionary: {
    th: 'แตะคำเพื่อแก้หรือลบ คำที่บันทึกจะใช้กับประกาศที่ยังรออนุมัติด้วย ทำหลายคำพร้อมกันได้ด้วยไฟล์ CSV',
    en: 'Touch a word to change or delete it. What is saved also serves bulletins that wait. Many words come by a CSV file.',
  },
  addEntry: { th: 'เพิ่มคำอ่าน', en: 'Add a reading' },
  editEntry: { th: 'แก้คำอ่าน', en: 'Change a reading' },
  searchEntries: { th: 'คำ คำอ่าน หมายเหตุ', en: 'Word, reading, note' },
  search: { th: 'ค้นหา', en: 'Find' },
  entriesShown: {
    th: (from: number, to: number, all: number) =>
      all <= 100 ? `${n(all)} คำ` : `คำที่ ${n(from)}–${n(to)} จาก ${n(all)}`,
    en: (from: number, to: number, all: number) =>
      all <= 100 ? plural(all, 'word') : `${n(from)}–${n(to)} of ${n(all)} words`,
  },
  moreEntries: { th: 'คำต่อไป', en: 'More words' },
  noEntries: { th: 'ยังไม่มีคำอ่านเฉพาะถิ่น', en: 'No local readings yet' },
  noEntriesHint: {
    th: 'เพิ่มเองได้ หรือบอกวิธีอ่านในประกาศแล้วเลือก “จำไว้ใช้ครั้งต่อไป”',
    en: 'Add one, or settle a word in a bulletin and let it be remembered',
  },
  systemName: { th: 'ระบบ', en: 'the system' },
  kindPlace: { th: 'สถานที่', en: 'Place' },
  kindPerson: { th: 'บุคคล', en: 'Person' },
  kindAbbreviation: { th: 'คำย่อ', en: 'Abbreviation' },
  kindOther: { th: 'อื่น ๆ', en: 'Other' },
  sharedTag: { th: 'แบ่งปัน', en: 'Shared' },
  useUnreadTag: { th: 'เมื่ออ่านไม่ได้', en: 'When unread' },
  entryWritten: { th: 'เขียนว่า', en: 'Written' },
  entryWrittenHint: { th: 'ตามที่ปรากฏในหนังสือ เช่น รพ.สต.โนนสูง', en: 'As it stands in letters' },
  entrySpoken: { th: 'อ่านว่า', en: 'Said' },
  entrySpokenHint: {
    th: 'พิมพ์เป็นคำไทยตามที่อยากให้ได้ยิน เว้นว่างถ้าไม่ให้อ่าน',
    en: 'In Thai, as it should be heard; empty to leave it out',
  },
  entryKind: { th: 'เป็นคำประเภทใด', en: 'What it is' },
  entryUse: { th: 'ใช้เมื่อไร', en: 'When it is used' },
  useAlways: { th: 'ทุกครั้งที่พบ', en: 'Wherever it stands' },
  useAlwaysHint: { th: 'ใช้ก่อนกฎการอ่านทั่วไป', en: 'goes before the general rules' },
  useUnread: { th: 'เฉพาะเมื่อระบบอ่านเองไม่ได้', en: 'Only where the reader is not sure' },
  useUnreadHint: { th: 'ปลอดภัยสำหรับคำสั้น ๆ', en: 'safe for short forms' },
  entryNote: { th: 'หมายเหตุ', en: 'Note' },
  shareIt: { th: 'แบ่งปันให้หน่วยงานระดับบน', en: 'Share with the offices above' },
  shareItHint: { th: 'อำเภอหรือจังหวัดนำไปใช้ได้', en: 'the district or province may use it' },
  removeEntry: { th: 'ลบคำนี้', en: 'Delete this word' },
  removeEntryHint: {
    th: 'ลบแล้วจะกลับไปอ่านตามกฎทั่วไป เลิกทำได้ทันที',
    en: 'It is then read by the general rules; this can be undone at once',
  },
  entrySaved: {
    th: (word: string) => `บันทึกคำอ่านของ “${word}” แล้ว`,
    en: (word: string) => `The reading of “${word}” is saved`,
  },
  entryRemoved: { th: (word: string) => `ลบ “${word}” แล้ว`, en: (word: string) => `“${word}” is deleted` },
  readAgain: {
    th: (c: number) => `กำลังทำเสียงใหม่ให้ประกาศที่รออยู่ ${n(c)} เรื่อง`,
    en: (c: number) => `${plural(c, 'waiting bulletin')} is read again`,
  },
  undo: { th: 'เลิกทำ', en: 'Undo' },
  writtenEmpty: { th: 'ใส่คำตามที่เขียน', en: 'Enter the word as it is written' },
  spokenEmpty: {
    th: 'ใส่คำอ่าน ถ้าไม่ให้อ่าน ให้เลือก “เฉพาะเมื่อระบบอ่านเองไม่ได้”',
    en: 'Enter the reading; to leave it out choose “only where the reader is not sure”',
  },
  spokenUnread: {
    th: 'คำอ่านนี้ยังมีส่วนที่อ่านไม่ได้ พิมพ์เป็นคำไทยล้วน',
    en: 'The reading itself cannot be read: type it in Thai words',
  },
  entryTooLong: {
    th: (longest: number) => `ยาวเกินไป ตัดให้เหลือไม่เกิน ${n(longest)} ตัวอักษร`,
    en: (longest: number) => `Too long: at most ${n(longest)} characters`,
  },
  asFile: { th: 'ทำหลายคำด้วยไฟล์', en: 'Many words by file' },
  asFileHint: {
    th: 'ไฟล์ CSV เปิดแก้ได้ใน Excel แล้วนำเข้ากลับมา',
    en: 'A CSV file opens in a spreadsheet and comes back changed',
  },
  exportCsv: { th: 'ส่งออก CSV', en: 'Export CSV' },
  exportShared: { th: 'ส่งออกเฉพาะที่แบ่งปัน', en: 'Export what is shared' },
  importCsv: { th: 'นำเข้า CSV', en: 'Import CSV' },
  importLead: {
    th: 'เลือกไฟล์ แล้วดูก่อนว่าจะเปลี่ยนคำไหนบ้าง ยังไม่บันทึกจนกว่าจะกดนำเข้า',
    en: 'Choose a file and see first what it would change. Nothing is saved until you import it',
  },
  fileLabel: { th: 'ไฟล์ CSV', en: 'CSV file' },
  fileHint: {
    th: 'แถวแรกเป็นชื่อคอลัมน์ ต้องมี เขียน และ อ่านว่า',
    en: 'The first row names the columns; written and spoken are needed',
  },
  chooseFile: { th: 'เลือกไฟล์ CSV ที่มีข้อมูล', en: 'Choose a CSV file that is not empty' },
  fileTooLong: { th: 'ไฟล์ใหญ่เกินไป แบ่งเป็นหลายไฟล์', en: 'The file is too large: split it' },
  lookAtFile: { th: 'ดูก่อนนำเข้า', en: 'Look before importing' },
  exampleFile: { th: 'ดูตัวอย่างจากคำที่มีอยู่', en: 'See one from your own words' },
  previewTitle: { th: 'ก่อนนำเข้า', en: 'Before importing' },
  importCounts: {
    th: (added: number, changed: number, same: number) =>
      `เพิ่ม ${n(added)} คำ · เปลี่ยน ${n(changed)} คำ · เหมือนเดิม ${n(same)} คำ`,
    en: (added: number, changed: number, same: number) =>
      `${n(added)} new · ${n(changed)} changed · ${n(same)} the same`,
  },
  importNothing: { th: 'ไฟล์นี้ไม่เปลี่ยนอะไร', en: 'This file changes nothing' },
  importIt: { th: (c: number) => `นำเข้า ${n(c)} คำ`, en: (c: number) => `Import ${plural(c, 'word')}` },
  andMore: { th: (c: number) => `และอีก ${n(c)} คำ`, en: (c: number) => `and ${n(c)} more` },
  isNew: { th: 'คำใหม่', en: 'new' },
  linesRefused: {
    th: (c: number) => `มี ${n(c)} บรรทัดที่ต้องแก้ในไฟล์`,
    en: (c: number) => `${plural(c, 'line')} must be corrected in the file`,
  },
  linesRefusedHint: {
    th: 'ยังไม่ได้นำเข้าคำใด แก้ในไฟล์แล้วเลือกไฟล์ใหม่',
    en: 'Nothing was imported. Correct the file and choose it again',
  },
  lineNumber: { th: (line: number) => `บรรทัด ${n(line)}`, en: (line: number) => `Line ${n(line)}` },
  chooseAgain: { th: 'เลือกไฟล์ใหม่', en: 'Choose a file again' },
  doneImported: { th: 'นำเข้าคำอ่านแล้ว', en: 'The readings are imported' },
  csvHeader: {
    th: 'ไม่พบชื่อคอลัมน์ เขียน และ อ่านว่า ในแถวแรก',
    en: 'the first row does not name written and spoken',
  },
  csvQuotes: { th: 'เครื่องหมายคำพูดไม่ครบคู่', en: 'a quotation mark has no partner' },
  csvTooMany: { th: 'คำมากเกินไปในไฟล์เดียว แบ่งเป็นหลายไฟล์', en: 'too many words for one file' },
  csvTwice: { th: 'คำนี้มีมากกว่าหนึ่งบรรทัด', en: 'this word has more than one line' },
  csvTooLong: { th: 'ยาวเกินไป', en: 'too long' },
  csvUnread: { th: 'คำอ่านยังมีส่วนที่อ่านไม่ได้', en: 'the reading itself cannot be read' },
  csvNoSpoken: {
    th: 'ไม่มีคำอ่าน ถ้าไม่ให้อ่าน ใส่ (ไม่อ่าน)',
    en: 'there is no reading; to leave it out write (left out)',
  },
  csvNoWritten: { th: 'ไม่มีคำที่เขียน', en: 'there is no written form' },
  csvEmpty: { th: 'ไฟล์ว่าง', en: 'the file is empty' },
  csvKind: {
    th: 'ประเภทต้องเป็น สถานที่ บุคคล คำย่อ หรือ อื่น ๆ',
    en: 'kind is place, person, abbreviation or other',
  },
  csvUse: { th: 'ใช้เมื่อ ต้องเป็น ทุกครั้ง หรือ เมื่ออ่านไม่ได้', en: 'use is always or unread' },
  csvShared: { th: 'แบ่งปัน ต้องเป็น ใช่ หรือ ไม่', en: 'shared is yes or no' },
  csvForm: { th: 'อ่านบรรทัดนี้ไม่ได้', en: 'this line cannot be read' },
} satisfies Table;
