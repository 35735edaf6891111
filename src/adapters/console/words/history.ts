// ประวัติการทำงาน: doors and the check of the chain; the deeds themselves are in deed-words.ts.
import { n, type Table } from './table.ts';

export const HISTORY = {
  doorConsole: { th: 'ทางเว็บ', en: 'on the web' },
  doorLine: { th: 'ทาง LINE', en: 'by LINE' },
  doorApi: { th: 'ทาง API', en: 'by API' },
  doorSystem: { th: 'ระบบ', en: 'the system' },
  olderLines: { th: 'เก่ากว่านี้', en: 'Older' },
  newestLines: { th: 'ล่าสุด', en: 'Newest' },
  checkChain: { th: 'ตรวจว่าบันทึกครบถ้วน', en: 'Check the record' },
  chainWhole: {
    th: 'ตรวจแล้ว บันทึกครบถ้วน ไม่มีบรรทัดใดถูกแก้หรือหายไป',
    en: 'Checked: no line was changed or removed',
  },
  chainBroken: {
    th: (line: number) => `บันทึกบรรทัดที่ ${n(line)} ไม่ตรงกับของเดิม แจ้งผู้ดูแลทันที`,
    en: (line: number) => `Line ${n(line)} does not match: tell the administrator at once`,
  },
  noHistoryLines: { th: 'ยังไม่มีบันทึก', en: 'Nothing is recorded yet' },
  onlyBy: { th: (who: string) => `เฉพาะของ${who}`, en: (who: string) => `Only by ${who}` },
} satisfies Table;
