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
};

/** The syllable of one letter and the short a it is said with. */
export function shortA(letter: string): Syllable {
  return { onset: onsetOf(letter), vowel: 'a', coda: '', tone: toneOf(classOf(letter), '', 'a', '') };
}

export function beginTogether(pair: string): boolean {
  return CLUSTERS.has(pair);
}

function clustersAt(w: string, at: number): Onset[] {
  const a = w.charAt(at);
  const b = w.charAt(at + 1);
  if (b === '') return [];
  const pair = a + b;
  const end = at + 2;
  const cls = classOf(a);
  if (a === 'ห') return SONORANTS.includes(b) ? [{ end, sound: onsetOf(b), cls: 'high', cost: 0 }] : [];
  const sound = onsetOf(a) + onsetOf(b);
  if (CLUSTERS.has(pair)) {
    const even = a !== 'ก' || w.charAt(end) === 'ะ';
    return [{ end, sound, cls, cost: even ? COST.cluster : COST.withK }];
  }
  if (pair === 'ทร')
    return [
      { end, sound: 's', cls: 'low', cost: at > 1 ? COST.lateTh : 0 },
      { end, sound, cls, cost: COST.loan },
    ];
  if (LOAN_CLUSTERS.has(pair)) return [{ end, sound, cls, cost: COST.loan }];
  if (pair === 'สร' || pair === 'ศร' || pair === 'ซร') return [{ end, sound: 's', cls, cost: COST.silentR }];
  if (pair === 'จร' && w.charAt(end) === '\u0e34' && w.charAt(end + 1) === 'ง')
    return [{ end, sound: 'tɕ', cls, cost: -1 }];
  if (pair === 'อย' && /^[\u0e31-\u0e39]?\u0e48|^าก/.test(w.slice(end, end + 2)))
    return [{ end, sound: 'j', cls: 'mid', cost: 0 }];
  return [];
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
