// The whole letter with what the announcement leaves out struck, each with the reason beside it: nothing is lost in silence.
import type { JSX } from 'preact';
import type { LeftOutWhy } from '../../thai/letter/letter.ts';
import type { Proposal } from '../../thai/letter/propose.ts';
import { useHere } from './bits.tsx';
import type { Words } from './words.ts';

/** One stretch of the letter; `why` is undefined where it is said. */
export interface Piece {
  readonly start: number;
  readonly text: string;
  readonly why: LeftOutWhy | undefined;
}

/** The letter in pieces that follow each other without a gap; neighbours left out for one reason are one piece. */
export function piecesOf(words: string, { letter, leftOut }: Proposal): readonly Piece[] {
  const pieces: Piece[] = [];
  const add = (start: number, end: number, why: LeftOutWhy | undefined) => {
    if (end > start) pieces.push({ start, text: words.slice(start, end), why });
  };
  let at = letter.span.start;
  for (const { span, why } of [...leftOut].sort((a, b) => a.span.start - b.span.start)) {
    const start = Math.max(at, span.start);
    if (span.end <= start) continue;
    const last = pieces.at(-1);
    // Only white space between two of the same reason: they read as one.
    if (last?.why === why && words.slice(at, start).trim() === '') {
      pieces[pieces.length - 1] = { ...last, text: words.slice(last.start, span.end) };
    } else {
      add(at, start, undefined);
      add(start, span.end, why);
    }
    at = span.end;
  }
  add(at, letter.span.end, undefined);
  return pieces;
}

export function LetterSheet({
  words,
  proposal,
}: {
  readonly words: string;
  readonly proposal: Proposal;
}): JSX.Element {
  const { w, language } = useHere();
  return (
    <div class="sheet">
      <p class="text" lang="th">
        {piecesOf(words, proposal).map(({ start, text, why }) => {
          const end = text.trimEnd();
          const rest = text.slice(end.length);
          if (why === undefined) {
            return (
              <span key={start}>
                {end === '' ? null : <span class="kept">{end}</span>}
                {rest}
              </span>
            );
          }
          return (
            <span key={start}>
              <del>{end}</del> <small lang={language}>{reasonWord(why, w)}</small>
              {rest}
            </span>
          );
        })}
      </p>
    </div>
  );
}

function reasonWord(why: LeftOutWhy, w: Words): string {
  return {
    chat: w.outChat,
    letterhead: w.outLetterhead,
    number: w.outNumber,
    date: w.outDate,
    urgency: w.outUrgency,
    subject: w.outSubject,
    salutation: w.outSalutation,
    reference: w.outReference,
    enclosure: w.outEnclosure,
    closing: w.outClosing,
    signature: w.outSignature,
    contact: w.outContact,
    'page-furniture': w.outFurniture,
    'internal-order': w.outOrder,
    connective: w.outConnective,
    gloss: w.outGloss,
    link: w.outLink,
    detail: w.outDetail,
  }[why];
}
