// Faults that wait for their state: every history draws some pairs of fault and state from the list of dangers, and when
// the state comes, the fault strikes. What comes by chance alone would seldom come in the seconds that matter.
import type { Chance } from './chance.ts';
import { RARE } from './danger.ts';

const PAIRS_OF_A_HISTORY = 24;
/** States that last for seconds, and words that are seldom said: every other pair that is not of these is drawn again. */
const PASSING = ['fetching', 'sounding', 'health', 'need', 'cmd', 'receipt', 'a clip', 'a piece'];
const HISTORIES_WITHOUT = 0.3;

export interface Aim {
  /** Whether this fault is to strike now: once for every pair, at the first such state or at one of the next. */
  strikes(fault: string, state: string | (() => string)): boolean;
  /** Whether it waits for some state yet. */
  waits(fault: string): boolean;
  /** From now on. */
  begin(): void;
  /** All is healed: nothing is waited for any more. */
  rest(): void;
}

export function createAim(chance: Chance): Aim {
  const armed = new Map<string, Map<string, number>>();
  const pairs = chance.happens(HISTORIES_WITHOUT) ? 0 : PAIRS_OF_A_HISTORY;
  for (let n = 0; n < pairs; n++) {
    const drawn = chance.one(RARE);
    const { fault, state } = PASSING.includes(drawn.state) || chance.happens(0.5) ? drawn : chance.one(RARE);
    const states = armed.get(fault) ?? new Map<string, number>();
    armed.set(fault, states.set(state, chance.happens(0.75) ? 0 : chance.below(4)));
  }
  let hasBegun = false;
  return {
    strikes(fault, state) {
      const states = armed.get(fault);
      if (states === undefined || !hasBegun) return false;
      const name = typeof state === 'string' ? state : state();
      const left = states.get(name);
      if (left === undefined) return false;
      states.set(name, left - 1);
      if (left > 0) return false;
      states.delete(name);
      if (states.size === 0) armed.delete(fault);
      return true;
    },
    waits: (fault) => armed.has(fault),
    begin() {
      hasBegun = true;
    },
    rest: () => armed.clear(),
  };
}
