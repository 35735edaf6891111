// Mends the characters of what was written before anything is read: broken Thai from PDFs and keyboards, Thai and
// full-width digits, invisible characters. Keeps, for every character that is left, its place in the written text.

/** `text` is the mended text; `from[i]` is the UTF-16 offset in the written text where its i-th unit begins. */
export interface Mended {
  readonly text: string;
  readonly from: Uint32Array;
}

// Private use codes that Windows fonts and the PDFs made with them put in place of shifted marks.
const PRIVATE =
  'ฐ\u0e34\u0e35\u0e36\u0e37\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e48\u0e49\u0e4a\u0e4b\u0e4cญ\u0e31\u0e4d\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3a';

const NIKHAHIT = 0x0e4d;
const SARA_AA = 0x0e32;
const SARA_AM = 0x0e33;
const SARA_E = 0x0e40;

function isConsonant(c: number): boolean {
  return c >= 0x0e01 && c <= 0x0e2e;
}

function isMark(c: number): boolean {
  return c === 0x0e31 || (c >= 0x0e34 && c <= 0x0e3a) || (c >= 0x0e47 && c <= 0x0e4e);
}

function isTone(c: number): boolean {
  return c >= 0x0e48 && c <= 0x0e4c;
}

/** Ranges of characters that nobody sees: controls, joiners, direction marks, variation selectors, marks of Latin. */
const INVISIBLE: readonly (readonly [number, number])[] = [
  [0x00, 0x08],
  [0x0e, 0x1f],
  [0x7f, 0x84],
  [0x86, 0x9f],
  [0xad, 0xad],
  [0x0300, 0x036f],
  [0x061c, 0x061c],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
];

function isInvisible(c: number): boolean {
  return INVISIBLE.some(([from, to]) => c >= from && c <= to);
}

/** One code unit to its plain equal; 0 = nothing is left of it. */
function plain(c: number): number {
  if ((c >= 0x20 && c < 0x7f) || (c >= 0x0e01 && c <= 0x0e4f)) return c;
  if (c >= 0x0e50 && c <= 0x0e59) return c - 0x0e50 + 0x30;
  if (c >= 0xf700 && c <= 0xf71a) return PRIVATE.charCodeAt(c - 0xf700);
  return isInvisible(c) ? 0 : plainSymbol(c);
}

/** Symbols written another way than on a typewriter: full-width forms, spaces, line ends, dashes. */
const LOOKALIKES: readonly (readonly [from: number, to: number, plain: number])[] = [
  [0x09, 0x09, 0x20],
  [0x0b, 0x0c, 0x20],
  [0x0d, 0x0d, 0x0a],
  [0x85, 0x85, 0x0a],
  [0xa0, 0xa0, 0x20],
  [0x2000, 0x200a, 0x20],
  [0x2010, 0x2015, 0x2d],
  [0x2028, 0x2029, 0x0a],
  [0x202f, 0x202f, 0x20],
  [0x2044, 0x2044, 0x2f],
  [0x205f, 0x205f, 0x20],
  [0x2212, 0x2212, 0x2d],
  [0x2215, 0x2215, 0x2f],
  [0x2236, 0x2236, 0x3a],
  [0x223c, 0x223c, 0x7e],
  [0x3000, 0x3000, 0x20],
  [0x301c, 0x301c, 0x7e],
  [0xfe63, 0xfe63, 0x2d],
];

function plainSymbol(c: number): number {
  if (c >= 0xff01 && c <= 0xff5e) return c - 0xfee0;
  if (c >= 0xc0 && c <= 0x24f) return String.fromCharCode(c).normalize('NFD').charCodeAt(0);
  return LOOKALIKES.find(([from, to]) => c >= from && c <= to)?.[2] ?? c;
}

/** Circled and bracketed numbers, by the code of their one. */
const CIRCLED: readonly (readonly [first: number, last: number])[] = [
  [0x2460, 0x2473],
  [0x2474, 0x2487],
  [0x2776, 0x277f],
  [0x2780, 0x2789],
];
const SEVERAL: ReadonlyMap<number, string> = new Map([
  [0x2103, '°C'],
  [0x2109, '°F'],
  [0x33a1, 'ตร.ม.'],
]);

/** Codes that stand for several characters: circled numbers and the degree signs. */
function unfold(c: number): string {
  const circle = CIRCLED.find(([first, last]) => c >= first && c <= last);
  return circle === undefined ? (SEVERAL.get(c) ?? '') : `(${c - circle[0] + 1})`;
}

class Out {
  readonly units: Uint16Array;
  readonly from: Uint32Array;
  length = 0;

  constructor(capacity: number) {
    this.units = new Uint16Array(capacity);
    this.from = new Uint32Array(capacity + 1);
  }

  put(unit: number, at: number): void {
    this.units[this.length] = unit;
    this.from[this.length++] = at;
  }

  last(back = 1): number {
    return this.units[this.length - back] ?? 0;
  }

  text(): string {
    const parts: string[] = [];
    for (let i = 0; i < this.length; i += 8192)
      parts.push(String.fromCharCode(...this.units.subarray(i, Math.min(i + 8192, this.length))));
    return parts.join('');
  }
}

/** า and ะ, before which the tone stands: บา้น. */
function opens(vowel: number): boolean {
  return vowel === 0x0e30 || vowel === SARA_AA;
}

/** ั and ื are followed by the final of their own syllable: a tone behind that final was typed too late (ครัง้, เพือ่). */
function needsFinal(vowel: number): boolean {
  return vowel === 0x0e31 || vowel === 0x0e37;
}

/** Words whose tone or ็ was typed a letter too late, each a string that no rightly spelt Thai holds. */
const LATE =
  /ดว้ย|แลว้(?!า)|ตอ้ง|กอ่น|รอ้[นยง]|นอ้[งย]|หอ้ง|พรอ้ม|ชว่[ยง]|รว่ม|สว่น|เปน็|เดก็|เกบ็|เจบ็|เลก็|เรว็|ปอ้ง|กวา้ง|สรา้ง|กลอ้ง|หนว่ย|บอ่ย|ออ่น|ซอ้ม|ลอ้ม|สอ้ม/g;

function inTime(late: string): string {
  const at = late.search(/[็-้]/);
  return late.slice(0, at - 1) + late.charAt(at) + late.charAt(at - 1) + late.slice(at + 1);
}

/** Puts a mark after its base in the order vowel, tone; a mark said twice and a second tone are dropped. */
function putMark(out: Out, c: number, at: number): void {
  const prev = out.last();
  if (prev === c) return;
  if (isTone(c)) {
    if (isTone(prev)) return;
    if (prev === SARA_AM || (opens(prev) && c !== 0x0e4c) || (isConsonant(prev) && needsFinal(out.last(2))))
      swapIn(out, c, at);
    else out.put(c, at);
  } else if (isTone(prev)) swapIn(out, c, at);
  else out.put(c, at);
}

function swapIn(out: Out, c: number, at: number): void {
  const prev = out.last();
  if (out.last(2) === c) return;
  out.units[out.length - 1] = c;
  out.put(prev, at);
}

/** า after ํ (a tone may stand between) is ำ written in two pieces. */
function putAa(out: Out, at: number): void {
  if (out.last() === 0x20 && out.last(2) === NIKHAHIT) out.length -= 1;
  if (out.last() === NIKHAHIT) out.units[out.length - 1] = SARA_AM;
  else if (isTone(out.last()) && out.last(2) === NIKHAHIT) {
    out.units[out.length - 2] = out.last();
    out.units[out.length - 1] = SARA_AM;
  } else out.put(SARA_AA, at);
}

/** ำ parted from its consonant by a space (PDF text) is put back. */
function putAm(out: Out, at: number): void {
  const beyond = out.last(2);
  if (out.last() === 0x20 && (isConsonant(beyond) || isTone(beyond))) out.length -= 1;
  if (out.last() === NIKHAHIT) out.length -= 1;
  if (out.last() !== SARA_AM) out.put(SARA_AM, at);
}

function put(out: Out, c: number, at: number): void {
  if (c === SARA_AA) putAa(out, at);
  else if (c === SARA_AM) putAm(out, at);
  else if (c === SARA_E && out.last() === SARA_E) out.units[out.length - 1] = 0x0e41;
  else if (c === 0x0e45 && out.last() !== 0x0e24 && out.last() !== 0x0e26) putAa(out, at);
  else if (isMark(c)) putMark(out, c, at);
  else out.put(c, at);
}

/** Puts one code unit of the written text, as one or several plain ones or none. */
function putPlain(out: Out, raw: number, at: number): void {
  const many = raw > 0x2000 ? unfold(raw) : '';
  for (let k = 0; k < many.length; k++) out.put(many.charCodeAt(k), at);
  if (many !== '') return;
  const c = plain(raw);
  if (c !== 0) put(out, c, at);
}

/** Total: any string, lone surrogates included. `from[text.length]` is the length of the written text. */
export function repair(written: string): Mended {
  const wide = /[\u2103\u2109\u2460-\u2487\u2776-\u2789\u33a1]/.test(written);
  const out = new Out(written.length * (wide ? 5 : 1));
  for (let i = 0; i < written.length; i++) {
    const raw = written.charCodeAt(i);
    const isHalfOfLineEnd = raw === 0x0d && written.charCodeAt(i + 1) === 0x0a;
    if (!isHalfOfLineEnd) putPlain(out, raw, i);
  }
  const from = out.from.subarray(0, out.length + 1);
  from[out.length] = written.length;
  if (out.length > 0) from[0] = 0;
  return { text: out.text().replace(LATE, inTime), from };
}
