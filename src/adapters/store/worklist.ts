// The worklist: which of the conveyor's stages have anything due, told by one statement for all of them.
import { type RawBuilder, sql } from 'kysely';
import type { Instant } from '../../core/ids.ts';
import { GROWS_BEFORE_MS } from '../../core/plan.ts';
import type { Worklist } from '../../pipeline/records.ts';
import { DUE, isFree } from './claims.ts';
import { kept } from './kept.ts';
import { silentBy } from './receipts.ts';
import type { Room } from './room.ts';

const STAGES = ['intake', 'voice', 'timetable', 'delivery', 'receipts'] as const;

export function createWorklist(room: Room): Worklist {
  const busyStages = kept((db, at: { now: Instant; horizon: Instant }) => {
    const free = (due: RawBuilder<unknown>) => isFree(room, due, at.now);
    return sql<{ stage: string }>`
      select 'intake' as stage where exists (select 1 from inbox where ${free(DUE.waiting())})
      union all
      select 'voice' where exists (select 1 from revisions where ${free(DUE.drafted())})
      union all
      select 'timetable' where exists (select 1 from revisions where ${free(DUE.wished())})
          or exists (select 1 from bookings where ${free(DUE.open(at.horizon))})
      union all
      select 'delivery' where exists (select 1 from tower_plans where ${free(DUE.dirty(at.now))})
      union all
      select 'receipts' where exists (select 1 from receipts where applied_at is null)
          or exists (select 1 from plays where ${silentBy(at.now)})`.compile(db);
  });

  return {
    async idle(now) {
      const busy = await busyStages(room.db, { now, horizon: now + GROWS_BEFORE_MS });
      return STAGES.filter((stage) => !busy.some((row) => row.stage === stage));
    },
  };
}
