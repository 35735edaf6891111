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
  /** The rendition as long as plays need it; undefined for any other. */
  onTheWay(sha256: string): Promise<{ readonly codec: 'mp3' | 'opus'; readonly bytes: number } | undefined>;
}

/** How long what nobody needs is kept; durations in ms. */
export interface Retention {
  /** Bodies of LINE events that were parked, and of what was only remembered in staff groups. */
  readonly rawEventMs: number;
  /** Ids of events and messages, by which what LINE sends again is known. */
  readonly messageIdMs: number;
  /** Posters, files and recordings after their item is closed. */
  readonly originalMs: number;
  /** Sound that nobody approved: of superseded, rejected and withdrawn revisions. */
  readonly spareClipMs: number;
  /** Sound that was approved, after its last play and the end of its approval. */
  readonly airedClipMs: number;
  /** More than this on the shelf, and spare sound goes at once. */
  readonly clipBytes: number;
}

/** Rows that have served their time. A call is one small transaction. @returns how many rows it emptied or removed */
export interface Forgetting {
  rawEvents(before: Instant, limit: number): Promise<number>;
  eventIds(before: Instant, limit: number): Promise<number>;
  messageIds(before: Instant, now: Instant, limit: number): Promise<number>;
  /** Sessions, one-time links and codes, claim codes and counted tries that have run out. */
  passes(now: Instant, limit: number): Promise<number>;
}

/** Which sounds the records still name. A clip's row goes before its files: a file without a row is found by looking. */
export interface SoundRecords {
  /** Removes clips that only superseded, rejected or withdrawn words nobody approved had, and nobody has used since. */
  dropSpare(before: Instant, limit: number): Promise<number>;
  /** Removes clips whose approvals, bookings and plays all ended before; their hashes stay in the record. */
  dropAired(before: Instant, limit: number): Promise<number>;
  /** Removes what was noted of listening to clips that are gone. */
  dropListening(limit: number): Promise<number>;
  /** Those of these renditions that a clip has. */
  named(sha256s: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Which originals the items still name. */
export interface OriginalRecords {
  /** Items whose bulletin was decided, and whose plays ended, before: they no longer have an original. */
  dropClosed(before: Instant, limit: number): Promise<number>;
  /** Originals that items, or words that wait, still have. */
  named(org: string): Promise<ReadonlySet<string>>;
}

export interface KeptFile {
  /** Relative to the folder; the name begins with a SHA-256. */
  readonly path: string;
  /** The folder's name, where there is one folder an organisation. */
  readonly org: string;
  /** Undefined for what was left half written. */
  readonly sha256: string | undefined;
  readonly bytes: number;
}

/** A folder of files that are named by their content. */
export interface KeptFiles {
  list(): Promise<readonly KeptFile[]>;
  /** Unless it was put there, or put there again, after `putBy`. @returns whether it is gone */
  remove(path: string, putBy: Instant): Promise<boolean>;
}
