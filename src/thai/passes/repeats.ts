// ๆ: what is said again is a word, a phrase or a whole cry, by rule first and by the word breaker only for the rest.
// Works on the row of tokens, because what stands before ๆ may have been read already.
import type { Token } from '../page.ts';

const COUNTED =
  'วัน|ปี|เดือน|ครั้ง|คน|คราว|สัปดาห์|ชั่วโมง|นาที|แห่ง|เรื่อง|อย่าง|ตัว|ราย|ขณะ|สิ่ง|รายการ|หมู่บ้าน|ตำบล|อำเภอ|บ้าน|ครัวเรือน|ฝ่าย|กลุ่ม|ด้าน|พื้นที่|แปลง|คู่|ใบ|ชิ้น|มื้อ|รอบ|งวด|ที่|จังหวัด|หน่วยงาน|ประเภท|ชนิด|ช่วง|เวลา|บท|หน้า|ข้อ|หลัง|คัน|เล่ม|ท่าน|ฤดู|เช้า|เย็น|คืน|ระยะ|จุด';
const PHRASE = new RegExp(
  `(?:(?:${COUNTED})(?:หนึ่ง|นั้น(?<=คนนั้น|วันนั้น)|ละ(?:นิด)?)|(?:แต่ละ|ทุก|บาง|หลาย|คนละ|ต่าง)(?:${COUNTED})|ครั้งแล้วครั้งเล่า|ทีละ[\\u0e01-\\u0e4e]{1,6}|นิดหน่อย|อย่างมาก)$`,
);
/** เป็นพัก ๆ, เป็นชุด ๆ: only what follows เป็น is said again. */
const AS =
  /(?<=เป็น)(?:พัก|ชุด|กลุ่ม|กอง|คำ|ตอน|ช่วง|ระยะ|ชิ้น|แผ่น|ก้อน|เส้น|สาย|ท่อน|แถว|ชั้น|ข้อ|ส่วน|จุด|หย่อม|เม็ด|หยด|ลำดับ|ขั้น|ราย|คู่|แห่ง|ห้วง|บางครั้ง|รอบ|วง|เรื่อง|อย่าง|คน|ปี|วัน|เดือน|ครั้ง|ต้น|บาง|ลูก|ฝูง|พวก|หมู่|แพ|สี|ลาย|มัด|กำ|ห่อ|ถุง)$/;
const ALONE =
  /(?:พอดี|นาที|ทันที|รุนแรง|เล็กน้อย|เดือดร้อน|ปลูก|อื่น|ต่าง|นั้น|นี้|โน้น|เล็ก|น้อย|ใหญ่|ดี|มาก|เร็ว|เช้า|ช้า|ใกล้|ไกล|จริง|บ่อย|ร้อน|เย็น|หนาว|สูง|ต่ำ|เตี้ย|ใหม่|เก่า|เบา|หนัก|แรง|อ่อน|แก่|หนุ่ม|สาว|ยาว|สั้น|กว้าง|แคบ|หนา|บาง|ดำ|ขาว|แดง|เขียว|เหลือง|ฟ้า|ชมพู|เทา|ม่วง|น้ำตาล|สวย|งาม|สด|ใส|เปียก|แห้ง|เหนียว|หวาน|เปรี้ยว|เค็ม|เผ็ด|จืด|เงียบ|ดัง|ค่อย|เรื่อย|ซ้ำ|พอ|ห่าง|หลาย|นาน|ทั้ง|แต่|เก๋|พลาง|ละเอียด|ปอน|เนือง|เนิบ|นิด|หน่อย|อะไร|ใคร|ใด|ไหน|เสมอ|คล้าย|เหมือน|พร้อม|รวม|กลาง|ข้าง|ริม|รอบ|ใน|นอก|บน|ล่าง|หน้า|หลัง|แถว|แถบ|ต้น|ปลาย|ตรง|เฉย|ง่าย|ยาก|ถูก|แพง|ผอม|อ้วน|กลม|แบน|คม|มัว|มืด|สว่าง|เด็ก|เพื่อน|พี่|น้อง|ลูก|หลาน|สุก|ดิบ|ลึก|ตื้น|เต็ม|ว่าง|โต|เลว|ชั่ว|เก่ง|เผิน|ประมาณ|ขรุขระ|ด่วน|แท้|พูด|เดิน|วิ่ง|นั่ง|นอน|กิน|ทำ|ขยัน|สะอาด|เป็นประจำ|เพียง|หลวม|แน่น|ก่อน|ที|อย่าง|เท่า)$/;
const CRY = 14;

let breaker: Intl.Segmenter | undefined;

function lastWord(text: string): string {
  breaker ??= new Intl.Segmenter('th', { granularity: 'word' });
  let last = '';
  for (const part of breaker.segment(text)) last = part.segment;
  return last;
}

/** What ๆ repeats of the Thai run before it. `alone`: the run is a whole line or stands by itself, as a cry does. */
export function repeated(run: string, alone: boolean): string {
  const tail = run.slice(-48);
  const phrase = PHRASE.exec(tail);
  if (phrase !== null) return phrase[0];
  const part = AS.exec(tail);
  if (part !== null) return part[0];
  const single = ALONE.exec(tail);
  if (single !== null) return single[0];
  if (alone && tail.length <= CRY) return tail;
  const word = lastWord(tail);
  const every = new RegExp(`(?:แต่ละ|ทุก)${word}$`).exec(tail);
  return every?.[0] ?? (word === '' ? tail : word);
}

function isGap(token: Token | undefined): boolean {
  return token !== undefined && token.kind === 'pause' && /^ *$/.test(token.spoken);
}

interface Antecedent {
  readonly spoken: string;
  readonly alone: boolean;
  readonly word: boolean;
}

function standsAlone(tokens: readonly Token[], at: number): boolean {
  const previous = tokens[at - 1];
  return previous === undefined || previous.kind === 'pause' || previous.spoken.trim() === '';
}

/** The token that a ๆ after this one would repeat: this one, the one before it over a gap, or none. */
function antecedent(
  tokens: readonly Token[],
  at: number,
  last: Antecedent | undefined,
): Antecedent | undefined {
  const token = tokens[at];
  if (token === undefined) return last;
  if (token.kind === 'pause') return isGap(token) ? last : undefined;
  if (token.spoken.trim() === '') return last;
  return { spoken: token.spoken, alone: standsAlone(tokens, at), word: token.kind === 'word' };
}

/** Gives every ๆ its words. A ๆ with nothing before it is silent. */
export function readRepeats(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  let last: Antecedent | undefined;
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== 'repeat') {
      last = antecedent(tokens, at, last);
      out.push(token);
      continue;
    }
    const gap = out[out.length - 1];
    if (gap !== undefined && isGap(gap) && last !== undefined)
      out[out.length - 1] = { ...gap, kind: 'silent', spoken: '' };
    const spoken = last === undefined ? '' : last.word ? repeated(last.spoken, last.alone) : last.spoken;
    out.push({ ...token, kind: spoken === '' ? 'silent' : 'repeat', spoken });
    if (last !== undefined) last = { spoken, alone: true, word: false };
  }
  return out;
}
