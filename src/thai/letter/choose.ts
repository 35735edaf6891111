// Which sentences of a letter are said: by their weight for residents, as far as the time allows, in the letter's
// order. A sentence that does not fit is tried shorter before it is left out.
import { estimateSpeechMs, toPhrases } from '../phrases.ts';
import { readThai } from '../reading.ts';
import type { Draft } from './draft.ts';
import { type Flow, flow } from './flow.ts';
import { ITEM } from './layout.ts';
import { type Cut, type Sentence, sentencesOf } from './points.ts';
import { passedOn, type Saying, sayLess, sayWhole, wordsOf } from './say.ts';
import type { Sheet } from './sheet.ts';
import { HELD, isInternal, weigh } from './weights.ts';

/** A sentence longer than this is said without its side clauses. */
const BREATH_MS = 34_000;
const PAUSE_MS = 1_000;
/** No announcer says more than this many letters in the time. */
const LETTERS_PER_MS = 1 / 50;

/** A sentence with what is known of it before the choice. */
export interface Point {
  readonly flow: Flow;
  readonly sentence: Sentence;
  readonly paragraph: number;
  readonly order: number;
  /** The number or dash that makes it an item of a list. */
  readonly mark: Cut | undefined;
  readonly internal: boolean;
  readonly weight: number;
}

export interface Chosen {
  readonly point: Point;
  readonly saying: Saying;
  readonly words: string;
  readonly ms: number;
}

/** How long an announcer takes for these words, pauses included. */
export function speechMs(words: string): number {
  return estimateSpeechMs(toPhrases(readThai(words)));
}

function afterMark(text: string, sentence: Sentence, from: number): Sentence {
  const start = from + (/^\s*/.exec(text.slice(from, from + 8))?.[0].length ?? 0);
  const clauses = sentence.clauses
    .filter((clause) => clause.end > start)
    .map((clause) => ({ ...clause, start: Math.max(clause.start, start) }));
  const joint = Math.max(0, sentence.start + sentence.joint - start);
  return { ...sentence, start, joint, clauses };
}

function coreOf(text: string, sentence: Sentence): string {
  return sentence.clauses
    .filter((clause) => clause.kind === 'core')
    .map((clause) => text.slice(clause.start, clause.end))
    .join(' ');
}

/** The letter speaks to residents itself, so that nothing in it is an order between offices. */
function isOpen(sheet: Sheet, draft: Draft): boolean {
  if (draft.kind === 'notice') return true;
  const to = flow(sheet, draft.to).text;
  return /ประชาชน|ผู้ปกครอง|เจ้าของ|เกษตรกร|สมาชิก|ครัวเรือน|ผู้ใช้น้ำ|ผู้ใช้ไฟ|ผู้เสียภาษี|ลูกค้า|ผู้ประกอบการ|ราษฎร/.test(to);
}

/** One sentence weighed: nothing of an order between offices counts but what it passes on to residents. */
function weighed(run: Flow, sentence: Sentence, open: boolean): Pick<Point, 'internal' | 'weight'> {
  const internal = sentence.closing || (!open && isInternal(coreOf(run.text, sentence)));
  if (internal && passedOn(run.text, sentence) === undefined) return { internal, weight: 0 };
  return { internal, weight: weigh(wordsOf(run.text, sayWhole(run.text, sentence, internal).pieces)) };
}

const INTRO = /(?:ดังนี้|ดังต่อไปนี้|ประกอบด้วย|ได้แก่) ?:? ?$/;

/** The items of a list matter as much as what introduces them. */
function withLists(points: readonly Point[]): Point[] {
  let list: Point | undefined;
  return points.map((point) => {
    const { flow: run, sentence } = point;
    if (list !== undefined && point.mark !== undefined && !point.internal)
      return { ...point, weight: Math.max(point.weight, list.weight) };
    if (point.mark === undefined) {
      const intro =
        !point.internal &&
        INTRO.test(run.text.slice(Math.max(sentence.start, sentence.end - 30), sentence.end));
      list = intro ? point : undefined;
    }
    return point;
  });
}

/** All sentences of the body in order. */
export function pointsOf(sheet: Sheet, draft: Draft): Point[] {
  const points: Point[] = [];
  const open = isOpen(sheet, draft);
  draft.paragraphs.forEach((ranges, paragraph) => {
    const run = flow(sheet, ranges);
    const mark = ITEM.exec(run.text.slice(0, 24))?.[0].length;
    sentencesOf(run.text).forEach((whole, k) => {
      const first = k === 0 && mark !== undefined;
      const sentence = first ? afterMark(run.text, whole, mark) : whole;
      const marked = first ? { start: 0, end: mark } : undefined;
      const order = points.length;
      points.push({ flow: run, sentence, paragraph, order, mark: marked, ...weighed(run, sentence, open) });
    });
  });
  return withLists(points);
}

/** Whole when it fits, else with the fewest clauses left out that make it fit. */
function say(point: Point, room: number): Chosen | undefined {
  const { text, own } = point.flow;
  const whole = sayWhole(text, point.sentence, point.internal);
  let fits: Chosen | undefined;
  let many = 0;
  for (let saying: Saying | undefined = whole; saying !== undefined; ) {
    const words = wordsOf(own, saying.pieces);
    if (words === '') return undefined;
    const ms = words.length > room * LETTERS_PER_MS ? Number.POSITIVE_INFINITY : speechMs(words);
    const one = { point, saying, words, ms };
    if (ms <= Math.min(room, BREATH_MS)) return one;
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

/** The sentences to say, in the letter's order, in at most `room` milliseconds. */
export function choose(points: readonly Point[], room: number): Chosen[] {
  const chosen: Chosen[] = [];
  const said = new Set<string>();
  let left = room;
  const whole = new Set<string>();
  const take = (point: Point) => {
    if (left < PAUSE_MS || whole.has(wordsIn(point))) return;
    whole.add(wordsIn(point));
    const one = say(point, left);
    if (one === undefined || (isSaid(one.words, said) && !HELD.test(one.words))) return;
    for (const gram of grams(one.words)) said.add(gram);
    chosen.push(one);
    left -= one.ms + PAUSE_MS;
  };
  const worth = points.filter((p) => p.weight > 0).sort((a, b) => b.weight - a.weight || a.order - b.order);
  for (const point of worth) take(point);
  if (chosen.length === 0) for (const point of points) if (!point.sentence.closing) take(point);
  return withoutBareIntro(chosen.sort((a, b) => a.point.order - b.point.order));
}
