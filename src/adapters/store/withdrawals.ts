// What takes a bulletin's plays back: its bookings end, plays no tower has seen are withdrawn at once, the others when
// their tower has been told, and the towers' plans are dirty.
import { sql } from 'kysely';
import type { BulletinId, OrgId, TowerId } from '../../core/ids.ts';
import { distinct, pieces, type Trx } from './room.ts';
import { markDirty, RANK } from './tower-plans.ts';

export const ON_THEIR_WAY = ['planned', 'published', 'ready', 'started'] as const;

/** @returns the towers that had plays on their way */
export async function withdrawBookings(
  trx: Trx,
  org: OrgId,
  bulletin: BulletinId,
  upToRevision: number,
): Promise<readonly TowerId[]> {
  const ended = await trx
    .updateTable('bookings')
    .set((set) => ({ state: 'withdrawn', owner: null, lease_until: 0, version: set('version', '+', 1) }))
    .where('org_id', '=', org)
    .where('bulletin_id', '=', bulletin)
    .where('revision', '<=', upToRevision)
    .where('state', '!=', 'withdrawn')
    .returning('id')
    .execute();
  const towers: string[] = [];
  for (const piece of pieces(ended.map((row) => row.id))) {
    const live = await trx
      .selectFrom('plays')
      .select(['tower_id', 'class'])
      .distinct()
      .where('org_id', '=', org)
      .where('booking_id', 'in', [...piece])
      .where('state', 'in', ON_THEIR_WAY)
      .execute();
    towers.push(...live.map((row) => row.tower_id));
    await trx
      .updateTable('plays')
      .set({ state: 'withdrawn', why: 'withdrawn' })
      .where('org_id', '=', org)
      .where('booking_id', 'in', [...piece])
      .where('state', '=', 'planned')
      .where(sql<boolean>`sent_at is null`)
      .execute();
  }
  // Taking back is as urgent as an emergency: somebody may be about to hear it.
  await markDirty(trx, towers, RANK.emergency);
  return distinct(towers) as readonly TowerId[];
}
