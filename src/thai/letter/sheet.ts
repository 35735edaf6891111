// The sheet a letter is written on: the mended text in lines, each knowing its place, and slices of it in the letter's
// own figures. Everything in this folder counts in the mended text; only what leaves it counts in the written one.
import type { Span } from '../reading.ts';
import { repair } from '../repair.ts';
import { AGENCY_COLUMN } from './fields.ts';

/** [start, end) of the mended text, without white space at either end; an empty line has start = end. */
export interface Line {
  readonly start: number;
  readonly end: number;
  /** The first letters of the line, enough to know what it is. */
  readonly head: string;
  /** Does a blank line stand before it? On a sheet typed with a blank line behind every line, more than one. */
  readonly parted: boolean;
}

export interface Sheet {
  readonly written: string;
  readonly text: string;
  readonly from: Uint32Array;
  readonly lines: readonly Line[];
}

const HEAD = 300;

/** Several fields of a letterhead run together on one line by a PDF or a chat. */
const FIELDS_IN_LINE =
  /[ ](?=(?:ส่วนราชการ {1,4}[\u0e01-\u0e4e]|วันที่ {0,4}\d{1,2} {1,3}[\u0e01-\u0e4e.]{3,10} {1,3}\d{2,4}|ที่ {1,4}[ก-ฮ]{2,4} ?\d{3,6}|เรื่อง {1,4}|เรียน {1,4}|อ้างถึง {1,4}|สิ่งที่ส่งมาด้วย {1,4}|ถึง {1,4}[\u0e01-\u0e4e]))/g;
const RUNS_TOGETHER =
  /^(?:ด่วน(?:ที่สุด|มาก)? {1,4}(?:ที่|บันทึก)|บันทึกข้อความ {1,4}ส่วน|ส่วนราชการ|ที่ {1,6}[ก-ฮ]{2,4} ?\d{3,6}|จาก {1,4}[\u0e01-\u0e4e.])/;

function trimmed(text: string, start: number, end: number): [number, number] {
  let a = start;
  let b = end;
  while (a < b && text.charCodeAt(a) <= 32) a++;
  while (b > a && text.charCodeAt(b - 1) <= 32) b--;
  return [a, b];
}

/** Where a line is cut into the fields that run together in it; offsets from its start. */
function cuts(line: string): number[] {
  if (line.length > HEAD * 4 || !RUNS_TOGETHER.test(line)) return [];
  const columns = /^(?:ด่วน(?:ที่สุด|มาก)? {1,4})?ที่ /.test(line) ? [...line.matchAll(AGENCY_COLUMN)] : [];
  return [...line.matchAll(FIELDS_IN_LINE), ...columns].map((m) => m.index + 1).sort((a, b) => a - b);
}

/** A line with the number of blank lines before it. */
interface Spaced extends Line {
  readonly blank: number;
}

const FEW_LINES = 8;

/** A PDF may give every line a blank line behind it; then only two of them part paragraphs. */
function singleSpaced(lines: readonly Spaced[]): readonly Line[] {
  const wraps = lines.filter(({ start, end }) => end - start >= 45 && end - start <= 140).length;
  const close = lines.filter(({ blank }, k) => k > 0 && blank === 0).length;
  if (lines.length < FEW_LINES || wraps < 4 || close > lines.length / 20) return lines;
  return lines.map((line) => ({ ...line, parted: line.blank > 1 }));
}

export function openSheet(written: string): Sheet {
  const { text, from } = repair(written);
  const lines: Spaced[] = [];
  let blank = 1;
  const add = (from_: number, to: number) => {
    const [start, end] = trimmed(text, from_, to);
    if (start === end) {
      blank++;
      return;
    }
    const head = text.slice(start, Math.min(end, start + HEAD));
    lines.push({ start, end, head, parted: blank > 0, blank });
    blank = 0;
  };
  for (let at = 0; at <= text.length; ) {
    const stop = text.indexOf('\n', at);
    const end = stop < 0 ? text.length : stop;
    const [a, b] = trimmed(text, at, end);
    let last = a;
    for (const cut of b - a <= HEAD * 4 ? cuts(text.slice(a, b)) : []) {
      add(last, a + cut);
      last = a + cut;
    }
    add(last, b);
    at = end + 1;
  }
  return { written, text, from, lines: singleSpaced(lines) };
}

/** The place in the written text. */
export function spanOf(sheet: Sheet, start: number, end: number): Span {
  return { start: sheet.from[start] ?? sheet.written.length, end: sheet.from[end] ?? sheet.written.length };
}

/** The mended words with the figures the letter itself uses. */
export function ownWords(sheet: Sheet, start: number, end: number): string {
  const mended = sheet.text.slice(start, end);
  return mended.replace(/\d/g, (figure, at: number) => {
    const c = sheet.written.charCodeAt(sheet.from[start + at] ?? 0);
    return c >= 0x0e50 && c <= 0x0e59 ? String.fromCharCode(c) : figure;
  });
}
