// What is kept, where and for how long, as the housekeeping stages and their neighbours ask it of the database and the
// disk. Nothing here reaches the audit trail, consents, approvals, bookings, plays or receipts: those stay.
import type { Instant } from '../core/ids.ts';
import type { Claim } from './records.ts';

/** A rendition whose pieces the broker retains. The same sound of two organisations is one: its name is its content. */
export interface HeldClip {
  readonly sha256: string;
  readonly bytes: number;
}
export interface ClaimedClip extends Claim, HeldClip {}

/** What the broker holds of clips, written down before it holds it, so that a restart still knows what to clear. */
export interface BrokerShelf {
  /**
   * These are about to be retained; none of them is cleared within the next minutes.
   * @param mark names a stay that begins now; a rendition that is there already keeps the mark of its own stay
   * @returns mark by sha256: one that has not been seen means that all the pieces have to go out
   * @throws RelayError `conflict` (retry) while another writer is clearing one of them
   */
  need(clips: readonly HeldClip[], mark: string, now: Instant): Promise<ReadonlyMap<string, string>>;
  /** Renditions whose plays all had ended by `endedBy` or are withdrawn. Their stay is over with the claim. */
  claim(owner: string, now: Instant, endedBy: Instant, limit: number): Promise<readonly ClaimedClip[]>;
  /** The broker has given them up. `false`: somebody has needed it again meanwhile. */
  cleared(clip: ClaimedClip): Promise<boolean>;
  postpone(clip: ClaimedClip, notBefore: Instant): Promise<void>;
}
