// บันทึกการออกอากาศ.
import { n, plural, type Table } from './table.ts';

export const AS_RUN = {
  dayTally: {
    th: (all: number, full: number, part: number, unknown: number) =>
      `ออกอากาศ ${n(all)} เรื่อง · ครบ ${n(full)} · ไม่ครบ ${n(part)} · ยังไม่ทราบผล ${n(unknown)}`,
    en: (all: number, full: number, part: number, unknown: number) =>
      `${plural(all, 'bulletin')} on air · everywhere ${n(full)} · not everywhere ${n(part)} · not known ${n(unknown)}`,
  },
  noAirDay: { th: 'ยังไม่มีการออกอากาศ', en: 'Nothing was on air' },
  noAirDayHint: { th: 'บันทึกจะขึ้นเองเมื่อถึงเวลาออกอากาศ', en: 'The record fills by itself at broadcast time' },
  ofTowers: {
    th: (c: number, all: number) => `${n(c)} จาก ${n(all)} หอ`,
    en: (c: number, all: number) => `${n(c)} of ${plural(all, 'tower')}`,
  },
  perTower: { th: 'ผลรายหอ', en: 'By tower' },
  towerCol: { th: 'หอ', en: 'Tower' },
  dueCol: { th: 'กำหนด', en: 'Due' },
  resultCol: { th: 'ผล', en: 'Result' },
  startedAt: { th: (t: string) => `เริ่ม ${t}`, en: (t: string) => `started ${t}` },
  endedAt: { th: (t: string) => `จบ ${t}`, en: (t: string) => `ended ${t}` },
  noMeter: {
    th: 'ไม่มีเครื่องวัดเสียงที่หอ จึงรู้เพียงว่าหอเล่นแล้ว',
    en: 'No tower has a meter: it is known that they played, not that it was heard',
  },
  someMeters: {
    th: (heard: number, measured: number, all: number) =>
      `วัดเสียงที่ลำโพง ${n(measured)} จาก ${n(all)} หอ ดังจริง ${n(heard)}`,
    en: (heard: number, measured: number, all: number) =>
      `measured at the loudspeaker of ${n(measured)} of ${plural(all, 'tower')}: ${n(heard)} heard`,
  },
  listenAired: { th: 'เสียงที่ออกอากาศ', en: 'The sound that was on air' },
  approvers: { th: 'ผู้อนุมัติ', en: 'Approved by' },
  noPlaysYet: { th: 'ยังไม่ได้จองเวลา', en: 'Nothing is booked' },
  helpRecord: {
    th: 'แต่ละแถวคือประกาศหนึ่งเรื่องในวันนั้น แตะเพื่อดูผลรายหอ บันทึกนี้แก้ไม่ได้',
    en: 'Each row is a bulletin of that day; open it for the result at each tower. The record cannot be edited.',
  },
} satisfies Table;
