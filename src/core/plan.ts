// The plan of a tower: every play it must know for the next 36 hours. What is absent is dropped.
import type { Clip, Rendition } from './clip.ts';
import type { Instant, OrgId, TowerId } from './ids.ts';
import type { Play } from './play.ts';
import { soundingMs } from './timetable.ts';

export const HORIZON_MS = 36 * 3_600_000;
/** An open booking grows on when so little of it lies ahead. */
export const GROWS_BEFORE_MS = HORIZON_MS / 2;
export const PLAN_VALID_MS = 48 * 3_600_000;
/** A plan is issued anew before it grows this old: a tower cut off always holds more than a day. */
const REFRESH_MS = 2 * 3_600_000;
/** From the end of a play until its receipt has come, where the line is up. */
const RECEIPT_MS = 5_000;

export interface PlanItem {
  readonly play: Play;
  readonly state: 'sched' | 'withdrawn';
  readonly why: string | undefined;
  readonly clip: Rendition;
  /** The approval as the approval key signed it: the tower verifies it itself. */
  readonly approval: string;
}

export interface TowerPlan {
  readonly org: OrgId;
  readonly tower: TowerId;
  readonly epoch: number;
  readonly seq: number;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  /** Receipts up to this number are stored here: the tower may forget them. */
  readonly rack: number;
  readonly items: readonly PlanItem[];
}

/** A play with the seals it needs to go out. */
export interface SealedPlay {
  readonly play: Play;
  readonly clip: Clip;
  readonly approval: string;
  /** Whether its bulletin or booking has been withdrawn. */
  readonly withdrawn: boolean;
}

/**
 * When the plan is issued anew. A packet takes a dozen plays: what a long day's shortened plan left out follows when one
 * of them is over and makes room.
 */
export function refreshAt({ issuedAt, items }: TowerPlan, isWhole: boolean): Instant {
  const latest = issuedAt + REFRESH_MS;
  if (isWhole) return latest;
  // A withdrawal is said once: the next plan is without it.
  const ends = items.flatMap(({ play, state }) =>
    state === 'withdrawn'
      ? [issuedAt + RECEIPT_MS]
      : [play.at + soundingMs(play.clipMs, play) + RECEIPT_MS, play.expiresAt],
  );
  return Math.min(latest, ...ends.filter((end) => end > issuedAt));
}

/**
 * The complete plan from the plays a tower must know. Withdrawn ones that were already published stay as tombstones
 * until they would have expired; those never sent simply do not appear.
 */
export function planOf(
  head: Omit<TowerPlan, 'items' | 'expiresAt'>,
  plays: readonly SealedPlay[],
  codec: 'mp3' | 'opus',
): TowerPlan {
  const items = plays
    .filter(({ play, withdrawn }) => !(withdrawn && play.state === 'planned'))
    .map(({ play, clip, approval, withdrawn }): PlanItem | undefined => {
      const rendition = clip.renditions.find((one) => one.codec === codec) ?? clip.renditions[0];
      if (rendition === undefined) return undefined;
      return {
        play,
        state: withdrawn ? 'withdrawn' : 'sched',
        why: withdrawn ? 'withdrawn' : undefined,
        clip: rendition,
        approval,
      };
    })
    .filter((item) => item !== undefined)
    .sort((a, b) => a.play.at - b.play.at);
  return { ...head, expiresAt: head.issuedAt + PLAN_VALID_MS, items };
}
