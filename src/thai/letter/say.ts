// A sentence of a letter → how an announcer would say it: without references, glosses and links, without what only
// offices tell each other, shorter where it may be. Only words are left out; what is put in is a formula.
import type { LeftOutWhy } from './letter.ts';
import { FORMULAS, passedOn } from './passed-on.ts';
import type { Clause, Cut, Sentence } from './points.ts';
import { HELD, isWantedBack } from './weights.ts';

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

/** What is left of a cut when the outs from `first` on are taken from it. */
function clear(cut: Cut, outs: readonly Dropped[], first: number): Cut[] {
  const left: Cut[] = [];
  let at = cut.start;
  for (let k = first, out = outs[k]; out !== undefined && out.start < cut.end; out = outs[++k]) {
    if (out.start > at) left.push({ start: at, end: out.start });
    at = Math.max(at, out.end);
  }
  if (at < cut.end) left.push({ start: at, end: cut.end });
  return left;
}

/** Takes ranges out of a saying, all at once so that many of them cost no more than the text is long. */
function without(saying: Saying, ranges: readonly Dropped[]): Saying {
  const outs = ranges.filter((out) => out.end > out.start).sort((a, b) => a.start - b.start);
  let first = 0;
  const pieces = saying.pieces.flatMap((piece): readonly Piece[] => {
    if (!isCut(piece)) return [piece];
    while ((outs[first]?.end ?? Number.POSITIVE_INFINITY) <= piece.start) first++;
    return clear(piece, outs, first);
  });
  return { pieces, dropped: [...saying.dropped, ...outs] };
}

const WHY_ASIDE = { reference: 'reference', gloss: 'gloss', link: 'link' } as const;
const TO_A_LINK =
  /(?:และ|หรือ)?(?:สามารถ|ดู|ดาวน์โหลด|สแกน|ตรวจสอบ|เข้าไป|ติดตาม)?[^\s]{0,60}(?:ที่|ทาง|เว็บไซต์|ลิงก์|ผ่าน)[^\s]{0,30}\s*$/;

/** What leads to a link is of no use without it. */
function leadToLink(text: string, clause: Clause, before: Clause | undefined): Dropped | undefined {
  if (before === undefined) return undefined;
  const held = HELD.test(text.slice(before.start, before.end));
  if (before.kind === 'side' && !held) return { start: before.start, end: clause.start, why: 'link' };
  const from = Math.max(before.start, clause.start - 100);
  const lead = TO_A_LINK.exec(text.slice(from, clause.start));
  return lead === null || lead[0].trim() === '' || HELD.test(lead[0])
    ? undefined
    : { start: from + lead.index, end: clause.start, why: 'link' };
}

function asidesOf(text: string, sentence: Sentence): Dropped[] {
  return sentence.clauses.flatMap((clause, k) => {
    if (clause.kind === 'core' || clause.kind === 'side') return [];
    const out = { start: clause.start, end: clause.end, why: WHY_ASIDE[clause.kind] };
    const lead = clause.kind === 'link' ? leadToLink(text, clause, sentence.clauses[k - 1]) : undefined;
    return lead === undefined ? [out] : [lead, out];
  });
}

const HEARD = /^ ?([^ ]{2,80})ได้รับ(?:แจ้ง|การประสาน|การแจ้ง)(?:ประสาน)?จาก([^ ]{2,80}) ?ว่า ?/;

/** A ได้รับแจ้งจาก B ว่า … → B แจ้งว่า …. */
function heardFrom(text: string, sentence: Sentence, saying: Saying, at: number): Saying {
  const m = HEARD.exec(text.slice(at, Math.min(sentence.end, at + 200)));
  if (m === null) return saying;
  const source = m[2] ?? '';
  const end = at + m[0].length;
  const sourceAt = end - m[0].length + m[0].lastIndexOf(source);
  const rest = without(saying, [
    { start: at, end: sourceAt, why: 'connective' },
    { start: sourceAt + source.length, end, why: 'connective' },
  ]);
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
function longRows(text: string, saying: Saying): Dropped[] {
  const rows: Dropped[] = [];
  let row: Cut[] = [];
  const close = () => {
    const first = row[0];
    const last = row.at(-1);
    if (first !== undefined && last !== undefined && row.length >= LONG_ROW)
      rows.push({ start: first.start, end: last.end, why: 'detail' });
    row = [];
  };
  saying.pieces.filter(isCut).forEach((piece, k) => {
    for (const m of text.slice(piece.start, piece.end).matchAll(/\S{1,400}\s*/g)) {
      const at = piece.start + m.index;
      if (k + m.index > 0 && OFFICERS_RANK.test(m[0])) row.push({ start: at, end: at + m[0].length });
      else close();
    }
  });
  close();
  return rows;
}

/** Clauses that only offices need go out; what is held in them is not for residents either. */
function ordersOf(text: string, sentence: Sentence): Dropped[] {
  return sentence.clauses
    .filter((clause) => clause.kind === 'side' && isWantedBack(text.slice(clause.start, clause.end)))
    .map(({ start, end }) => ({ start, end, why: 'internal-order' as const }));
}

/** นั้น that answers a ตามที่ goes with it. */
function thatOf(text: string, sentence: Sentence): Dropped[] {
  const m = /\s{0,10}นั้น\s{0,10}$/.exec(text.slice(Math.max(sentence.start, sentence.end - 24), sentence.end));
  if (m === null) return [];
  return [{ start: sentence.end - m[0].length, end: sentence.end, why: 'connective' }];
}

/** หรือ has nothing before it any more when what it joined is left out. */
function looseOf(text: string, saying: Saying): Dropped[] {
  const first = saying.pieces.find((p) => isCut(p) && text.slice(p.start, p.end).trim() !== '');
  if (first === undefined || !isCut(first)) return [];
  const m = /^\s{0,10}(?:หรือ|และ)(?=โทร|ติดต่อ|สอบถาม|ที่|ทาง)/.exec(text.slice(first.start, first.start + 30));
  return m === null ? [] : [{ start: first.start, end: first.start + m[0].length, why: 'connective' }];
}

/** Says the sentence in full, as far as it is for residents; joining words that join nothing here go out. */
export function sayWhole(text: string, sentence: Sentence, internal: boolean): Saying {
  const opening = text.slice(sentence.start, sentence.start + 8);
  const told = internal ? passedOn(text, sentence) : undefined;
  const lead = sentence.start + sentence.joint;
  let saying: Saying = { pieces: [{ start: sentence.start, end: sentence.end }], dropped: [] };
  saying = without(saying, [{ start: sentence.start, end: lead, why: 'connective' }]);
  saying = without(saying, asidesOf(text, sentence));
  saying = without(saying, looseOf(text, saying));
  if (told !== undefined) {
    saying = without(saying, [{ start: sentence.start, end: told.start, why: 'internal-order' }]);
    if (told.asks !== undefined) saying = { ...saying, pieces: [{ formula: told.asks }, ...saying.pieces] };
  } else saying = heardFrom(text, sentence, saying, lead);
  if (opening.startsWith('ตาม')) saying = without(saying, thatOf(text, sentence));
  saying = without(saying, longRows(text, saying));
  return without(saying, ordersOf(text, sentence));
}

/**
 * Shorter by up to `many` of its last clauses that hold neither a day nor an hour nor a number; undefined when it has
 * fewer.
 */
export function sayLess(text: string, sentence: Sentence, saying: Saying, many: number): Saying | undefined {
  const outs: Dropped[] = [];
  let clauses = 0;
  for (const pieces of sideClauses(sentence)) {
    if (clauses === many) break;
    if (pieces.some(({ start, end }) => HELD.test(text.slice(start, end)))) continue;
    clauses++;
    for (const { start, end } of pieces) outs.push({ start, end, why: 'detail' });
  }
  return clauses < many ? undefined : without(saying, outs);
}

/** The side clauses from the last on, each in the pieces that asides have cut it into. */
function sideClauses(sentence: Sentence): Clause[][] {
  const found = new Map<number, Clause[]>();
  for (const clause of sentence.clauses.slice(1)) {
    if (clause.kind !== 'side') continue;
    const pieces = found.get(clause.of);
    if (pieces === undefined) found.set(clause.of, [clause]);
    else pieces.push(clause);
  }
  return [...found.values()].reverse();
}
