// จากหนังสือเป็นประกาศ: the draft, the whole letter, and why each part of it is not read aloud.
import { n, type Table } from './table.ts';

export const LETTER = {
  isLetter: {
    th: (c: number) => (c === 1 ? 'นี่เป็นหนังสือราชการ' : `นี่เป็นหนังสือราชการ ${n(c)} ฉบับ`),
    en: (c: number) => (c === 1 ? 'This is an official letter' : `These are ${n(c)} official letters`),
  },
  letterWhole: {
    th: (long: string) => `อ่านทั้งหมดยาวประมาณ ${long}`,
    en: (long: string) => `Read whole it takes about ${long}`,
  },
  letterDraft: {
    th: (long: string) => `มีร่างประกาศสั้น ${long}`,
    en: (long: string) => `there is a short draft of ${long}`,
  },
  seeDraft: { th: 'ดูร่างประกาศ', en: 'See the draft' },
  letterTitle: { th: 'ร่างประกาศจากหนังสือ', en: 'A bulletin from the letter' },
  letterLead: {
    th: (c: number) =>
      c === 1
        ? 'ร่างนี้เก็บเฉพาะที่ชาวบ้านต้องรู้ แก้ได้ทุกคำ แล้วกดใช้ร่างนี้'
        : `พบหนังสือ ${n(c)} ฉบับ แต่ละฉบับมีร่างของตัวเอง เลือกใช้ฉบับที่ต้องการ`,
    en: (c: number) =>
      c === 1
        ? 'The draft keeps what residents need to know. Change any word, then use it.'
        : `There are ${n(c)} letters, each with a draft of its own: use the one you want.`,
  },
  noLetter: {
    th: 'ข้อความนี้ไม่ใช่หนังสือราชการ จึงไม่มีร่างให้เลือก',
    en: 'This text is no official letter: there is no draft to choose',
  },
  letterN: {
    th: (k: number, of: number) => `ฉบับที่ ${k} จาก ${of}`,
    en: (k: number, of: number) => `Letter ${k} of ${of}`,
  },
  theDraft: { th: 'ร่างประกาศ', en: 'The draft' },
  draftLabel: {
    th: (long: string) => `ข้อความที่จะอ่าน (ราว ${long})`,
    en: (long: string) => `What will be read (about ${long})`,
  },
  draftHint: { th: 'แก้ได้ตามต้องการ หนังสือทั้งฉบับยังเก็บไว้', en: 'Change it as you like; the whole letter is kept' },
  useDraft: { th: 'ใช้ร่างนี้', en: 'Use this draft' },
  asOwnBulletin: { th: 'แยกเป็นประกาศอีกเรื่อง', en: 'Make it a bulletin of its own' },
  useWhole: { th: 'ใช้หนังสือทั้งฉบับตามเดิม', en: 'Keep the whole letter' },
  wholeLetter: { th: 'หนังสือทั้งฉบับ', en: 'The whole letter' },
  wholeLetterHint: {
    th: 'สีเขียวคือส่วนที่อยู่ในร่าง ส่วนที่ขีดทิ้งไม่อ่าน พร้อมเหตุผล',
    en: 'Green is in the draft; what is struck is not, with the reason',
  },
  classAdvice: {
    th: (urgency: string, kind: string) => `หนังสือนี้ “${urgency}” จึงแนะนำชั้น “${kind}”`,
    en: (urgency: string, kind: string) => `The letter says “${urgency}”: “${kind}” is suggested`,
  },
  helpLetter: {
    th: 'ซ้ายคือร่างที่จะอ่าน ขวาคือหนังสือทั้งฉบับ ถ้าส่วนที่ขีดทิ้งสำคัญ คัดลอกมาใส่ในร่างได้',
    en: 'One side is the draft, the other the whole letter. If something struck matters, copy it into the draft.',
  },
  outChat: { th: 'ไม่ใช่เนื้อหนังสือ', en: 'not of the letter' },
  outLetterhead: { th: 'หัวหนังสือ', en: 'letterhead' },
  outNumber: { th: 'เลข', en: 'number' },
  outDate: { th: 'วันที่หนังสือ', en: 'date of the letter' },
  outUrgency: { th: 'ชั้นความเร็ว', en: 'urgency' },
  outSubject: { th: 'ชื่อเรื่องซ้ำ', en: 'subject again' },
  outSalutation: { th: 'คำขึ้นต้น', en: 'salutation' },
  outReference: { th: 'อ้างถึง', en: 'reference' },
  outEnclosure: { th: 'สิ่งที่ส่งมาด้วย', en: 'enclosure' },
  outClosing: { th: 'คำลงท้าย', en: 'closing' },
  outSignature: { th: 'ลงชื่อ', en: 'signature' },
  outContact: { th: 'ที่ติดต่อ', en: 'contact' },
  outFurniture: { th: 'เครื่องหมายหน้า', en: 'page marks' },
  outOrder: { th: 'สั่งการภายใน', en: 'order between offices' },
  outConnective: { th: 'คำเชื่อม', en: 'joining words' },
  outGloss: { th: 'คำอธิบายในวงเล็บ', en: 'explained in brackets' },
  outLink: { th: 'ลิงก์ฟังไม่ได้', en: 'a link cannot be heard' },
  outDetail: { th: 'รายละเอียดรอง', en: 'minor detail' },
} satisfies Table;
