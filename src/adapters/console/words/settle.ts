// บอกวิธีอ่าน: the words nobody can read surely, what is asked of each, and what was answered.
import { n, plural, type Table } from './table.ts';

export const SETTLE = {
  unreadWords: {
    th: (c: number) => `มี ${n(c)} คำที่ยังไม่รู้ว่าอ่านอย่างไร`,
    en: (c: number) => `${plural(c, 'word')} with no certain reading`,
  },
  unreadHint: {
    th: 'บอกวิธีอ่านก่อน แล้วระบบจะทำเสียงใหม่ให้ฟังและอนุมัติ',
    en: 'Say how to read them; the sound is then made again for you to hear and approve',
  },
  settleIt: { th: 'บอกวิธีอ่าน', en: 'Say how to read' },
  settleFirst: {
    th: (c: number) => `บอกวิธีอ่าน ${n(c)}\u00a0คำก่อน`,
    en: (c: number) => `Settle ${plural(c, 'word')} first`,
  },
  settleFirstWhy: { th: 'แล้วจึงฟังและอนุมัติได้', en: 'then listen and approve' },
  goToFirstWord: { th: 'ดูคำแรกในข้อความ', en: 'See the first in the text' },
  settleTitle: { th: 'บอกวิธีอ่าน', en: 'Say how to read' },
  settleLead: {
    th: (c: number) => `เลือกทีละคำ แล้วบันทึกครั้งเดียว (${n(c)} คำ)`,
    en: (c: number) => `Choose for each word, then save once (${plural(c, 'word')})`,
  },
  foundAt: { th: (c: number) => `พบ ${n(c)} แห่ง`, en: (c: number) => `found ${plural(c, 'time')}` },
  nextWord: { th: 'คำถัดไป', en: 'Next word' },
  howRead: { th: (word: string) => `“${word}” อ่านอย่างไร`, en: (word: string) => `How to read “${word}”` },
  asProposed: { th: (said: string) => `อ่านว่า “${said}”`, en: (said: string) => `Read “${said}”` },
  asProposedHint: { th: 'ตามที่ระบบเสนอ', en: 'as proposed' },
  typeReading: { th: 'พิมพ์คำอ่าน', en: 'Type the reading' },
  typeReadingLabel: { th: 'อ่านว่า', en: 'Read as' },
  typeReadingHint: {
    th: 'พิมพ์เป็นภาษาไทยตามที่อยากให้ได้ยิน เช่น ผู้บริหารท้องถิ่น',
    en: 'In Thai, as it should be heard',
  },
  leaveOut: { th: 'ไม่อ่านคำนี้', en: 'Leave it out' },
  leaveOutHint: { th: 'ข้ามไป คนฟังจะไม่ได้ยิน', en: 'listeners will not hear it' },
  remember: { th: 'จำไว้ใช้ครั้งต่อไป', en: 'Remember it for next time' },
  forTheRest: { th: 'คำที่ยังไม่ได้เลือก', en: 'Words not chosen yet' },
  restAsk: { th: 'ให้ถามทีละคำ', en: 'Ask me for each' },
  restProposed: { th: 'อ่านตามที่เสนอทุกคำ', en: 'Read all as proposed' },
  restOut: { th: 'ไม่อ่านทุกคำ', en: 'Leave all out' },
  saveReadings: {
    th: (c: number) => `บันทึกวิธีอ่าน ${n(c)} คำ`,
    en: (c: number) => `Save the reading of ${plural(c, 'word')}`,
  },
  saveReadingsWhat: { th: 'แล้วทำเสียงใหม่', en: 'and make the sound again' },
  chooseReading: {
    th: (word: string) => `เลือกว่าจะอ่าน “${word}” อย่างไร`,
    en: (word: string) => `Choose how to read “${word}”`,
  },
  typeItFor: {
    th: (word: string) => `พิมพ์คำอ่านของ “${word}”`,
    en: (word: string) => `Type the reading of “${word}”`,
  },
  notSpoken: {
    th: (word: string) => `คำอ่านของ “${word}” ยังมีส่วนที่อ่านไม่ได้ พิมพ์เป็นคำไทยล้วน`,
    en: (word: string) => `The reading of “${word}” itself cannot be read: type it in Thai words`,
  },
  readingTooLong: {
    th: (word: string, longest: number) => `คำอ่านของ “${word}” ยาวเกินไป ตัดให้เหลือไม่เกิน ${n(longest)} ตัวอักษร`,
    en: (word: string, longest: number) =>
      `The reading of “${word}” is too long: at most ${n(longest)} characters`,
  },
  textChanged: {
    th: 'มีคนแก้ข้อความนี้ไปแล้ว คำที่คุณเลือกไว้ยังอยู่ ดูอีกครั้งแล้วบันทึก',
    en: 'Somebody changed this text. Your choices are still here: look again and save',
  },
  nothingToSettle: {
    th: 'ตอนนี้ไม่มีคำที่ต้องบอกวิธีอ่าน',
    en: 'There is no word to settle now',
  },
  settledMaking: {
    th: 'บันทึกวิธีอ่านแล้ว กำลังทำเสียงใหม่ เสร็จแล้วฟังและอนุมัติได้เลย',
    en: 'The readings are saved and the sound is being made again: then listen and approve',
  },
  settledSame: {
    th: 'บันทึกวิธีอ่านแล้ว เสียงเหมือนเดิมทุกประการ ฟังจบแล้วอนุมัติได้เลย',
    en: 'The readings are saved; the sound is exactly the same as before',
  },
  settledNew: {
    th: 'บันทึกวิธีอ่านแล้ว ทำเสียงใหม่ให้แล้ว ฟังอีกครั้งแล้วอนุมัติ',
    en: 'The readings are saved and the sound is made anew: listen and approve',
  },
  settledWords: { th: 'คำที่มีคนบอกวิธีอ่านแล้ว', en: 'Words that somebody has settled' },
  settledBy: { th: (who: string, t: string) => `${who} ${t}`, en: (who: string, t: string) => `${who} ${t}` },
} satisfies Table;
