// The frame round every page, and the small words that any page may need.
import { n, plural, type Table } from './table.ts';

export const FRAME = {
  product: { th: 'หอกระจายข่าว', en: 'Hokrachai' },
  skip: { th: 'ข้ามไปเนื้อหา', en: 'Skip to content' },
  mainMenu: { th: 'เมนูหลัก', en: 'Main menu' },
  queue: { th: 'คิวข่าว', en: 'Queue' },
  timetable: { th: 'ผังเวลา', en: 'Timetable' },
  towers: { th: 'หอ', en: 'Towers' },
  towersLong: { th: 'หอกระจายข่าว', en: 'Towers' },
  record: { th: 'บันทึก', en: 'Record' },
  recordLong: { th: 'บันทึกการออกอากาศ', en: 'As-run record' },
  menu: { th: 'เมนู', en: 'Menu' },
  people: { th: 'เจ้าหน้าที่และสิทธิ์', en: 'People and roles' },
  history: { th: 'ประวัติการทำงาน', en: 'Audit trail' },
  me: { th: 'บัญชีของฉัน', en: 'My account' },
  stopSound: { th: 'หยุดเสียง', en: 'Stop sound' },
  waitingCount: {
    th: (c: number) => `รออนุมัติ ${n(c)} เรื่อง`,
    en: (c: number) => `${n(c)} waiting for approval`,
  },
  pageHelp: { th: 'วิธีใช้หน้านี้', en: 'How to use this page' },
  officePhone: { th: (p: string) => `ติดขัดตรงไหน โทร ${p}`, en: (p: string) => `Stuck? Call ${p}` },
  asOf: { th: (t: string) => `ข้อมูล ณ ${t}`, en: (t: string) => `As of ${t}` },
  otherLanguage: { th: 'English', en: 'ภาษาไทย' },
  back: { th: 'กลับ', en: 'Back' },
  save: { th: 'บันทึก', en: 'Save' },
  noAnswer: {
    th: 'ยังไม่ได้คำตอบ ยังไม่ได้บันทึก ดูสัญญาณแล้วลองอีกครั้ง',
    en: 'No answer yet, nothing is saved. Check the connection and try again',
  },
  offline: {
    th: 'ไม่มีสัญญาณ ข้อมูลบนจออาจเก่า ประกาศที่อนุมัติแล้วยังออกอากาศตามเวลา',
    en: 'No connection: what you see may be old. Approved bulletins still go on air in time',
  },
  optional: { th: 'ไม่ใส่ก็ได้', en: 'optional' },
  towersN: { th: (c: number) => `${n(c)}\u00a0หอ`, en: (c: number) => plural(c, 'tower') },
  bulletinsN: { th: (c: number) => `${n(c)}\u00a0เรื่อง`, en: (c: number) => plural(c, 'bulletin') },
  times: { th: (c: number) => `${n(c)} ครั้ง`, en: (c: number) => plural(c, 'time') },
  revision: { th: (c: number) => `ฉบับที่\u00a0${c}`, en: (c: number) => `revision\u00a0${c}` },
  moo: { th: (c: number) => `หมู่\u00a0${c}`, en: (c: number) => `Moo\u00a0${c}` },
} satisfies Table;
