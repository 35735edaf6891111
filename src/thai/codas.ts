// How a written syllable ends: the letters that close it, and the letters under ์ (or ชาติ's ิ) that nobody says.
// A word and a place in it → every possible closing there, each with a cost.
import { codaOf, isConsonant } from './sounds.ts';

export interface Coda {
  readonly end: number;
  readonly coda: string;
  readonly cost: number;
  /** The closing letter, where it may be said again with a short a (ราชการ). */
  readonly letter: string;
  /** Letters under ์ after the closing one, which betray a foreign word (ซอฟต์). */
  readonly hushed: string;
}

const COST = {
  one: 0.15,
  pair: 0.75,
  many: 2.15,
  tail: 0.4,
  rareTail: 1.6,
  finalR: 0.2,
  doubled: 0.4,
  shared: 0,
  split: 0.5,
};
const VOWEL_SIGN = /^[\u0e34-\u0e39]/;
const KILLER = '\u0e4c';
const CLOSING = new Set([...'กขคฆงจชซฌญฎฏฐฑฒณดตถทธนบปพฟภมยรลวศษสฬ']);
/** Two letters that Indic and English words leave unsaid together: จันทร์, ลักษณ์. */
const SILENT_PAIRS = new Set('ทร ตร ดร กร ษณ ษม ทธ ตถ กษ ชฌ ชญ ตย ทย ธร ฎร พร ตว ตส กส'.split(' '));

/** Where letters that are written and not said end: up to three consonants under ์, the last also with ิ or ุ. */
export function silentFrom(w: string, at: number): number {
  for (let end = at; end <= at + 3; end++) {
    const letter = w.charAt(end);
    if (end > at && letter === KILLER) return end + 1;
    const signed = letter === '\u0e34' || letter === '\u0e38';
    if (end > at && signed && w.charAt(end + 1) === KILLER) return end + 2;
    if (!isConsonant(letter)) return at;
  }
  return at;
}

/** The more letters are silent together, the less likely it is that none of them closes the syllable. */
export function silenceCost(w: string, at: number, end: number): number {
  const letters = w.slice(at, end).replace(/[^ก-ฮ]/g, '');
  if (letters.length === 1) return COST.one;
  return SILENT_PAIRS.has(letters) ? COST.pair : COST.many;
}

/** ชาติ, เหตุ, ประวัติ: a vowel that stands over the last letter of a word and is not said. */
function tail(w: string, at: number): number {
  const letter = w.charAt(at);
  const sign = w.charAt(at + 1);
  if (at + 2 !== w.length || (sign !== '\u0e34' && sign !== '\u0e38')) return Number.POSITIVE_INFINITY;
  const before = w.charAt(at - 1);
  if (letter === 'ต' && (sign === '\u0e38' || '\u0e31\u0e24า'.includes(before))) return COST.tail;
  if (letter === 'ม' && before === '\u0e39') return COST.tail;
  return 'ตทธมวดณชก'.includes(letter) ? COST.rareTail : Number.POSITIVE_INFINITY;
}

/** Only a few letters end a word with an unsaid ร: บัตร, สมุทร; ก and ค only after ั: จักร, สมัคร. */
function unsaidR(w: string, at: number): boolean {
  const letter = w.charAt(at);
  return 'ตทช'.includes(letter) || ('กค'.includes(letter) && w.charAt(at - 1) === '\u0e31');
}

function hushedAfter(w: string, at: number, coda: string): Coda | undefined {
  const end = silentFrom(w, at);
  if (end === at) return undefined;
  return { end, coda, cost: silenceCost(w, at, end), letter: '', hushed: w.slice(at, end - 1) };
}

/** A closing letter that also begins the next syllable: จัตุรัส, อุบัติเหตุ, and มาตรา. */
function sharedAt(w: string, at: number): boolean {
  const next = w.charAt(at + 1);
  if (w.charAt(at) === 'ต' && next === 'ร') return 'าีูิ'.includes(w.charAt(at + 2) || '-');
  return w.charAt(at - 1) === '\u0e31' && VOWEL_SIGN.test(next);
}

/** How a word ends that is written with more letters than are said: ชาติ, บัตร, พุทธ. */
function wordEndsAt(w: string, at: number, coda: string): Coda[] {
  const plain = { end: at + 2, coda, letter: '', hushed: '' };
  const next = w.charAt(at + 1);
  const unsaid = tail(w, at);
  if (unsaid < 9) return [{ ...plain, cost: unsaid }];
  if (at + 2 !== w.length || !isConsonant(next)) return [];
  if (next === 'ร' && unsaidR(w, at)) return [{ ...plain, cost: COST.finalR }];
  const doubled = codaOf(next) === coda && 'ทตดฏกปคชฐ'.includes(w.charAt(at));
  return doubled ? [{ ...plain, cost: COST.doubled }] : [];
}

/** The consonant at `at` that closes a syllable, with what is silent before and after it. */
export function codasAt(w: string, at: number): Coda[] {
  const start = w.charAt(at + 1) === KILLER ? at + 2 : at;
  const letter = w.charAt(start);
  if (!CLOSING.has(letter)) return [];
  const coda = codaOf(letter);
  const next = w.charAt(start + 1);
  const hushed = hushedAfter(w, start + 1, coda);
  if (hushed?.cost === COST.one) return [hushed];
  const list = hushed === undefined ? [] : [hushed];
  const shared = sharedAt(w, start);
  if (shared) list.push({ end: start, coda, cost: COST.shared, letter: '', hushed: '' });
  if (next === '' || isConsonant(next) || 'เแโใไ\u0e24'.includes(next)) {
    const dear = shared || next === '\u0e24' ? COST.split : 0;
    list.push({ end: start + 1, coda, cost: dear, letter, hushed: '' });
  }
  list.push(...wordEndsAt(w, start, coda));
  return list;
}
