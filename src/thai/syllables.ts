// One written syllable at a place in a word: every way the letters from there on can be a syllable, each with a cost.
// The search for the cheapest row of syllables is in pronunciation.ts.
import type { Class, Syllable } from './sounds.ts';
import { classOf, codaOf, isConsonant, onsetOf, toneOf } from './sounds.ts';

export interface Candidate {
  readonly end: number;
  readonly cost: number;
  readonly syllables: readonly Syllable[];
}

interface Onset {
  readonly end: number;
  readonly sound: string;
  readonly cls: Class;
  readonly cost: number;
  /** A first consonant said with a short a before the syllable itself (ตลาด, สบาย). */
  readonly lead?: Syllable;
}

interface Rhyme {
  readonly end: number;
  readonly vowel: string;
  readonly coda: string;
  readonly mark: string;
  readonly cost: number;
  /** The letter of the coda, where it may be said again with a short a (ราชการ). */
  readonly letter?: string;
}

const SILENT_PAIRS = new Set(['ทร', 'ตร', 'ดร', 'ษณ', 'ษม', 'ทธ', 'ตถ', 'กษ', 'ชฌ', 'ชญ', 'ตย', 'ทย']);
const CLUSTERS = new Set([
  'กร',
  'กล',
  'กว',
  'ขร',
  'ขล',
  'ขว',
  'คร',
  'คล',
  'คว',
  'ตร',
  'ปร',
  'ปล',
  'ผล',
  'พร',
  'พล',
]);
const LOAN_CLUSTERS = new Set(['ฟร', 'ฟล', 'บร', 'บล', 'ดร', 'ทร']);
const SONORANTS = 'งญณนมยรลวฬ';
const HANDS_ON = 'กขจฉตถปผฝศษส';

const COST = {
  syllable: 1,
  loan: 0.6,
  lead: 0.9,
  leadPlain: 1.3,
  shortO: 0.6,
  openA: 2.2,
  openAtEnd: 3.4,
  silent: 0.15,
  tail: 0.4,
  link: -0.35,
  noLink: 0.9,
  weakLink: 0.7,
};

function shortA(letter: string): Syllable {
  const cls = classOf(letter);
  return { onset: onsetOf(letter), vowel: 'a', coda: '', tone: toneOf(cls, '', 'a', '') };
}

function isMark(letter: string): boolean {
  return letter >= '\u0e48' && letter <= '\u0e4b';
}

function clustersAt(w: string, at: number): Onset[] {
  const a = w.charAt(at);
  const b = w.charAt(at + 1);
  const pair = a + b;
  const list: Onset[] = [];
  if (a === 'ห' && SONORANTS.includes(b) && b !== '')
    list.push({ end: at + 2, sound: onsetOf(b), cls: 'high', cost: 0 });
  if (CLUSTERS.has(pair))
    list.push({
      end: at + 2,
      sound: onsetOf(a) + onsetOf(b),
      cls: classOf(a),
      cost: a !== 'ก' || w.charAt(at + 2) === 'ะ' ? -0.02 : 0.05,
    });
  if (LOAN_CLUSTERS.has(pair))
    list.push({ end: at + 2, sound: onsetOf(a) + onsetOf(b), cls: classOf(a), cost: COST.loan });
  if (pair === 'ทร') list.push({ end: at + 2, sound: 's', cls: 'low', cost: 0 });
  if (pair === 'สร' || pair === 'ศร' || pair === 'ซร')
    list.push({ end: at + 2, sound: 's', cls: classOf(a), cost: 0.1 });
  if (pair === 'อย' && /^[\u0e31-\u0e39]?[\u0e48]|^าก/.test(w.slice(at + 2, at + 4)))
    list.push({ end: at + 2, sound: 'j', cls: 'mid', cost: 0 });
  return list;
}

function ledAt(w: string, at: number): Onset[] {
  const a = w.charAt(at);
  const next = w.charAt(at + 1);
  if (!isConsonant(next) || a === 'ห' || a === 'ย' || a === 'ร' || a === 'ง') return [];
  const lead = shortA(a);
  const inner: Onset[] = [
    { end: at + 2, sound: onsetOf(next), cls: classOf(next), cost: 0 },
    ...clustersAt(w, at + 1),
  ];
  return inner.map((onset) => {
    const hands = onset.end === at + 2 && SONORANTS.includes(next) && HANDS_ON.includes(a);
    return {
      ...onset,
      lead,
      cls: hands ? classOf(a) : onset.cls,
      cost: onset.cost + COST.syllable + (hands ? COST.lead : COST.leadPlain) - 0.5,
    };
  });
}

function onsetsAt(w: string, at: number): Onset[] {
  const a = w.charAt(at);
  if (!isConsonant(a)) return [];
  return [
    { end: at + 1, sound: onsetOf(a), cls: classOf(a), cost: 0 },
    ...clustersAt(w, at),
    ...ledAt(w, at),
  ];
}

/** Letters that are written and not said: consonants under ์ (also after ิ ุ). Gives where they end. */
function silentAt(w: string, at: number): number {
  const m = /^[ก-ฮ]{1,3}[\u0e34\u0e38]?\u0e4c/.exec(w.slice(at, at + 5));
  return m === null ? at : at + m[0].length;
}

/** The more letters are silent together, the less likely it is that none of them closes the syllable. */
function silenceCost(w: string, at: number, end: number): number {
  const letters = w.slice(at, end).replace(/[^ก-ฮ]/g, '');
  if (letters.length === 1) return COST.silent;
  return COST.silent + (SILENT_PAIRS.has(letters) ? 0.6 : 2);
}

const CODA_LETTERS = new Set([...'กขคฆงจชซฌญฎฏฐฑฒณดตถทธนบปพฟภมยรลวศษสฬ']);

/** The consonant that closes a syllable, with what is silent before and after it. */
function codasAt(w: string, at: number): { end: number; coda: string; cost: number; letter: string }[] {
  const start = w.charAt(at + 1) === '\u0e4c' ? at + 2 : at;
  const letter = w.charAt(start);
  if (!CODA_LETTERS.has(letter)) return [];
  const list: { end: number; coda: string; cost: number; letter: string }[] = [];
  const next = w.charAt(start + 1);
  const coda = codaOf(letter);
  const hush = silentAt(w, start + 1);
  if (hush > start + 1) return [{ end: hush, coda, cost: silenceCost(w, start + 1, hush), letter: '' }];
  const follows = next === '' || isConsonant(next) || 'เแโใไ\u0e24'.includes(next);
  if (follows) list.push({ end: start + 1, coda, cost: 0, letter });
  const last = w.length - 1;
  if ((next === '\u0e34' || next === '\u0e38') && start + 1 === last && 'ตทธมวดณชก'.includes(letter))
    list.push({ end: start + 2, coda, cost: COST.tail, letter: '' });
  if (next === 'ร' && start + 1 === last && 'ตทกคชด'.includes(letter))
    list.push({ end: start + 2, coda, cost: 0.2, letter: '' });
  if (isConsonant(next) && start + 1 === last && codaOf(next) === coda && 'ทตดฏกปคชฐ'.includes(letter))
    list.push({ end: start + 2, coda, cost: COST.tail, letter: '' });
  return list;
}

/** Lexical length that spelling does not show: marks shorten เ แ before a nasal and อ before ง and ย. */
function shortened(vowel: string, coda: string, mark: string, cls: Class): string {
  if (mark === '' || coda === '') return vowel;
  const nasal = 'mnŋ'.includes(coda);
  if (mark === '\u0e4a' && /^[eɛɔ]ː$/.test(vowel)) return vowel.charAt(0);
  if (vowel === 'eː' && nasal) return 'e';
  if (vowel === 'ɛː' && (nasal || coda === 'w') && mark === '\u0e48') return 'ɛ';
  if (vowel === 'ɤː' && (coda === 'ŋ' || coda === 'n')) return 'ɤ';
  if (vowel === 'ɔː' && (nasal || coda === 'j'))
    return mark === '\u0e48' || (cls !== 'low' && coda !== 'n') ? 'ɔ' : vowel;
  return vowel;
}

class Rhymes {
  readonly list: Rhyme[] = [];
  private readonly w: string;

  constructor(w: string) {
    this.w = w;
  }

  open(end: number, vowel: string, mark: string, cost = 0, coda = ''): void {
    const hush = silentAt(this.w, end);
    if (hush > end)
      this.list.push({ end: hush, vowel, coda, mark, cost: cost + silenceCost(this.w, end, hush) });
    else this.list.push({ end, vowel, coda, mark, cost });
  }

  closed(at: number, vowel: string, mark: string, cost = 0): void {
    for (const c of codasAt(this.w, at)) this.list.push({ ...c, vowel, mark, cost: cost + c.cost });
  }

  both(at: number, vowel: string, mark: string): void {
    this.open(at, vowel, mark);
    this.closed(at, vowel, mark);
  }
}

const ABOVE: Readonly<Record<string, string>> = {
  '\u0e34': 'i',
  '\u0e35': 'iː',
  '\u0e36': 'ɯ',
  '\u0e37': 'ɯː',
  '\u0e38': 'u',
  '\u0e39': 'uː',
};

function bare(r: Rhymes, w: string, at: number, mark: string): void {
  const c = w.charAt(at);
  if (c === 'ะ') r.open(at + 1, 'a', mark);
  else if (c === 'า') r.both(at + 1, 'aː', mark);
  else if (c === 'ำ') r.open(at + 1, 'a', mark, 0, 'm');
  else if (c === 'อ') {
    r.both(at + 1, 'ɔː', mark);
  } else if (c === 'ว') r.closed(at + 1, 'ua', mark);
  else if (c === 'ร' && w.charAt(at + 1) === 'ร') {
    r.closed(at + 2, 'a', mark, -0.3);
    r.open(at + 2, 'a', mark, 0, 'n');
  }
  if (c === 'ร' && mark === '')
    r.list.push({ end: at + 1, vowel: 'ɔː', coda: 'n', mark, cost: 0.5, letter: 'ร' });
  else r.closed(at, 'o', mark, COST.shortO);
}

function withAbove(r: Rhymes, w: string, at: number): boolean {
  const v = w.charAt(at);
  const mark = isMark(w.charAt(at + 1)) ? w.charAt(at + 1) : '';
  const next = at + 1 + mark.length;
  if (v === '\u0e31') {
    if (w.charAt(next) === 'ว') {
      if (w.charAt(next + 1) === 'ะ') r.open(next + 2, 'ua', mark);
      else r.open(next + 1, 'ua', mark);
    } else r.closed(next, 'a', mark);
    return true;
  }
  if (v === '\u0e47') {
    if (w.charAt(next) === 'อ') r.closed(next + 1, 'ɔ', mark);
    else r.closed(next, 'o', mark, 0.5);
    return true;
  }
  const vowel = ABOVE[v];
  if (vowel === undefined) return false;
  if (v === '\u0e37' && w.charAt(next) === 'อ') r.open(next + 1, vowel, mark);
  else {
    r.open(next, vowel, mark);
    const shut = (vowel.startsWith('u') ? 'ว' : 'ย') === w.charAt(next);
    if (!shut) r.closed(next, vowel, mark);
  }
  return true;
}

function preE(r: Rhymes, w: string, at: number): void {
  const v = w.charAt(at);
  const above = '\u0e34\u0e35\u0e37\u0e47'.includes(v) && v !== '' ? v : '';
  const m = at + above.length;
  const mark = isMark(w.charAt(m)) ? w.charAt(m) : '';
  const next = m + mark.length;
  const c = w.charAt(next);
  if (above === '\u0e35') {
    if (c === 'ย' && w.charAt(next + 1) === 'ะ') r.open(next + 2, 'ia', mark);
    else if (c === 'ย') r.both(next + 1, 'ia', mark);
  } else if (above === '\u0e37') {
    if (c === 'อ') r.both(next + 1, 'ɯa', mark);
  } else if (above === '\u0e34') r.closed(next, 'ɤː', mark);
  else if (above === '\u0e47') r.closed(next, 'e', mark);
  else preEBare(r, w, next, mark);
}

function preEBare(r: Rhymes, w: string, next: number, mark: string): void {
  const c = w.charAt(next);
  const d = w.charAt(next + 1);
  if (c === 'า' && d === 'ะ') r.open(next + 2, 'ɔ', mark);
  else if (c === 'า') r.open(next + 1, 'a', mark, 0, 'w');
  else if (c === 'อ' && d === 'ะ') r.open(next + 2, 'ɤ', mark);
  else if (c === 'อ') r.both(next + 1, 'ɤː', mark);
  else if (c === 'ะ') r.open(next + 1, 'e', mark);
  else if (c === 'ย') r.open(next + 1, 'ɤː', mark, 0, 'j');
  else {
    r.closed(next, 'eː', mark);
    r.open(next, 'eː', mark, w.length === next ? 0.3 : 0.6);
  }
}

function preOther(r: Rhymes, w: string, at: number, pre: string): void {
  const short = w.charAt(at) === '\u0e47' ? 1 : 0;
  const mark = isMark(w.charAt(at + short)) ? w.charAt(at + short) : '';
  const next = at + short + mark.length;
  if (pre === 'ไ' || pre === 'ใ') {
    const silentY = w.charAt(next) === 'ย' && !/^[\u0e30-\u0e3a\u0e47-\u0e4b]/.test(w.slice(next + 1));
    r.open(silentY ? next + 1 : next, 'a', mark, 0, 'j');
    return;
  }
  const vowel = pre === 'แ' ? 'ɛ' : 'o';
  if (w.charAt(next) === 'ะ') r.open(next + 1, vowel, mark);
  else if (short === 1) r.closed(next, vowel, mark);
  else {
    r.closed(next, `${vowel}ː`, mark);
    r.open(next, `${vowel}ː`, mark, w.length === next ? 0.3 : pre === 'โ' ? 0.4 : 0.6);
  }
}

function rhymesAt(w: string, at: number, pre: string): readonly Rhyme[] {
  const r = new Rhymes(w);
  if (pre === 'เ') preE(r, w, at);
  else if (pre !== '') preOther(r, w, at, pre);
  else if (!withAbove(r, w, at)) {
    const mark = isMark(w.charAt(at)) ? w.charAt(at) : '';
    bare(r, w, at + mark.length, mark);
  }
  return r.list;
}

const STRONG_LINK = 'ชธศษฐฒณภ';
const WEAK_LINK = 'ตทสพคจขลมนกดป';

function build(onset: Onset, rhyme: Rhyme): Syllable {
  const vowel = shortened(rhyme.vowel, rhyme.coda, rhyme.mark, onset.cls);
  return {
    onset: onset.sound,
    vowel,
    coda: rhyme.coda,
    tone: toneOf(onset.cls, rhyme.mark, vowel, rhyme.coda),
  };
}

/** After a closing letter the same letter may open a short a: ราด-ชะ-การ. */
function linked(w: string, rhyme: Rhyme, syllables: readonly Syllable[], cost: number): Candidate[] {
  const letter = rhyme.letter ?? '';
  const plain = { end: rhyme.end, cost, syllables };
  const rest = w.slice(rhyme.end, rhyme.end + 6);
  if (letter === '' || rest === '' || !/[ก-ฮ]/.test(rest)) return [plain];
  const strong = STRONG_LINK.includes(letter);
  if (!strong && !WEAK_LINK.includes(letter)) return [plain];
  const foreignNext = /^(?:[ไใ]|[เแโ]?[ก-ฮ]{1,2}[\u0e31-\u0e3a]?[\u0e48-\u0e4b])/.test(rest);
  const extra = { end: rhyme.end, syllables: [...syllables, shortA(letter)] };
  if (strong)
    return foreignNext
      ? [plain]
      : [
          { ...plain, cost: cost + COST.noLink },
          { ...extra, cost: cost + COST.syllable + COST.link },
        ];
  return [plain, { ...extra, cost: cost + COST.syllable + COST.weakLink }];
}

const RI: Readonly<Record<string, readonly [string, string]>> = {
  ก: ['kr', 'i'],
  ท: ['tʰr', 'i'],
  ป: ['pr', 'i'],
  ต: ['tr', 'i'],
  ศ: ['s', 'i'],
  ส: ['s', 'i'],
};

/** ฤ: ri after ก ท ป ต ศ, rɯ elsewhere; ฤๅ is long. */
function withRu(w: string, at: number): Candidate[] {
  const first = w.charAt(at);
  const ru = first === 'ฤ' ? at : isConsonant(first) && w.charAt(at + 1) === 'ฤ' ? at + 1 : -1;
  if (ru < 0) return [];
  const long = w.charAt(ru + 1) === '\u0e45';
  const pair = ru === at ? undefined : RI[first];
  const sound = pair?.[0] ?? (ru === at ? 'r' : `${onsetOf(first)}r`);
  const vowel = long ? 'ɯː' : (pair?.[1] ?? 'ɯ');
  const cls = ru === at ? 'low' : classOf(first);
  const end = ru + (long ? 2 : 1);
  const make = (coda: string): readonly Syllable[] => [
    { onset: sound, vowel, coda, tone: toneOf(cls, '', vowel, coda) },
  ];
  return [
    { end, cost: COST.syllable, syllables: make('') },
    ...codasAt(w, end).map((c) => ({
      end: c.end,
      cost: COST.syllable + c.cost - 0.1,
      syllables: make(c.coda),
    })),
  ];
}

/** แปล is plɛː, not pɛːn: after a vowel written in front, two letters that can begin together do. */
function torn(w: string, onset: Onset, rhyme: Rhyme, pre: string): number {
  if (pre === '' || rhyme.letter === undefined || rhyme.letter === '') return 0;
  const together = CLUSTERS.has(w.charAt(onset.end - 1) + w.charAt(onset.end));
  return together && rhyme.end === onset.end + 1 ? 0.7 : 0;
}

/** All ways to say a syllable (with its lead or link) that begins at `at`. */
export function syllablesAt(w: string, at: number): Candidate[] {
  const first = w.charAt(at);
  const pre = 'เแโใไ'.includes(first) && first !== '' ? first : '';
  const list: Candidate[] = withRu(w, at);
  for (const onset of onsetsAt(w, at + pre.length)) {
    const head = onset.lead === undefined ? [] : [onset.lead];
    for (const rhyme of rhymesAt(w, onset.end, pre)) {
      const bareO = pre === '' && onset.sound === 'ʔ' && rhyme.vowel === 'o' ? 0.4 : 0;
      const led = pre !== '' && onset.lead !== undefined ? 0.3 : 0;
      const cost = COST.syllable + onset.cost + rhyme.cost + led + bareO + torn(w, onset, rhyme, pre);
      for (const candidate of linked(w, rhyme, [...head, build(onset, rhyme)], cost)) list.push(candidate);
    }
  }
  if (isConsonant(first) && !isVowelSign(w.charAt(at + 1))) {
    const end = silentAt(w, at + 1);
    const atEnd = at + 1 >= w.length && at > 0;
    list.push({
      end,
      cost: COST.syllable + (atEnd ? COST.openAtEnd : COST.openA),
      syllables: [shortA(first)],
    });
  }
  return list;
}

function isVowelSign(letter: string): boolean {
  return letter !== '' && /[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]/.test(letter);
}
