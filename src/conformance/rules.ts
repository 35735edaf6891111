// The rules a controller is judged by: number, name, one sentence, where in src/wire/README.md it stands, whom it binds, and
// what a maker should look at when it fails. A scene judges them; nothing else is asked of a device.

import type { Bond, Line } from './rule.ts';
import { APPROVAL, PLAN, TRUST } from './rules-of-papers.ts';
import { CLIPS, COMMANDS, PLAY, RECEIPTS } from './rules-of-playing.ts';
import { CONNECTION, POWER, TIME } from './rules-of-the-line.ts';

export const PROFILES = ['full', 'esp32'] as const;
export type Profile = (typeof PROFILES)[number];

export interface Rule {
  readonly no: string;
  readonly name: string;
  readonly says: string;
  /** Heading in src/wire/README.md. */
  readonly section: string;
  readonly bond: Bond;
  readonly look: string;
}

const GROUPS: readonly (readonly [letter: string, section: string, lines: readonly Line[]])[] = [
  ['C', 'The connection', CONNECTION],
  ['T', 'Time', TIME],
  ['P', 'A plan, in this order', PLAN],
  ['A', 'Items and their approvals', APPROVAL],
  ['S', 'One play', PLAY],
  ['R', 'Receipts', RECEIPTS],
  ['K', 'Clips', CLIPS],
  ['D', 'Commands', COMMANDS],
  ['U', 'Trust', TRUST],
  ['W', 'Power', POWER],
];

export const RULES: readonly Rule[] = GROUPS.flatMap(([letter, section, lines]) =>
  lines.map(([name, bond, says, look], i) => ({ no: `${letter}${i + 1}`, name, says, section, bond, look })),
);

/** Whether this rule decides for a device of this profile. */
export function binds({ bond }: Rule, profile: Profile): boolean {
  return bond === 'must' || (bond === 'full' && profile === 'full');
}
