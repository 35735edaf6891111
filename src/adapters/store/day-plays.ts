// Plays as pages and the as-run record show them: with their title and their tower, by name.
import type { OrgId } from '../../core/ids.ts';
import type { DayPlay } from '../../pipeline/records.ts';
import { playOf } from './plays.ts';
import type { Room } from './room.ts';

export const MOST_ROWS = 5000;

/** Plays with the title of the revision they say and the name of their tower. */
export function playRows(room: Room, org: OrgId) {
  return room.db
    .selectFrom('plays as p')
    .innerJoin('towers as t', (join) =>
      join.onRef('t.org_id', '=', 'p.org_id').onRef('t.id', '=', 'p.tower_id'),
    )
    .innerJoin('revisions as r', (join) =>
      join
        .onRef('r.org_id', '=', 'p.org_id')
        .onRef('r.bulletin_id', '=', 'p.bulletin_id')
        .onRef('r.n', '=', 'p.revision'),
    )
    .selectAll('p')
    .select(['t.name as tower_name', 'r.title'])
    .where('p.org_id', '=', org);
}

export function dayPlayOf(row: Awaited<ReturnType<ReturnType<typeof playRows>['execute']>>[number]): DayPlay {
  return { ...playOf(row), title: row.title, towerName: row.tower_name };
}
