// Views: what pages and the API show, each in a fixed number of questions whatever the number of rows.
import type { OrgId } from '../../core/ids.ts';
import { DAY_MS } from '../../core/timetable.ts';
import type { AsRunRow, DayPlay, QueueCard, Views } from '../../pipeline/records.ts';
import { bookingOf } from './booking-rows.ts';
import { cardsOf } from './cards.ts';
import { clipOf } from './clips.ts';
import { itemOf } from './items.ts';
import { playOf } from './plays.ts';
import { bulletinsNow, consentOf, revisionOf } from './revisions.ts';
import { distinct, pieces, type Room } from './room.ts';
import { ON_THEIR_WAY } from './withdrawals.ts';

const MOST_ROWS = 5000;
const MOST_UNTYPED = 200;

export function createViews(room: Room): Views {
  return {
    async queue(org, filter): Promise<readonly QueueCard[]> {
      const recently = room.now() - DAY_MS;
      let query = bulletinsNow(room.db)
        .where('b.org_id', '=', org)
        .where('b.id', 'in', (ids) =>
          ids
            .selectFrom('revisions')
            .select('bulletin_id as id')
            .where('org_id', '=', org)
            .where('state', 'in', ['drafted', 'unvoiced', 'voiced', 'returned'])
            .union(
              ids
                .selectFrom('revisions')
                .select('bulletin_id as id')
                .where('org_id', '=', org)
                .where('state', '=', 'approved')
                .where('wish_state', 'in', ['unmet', 'refused']),
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
      const mine = filter.mine;
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
            .when('r.state', 'in', ['drafted', 'unvoiced', 'voiced', 'returned'])
            .then(0)
            .when('r.wish_state', 'in', ['unmet', 'refused'])
            .then(0)
            .else(1)
            .end(),
        )
        .orderBy('b.changed_at', 'desc')
        .orderBy('b.id')
        .limit(filter.limit)
        .execute();
      return cardsOf(room, org, rows);
    },

    async untyped(org) {
      const rows = await room.db
        .selectFrom('items')
        .selectAll()
        .where('org_id', '=', org)
        .where('bulletin_id', 'is', null)
        .where('erased_at', 'is', null)
        .orderBy('received_at')
        .orderBy('id')
        .limit(MOST_UNTYPED)
        .execute();
      return rows.map(itemOf);
    },

    async bulletin(org, id) {
      const row = await bulletinsNow(room.db)
        .where('b.org_id', '=', org)
        .where('b.id', '=', id)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const card = (await cardsOf(room, org, [row]))[0];
      if (card === undefined) return undefined;
      const [clip, given, revisions, bookings, plays] = await Promise.all([
        row.clip === null ? undefined : clipNamed(room, org, row.clip),
        room.db
          .selectFrom('consents')
          .selectAll()
          .where('org_id', '=', org)
          .where('bulletin_id', '=', id)
          .orderBy('revision')
          .orderBy('at')
          .orderBy('officer_id')
          .execute(),
        room.db
          .selectFrom('revisions')
          .selectAll()
          .where('org_id', '=', org)
          .where('bulletin_id', '=', id)
          .orderBy('n', 'desc')
          .execute(),
        room.db
          .selectFrom('bookings')
          .selectAll()
          .where('org_id', '=', org)
          .where('bulletin_id', '=', id)
          .orderBy('id')
          .execute(),
        playRows(room, org)
          .where('p.bulletin_id', '=', id)
          .orderBy('p.at', 'desc')
          .orderBy('p.id', 'desc')
          .limit(MOST_ROWS)
          .execute(),
      ]);
      return {
        ...card,
        clip,
        given: given.map(consentOf),
        revisions: revisions.map(revisionOf),
        bookings: bookings.map(bookingOf),
        allPlays: plays.map(dayPlayOf).reverse(),
      };
    },

    async plays(org, from, to) {
      const rows = await playRows(room, org)
        .where('p.at', '>=', from)
        .where('p.at', '<', to)
        .orderBy('p.at')
        .orderBy('p.id')
        .limit(MOST_ROWS)
        .execute();
      return rows.map(dayPlayOf);
    },

    async asRun(org, from, to) {
      const rows = await playRows(room, org)
        .where('p.at', '>=', from)
        .where('p.at', '<', to)
        .where('p.state', '!=', 'withdrawn')
        .orderBy('p.at')
        .orderBy('p.id')
        .limit(MOST_ROWS)
        .execute();
      return asRunOf(
        rows.map(dayPlayOf),
        await approvers(
          room,
          org,
          rows.map((row) => row.bulletin_id),
        ),
      );
    },

    async playsAt(org, tower, limit) {
      const rows = await playRows(room, org)
        .where('p.tower_id', '=', tower)
        .orderBy('p.at', 'desc')
        .orderBy('p.id')
        .limit(limit)
        .execute();
      return rows.map(dayPlayOf);
    },
  };
}

async function clipNamed(room: Room, org: OrgId, sha256: string) {
  const row = await room.db
    .selectFrom('clips')
    .selectAll()
    .where('org_id', '=', org)
    .where('sha256', '=', sha256)
    .executeTakeFirst();
  return row === undefined ? undefined : clipOf(row);
}

/** Plays with the title of the revision they say and the name of their tower. */
function playRows(room: Room, org: OrgId) {
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

function dayPlayOf(row: Awaited<ReturnType<ReturnType<typeof playRows>['execute']>>[number]): DayPlay {
  return { ...playOf(row), title: row.title, towerName: row.tower_name };
}

/** One row per occurrence of a booking, in order of time: the same words at the same hour, whichever towers. */
function asRunOf(
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
