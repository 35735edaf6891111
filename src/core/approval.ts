// Approval: a named officer's consent to exact clips, area, class and validity, and the rule how many must consent.
import { type Bulletin, type BulletinClass, isAuthor } from './bulletin.ts';
import { RelayError } from './errors.ts';
import type { BulletinId, ClipSha, Instant, OfficerId, OrgId } from './ids.ts';
import type { Officer } from './officer.ts';

export interface Consent {
  readonly bulletin: BulletinId;
  readonly revision: number;
  readonly clip: ClipSha;
  readonly officer: OfficerId;
  readonly officerName: string;
  readonly at: Instant;
  /** Area prefixes (2 to 8 digits of village codes) the consent covers. */
  readonly area: readonly string[];
  readonly voidedAt: Instant | undefined;
}

export interface ApprovalRule {
  readonly approvers: number;
  readonly mayApproveOwn: boolean;
}
export type ApprovalRules = Readonly<Record<BulletinClass, ApprovalRule>>;

export const DEFAULT_RULES: ApprovalRules = {
  routine: { approvers: 1, mayApproveOwn: true },
  important: { approvers: 1, mayApproveOwn: false },
  emergency: { approvers: 2, mayApproveOwn: false },
};

/** The statement that the approval key signs: what a tower checks before it makes a sound. */
export interface ApprovalStatement {
  readonly org: OrgId;
  readonly bulletin: BulletinId;
  readonly revision: number;
  readonly class: BulletinClass;
  readonly area: readonly string[];
  readonly clips: readonly { readonly sha256: string; readonly ms: number; readonly codec: 'mp3' | 'opus' }[];
  readonly notBeforeAt: Instant;
  readonly expiresAt: Instant;
  readonly by: readonly string[];
  readonly maxPlays: number;
}

/**
 * What this officer's consent makes of the bulletin: `complete` when it was the last one needed.
 * Refuses one's own words where the rule says so (a reading that one typed oneself is one's own word too), and a second consent of the same officer.
 */
export function consentCounts(
  bulletin: Bulletin,
  rules: ApprovalRules,
  given: readonly Consent[],
  officer: Officer,
): { complete: boolean; missing: number } {
  const rule = rules[bulletin.class];
  if (!rule.mayApproveOwn && isAuthor(bulletin.current, officer.id)) {
    throw new RelayError('own-words', 'another person must approve what one wrote oneself', {
      facts: { class: bulletin.class },
    });
  }
  const standing = given.filter(
    (consent) => consent.voidedAt === undefined && consent.revision === bulletin.current.n,
  );
  if (standing.some((consent) => consent.officer === officer.id)) {
    throw new RelayError('conflict', 'this officer has already approved this revision', {
      facts: { state: 'approved' },
    });
  }
  const missing = Math.max(0, rule.approvers - standing.length - 1);
  return { complete: missing === 0, missing };
}

/** How long an approval is good for: an emergency's authority is minutes old, news may be booked for weeks. */
export function validityMs(of: BulletinClass): number {
  return of === 'emergency' ? 15 * 60_000 : 30 * 24 * 3_600_000;
}
