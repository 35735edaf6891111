// Plays as pages and the as-run record show them: with their title and their tower, by name.
import { sql } from 'kysely';
import { RelayError } from '../../core/errors.ts';
import type { Instant, OrgId } from '../../core/ids.ts';
import type { DayPlay } from '../../pipeline/records.ts';
import { playOf } from './plays.ts';
import type { Room } from './room.ts';

/** Rows of one question: between two others have their turn. */
const A_PAGE = 2000;
const MOST_PLAYS = 20_000;

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

/**
 * All plays from `from` until before `to`, in order of time: a record that left some out would tell what is not so.
 * @throws RelayError `invalid-input` when there are more than one answer should hold
 */
export async function playsBetween(
  room: Room,
  org: OrgId,
  from: Instant,
  to: Instant,
): Promise<readonly DayPlay[]> {
  const plays: DayPlay[] = [];
  for (let last: DayPlay | undefined; ; last = plays.at(-1)) {
    let page = playRows(room, org)
      .where('p.at', '>=', last?.at ?? from)
      .where('p.at', '<', to);
    if (last !== undefined) {
      const { at, id } = last;
      page = page.where((where) => where.or([where('p.at', '>', at), where('p.id', '>', id)]));
    }
    const rows = await page.orderBy('p.at').orderBy('p.id').limit(sql.lit(A_PAGE)).execute();
    plays.push(...rows.map(dayPlayOf));
    if (plays.length > MOST_PLAYS) {
      throw new RelayError('invalid-input', `more than ${MOST_PLAYS} plays lie in this time`, {
        facts: { field: 'date', why: 'too-many-plays' },
      });
    }
    if (rows.length < A_PAGE) return plays;
  }
}
