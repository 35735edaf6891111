// What went wrong, in words, and what to do now.
import { n, type Table } from './table.ts';

export const PROBLEMS = {
  fixFirst: {
    th: (c: number) => `แก้ ${n(c)} จุดนี้ก่อน`,
    en: (c: number) => `Fix ${c === 1 ? 'this' : `these ${n(c)}`} first`,
  },
  titleProblem: { th: 'มีจุดต้องแก้: ', en: 'Fix: ' },
  notFoundTitle: { th: 'ไม่มีหน้านี้', en: 'No such page' },
  notFound: { th: 'ไม่มีหน้านี้ อาจถูกย้ายหรือพิมพ์ที่อยู่ผิด', en: 'It may have moved, or the address was mistyped' },
  notAllowedTitle: { th: 'งานนี้เป็นของคนอื่น', en: 'Somebody else does this' },
  notAllowed: {
    th: (roles: string, names: string) =>
      `งานนี้เป็นของ${roles} ${names === '' ? 'ตอนนี้ยังไม่มีใครทำหน้าที่นี้' : `คือ ${names}`}`,
    en: (roles: string, names: string) =>
      `This is for: ${roles}. ${names === '' ? 'Nobody has that role yet' : names}`,
  },
  csrfTitle: { th: 'หน้านี้เปิดไว้นานเกินไป', en: 'This page was open too long' },
  csrf: { th: 'ยังไม่ได้บันทึกอะไร เปิดหน้าใหม่แล้วลองอีกครั้ง', en: 'Nothing was saved. Open the page again and retry' },
  tooManyTitle: { th: 'ลองหลายครั้งเกินไป', en: 'Too many tries' },
  tooMany: { th: 'ลองหลายครั้งเกินไป รอสักครู่แล้วลองใหม่', en: 'Too many tries: wait a moment' },
  conflictTitle: { th: 'มีคนทำไปก่อนแล้ว', en: 'Somebody was first' },
  decidedMeanwhile: {
    th: (state: string) => `ตอนนี้ประกาศนี้เป็น “${state}” ไม่ได้เปลี่ยนอะไรเพิ่ม`,
    en: (state: string) => `This bulletin is now “${state}”; nothing was changed`,
  },
  otherApproved: {
    th: (who: string, when: string) => `${who}อนุมัติเรื่องนี้ไปแล้วเมื่อ ${when} ไม่ต้องทำอะไรเพิ่ม`,
    en: (who: string, when: string) => `${who} approved this ${when}. Nothing more to do`,
  },
  staleTitle: { th: 'หน้านี้เก่าไปแล้ว', en: 'This page is out of date' },
  stale: {
    th: 'มีคนเปลี่ยนเรื่องนี้หลังจากคุณเปิดหน้า ดูของใหม่แล้วตัดสินใจอีกครั้ง',
    en: 'Somebody changed this after you opened the page. Look again and decide',
  },
  nextRoom: {
    th: (t: string) => `เวลาถัดไปที่ออกอากาศได้: ${t}`,
    en: (t: string) => `The next time with room: ${t}`,
  },
  slotPassed: {
    th: (next: string) => `เวลานี้ผ่านไปแล้ว ถ้าอนุมัติตอนนี้จะเป็น ${next}`,
    en: (next: string) => `That time has passed. Approved now, it airs ${next}`,
  },
  inputTitle: { th: 'ยังบันทึกไม่ได้', en: 'Not saved yet' },
  brokenTitle: { th: 'ระบบมีปัญหา', en: 'Something is wrong here' },
  broken: {
    th: 'ระบบมีปัญหา เรื่องที่อนุมัติไว้แล้วยังออกอากาศตามเวลา',
    en: 'Something is wrong here. What was approved still goes on air in time',
  },
  reference: {
    th: (id: string) => `แจ้งผู้ดูแลด้วยหมายเลข ${id}`,
    en: (id: string) => `Tell the administrator this number: ${id}`,
  },
  tryAgain: { th: 'ลองใหม่', en: 'Try again' },
  toQueue: { th: 'ไปคิวข่าว', en: 'To the queue' },
} satisfies Table;
