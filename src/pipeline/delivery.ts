// Delivery: a tower whose plan is dirty gets a new complete plan, signed and retained at the broker, after the clips it
// names. What is claimed is the tower, not the play, so that an older plan never follows a newer one.
// plays `planned` → `published` → withdrawn.
import { asRelayError } from '../core/errors.ts';
import type { PlayId, TowerId } from '../core/ids.ts';
import { HORIZON_MS, type PlanItem, planOf, REFRESH_MS, type TowerPlan } from '../core/plan.ts';
import { isOver } from '../core/play.ts';
import type { Stage } from './conveyor.ts';
import type { BrokerShelf } from './keeping.ts';
import type { ClipShelf, Clock, Log, TowerLine } from './ports.ts';
import type { ClaimedPlan, Plans, TowerContacts } from './records.ts';

/** About as many items as a packet of 16 KiB takes (1,250 bytes each): clips of later ones need not be there yet. */
const MOST_ITEMS = 12;

/** More than a day's clips need not be remembered: what is forgotten goes out once more. */
const MOST_REMEMBERED = 2000;

export interface DeliveryPorts {
  readonly plans: Plans;
  readonly brokerShelf: BrokerShelf;
  readonly shelf: ClipShelf;
  readonly line: TowerLine;
  readonly contacts: Pick<TowerContacts, 'config'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly owner: string;
}

export interface Delivery extends Stage<ClaimedPlan> {
  /** The broker's memory is in doubt: every plan and clip goes out again. */
  brokerIsBack(): Promise<void>;
  /** Other keys seal from now on: every plan and every tower's limits go out again under them. */
  sealAnew(): Promise<void>;
}

export function createDelivery(ports: DeliveryPorts): Delivery {
  // What this broker connection has been given, by the mark of its stay there; only a saving, the database knows what
  // must be there, and a clip that was cleared since comes back under another mark.
  const given = new Map<string, { readonly mark: string; readonly giving: Promise<void> }>();
  const told = new Map<TowerId, number>();

  async function giveClips(items: readonly PlanItem[]): Promise<void> {
    const clips = items.filter((item) => item.state === 'sched').map((item) => item.clip);
    if (clips.length === 0) return;
    const marks = await ports.brokerShelf.need(clips, ports.clock.ulid(), ports.clock.now());
    for (const clip of clips) await give(clip, marks.get(clip.sha256) ?? '');
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
  async function tellLimits(tower: TowerId): Promise<void> {
    const config = await ports.contacts.config(tower);
    if (config === undefined || told.get(tower) === config.seq) return;
    await ports.line.publishConfig(config.org, tower, config.seq, config.limits, config.area);
    told.set(tower, config.seq);
  }

  /** Never split: a plan too long for a packet has a shorter horizon, and the log says so. @returns what went out */
  async function publishWhatFits(whole: TowerPlan): Promise<TowerPlan> {
    await giveClips(whole.items.slice(0, MOST_ITEMS));
    for (let plan = whole; ; plan = withoutLast(plan)) {
      try {
        await ports.line.publishPlan(plan);
        return plan;
      } catch (thrown) {
        if (asRelayError(thrown).code !== 'too-large' || plan.items.length === 0) throw thrown;
        ports.log.warn({ tower: plan.tower, items: plan.items.length - 1 }, 'plan-shortened');
      }
    }
  }

  /** Ours came to the broker after another's, perhaps a newer one: what is retained there has no fence. */
  async function overtaken({ tower, seq }: ClaimedPlan): Promise<void> {
    await ports.plans.dirty(tower, ports.clock.now());
    ports.log.warn({ tower, seq }, 'plan-fenced');
  }

  async function run(claimed: ClaimedPlan): Promise<void> {
    const now = ports.clock.now();
    const plays = await ports.plans.content(claimed.org, claimed.tower, now, now + HORIZON_MS);
    const codec = claimed.codecs.includes('opus') ? 'opus' : 'mp3';
    const head = {
      org: claimed.org,
      tower: claimed.tower,
      epoch: claimed.epoch,
      seq: claimed.seq,
      issuedAt: now,
      rack: claimed.rack,
    };
    await tellLimits(claimed.tower);
    const plan = await publishWhatFits(planOf(head, plays, codec));
    const sent = plan.items.filter((item) => item.state === 'sched').map((item) => item.play.id);
    const gone = plays
      .filter((one) => one.withdrawn && !isOver(one.play.state))
      .map((one) => one.play.id as PlayId);
    const stored = await ports.plans.published(claimed, sent, gone, plan.expiresAt, now);
    if (!stored) await overtaken(claimed);
    // The plan alone stops a withdrawn sound; the command only makes it sooner.
    const sounding = plays.filter((one) => one.withdrawn && one.play.state === 'started');
    for (const { play } of sounding) await ports.line.stop(claimed.tower, play.id);
    ports.log.info({ tower: claimed.tower, seq: claimed.seq, items: plan.items.length }, 'plan-published');
  }

  return {
    name: 'delivery',
    parallel: 8,
    due: (limit) => {
      const now = ports.clock.now();
      return ports.plans.claim(ports.owner, now, now - REFRESH_MS, limit);
    },
    run,
    async failed(claimed, error) {
      const notBefore = ports.clock.now() + (error.retry ? 2_000 : 60_000);
      await ports.plans.postpone(claimed, `${error.code}: ${error.message}`, notBefore);
    },
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
