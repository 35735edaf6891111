// Signed papers as they arrive: trust, configuration and plan → judged → what follows from them. A plan that was refused
// is kept in mind, because a newer trust or a known time may make it good.
import type { Judgement } from '../wire/judge.ts';
import type { ClipCache } from './clip-cache.ts';
import type { Papers } from './papers.ts';
import type { Plays } from './plays.ts';
import type { ControllerEvent } from './ports.ts';
import type { TowerTime } from './tower-time.ts';

export interface PaperworkParts {
  readonly papers: Papers;
  readonly plays: Plays;
  readonly cache: ClipCache;
  readonly time: TowerTime;
  refused(what: string, reason: { why: string; text: string }): void;
  /** The relay holds every receipt up to this number. */
  watermark(rack: number): Promise<void>;
  /** A plan came, whether new or known: the relay is there. */
  heard(): void;
  /** The time was known by a key that has just been dropped: it must be asked for anew. */
  timeLost(): void;
  onEvent(event: ControllerEvent): void;
}

export interface Paperwork {
  plan(jws: string): Promise<void>;
  trust(text: string): Promise<void>;
  config(jws: string): Promise<void>;
  /** Follows the plan held from before the start. */
  resume(): Promise<void>;
  /** Time has become known, or the tower was cut off for long: what is held and what was refused is judged again. */
  again(): Promise<void>;
  gap(): void;
  /** Puts on the card what it had refused. */
  keepAgain(): Promise<void>;
  /** Seconds; 0 while the plan we hold would not be believed today. */
  planExp(): number;
}

export function createPaperwork(parts: PaperworkParts): Paperwork {
  const { papers, plays, cache, time, refused } = parts;
  /** Whether the plan we hold would still be believed today. */
  let isHeldGood = false;
  let hasGap = false;
  let refusedPlan = '';
  /** Taken, but only in memory: told when it would outlast a power cut. */
  let unkept: ControllerEvent | undefined;

  async function plan(jws: string): Promise<void> {
    const outcome = await papers.takePlan(jws);
    if (outcome !== 'same' && !outcome.ok) {
      if (refusedPlan !== jws) refused('plan', outcome);
      refusedPlan = jws;
      return;
    }
    parts.heard();
    if (outcome !== 'same') {
      const { ep, seq, iat } = outcome.plan;
      time.planned(iat * 1000, papers.planKey);
      unkept = { event: 'planned', ep, seq, items: outcome.verdicts.length };
      if (outcome.isKept) tellKept();
    }
    const judged = outcome === 'same' ? await papers.judgeHeld() : outcome;
    if (judged?.ok) await follow(judged);
  }

  function tellKept(): void {
    if (unkept !== undefined) parts.onEvent(unkept);
    unkept = undefined;
  }

  async function follow({ plan: { rack }, verdicts }: Judgement & { ok: true }): Promise<void> {
    isHeldGood = true;
    await parts.watermark(rack);
    await plays.take(verdicts, hasGap);
    if (time.now() !== undefined) hasGap = false;
    await cache.pin(clipsOf(verdicts));
  }

  async function judgeHeldAgain(): Promise<void> {
    const judged = await papers.judgeHeld();
    // not forgotten: the same plays may come again under a good key
    isHeldGood = judged?.ok === true;
    if (judged?.ok) await plays.take(judged.verdicts, hasGap);
    else if (judged !== undefined) refused('plan held', judged);
    await plays.tick();
  }

  async function again(): Promise<void> {
    await judgeHeldAgain();
    const waiting = refusedPlan;
    refusedPlan = '';
    if (waiting !== '') await plan(waiting);
  }

  return {
    plan,
    async trust(text) {
      const hadTime = time.now() !== undefined;
      const outcome = await papers.takeTrust(json(text));
      if (outcome === 'same') return;
      if (outcome !== 'taken') return refused('trust', outcome);
      await again();
      if (hadTime && time.now() === undefined) parts.timeLost();
    },
    async config(jws) {
      const outcome = await papers.takeConfig(jws);
      if (outcome === 'same') return;
      if (outcome !== 'taken') return refused('configuration', outcome);
      await judgeHeldAgain();
    },
    async resume() {
      const judged = await papers.judgeHeld();
      if (!judged?.ok) return;
      isHeldGood = true;
      time.planned(judged.plan.iat * 1000, papers.planKey);
      await plays.take(judged.verdicts, false);
      await cache.pin(clipsOf(judged.verdicts));
    },
    again,
    gap() {
      hasGap = true;
    },
    async keepAgain() {
      if (await papers.keepAgain()) tellKept();
    },
    planExp: () => (isHeldGood ? (papers.plan?.exp ?? 0) : 0),
  };
}

function clipsOf(verdicts: readonly { is: string; item?: { clip: { h: string } } }[]): ReadonlySet<string> {
  return new Set(verdicts.flatMap((one) => (one.is === 'accepted' && one.item ? [one.item.clip.h] : [])));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // judged as "not a trust document"
  }
}
