// The queue as people see it: what waits for somebody first, then what is on its way and what was decided lately.
import type { OrgId } from '../../core/ids.ts';
import { DAY_MS } from '../../core/timetable.ts';
import type { QueueCard, Views } from '../../pipeline/records.ts';
import { cardsOf } from './cards.ts';
import { bulletinsNow } from './revisions.ts';
import type { Room } from './room.ts';
import { ON_THEIR_WAY } from './withdrawals.ts';

const UNDECIDED = ['drafted', 'unvoiced', 'voiced', 'returned'] as const;
const UNBOOKED = ['unmet', 'refused'] as const;

export async function queueOf(
  room: Room,
  org: OrgId,
  { mine, limit }: Parameters<Views['queue']>[1],
): Promise<readonly QueueCard[]> {
  const recently = room.now() - DAY_MS;
  let query = bulletinsNow(room.db)
    .where('b.org_id', '=', org)
    .where('b.id', 'in', (ids) =>
      ids
        .selectFrom('revisions')
        .select('bulletin_id as id')
        .where('org_id', '=', org)
        .where('state', 'in', UNDECIDED)
        .union(
          ids
            .selectFrom('revisions')
            .select('bulletin_id as id')
            .where('org_id', '=', org)
            .where('state', '=', 'approved')
            .where('wish_state', 'in', UNBOOKED),
        )
        .union(
          ids
            .selectFrom('bookings')
            .select('bulletin_id as id')
            .where('org_id', '=', org)
            .where('state', '=', 'open')
            .where('no_room', 'is not', null),
        )
        .union(
          ids
            .selectFrom('plays')
            .select('bulletin_id as id')
            .where('org_id', '=', org)
            .where('state', 'in', ON_THEIR_WAY),
        )
        .union(
          ids
            .selectFrom('bulletins')
            .select('id')
            .where('org_id', '=', org)
            .where('changed_at', '>', recently),
        ),
    );
  if (mine !== undefined) {
    query = query.where((where) =>
      where.or([
        where('r.author', '=', mine),
        where('b.item_id', 'in', (sent) =>
          sent
            .selectFrom('items')
            .select('items.id')
            .where('items.org_id', '=', org)
            .where('sent_by', '=', mine),
        ),
      ]),
    );
  }
  const rows = await query
    // What waits for somebody is never cut off by what was decided lately.
    .orderBy((by) =>
      by
        .case()
        .when('r.state', 'in', UNDECIDED)
        .then(0)
        .when('r.wish_state', 'in', UNBOOKED)
        .then(0)
        .else(1)
        .end(),
    )
    .orderBy('b.changed_at', 'desc')
    .orderBy('b.id')
    .limit(limit)
    .execute();
  return cardsOf(room, org, rows);
}
