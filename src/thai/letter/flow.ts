// The lines of a paragraph → one text to read on, every letter of which still knows its place on the sheet.
import type { Ranges } from './draft.ts';
import { ownWords, type Sheet } from './sheet.ts';

export interface Flow {
  /** Mended, to be looked at. */
  readonly text: string;
  /** The same in the letter's own figures, to be said; letter by letter as long. */
  readonly own: string;
  /** Place in the mended text of each letter; -1 for a space put between two lines. */
  readonly at: Int32Array;
}

/** Thai letters run on over a line's end; anything else, and an abbreviation (พ.ศ.), is parted by a space. */
function runsOn(before: string, after: string): boolean {
  if (/^[ก-ฮ]{1,3}\./.test(after) || /^(?:หาก|ทั้งนี้|อนึ่ง|สอบถาม|กรณี|ในกรณี|นอกจากนี้|สำหรับ|ขอให้|ขอเชิญ)/.test(after))
    return false;
  return (
    /[\u0e01-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e]$/.test(before) && /^[\u0e01-\u0e2e\u0e40-\u0e44]/.test(after)
  );
}

export function flow(sheet: Sheet, ranges: Ranges): Flow {
  const parts: string[] = [];
  const owns: string[] = [];
  const at: number[] = [];
  let last = '';
  for (const { start, end } of ranges) {
    if (end <= start) continue;
    if (last !== '' && !runsOn(last, sheet.text.slice(start, start + 12))) {
      parts.push(' ');
      owns.push(' ');
      at.push(-1);
    }
    parts.push(sheet.text.slice(start, end));
    owns.push(ownWords(sheet, start, end));
    for (let i = start; i < end; i++) at.push(i);
    last = sheet.text.charAt(end - 1);
  }
  return { text: parts.join(''), own: owns.join(''), at: Int32Array.from(at) };
}
