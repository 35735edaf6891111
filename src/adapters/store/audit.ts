// Audit: the trail of deeds, read and checked. It only grows: the database itself refuses changes and removals.
import type { Audit } from '../../pipeline/records.ts';
import { hashOf, lineOf, tell } from './chain.ts';
import { type Room, write } from './room.ts';
import type { AuditTable } from './tables.ts';

const CHECKED_AT_ONCE = 2000;

export function createAudit(room: Room): Audit {
  return {
    add: (org, deed) => write(room, (trx) => tell(trx, org, deed)),

    async list(org, filter) {
      let query = room.db.selectFrom('audit').selectAll().where('org_id', '=', org);
      if (filter.subject !== undefined) {
        query = query
          .where('subject_kind', '=', filter.subject.kind)
          .where('subject_id', '=', filter.subject.id);
      }
      if (filter.officer !== undefined) query = query.where('officer_id', '=', filter.officer);
      if (filter.before !== undefined) query = query.where('n', '<', filter.before);
      const rows = await query.orderBy('n', 'desc').limit(filter.limit).execute();
      return rows.map(lineOf);
    },

    async firstBroken(org) {
      const head = await room.db
        .selectFrom('audit_heads')
        .selectAll()
        .where('org_id', '=', org)
        .executeTakeFirst();
      let last = { n: 0, hash: '' };
      for (;;) {
        const rows = await room.db
          .selectFrom('audit')
          .selectAll()
          .where('org_id', '=', org)
          .where('n', '>', last.n)
          .orderBy('n')
          .limit(CHECKED_AT_ONCE)
          .execute();
        if (rows.length === 0) break;
        for (const row of rows) {
          if (!follows(last, row)) return last.n + 1;
          last = row;
        }
      }
      // Lines may have been added since the head was read, but never taken away.
      return head !== undefined && last.n < head.n ? last.n + 1 : undefined;
    },
  };
}

function follows(last: { readonly n: number; readonly hash: string }, row: AuditTable): boolean {
  const { hash, ...line } = row;
  return row.n === last.n + 1 && hashOf(last.hash, line) === hash;
}
