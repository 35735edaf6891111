// One written syllable at a place in a word: every way the letters from there on can be a syllable, each with a cost.
// Beginnings come from onsets.ts, the rest from rhymes.ts; the search for the cheapest row is in pronunciation.ts.
import { codasAt, silenceCost, silentFrom } from './codas.ts';
import type { Onset } from './onsets.ts';
import { beginTogether, onsetsAt, shortA } from './onsets.ts';
import type { Rhyme } from './rhymes.ts';
import { rhymesAt } from './rhymes.ts';
import type { Class, Syllable, Tone } from './sounds.ts';
import { classOf, isConsonant, isLong, onsetOf, toneOf } from './sounds.ts';

export interface Candidate {
  readonly end: number;
  readonly cost: number;
  readonly syllables: readonly Syllable[];
}

const COST = {
  syllable: 1,
  openA: 2.2,
  openAtEnd: 3.4,
  link: -0.35,
  noLink: 0.9,
  weakLink: 0.7,
  ledAfterSign: 0.3,
  bareVowel: 0.4,
  torn: 0.7,
  closedRu: -0.1,
};

const LOW = '\u0e48';
const HIGH = '\u0e4a';

function marksShorten(vowel: string, coda: string, mark: string, cls: Class): boolean {
  const nasal = 'mnŋ'.includes(coda);
  if (mark === HIGH && 'eːɛːɔː'.includes(vowel)) return true;
  if (vowel === 'eː') return nasal;
  if (vowel === 'ɛː') return mark === LOW && (nasal || coda === 'w');
  if (vowel === 'ɤː') return coda === 'ŋ';
  if (vowel === 'ɔː') return (nasal || coda === 'j') && (mark === LOW || (cls !== 'low' && coda !== 'n'));
  return false;
}

/** Lexical length that spelling does not show: marks shorten เ แ before a nasal and อ before ง and ย. */
function shortened(vowel: string, coda: string, mark: string, cls: Class): string {
  const short = mark !== '' && coda !== '' && vowel.endsWith('ː') && marksShorten(vowel, coda, mark, cls);
  return short ? vowel.charAt(0) : vowel;
}

/** สำรวจ, ตำรับ: after the infix ำ a dead syllable with ร keeps the tone of the letter before the infix. */
function classBefore(w: string, at: number, onset: Onset, coda: string): Class {
  const infix = w.charAt(at - 1) === '\u0e33' && onset.sound === 'r';
  return infix && coda !== '' && 'ptk'.includes(coda) ? classOf(w.charAt(at - 2)) : onset.cls;
}

const FOREIGN_HUSH = new Set('ต ส ด ป ก ซ ฟ ค'.split(' '));

const INDIC_CLOSING = new Set('ศษณธฐฎฏภญ');

/** English words keep the tones Thai ears gave them: เตอร์ at the end falls, a long stopped syllable is high. */
function foreignTone(w: string, at: number, rhyme: Rhyme, cls: Class): Tone | undefined {
  if (rhyme.mark !== '' || cls === 'high') return undefined;
  if (rhyme.vowel === 'ɤː' && rhyme.hushed === 'ร' && at > 0 && rhyme.end === w.length) return 'falling';
  const dead = rhyme.coda !== '' && 'ptk'.includes(rhyme.coda);
  if (!dead || cls !== 'low' || !isLong(rhyme.vowel)) return undefined;
  const closing = rhyme.letter || w.charAt(rhyme.end - rhyme.hushed.length - 2);
  const foreign = 'ฟซ'.includes(closing) || (FOREIGN_HUSH.has(rhyme.hushed) && !INDIC_CLOSING.has(closing));
  return foreign || w.slice(at, rhyme.end).includes('ร\u0e4c') ? 'high' : undefined;
}

function build(w: string, at: number, onset: Onset, rhyme: Rhyme): Syllable {
  const cls = classBefore(w, at, onset, rhyme.coda);
  const long = rhyme.hushed === 'น' && rhyme.coda === 'j' && rhyme.vowel === 'a';
  const vowel = long ? 'aː' : shortened(rhyme.vowel, rhyme.coda, rhyme.mark, cls);
  const tone = foreignTone(w, at, rhyme, cls) ?? toneOf(cls, rhyme.mark, vowel, rhyme.coda);
  return { onset: onset.sound, vowel, coda: rhyme.coda, tone };
}

const STRONG_LINK = 'ชธศษฐฒณภ';
const WEAK_LINK = 'ตทสพคจขลมนกดป';
/** Indic letters of one row meet without a vowel between them: มณฑล, สันนิษฐาน. */
const DOUBLED = new Set('ณฑ ณฐ ณฏ ณณ ณห ษฐ ษฎ ษฏ ชฌ ชช ฐฐ'.split(' '));
/** What follows is a Thai word of its own, not the second half of an Indic one: ไ, ใ, a tone mark, or เ◌ือ ◌ัว ◌ึ. */
export const OWN_WORD =
  /^(?:[ไใ]|[เแโ]?[ก-ฮ]{1,2}[\u0e31-\u0e3a\u0e47]?[\u0e48-\u0e4b]|เ?[ก-ฮ]{1,2}[\u0e36\u0e37\u0e47]|[ก-ฮ]{1,2}\u0e31ว)/;

/** After a closing letter the same letter may open a short a: ราด-ชะ-การ. */
function linked(w: string, rhyme: Rhyme, syllables: readonly Syllable[], cost: number): Candidate[] {
  const { letter, end } = rhyme;
  const plain = { end, cost, syllables };
  const rest = w.slice(end, end + 6);
  const strong = letter !== '' && STRONG_LINK.includes(letter);
  if (letter === '' || !/[ก-ฮ]/.test(rest) || !(strong || WEAK_LINK.includes(letter))) return [plain];
  if (strong && (OWN_WORD.test(rest) || DOUBLED.has(letter + w.charAt(end)))) return [plain];
  const sure = strong || ('ทธ'.includes(letter) && /^ย[าุ]/.test(rest));
  const dear = cost + COST.syllable + (sure ? COST.link : COST.weakLink);
  const extra = { end, cost: dear, syllables: [...syllables, shortA(letter)] };
  return [sure ? { ...plain, cost: cost + COST.noLink } : plain, extra];
}

/** The letters said together with ฤ, and what comes out; any other keeps an a of its own: หฤทัย, คฤหาสน์. */
const BEFORE_RU: Readonly<Record<string, readonly [sound: string, vowel: string]>> = {
  ก: ['kr', 'i'],
  ท: ['tʰr', 'i'],
  ป: ['pr', 'i'],
  ต: ['tr', 'i'],
  พ: ['pʰr', 'ɯ'],
  ศ: ['s', 'i'],
  ส: ['s', 'i'],
};

interface Ru {
  readonly end: number;
  readonly sound: string;
  readonly vowel: string;
  readonly cls: Class;
  readonly head: readonly Syllable[];
}

function ruAt(w: string, at: number): Ru | undefined {
  const first = w.charAt(at);
  const bare = first === 'ฤ' || first === 'ฦ';
  if (!bare && !(isConsonant(first) && w.charAt(at + 1) === 'ฤ')) return undefined;
  const signAt = bare ? at + 1 : at + 2;
  const long = '\u0e45า'.includes(w.charAt(signAt) || '-');
  const joined = bare ? undefined : BEFORE_RU[first];
  const end = long ? signAt + 1 : signAt;
  if (joined !== undefined) {
    const [sound, vowel] = joined;
    return { end, sound, vowel: long ? 'ɯː' : vowel, cls: classOf(first), head: [] };
  }
  const sound = bare ? onsetOf(first) : 'r';
  return { end, sound, vowel: long ? 'ɯː' : 'ɯ', cls: 'low', head: bare ? [] : [shortA(first)] };
}

/** ฤ alone or after a consonant: ri after ก ท ป ต ศ ส, rɯ elsewhere; ฤๅ is long. */
function withRu(w: string, at: number): Candidate[] {
  const ru = ruAt(w, at);
  if (ru === undefined) return [];
  const { end, sound, vowel, cls, head } = ru;
  const make = (coda: string): readonly Syllable[] => [
    ...head,
    { onset: sound, vowel, coda, tone: toneOf(cls, '', vowel, coda) },
  ];
  const list: Candidate[] = [{ end, cost: COST.syllable, syllables: make('') }];
  for (const c of codasAt(w, end))
    list.push(...linked(w, { ...c, vowel, mark: '' }, make(c.coda), COST.syllable + c.cost + COST.closedRu));
  return list;
}

/** แปล is plɛː, not pɛːn: after a vowel written in front, two letters that can begin together do. */
function torn(w: string, onset: Onset, rhyme: Rhyme): number {
  if (rhyme.letter === '' || rhyme.end !== onset.end + 1) return 0;
  return beginTogether(w.charAt(onset.end - 1) + w.charAt(onset.end)) ? COST.torn : 0;
}

function isVowelSign(letter: string): boolean {
  return letter !== '' && /[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]/.test(letter);
}

/** A letter alone, said with a short a (พยาบาล, ณ). */
function alone(w: string, at: number): Candidate[] {
  const first = w.charAt(at);
  if (!isConsonant(first) || isVowelSign(w.charAt(at + 1))) return [];
  const cost = COST.syllable + (at + 1 >= w.length && at > 0 ? COST.openAtEnd : COST.openA);
  const end = silentFrom(w, at + 1);
  const hush = end > at + 1 ? silenceCost(w, at + 1, end) : 0;
  return [{ end, cost: cost + hush, syllables: [shortA(first)] }];
}

function withOnset(w: string, at: number, onset: Onset, pre: string): Candidate[] {
  const head = onset.lead === undefined ? [] : [onset.lead];
  return rhymesAt(w, onset.end, pre).flatMap((rhyme) => {
    const bareO = rhyme.bare === true && onset.sound === 'ʔ' ? COST.bareVowel : 0;
    const ledLate = pre !== '' && onset.lead !== undefined && rhyme.vowel !== 'ɤː' ? COST.ledAfterSign : 0;
    const apart = pre === '' ? 0 : torn(w, onset, rhyme);
    const cost = COST.syllable + onset.cost + rhyme.cost + ledLate + bareO + apart;
    return linked(w, rhyme, [...head, build(w, at, onset, rhyme)], cost);
  });
}

/** All ways to say a syllable (with its lead or link) that begins at `at`. */
export function syllablesAt(w: string, at: number): Candidate[] {
  const first = w.charAt(at);
  const pre = first !== '' && 'เแโใไ'.includes(first) ? first : '';
  return [
    ...withRu(w, at),
    ...onsetsAt(w, at + pre.length).flatMap((onset) => withOnset(w, at, onset, pre)),
    ...alone(w, at),
  ];
}
