// The page that the passes read from: the mended text, and who has claimed which part of it. Passes run in order and
// what one has claimed no later one sees; at the end the page becomes a row of tokens without a gap.

export type SegmentKind =
  | 'word'
  | 'number'
  | 'money'
  | 'date'
  | 'time'
  | 'phone'
  | 'unit'
  | 'range'
  | 'abbreviation'
  | 'repeat'
  | 'code'
  | 'foreign'
  | 'link'
  | 'pause'
  | 'silent'
  | 'unread';
export type Confidence = 'sure' | 'likely' | 'unread';

/** What a rule says about the text it matched. `length` claims less than the whole match. */
export interface Said {
  readonly kind: SegmentKind;
  readonly spoken: string;
  readonly confidence?: Confidence;
  readonly why?: string;
  readonly length?: number;
}

/** Offsets count in the mended text. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly kind: SegmentKind;
  readonly spoken: string;
  readonly confidence: Confidence;
  readonly why: string;
}

/** One rule of a pass. The pattern must have the flag g and only bounded repeats, so that a page is read in linear time. */
export interface Rule {
  readonly name: string;
  readonly pattern: RegExp;
  readonly read: (match: RegExpExecArray, text: string) => Said | undefined;
}

export interface Page {
  readonly text: string;
  readonly taken: Uint8Array;
  readonly claims: Token[];
}

export function openPage(text: string): Page {
  return { text, taken: new Uint8Array(text.length), claims: [] };
}

/** Claims [start, end) unless a part of it is taken already; says whether it did. */
export function claim(page: Page, start: number, end: number, said: Said): boolean {
  if (end <= start) return false;
  for (let i = start; i < end; i++) if (page.taken[i] === 1) return false;
  page.taken.fill(1, start, end);
  page.claims.push({
    start,
    end,
    kind: said.kind,
    spoken: said.spoken,
    confidence: said.confidence ?? 'sure',
    why: said.why ?? '',
  });
  return true;
}

/** Tries a rule along the whole page, leaping over what is taken. */
export function applyRule(page: Page, rule: Rule): void {
  const { pattern } = rule;
  pattern.lastIndex = 0;
  for (let m = pattern.exec(page.text); m !== null; m = pattern.exec(page.text)) {
    if (page.taken[m.index] === 1) {
      pattern.lastIndex = nextFree(page, m.index);
      continue;
    }
    const said = rule.read(m, page.text);
    const end = m.index + (said?.length ?? m[0].length);
    const done = said !== undefined && claim(page, m.index, end, said);
    pattern.lastIndex = done ? end : m.index + 1;
  }
}

function nextFree(page: Page, from: number): number {
  const at = page.taken.indexOf(0, from);
  return at < 0 ? page.text.length : at;
}

/** Claims in order of place, with the unclaimed stretches between them handed to `rest`, which must cover each whole. */
export function tokensOf(page: Page, rest: (start: number, end: number) => readonly Token[]): Token[] {
  const claims = [...page.claims].sort((a, b) => a.start - b.start);
  const tokens: Token[] = [];
  let at = 0;
  for (const c of claims) {
    if (c.start > at) for (const t of rest(at, c.start)) tokens.push(t);
    tokens.push(c);
    at = c.end;
  }
  if (at < page.text.length) for (const t of rest(at, page.text.length)) tokens.push(t);
  return tokens;
}
