// Spaces that are only a habit of writing: official Thai puts one on each side of a figure where no announcer takes a
// breath (จำนวน ๑ ฉบับ, เวลา ๐๘.๓๐ น.). Works on the row of tokens.
import type { SegmentKind, Token } from '../page.ts';

const LED_INTO: ReadonlySet<SegmentKind> = new Set(['number', 'unit', 'range', 'date', 'money', 'time']);
const LEADS_ON: ReadonlySet<SegmentKind> = new Set(['number', 'range']);

/** A single space between a Thai word and its figure, or a figure and what it counts, is no pause. */
export function closeUp(tokens: readonly Token[]): Token[] {
  return tokens.map((token, at) => {
    const before = tokens[at - 1];
    const after = tokens[at + 1];
    if (token.kind !== 'pause' || token.spoken !== ' ' || token.end - token.start > 2) return token;
    if (before === undefined || after === undefined) return token;
    const into = before.kind === 'word' && LED_INTO.has(after.kind);
    const on = LEADS_ON.has(before.kind) && !before.spoken.endsWith(' ') && after.kind === 'word';
    return into || on ? { ...token, kind: 'silent', spoken: '' } : token;
  });
}
