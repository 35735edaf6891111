// Organisations, the policies each has set for itself, and their villages.
import type { ApprovalRules } from '../../core/approval.ts';
import { RelayError } from '../../core/errors.ts';
import type { OrgId, VillageCode } from '../../core/ids.ts';
import type { Organisation } from '../../core/organisation.ts';
import type { TonePolicy } from '../../core/tone.ts';
import type { TowerLimits } from '../../core/tower.ts';
import type { VolumePolicy } from '../../core/tower-volume.ts';
import type { Organisations } from '../../pipeline/records.ts';
import { tell } from './chain.ts';
import { recordFrom, toJson } from './json.ts';
import { kept } from './kept.ts';
import { one, pieces, type Room, type Trx, write } from './room.ts';
import type { OrganisationTable } from './tables.ts';
import { limitTower } from './tower-limits.ts';
import { markDirty } from './tower-plans.ts';

const named = kept((db, { id }: { id: string }) =>
  db.selectFrom('organisations').selectAll().where('org_id', '=', id).compile(),
);

export function createOrganisations(room: Room): Organisations {
  return {
    async all() {
      const rows = await room.db.selectFrom('organisations').selectAll().orderBy('org_id').execute();
      return rows.map(organisationOf);
    },

    async find(id) {
      const [row] = await named(room.db, { id });
      return row === undefined ? undefined : organisationOf(row);
    },

    add: (organisation, villages, deed) =>
      write(room, async (trx) => {
        await trx
          .insertInto('organisations')
          .values({
            org_id: organisation.id,
            parent_id: organisation.parent ?? null,
            name: organisation.name,
            kind: organisation.kind,
            area: organisation.area,
            phone: organisation.phone,
            quiet_from_minute: organisation.quietHours.fromMinute,
            quiet_to_minute: organisation.quietHours.toMinute,
            rules: toJson(organisation.rules),
            ...organisation.formulas,
            rough_weather: organisation.roughWeather ? 1 : 0,
            tone: organisation.tone === undefined ? null : toJson(organisation.tone),
            volume: organisation.volume === undefined ? null : toJson(organisation.volume),
          })
          .execute();
        for (const piece of pieces(villages, 100)) {
          await trx
            .insertInto('villages')
            .values(
              piece.map((village) => ({
                org_id: organisation.id,
                code: village.code,
                moo: village.moo,
                name: village.name,
              })),
            )
            .execute();
        }
        await tell(trx, organisation.id, deed);
      }),

    async villages(id) {
      const rows = await room.db
        .selectFrom('villages')
        .selectAll()
        .where('org_id', '=', id)
        .orderBy('code')
        .execute();
      return rows.map((row) => ({ code: row.code as VillageCode, org: id, moo: row.moo, name: row.name }));
    },

    change: (id, change, deed) =>
      write(room, async (trx) => {
        const result = await trx
          .updateTable('organisations')
          .set({ org_id: id, ...columnsOf(change) })
          .where('org_id', '=', id)
          .executeTakeFirst();
        if (!one(result)) throw new RelayError('not-found', `there is no organisation ${id}`);
        const { quietHours, volume } = change;
        const lock = room.dialect.lockRow;
        if (quietHours !== undefined) await limitTowers(trx, id, { quietHours }, lock);
        if (volume !== undefined) await limitTowers(trx, id, volume, lock, { own_volume: 0 });
        await tell(trx, id, deed);
      }),
  };
}

function columnsOf(change: Parameters<Organisations['change']>[1]): Partial<OrganisationTable> {
  const { name, phone, rules, quietHours, formulas, roughWeather, volume } = change;
  return {
    ...('tone' in change ? { tone: change.tone === undefined ? null : toJson(change.tone) } : {}),
    ...(name === undefined ? {} : { name }),
    ...(phone === undefined ? {} : { phone }),
    ...(rules === undefined ? {} : { rules: toJson(rules) }),
    ...(quietHours === undefined
      ? {}
      : { quiet_from_minute: quietHours.fromMinute, quiet_to_minute: quietHours.toMinute }),
    ...formulas,
    ...(roughWeather === undefined ? {} : { rough_weather: roughWeather ? 1 : 0 }),
    ...(volume === undefined ? {} : { volume: toJson(volume) }),
  };
}

/** Every tower enforces its limits itself: they change, and it is told with its next plan. */
async function limitTowers(
  trx: Trx,
  org: OrgId,
  change: Partial<TowerLimits>,
  lock: Room['dialect']['lockRow'],
  which: { readonly own_volume?: number } = {},
): Promise<void> {
  let found = trx.selectFrom('towers').select(['id', 'limits']).where('org_id', '=', org);
  if (which.own_volume !== undefined) found = found.where('own_volume', '=', which.own_volume);
  const towers = await found.orderBy('id').modifyEnd(lock).execute();
  for (const tower of towers) await limitTower(trx, tower, change);
  await markDirty(
    trx,
    towers.map((tower) => tower.id),
  );
}

function organisationOf(row: OrganisationTable): Organisation {
  return {
    id: row.org_id as OrgId,
    parent: (row.parent_id ?? undefined) as OrgId | undefined,
    name: row.name,
    kind: row.kind as Organisation['kind'],
    area: row.area,
    phone: row.phone,
    quietHours: { fromMinute: row.quiet_from_minute, toMinute: row.quiet_to_minute },
    rules: recordFrom<ApprovalRules>(row.rules, 'organisations.rules', ['routine', 'important', 'emergency']),
    formulas: { opening: row.opening, closing: row.closing },
    roughWeather: row.rough_weather === 1,
    ...(row.tone === null
      ? {}
      : { tone: recordFrom<TonePolicy>(row.tone, 'organisations.tone', ['fromMinute', 'volume']) }),
    ...(row.volume === null
      ? {}
      : { volume: recordFrom<VolumePolicy>(row.volume, 'organisations.volume', ['volume', 'softerHours']) }),
  };
}
