// A LINE text without what is not said: mentions and LINE's own emoji stand in the text as placeholders, marked by
// index and length in UTF-16 units.

export interface Mark {
  readonly index: number;
  readonly length: number;
}

/** Marks that lie outside the text or overlap are harmless. Two spaces left around a cut become one. */
export function withoutMarks(text: string, marks: readonly Mark[]): string {
  let kept = '';
  let at = 0;
  for (const { index, length } of [...marks].sort((a, b) => a.index - b.index)) {
    const from = Math.max(at, index);
    const to = Math.min(text.length, index + length);
    if (to <= from) continue;
    kept += text.slice(at, from);
    at = to;
    if ((kept === '' || /[ \n]$/.test(kept)) && text[at] === ' ') at += 1;
  }
  return (kept + text.slice(at)).trim();
}
