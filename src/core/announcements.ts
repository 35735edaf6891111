// What official letters in a text could be announced as. Pages and the API ask for the same text again and again while
// its voice is made, and a long letter takes a tenth of a second: the newest answers are kept.
import { type Proposal, proposeAnnouncements } from '../thai/letter/propose.ts';

const MOST_KEPT = 32;
const kept = new Map<string, readonly Proposal[]>();

/** One proposal for each letter of the words; none where there is no letter. */
export function announcementsIn(words: string): readonly Proposal[] {
  const known = kept.get(words);
  if (known !== undefined) return known;
  const made = proposeAnnouncements(words);
  const oldest = kept.keys().next();
  if (kept.size >= MOST_KEPT && oldest.done !== true) kept.delete(oldest.value);
  kept.set(words, made);
  return made;
}
