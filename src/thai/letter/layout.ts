// How lines lie on an official letter: what begins a paragraph, an item or an address, and how wide lines are.
import type { Range } from './draft.ts';
import { DATE, type Field } from './fields.ts';
import type { Urgency } from './letter.ts';
import type { Line } from './sheet.ts';

/** Words that begin the body of a letter or a new paragraph of it. */
export const OPENER =
  /^(?:ด้วย(?!ความ)|ตามที่|ตามหนังสือ|ตามประกาศ|เนื่องจาก|เนื่องด้วย|โดยที่|อนุสนธิ|เพื่อให้|เพื่อเป็น|ทั้งนี้|อนึ่ง|ในการนี้|ดังนั้น|จึง|รายละเอียด|ขอให้|ขอเชิญ|ขอความร่วมมือ|ขอแจ้ง|อาศัยอำนาจ|ข้อ ?\d|ข้อความ|สอบถาม|สำหรับ|กรณี|ในกรณี|นอกจากนี้|พร้อมนี้|บัดนี้)/;
export const ITEM =
  /^(?:\(\d{1,2}\)|\d{1,2}(?:\.\d{1,2}){0,3}[.)](?!\d)|\d{1,2}\.\d{1,2}(?=[ \u0e01-\u0e4e])(?! {0,2}(?:น\.|นาฬิกา|บาท|ล้าน|เมตร|กม|ซม|มม|ม\.|ไร่|กิโล|-|–|ถึง))|[-–•●▪*] |ข้อ ?\d{1,2}\.? |[ก-ฮ]\. |\([ก-ฮ]\))/;
export const ADDRESS =
  /^(?:ถนน|ถ\.|เลขที่|\d{1,4}(?:\/\d{1,4})? {0,2}(?:หมู่|ม\.|ถ|ต)|หมู่|ม\.|ตำบล|ต\.|อำเภอ|อ\.|จังหวัด|จ\.|แขวง(?!ทางหลวง|การทาง)|เขต(?!พื้นที่การศึกษา))|[1-9]\d{4}$|[ก-ฮ]{2} {1,2}[1-9]\d{4}$/;
export const HEAD_FIELDS: ReadonlySet<Field> = new Set([
  'date',
  'number',
  'subject',
  'to',
  'references',
  'enclosures',
]);
export const LISTED = /(?:ฉบับ|ชุด|แผ่น|เล่ม|หน้า|รายการ|ลงวันที่.{4,40})$/;
export const WHOLE_DATE = new RegExp(`^(?:วันที่ {0,3})?${DATE}$`);
export const SHORT = 70;
export const WRAPPED = 45;
/** No sheet of paper is wider: such a line was not broken by one. */
export const UNWRAPPED = 140;

export const width = (line: Line) => line.end - line.start;
export const rangeOf = (line: Line, from = 0): Range => ({
  start: Math.min(line.end, line.start + from),
  end: line.end,
});

/** The stamp a line begins with. */
export function urgencyIn(head: string): Urgency | undefined {
  const m = /^[([]? ?(ด่วนที่สุด|ด่วนมาก|ด่วน)(?=$|[ )\]]|ที่|บันทึก)/.exec(head);
  return m === null ? undefined : (m[1] as Urgency);
}
