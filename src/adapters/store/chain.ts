// The audit trail's chain: each line's hash covers the line before it, one chain per organisation. Lines are written
// last in the transaction of what they tell, so that the chain's head is locked as shortly as can be.
import { createHash } from 'node:crypto';
import { RelayError } from '../../core/errors.ts';
import type { OfficerId, OrgId } from '../../core/ids.ts';
import type { AuditLine, Deed } from '../../pipeline/records.ts';
import { recordFrom, toJson } from './json.ts';
import { kept } from './kept.ts';
import type { Trx } from './room.ts';
import type { AuditTable } from './tables.ts';

/** The relay itself as the doer of a deed. */
export const RELAY: Deed['by'] = { officer: undefined, name: 'relay', door: 'system' };

/** The head's row is locked with it. */
const nextOf = kept((db, { org }: { org: string }) =>
  db
    .insertInto('audit_heads')
    .values({ org_id: org, n: 1, hash: '' })
    .onConflict((conflict) =>
      conflict.column('org_id').doUpdateSet((set) => ({ n: set('audit_heads.n', '+', 1) })),
    )
    .returning(['n', 'hash'])
    .compile(),
);
const addLine = kept((db, line: AuditTable) =>
  db
    .insertInto('audit')
    .values({
      org_id: line.org_id,
      n: line.n,
      at: line.at,
      act: line.act,
      officer_id: line.officer_id,
      by_name: line.by_name,
      door: line.door,
      subject_kind: line.subject_kind,
      subject_id: line.subject_id,
      facts: line.facts,
      hash: line.hash,
    })
    .compile(),
);
const moveHead = kept((db, { org, hash }: { org: string; hash: string }) =>
  db.updateTable('audit_heads').set({ hash }).where('org_id', '=', org).compile(),
);

export async function tell(trx: Trx, org: OrgId, deed: Deed): Promise<void> {
  const [head] = await nextOf(trx, { org });
  if (head === undefined) throw new RelayError('internal', 'the audit trail has no head');
  const line: Omit<AuditTable, 'hash'> = {
    org_id: org,
    n: head.n,
    at: deed.at,
    act: deed.act,
    officer_id: deed.by.officer ?? null,
    by_name: deed.by.name,
    door: deed.by.door,
    subject_kind: deed.subject.kind,
    subject_id: deed.subject.id,
    facts: toJson(deed.facts),
  };
  const hash = hashOf(head.hash, line);
  await addLine(trx, { ...line, hash });
  await moveHead(trx, { org, hash });
}

/** SHA-256 over the previous hash and every column in a fixed order. */
export function hashOf(previous: string, line: Omit<AuditTable, 'hash'>): string {
  const whole = [
    previous,
    line.org_id,
    line.n,
    line.at,
    line.act,
    line.officer_id,
    line.by_name,
    line.door,
    line.subject_kind,
    line.subject_id,
    line.facts,
  ];
  return createHash('sha256').update(JSON.stringify(whole)).digest('hex');
}

export function lineOf(row: AuditTable): AuditLine {
  return {
    n: row.n,
    org: row.org_id as OrgId,
    at: row.at,
    act: row.act as Deed['act'],
    by: {
      officer: (row.officer_id ?? undefined) as OfficerId | undefined,
      name: row.by_name,
      door: row.door as Deed['by']['door'],
    },
    subject: { kind: row.subject_kind as Deed['subject']['kind'], id: row.subject_id },
    facts: recordFrom(row.facts, 'audit.facts', []),
    hash: row.hash,
  };
}
