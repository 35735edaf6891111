// What the witness has noted so far, and what is wrong with it: the plans that passed the broker, what each tower holds by
// its own word, what sounded, what officers did.
import type { Approval, Item, Plan } from '../../src/wire/messages.ts';
import type { World } from './world.ts';

/** Where a tower's clone stands. */
export const cloneOf = (tower: string) => `${tower}~`;
export const towerOf = (place: string) => place.replace('~', '');
export const RANK = { ambient: 0, routine: 1, important: 2, emergency: 3 } as const;
/** The relay's clock may step by ten seconds, an answer may take four, and a tower learns of it half an hour later. */
export const TIME_MS = 25_000;

export interface Sound {
  readonly tower: string;
  readonly name: string;
  readonly hash: string;
  readonly lengthMs: number;
  readonly at: number;
  id: string;
  cls: Item['cls'];
  times: number;
  end: { readonly at: number; readonly how: 'whole' | 'stopped' | 'power' } | undefined;
  over(how: 'whole' | 'stopped' | 'power'): void;
}

export interface Seen {
  readonly at: number;
  readonly from: string;
  readonly jws: string;
  readonly plan: Plan;
}
export type { Approval, Item, Plan };

export interface PlanNumber {
  readonly ep: number;
  readonly seq: number;
}
export const isOlder = (one: PlanNumber, other: PlanNumber) =>
  one.ep < other.ep || (one.ep === other.ep && one.seq < other.seq);

export type Notebook = ReturnType<typeof createNotebook>;

export function createNotebook(world: World) {
  const problems: string[] = [];
  const plans = new Map<string, Seen[]>();
  const consents = new Map<string, Set<string>>();
  const wishes = new Map<string, number>();
  const gone: { readonly bulletin: string; readonly before: number; readonly at: number }[] = [];
  return {
    problems,
    /** By tower, as they came. */
    plans,
    /** By place: a tower or its clone. */
    held: new Map<string, PlanNumber>(),
    heard: [] as Sound[],
    consents,
    wishes,
    gone,
    brokenDisks: new Set<string>(),
    clones: new Set<string>(),
    shutOut: new Set<string>(),
    /** Towers whose disk was lost. */
    forgetful: new Set<string>(),
    calmAt: Number.POSITIVE_INFINITY,
    wrong(what: string): void {
      world.note(`WRONG: ${what}`);
      problems.push(`${new Date(world.now()).toISOString().slice(11, 19)} ${what}`);
    },
    plansOf: (tower: string): readonly Seen[] => plans.get(tower) ?? [],
    /** The relays' own. */
    relayPlansOf: (tower: string): readonly Seen[] =>
      (plans.get(tower) ?? []).filter(({ from }) => from.startsWith('relay')),
    consented(bulletin: string, revision: number, officer: string): void {
      const key = `${bulletin}/${revision}`;
      consents.set(key, (consents.get(key) ?? new Set()).add(officer));
    },
    wished(bulletin: string, revision: number): void {
      const key = `${bulletin}/${revision}`;
      wishes.set(key, (wishes.get(key) ?? 0) + 1);
    },
    withdrawn: (bulletin: string, before: number) => void gone.push({ bulletin, before, at: world.now() }),
  };
}
