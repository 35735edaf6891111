// Marks that a tower's plan has to be issued anew. A mark is a counter, not a queue entry: a thousand changes between
// two publishes are one publish, and a change during a publish is not lost.
import { sql } from 'kysely';
import type { BulletinClass } from '../../core/bulletin.ts';
import type { Instant, OrgId, TowerId } from '../../core/ids.ts';
import type { HeldPlan } from '../../pipeline/records.ts';
import { RELAY, tell } from './chain.ts';
import { kept } from './kept.ts';
import { distinct, pieces, type Trx } from './room.ts';

export const RANK: Readonly<Record<BulletinClass, number>> = { emergency: 0, important: 1, routine: 2 };

type Wanted = { towers: readonly string[]; rank: number; change: { readonly not_before?: number } };
const wantNew = kept((db, { towers, rank, change }: Wanted) =>
  db
    .updateTable('tower_plans')
    .set((set) => ({
      wanted: set('wanted', '+', 1),
      rank: sql<number>`case when rank > ${rank} then ${rank} else rank end`,
      ...change,
    }))
    .where('id', 'in', towers)
    .compile(),
);

/** @param rank how urgent the change is; an emergency also ends the waiting after a failed publish */
export async function markDirty(
  trx: Trx,
  towers: readonly string[],
  rank: number = RANK.routine,
): Promise<void> {
  const change = rank === RANK.emergency ? { not_before: 0 } : {};
  for (const piece of pieces(distinct(towers))) await wantNew(trx, { towers: piece, rank, change });
}

/** Further than this nobody comes by restoring databases: who says so lies, or must be connected anew. */
const MOST_EPOCHS_AHEAD = 1000;

/**
 * A tower that holds a number above every one given here (the database was restored, the plan key was stolen) refuses all
 * plans of ours: the next ones come in a new epoch. The tower's own number is never taken over, so that whoever speaks
 * as the tower uses up one epoch a word and no numbers.
 * @returns the epoch that counts from now on
 */
export async function outgrow(
  trx: Trx,
  tower: { readonly org: OrgId; readonly id: TowerId; readonly epoch: number; readonly seq: number },
  held: HeldPlan,
  now: Instant,
): Promise<number> {
  const isAhead = held.epoch > tower.epoch || (held.epoch === tower.epoch && held.seq > tower.seq);
  if (!isAhead || held.epoch - tower.epoch > MOST_EPOCHS_AHEAD) return tower.epoch;
  const epoch = held.epoch + 1;
  await trx.updateTable('towers').set({ epoch, held_seq: 0 }).where('id', '=', tower.id).execute();
  await markDirty(trx, [tower.id], RANK.emergency);
  await tell(trx, tower.org, {
    by: RELAY,
    at: now,
    act: 'tower-event',
    subject: { kind: 'tower', id: tower.id },
    facts: {
      kind: 'plan-ahead',
      held: `${held.epoch}/${held.seq}`,
      ours: `${tower.epoch}/${tower.seq}`,
      epoch,
    },
  });
  return epoch;
}
