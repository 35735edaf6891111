// One letter → its announcement: who speaks and about what, the chosen points, the closing; with the lists of what is
// said and what is left out.
import { readThai } from '../reading.ts';
import { type Chosen, choose, speechMs } from './choose.ts';
import { countedPoints } from './counted.ts';
import type { Draft, Ranges } from './draft.ts';
import { Fates } from './fates.ts';
import { flow } from './flow.ts';
import type { Kept, LeftOut, LeftOutWhy } from './letter.ts';
import { senderOf } from './parts.ts';
import { type Cut, sentencesOf } from './points.ts';
import { isCut } from './say.ts';
import type { Sheet } from './sheet.ts';
import type { Stretch } from './split.ts';
import { type Point, pointsOf } from './weighing.ts';
import { LAW } from './weights.ts';

/** An announcement is proposed under a minute and a half; this leaves room to breathe between its paragraphs. */
const LONGEST_MS = 84_000;
/** What the announcement itself adds to the letter's words. */
const FROM = 'ประกาศจาก';
const ORDERS = 'คำสั่งของ';
const ABOUT = 'เรื่อง ';
const TO = 'เรียน ';
const CLOSING_WORDS = 'จึงประกาศมาให้ทราบโดยทั่วกัน';

export interface Announcement {
  readonly words: string;
  readonly kept: readonly Kept[];
  readonly leftOut: readonly LeftOut[];
  readonly forResidents: boolean;
  readonly speechMs: number;
}

/** No head of a letter is longer; more is text that only stands where a head would. */
const HEAD_LETTERS = 250;

/** The first of the ranges, as far as a head may go. */
function headed(ranges: Ranges): Ranges {
  const kept: { start: number; end: number }[] = [];
  let left = HEAD_LETTERS;
  for (const { start, end } of ranges) {
    if (left > 0) kept.push({ start, end: Math.min(end, start + left) });
    left -= end - start;
  }
  return kept;
}

/** An office's name as it is said in full: สนง.ปภ.จ.นพ. is written out. */
function fullName(name: string): string {
  return readThai(name)
    .segments.map((s) => (s.kind === 'abbreviation' && s.confidence === 'sure' ? s.spoken : s.written))
    .join('');
}

function subjectWords(sheet: Sheet, ranges: Ranges, fates: Fates): string {
  const run = flow(sheet, headed(ranges));
  for (const range of ranges) fates.set(range.start, range.end, 'detail');
  let words = '';
  for (const clause of sentencesOf(run.text).flatMap((sentence) => sentence.clauses)) {
    const out = clause.kind === 'link' || clause.kind === 'gloss' ? clause.kind : undefined;
    fates.inFlow(run, clause, out ?? 'said');
    if (out === undefined) words += run.own.slice(clause.start, clause.end);
  }
  return words.replace(/\s+/g, ' ').trim();
}

const SENT = /เรื่อง {0,3}([^\n]{4,120}?) {0,3}มาเพื่อ/;

/** A paper under seal has no subject but that of what it sends; its place in the point that says so. */
function sentSubject(draft: Draft, points: readonly Point[]): { point: Point; cut: Cut } | undefined {
  if (draft.kind !== 'stamped' || draft.subject.length > 0) return undefined;
  for (const point of points.slice(0, 3)) {
    const { flow: run, sentence } = point;
    const m = point.internal ? SENT.exec(run.text.slice(sentence.start, sentence.end)) : null;
    const name = m?.[1];
    if (m === null || name === undefined) continue;
    const start = sentence.start + m.index + m[0].indexOf(name);
    return { point, cut: { start, end: start + name.length } };
  }
  return undefined;
}

function headWords(sheet: Sheet, draft: Draft, fates: Fates): string[] {
  const sender = headed(senderOf(sheet, draft));
  for (const range of draft.sender) fates.set(range.start, range.end, 'letterhead');
  for (const range of sender) fates.set(range.start, range.end, 'said');
  const from = fullName(flow(sheet, sender).own.replace(/\s+/g, ' '));
  const subject = subjectWords(sheet, draft.subject, fates);
  const lines: string[] = [];
  if (from !== '') lines.push(`${draft.kind === 'order' ? ORDERS : FROM}${from}`);
  if (subject !== '') lines.push(ABOUT + subject);
  return lines;
}

/** Whoever is called ท่าน has to be named. */
function addressee(sheet: Sheet, draft: Draft, chosen: readonly Chosen[], fates: Fates): string {
  if (!chosen.some(({ words }) => /(?<!ทุก)ท่าน/.test(words))) return '';
  const named = headed(draft.to);
  const run = flow(sheet, named);
  if (run.text === '') return '';
  for (const range of named) fates.set(range.start, range.end, 'said');
  return TO + run.own.replace(/\s+/g, ' ');
}

/** A notice closes in its own words, any other letter in the formula. */
function closingWords(draft: Draft, points: readonly Point[], fates: Fates): string {
  const own = points.find((point) => point.sentence.closing);
  if (draft.kind !== 'notice' || own === undefined) return CLOSING_WORDS;
  const { flow: run, sentence } = own;
  if (sentence.end - sentence.start > HEAD_LETTERS) return CLOSING_WORDS;
  fates.inFlow(run, sentence, 'said');
  return run.own.slice(sentence.start, sentence.end).replace(/\s+/g, ' ').trim();
}

/** The fate of what is not said, before the chosen sentences are set. */
function unsaid({ flow: run, sentence, internal }: Point): LeftOutWhy {
  if (sentence.closing) return 'closing';
  if (LAW.test(run.text.slice(sentence.start, sentence.start + 20))) return 'reference';
  return internal ? 'internal-order' : 'detail';
}

function settle(fates: Fates, points: readonly Point[], chosen: readonly Chosen[]): void {
  for (const point of points) {
    fates.inFlow(point.flow, point.sentence, unsaid(point));
    if (point.mark !== undefined) fates.inFlow(point.flow, point.mark, 'number');
  }
  for (const { point, saying } of chosen) {
    for (const piece of saying.pieces.filter(isCut)) fates.inFlow(point.flow, piece, 'said');
    for (const out of saying.dropped) fates.inFlow(point.flow, out, out.why);
  }
}

/** Sentences of one paragraph stand together again; points of a list are counted as an announcer counts them. */
function paragraphsOf(points: readonly Point[], chosen: readonly Chosen[]): string[] {
  const paragraphs: string[] = [];
  const counted = countedPoints(points, chosen);
  chosen.forEach(({ point, words }, k) => {
    const same = k > 0 && chosen[k - 1]?.point.paragraph === point.paragraph;
    paragraphs.push(same ? `${paragraphs.pop() ?? ''} ${words}` : (counted.get(point) ?? '') + words);
  });
  return paragraphs;
}

/** The announcement of one letter; every visible letter of its stretch is in `kept` or in `leftOut`. */
export function announce(sheet: Sheet, stretch: Stretch, draft: Draft): Announcement {
  const fates = new Fates(sheet);
  for (const range of draft.rest) fates.set(range.start, range.end, range.why);
  for (const range of draft.to) fates.set(range.start, range.end, 'salutation');
  const head = headWords(sheet, draft, fates);
  const points = pointsOf(sheet, draft);
  const sent = sentSubject(draft, points);
  if (sent !== undefined) head.push(ABOUT + sent.point.flow.own.slice(sent.cut.start, sent.cut.end));
  const room = LONGEST_MS - speechMs([...head, CLOSING_WORDS].join('\n'));
  const chosen = choose(points, room);
  settle(fates, points, chosen);
  if (sent !== undefined) fates.inFlow(sent.point.flow, sent.cut, 'said');
  const closing = closingWords(draft, points, fates);
  const to = addressee(sheet, draft, chosen, fates);
  const words = [head.join('\n'), to, ...paragraphsOf(points, chosen), closing]
    .filter((line) => line !== '')
    .join('\n\n');
  const first = stretch.rows[0]?.line.start ?? 0;
  const end = stretch.rows.at(-1)?.line.end ?? first;
  const forResidents = chosen.some(({ point }) => point.weight >= 1);
  return { words, ...fates.runs(first, end), forResidents, speechMs: speechMs(words) };
}
