// Choosing when and where.
import { n, plural, type Table } from './table.ts';

export const BOOK = {
  chooseWhen: { th: 'ออกอากาศเมื่อไร', en: 'When' },
  atAnotherTime: { th: 'เวลาอื่น', en: 'Another time' },
  everyDay: { th: 'ออกอากาศซ้ำหลายวัน', en: 'On several days' },
  dayLabel: { th: 'วัน', en: 'Day' },
  hourLabel: { th: 'นาฬิกา', en: 'Hour' },
  minuteLabel: { th: 'นาที', en: 'Minute' },
  untilLabel: { th: 'ถึงวันที่', en: 'Until' },
  slotsLabel: { th: 'ช่วงเวลา', en: 'Slots' },
  weekdaysLabel: { th: 'วันในสัปดาห์', en: 'Weekdays' },
  repeatLabel: { th: 'พูดกี่ครั้งติดกัน', en: 'Times in a row' },
  whichTowers: { th: 'หอไหนบ้าง', en: 'Which towers' },
  useThis: { th: 'ใช้เวลาและหอนี้', en: 'Use this time and these towers' },
  bookThis: { th: 'จองเวลานี้', en: 'Book this' },
  oneTower: { th: 'เลือกหออย่างน้อย 1 หอ', en: 'Choose at least one tower' },
  oneDay: { th: 'เลือกวันและช่วงเวลาอย่างน้อยอย่างละ 1', en: 'Choose at least one weekday and one slot' },
  allOrSome: {
    th: (c: number) => `ทุกหอ (${n(c)}) แตะเพื่อเลือกบางหอ`,
    en: (c: number) => `All ${n(c)} towers: open to choose some`,
  },
  chosenTowers: {
    th: (c: number, all: number) => `เลือกแล้ว ${n(c)} จาก ${n(all)} หอ`,
    en: (c: number, all: number) => `${n(c)} of ${plural(all, 'tower')} chosen`,
  },
} satisfies Table;
