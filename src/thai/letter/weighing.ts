// The body of a letter → its sentences, each with its weight for residents. A list belongs to whoever its introduction
// speaks to: residents are meant by every item of theirs, in a list of duties of offices only by what names them.
import type { Draft } from './draft.ts';
import { type Flow, flow } from './flow.ts';
import { ITEM } from './layout.ts';
import { passedOn } from './passed-on.ts';
import { type Cut, type Sentence, sentencesOf } from './points.ts';
import { sayWhole, wordsOf } from './say.ts';
import type { Sheet } from './sheet.ts';
import { INTRO, isInternal, isNews, LAW, TO_RESIDENTS, weigh } from './weights.ts';

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

/** Of no weight but not to be dropped while there is room. */
const SLIGHT = 0.5;
/** What residents are to do, by a list that speaks to them. */
const ASKED = 6;
const PREAMBLE = /^ ?(?:ตาม(?:ที่|หนังสือ|นัย|ประกาศ)|พร้อมหนังสือ|รายละเอียด|ทั้งนี้ ตั้งแต่|[^ ]{0,60}พิจารณาแล้ว)/;
/** A purpose whose deed was not for residents. */
const BARE_PURPOSE = /^ ?เพื่อ(?!.*(?:จึง|ขอ|ให้ประชาชน))/;
/** What a letter is about outweighs every single point of it. */
const ABOUT = 14;

/** One sentence weighed: nothing of an order between offices counts but what it passes on to residents. */
function weighed(run: Flow, sentence: Sentence, open: boolean): Pick<Point, 'internal' | 'weight'> {
  const ahead = run.text.slice(sentence.start, sentence.start + 20);
  const core = coreOf(run.text, sentence);
  if (LAW.test(ahead) || BARE_PURPOSE.test(core)) return { internal: false, weight: 0 };
  const internal = sentence.closing || (!open && isInternal(core));
  if (internal && passedOn(run.text, sentence) === undefined) return { internal, weight: 0 };
  const weight = weigh(wordsOf(run.text, sayWhole(run.text, sentence, internal).pieces));
  const bare = PREAMBLE.test(ahead) || sentence.clauses.some(({ kind }) => kind === 'link');
  return { internal, weight: weight === 0 && !bare ? SLIGHT : weight };
}

function introduces({ flow: run, sentence }: Point): boolean {
  return INTRO.test(run.text.slice(Math.max(sentence.start, sentence.end - 30), sentence.end));
}

/** An item weighs by whoever its list speaks to. */
function listed(point: Point, list: Point, open: boolean): Point {
  if (point.internal) return point;
  if (list.weight === 0) return point.weight < 1 ? { ...point, internal: true, weight: 0 } : point;
  const asked = open || TO_RESIDENTS.test(textOf(list)) ? ASKED : SLIGHT;
  return { ...point, weight: Math.max(point.weight, list.weight, asked) };
}

function textOf({ flow: run, sentence }: Point): string {
  return run.text.slice(sentence.start, sentence.end);
}

/** The items of a list matter as much as what introduces them. */
function withLists(points: readonly Point[], open: boolean): Point[] {
  let list: Point | undefined;
  return points.map((point) => {
    if (list !== undefined && point.mark !== undefined) return listed(point, list, open);
    if (point.mark === undefined && point.order > 0 && points[point.order - 1]?.paragraph === point.paragraph)
      list = introduces(point) ? point : list;
    else if (point.mark === undefined) list = introduces(point) ? point : undefined;
    return point;
  });
}

/** The first sentence that names a day ahead is what the letter is about. */
function withSubject(points: readonly Point[]): Point[] {
  const first = points.findIndex(
    (point) => point.weight > 0 && point.mark === undefined && isNews(textOf(point)),
  );
  return points.map((point, k) => (k === first ? { ...point, weight: point.weight + ABOUT } : point));
}

/** A mark alone is no sentence; it belongs to the one behind it. */
function sentencesAfter(text: string, mark: number): Sentence[] {
  const sentences = sentencesOf(text);
  const first = sentences[0];
  const bare = first !== undefined && sentences.length > 1 && text.slice(mark, first.end).trim() === '';
  return mark > 0 && bare ? sentences.slice(1) : sentences;
}

/** All sentences of the body in order. */
export function pointsOf(sheet: Sheet, draft: Draft): Point[] {
  const points: Point[] = [];
  const open = isOpen(sheet, draft);
  draft.paragraphs.forEach((ranges, paragraph) => {
    const run = flow(sheet, ranges);
    const mark = ITEM.exec(run.text.slice(0, 24))?.[0].length;
    sentencesAfter(run.text, mark ?? 0).forEach((whole, k) => {
      const first = k === 0 && mark !== undefined;
      const sentence = first ? afterMark(run.text, whole, mark) : whole;
      const marked = first ? { start: 0, end: mark } : undefined;
      const order = points.length;
      points.push({ flow: run, sentence, paragraph, order, mark: marked, ...weighed(run, sentence, open) });
    });
  });
  return withSubject(withLists(points, open));
}
