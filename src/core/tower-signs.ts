// What is known of a claimed tower's health: the facts that tower-wellness.ts makes reasons of.
import type { Instant, OrgId, TowerId } from './ids.ts';
import type { Connect } from './tower-link.ts';

/** The last thing a tower said of a play that was over. */
export interface LastResult {
  readonly state: 'finished' | 'stopped' | 'skipped' | 'failed' | 'rejected';
  readonly why: string | undefined;
  readonly at: Instant;
  readonly skewMs: number | undefined;
}

/** What is known of a claimed tower. */
export interface TowerSigns {
  readonly tower: TowerId;
  readonly org: OrgId;
  readonly claimedAt: Instant | undefined;
  /** The broker said so; a will that came after a newer birth is not in here (failure 30). */
  readonly online: boolean;
  readonly offlineAt: Instant | undefined;
  readonly lastContactAt: Instant | undefined;
  /** Its newest connections, oldest first. */
  readonly connects: readonly Connect[];
  /** Two machines answered to its name: neither is let in until it is claimed anew. */
  readonly blockedAt: Instant | undefined;
  readonly clockErrorMs: number | undefined;
  /** The highest version of the protocol it speaks. */
  readonly protocol: number | undefined;
  readonly freeBytes: number | undefined;
  readonly fault: string | undefined;
  readonly faultAt: Instant | undefined;
  readonly planSeq: number;
  readonly heldSeq: number;
  readonly planPublishedAt: Instant | undefined;
  readonly planValidUntil: Instant | undefined;
  readonly configSeq: number;
  readonly heldConfigSeq: number | undefined;
  readonly trustVer: number | undefined;
  readonly lastResult: LastResult | undefined;
  /** The first play of which nothing was ever told, since the tower last told the end of one. */
  readonly noWordSince: Instant | undefined;
  readonly lastHeardAt: Instant | undefined;
  readonly toneSentAt: Instant | undefined;
  readonly toneAnsweredAt: Instant | undefined;
  /** It said that it would not sound the tone, and why: a word of the protocol. */
  readonly toneRefusedAt?: Instant | undefined;
  readonly toneRefused?: string | undefined;
  /** The next play at this tower; `ready` when plan and clip are there. */
  readonly nextPlay: { readonly at: Instant; readonly ready: boolean } | undefined;
}
