// The worklist: which of the conveyor's stages have anything due, told by one statement for all of them.
import { type RawBuilder, sql } from 'kysely';
import { HORIZON_MS, REFRESH_MS } from '../../core/plan.ts';
import type { Worklist } from '../../pipeline/records.ts';
import { DUE, isFree } from './claims.ts';
import { silentBy } from './receipts.ts';
import type { Room } from './room.ts';

const STAGES = ['intake', 'voice', 'timetable', 'delivery', 'receipts'] as const;

export function createWorklist(room: Room): Worklist {
  return {
    async idle(now) {
      const free = (due: RawBuilder<unknown>) => isFree(room, due, now);
      const { rows } = await sql<{ stage: string }>`
        select 'intake' as stage where exists (select 1 from inbox where ${free(DUE.waiting)})
        union all
        select 'voice' where exists (select 1 from revisions where ${free(DUE.drafted)})
        union all
        select 'timetable' where exists (select 1 from revisions where ${free(DUE.wished)})
            or exists (select 1 from bookings where ${free(DUE.open(now + HORIZON_MS / 2))})
        union all
        select 'delivery' where exists (select 1 from tower_plans where ${free(DUE.dirty(now - REFRESH_MS))})
        union all
        select 'receipts' where exists (select 1 from receipts where applied_at is null)
            or exists (select 1 from plays where ${silentBy(now)})`.execute(room.db);
      return STAGES.filter((stage) => !rows.some((row) => row.stage === stage));
    },
  };
}
