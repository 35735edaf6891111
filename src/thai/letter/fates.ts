// What became of every letter of the sheet: said, or left out and why. The lists of an announcement are read off it,
// so that together they cover all that is visible.
import type { Flow } from './flow.ts';
import type { Kept, LeftOut, LeftOutWhy } from './letter.ts';
import type { Cut } from './points.ts';
import { ownWords, type Sheet, spanOf } from './sheet.ts';

type Fate = LeftOutWhy | 'said';

const ORDER: readonly Fate[] = [
  'detail',
  'said',
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
];
const CODE: ReadonlyMap<Fate, number> = new Map(ORDER.map((fate, code) => [fate, code]));
const SPACE = 32;
const LINE_END = 10;

export class Fates {
  private readonly codes: Uint8Array;
  private readonly sheet: Sheet;

  constructor(sheet: Sheet) {
    this.sheet = sheet;
    this.codes = new Uint8Array(sheet.text.length);
  }

  set(start: number, end: number, fate: Fate): void {
    this.codes.fill(CODE.get(fate) ?? 0, start, end);
  }

  inFlow(run: Flow, cut: Cut, fate: Fate): void {
    const code = CODE.get(fate) ?? 0;
    for (let i = cut.start; i < cut.end; i++) {
      const at = run.at[i] ?? -1;
      if (at >= 0) this.codes[at] = code;
    }
  }

  /** Where the run of one fate that begins at `at` has its last visible letter, on the same line. */
  private runEnd(at: number, end: number): number {
    const { text } = this.sheet;
    const code = this.codes[at];
    let stop = at + 1;
    for (let to = at; to < end && text.charCodeAt(to) !== LINE_END; to++) {
      if (text.charCodeAt(to) <= SPACE) continue;
      if (this.codes[to] !== code) break;
      stop = to + 1;
    }
    return stop;
  }

  /** Runs of one fate in [start, end) of the mended text, line by line. */
  runs(start: number, end: number): { readonly kept: Kept[]; readonly leftOut: LeftOut[] } {
    const kept: Kept[] = [];
    const leftOut: LeftOut[] = [];
    for (let at = start; at < end; ) {
      if (this.sheet.text.charCodeAt(at) <= SPACE) {
        at++;
        continue;
      }
      const stop = this.runEnd(at, end);
      const one = { written: ownWords(this.sheet, at, stop), span: spanOf(this.sheet, at, stop) };
      const fate = ORDER[this.codes[at] ?? 0] ?? 'detail';
      if (fate === 'said') kept.push(one);
      else leftOut.push({ ...one, why: fate });
      at = stop;
    }
    return { kept, leftOut };
  }
}
