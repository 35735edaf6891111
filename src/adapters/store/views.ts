// Views: what pages and the API show, each in a fixed number of questions whatever the number of rows.
import type { OrgId } from '../../core/ids.ts';
import type { Views } from '../../pipeline/records.ts';
import { asRunOf } from './as-run.ts';
import { bookingOf } from './booking-rows.ts';
import { cardsOf } from './cards.ts';
import { clipOf } from './clips.ts';
import { dayPlayOf, playRows, playsBetween } from './day-plays.ts';
import { itemOf } from './items.ts';
import { queueOf } from './queue-view.ts';
import { bulletinsNow, consentOf, consentsOf, revisionOf } from './revisions.ts';
import type { Room } from './room.ts';

const MOST_UNTYPED = 200;
/** The newest of one bulletin: who books it every day for years still sees its page. */
const MOST_PLAYS_SHOWN = 5000;

export function createViews(room: Room): Views {
  return {
    queue: (org, filter) => queueOf(room, org, filter),

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
        consentsOf(room.db, { org, id }),
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
          .limit(MOST_PLAYS_SHOWN)
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

    plays: (org, from, to) => playsBetween(room, org, from, to),
    asRun: (org, from, to) => asRunOf(room, org, from, to),

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
