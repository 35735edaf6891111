// Queue cards: a bulletin with what a list shows beside it, gathered for all rows of the list at once.
import type { Instant, OrgId } from '../../core/ids.ts';
import type { Item } from '../../core/item.ts';
import type { PlayState } from '../../core/play.ts';
import type { NoRoom, PlayTally, QueueCard } from '../../pipeline/records.ts';
import { noRoomFrom } from './booking-rows.ts';
import { itemOf } from './items.ts';
import { type BulletinRow, bulletinOf } from './revisions.ts';
import { distinct, pieces, type Room } from './room.ts';

const NONE: PlayTally = { planned: 0, finished: 0, failed: 0, unknown: 0, sounding: 0 };
const TALLIED: Readonly<Record<PlayState, keyof PlayTally | undefined>> = {
  planned: 'planned',
  published: 'planned',
  ready: 'planned',
  started: 'sounding',
  finished: 'finished',
  stopped: 'failed',
  skipped: 'failed',
  failed: 'failed',
  rejected: 'failed',
  unknown: 'unknown',
  withdrawn: undefined,
};

export async function cardsOf(
  room: Room,
  org: OrgId,
  rows: readonly BulletinRow[],
): Promise<readonly QueueCard[]> {
  const ids = rows.map((row) => row.bulletin_id);
  const [items, lengths, consents, plays, full] = await Promise.all([
    itemsOf(
      room,
      org,
      rows.map((row) => row.b_item_id).filter((id) => id !== null),
    ),
    lengthsOf(
      room,
      org,
      rows.map((row) => row.clip).filter((clip) => clip !== null),
    ),
    consentsOf(room, org, ids),
    playsOf(room, org, ids),
    fullOf(room, org, ids),
  ]);
  return rows.map((row) => {
    const key = `${row.bulletin_id} ${row.n}`;
    return {
      bulletin: bulletinOf(row),
      item: items.get(row.b_item_id ?? ''),
      clipMs: lengths.get(row.clip ?? ''),
      unread: row.unread,
      consents: consents.get(key) ?? 0,
      wishRefused: row.wish_state === 'refused' ? (row.wish_reason ?? '') : undefined,
      repeatRefused: full.get(key)?.reason,
      nextPlayAt: plays.get(key)?.nextAt,
      plays: plays.get(key)?.tally ?? NONE,
    };
  });
}

async function itemsOf(room: Room, org: OrgId, ids: readonly string[]): Promise<ReadonlyMap<string, Item>> {
  const items = new Map<string, Item>();
  for (const piece of pieces(distinct(ids))) {
    const rows = await room.db
      .selectFrom('items')
      .selectAll()
      .where('org_id', '=', org)
      .where('id', 'in', [...piece])
      .execute();
    for (const row of rows) items.set(row.id, itemOf(row));
  }
  return items;
}

async function lengthsOf(
  room: Room,
  org: OrgId,
  clips: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const lengths = new Map<string, number>();
  for (const piece of pieces(distinct(clips))) {
    const rows = await room.db
      .selectFrom('clips')
      .select(['sha256', 'ms'])
      .where('org_id', '=', org)
      .where('sha256', 'in', [...piece])
      .execute();
    for (const row of rows) lengths.set(row.sha256, row.ms);
  }
  return lengths;
}

/** Standing consents by bulletin and revision. */
async function consentsOf(
  room: Room,
  org: OrgId,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const piece of pieces(ids)) {
    const rows = await room.db
      .selectFrom('consents')
      .select((of) => ['bulletin_id', 'revision', of.fn.countAll<number>().as('count')])
      .where('org_id', '=', org)
      .where('bulletin_id', 'in', [...piece])
      .where('voided_at', 'is', null)
      .groupBy(['bulletin_id', 'revision'])
      .execute();
    for (const row of rows) counts.set(`${row.bulletin_id} ${row.revision}`, row.count);
  }
  return counts;
}

/** The next occurrence for which a repeat has no room, by bulletin and revision. */
async function fullOf(room: Room, org: OrgId, ids: readonly string[]): Promise<ReadonlyMap<string, NoRoom>> {
  const next = new Map<string, NoRoom>();
  for (const piece of pieces(ids)) {
    const rows = await room.db
      .selectFrom('bookings')
      .select(['bulletin_id', 'revision', 'no_room'])
      .where('org_id', '=', org)
      .where('bulletin_id', 'in', [...piece])
      .where('state', '!=', 'withdrawn')
      .where('no_room', 'is not', null)
      .execute();
    for (const row of rows) {
      const key = `${row.bulletin_id} ${row.revision}`;
      const coming = noRoomFrom(row.no_room ?? '[]').find((one) => one.opensAt >= room.now());
      const known = next.get(key);
      if (coming !== undefined && (known === undefined || coming.opensAt < known.opensAt))
        next.set(key, coming);
    }
  }
  return next;
}

/** Plays by bulletin and revision. */
async function playsOf(
  room: Room,
  org: OrgId,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly tally: PlayTally; readonly nextAt: Instant | undefined }>> {
  const found = new Map<string, { tally: PlayTally; nextAt: Instant | undefined }>();
  for (const piece of pieces(ids)) {
    const rows = await room.db
      .selectFrom('plays')
      .select((of) => [
        'bulletin_id',
        'revision',
        'state',
        of.fn.countAll<number>().as('count'),
        of.fn.min<number>('at').as('first_at'),
      ])
      .where('org_id', '=', org)
      .where('bulletin_id', 'in', [...piece])
      // A tower that skips what was withdrawn has not failed.
      .where((where) => where.or([where('why', 'is', null), where('why', '!=', 'withdrawn')]))
      .groupBy(['bulletin_id', 'revision', 'state'])
      .execute();
    for (const row of rows) {
      const key = `${row.bulletin_id} ${row.revision}`;
      const { tally, nextAt } = found.get(key) ?? { tally: NONE, nextAt: undefined };
      const name = TALLIED[row.state as PlayState];
      found.set(key, {
        tally: name === undefined ? tally : { ...tally, [name]: tally[name] + row.count },
        nextAt: name === 'planned' ? Math.min(nextAt ?? row.first_at, row.first_at) : nextAt,
      });
    }
  }
  return found;
}
