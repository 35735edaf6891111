// Sending back, rejecting, withdrawing and editing, with the reasons offered as chips.
import type { Language } from '../when.ts';
import { n, plural, type Table } from './table.ts';

export const DECIDE = {
  whyReturn: { th: 'ให้แก้ตรงไหน', en: 'What should be changed' },
  whyReject: { th: 'ทำไมไม่อนุมัติ', en: 'Why it is rejected' },
  whyWithdraw: { th: 'ถอนเพราะอะไร', en: 'Why it is withdrawn' },
  moreWords: { th: 'บอกเพิ่ม', en: 'More words' },
  sayWhyReturn: { th: 'บอกเหตุผลที่ส่งกลับ', en: 'Say why you send it back' },
  sayWhyReject: { th: 'บอกเหตุผลที่ไม่อนุมัติ', en: 'Say why you reject it' },
  goesToAuthor: {
    th: (who: string) => `${who}จะเห็นเหตุผลนี้`,
    en: (who: string) => `${who} will see this reason`,
  },
  rejectHint: {
    th: 'ไม่อนุมัติแล้วยังเปิดเรื่องใหม่ได้โดยแก้ข้อความ',
    en: 'A rejected bulletin can be opened again by editing it',
  },
  withdrawFacts: {
    th: (c: number) => `ประกาศนี้จองไว้ ${n(c)} หอ ถอนแล้วจะไม่ออกอากาศ`,
    en: (c: number) => `Booked at ${plural(c, 'tower')}. Withdrawn, it will not go on air`,
  },
  withdrawSoft: {
    th: 'ถอนแล้วจองใหม่ไม่ได้ ต้องแก้เป็นฉบับใหม่แล้วอนุมัติอีกครั้ง',
    en: 'To air it later, make a new revision and approve that',
  },
  withdrawUnreachable: {
    th: (reach: number, cut: number, names: string) =>
      `ถอนได้ทันที ${n(reach)} หอ · อีก ${n(cut)} หอขาดการติดต่อ อาจยังออกอากาศ: ${names}`,
    en: (reach: number, cut: number, names: string) =>
      `${n(reach)} towers stop at once · ${n(cut)} cannot be reached and may still sound: ${names}`,
  },
  editTitle: { th: 'แก้ข้อความ', en: 'Edit the text' },
  editWarnTitle: { th: 'ประกาศนี้อนุมัติแล้ว', en: 'This bulletin is approved' },
  editWarn: {
    th: 'ถ้าแก้ ต้องทำเสียงและอนุมัติใหม่ ฉบับเดิมที่ยังไม่ได้ออกอากาศจะถูกถอน',
    en: 'An edit needs a new sound and a new approval. What has not been heard of the old one is withdrawn',
  },
  editNew: { th: 'แก้ฉบับใหม่', en: 'Edit a new revision' },
  editHint: {
    th: 'บันทึกแล้วระบบจะทำเสียงใหม่ และต้องอนุมัติอีกครั้ง',
    en: 'After saving, the sound is made anew and must be approved again',
  },
  bulletinText: { th: 'ข้อความประกาศ', en: 'Text of the bulletin' },
  classLabel: { th: 'ชั้นของประกาศ', en: 'Class' },
  saveRevision: { th: 'บันทึกเป็นฉบับใหม่', en: 'Save as a new revision' },
  someoneEdited: {
    th: 'มีคนแก้ข้อความนี้ไปก่อนแล้ว ข้อความที่คุณพิมพ์ยังอยู่ในช่องข้างล่าง',
    en: 'Somebody edited this first. What you typed is still in the box below',
  },
  theirText: {
    th: (who: string, when: string) => `ฉบับของ${who} ${when}`,
    en: (who: string, when: string) => `${who}’s text ${when}`,
  },
  useMine: { th: 'ใช้ของฉัน', en: 'Use mine' },
  useTheirs: { th: (who: string) => `ใช้ของ${who}`, en: (who: string) => `Use ${who}’s` },
} satisfies Table;

/** Reasons offered as chips; what is stored is the sentence itself, in the officer's language. */
export const REASONS: Readonly<
  Record<Language, Readonly<Record<'returned' | 'rejected' | 'withdrawn', readonly string[]>>>
> = {
  th: {
    returned: ['อ่านชื่อผิด', 'ยาวเกินไป', 'วันเวลาไม่ตรง', 'ข้อมูลไม่ครบ'],
    rejected: ['ไม่เกี่ยวกับตำบล', 'ซ้ำ', 'เกินเวลา', 'ไม่แน่ใจที่มา'],
    withdrawn: ['ข้อมูลเปลี่ยน', 'งานเลื่อนหรือยกเลิก', 'อนุมัติผิดเรื่อง'],
  },
  en: {
    returned: ['A name is read wrongly', 'Too long', 'Date or time is wrong', 'Something is missing'],
    rejected: ['Not about our sub-district', 'Double', 'Too late', 'Source is not certain'],
    withdrawn: ['Facts have changed', 'Moved or cancelled', 'Approved by mistake'],
  },
};
