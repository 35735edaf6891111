// Bulletins: what officers do to them. Each write moves the bulletin's version from the one the officer saw, which also
// locks its row; nothing changes when somebody was first.
import type { BulletinId, Instant, OrgId } from '../../core/ids.ts';
import type { BookingWish, Bulletins } from '../../pipeline/records.ts';
import { tell } from './chain.ts';
import { FREE } from './claims.ts';
import { clipOf } from './clips.ts';
import { changeDictionary, readAgain } from './dictionary.ts';
import { toJson } from './json.ts';
import { kept, keptWrite } from './kept.ts';
import {
  bulletinOf,
  bulletinsNow,
  consentOf,
  consentsOf,
  nextRevision,
  revisionId,
  voidConsents,
} from './revisions.ts';
import { fence, type Room, type Trx, writeOrFence } from './room.ts';
import type { ConsentTable, RevisionTable } from './tables.ts';
import { withdrawBookings } from './withdrawals.ts';

const named = kept((db, { org, id }: { org: string; id: string }) =>
  bulletinsNow(db).where('b.org_id', '=', org).where('b.id', '=', id).compile(),
);
const clipNamed = kept((db, { org, sha256 }: { org: string; sha256: string }) =>
  db.selectFrom('clips').selectAll().where('org_id', '=', org).where('sha256', '=', sha256).compile(),
);
const addConsent = keptWrite((db, { row }: { row: ConsentTable }) =>
  db
    .insertInto('consents')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .compile(),
);
const stepOn = kept(
  (db, { org, id, version, at }: { org: string; id: string; version: number; at: Instant }) =>
    db
      .updateTable('bulletins')
      .set((set) => ({ version: set('version', '+', 1), changed_at: at }))
      .where('org_id', '=', org)
      .where('id', '=', id)
      .where('version', '=', version)
      .returning('current_n')
      .compile(),
);
type Move = { id: string; from: readonly string[]; change: Partial<RevisionTable> };
const moveOn = keptWrite((db, { id, from, change }: Move) =>
  db
    .updateTable('revisions')
    .set((set) => ({ ...FREE, ...change, version: set('version', '+', 1) }))
    .where('id', '=', id)
    .where('state', 'in', from)
    .compile(),
);
const withNothingUnread = kept((db, { id }: { id: string }) =>
  db.selectFrom('revisions').select('id').where('id', '=', id).where('unread', '=', 0).compile(),
);

export function createBulletins(room: Room): Bulletins {
  return {
    async find(org, id) {
      const [row] = await named(room.db, { org, id });
      return row === undefined ? undefined : bulletinOf(row);
    },

    async consents(org, id) {
      const rows = await consentsOf(room.db, { org, id });
      return rows.map(consentOf);
    },

    async clip(org, sha256) {
      const [row] = await clipNamed(room.db, { org, sha256 });
      return row === undefined ? undefined : clipOf(row);
    },

    revise: (org, id, seenVersion, draft, deed, remembered = []) =>
      writeOrFence(room, async (trx) => {
        const n = (await step(trx, org, id, seenVersion, draft.at)) + 1;
        await trx
          .updateTable('bulletins')
          .set({ current_n: n })
          .where('org_id', '=', org)
          .where('id', '=', id)
          .execute();
        await nextRevision(trx, org, id, n, draft);
        await changeDictionary(trx, org, { put: remembered, remove: [] });
        const written = remembered.map((entry) => entry.written);
        await readAgain(trx, org, written, draft.at);
        await tell(trx, org, deed);
        return true;
      }),

    consent: (org, id, seenVersion, consent, sealed, deed) =>
      writeOrFence(room, async (trx) => {
        const n = await step(trx, org, id, seenVersion, consent.at);
        if (n !== consent.revision) fence();
        await mustHaveNothingUnread(trx, id, n);
        await move(trx, id, n, ['voiced'], {
          ...(sealed === undefined
            ? {}
            : {
                state: 'approved',
                reason: null,
                approval: sealed.approval,
                approved_at: consent.at,
                approval_expires_at: sealed.expiresAt,
                ...unmet(sealed.wish),
              }),
        });
        const row = {
          org_id: org,
          bulletin_id: id,
          revision: n,
          officer_id: consent.officer,
          officer_name: consent.officerName,
          clip: consent.clip,
          at: consent.at,
          area: toJson(consent.area),
          voided_at: null,
        };
        if ((await addConsent(trx, { row })) !== 1) fence();
        await tell(trx, org, deed);
        return true;
      }),

    turnDown: (org, id, seenVersion, to, reason, deed) =>
      writeOrFence(room, async (trx) => {
        const n = await step(trx, org, id, seenVersion, deed.at);
        await move(trx, id, n, ['drafted', 'unvoiced', 'voiced', 'returned'], { state: to, reason });
        await voidConsents(trx, org, id, n, deed.at);
        await tell(trx, org, deed);
        return true;
      }),

    withdraw: (org, id, seenVersion, reason, deed) =>
      writeOrFence(room, async (trx) => {
        const n = await step(trx, org, id, seenVersion, deed.at);
        await move(trx, id, n, ['drafted', 'unvoiced', 'voiced', 'returned', 'rejected', 'approved'], {
          state: 'withdrawn',
          reason,
          wish_state: 'none',
        });
        const towers = await withdrawBookings(trx, org, id, n);
        await tell(trx, org, deed);
        return towers;
      }),

    retryVoice: (org, id, seenVersion, deed) =>
      writeOrFence(room, async (trx) => {
        const n = await step(trx, org, id, seenVersion, deed.at);
        await move(trx, id, n, ['unvoiced'], { state: 'drafted', reason: null, attempts: 0, not_before: 0 });
        await tell(trx, org, deed);
        return true;
      }),

    wish: (org, id, seenVersion, wish, deed) =>
      writeOrFence(room, async (trx) => {
        const n = await step(trx, org, id, seenVersion, deed.at);
        await move(trx, id, n, ['approved'], unmet(wish));
        await tell(trx, org, deed);
        return true;
      }),
  };
}

/** The officer saw `version`: on to the next one, or fenced. @returns the current revision's number */
async function step(trx: Trx, org: OrgId, id: BulletinId, version: number, at: Instant): Promise<number> {
  const [row] = await stepOn(trx, { org, id, version, at });
  return row?.current_n ?? fence();
}

/** Moves the current revision on, from one of the given states; a claim somebody holds on it is void. */
async function move(
  trx: Trx,
  id: BulletinId,
  n: number,
  from: readonly string[],
  change: Partial<RevisionTable>,
): Promise<void> {
  if ((await moveOn(trx, { id: revisionId(id, n), from, change })) !== 1) fence();
}

/** The page and the desk have looked already; this is the look nobody can come between. */
async function mustHaveNothingUnread(trx: Trx, id: BulletinId, n: number): Promise<void> {
  const rows = await withNothingUnread(trx, { id: revisionId(id, n) });
  if (rows.length === 0) fence();
}

function unmet(wish: BookingWish): Partial<RevisionTable> {
  return { wish: toJson(wish), wish_state: 'unmet', wish_reason: null, attempts: 0, not_before: 0 };
}
