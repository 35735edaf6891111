// From an official letter to the announcement an officer may edit: who speaks, about what, the points that concern
// residents, the closing. Nothing is invented and nothing is lost: what is not said is listed with the reason.

import { announce } from './announce.ts';
import { readLetter } from './clerk.ts';
import type { Draft } from './draft.ts';
import type { Kept, LeftOut, Letter, Urgency } from './letter.ts';
import { letterOf } from './parts.ts';
import { openSheet, type Sheet } from './sheet.ts';
import { type Stretch, stretches } from './split.ts';

export interface Proposal {
  readonly letter: Letter;
  /** The announcement to edit: plain Thai in paragraphs. */
  readonly words: string;
  /** The stretches of the letter that are said, in its order. */
  readonly kept: readonly Kept[];
  readonly leftOut: readonly LeftOut[];
  /** False when nothing in the letter is meant for residents; the words then tell what offices tell each other. */
  readonly forResidents: boolean;
  readonly urgency: Urgency | undefined;
  /** A proposal to the officer, never more than important. */
  readonly proposedClass: 'routine' | 'important';
  /** How long an announcer would take. */
  readonly speechMs: number;
}

function drafts(written: string): { sheet: Sheet; drafts: { stretch: Stretch; draft: Draft }[] } {
  const sheet = openSheet(written);
  return {
    sheet,
    drafts: stretches(sheet).map((stretch) => ({ stretch, draft: readLetter(sheet, stretch.rows) })),
  };
}

/** The letters of a text, kept apart; none when it holds no official letter. Total: any string. */
export function lettersIn(written: string): readonly Letter[] {
  const found = drafts(written);
  return found.drafts.map(({ stretch, draft }) => letterOf(found.sheet, stretch, draft));
}

/** One announcement for each letter of the text, each under a minute and a half of speech. Total: any string. */
export function proposeAnnouncements(written: string): readonly Proposal[] {
  const found = drafts(written);
  return found.drafts.map(({ stretch, draft }) => {
    const letter = letterOf(found.sheet, stretch, draft);
    return {
      letter,
      ...announce(found.sheet, stretch, draft),
      urgency: letter.urgency,
      proposedClass: letter.urgency === undefined ? 'routine' : 'important',
    };
  });
}
