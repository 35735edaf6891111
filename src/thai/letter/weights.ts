// What makes a sentence of a letter matter to residents, and what makes it an order from office to office. One row per
// sign; patterns look at most a few words ahead.
import { DATE } from './fields.ts';

/** People an announcement speaks to. */
export const RESIDENTS =
  '(?:พี่น้อง|ประชาชน|ราษฎร|เกษตรกร|ชาวนา|ชาวบ้าน|ชาวสวน|ชาวไร่|ผู้สูงอายุ|คนพิการ|ผู้พิการ|ผู้ปกครอง|นักเรียน|เด็กและเยาวชน|เยาวชน|ครัวเรือน|ผู้มีสิทธิ|ผู้ที่|ผู้สนใจ|ผู้ประสงค์|ผู้ลงทะเบียน|ผู้ประกอบการ|ผู้เสียภาษี|ผู้มีหน้าที่เสียภาษี|ผู้ใช้น้ำ|ผู้ใช้ไฟ|ผู้ประสบภัย|ผู้เลี้ยง|เจ้าของ|หญิงตั้งครรภ์|สตรี|ลูกหลาน|ทหารกองเกิน|ทหารกองหนุน|ชายไทย|สมาชิก|ผู้ป่วย|ร้านค้า|พ่อค้า|อาสาสมัคร|จิตอาสา)';

const OFFICERS =
  '(?:จังหวัด|อำเภอ|ทุกอำเภอ|นายอำเภอ|ท้องถิ่น|องค์กรปกครองส่วนท้องถิ่น|อปท|องค์การบริหารส่วน|อบต|อบจ|เทศบาล|หน่วยงาน|ส่วนราชการ|บุคลากร|เจ้าหน้าที่|ผู้บริหาร|กำนัน|ผู้ใหญ่บ้าน|ปลัด|หัวหน้า|ข้าราชการ|สำนักงาน|กอง|ทุกหน่วย|ทุกแห่ง|ท่าน|โรงเรียน|สถานศึกษา|คณะกรรมการ|ผู้เกี่ยวข้อง|ผู้ที่เกี่ยวข้อง)';

const PHONE = `(?:โทร|สายด่วน|เบอร์|หมายเลข|\\d{3} ?-? ?\\d{3} ?-? ?\\d{3,4}|\\d ?-? ?\\d{4} ?-? ?\\d{4})`;

/** What a kept sentence may not lose: a number to call, a day, an hour, a place to go. */
export const HELD = new RegExp(
  `${PHONE}|${DATE}|วันที่ ?\\d|ภายใน ?(?:\\d|วัน|เดือน)|เวลา ?\\d|หมู่(?:ที่)? ?\\d|\\d{1,2}[.:]\\d{2} ?น|\\d{1,2}/\\d{1,2}/\\d{2,4}`,
);
export const CALL = new RegExp(PHONE);
export const DAY = new RegExp(`${DATE}|วันที่ ?\\d|ภายใน ?(?:\\d|วัน|เดือน)|\\d{1,2}/\\d{1,2}/\\d{2,4}`);

const FOR: readonly (readonly [number, RegExp])[] = [
  [3, new RegExp(RESIDENTS)],
  [3, DAY],
  [2, /เวลา ?\d|\d{1,2}[.:]\d{2} ?น| ณ |สถานที่|หอประชุม|ศาลา|ที่ทำการ|สนาม/],
  [3, CALL],
  [
    3,
    /น้ำท่วม|อุทกภัย|น้ำป่า|น้ำหลาก|ดินถล่ม|ดินสไลด์|วาตภัย|พายุ|ลมแรง|ฟ้าผ่า|ลูกเห็บ|ฝนตกหนัก|ไฟป่า|อัคคีภัย|ไฟไหม้|หมอกควัน|ฝุ่นละออง|ภัยแล้ง|ภัยหนาว|แผ่นดินไหว|ระเบิด|อันตราย|ระมัดระวัง|เตือน|เฝ้าระวัง|โรค|ระบาด|พิษสุนัขบ้า|ไข้เลือดออก|มิจฉาชีพ|หลอกลวง|ห้าม|งด|อพยพ|ปิดการจราจร|ไข้สูง|พบแพทย์|ไปพบแพทย์|เบี้ยปรับ|ฝ่าฝืน|มีโทษ|ลิงก์|แอบอ้าง|ไฟดูด|กระแสไฟฟ้า|หมดสติ|เสียชีวิต/,
  ],
  [
    2,
    /ขอเชิญ|เชิญชวน|ขอความร่วมมือ|ลงทะเบียน|ขึ้นทะเบียน|ยื่น|ชำระ|รับสมัคร|สมัคร|เข้าร่วม|เข้ารับ|รับบริการ|ติดต่อ|สอบถาม|แจ้งเหตุ|เตรียม|หลีกเลี่ยง|สำรองน้ำ|ตรวจสอบ|นำ(?:สุนัข|บัตร|หลักฐาน|เอกสาร)|มารับ|ไปรับ|รับเงิน|เบี้ยยังชีพ|ดาวน์โหลด|ขอให้|หยุดจ่าย|ดับไฟ|ซ่อม/,
  ],
  [2, /ห้าม|อพยพ|สายด่วน|ไปพบแพทย์|หมดสติ/],
  [1, /แจ้งว่า|กำหนด|จะดำเนินการ|จัดกิจกรรม|จัดโครงการ|ได้จัดตั้ง|ให้บริการ/],
];

/** Said from office to office; a listener is not meant. */
export const INTERNAL: readonly RegExp[] = [
  /^ ?(?:ขอ)?ให้(?:ช่วย)?(?:แจ้งเตือน|เตือน|แนะนำ|กำชับ)(?=ประชาชน|ราษฎร|พี่น้อง|เกษตรกร|ชาว)/,
  new RegExp(
    `(?:ขอให้|จึงให้|ให้|โปรด|ขอความร่วมมือ|ขอความอนุเคราะห์|มอบหมาย|กำชับ|แจ้ง)(?:ให้)?(?:ทุก)?${OFFICERS}(?!.{0,24}(?:ภายในวันที่.{0,20}โทร))`,
  ),
  /รายงานผล|ผลการดำเนินงาน|ถือปฏิบัติ|พิจารณาดำเนินการ|เน้นย้ำ|กำกับดูแล|แจ้งเวียน|ในสังกัด|มอบหมาย|ให้ดำเนินการ|ดำเนินการ ?ดังนี้|แบบรายงาน|แบบตอบรับ|เพื่อ(?:โปรด)?(?:ทราบ|พิจารณา)|ปิดประกาศ|เบิกจ่าย|ตั้งงบประมาณ|ฝ่ายเลขานุการ|แต่งตั้ง|คณะทำงาน|ตามสิ่งที่ส่งมาด้วย|ตามเอกสาร(?:ที่)?แนบ|พร้อมหนังสือ(?:ฉบับ)?นี้|เตรียม(?:เจ้าหน้าที่|กำลัง|เครื่อง(?:จักร|มือ))|จัด(?:เจ้าหน้าที่|เวร|ชุดปฏิบัติ|เตรียม(?:เจ้าหน้าที่|สถานที่|กำลัง|เครื่อง|บุคลากร))|ประสาน(?:หน่วย|งาน|กับ)|รายละเอียด(?:ปรากฏ)?ตาม|ส่งรายชื่อ|จัดส่ง|รวบรวม|ผู้ใต้บังคับบัญชา/,
  /ช่วย(?:ประชาสัมพันธ์|แจ้ง)|ประชาสัมพันธ์(?:ให้|ผ่าน|ใน|แก่|ข้อมูล|โครงการ|เชิญชวน|ข่าว|เรื่อง|การ)|ขอความอนุเคราะห์/,
];

/** What introduces a list. */
export const INTRO = /(?:ดังนี้|ดังต่อไปนี้|ประกอบด้วย|ได้แก่) ?:? ?$/;
/** By what right an office acts. */
export const LAW = /^ ?(?:โดย)?อาศัยอำนาจ/;
/** What tells only how things stand. */
const BACKGROUND = /ได้รับรายงาน|มีแนวโน้ม|มีผู้ป่วย|พบผู้ป่วย|สถานการณ์|สถิติ|ตามนโยบาย|ที่ผ่านมา/;
const AHEAD_OF_US = /จะ|จำเป็นต้อง|เปิด|กำหนด|มีความจำเป็น|ขอ(?:ให้|เชิญ|ความร่วมมือ|แจ้ง)|เปิดรับ|ห้าม|ต้อง/;
const MOST_BACKGROUND = 4;
const COURTESY = /^ ?(?:จึง)?(?:ขอ)?(?:อภัย|ขอบคุณ|ขอบพระคุณ)[^\d]*$/;

/** A day and what is going to be on it. */
export function isNews(sentence: string): boolean {
  return DAY.test(sentence) && AHEAD_OF_US.test(sentence);
}

/** Points of a sentence; 0 when nothing in it concerns a resident. */
export function weigh(sentence: string): number {
  let points = 0;
  if (COURTESY.test(sentence)) return 0;
  for (const [worth, pattern] of FOR) if (pattern.test(sentence)) points += worth;
  const background = BACKGROUND.test(sentence) && !AHEAD_OF_US.test(sentence);
  return background ? Math.min(points, MOST_BACKGROUND) : points;
}

/** What one office wants back from another, at the head of a clause beside the main one. */
const WANTED_BACK = new RegExp(
  `^(?:และ|พร้อม(?:ทั้ง)?|แล้ว|โดย|เพื่อ)? ?(?:ให้|ขอให้)?(?:รายงาน|แจ้งผล|แจ้งยืนยัน|ส่งแบบ|ส่งผล|ส่งราย|จัดส่ง|รวบรวม|(?:แจ้ง)?ให้(?:ทุก)?${OFFICERS}|มอบหมาย)`,
);

export function isWantedBack(clause: string): boolean {
  return WANTED_BACK.test(clause);
}

/** An order comes first; what residents are asked to tell an office does not. */
export function isInternal(sentence: string): boolean {
  if (/^ ?(?:หาก|กรณี|ในกรณี|เมื่อ)/.test(sentence)) return TO_OFFICES.test(sentence);
  if (FOR_INFORMATION.test(sentence)) return true;
  const order = Math.min(...INTERNAL.map((pattern) => placeOf(sentence, pattern)));
  return order < Number.POSITIVE_INFINITY && placeOf(sentence, TO_RESIDENTS) > order;
}

/** A paper goes from office to office with these words, whoever it is about. */
const FOR_INFORMATION = /มาเพื่อ(?:โปรด)?(?:ทราบ|พิจารณา|ดำเนินการ|ถือปฏิบัติ)/;
/** If something happens, an office is to act: not the resident who is to call it. */
const TO_OFFICES = new RegExp(`ให้(?:ทุก)?${OFFICERS}(?!.{0,40}โทร)`);
export const TO_RESIDENTS = new RegExp(`(?<!กับ|แก่|ของ|ต่อ|ยัง|ใน)${RESIDENTS}`);

function placeOf(text: string, pattern: RegExp): number {
  return pattern.exec(text)?.index ?? Number.POSITIVE_INFINITY;
}
