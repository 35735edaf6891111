// ดูก่อนอนุมัติ: what to look at before a bulletin goes on air, one sentence for each kind.
import { n, type Table } from './table.ts';

export const WARNINGS = {
  lookFirst: {
    th: (c: number) => `มี ${n(c)} จุดที่ควรดูก่อนอนุมัติ`,
    en: (c: number) => `${n(c)} ${c === 1 ? 'thing' : 'things'} to look at before approving`,
  },
  lookFirstShort: { th: (c: number) => `ดู ${n(c)} จุดก่อนอนุมัติ`, en: (c: number) => `Look at ${n(c)} first` },
  longerThanSlot: {
    th: (long: string, name: string, slot: string) => `ประกาศยาว ${long} แต่ช่วง${name}มีเวลา ${slot}`,
    en: (long: string, name: string, slot: string) => `It takes ${long}; the slot ${name} has ${slot}`,
  },
  longerThanAll: {
    th: (long: string, slot: string) => `ประกาศยาว ${long} แต่ช่วงที่ยาวที่สุดมีเวลา ${slot}`,
    en: (long: string, slot: string) => `It takes ${long}; the longest slot has ${slot}`,
  },
  warnWeekday: {
    th: (date: string, right: string, written: string) => `${date}ตรงกับวัน${right} ไม่ใช่วัน${written}`,
    en: (date: string, right: string, written: string) => `${date}is วัน${right}, not วัน${written}`,
  },
  warnPast: {
    th: (days: number) => (days > 0 ? `ผ่านไปแล้ว ${n(days)} วัน` : 'ผ่านไปแล้ว'),
    en: (days: number) => (days > 0 ? `is ${n(days)} days ago` : 'is past'),
  },
  warnNoDate: { th: 'ไม่มีวันที่นี้ในปฏิทิน', en: 'is not a day of the calendar' },
  warnNoTime: { th: 'ไม่มีเวลานี้', en: 'is not a time of day' },
  warnEnds: { th: 'จบก่อนเริ่ม ตรวจวันหรือเวลา', en: 'ends before it begins' },
  warnIdentity: {
    th: 'เป็นเลขประจำตัวประชาชน ไม่ควรออกอากาศ',
    en: 'is a citizen’s identity number: it should not go on air',
  },
  warnThirteen: {
    th: 'มี 13 หลัก อาจเป็นเลขประจำตัวประชาชน',
    en: 'has 13 digits and may be an identity number',
  },
  warnPhone: {
    th: 'น่าจะเป็นเบอร์ส่วนตัว เจ้าของยินยอมให้ออกอากาศแล้วหรือยัง',
    en: 'looks like a private phone: has its owner agreed?',
  },
  warnAccount: {
    th: 'เป็นเลขบัญชี ตรวจให้ตรง และดูว่าควรออกอากาศหรือไม่',
    en: 'is an account number: check it, and whether it should go on air',
  },
  warnOnce: { th: 'พูดครั้งเดียว คนฟังจดไม่ทัน', en: 'is said once: listeners cannot write it down' },
  warnLong: { th: 'ยาวเกินกว่าที่คนฟังจะจำได้', en: 'is too long for listeners to keep' },
  warnLink: {
    th: 'เป็นลิงก์ ฟังแล้วจดไม่ได้ บอกวิธีติดต่ออย่างอื่นด้วย',
    en: 'is a link nobody can write down by ear: say another way too',
  },
  sayTwice: { th: 'ให้พูดซ้ำสองครั้ง', en: 'Say it twice' },
} satisfies Table;
