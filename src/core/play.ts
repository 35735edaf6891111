// One occurrence of one bulletin at one tower, and what the tower's receipts make of it. Terminal states stay.
import type { BulletinClass } from './bulletin.ts';
import type { BookingId, BulletinId, ClipSha, Instant, OrgId, PlayId, TowerId } from './ids.ts';

export const PLAY_STATES = [
  'planned',
  'published',
  'ready',
  'started',
  'finished',
  'stopped',
  'skipped',
  'failed',
  'rejected',
  'withdrawn',
  'unknown',
] as const;
export type PlayState = (typeof PLAY_STATES)[number];

export type ReceiptState = 'ready' | 'started' | 'finished' | 'stopped' | 'skipped' | 'failed' | 'rejected';

export interface Play {
  readonly id: PlayId;
  readonly org: OrgId;
  readonly booking: BookingId;
  readonly bulletin: BulletinId;
  readonly revision: number;
  readonly class: BulletinClass;
  readonly tower: TowerId;
  readonly occurrence: number;
  readonly clip: ClipSha;
  readonly clipMs: number;
  readonly at: Instant;
  /** Latest start after `at`. */
  readonly lateMs: number;
  readonly expiresAt: Instant;
  readonly times: number;
  readonly gapMs: number;
  readonly state: PlayState;
  readonly why: string | undefined;
  readonly startedAt: Instant | undefined;
  readonly endedAt: Instant | undefined;
  readonly skewMs: number | undefined;
  readonly playedMs: number | undefined;
  readonly measured?: Measured | undefined;
}

/** What a microphone or a current sensor at the loudspeaker noticed; `unknown` where it could not tell. */
export interface Measured {
  readonly amp: 'ok' | 'fail' | 'unknown';
  /** How much louder it was than the silence before. */
  readonly dB?: number | undefined;
}

/** Whether residents heard what the tower played, as far as anything can measure it; undefined: it did not play. */
export type Sounded = 'sounded' | 'unmeasured' | 'silent';

export function soundedOf({
  state,
  why,
  measured,
}: Pick<Play, 'state' | 'why' | 'measured'>): Sounded | undefined {
  if (why === 'amp-fault' || measured?.amp === 'fail') return 'silent';
  if (measured?.amp === 'ok') return 'sounded';
  return state === 'finished' ? 'unmeasured' : undefined;
}

/** The reason of a play that sounded after it was withdrawn: its tower could not be told in time. */
export const AFTER_WITHDRAWAL = 'after-withdrawal';

/** How late a play may still start, by class (tower-protocol section 3). */
export function latestStartMs(of: BulletinClass): number {
  return of === 'routine' ? 10 * 60_000 : 60 * 60_000;
}

const ORDER: Readonly<Record<PlayState, number>> = {
  planned: 0,
  published: 1,
  ready: 2,
  started: 4,
  unknown: 3,
  finished: 5,
  stopped: 5,
  skipped: 5,
  failed: 5,
  rejected: 5,
  withdrawn: 3,
};

/**
 * The state after a receipt: only forward. A withdrawn or unknown play still takes what really happened at the tower
 * (it may have sounded before the withdrawal reached it); a terminal report is never replaced, save that a play which
 * gave way to a higher class (`preempted`) may begin again.
 * @param why the reason of the present state
 */
export function afterReceipt(state: PlayState, receipt: ReceiptState, why?: string): PlayState {
  const from = state === 'stopped' && why === 'preempted' ? ORDER.ready : ORDER[state];
  return ORDER[receipt] > from ? receipt : state;
}

export function isOver(state: PlayState): boolean {
  return ORDER[state] === 5 || state === 'withdrawn';
}

/** With no word from the tower by then the result is `unknown` (tower-protocol section 7). */
export function silentAfter(play: Pick<Play, 'at' | 'lateMs' | 'clipMs' | 'times' | 'gapMs'>): Instant {
  return play.at + play.lateMs + play.clipMs * play.times + play.gapMs * play.times + 15 * 60_000;
}
