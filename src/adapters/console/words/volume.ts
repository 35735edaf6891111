// How loud towers play: by class, and softer at certain hours.
import { n, type Table } from './table.ts';

export const VOLUME = {
  volumeTitle: { th: 'ความดังของหอ', en: 'Volume of the towers' },
  volumeOfTower: { th: (name: string) => `ความดังของ ${name}`, en: (name: string) => `Volume of ${name}` },
  setVolume: { th: 'ตั้งความดัง', en: 'Set the volume' },
  volumeExplain: {
    th: 'ใช้กับทุกหอที่ไม่ได้ตั้งความดังเฉพาะ หอเริ่มทำตามเมื่อรับการตั้งค่าใหม่ ปกติภายใน 1 นาที หอที่ขาดการติดต่อจะทำตามเมื่อติดต่อได้',
    en: 'For every tower without a volume of its own. A tower obeys as soon as it has the new setting, usually within a minute; one out of contact when it is back',
  },
  volumeOwnTowers: {
    th: 'หอที่ตั้งเฉพาะไว้ จะไม่เปลี่ยนตาม:',
    en: 'These have a volume of their own and do not change:',
  },
  volumeByClass: { th: 'ความดังตามชั้นของประกาศ', en: 'Volume by class' },
  softerTitle: { th: 'ช่วงที่เบาลง', en: 'Softer hours' },
  softerExplain: {
    th: 'เช่น ตอนเช้ามืดหรือค่ำที่คนพักผ่อน ในช่วงนี้หอจะดังไม่เกินที่เลือก เหตุฉุกเฉินยังดังเต็มเสมอ',
    en: 'Such as early morning or evening. In these hours a tower is never louder than you choose; emergencies always keep their full volume',
  },
  softerRow: { th: (row: number) => `ช่วงที่ ${n(row)}`, en: (row: number) => `Hours ${n(row)}` },
  softerMost: { th: 'ดังไม่เกิน', en: 'Not louder than' },
  softerOff: { th: 'ไม่ลด', en: 'not softer' },
  softerNone: { th: 'ไม่มีช่วงที่เบาลง', en: 'no softer hours' },
  softerLine: {
    th: (span: string, most: number) => `${span} ไม่เกิน ${n(most)}%`,
    en: (span: string, most: number) => `${span} at most ${n(most)}%`,
  },
  useOfficeVolume: { th: 'ดังตามหน่วยงาน', en: 'As the office’s other towers' },
  useOwnVolume: { th: 'ตั้งเฉพาะหอนี้', en: 'A volume of its own' },
  officeVolumeNow: { th: 'ตามหน่วยงาน', en: 'as the office’s' },
  ownVolumeNow: { th: 'ตั้งเฉพาะหอนี้', en: 'its own' },
  doneVolume: {
    th: 'บันทึกความดังแล้ว กำลังส่งให้หอ',
    en: 'The volume is saved and on its way to the towers',
  },
  doneOwnVolume: { th: 'บันทึกความดังเฉพาะหอนี้แล้ว กำลังส่งให้หอ', en: 'The tower’s own volume is saved' },
  doneOfficeVolume: { th: 'หอนี้ดังตามหน่วยงานแล้ว กำลังส่งให้หอ', en: 'The tower has the office’s volume again' },
} satisfies Table;
