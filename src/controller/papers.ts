// The signed papers a tower lives by: trust, configuration and plan. Kept on disk as they were sealed and judged again
// at every start, so that a changed file is as worthless as a forged message.

import { RelayError } from '../core/errors.ts';
import { type Bench, type Judgement, judgePlan, keysFor, type PlanHead } from '../wire/judge.ts';
import { judgeConfig, narrowed } from '../wire/judge-orders.ts';
import { planEnvelopeSchema, type TowerConfig, type Trust, trustSchema } from '../wire/messages.ts';
import { openTrust, peek, type Roots, rootsOf, trustDocumentSchema } from '../wire/signing.ts';
import { type Floors, floorUnder, raised, readFloors, signerOf, stillTrusted } from './plan-floors.ts';
import type { Disk } from './ports.ts';

type Refused = { readonly ok: false; readonly why: string; readonly text: string };
/** `isKept` is false where the card did not take it: it holds until the power goes. */
export type PlanOutcome = (Judgement & { ok: true; isKept: boolean }) | Refused | 'same';

export interface Papers {
  readonly trust: Trust;
  readonly config: TowerConfig | undefined;
  readonly plan: PlanHead | undefined;
  /** The key that sealed it; empty when there is none. */
  readonly planKey: string;
  /** The codes the tower answers to: those in its deed, or some of them where the configuration says so. */
  readonly area: readonly string[];
  /** Whether this plan key is trusted; before anything is known every one is. */
  trusts(kid: string): boolean;
  /** The number below which every plan is refused, also when the plan itself counts no more. */
  readonly held: { readonly ep: number; readonly seq: number };
  load(deed: Deed, bench: () => PartialBench): Promise<Refused | undefined>;
  takeTrust(document: unknown): Promise<Refused | 'same' | 'taken'>;
  takeConfig(jws: string): Promise<Refused | 'same' | 'taken'>;
  takePlan(jws: string): Promise<PlanOutcome>;
  /** The held plan under what is known now; undefined when there is none. */
  judgeHeld(): Promise<Judgement | undefined>;
  /** Writes down what a sick card had refused. @returns whether the plan is on the card now */
  keepAgain(): Promise<boolean>;
}

/** What the tower was given when it was claimed. No message changes it; only a new claim does. */
export interface Deed {
  readonly trust: unknown;
  readonly roots: Roots;
  readonly area: readonly string[];
}

export type PartialBench = Omit<Bench, 'trust' | 'held' | 'area'>;

const TRUST = 'trust.json';
const CONFIG = 'config.jws';
const PLAN = 'plan.jws';
const FLOORS = 'plan-floors.json';

export function createPapers(disk: Disk): Papers {
  let trust: Trust | undefined;
  let config: TowerConfig | undefined;
  let configJws = '';
  let plan: PlanHead | undefined;
  let planJws = '';
  /** The last plan of each plan key: what a key that was revoked has said binds nobody any more. */
  let floors: Floors = {};
  let bench: () => PartialBench;
  let planKeys: ReadonlyMap<string, unknown> | undefined;
  let claimed: readonly string[] = [];
  const unkept = new Map<string, () => Promise<void>>();

  const trusted = () => {
    if (trust === undefined) throw new TypeError('papers used before they were loaded');
    return trust;
  };
  const area = () => narrowed(claimed, config?.area);
  const trustIn = (next: Trust) => {
    trust = next;
    planKeys = keysFor(next, 'plan');
  };
  /** A plan is judged where the tower stands, its configuration where it was claimed to stand. */
  const planBench = () => ({ ...bench(), area: area(), trust: trusted() });
  const configBench = () => ({ ...bench(), area: claimed, trust: trusted() });
  const text = async (name: string) => {
    const bytes = await disk.read(name);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  };

  /** A tower must not go deaf with its card: what cannot be written holds in memory. @returns whether it is on the card */
  async function keep(name: string, writing: () => Promise<void>): Promise<boolean> {
    try {
      await writing();
      unkept.delete(name);
      return true;
    } catch (error) {
      if (!(error instanceof RelayError)) throw error;
      unkept.set(name, writing);
      return false;
    }
  }

  async function heldJudgement(): Promise<Judgement | undefined> {
    return planJws === '' ? undefined : judgePlan(planJws, { ...planBench(), held: undefined });
  }

  async function loadOrders(): Promise<void> {
    configJws = (await text(CONFIG)) ?? '';
    const keptConfig = configJws === '' ? undefined : await judgeConfig(configJws, configBench(), 0);
    if (keptConfig?.ok) config = keptConfig.config;
    planJws = (await text(PLAN)) ?? '';
    const keptPlan = await heldJudgement();
    if (keptPlan?.ok) plan = keptPlan.plan;
    // even a plan that has expired still forbids those before it
    const head = planEnvelopeSchema.safeParse(peek(planJws));
    floors = readFloors(await text(FLOORS));
    if (head.success && head.data.tw === bench().tower) floors = raised(floors, planJws, head.data);
  }

  /** Limits of a key that was revoked are no limits: until the relay's own come, the careful ones hold. */
  async function judgeConfigAgain(): Promise<void> {
    if (configJws === '') return;
    const judged = await judgeConfig(configJws, configBench(), 0);
    if (judged.ok || judged.why !== 'unknown-key') return;
    config = undefined;
    configJws = '';
  }

  return {
    get trust() {
      return trusted();
    },
    get config() {
      return config;
    },
    get plan() {
      return plan;
    },
    get planKey() {
      return signerOf(planJws);
    },
    get area() {
      return area();
    },
    trusts: (kid) => planKeys?.has(kid) ?? true,
    get held() {
      return floorUnder(trusted(), floors);
    },
    async load(deed, fromBench) {
      bench = fromBench;
      claimed = deed.area;
      const first = await openTrust(deed.trust, deed.roots);
      if (!first.ok) return first;
      const kept = await openKeptTrust(await text(TRUST));
      trustIn(kept !== undefined && kept.ver > first.trust.ver ? kept : first.trust);
      await loadOrders();
      return undefined;
    },
    async takeTrust(document) {
      const opened = await openTrust(document, rootsOf(trusted()));
      if (!opened.ok) return opened;
      if (opened.trust.ver === trusted().ver) return 'same';
      if (opened.trust.ver < trusted().ver)
        return { ok: false, why: 'replay', text: 'an older trust document' };
      await keep(TRUST, () => disk.write(TRUST, JSON.stringify(document)));
      trustIn(opened.trust);
      await judgeConfigAgain();
      return 'taken';
    },
    async takeConfig(jws) {
      if (jws === configJws && config !== undefined) return 'same';
      const judged = await judgeConfig(jws, configBench(), config?.seq ?? 0, config?.iat);
      if (!judged.ok) return judged;
      const isSame = config?.seq === judged.config.seq;
      await keep(CONFIG, () => disk.write(CONFIG, jws));
      config = judged.config;
      configJws = jws;
      return isSame ? 'same' : 'taken';
    },
    async takePlan(jws) {
      if (jws === planJws) return 'same';
      const held = floorUnder(trusted(), floors);
      const judged = await judgePlan(jws, { ...planBench(), held });
      if (!judged.ok) return judged;
      // before the plan of another key lies where this one's did
      const others = stillTrusted(trusted(), floors);
      if (planJws !== '' && signerOf(planJws) !== signerOf(jws))
        await keep(FLOORS, () => disk.write(FLOORS, JSON.stringify(others)));
      const isKept = await keep(PLAN, async () => {
        await disk.write(PLAN, jws);
      });
      plan = judged.plan;
      floors = raised(others, jws, judged.plan);
      planJws = jws;
      return { ...judged, isKept };
    },
    judgeHeld: heldJudgement,
    async keepAgain() {
      for (const [name, writing] of [...unkept]) await keep(name, writing);
      return !unkept.has(PLAN);
    },
  };
}

/** It was accepted under the roots of its day, which may since have changed: now it must carry its own. */
async function openKeptTrust(json: string | undefined): Promise<Trust | undefined> {
  if (json === undefined) return undefined;
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch {
    return undefined; // written whole or not at all, so this is a damaged disk: enrolment's own trust stands
  }
  const shape = trustDocumentSchema.safeParse(document);
  const named = shape.success ? trustSchema.safeParse(peek(`.${shape.data.payload}`)) : undefined;
  if (!named?.success) return undefined;
  const opened = await openTrust(document, rootsOf(named.data));
  return opened.ok ? opened.trust : undefined;
}
