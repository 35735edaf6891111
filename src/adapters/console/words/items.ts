// Writing a bulletin, and typing the words of a poster.
import { n, type Table } from './table.ts';

export const ITEMS = {
  newItem: { th: 'เขียนประกาศ', en: 'Write a bulletin' },
  newItemHint: {
    th: 'พิมพ์หรือวางข้อความตามหนังสือได้เลย ระบบอ่านวันที่ ตัวเลข และคำย่อให้ และเสนอร่างประกาศสั้นถ้าเป็นหนังสือราชการ',
    en: 'Type or paste the letter as it is: dates, numbers and abbreviations are read properly, and a long letter gets a short draft',
  },
  claimedSource: { th: 'มาจากหน่วยงานใด', en: 'From which office' },
  makeSound: { th: 'บันทึกและทำเสียง', en: 'Save and make the sound' },
  putInText: { th: 'ใส่ข้อความประกาศ', en: 'Enter the text of the bulletin' },
  tooLong: {
    th: (length: number, longest: number) => `ข้อความยาว ${n(length)} ตัวอักษร ตัดให้เหลือไม่เกิน ${n(longest)}`,
    en: (length: number, longest: number) => `The text has ${n(length)} characters, cut it to ${n(longest)}`,
  },
  posterTitle: { th: 'พิมพ์ข้อความจากต้นฉบับ', en: 'Type the words of the original' },
  posterHint: { th: 'พิมพ์เฉพาะที่อยากให้คนในหมู่บ้านได้ยิน', en: 'Type only what the villagers should hear' },
  erased: {
    th: 'ผู้ส่งยกเลิกข้อความนี้แล้ว ต้นฉบับถูกลบ',
    en: 'The sender took this message back; the original is erased',
  },
  seeBulletin: { th: 'ดูประกาศ', en: 'See the bulletin' },
} satisfies Table;
