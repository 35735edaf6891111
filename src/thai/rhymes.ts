// The middle and end of a written syllable: which vowel the signs before, over, under and after the first consonant
// make, and what closes it. A word, the place after the first consonant and the sign before it → the possible rhymes.
import type { Coda } from './codas.ts';
import { codasAt, silenceCost, silentFrom } from './codas.ts';
import { isConsonant } from './sounds.ts';

export interface Rhyme {
  readonly end: number;
  readonly vowel: string;
  readonly coda: string;
  /** The written tone mark, or nothing. */
  readonly mark: string;
  readonly cost: number;
  readonly letter: string;
  readonly hushed: string;
  /** No vowel sign is written. */
  readonly bare?: boolean;
}

const COST = {
  shortO: 0.6,
  /** ก็ apart, ็ without a vowel before it begins no Thai word. */
  strayShort: 3,
  openE: 0.65,
  openO: 0.4,
  openLast: 0.3,
  /** Before more letters these two hardly ever stand open: ฝึก-อบรม, not ฝึ-กอ-บ. */
  openUe: 0.8,
  openOo: 0.2,
  doubleR: -0.2,
  finalR: 0.3,
};

const SHORTENER = '\u0e47';
const ABOVE: Readonly<Record<string, string>> = {
  '\u0e34': 'i',
  '\u0e35': 'iː',
  '\u0e36': 'ɯ',
  '\u0e37': 'ɯː',
  '\u0e38': 'u',
  '\u0e39': 'uː',
};

function isMark(letter: string): boolean {
  return letter >= '\u0e48' && letter <= '\u0e4b';
}

class Rhymes {
  readonly list: Rhyme[] = [];
  readonly w: string;

  constructor(w: string) {
    this.w = w;
  }

  open(end: number, vowel: string, mark: string, cost = 0, coda = ''): void {
    this.list.push({ end, vowel, coda, mark, cost, letter: '', hushed: '' });
    const hush = silentFrom(this.w, end);
    if (hush === end) return;
    const hushed = this.w.slice(end, hush - 1);
    const dear = cost + silenceCost(this.w, end, hush);
    this.list.push({ end: hush, vowel, coda, mark, cost: dear, letter: '', hushed });
  }

  closed(at: number, vowel: string, mark: string, cost = 0): void {
    for (const c of codasAt(this.w, at)) this.add(c, vowel, mark, cost);
  }

  add(c: Coda, vowel: string, mark: string, cost: number, bare = false): void {
    this.list.push({ ...c, vowel, mark, cost: cost + c.cost, bare });
  }

  both(at: number, vowel: string, mark: string): void {
    this.open(at, vowel, mark);
    this.closed(at, vowel, mark);
  }
}

/** No sign at all: the short o, or the ɔː before ร, that nothing shows. */
function unwritten(r: Rhymes, at: number, mark: string): void {
  for (const coda of codasAt(r.w, at)) {
    if (coda.end === at) continue;
    const beforeR = coda.letter === 'ร' || (r.w.charAt(at) === 'ร' && coda.hushed !== '');
    r.add(coda, beforeR ? 'ɔː' : 'o', mark, beforeR ? COST.finalR : COST.shortO, true);
  }
}

/** A sign that follows: ◌ะ ◌า ◌ำ ◌อ ◌ว◌ ◌รร, or none. */
function following(r: Rhymes, at: number, mark: string): void {
  const next = at + 1;
  switch (r.w.charAt(at)) {
    case 'ะ':
      r.open(next, 'a', mark);
      break;
    case 'า':
      r.both(next, 'aː', mark);
      break;
    case 'ำ':
      r.open(next, 'a', mark, 0, 'm');
      break;
    case 'อ':
      r.open(next, 'ɔː', mark, mark === '' && next < r.w.length ? COST.openOo : 0);
      r.closed(next, 'ɔː', mark);
      break;
    case 'ว':
      r.closed(next, 'ua', mark);
      break;
    case 'ร':
      if (r.w.charAt(next) === 'ร') {
        r.closed(next + 1, 'a', mark, COST.doubleR);
        r.open(next + 1, 'a', mark, 0, 'n');
      }
      break;
  }
  unwritten(r, at, mark);
}

/** ◌ั ◌ัว ◌ัวะ. */
function shortAbove(r: Rhymes, next: number, mark: string): void {
  if (r.w.charAt(next) !== 'ว') r.closed(next, 'a', mark);
  else r.open(r.w.charAt(next + 1) === 'ะ' ? next + 2 : next + 1, 'ua', mark);
}

/** ◌็อ◌, and ◌็ where no vowel is written with it. */
function shortener(r: Rhymes, next: number, mark: string): void {
  if (r.w.charAt(next) === 'อ') r.closed(next + 1, 'ɔ', mark);
  else r.closed(next, 'o', mark, COST.strayShort);
}

/** ◌ิ ◌ี ◌ึ ◌ื ◌ุ ◌ู. */
function closeVowel(r: Rhymes, next: number, vowel: string, mark: string): void {
  const c = r.w.charAt(next);
  if (vowel === 'ɯː' && c === 'อ') {
    r.open(next + 1, vowel, mark);
    return;
  }
  r.open(next, vowel, mark, vowel === 'ɯ' && next < r.w.length ? COST.openUe : 0);
  if (c !== (vowel.startsWith('u') ? 'ว' : 'ย')) r.closed(next, vowel, mark);
}

/** Signs over or under the consonant. */
function above(r: Rhymes, at: number): boolean {
  const v = r.w.charAt(at);
  const mark = isMark(r.w.charAt(at + 1)) ? r.w.charAt(at + 1) : '';
  const next = at + 1 + mark.length;
  const vowel = ABOVE[v];
  if (v === '\u0e31') shortAbove(r, next, mark);
  else if (v === SHORTENER) shortener(r, next, mark);
  else if (vowel !== undefined) closeVowel(r, next, vowel, mark);
  else return false;
  return true;
}

/** เ◌ alone: เ◌า เ◌าะ เ◌อ เ◌อะ เ◌ะ เ◌ย and plain eː. */
function plainE(r: Rhymes, next: number, mark: string): void {
  const { w } = r;
  const c = w.charAt(next);
  const short = w.charAt(next + 1) === 'ะ';
  if (c === 'า' && short) r.open(next + 2, 'ɔ', mark);
  else if (c === 'า') r.open(next + 1, 'a', mark, 0, 'w');
  else if (c === 'อ' && short) r.open(next + 2, 'ɤ', mark);
  else if (c === 'อ') r.both(next + 1, 'ɤː', mark);
  else if (c === 'ะ') r.open(next + 1, 'e', mark);
  else if (c === 'ย') r.open(next + 1, 'ɤː', mark, 0, 'j');
  else {
    r.closed(next, 'eː', mark);
    r.open(next, 'eː', mark, w.length === next ? COST.openLast : COST.openE);
  }
}

function afterE(r: Rhymes, at: number): void {
  const { w } = r;
  const v = w.charAt(at);
  const sign = v !== '' && '\u0e34\u0e35\u0e37\u0e47'.includes(v) ? v : '';
  const m = at + sign.length;
  const mark = isMark(w.charAt(m)) ? w.charAt(m) : '';
  const next = m + mark.length;
  const c = w.charAt(next);
  if (sign === '') plainE(r, next, mark);
  else if (sign === '\u0e34') r.closed(next, 'ɤː', mark);
  else if (sign === SHORTENER) r.closed(next, 'e', mark);
  else if (c === (sign === '\u0e35' ? 'ย' : 'อ')) {
    const vowel = sign === '\u0e35' ? 'ia' : 'ɯa';
    if (w.charAt(next + 1) === 'ะ') r.open(next + 2, vowel, mark);
    else r.both(next + 1, vowel, mark);
  }
}

/** ไ◌ ใ◌, and the ย of ไทย that is not said. */
function afterAi(r: Rhymes, at: number): void {
  const mark = isMark(r.w.charAt(at)) ? r.w.charAt(at) : '';
  const next = at + mark.length;
  const silentY = r.w.charAt(next) === 'ย' && (next + 1 >= r.w.length || isConsonant(r.w.charAt(next + 1)));
  r.open(silentY ? next + 1 : next, 'a', mark, 0, 'j');
}

/** แ◌ โ◌, with ◌ะ or ◌็ short. */
function afterAeO(r: Rhymes, at: number, pre: string): void {
  const { w } = r;
  const short = w.charAt(at) === SHORTENER ? 1 : 0;
  const mark = isMark(w.charAt(at + short)) ? w.charAt(at + short) : '';
  const next = at + short + mark.length;
  const vowel = pre === 'แ' ? 'ɛ' : 'o';
  if (w.charAt(next) === 'ะ') r.open(next + 1, vowel, mark);
  else if (short === 1) r.closed(next, vowel, mark);
  else {
    const dear = pre === 'โ' ? COST.openO : COST.openE;
    r.closed(next, `${vowel}ː`, mark);
    r.open(next, `${vowel}ː`, mark, w.length === next ? COST.openLast : dear);
  }
}

/** All rhymes of a syllable whose first consonants end before `at`, with the vowel sign `pre` written before them. */
export function rhymesAt(w: string, at: number, pre: string): readonly Rhyme[] {
  const r = new Rhymes(w);
  if (pre === 'เ') afterE(r, at);
  else if (pre === 'ไ' || pre === 'ใ') afterAi(r, at);
  else if (pre !== '') afterAeO(r, at, pre);
  else if (!above(r, at)) {
    const mark = isMark(w.charAt(at)) ? w.charAt(at) : '';
    following(r, at + mark.length, mark);
  }
  return r.list;
}
