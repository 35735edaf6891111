// Delivery: a tower whose plan is dirty gets a new complete plan, signed and retained at the broker, after the clips it
// names. What is claimed is the tower, not the play, so that an older plan never follows a newer one.
// plays `planned` → `published` → withdrawn.
import { asRelayError, type RelayError } from '../core/errors.ts';
import type { Instant, PlayId, TowerId } from '../core/ids.ts';
import {
  HORIZON_MS,
  type PlanItem,
  planOf,
  refreshAt,
  type SealedPlay,
  type TowerPlan,
} from '../core/plan.ts';
import { isOver } from '../core/play.ts';
import type { Stage } from './conveyor.ts';
import type { BrokerShelf } from './keeping.ts';
import type { ClipShelf, Clock, Log, TowerLine } from './ports.ts';
import type { ClaimedPlan, ConfigToHold, Plans, PublishedPlan, TowerContacts } from './records.ts';

/** About as many items as a packet of 16 KiB takes (1,250 bytes each): clips of later ones come with the next plan. */
const MOST_ITEMS = 12;

/** Plans under way together: read, written down and stored in one step each, so that a province has its plans in seconds. */
const BATCH = 1000;

/** More than a day's clips need not be remembered: what is forgotten goes out once more. */
const MOST_REMEMBERED = 2000;

export interface DeliveryPorts {
  readonly plans: Plans;
  readonly brokerShelf: BrokerShelf;
  readonly shelf: ClipShelf;
  readonly line: TowerLine;
  readonly contacts: Pick<TowerContacts, 'configs'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly owner: string;
}

export interface Delivery extends Stage<readonly ClaimedPlan[]> {
  /** The broker's memory is in doubt: every plan and clip goes out again. */
  brokerIsBack(): Promise<void>;
  /** Other keys seal from now on: every plan and every tower's limits go out again under them. */
  sealAnew(): Promise<void>;
}

/** A plan that is to go out, and what it was made from. */
interface Draft {
  readonly claimed: ClaimedPlan;
  readonly plays: readonly SealedPlay[];
  readonly plan: TowerPlan;
}

export function createDelivery(ports: DeliveryPorts): Delivery {
  // What this broker connection has been given, by the mark of its stay there; only a saving, the database knows what
  // must be there, and a clip that was cleared since comes back under another mark.
  const given = new Map<string, { readonly mark: string; readonly giving: Promise<void> }>();
  const told = new Map<TowerId, number>();

  /** What the broker must hold for these plans is written down first: once for all of them. */
  async function needClips(drafts: readonly Draft[]): Promise<ReadonlyMap<string, string>> {
    const clips = new Map(drafts.flatMap(({ plan }) => clipsOf(plan)).map((clip) => [clip.sha256, clip]));
    if (clips.size === 0) return new Map();
    return ports.brokerShelf.need([...clips.values()], ports.clock.ulid(), ports.clock.now());
  }

  function give(clip: PlanItem['clip'], mark: string): Promise<void> {
    const known = given.get(clip.sha256);
    if (known?.mark === mark) return known.giving;
    const giving = ports.shelf
      .read(clip.sha256, clip.codec)
      .then((bytes) => ports.line.publishClip(clip.sha256, bytes))
      .catch((error: unknown) => {
        given.delete(clip.sha256);
        throw error;
      });
    if (given.size >= MOST_REMEMBERED) given.clear();
    given.set(clip.sha256, { mark, giving });
    return giving;
  }

  /** The limits a tower enforces go before the plays it judges by them. */
  async function tellLimits(tower: TowerId, config: ConfigToHold | undefined): Promise<void> {
    if (config === undefined || told.get(tower) === config.seq) return;
    await ports.line.publishConfig(config.org, tower, config.seq, config.limits, config.area);
    told.set(tower, config.seq);
  }

  /** Never split: a plan too long for a packet has a shorter horizon, and the log says so. @returns what went out */
  async function publishWhatFits(whole: TowerPlan, clipsOut: Promise<unknown>): Promise<TowerPlan> {
    for (let plan = whole; ; plan = withoutLast(plan)) {
      try {
        await ports.line.publishPlan(plan, clipsOut);
        const left = whole.items.length - plan.items.length;
        if (left > 0) ports.log.warn({ tower: plan.tower, items: plan.items.length, left }, 'plan-shortened');
        return plan;
      } catch (thrown) {
        if (asRelayError(thrown).code !== 'too-large' || plan.items.length === 0) throw thrown;
      }
    }
  }

  async function publish(
    { plan }: Draft,
    config: ConfigToHold | undefined,
    marks: ReadonlyMap<string, string>,
  ): Promise<TowerPlan> {
    await tellLimits(plan.tower, config);
    const clipsOut = Promise.all(clipsOf(plan).map((clip) => give(clip, marks.get(clip.sha256) ?? '')));
    // Awaited here too: a plan that cannot be signed must not leave a clip's failure that nobody hears of.
    const [published] = await Promise.all([publishWhatFits(plan, clipsOut), clipsOut]);
    return published;
  }

  /** Ours came to the broker after another's, perhaps a newer one: what is retained there has no fence. */
  async function overtaken({ tower, seq }: ClaimedPlan): Promise<void> {
    await ports.plans.dirty(tower, ports.clock.now());
    ports.log.warn({ tower, seq }, 'plan-fenced');
  }

  /** The plan alone stops a withdrawn sound; the command only makes it sooner. */
  async function stopSounding({ claimed, plays }: Draft): Promise<void> {
    const sounding = plays.filter((one) => one.withdrawn && one.play.state === 'started');
    for (const { play } of sounding) await ports.line.stop(claimed.tower, play.id);
  }

  async function run(batch: readonly ClaimedPlan[]): Promise<void> {
    const now = ports.clock.now();
    const content = await ports.plans.content(batch, now, now + HORIZON_MS);
    const drafts = batch.map((claimed) => draftOf(claimed, content.get(claimed.tower) ?? [], now));
    const marks = await needClips(drafts);
    const configs = await ports.contacts.configs(batch.map(({ tower }) => tower));
    const tries = await Promise.allSettled(
      drafts.map((draft) => publish(draft, configs.get(draft.plan.tower), marks)),
    );
    const out = drafts.flatMap((draft, n) => {
      const tried = tries[n];
      return tried?.status === 'fulfilled' ? [publishedOf(draft, tried.value)] : [];
    });
    const fenced = await ports.plans.published(out, now);
    for (const { plan } of out) if (fenced.includes(plan.tower)) await overtaken(plan);
    const kept = out.filter(({ plan }) => !fenced.includes(plan.tower));
    const failed = drafts.flatMap(({ claimed }, n) => {
      const tried = tries[n];
      return tried?.status === 'rejected' ? [{ claimed, error: asRelayError(tried.reason) }] : [];
    });
    for (const same of grouped(failed)) await postpone(same.plans, same.error);
    const isKept = new Set(kept.map(({ plan }) => plan.tower));
    for (const draft of drafts) if (isKept.has(draft.plan.tower)) await stopSounding(draft);
    for (const { plan, sent } of kept)
      ports.log.info({ tower: plan.tower, seq: plan.seq, items: sent.length }, 'plan-published');
  }

  async function postpone(batch: readonly ClaimedPlan[], error: RelayError): Promise<void> {
    const { code, message, retry } = error;
    const notBefore = ports.clock.now() + (retry ? 2_000 : 60_000);
    const towers = batch.map(({ tower }) => tower);
    ports.log[retry ? 'warn' : 'error']({ towers, code, err: error }, 'plans-not-published');
    await ports.plans.postpone(batch, `${code}: ${message}`, notBefore);
  }

  return {
    name: 'delivery',
    parallel: 2,
    async due(limit) {
      const now = ports.clock.now();
      const claimed = await ports.plans.claim(ports.owner, now, limit * BATCH);
      return Array.from({ length: Math.ceil(claimed.length / BATCH) }, (_, n) =>
        claimed.slice(n * BATCH, (n + 1) * BATCH),
      );
    },
    run,
    failed: postpone,
    async brokerIsBack() {
      given.clear();
      told.clear();
      await ports.plans.dirty('all', ports.clock.now());
    },
    async sealAnew() {
      told.clear();
      await ports.plans.dirty('all', ports.clock.now());
    },
  };
}

/** What no longer fits: the latest item goes first. A withdrawal lies before it in time and stays. */
function withoutLast(plan: TowerPlan): TowerPlan {
  return { ...plan, items: plan.items.slice(0, -1) };
}

function draftOf(claimed: ClaimedPlan, plays: readonly SealedPlay[], now: Instant): Draft {
  const { org, tower, epoch, seq, rack, codecs } = claimed;
  const codec = codecs.includes('opus') ? 'opus' : 'mp3';
  return { claimed, plays, plan: planOf({ org, tower, epoch, seq, issuedAt: now, rack }, plays, codec) };
}

/** The clips that a plan's items need at the broker by now. */
function clipsOf({ items }: TowerPlan): readonly PlanItem['clip'][] {
  return items
    .slice(0, MOST_ITEMS)
    .filter((item) => item.state === 'sched')
    .map((item) => item.clip);
}

/** @param plan what went out, which may be less than was drafted */
function publishedOf({ claimed, plays, plan: whole }: Draft, plan: TowerPlan): PublishedPlan {
  return {
    plan: claimed,
    sent: plan.items.filter((item) => item.state === 'sched').map((item) => item.play.id),
    withdrawn: plays
      .filter((one) => one.withdrawn && !isOver(one.play.state))
      .map((one) => one.play.id as PlayId),
    validUntil: plan.expiresAt,
    refreshAt: refreshAt(plan, plan.items.length === whole.items.length && plan.items.length <= MOST_ITEMS),
  };
}

/** Plans that failed for the same reason: a broker that went away is one trouble, not five hundred. */
function grouped(failed: readonly { readonly claimed: ClaimedPlan; readonly error: RelayError }[]) {
  const groups = new Map<string, { readonly plans: ClaimedPlan[]; readonly error: RelayError }>();
  for (const { claimed, error } of failed) {
    const key = `${error.code} ${error.retry} ${error.message}`;
    const group = groups.get(key) ?? { plans: [], error };
    group.plans.push(claimed);
    groups.set(key, group);
  }
  return groups.values();
}
