// Which cycle of the voice belongs to which syllable: the engine says neighbouring syllables on the lower and the higher
// of two pitches by turns, so the cheapest cut of the row of cycles is where the pitch changes. Cycles and syllables in,
// one stretch of cycles for each syllable out.
import type { Syllable } from '../../thai/pronunciation.ts';
import type { Cycle } from './voice-cycles.ts';

/** Indices into the cycles, the end excluded. `core` is the vowel itself; a coda that sounds comes after it. */
export interface Stretch {
  readonly from: number;
  readonly core: number;
  readonly coreEnd: number;
  readonly to: number;
}

/** Sounds with a voice of their own: before them the voice need not have stopped. */
const VOICED = new Set(['m', 'n', 'ŋ', 'r', 'l', 'w', 'j', 'b', 'd']);
const STOPPED = new Set(['p', 't', 'k']);
/** A cut where the voice goes on though letters say it stops, or inside a syllable where the voice stops: unlikely. */
const ODD_CUT = 30;
const GAP_INSIDE = 1;
/** Semitones beside its level that count for a cycle; more is chance. */
const MOST_OFF = 2;
/** This far under the bright part of its syllable, in dB, begins a consonant; two vowels in one syllable differ by more. */
const CORE_DB = 7;
const GLIDE_DB = 16;

/**
 * @param hertz the two pitches, the lower first; the first syllable is on the lower one
 * @returns a stretch for each syllable, none empty; undefined when there are fewer cycles than syllables
 */
export function alignSyllables(
  cycles: readonly Cycle[],
  syllables: readonly Syllable[],
  hertz: readonly [number, number],
  rate: number,
): readonly Stretch[] | undefined {
  if (cycles.length < syllables.length) return undefined;
  const row: Row = {
    gaps: cycles.map((cycle, i) => isGap(cycles[i - 1], cycle)),
    octaves: cycles.map(({ period }) => Math.log2(rate / period)),
  };
  let best = new Float64Array(cycles.length + 1).fill(Number.POSITIVE_INFINITY);
  best[0] = 0;
  const begins: Int32Array[] = [];
  for (const [turn, syllable] of syllables.entries()) {
    const before = syllables[turn - 1];
    const flows = before !== undefined && VOICED.has(syllable.onset[0] ?? '') && !STOPPED.has(before.coda);
    const { cost, begin } = addSyllable(
      row,
      best,
      Math.log2(hertz[turn % 2] ?? hertz[0]),
      flows ? 0 : ODD_CUT,
    );
    begins.push(begin);
    best = cost;
  }
  const stretches: Stretch[] = [];
  for (let turn = syllables.length - 1, to = cycles.length; turn >= 0; turn -= 1) {
    const from = begins[turn]?.[to] ?? 0;
    stretches.unshift(withCore(cycles, from, to, glides(syllables[turn]) ? GLIDE_DB : CORE_DB));
    to = from;
  }
  return stretches;
}

interface Row {
  /** Whether the voice stopped before a cycle. */
  readonly gaps: readonly boolean[];
  readonly octaves: readonly number[];
}

function isGap(before: Cycle | undefined, here: Cycle): boolean {
  return before === undefined || here.at - before.at > 1.5 * before.period;
}

/**
 * One syllable more: `best[i]` is the cost of all before it when they end at cycle i; the same with it comes back, and
 * where it then began.
 */
function addSyllable({ gaps, octaves }: Row, best: Float64Array, level: number, cutCost: number) {
  const cost = new Float64Array(best.length).fill(Number.POSITIVE_INFINITY);
  const begin = new Int32Array(best.length);
  let within = Number.POSITIVE_INFINITY;
  let began = 0;
  for (const [i, octave] of octaves.entries()) {
    const isOpen = gaps[i] === true;
    const cut = (best[i] ?? 0) + (isOpen ? 0 : cutCost);
    const on = within + (isOpen ? GAP_INSIDE : 0);
    if (cut < on) began = i;
    within = Math.min(cut, on) + Math.min(12 * Math.abs(octave - level), MOST_OFF);
    cost[i + 1] = within;
    begin[i + 1] = began;
  }
  return { cost, begin };
}

function glides(syllable: Syllable | undefined): boolean {
  const { vowel = '', coda = '' } = syllable ?? {};
  return vowel === 'ia' || vowel === 'ɯa' || vowel === 'ua' || coda === 'w' || coda === 'j';
}

/** The longest stretch that is bright: a burst before it may be brighter, but is over in two cycles. */
function withCore(cycles: readonly Cycle[], from: number, to: number, room: number): Stretch {
  const brightness = cycles.slice(from, to).map((cycle) => cycle.brightness);
  const sorted = [...brightness].sort((a, b) => b - a);
  const least = (sorted[Math.floor(sorted.length / 5)] ?? 0) - room;
  let [core, coreEnd] = [from, from];
  for (let i = from, begun = from; i <= to; i += 1) {
    if (i < to && (brightness[i - from] ?? 0) >= least) continue;
    if (i - begun > coreEnd - core) [core, coreEnd] = [begun, i];
    begun = i + 1;
  }
  return { from, core, coreEnd, to };
}
