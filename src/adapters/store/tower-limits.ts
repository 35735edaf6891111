// What a tower may do at most, kept beside it: its volume, and the house's bounds of emergencies for all of them. A change
// goes to the tower under a higher number.
import type { TowerId } from '../../core/ids.ts';
import type { TowerLimits } from '../../core/tower.ts';
import type { Towers } from '../../pipeline/records.ts';
import { tell } from './chain.ts';
import { recordFrom, toJson } from './json.ts';
import { fence, type Room, type Trx, write, writeOrFence } from './room.ts';
import { markDirty } from './tower-plans.ts';

export function limitingTowers(room: Room): Pick<Towers, 'setVolume' | 'limitAll'> {
  return {
    setVolume: (org, id, policy, own, deed) =>
      writeOrFence(room, async (trx) => {
        const row = await trx
          .selectFrom('towers')
          .select(['id', 'limits'])
          .where('org_id', '=', org)
          .where('id', '=', id)
          .modifyEnd(room.dialect.lockRow)
          .executeTakeFirst();
        if (row === undefined) fence();
        await limitTower(trx, row, policy, { own_volume: own ? 1 : 0 });
        await markDirty(trx, [id]);
        await tell(trx, org, deed);
        return true;
      }),

    limitAll: ({ maxEmergencyMs, emergencyPauseMs, emergencyOverMute }) =>
      write(room, async (trx) => {
        const rows = await trx
          .selectFrom('towers')
          .select(['id', 'limits'])
          .orderBy('id')
          .modifyEnd(room.dialect.lockRow)
          .execute();
        const otherwise = rows.filter((row) => {
          const has = limitsFrom(row.limits);
          return (
            has.maxEmergencyMs !== maxEmergencyMs ||
            has.emergencyPauseMs !== emergencyPauseMs ||
            has.emergencyOverMute !== emergencyOverMute
          );
        });
        for (const row of otherwise) {
          await limitTower(trx, row, { maxEmergencyMs, emergencyPauseMs, emergencyOverMute });
          await markDirty(trx, [row.id as TowerId]);
        }
        return otherwise.length;
      }),
  };
}

/** A tower enforces its limits itself: under a higher number it is told the new ones with its next plan. */
export async function limitTower(
  trx: Trx,
  tower: { readonly id: string; readonly limits: string },
  change: Partial<TowerLimits>,
  also: { readonly own_volume?: number } = {},
): Promise<void> {
  await trx
    .updateTable('towers')
    .set((set) => ({
      limits: toJson({ ...limitsFrom(tower.limits), ...change }),
      config_seq: set('config_seq', '+', 1),
      ...also,
    }))
    .where('id', '=', tower.id)
    .execute();
}

export function limitsFrom(text: string): TowerLimits {
  return recordFrom<TowerLimits>(text, 'towers.limits', [
    'quietHours',
    'maxClipMs',
    'maxPlaysPerDay',
    'maxRepeat',
    'volume',
    'leadInMs',
  ]);
}
