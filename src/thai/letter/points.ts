// A paragraph → sentences, and a sentence → clauses that can be left out alone. Thai writes no full stop: a sentence
// begins after a space with one of the words official Thai begins sentences with.
import { AGENCY, CLOSING, DATE } from './fields.ts';

/** [start, end) of a flow's text. */
export interface Cut {
  readonly start: number;
  readonly end: number;
}

export interface Clause extends Cut {
  readonly kind: 'core' | 'side' | 'reference' | 'gloss' | 'link';
  /** Which clause of its sentence it is a piece of; an aside is a piece of none. */
  readonly of: number;
}

export interface Sentence extends Cut {
  /** The joining word at its beginning that is dropped when nothing stands before it, and its like at the end. */
  readonly joint: number;
  readonly clauses: readonly Clause[];
  readonly closing: boolean;
}

const AHEAD = 40;
/** What an office is told to do with its own people and means. */
const DUTY =
  'เตรียม(?:เจ้าหน้าที่|กำลัง|เครื่อง)|จัด(?:เจ้าหน้าที่|เวร|ชุดปฏิบัติ|เตรียม(?:เจ้าหน้าที่|สถานที่|กำลัง|เครื่อง|บุคลากร))|ให้(?:ทุก)?(?:อำเภอ|จังหวัด|อปท|องค์กรปกครอง|องค์การบริหาร|หน่วยงาน|คณะทำงาน)';
const SENTENCE = new RegExp(
  `^(?:ทั้งนี้|อนึ่ง|ในการนี้|ดังนั้น|นอกจากนี้|พร้อมนี้|บัดนี้|จึง|รายละเอียด|ขอให้|ขอเชิญ|ขอความ(?:ร่วมมือ|อนุเคราะห์)|หาก|ในกรณี|กรณี|สำหรับ|สอบถาม|ติดต่อสอบถาม|สามารถ(?:สอบถาม|ติดต่อ)|มีข้อสงสัย|ผู้สนใจ|ผู้ประสงค์|ผู้ใด|ห้าม|และ(?:ห้าม|ให้ราย|ให้แจ้งผล)|กำหนด(?:การ|ให้|วัน|จัด|ออก|รับ|จ่าย)|ลงชื่อ|ลงทะเบียน(?:ได้|ที่|ภายใน)|อาศัยอำนาจ|โดยอาศัยอำนาจ|และขอให้|พร้อมทั้งขอ|กระทรวงมหาดไทย ?แจ้งว่า|${DUTY})`,
);
const CLAUSE =
  /^(?:โดย(?!เร็ว|ทั่ว|ด่วน|เคร่งครัด|พร้อม|เด็ดขาด)|เพื่อ|ซึ่ง|และ(?:ได้|ให้|รายงาน|แจ้ง|เพื่อ|ขอ|ส่ง|จัดส่ง|ดำเนินการ)|พร้อม(?:ทั้ง|กับ)?(?=ราย|แจ้ง|ส่ง|จัด|ให้)|แล้ว(?:ราย|แจ้ง|ส่ง)|เช่น|อาทิ|ได้แก่|จึง|สามารถ)/;
const JOINT =
  /^(?:ทั้งนี้|อนึ่ง|ในการนี้|ดังนั้น|นอกจากนี้|พร้อมนี้|และ(?=ขอให้|ห้าม|ให้)|พร้อมทั้ง(?=ขอ)|จึง|ด้วย(?!ความ|ดี)|ตามที่)[ ,]{0,2}/;
const DUTIES = new RegExp(`^(?:${DUTY})`);
/** An office's name with its จึง. */
const OFFICE_ACTS = /^[^ ]{2,60}จึง(?:ขอ|ประกาศ|แจ้ง|กำหนด|ให้)/;
const PURPOSE = /^เพื่อ(?:ให้(?:การ|เป็น|เกิด|ประชาชน)|เป็น|ป้องกัน|ลด)[^\n]{2,220} จึง/;
/** A clause that waits for its จึง. */
const SUBORDINATE =
  /^(?:[^ ]{0,60} ?(?:แจ้งว่า|พิจารณาแล้ว|ขอเรียนว่า) ?,? ?)?(?:เนื่องจาก|เนื่องด้วย|เพื่อ|หาก|กรณี|ในกรณี|เมื่อ|โดยที่)/;
const REFERENCE = new RegExp(
  `ตาม(?:หนังสือ|โทรสาร|วิทยุ|บันทึก|คำสั่ง|มติ|ข้อสั่งการ|ประกาศ)[^\\n]{0,220}?(?:ลงวันที่|ลว\\.) {0,2}${DATE}|ตามหนังสือ(?:ที่)?(?:[\\u0e01-\\u0e4e]{0,30} ?)?(?:ที่อ้างถึง|อ้างถึง)(?: {0,2}\\d{1,2})?|ตามที่อ้างถึง(?: {0,2}\\d{1,2})?|รายละเอียด(?:ปรากฏ)?ตาม(?:สิ่งที่ส่งมาด้วย|เอกสาร)[^ \\n]{0,40}`,
  'g',
);
const BRACKETS = /\([^()\n]{0,400}\)/g;
const LINK =
  /(?:https?:\/\/|www\.)[^\s\u0e01-\u0e4e]{3,300}|[A-Za-z0-9-]{2,40}\.(?:go\.th|or\.th|in\.th|ac\.th|co\.th|com|net|org)[^\s\u0e01-\u0e4e]{0,200}/g;

/** A bracket is read when it tells something: a day, a sum, a short plain word. */
function isGloss(inside: string): boolean {
  if (/\d/.test(inside) && !/[A-Za-z@]/.test(inside)) return false;
  return inside.length > 24 || /[A-Za-z/@.]/.test(inside);
}

function tokensOf(text: string): number[] {
  const starts: number[] = [];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x28) depth++;
    else if (c === 0x29) depth = Math.max(0, depth - 1);
    else if (c > 32 && depth === 0 && (i === 0 || text.charCodeAt(i - 1) <= 32)) starts.push(i);
  }
  return starts;
}

/** The office that does what จึง says stands before it and belongs to it. */
function withSubject(text: string, starts: readonly number[], k: number): number {
  const at = starts[k] ?? 0;
  const before = starts[k - 1];
  if (before === undefined || k < 2 || !text.startsWith('จึง', at)) return at;
  const name = text.slice(before, at).trim();
  const place = /(?:ณ|ที่|ใน|ของ|บริเวณ|ถึง)\s*$/.test(text.slice(Math.max(0, before - 10), before));
  return name.length < 70 && AGENCY.test(name) && !place ? before : at;
}

/** A joining word is no sentence of its own. */
function isJoint(text: string, start: number, end: number): boolean {
  if (end - start > 24) return false;
  const words = text.slice(start, end);
  return (JOINT.exec(words)?.[0].length ?? 0) === words.length;
}

/** What a จึง is for stands before it and begins its sentence. */
function isPurpose(text: string, at: number): boolean {
  return text.startsWith('เพื่อ', at) && PURPOSE.test(text.slice(at, at + 260));
}

/** What a sentence that begins here does: answer the subordinate one before it, give an office its duty, or neither. */
function headAt(text: string, at: number): 'answer' | 'duty' | 'plain' | undefined {
  const ahead = text.slice(at, at + AHEAD);
  const acts = OFFICE_ACTS.test(text.slice(at, at + 2 * AHEAD)) && AGENCY.test(ahead);
  if (acts || ahead.startsWith('จึง')) return 'answer';
  if (DUTIES.test(ahead)) return 'duty';
  return SENTENCE.test(ahead) || isPurpose(text, at) ? 'plain' : undefined;
}

function sentenceStarts(text: string, starts: readonly number[]): number[] {
  const found = [0];
  let bound = SUBORDINATE.test(text.slice(0, 2 * AHEAD));
  for (let k = 1; k < starts.length; k++) {
    const at = starts[k] ?? 0;
    const ahead = text.slice(at, at + AHEAD);
    const head = headAt(text, at);
    if (head === undefined || (bound && head === 'duty')) continue;
    if (bound && head === 'answer') {
      bound = false;
      continue;
    }
    const start = withSubject(text, starts, k);
    const last = found.at(-1) ?? 0;
    if (start > last && !isJoint(text, last, start)) found.push(start);
    bound = SUBORDINATE.test(ahead);
  }
  return found;
}

function spots(text: string, pattern: RegExp, kind: Clause['kind'], keep: (m: string) => boolean): Clause[] {
  return [...text.matchAll(pattern)]
    .filter((m) => keep(m[0]))
    .map((m) => ({ start: m.index, end: m.index + m[0].length, kind, of: -1 }));
}

/** References, glosses and links, none inside another, in order. */
function asides(text: string): Clause[] {
  const all = [
    ...spots(text, REFERENCE, 'reference', () => true),
    ...spots(text, BRACKETS, 'gloss', (m) => isGloss(m.slice(1, -1))),
    ...spots(text, LINK, 'link', () => true),
  ].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Clause[] = [];
  for (const one of all) if (one.start >= (kept.at(-1)?.end ?? 0)) kept.push(one);
  return kept;
}

/** Clauses by their joining words: the first is the core, the others stand beside it, but what จึง begins is core too. */
function joined(text: string, start: number, end: number, starts: readonly number[]): Clause[] {
  const heads = starts.filter((at) => at > start && CLAUSE.test(text.slice(at, at + AHEAD)));
  return [start, ...heads].map((at, k) => ({
    start: at,
    end: heads[k] ?? end,
    kind: k === 0 || text.startsWith('จึง', at) ? 'core' : 'side',
    of: k,
  }));
}

/** Clauses with the asides cut out of them, everything in order and without a gap. */
function parted(clauses: readonly Clause[], near: readonly Clause[]): Clause[] {
  const out: Clause[] = [];
  let next = 0;
  let at = clauses[0]?.start ?? 0;
  for (const clause of clauses) {
    at = Math.max(at, clause.start);
    for (let one = near[next]; one !== undefined && one.start < clause.end; one = near[++next]) {
      if (one.start > at) out.push({ ...clause, start: at, end: one.start });
      out.push({ ...one, start: Math.max(one.start, at) });
      at = one.end;
    }
    if (at < clause.end) out.push({ ...clause, start: at });
  }
  return out;
}

/** The entries of a sorted list that begin in [start, end); `from` remembers how far the list is used up. */
function within<T>(list: readonly T[], placeOf: (one: T) => number, from: { at: number }, end: number): T[] {
  const first = from.at;
  while (from.at < list.length && placeOf(list[from.at] as T) < end) from.at++;
  return list.slice(first, from.at);
}

/** The sentences of a paragraph, without a gap between them. */
export function sentencesOf(text: string): Sentence[] {
  const starts = tokensOf(text);
  const heads = sentenceStarts(text, starts);
  const aside = asides(text);
  const token = { at: 0 };
  const beside = { at: 0 };
  return heads.map((start, k) => {
    const end = heads[k + 1] ?? text.length;
    const mine = within(starts, (at) => at, token, end);
    const near = within(aside, (one) => one.start, beside, end).map((one) => ({
      ...one,
      end: Math.min(one.end, end),
    }));
    const ahead = text.slice(start, start + AHEAD);
    return {
      start,
      end,
      joint: JOINT.exec(ahead)?.[0].length ?? 0,
      clauses: parted(joined(text, start, end, mine), near),
      closing: CLOSING.test(ahead.trimStart()),
    };
  });
}
