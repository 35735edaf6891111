// A sentence of a letter → how an announcer would say it: without references, glosses and links, without what only
// offices tell each other, shorter where it may be. Only words are left out; what is put in is in FORMULAS.
import type { LeftOutWhy } from './letter.ts';
import type { Clause, Cut, Sentence } from './points.ts';
import { HELD, isWantedBack, RESIDENTS } from './weights.ts';

/** Words that no letter writes where an announcement needs them. */
export const FORMULAS = { tellsUs: 'แจ้งว่า ', asks: 'ขอ' } as const;

export type Piece = Cut | { readonly formula: string };
export interface Dropped extends Cut {
  readonly why: LeftOutWhy;
}

/** One way to say a sentence: pieces in order, and what of the sentence they leave out. */
export interface Saying {
  readonly pieces: readonly Piece[];
  readonly dropped: readonly Dropped[];
}

export function isCut(piece: Piece): piece is Cut {
  return !('formula' in piece);
}

/** The words of a saying, with single spaces. */
export function wordsOf(text: string, pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => (isCut(piece) ? text.slice(piece.start, piece.end) : piece.formula))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

function without(saying: Saying, out: Dropped): Saying {
  if (out.end <= out.start) return saying;
  const pieces: Piece[] = [];
  for (const piece of saying.pieces) {
    if (!isCut(piece) || piece.end <= out.start || piece.start >= out.end) pieces.push(piece);
    else {
      if (piece.start < out.start) pieces.push({ start: piece.start, end: out.start });
      if (piece.end > out.end) pieces.push({ start: out.end, end: piece.end });
    }
  }
  return { pieces, dropped: [...saying.dropped, out] };
}

const WHY_ASIDE = { reference: 'reference', gloss: 'gloss', link: 'link' } as const;
const TO_A_LINK =
  /(?:และ|หรือ)?(?:สามารถ|ดู|ดาวน์โหลด|สแกน|ตรวจสอบ|เข้าไป|ติดตาม)?[^\s]{0,60}(?:ที่|ทาง|เว็บไซต์|ลิงก์|ผ่าน)[^\s]{0,30}\s*$/;

/** What leads to a link is of no use without it. */
function leadToLink(text: string, clause: Clause, before: Clause | undefined): Dropped | undefined {
  if (before === undefined) return undefined;
  if (before.kind === 'side') return { start: before.start, end: clause.start, why: 'link' };
  const from = Math.max(before.start, clause.start - 100);
  const lead = TO_A_LINK.exec(text.slice(from, clause.start));
  return lead === null || lead[0].trim() === ''
    ? undefined
    : { start: from + lead.index, end: clause.start, why: 'link' };
}

function withoutAsides(text: string, sentence: Sentence, start: Saying): Saying {
  let saying = start;
  sentence.clauses.forEach((clause, k) => {
    if (clause.kind === 'core' || clause.kind === 'side') return;
    saying = without(saying, { start: clause.start, end: clause.end, why: WHY_ASIDE[clause.kind] });
    const lead = clause.kind === 'link' ? leadToLink(text, clause, sentence.clauses[k - 1]) : undefined;
    if (lead !== undefined) saying = without(saying, lead);
  });
  return saying;
}

const HEARD = /^ ?([^ ]{2,80})ได้รับ(?:แจ้ง|รายงาน|การประสาน|การแจ้ง|หนังสือ)(?:ประสาน)?จาก([^ ]{2,80}) ?ว่า ?/;

/** A ได้รับแจ้งจาก B ว่า … → B แจ้งว่า …. */
function heardFrom(text: string, sentence: Sentence, saying: Saying, at: number): Saying {
  const m = HEARD.exec(text.slice(at, Math.min(sentence.end, at + 200)));
  if (m === null) return saying;
  const source = m[2] ?? '';
  const end = at + m[0].length;
  const sourceAt = end - m[0].length + m[0].lastIndexOf(source);
  const rest = without(without(saying, { start: at, end: sourceAt, why: 'connective' }), {
    start: sourceAt + source.length,
    end,
    why: 'connective',
  });
  const pieces: Piece[] = [];
  for (const piece of rest.pieces) {
    pieces.push(piece);
    if (isCut(piece) && piece.end === sourceAt + source.length)
      pieces.push({ formula: ` ${FORMULAS.tellsUs}` });
  }
  return { pieces, dropped: rest.dropped };
}

const OFFICERS_RANK =
  /^(?:และ|หรือ|รวมทั้ง)?(?:ผู้บริหาร|หัวหน้า|รัฐวิสาหกิจ|ข้าราชการ|พนักงาน|ลูกจ้าง|เจ้าหน้าที่|ทั้งใน|ส่วนภูมิภาค|ส่วนกลาง|นายก|ปลัด|รอง|ผู้อำนวยการ|คณะผู้บริหาร|หน่วยงาน|\()/;
const LONG_ROW = 4;

/** A long row of officers' ranks is said by its first and what follows its end. */
function shortRows(text: string, start: Saying): Saying {
  let saying = start;
  let row: Cut[] = [];
  const close = () => {
    const first = row[0];
    const last = row.at(-1);
    if (first !== undefined && last !== undefined && row.length >= LONG_ROW)
      saying = without(saying, { start: first.start, end: last.end, why: 'detail' });
    row = [];
  };
  start.pieces.filter(isCut).forEach((piece, k) => {
    for (const m of text.slice(piece.start, piece.end).matchAll(/\S{1,400}\s*/g)) {
      const at = piece.start + m.index;
      if (k + m.index > 0 && OFFICERS_RANK.test(m[0])) row.push({ start: at, end: at + m[0].length });
      else close();
    }
  });
  close();
  return saying;
}

const TELLS = /ประชาสัมพันธ์|แจ้ง|เชิญชวน|ชี้แจง|รับรู้|รณรงค์|ขอความร่วมมือ|กำชับ|แนะนำ/;
const PASSES_ON = new RegExp(`(?:(ให้)|(เชิญชวน|ขอความร่วมมือ))(?=${RESIDENTS}|บุคลากร|ผู้ปฏิบัติ|ครัวเรือน|กำนัน)`, 'g');
const ONLY_KNOW =
  /^[^ ]{0,40}(?: ?(?:ในพื้นที่|ในเขต[^ ]{0,30}|ทั่วไป|และ[^ ]{0,30})){0,3} ?(?:ได้)?(?:รับ)?(?:ทราบ|รู้)/;

/** What an order to officers has them tell residents: the place where it begins, and the word that asks. */
export function passedOn(
  text: string,
  sentence: Cut,
): { readonly start: number; readonly asks: boolean } | undefined {
  const whole = text.slice(sentence.start, sentence.end);
  const told = TELLS.exec(whole);
  if (told === null) return undefined;
  for (const m of whole.matchAll(PASSES_ON)) {
    if (m.index < told.index) continue;
    const rest = whole.slice(m.index + m[0].length);
    if (ONLY_KNOW.test(rest.slice(0, 160)) || rest.trim().length < 12) continue;
    return { start: sentence.start + m.index, asks: m[2] !== 'ขอความร่วมมือ' };
  }
  return undefined;
}

/** Clauses that only offices need go out; what is held in them is not for residents either. */
function withoutOrders(text: string, sentence: Sentence, start: Saying): Saying {
  let saying = start;
  for (const clause of sentence.clauses)
    if (clause.kind === 'side' && isWantedBack(text.slice(clause.start, clause.end)))
      saying = without(saying, { start: clause.start, end: clause.end, why: 'internal-order' });
  return saying;
}

/** นั้น that answers a ตามที่ goes with it. */
function withoutThat(text: string, sentence: Sentence, saying: Saying): Saying {
  const body = text.slice(sentence.start, sentence.end);
  const m = /\s*นั้น\s*$/.exec(body.slice(-24));
  if (m === null) return saying;
  const start = sentence.end - m[0].length;
  return without(saying, { start, end: sentence.end, why: 'connective' });
}

/** Says the sentence in full, as far as it is for residents. `follows`: is the sentence before it said too? */
export function sayWhole(text: string, sentence: Sentence, internal: boolean, follows: boolean): Saying {
  let saying: Saying = { pieces: [{ start: sentence.start, end: sentence.end }], dropped: [] };
  const opening = text.slice(sentence.start, sentence.start + 8);
  const told = internal ? passedOn(text, sentence) : undefined;
  const always = /^(?:ด้วย|ตามที่)/.test(opening);
  const lead = sentence.start + (always || !follows ? sentence.joint : 0);
  saying = without(saying, { start: sentence.start, end: lead, why: 'connective' });
  saying = withoutAsides(text, sentence, saying);
  if (told !== undefined) {
    saying = without(saying, { start: sentence.start, end: told.start, why: 'internal-order' });
    if (told.asks) saying = { ...saying, pieces: [{ formula: FORMULAS.asks }, ...saying.pieces] };
  } else saying = heardFrom(text, sentence, saying, lead);
  if (opening.startsWith('ตามที่')) saying = withoutThat(text, sentence, saying);
  saying = shortRows(text, saying);
  return withoutOrders(text, sentence, saying);
}

/** Shorter by its last clause that holds neither a day nor an hour nor a number; undefined when none is left. */
export function sayLess(text: string, sentence: Sentence, saying: Saying): Saying | undefined {
  const said = (clause: Clause) =>
    saying.pieces.some((p) => isCut(p) && p.start < clause.end && p.end > clause.start);
  for (let k = sentence.clauses.length - 1; k > 0; k--) {
    const clause = sentence.clauses[k];
    if (clause === undefined || clause.kind !== 'side' || !said(clause)) continue;
    if (HELD.test(text.slice(clause.start, clause.end))) continue;
    return without(saying, { start: clause.start, end: clause.end, why: 'detail' });
  }
  return undefined;
}
