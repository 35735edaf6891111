// From an official letter to the announcement an officer may edit: who speaks, about what, the points that concern
// residents, the closing. Nothing is invented and nothing is lost: what is not said is listed with the reason.
import type { Kept, LeftOut, Letter, Urgency } from './letter.ts';

export interface Proposal {
  readonly letter: Letter;
  /** The announcement to edit: plain Thai in paragraphs. */
  readonly words: string;
  /** The stretches of the letter that are said, in its order. */
  readonly kept: readonly Kept[];
  readonly leftOut: readonly LeftOut[];
  readonly urgency: Urgency | undefined;
  /** A proposal to the officer, never more than important. */
  readonly proposedClass: 'routine' | 'important';
  /** How long an announcer would take. */
  readonly speechMs: number;
}

/** The letters of a text, kept apart; none when it holds no official letter. Total: any string. */
export function lettersIn(_written: string): readonly Letter[] {
  return [];
}

/** One announcement for each letter of the text, each under a minute and a half of speech. Total: any string. */
export function proposeAnnouncements(_written: string): readonly Proposal[] {
  return [];
}
