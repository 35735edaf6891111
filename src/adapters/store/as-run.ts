// The as-run record: what was to be heard in a span of time, occurrence by occurrence, and who had approved it.
import type { Instant, OrgId } from '../../core/ids.ts';
import type { AsRunRow, DayPlay } from '../../pipeline/records.ts';
import { playsBetween } from './day-plays.ts';
import { distinct, pieces, type Room } from './room.ts';

export async function asRunOf(
  room: Room,
  org: OrgId,
  from: Instant,
  to: Instant,
): Promise<readonly AsRunRow[]> {
  const plays = (await playsBetween(room, org, from, to)).filter((play) => play.state !== 'withdrawn');
  const bulletins = plays.map((play) => play.bulletin);
  return rowsOf(plays, await approvers(room, org, bulletins));
}

/** One row per occurrence of a booking, in order of time: the same words at the same hour, whichever towers. */
function rowsOf(
  plays: readonly DayPlay[],
  approvedBy: ReadonlyMap<string, readonly string[]>,
): readonly AsRunRow[] {
  const rows = new Map<string, DayPlay[]>();
  for (const play of plays) {
    const key = `${play.booking} ${play.occurrence}`;
    const row = rows.get(key);
    if (row === undefined) rows.set(key, [play]);
    else row.push(play);
  }
  return [...rows.values()].flatMap((all) => {
    const first = all[0];
    if (first === undefined) return [];
    return [
      {
        bulletin: first.bulletin,
        title: first.title,
        class: first.class,
        at: first.at,
        clip: first.clip,
        clipMs: first.clipMs,
        approvedBy: approvedBy.get(`${first.bulletin} ${first.revision}`) ?? [],
        plays: all,
      },
    ];
  });
}

/** Who consented to the revision when it was approved; an edit after that voids the consents but not what was heard. */
async function approvers(
  room: Room,
  org: OrgId,
  bulletins: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const names = new Map<string, string[]>();
  for (const piece of pieces(distinct(bulletins))) {
    const rows = await room.db
      .selectFrom('consents as c')
      .innerJoin('revisions as r', (join) =>
        join
          .onRef('r.org_id', '=', 'c.org_id')
          .onRef('r.bulletin_id', '=', 'c.bulletin_id')
          .onRef('r.n', '=', 'c.revision'),
      )
      .select(['c.bulletin_id', 'c.revision', 'c.officer_name'])
      .where('c.org_id', '=', org)
      .where('c.bulletin_id', 'in', [...piece])
      .where('r.approved_at', 'is not', null)
      .where((where) =>
        where.or([where('c.voided_at', 'is', null), where('c.voided_at', '>=', where.ref('r.approved_at'))]),
      )
      .orderBy('c.at')
      .orderBy('c.officer_id')
      .execute();
    for (const row of rows) {
      const key = `${row.bulletin_id} ${row.revision}`;
      names.set(key, [...(names.get(key) ?? []), row.officer_name]);
    }
  }
  return names;
}
