// What a line of a letter is, by how it begins: one row per field, the first that fits. Patterns look at the first
// letters of a line only and repeat within bounds.
import { MONTHS } from '../tables/calendar.ts';

export type Field =
  | 'urgency'
  | 'memo-heading'
  | 'wire-heading'
  | 'notice-heading'
  | 'number'
  | 'office'
  | 'sender'
  | 'date'
  | 'subject'
  | 'to'
  | 'wire-to'
  | 'references'
  | 'enclosures'
  | 'closing'
  | 'respect'
  | 'notice-date'
  | 'signature'
  | 'contact'
  | 'furniture';

export interface Found {
  readonly field: Field;
  /** Where its value begins, from the line's start. */
  readonly value: number;
}

const months = MONTHS.flat()
  .map((form) => form.replace(/\./g, '\\.'))
  .join('|');
export const DATE = `\\d{1,2} {0,3}(?:${months}) {0,3}(?:(?:พ\\.ศ\\.|พุทธศักราช) {0,2})?\\d{2,4}`;
const RANK =
  '(?:ว่าที่ ?)?(?:นาย(?!ก(?:องค์การ|เทศ|อบ|สมาคม|รัฐ|เหล่า|ฯ|[ )]|$)|อำเภอ|ทะเบียน|ช่าง|แพทย์)|นางสาว|นาง|น\\.ส\\.|หม่อม|ม\\.[รล]\\.|ดร\\.|พระ|พล[\\u0e01-\\u0e4e. ]{1,12}|พัน[\\u0e01-\\u0e4e]{2,6}|พ\\.[ตจอ]\\.[ตทอก]?\\.?|ร้อย[\\u0e01-\\u0e4e]{2,6}|ร\\.[ตทอ]\\.?[ตทอ]?\\.?|จ่า|สิบ|ด\\.ต\\.)';
const AGENCY_WORDS =
  'สำนักงาน|สนง\\.|สำนัก|กระทรวง|กรม|กอง(?!ทุนหมู่บ้าน)|จังหวัด|อำเภอ|ที่ว่าการอำเภอ|ที่ทำการ|ศาลากลาง|องค์การ|เทศบาล|อบต\\.|อบจ\\.|ตำบล|โรงพยาบาล|รพ\\.|โรงเรียน|วิทยาลัย|มหาวิทยาลัย|สถานี|ศูนย์|การไฟฟ้า|การประปา|ธนาคาร|สถาบัน|สหกรณ์|แขวง|โครงการ|คณะกรรมการ|ฝ่าย|กลุ่ม|งาน|หน่วย|ชลประทาน|บริษัท|มูลนิธิ|วัด|กองทุน|ปค\\.|มท\\.|ผวจ\\.';

/** Where an office's name stands in a column of its own, behind the letter's number. */
export const AGENCY_COLUMN = new RegExp(` {2,80}(?=${AGENCY_WORDS})`, 'g');
/** Does a line begin with the name of an office? */
export const AGENCY = new RegExp(`^(?:${AGENCY_WORDS})`);

/** The formulas that close a letter's body. */
export const CLOSING =
  /^(?:จึง(?:ขอ)?(?:กราบ)?เรียน(?:มา|หารือ)|จึงนมัสการ|จึง(?:ขอ)?แจ้ง(?:มา|เวียน|ให้ทราบ|เพื่อ)|จึง(?:ขอ)?ประกาศ(?:มา|ให้(?:โปรด)?(?:รับ)?ทราบ|เพื่อ|ไว้)|จึงประชาสัมพันธ์มา|จึงเสนอมา)/;

const ROWS: readonly (readonly [Field, RegExp])[] = [
  ['furniture', /^\/ ?[^\n]{1,60}?(?:\.{2,}|…)/],
  ['furniture', /^[-–—~(]{0,2} {0,2}\d{1,3} {0,2}[-–—~)]{0,2}$/],
  ['furniture', /^(?:หน้า|แผ่นที่|page)(?:ที่)? {0,2}\d{1,3}(?: {0,2}(?:\/|จาก|ของ|of) {0,2}\d{1,3})?$/i],
  ['furniture', /^[^\u0e01-\u0e4eA-Za-z0-9]{1,300}$/],
  ['furniture', /^[([]? ?(?:ตรา)?(?:ครุฑ|ตราครุฑ)[\u0e01-\u0e4e ]{0,20}[)\]]?$/],
  ['furniture', /^[([]? ?(?:ลับที่สุด|ลับมาก|ลับ|ปกปิด|ใช้ภายในราชการ|ใช้ในราชการเท่านั้น) ?[)\]]?$/],
  [
    'furniture',
    /^[([]? ?(?:สำเนา(?:ถูกต้อง|คู่ฉบับ)?|คู่ฉบับ|ต้นฉบับ|ร่าง|-?สำเนา-?|ทราบ|อนุมัติ|เห็นชอบ|ดำเนินการ) ?[)\]]?$/,
  ],
  [
    'furniture',
    /^(?:เลข(?:ที่)?(?:ทะเบียน)?รับ|เลขที่เขียน|รับที่|เลขรับ|รับวันที่|เวลา ?(?:รับ ?)?\d{1,2}[.:]\d{2} {0,2}น\.?$)/,
  ],
  ['furniture', /^(?:[ก-ฮ]{1,3}\.(?:[ก-ฮ]{1,2}\.){1,4}[ ,]{0,3}){1,12}$/],
  ['furniture', /^จำนวน {0,3}\d{1,3} {0,3}(?:แผ่น|หน้า)(?: {0,3}\([^()]{0,40}\))?$/],
  ['furniture', /^(?:QR ?code|คิวอาร์โค้ด|สแกน|qr)[\u0e01-\u0e4e ]{0,30}$/i],
  ['furniture', /^[“"][^“”"]{3,120}[”"]$/],
  ['urgency', /^[([]? ?(?:ด่วนที่สุด|ด่วนมาก|ด่วน) ?[)\]]?$/],
  ['memo-heading', /^(?:ด่วน(?:ที่สุด|มาก)? {1,4})?บันทึกข้อความ/],
  [
    'wire-heading',
    /^(?:(?:โทรสาร|วิทยุ|โทรเลข)(?:สื่อสาร|ราชการ|ในราชการ|ในราชการกรมการปกครอง)[\u0e01-\u0e4e ]{0,40}|โทรสาร|วิทยุ|โทรเลข|โทรศัพท์ในราชการ)$/,
  ],
  ['office', /^ส่วนราชการ(?: {0,4}:)?(?= |[\u0e01-\u0e4e])/],
  [
    'number',
    /^(?:(?:ด่วนที่สุด|ด่วนมาก|ด่วน) {0,4})?ที่ {0,8}(?:(?:[ก-ฮ]{1,4}\.?|[ก-ฮ.]{2,10}[\u0e01-\u0e4e]{0,20}|พิเศษ) {0,3})?(?:\([ก-ฮ. ]{1,12}\) ?)?(?:\d{3,6}(?:\.\d{1,4}){0,4}(?: ?\/ ?(?:[ก-ฮ]{1,3}\.? ?)?[\d._…-]{0,12}){0,3}|(?:ว ?)?\d{1,5} ?\/ ?\d{2,5})(?! {0,2}(?:ลงวันที่|ลว\.|\d))(?=$| )/,
  ],
  ['notice-date', /^(?:ประกาศ|สั่ง|ให้ไว้) ?ณ ?วันที่/],
  ['date', new RegExp(`^(?:วันที่|ลงวันที่|ลว\\.) {0,6}${DATE}(?=$| {2}| *(?:เวลา|เรื่อง))`)],
  ['date', new RegExp(`^${DATE}$`)],
  ['subject', /^เรื่อง(?: {0,3}:)?(?= |$|[\u0e01-\u0e4e])(?!อื่น|นี้|ที่|ดังกล่าว|ร้อง|ราว)/],
  [
    'to',
    /^(?:กราบเรียน|เรียน|นมัสการ|ขอประทานกราบทูล|กราบทูล|ทูล)(?: {0,3}:)?(?= |$|(?:นาย|ผู้|กำนัน|ท้องถิ่น|ท่าน|หัวหน้า|พี่น้อง|ประธาน|ปลัด))/,
  ],
  ['wire-to', /^(?:ถึง|ผู้รับ(?:ปฏิบัติ|ทราบ)?)(?: {0,3}:)?(?= |$|[\u0e01-\u0e4e])/],
  ['sender', /^(?:จาก|ผู้ส่ง)(?: {0,3}:)?(?= |$)/],
  ['references', /^อ้างถึง(?: {0,3}:)?/],
  ['enclosures', /^(?:สิ่งที่ส่งมาด้วย|เอกสารแนบ|สิ่งที่แนบมาด้วย)(?!แล้ว)(?: {0,3}:)?/],
  ['respect', /^(?:ขอแสดงความนับถือ|ด้วยความเคารพ|นมัสการด้วยความเคารพ|ขอนมัสการ|ควรมิควร)/],
  ['closing', CLOSING],
  ['signature', new RegExp(`^\\(? ?(?:ลงชื่อ|ลงนาม) ?\\)?(?:[ .…_)]|$|${RANK})`)],
  ['signature', new RegExp(`^\\( {0,4}(?:${RANK})? ?[\\u0e01-\\u0e4e. ]{3,60}\\)$`)],
  ['signature', new RegExp(`^${RANK} ?[\\u0e01-\\u0e4e]{2,30} {1,3}[\\u0e01-\\u0e4e]{2,30}$`)],
  [
    'contact',
    /^(?:โทร(?:ศัพท์|สาร)?|ผู้ประสานงาน|ผู้ติดต่อ|ไปรษณีย์อิเล็กทรอนิกส์|อีเมล|e-?mail|โทรศัพท์\/โทรสาร|เว็บไซต์|www\.|https?:|line ?id|@[a-z\u0e01-\u0e4e]|tel|fax|แฟกซ์|☎|มือถือ)(?=[ .:/@]|ศ|$|[^\s])/i,
  ],
];

const NOTICE = /^(?:\(?สำเนา\)? {0,3})?(ประกาศ|คำสั่ง)(?=[\u0e01-\u0e2e\u0e40-\u0e44]|ฯ| {1,2}[\u0e01-\u0e4e])/;

/** ประกาศ with the name of the office that makes it; not the verb of an ordinary post. */
function noticeHeading(head: string): Found | undefined {
  const m = NOTICE.exec(head);
  if (m === null) return undefined;
  const name = head.slice(m[0].length).trimStart();
  if (!AGENCY.test(name)) return undefined;
  return { field: 'notice-heading', value: head.length - name.length };
}

/** The field a line begins, or undefined for a line of plain words. `head` is the line's beginning. */
export function fieldOf(head: string): Found | undefined {
  for (const [field, pattern] of ROWS) {
    const m = pattern.exec(head);
    if (m === null) continue;
    const rest = head.slice(m[0].length);
    return { field, value: m[0].length + rest.length - rest.trimStart().length };
  }
  return noticeHeading(head);
}

/** A line that says something about a new letter, however far the one before it has come. */
export const OPENS: ReadonlySet<Field> = new Set([
  'urgency',
  'memo-heading',
  'wire-heading',
  'notice-heading',
  'number',
  'office',
]);
