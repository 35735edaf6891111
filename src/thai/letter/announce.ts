// One letter → its announcement: the head, the points in the letter's order as far as they concern residents and as
// the time allows, the closing; and the fate of every letter of the sheet, from which the lists of what is said and
// what is left out are read off.
import { estimateSpeechMs, toPhrases } from '../phrases.ts';
import { readThai } from '../reading.ts';
import type { Draft, Ranges } from './draft.ts';
import { ITEM } from './draft.ts';
import { type Flow, flow } from './flow.ts';
import type { Kept, LeftOut, LeftOutWhy } from './letter.ts';
import { senderOf } from './parts.ts';
import { type Cut, type Sentence, sentencesOf } from './points.ts';
import { isCut, passedOn, type Saying, sayLess, sayWhole, wordsOf } from './say.ts';
import { ownWords, type Sheet, spanOf } from './sheet.ts';
import type { Stretch } from './split.ts';
import { isInternal, weigh } from './weights.ts';

const LONGEST_MS = 82_000;
/** A sentence longer than this is said without its side clauses. */
const BREATH_MS = 26_000;
const CLOSING_WORDS = 'จึงประกาศมาให้ทราบโดยทั่วกัน';

export function speechMs(words: string): number {
  return estimateSpeechMs(toPhrases(readThai(words)));
}

/** A sentence with what is known of it before the choice. */
interface Point {
  readonly flow: Flow;
  readonly sentence: Sentence;
  readonly paragraph: number;
  readonly order: number;
  readonly mark: Cut | undefined;
  readonly internal: boolean;
  readonly weight: number;
}

interface Chosen {
  readonly point: Point;
  readonly saying: Saying;
  readonly words: string;
  readonly ms: number;
}

const INTRO = /(?:ดังนี้|ดังต่อไปนี้|ประกอบด้วย|ได้แก่) ?:? ?$/;

function pointsOf(sheet: Sheet, draft: Draft): Point[] {
  const points: Point[] = [];
  const open = draft.kind === 'notice';
  draft.paragraphs.forEach((ranges, paragraph) => {
    const run = flow(sheet, ranges);
    const mark = ITEM.exec(run.text.slice(0, 24));
    const marked = mark === null ? undefined : { start: 0, end: mark[0].length };
    sentencesOf(run.text).forEach((whole, k) => {
      const sentence = k === 0 && marked !== undefined ? afterMark(run.text, whole, marked.end) : whole;
      const words = coreOf(run.text, sentence);
      const internal = !open && isInternal(words);
      const told = internal ? passedOn(run.text, sentence) : undefined;
      const from = told?.start ?? sentence.start;
      const weight = sentence.closing && told === undefined ? 0 : weigh(run.text.slice(from, sentence.end));
      points.push({
        flow: run,
        sentence,
        paragraph,
        order: points.length,
        mark: k === 0 ? marked : undefined,
        internal,
        weight: internal && told === undefined ? 0 : weight,
      });
    });
  });
  return points;
}

function afterMark(text: string, sentence: Sentence, from: number): Sentence {
  const start = from + (/^\s*/.exec(text.slice(from, from + 8))?.[0].length ?? 0);
  const clauses = sentence.clauses
    .filter((clause) => clause.end > start)
    .map((clause) => ({ ...clause, start: Math.max(clause.start, start) }));
  return { ...sentence, start, clauses };
}

function coreOf(text: string, sentence: Sentence): string {
  return sentence.clauses
    .filter((clause) => clause.kind === 'core')
    .map((clause) => text.slice(clause.start, clause.end))
    .join(' ');
}

function say(point: Point, follows: boolean, room: number): Chosen | undefined {
  const { text } = point.flow;
  let saying: Saying | undefined = sayWhole(text, point.sentence, point.internal, follows);
  while (saying !== undefined) {
    const words = wordsOf(text, saying.pieces);
    if (words === '') return undefined;
    const ms = words.length * 40 > room ? Number.POSITIVE_INFINITY : speechMs(words);
    if (ms <= Math.min(room, BREATH_MS)) return { point, saying, words, ms };
    const less = sayLess(text, point.sentence, saying);
    if (less === undefined) return ms <= room ? { point, saying, words, ms } : undefined;
    saying = less;
  }
  return undefined;
}

function choose(points: readonly Point[], room: number): Chosen[] {
  const chosen: Chosen[] = [];
  let left = room;
  const take = (point: Point) => {
    const one = say(point, false, left);
    if (one === undefined) return;
    chosen.push(one);
    left -= one.ms + 600;
  };
  const worth = points.filter((p) => p.weight > 0).sort((a, b) => b.weight - a.weight || a.order - b.order);
  for (const point of worth) if (left > 0) take(point);
  if (chosen.length === 0) for (const point of points) if (left > 0 && !point.sentence.closing) take(point);
  return chosen.sort((a, b) => a.point.order - b.point.order);
}

/** What a listener needs to make sense of the points: their introduction stays only with them. */
function withoutBareIntro(chosen: readonly Chosen[]): Chosen[] {
  return chosen.filter((one, k) => {
    if (!INTRO.test(one.words)) return true;
    const next = chosen[k + 1];
    return next !== undefined && next.point.paragraph > one.point.paragraph && next.point.mark !== undefined;
  });
}

const WHYS: readonly (LeftOutWhy | undefined)[] = [
  undefined,
  undefined,
  'chat',
  'letterhead',
  'number',
  'date',
  'urgency',
  'subject',
  'salutation',
  'reference',
  'enclosure',
  'closing',
  'signature',
  'contact',
  'page-furniture',
  'internal-order',
  'connective',
  'gloss',
  'link',
  'detail',
];
const SAID = 1;

class Fates {
  private readonly of: Uint8Array;
  private readonly sheet: Sheet;

  constructor(sheet: Sheet) {
    this.sheet = sheet;
    this.of = new Uint8Array(sheet.text.length);
  }

  set(start: number, end: number, why: LeftOutWhy | 'said'): void {
    const code = why === 'said' ? SAID : WHYS.indexOf(why);
    this.of.fill(code, start, end);
  }

  inFlow(run: Flow, cut: Cut, why: LeftOutWhy | 'said'): void {
    const code = why === 'said' ? SAID : WHYS.indexOf(why);
    for (let i = cut.start; i < cut.end; i++) {
      const at = run.at[i] ?? -1;
      if (at >= 0) this.of[at] = code;
    }
  }

  /** Runs of one fate in [start, end), without the white space around them. */
  runs(start: number, end: number): { kept: Kept[]; leftOut: LeftOut[] } {
    const kept: Kept[] = [];
    const leftOut: LeftOut[] = [];
    const { text } = this.sheet;
    for (let at = start; at < end; ) {
      if (text.charCodeAt(at) <= 32) {
        at++;
        continue;
      }
      const code = this.of[at] ?? 0;
      let stop = at;
      let to = at;
      for (; to < end && text.charCodeAt(to) !== 10; to++) {
        if (text.charCodeAt(to) <= 32) continue;
        if ((this.of[to] ?? 0) !== code) break;
        stop = to + 1;
      }
      const one = { written: ownWords(this.sheet, at, stop), span: spanOf(this.sheet, at, stop) };
      if (code === SAID) kept.push(one);
      else leftOut.push({ ...one, why: WHYS[code] ?? 'detail' });
      at = stop;
    }
    return { kept, leftOut };
  }
}

export interface Announcement {
  readonly words: string;
  readonly kept: readonly Kept[];
  readonly leftOut: readonly LeftOut[];
  readonly speechMs: number;
}

function headWords(sheet: Sheet, draft: Draft, fates: Fates): string[] {
  const sender = senderOf(sheet, draft);
  const from = fullName(flow(sheet, sender).text.replace(/\s+/g, ''));
  for (const range of draft.sender) fates.set(range.start, range.end, 'letterhead');
  for (const range of sender) fates.set(range.start, range.end, 'said');
  const subject = saidPart(sheet, draft.subject, fates);
  const lines: string[] = [];
  if (from !== '') lines.push(`${draft.kind === 'order' ? 'คำสั่งของ' : 'ประกาศจาก'}${from}`);
  if (subject !== '') lines.push(`เรื่อง ${subject}`);
  return lines;
}

/** The office's name in full, as it is said. */
function fullName(name: string): string {
  return readThai(name)
    .segments.map((s) => (s.kind === 'abbreviation' && s.confidence === 'sure' ? s.spoken : s.written))
    .join('');
}

function saidPart(sheet: Sheet, ranges: Ranges, fates: Fates): string {
  const run = flow(sheet, ranges);
  let words = '';
  for (const sentence of sentencesOf(run.text))
    for (const clause of sentence.clauses) {
      const said = clause.kind === 'core' || clause.kind === 'side' || clause.kind === 'reference';
      fates.inFlow(run, clause, said ? 'said' : clause.kind === 'link' ? 'link' : 'gloss');
      if (said) words += run.text.slice(clause.start, clause.end);
    }
  return words.replace(/\s+/g, ' ').trim();
}

export function announce(sheet: Sheet, stretch: Stretch, draft: Draft): Announcement {
  const fates = new Fates(sheet);
  for (const range of draft.rest) fates.set(range.start, range.end, range.why);
  for (const range of draft.to) fates.set(range.start, range.end, 'salutation');
  const head = headWords(sheet, draft, fates);
  const points = pointsOf(sheet, draft);
  for (const { flow: run, sentence, mark, internal } of points) {
    fates.inFlow(run, sentence, sentence.closing ? 'closing' : internal ? 'internal-order' : 'detail');
    if (mark !== undefined) fates.inFlow(run, mark, 'number');
  }
  const room = LONGEST_MS - speechMs([...head, CLOSING_WORDS].join('\n'));
  const chosen = withoutBareIntro(choose(points, room));
  const lines: string[] = [];
  let last = -1;
  for (const { point, saying, words } of chosen) {
    for (const piece of saying.pieces) if (isCut(piece)) fates.inFlow(point.flow, piece, 'said');
    for (const out of saying.dropped) fates.inFlow(point.flow, out, out.why);
    if (point.paragraph === last) lines.push(`${lines.pop() ?? ''} ${words}`);
    else lines.push(words);
    last = point.paragraph;
  }
  const words = [head.join('\n'), ...lines, CLOSING_WORDS].filter((line) => line !== '').join('\n\n');
  const first = stretch.rows[0]?.line.start ?? 0;
  const end = stretch.rows.at(-1)?.line.end ?? first;
  return { words, ...fates.runs(first, end), speechMs: speechMs(words) };
}
