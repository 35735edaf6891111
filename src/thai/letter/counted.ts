// Points of a list that are said after their introduction, or all of them, are counted: ข้อหนึ่ง, ข้อสอง.
import type { Chosen } from './choose.ts';
import type { Point } from './weighing.ts';
import { INTRO } from './weights.ts';

const COUNT = ['หนึ่ง', 'สอง', 'สาม', 'สี่', 'ห้า', 'หก', 'เจ็ด', 'แปด', 'เก้า', 'สิบ'] as const;
/** A number of its own, not one of the points below a point, and no dash. */
const COUNTED = /^(?:ข้อ ?)?\(?\d{1,2}\)?[.)]? *$/;

function markOf({ flow: run, mark }: Point): string {
  return mark === undefined ? '' : run.text.slice(mark.start, mark.end);
}

function isSaidWith(intro: Point | undefined, said: ReadonlyMap<Point, string>): boolean {
  return intro !== undefined && INTRO.test(said.get(intro) ?? '');
}

/** What is put before the words of each point that is counted. */
export function countedPoints(points: readonly Point[], chosen: readonly Chosen[]): Map<Point, string> {
  const said = new Map(chosen.map(({ point, words }) => [point, words]));
  const counted = new Map<Point, string>();
  let list: Point[] = [];
  let intro: Point | undefined;
  const close = () => {
    const told = list.filter((point) => said.has(point));
    const plain = list.every((point) => COUNTED.test(markOf(point)));
    const whole = told.length === list.length || isSaidWith(intro, said);
    if (plain && whole && told.length > 1)
      told.forEach((point, k) => {
        const count = COUNT[k];
        if (count !== undefined) counted.set(point, `ข้อ${count} `);
      });
    list = [];
  };
  for (const point of points) {
    const inside = points[point.order - 1]?.paragraph === point.paragraph;
    if (point.mark !== undefined) list.push(point);
    else if (!inside || list.length === 0) {
      close();
      intro = point;
    }
  }
  close();
  return counted;
}
