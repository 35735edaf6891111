// คิวข่าว: the strip, the filters, the cards and what an empty queue says.
import { n, plural, type Table } from './table.ts';

export const QUEUE = {
  stripWaiting: {
    th: (c: number) => `รออนุมัติ ${n(c)} เรื่อง`,
    en: (c: number) => `${plural(c, 'bulletin')} waiting for approval`,
  },
  stripUrgent: { th: (c: number) => `(ด่วน ${n(c)})`, en: (c: number) => `(${n(c)} urgent)` },
  stripNothing: { th: 'ไม่มีเรื่องรออนุมัติ', en: 'Nothing waits for approval' },
  stripNext: {
    th: (at: string, c: number, length: string) => `ต่อไป ${at} · ${n(c)} เรื่อง · ${length}`,
    en: (at: string, c: number, length: string) => `Next ${at} · ${plural(c, 'bulletin')} · ${length}`,
  },
  stripNoNext: { th: 'ยังไม่มีเรื่องรอออกอากาศ', en: 'Nothing is booked yet' },
  stripSounding: {
    th: (c: number) => `กำลังออกอากาศ ${n(c)} หอ`,
    en: (c: number) => `On air at ${plural(c, 'tower')}`,
  },
  allTowersReady: {
    th: (c: number) => `หอพร้อมทุกหอ (${n(c)})`,
    en: (c: number) => `All towers ready (${n(c)})`,
  },
  towersReady: {
    th: (r: number, all: number) => `หอพร้อม ${n(r)} จาก ${n(all)}`,
    en: (r: number, all: number) => `${n(r)} of ${n(all)} towers ready`,
  },
  silentFor: {
    th: (who: string, long: string) => `${who} เงียบมา ${long}`,
    en: (who: string, long: string) => `${who} silent for ${long}`,
  },
  noTowersYet: { th: 'ยังไม่มีหอ', en: 'No towers yet' },
  filterLabel: { th: 'กรองรายการ', en: 'Filter' },
  filterAll: { th: 'ทั้งหมด', en: 'All' },
  filterWaiting: { th: 'รออนุมัติ', en: 'To approve' },
  filterFix: { th: 'ต้องแก้', en: 'To fix' },
  filterToday: { th: 'วันนี้', en: 'Today' },
  filterMine: { th: 'ของฉัน', en: 'Mine' },
  writeBulletin: { th: 'เขียนประกาศ', en: 'Write a bulletin' },
  emptyNever: { th: 'ยังไม่มีข่าวเข้า', en: 'No news yet' },
  emptyNeverHint: {
    th: 'ส่งต่อข้อความจาก LINE มาที่บัญชีของหน่วยงาน แล้วจะขึ้นที่นี่ภายในไม่กี่วินาที หรือเขียนประกาศเองก็ได้',
    en: 'Forward a message to the office’s LINE account and it appears here within seconds, or write one yourself',
  },
  emptyDone: { th: 'ไม่มีเรื่องค้าง', en: 'All done' },
  emptyDoneHint: { th: 'เรื่องใหม่จะขึ้นที่นี่เอง', en: 'New items appear here by themselves' },
  emptyFilter: { th: 'ไม่พบตามที่กรอง', en: 'Nothing matches the filter' },
  clearFilter: { th: 'ล้างตัวกรอง', en: 'Clear the filter' },
  from: { th: (source: string) => `จาก ${source}`, en: (source: string) => `from ${source}` },
  sentBy: {
    th: (who: string, when: string) => `ส่งโดย${who} ${when}`,
    en: (who: string, when: string) => `sent by ${who} ${when}`,
  },
  wordsToLook: {
    th: (c: number) => `${n(c)}\u00a0คำต้องดู`,
    en: (c: number) => `${plural(c, 'word')} to check`,
  },
  posterWaits: { th: 'รูปหรือไฟล์ รอคนพิมพ์ข้อความ', en: 'A picture or file, waiting for its words' },
  picture: { th: 'รูปภาพ', en: 'Picture' },
  fileItem: { th: 'ไฟล์', en: 'File' },
  helpQueue: {
    th: 'เรื่องที่ต้องการคุณมากที่สุดอยู่บนสุด แตะเพื่อเปิด ฟังให้จบ แล้วอนุมัติ',
    en: 'What needs you most is on top. Open it, listen to the end, then approve.',
  },
} satisfies Table;
