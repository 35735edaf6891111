// A bulletin's rows and its revisions': read as the trade's types, and the two ways in which words become a revision,
// shared by the ports of intake and newsroom.
import type { Kysely } from 'kysely';
import type { Consent } from '../../core/approval.ts';
import type {
  Bulletin,
  BulletinClass,
  Fallback,
  Revision,
  RevisionSource,
  RevisionState,
  Settlement,
} from '../../core/bulletin.ts';
import type { BulletinId, ClipSha, Instant, ItemId, OfficerId, OrgId } from '../../core/ids.ts';
import type { NewDraft } from '../../pipeline/records.ts';
import type { Reading } from '../../thai/reading.ts';
import { FREE } from './claims.ts';
import { recordFrom, recordsFrom, stringsFrom, toJson } from './json.ts';
import { kept } from './kept.ts';
import type { Trx } from './room.ts';
import type { BulletinTable, ConsentTable, RevisionTable, Tables } from './tables.ts';
import { RANK } from './tower-plans.ts';
import { withdrawBookings } from './withdrawals.ts';

export function revisionId(bulletin: BulletinId, n: number): string {
  return `${bulletin}.${n}`;
}

const addBulletin = kept((db, { row }: { row: BulletinTable }) =>
  db.insertInto('bulletins').values(row).compile(),
);
const addRevision = kept((db, { row }: { row: RevisionTable }) =>
  db.insertInto('revisions').values(row).compile(),
);

export async function firstRevision(
  trx: Trx,
  org: OrgId,
  id: BulletinId,
  item: ItemId | undefined,
  draft: NewDraft,
): Promise<void> {
  const row = {
    id,
    org_id: org,
    item_id: item ?? null,
    current_n: 1,
    version: 1,
    made_at: draft.at,
    changed_at: draft.at,
  };
  await addBulletin(trx, { row });
  await addRevision(trx, { row: draftRow(org, id, 1, draft) });
}

/**
 * Revision n+1 of a bulletin whose row this transaction has just locked by moving `current_n` to it: the older one is
 * superseded, its consents are void, what it had booked is withdrawn.
 */
export async function nextRevision(
  trx: Trx,
  org: OrgId,
  id: BulletinId,
  n: number,
  draft: NewDraft,
): Promise<void> {
  await trx
    .updateTable('revisions')
    .set((set) => ({ ...FREE, state: 'superseded', version: set('version', '+', 1) }))
    .where('org_id', '=', org)
    .where('bulletin_id', '=', id)
    .where('n', '<', n)
    .where('state', '!=', 'superseded')
    .execute();
  await voidConsents(trx, org, id, n - 1, draft.at);
  await withdrawBookings(trx, org, id, n - 1);
  await addRevision(trx, { row: draftRow(org, id, n, draft) });
}

export async function voidConsents(
  trx: Trx,
  org: OrgId,
  id: BulletinId,
  upToRevision: number,
  at: Instant,
): Promise<void> {
  await trx
    .updateTable('consents')
    .set({ voided_at: at })
    .where('org_id', '=', org)
    .where('bulletin_id', '=', id)
    .where('revision', '<=', upToRevision)
    .where('voided_at', 'is', null)
    .execute();
}

function draftRow(org: OrgId, bulletin: BulletinId, n: number, draft: NewDraft): RevisionTable {
  return {
    id: revisionId(bulletin, n),
    org_id: org,
    bulletin_id: bulletin,
    n,
    title: draft.title,
    class: draft.class,
    rank: RANK[draft.class],
    words: draft.words,
    source: toJson(draft.source),
    author: draft.author ?? null,
    author_name: draft.authorName,
    state: 'drafted',
    reason: null,
    reading: null,
    unread: 0,
    settled: draft.settled === undefined || draft.settled.length === 0 ? null : toJson(draft.settled),
    clip: null,
    fallback: null,
    made_at: draft.at,
    approval: null,
    approved_at: null,
    approval_expires_at: null,
    wish: null,
    wish_state: 'none',
    wish_reason: null,
    ...FREE,
    version: 1,
    attempts: 0,
    not_before: 0,
  };
}

export function revisionOf(row: RevisionTable): Revision {
  return {
    bulletin: row.bulletin_id as BulletinId,
    n: row.n,
    words: row.words,
    source: sourceFrom(row.source),
    author: (row.author ?? undefined) as OfficerId | undefined,
    authorName: row.author_name,
    state: row.state as RevisionState,
    reason: row.reason ?? undefined,
    reading: row.reading === null ? undefined : recordFrom<Reading>(row.reading, 'revisions.reading', []),
    settled: settledFrom(row.settled),
    clip: (row.clip ?? undefined) as ClipSha | undefined,
    fallback:
      row.fallback === null
        ? undefined
        : recordFrom<Fallback>(row.fallback, 'revisions.fallback', ['wanted', 'why']),
    attempts: row.attempts,
    notBefore: row.not_before,
    madeAt: row.made_at,
  };
}

export function sourceFrom(text: string): RevisionSource {
  return recordFrom<RevisionSource>(text, 'revisions.source', ['kind']);
}

export function settledFrom(text: string | null): readonly Settlement[] {
  return text === null
    ? []
    : recordsFrom<Settlement>(text, 'revisions.settled', ['written', 'how', 'spoken', 'by', 'byName', 'at']);
}

/** Bulletins with the revision that counts now, as one row: `b_…` is the bulletin's own. */
export function bulletinsNow(db: Kysely<Tables>) {
  return db
    .selectFrom('bulletins as b')
    .innerJoin('revisions as r', (join) =>
      join
        .onRef('r.org_id', '=', 'b.org_id')
        .onRef('r.bulletin_id', '=', 'b.id')
        .onRef('r.n', '=', 'b.current_n'),
    )
    .selectAll('r')
    .select([
      'b.item_id as b_item_id',
      'b.version as b_version',
      'b.made_at as b_made_at',
      'b.changed_at as b_changed_at',
    ]);
}
export type BulletinRow = Awaited<ReturnType<ReturnType<typeof bulletinsNow>['execute']>>[number];

export function bulletinOf(row: BulletinRow): Bulletin {
  return {
    id: row.bulletin_id as BulletinId,
    org: row.org_id as OrgId,
    item: (row.b_item_id ?? undefined) as ItemId | undefined,
    title: row.title,
    class: row.class as BulletinClass,
    current: revisionOf(row),
    version: row.b_version,
    madeAt: row.b_made_at,
    changedAt: row.b_changed_at,
  };
}

/** Those of every revision of a bulletin, void ones too, in order of time. */
export const consentsOf = kept((db, { org, id }: { org: string; id: string }) =>
  db
    .selectFrom('consents')
    .selectAll()
    .where('org_id', '=', org)
    .where('bulletin_id', '=', id)
    .orderBy('revision')
    .orderBy('at')
    .orderBy('officer_id')
    .compile(),
);

export function consentOf(row: ConsentTable): Consent {
  return {
    bulletin: row.bulletin_id as BulletinId,
    revision: row.revision,
    clip: row.clip as ClipSha,
    officer: row.officer_id as OfficerId,
    officerName: row.officer_name,
    at: row.at,
    area: stringsFrom(row.area, 'consents.area'),
    voidedAt: row.voided_at ?? undefined,
  };
}
