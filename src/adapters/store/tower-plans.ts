// Marks that a tower's plan has to be issued anew. A mark is a counter, not a queue entry: a thousand changes between
// two publishes are one publish, and a change during a publish is not lost.
import { sql } from 'kysely';
import type { BulletinClass } from '../../core/bulletin.ts';
import { distinct, pieces, type Trx } from './room.ts';

export const RANK: Readonly<Record<BulletinClass, number>> = { emergency: 0, important: 1, routine: 2 };

/** @param rank how urgent the change is; an emergency also ends the waiting after a failed publish */
export async function markDirty(
  trx: Trx,
  towers: readonly string[],
  rank: number = RANK.routine,
): Promise<void> {
  for (const piece of pieces(distinct(towers))) {
    await trx
      .updateTable('tower_plans')
      .set((set) => ({
        wanted: set('wanted', '+', 1),
        rank: sql<number>`case when rank > ${rank} then ${rank} else rank end`,
        ...(rank === RANK.emergency ? { not_before: 0 } : {}),
      }))
      .where('id', 'in', [...piece])
      .execute();
  }
}
