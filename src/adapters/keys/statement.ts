// An approver's consent as the tower reads it: the core's statement in, the wire's approval out. Pure.
import type { ApprovalStatement } from '../../core/approval.ts';
import { hashFromHex } from '../../wire/chunks.ts';
import type { Approval } from '../../wire/messages.ts';

/** Milliseconds become seconds, rounded so that the approval never lasts longer than the officer's. */
export function approvalOf(
  statement: Omit<ApprovalStatement, 'org' | 'bulletin'> & { readonly bulletin: string },
): Approval {
  return {
    v: 1,
    ann: statement.bulletin,
    rev: statement.revision,
    cls: statement.class,
    area: [...statement.area],
    clips: statement.clips.map(({ sha256, ms, codec }) => ({
      h: hashFromHex(sha256),
      ms: Math.round(ms),
      c: codec,
    })),
    nbf: Math.floor(statement.notBeforeAt / 1000),
    exp: Math.floor(statement.expiresAt / 1000),
    by: [...statement.by],
    maxPlays: statement.maxPlays,
  };
}
