// Which sentences of a letter are said: by their weight for residents, as far as the time allows, in the letter's
// order. All that concerns residents is said while there is room; where there is not, shorter sentences and other
// orders of taking them are tried, and what says most is proposed.
import { estimateSpeechMs, toPhrases } from '../phrases.ts';
import { readThai } from '../reading.ts';
import { type Saying, sayLess, sayWhole, wordsOf } from './say.ts';
import type { Point } from './weighing.ts';
import { HELD, INTRO } from './weights.ts';

/** A sentence longer than this is said without its side clauses. */
const BREATH_MS = 34_000;
const PAUSE_MS = 1_000;
/** No announcer says more than this many letters in the time. */
const LETTERS_PER_MS = 1 / 50;

export interface Chosen {
  readonly point: Point;
  readonly saying: Saying;
  readonly words: string;
  readonly ms: number;
  readonly whole: boolean;
}

/** How long an announcer takes for these words, pauses included. */
export function speechMs(words: string): number {
  return estimateSpeechMs(toPhrases(readThai(words)));
}

/** Whole when it fits in `breath`, else with the fewest clauses left out that make it fit; the shortest that fits in `room`. */
function say(point: Point, room: number, breath: number): Chosen | undefined {
  const { text, own } = point.flow;
  const whole = sayWhole(text, point.sentence, point.internal);
  let fits: Chosen | undefined;
  let many = 0;
  for (let saying: Saying | undefined = whole; saying !== undefined; ) {
    const words = wordsOf(own, saying.pieces);
    if (words === '') return undefined;
    const ms = words.length > room * LETTERS_PER_MS ? Number.POSITIVE_INFINITY : speechMs(words);
    const one = { point, saying, words, ms, whole: saying === whole };
    if (ms <= Math.min(room, breath)) return one;
    if (ms <= room) fits = one;
    many = many < 4 ? many + 1 : many * 2;
    saying = sayLess(text, point.sentence, whole, many);
  }
  return fits;
}

const GRAM = 5;

function grams(words: string): Set<string> {
  const plain = words.replace(/\s/g, '');
  const set = new Set<string>();
  for (let i = 0; i + GRAM <= plain.length; i++) set.add(plain.slice(i, i + GRAM));
  return set;
}

/** Has nearly all of it been said already? */
function isSaid(words: string, said: ReadonlySet<string>): boolean {
  const mine = grams(words);
  if (mine.size === 0 || said.size === 0) return false;
  let known = 0;
  for (const gram of mine) if (said.has(gram)) known++;
  return known / mine.size >= 0.7;
}

function wordsIn({ flow: run, sentence }: Point): string {
  return run.text.slice(sentence.start, sentence.end).trim();
}

/** What introduces a list is said only with the list. */
function withoutBareIntro(chosen: readonly Chosen[]): Chosen[] {
  return chosen.filter((one, k) => {
    if (!INTRO.test(one.words)) return true;
    const next = chosen[k + 1];
    return next !== undefined && next.point.mark !== undefined;
  });
}

/** What a number before a point of a list takes. */
const NUMBER_MS = 700;

interface Way {
  readonly breath: number;
  readonly order: (a: Point, b: Point) => number;
}

interface Choice {
  readonly chosen: readonly Chosen[];
  readonly left: number;
  /** What is said, by weight; a little less for a sentence that was cut. */
  readonly worth: number;
  /** Some of what was to be said found no room, or room only without a clause. */
  readonly pressed: boolean;
}

/** The same words are not said twice, whoever writes them twice. */
function unlike(points: readonly Point[]): Point[] {
  const heard = new Set<string>();
  return points.filter((point) => {
    const own = wordsIn(point);
    if (heard.has(own)) return false;
    heard.add(own);
    return true;
  });
}

/** Takes the sentences one by one while there is room. */
function take(points: readonly Point[], room: number, way: Way): Choice {
  const chosen: Chosen[] = [];
  const said = new Set<string>();
  let left = room;
  let worth = 0;
  let pressed = false;
  for (const point of unlike([...points].sort(way.order))) {
    const one = left < PAUSE_MS ? undefined : say(point, left, way.breath);
    pressed ||= !one?.whole;
    if (one === undefined || (isSaid(one.words, said) && !HELD.test(one.words))) continue;
    for (const gram of grams(one.words)) said.add(gram);
    chosen.push(one);
    left -= one.ms + PAUSE_MS + (point.mark === undefined ? 0 : NUMBER_MS);
    worth += point.weight * (one.whole ? 1 : 0.9);
  }
  return { chosen, left, worth, pressed };
}

/** Sentences that were cut are said whole again as far as there is room. */
function filled({ chosen, left }: Choice): Chosen[] {
  let room = left;
  return chosen.map((one) => {
    if (one.whole || room < PAUSE_MS) return one;
    const longer = say(one.point, one.ms + room, BREATH_MS);
    if (longer === undefined || longer.ms <= one.ms) return one;
    room -= longer.ms - one.ms;
    return longer;
  });
}

const byWeight = (a: Point, b: Point) => b.weight - a.weight || a.order - b.order;
/** Much for residents in few words. */
const byWorth = (a: Point, b: Point) => perLetter(b) - perLetter(a) || a.order - b.order;

function perLetter({ weight, sentence }: Point): number {
  return weight / (30 + sentence.end - sentence.start);
}

function best(points: readonly Point[], room: number): Choice {
  const first = take(points, room, { breath: BREATH_MS, order: byWeight });
  if (!first.pressed) return first;
  return [byWeight, byWorth]
    .map((order) => take(points, room, { breath: 0, order }))
    .reduce((most, one) => (one.worth > most.worth ? one : most), first);
}

/** The sentences to say, in the letter's order, in at most `room` milliseconds. */
export function choose(points: readonly Point[], room: number): Chosen[] {
  const forResidents = points.some(({ weight }) => weight >= 1);
  const worth = points.filter(({ weight, sentence }) => (forResidents ? weight > 0 : !sentence.closing));
  const order = forResidents ? undefined : (a: Point, b: Point) => a.order - b.order;
  const choice = order === undefined ? best(worth, room) : take(worth, room, { breath: BREATH_MS, order });
  return withoutBareIntro(filled(choice).sort((a, b) => a.point.order - b.point.order));
}
