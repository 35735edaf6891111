// Towers as the organisation sees them: their village, limits and true state, and the one-time code that gives a
// controller its credentials.

import { RelayError } from '../../core/errors.ts';
import type { OrgId, TowerId, VillageCode } from '../../core/ids.ts';
import type { Tower } from '../../core/tower.ts';
import type { Towers } from '../../pipeline/records.ts';
import { tell } from './chain.ts';
import { FREE } from './claims.ts';
import { toJson } from './json.ts';
import { kept } from './kept.ts';
import { fence, one, type Room, write, writeOrFence } from './room.ts';
import { limitingTowers, limitsFrom } from './tower-limits.ts';
import { markDirty } from './tower-plans.ts';
import { NEWLY_CLAIMED, noteSigns } from './tower-signs.ts';

const allOf = kept((db, { org }: { org: string }) =>
  withVillages(db).where('t.org_id', '=', org).orderBy('t.id').compile(),
);

export function createTowers(room: Room): Towers {
  return {
    async all(org) {
      const rows = await allOf(room.db, { org });
      return rows.map(towerOf);
    },

    async find(org, id) {
      const row = await withVillages(room.db)
        .where('t.org_id', '=', org)
        .where('t.id', '=', id)
        .executeTakeFirst();
      return row === undefined ? undefined : towerOf(row);
    },

    add: (org, tower, deed) =>
      write(room, async (trx) => {
        await trx
          .insertInto('towers')
          .values({
            id: tower.id,
            org_id: org,
            village_code: tower.village,
            name: tower.name,
            limits: toJson(tower.limits),
            own_volume: 0,
            claimed: 0,
            epoch: 0,
            config_seq: 1,
            online: 0,
            conn: 0,
            codecs: toJson(['mp3']),
            held_seq: 0,
            ledger: 0,
            rack: 0,
          })
          .execute();
        await trx
          .insertInto('tower_plans')
          .values({
            id: tower.id,
            org_id: org,
            live: 0,
            seq: 0,
            published_seq: 0,
            wanted: 1,
            trying: 0,
            done: 0,
            rank: 2,
            ...FREE,
            version: 1,
            attempts: 0,
            not_before: 0,
          })
          .execute();
        await tell(trx, org, deed);
      }),

    offer: (org, id, codeFingerprint, expiresAt, deed) =>
      write(room, async (trx) => {
        const result = await trx
          .updateTable('towers')
          .set({ code_fingerprint: codeFingerprint, code_expires_at: expiresAt })
          .where('org_id', '=', org)
          .where('id', '=', id)
          .executeTakeFirst();
        if (!one(result))
          throw new RelayError('not-found', `there is no tower ${id}`, { facts: { tower: id } });
        await tell(trx, org, deed);
      }),

    claim: (codeFingerprint, passwordHash, now, deed) =>
      write(room, async (trx) => {
        const row = await trx
          .updateTable('towers')
          .set((set) => ({
            password_hash: passwordHash,
            claimed: 1,
            epoch: set('epoch', '+', 1),
            config_seq: set('config_seq', '+', 1),
            ledger: set('ledger', '+', 1),
            rack: 0,
            code_fingerprint: null,
            code_expires_at: null,
            online: 0,
            boot: null,
            conn: 0,
            held_seq: 0,
            clock_error_ms: null,
            fault: null,
          }))
          .where('code_fingerprint', '=', codeFingerprint)
          .where('code_expires_at', '>', now)
          .returning(['id', 'org_id', 'village_code'])
          .executeTakeFirst();
        if (row === undefined) return undefined;
        await trx
          .updateTable('tower_plans')
          .set((set) => ({ live: 1, wanted: set('wanted', '+', 1), not_before: 0 }))
          .where('id', '=', row.id)
          .execute();
        const org = row.org_id as OrgId;
        await noteSigns(trx, row, { ...NEWLY_CLAIMED, claimed_at: now });
        await tell(trx, org, { ...deed, subject: { kind: 'tower', id: row.id } });
        return { org, id: row.id as TowerId, area: [row.village_code] };
      }),

    mute: (org, id, until, deed) =>
      writeOrFence(room, async (trx) => {
        const result = await trx
          .updateTable('towers')
          .set({ muted_until: until ?? null })
          .where('org_id', '=', org)
          .where('id', '=', id)
          .executeTakeFirst();
        if (!one(result)) fence();
        await markDirty(trx, [id]);
        await tell(trx, org, deed);
        return true;
      }),

    ...limitingTowers(room),
  };
}

function withVillages(db: Room['db']) {
  return db
    .selectFrom('towers as t')
    .innerJoin('villages as v', (join) =>
      join.onRef('v.org_id', '=', 't.org_id').onRef('v.code', '=', 't.village_code'),
    )
    .innerJoin('tower_plans as p', 'p.id', 't.id')
    .leftJoin('tower_signs as s', 's.id', 't.id')
    .selectAll('t')
    .select(['s.heard_by', 'v.moo', 'v.name as village_name', 'p.published_seq', 'p.valid_until']);
}
type TowerRow = Awaited<ReturnType<ReturnType<typeof withVillages>['execute']>>[number];

function towerOf(row: TowerRow): Tower {
  const org = row.org_id as OrgId;
  return {
    id: row.id as TowerId,
    org,
    village: { code: row.village_code as VillageCode, org, moo: row.moo, name: row.village_name },
    name: row.name,
    limits: limitsFrom(row.limits),
    ownVolume: row.own_volume === 1,
    claimed: row.claimed === 1,
    online: row.online === 1,
    lastContactAt: row.last_contact_at ?? undefined,
    lastHeardAt: row.last_heard_at ?? undefined,
    heardBy: row.last_heard_at === null ? undefined : (row.heard_by ?? 'play'),
    planSeq: row.published_seq,
    heldSeq: row.held_seq,
    planValidUntil: row.valid_until ?? undefined,
    clockErrorMs: row.clock_error_ms ?? undefined,
    fault: row.fault ?? undefined,
    mutedUntil: row.muted_until ?? undefined,
  };
}
