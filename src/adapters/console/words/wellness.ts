// How towers are, whom to call, the test tone, and when each village last heard anything.
import type { UnwellReason } from '../../../core/tower-meanings.ts';
import { n, plural, type Table } from './table.ts';
import { UNWELL_EN, UNWELL_TH } from './unwell.ts';

export const WELLNESS = {
  unwellName: { th: (of: UnwellReason) => UNWELL_TH[of].name, en: (of: UnwellReason) => UNWELL_EN[of].name },
  unwellMeans: {
    th: (of: UnwellReason) => UNWELL_TH[of].means,
    en: (of: UnwellReason) => UNWELL_EN[of].means,
  },
  unwellNext: { th: (of: UnwellReason) => UNWELL_TH[of].next, en: (of: UnwellReason) => UNWELL_EN[of].next },
  unwellTitle: { th: 'ที่ต้องดูแล', en: 'What needs care' },
  unwellSince: {
    th: (long: string, at: string) => `มา ${long} (ตั้งแต่ ${at})`,
    en: (long: string, at: string) => `for ${long} (since ${at})`,
  },
  unwellFor: {
    th: (name: string, long: string) => `${name}มา ${long}`,
    en: (name: string, long: string) => `${name} for ${long}`,
  },
  missesNext: {
    th: (at: string) => `ถ้ายังไม่แก้ จะไม่ออกอากาศ${at}`,
    en: (at: string) => `Unless mended, it misses the broadcast ${at}`,
  },
  callWho: { th: (who: string) => `โทร ${who}`, en: (who: string) => `Call ${who}` },
  callOffice: {
    th: (who: string) => (who === '' ? 'แจ้งผู้ดูแลระบบของหน่วยงาน' : `แจ้งผู้ดูแลระบบ: ${who}`),
    en: (who: string) => `Tell the office’s administrator${who === '' ? '' : `: ${who}`}`,
  },
  nobodyToCall: { th: 'ยังไม่ได้ใส่ชื่อคนดูแลหอ', en: 'Nobody is named to look after this tower' },
  raisedTitle: {
    th: (c: number) => `${n(c)} หอต้องให้คนไปดูแล`,
    en: (c: number) => `${plural(c, 'tower')} need somebody to go there`,
  },
  reportedNote: {
    th: (c: number) => `${n(c)} หอเป็นมาเกิน 1 วัน รายงานผู้บังคับบัญชา`,
    en: (c: number) => `${plural(c, 'tower')} for over a day: report it to your superior`,
  },
  unwellCount: {
    th: (c: number) => `ต้องดูแล ${n(c)} หอ`,
    en: (c: number) => `${plural(c, 'tower')} need care`,
  },
  wontPlay: {
    th: (c: number, all: number) => `${n(c)} จาก ${n(all)} หออาจไม่ออกอากาศเรื่องนี้`,
    en: (c: number, all: number) => `${n(c)} of ${plural(all, 'tower')} may not play this`,
  },
  caretaker: { th: 'คนดูแลหอ', en: 'Who looks after it' },
  caretakerName: { th: 'ชื่อและตำแหน่ง', en: 'Name and position' },
  caretakerNameHint: { th: 'เช่น ผู้ใหญ่สมชาย หรือ ช่างวิทย์', en: 'For example: village head Somchai' },
  caretakerPhone: { th: 'เบอร์โทร', en: 'Telephone' },
  caretakerWholeVillage: { th: 'ใช้กับทุกหอในหมู่บ้านนี้', en: 'For every tower of this village' },
  caretakerHint: {
    th: 'เว้นว่างทั้งสองช่องเพื่อลบ คนในหน่วยงานเท่านั้นที่เห็นเบอร์นี้',
    en: 'Leave both empty to remove. Only your office sees the number',
  },
  doneCaretaker: { th: 'บันทึกคนดูแลหอแล้ว', en: 'Who looks after it is saved' },
  testSound: { th: 'ทดสอบเสียง', en: 'Test the sound' },
  testSoundHint: {
    th: 'จะมีเสียงสั้น ๆ เบา ๆ ที่หอนี้ทันที ทำไม่ได้ในช่วงงดออกอากาศ',
    en: 'A short quiet tone sounds at this tower at once; not in quiet hours',
  },
  doneTested: {
    th: 'สั่งเสียงทดสอบแล้ว รอหอตอบไม่เกิน 1 นาที แล้วเปิดหน้านี้ใหม่',
    en: 'The tone is ordered; the tower answers within a minute: then reload this page',
  },
  lastTone: { th: (at: string) => `เสียงทดสอบล่าสุดดังเมื่อ ${at}`, en: (at: string) => `last test tone ${at}` },
  toneRefusedWhy: {
    th: (why: string) => `หอตอบว่าไม่ส่งเสียงทดสอบ เพราะ: ${why}`,
    en: (why: string) => `The tower answered that it did not sound the tone: ${why}`,
  },
  toneSilent: {
    th: 'หอเล่นเสียงทดสอบแล้ว แต่เครื่องวัดไม่พบเสียงที่ลำโพง: แอมป์ไม่ทำงานหรือสายลำโพงหลุด',
    en: 'The tower played the tone, but its meter noticed no sound at the loudspeaker: the amplifier is dead or its cable is loose',
  },
  toneBusy: { th: 'กำลังออกอากาศหรือมีเสียงอื่นอยู่', en: 'something else was sounding' },
  dailyTone: { th: 'เสียงทดสอบประจำวัน', en: 'Daily test tone' },
  caretakerNameMissing: { th: 'ใส่ชื่อคนดูแลหอ', en: 'Enter whose number it is' },
  caretakerPhoneWrong: {
    th: 'ใส่เบอร์โทร เช่น 081-234-5678',
    en: 'Enter a telephone number, such as 081-234-5678',
  },
  toneInQuiet: { th: 'ช่วงนี้อยู่ในช่วงงดออกอากาศ เลือกช่วงอื่น', en: 'That lies in quiet hours: choose another hour' },
  toneOn: { th: 'ใช้ทุกวัน', en: 'Every day' },
  toneOff: { th: 'ไม่ใช้', en: 'Off' },
  toneAt: {
    th: (hour: string, volume: number) => `ช่วง ${hour} ดัง ${n(volume)}%`,
    en: (hour: string, volume: number) => `${hour}, volume ${n(volume)}%`,
  },
  toneExplain: {
    th: 'แต่ละหอส่งเสียงสั้น ๆ เบา ๆ วันละครั้งในนาทีของตัวเอง เพื่อรู้ว่ายังมีเสียงออกจริง ไม่ดังในช่วงงดออกอากาศ และหลีกทางให้เรื่องที่จองไว้',
    en: 'Once a day each tower sounds a short quiet tone in a minute of its own, so that a silent one is noticed. Never in quiet hours, never beside a booked bulletin',
  },
  toneHour: { th: 'ช่วงเวลา', en: 'Within the hour' },
  toneVolume: { th: 'ความดัง', en: 'Volume' },
  doneTone: { th: 'บันทึกเสียงทดสอบประจำวันแล้ว', en: 'The daily test tone is saved' },
  villagesHeard: { th: 'ชาวบ้านได้ยินครั้งสุดท้าย', en: 'Last heard in each village' },
  heardPlay: { th: (at: string) => `${at} ประกาศ`, en: (at: string) => `${at}, a broadcast` },
  heardTone: { th: (at: string) => `${at} เสียงทดสอบ`, en: (at: string) => `${at}, the test tone` },
  heardNever: { th: 'ยังไม่เคยได้ยิน', en: 'never' },
  heardLong: { th: 'เงียบเกิน 7 วัน', en: 'Silent for over 7 days' },
  villageNoTower: { th: 'ยังไม่มีหอ', en: 'no tower yet' },
  cannotBeRecalled: {
    th: (names: string) => `เรียกคืนไม่ได้ในตอนนี้ อาจยังออกอากาศ: ${names}`,
    en: (names: string) => `Cannot be recalled now and may still be heard: ${names}`,
  },
  whyAfterWithdrawal: {
    th: 'ออกอากาศหลังถอนประกาศ เพราะหอขาดการติดต่อ',
    en: 'heard after the withdrawal, because the tower was out of contact',
  },
} satisfies Table;
