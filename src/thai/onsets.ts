// How a written syllable begins: single letters, clusters said together, silent ห and อ before another letter, and
// first letters said with a short a of their own that hand their class on (ตลาด). A word and a place → the beginnings.
import type { Class, Syllable } from './sounds.ts';
import { classOf, isConsonant, onsetOf, toneOf } from './sounds.ts';

export interface Onset {
  readonly end: number;
  readonly sound: string;
  readonly cls: Class;
  readonly cost: number;
  /** A first consonant said with a short a before the syllable itself (ตลาด, สบาย). */
  readonly lead?: Syllable;
  /** The class of this onset comes from the letter before it. */
  readonly handed?: boolean;
}

const CLUSTERS = new Set('กร กล กว ขร ขล ขว คร คล คว ตร ปร ปล ผล พร พล'.split(' '));
const LOAN_CLUSTERS = new Set('ฟร ฟล บร บล ดร ทร'.split(' '));
const SONORANTS = 'งญณนมยรลวฬ';
const HANDS_ON = 'กขจฉตถปผฝศษส';
const NEVER_LEADS = 'หยรงวลฤอ';

const COST = {
  loan: 0.6,
  lateTh: 0.5,
  lead: 1.4,
  leadPlain: 1.8,
  /** กล่าว may begin with either; กวี and กรุณา are the lexicon's. */
  withK: 0.05,
  cluster: -0.02,
  silentR: 0.1,
  really: -1,
};

/** The syllable of one letter and the short a it is said with. */
export function shortA(letter: string): Syllable {
  return { onset: onsetOf(letter), vowel: 'a', coda: '', tone: toneOf(classOf(letter), '', 'a', '') };
}

export function beginTogether(pair: string): boolean {
  return CLUSTERS.has(pair);
}

/** สร- ศร- ซร- as in สร้าง, จริง, and the four words with อย. */
function silentSecond(w: string, at: number, cls: Class): Onset[] {
  const end = at + 2;
  const pair = w.slice(at, end);
  const rest = w.slice(end, end + 2);
  if (pair === 'สร' || pair === 'ศร' || pair === 'ซร') return [{ end, sound: 's', cls, cost: COST.silentR }];
  if (pair === 'จร' && rest === '\u0e34ง') return [{ end, sound: 'tɕ', cls, cost: COST.really }];
  if (pair === 'อย' && /^[\u0e31-\u0e39]?\u0e48|^าก/.test(rest)) return [{ end, sound: 'j', cls, cost: 0 }];
  return [];
}

function clustersAt(w: string, at: number): Onset[] {
  const a = w.charAt(at);
  const b = w.charAt(at + 1);
  if (b === '') return [];
  const end = at + 2;
  const cls = classOf(a);
  if (a === 'ห') return SONORANTS.includes(b) ? [{ end, sound: onsetOf(b), cls, cost: 0 }] : [];
  const sound = onsetOf(a) + onsetOf(b);
  if (CLUSTERS.has(a + b)) {
    const even = a !== 'ก' || w.charAt(end) === 'ะ';
    return [{ end, sound, cls, cost: even ? COST.cluster : COST.withK }];
  }
  const asS: Onset[] =
    a + b === 'ทร' ? [{ end, sound: 's', cls, cost: at > 1 ? COST.lateTh : 0 }] : silentSecond(w, at, cls);
  return LOAN_CLUSTERS.has(a + b) ? [...asS, { end, sound, cls, cost: COST.loan }] : asS;
}

/** สมาคม, สมาธิ keep the plain tone; everywhere else the high and middle letters hand their class on. */
function ledAt(w: string, at: number): Onset[] {
  const a = w.charAt(at);
  const next = w.charAt(at + 1);
  if (!isConsonant(next) || NEVER_LEADS.includes(a)) return [];
  const lead = shortA(a);
  const sama = a === 'ส' && next === 'ม' && w.charAt(at + 2) === 'า';
  const hands = !sama && SONORANTS.includes(next) && HANDS_ON.includes(a);
  const plain: Onset = {
    end: at + 2,
    sound: onsetOf(next),
    cls: hands ? classOf(a) : classOf(next),
    cost: hands || sama ? COST.lead : COST.leadPlain,
    lead,
    handed: hands,
  };
  return [plain, ...clustersAt(w, at + 1).map((o) => ({ ...o, lead, cost: o.cost + COST.leadPlain }))];
}

/** Every way a syllable can begin with the consonant at `at`. */
export function onsetsAt(w: string, at: number): Onset[] {
  const a = w.charAt(at);
  if (!isConsonant(a)) return [];
  return [
    { end: at + 1, sound: onsetOf(a), cls: classOf(a), cost: 0 },
    ...clustersAt(w, at),
    ...ledAt(w, at),
  ];
}
