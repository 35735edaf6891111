// What the broker holds of clips. A row is written before the first piece goes out and removed after the last one is
// cleared: after a kill at any point the row is there, and clearing what is not there harms nobody.
import { sql } from 'kysely';
import { RelayError } from '../../core/errors.ts';
import type { Instant } from '../../core/ids.ts';
import type { BrokerShelf, ClaimedClip } from '../../pipeline/keeping.ts';
import { claimFrom } from './claims.ts';
import { kept } from './kept.ts';
import { pieces, type Room, write } from './room.ts';

/** Longer than a plan takes from its clips to the row that says it is out. */
const HELD_MS = 10 * 60_000;

const heldLong = kept((db, { ids, until }: { ids: readonly string[]; until: Instant }) =>
  db
    .selectFrom('broker_shelf')
    .select(['id', 'mark'])
    .where('id', 'in', ids)
    .where('mark', '!=', '')
    .where('not_before', '>', until)
    .compile(),
);

export function createBrokerShelf(room: Room): BrokerShelf {
  const claim = claimFrom(room, 'broker_shelf', {
    due: (endedBy) => sql`not exists (
      select 1 from renditions n
        join plays p on p.org_id = n.org_id and p.clip = n.clip
        join bookings b on b.org_id = p.org_id and b.id = p.booking_id
       where n.sha256 = broker_shelf.id and p.expires_at > ${endedBy}
         and p.state <> 'withdrawn' and b.state <> 'withdrawn')`,
    order: ['id'],
    also: sql`mark = ''`,
  });
  function stillHeld(clip: ClaimedClip) {
    return sql`id = ${clip.sha256} and owner = ${clip.owner} and version = ${clip.version}`;
  }

  return {
    async need(clips, mark, now) {
      const marks = new Map<string, string>();
      const wanted = new Map(clips.map((clip) => [clip.sha256, clip.bytes]));
      // Most plans name what another plan named a minute ago: those only look.
      for (const piece of pieces([...wanted.keys()])) {
        const rows = await heldLong(room.db, { ids: piece, until: now + HELD_MS / 2 });
        for (const row of rows) marks.set(row.id, row.mark);
      }
      // In one order, so that two plans with the same clips never wait for each other.
      const left = [...wanted].filter(([sha256]) => !marks.has(sha256)).sort();
      if (left.length === 0) return marks;
      await write(room, async (trx) => {
        for (const [sha256, bytes] of left) {
          const { rows } = await sql<{ id: string; mark: string }>`
            insert into broker_shelf (id, bytes, mark, not_before)
            values (${sha256}, ${bytes}, ${mark}, ${now + HELD_MS})
            on conflict (id) do update
               set mark = case when broker_shelf.mark = '' then excluded.mark else broker_shelf.mark end,
                   not_before = excluded.not_before, owner = null, lease_until = 0,
                   version = broker_shelf.version + 1
             where broker_shelf.owner is null or broker_shelf.lease_until <= ${room.dialect.leaseNow(now)}
            returning id, mark`.execute(trx);
          const row = rows[0];
          if (row === undefined) {
            throw new RelayError('conflict', 'this clip is being cleared from the broker', {
              retry: true,
              facts: { sha256 },
            });
          }
          marks.set(row.id, row.mark);
        }
      });
      return marks;
    },

    async claim(owner, now, endedBy, limit) {
      const rows = await claim({ owner, now, limit, than: endedBy });
      return rows.map(({ id, bytes, version }) => ({ sha256: id, bytes, owner, version }));
    },

    async onTheWay(sha256) {
      // One sound may be two organisations': the same bytes, hence the same codec.
      const row = await room.db
        .selectFrom('broker_shelf')
        .innerJoin('renditions', 'renditions.sha256', 'broker_shelf.id')
        .select(['renditions.codec', 'broker_shelf.bytes'])
        .where('broker_shelf.id', '=', sha256)
        .where('broker_shelf.mark', '!=', '')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? undefined : { codec: row.codec, bytes: Number(row.bytes) };
    },

    async cleared(clip) {
      const result = await room.db
        .deleteFrom('broker_shelf')
        .where(sql<boolean>`${stillHeld(clip)}`)
        .execute();
      return result[0]?.numDeletedRows === 1n;
    },

    async postpone(clip, notBefore) {
      await sql`update broker_shelf set owner = null, lease_until = 0, not_before = ${notBefore}, version = version + 1
        where ${stillHeld(clip)}`.execute(room.db);
    },
  };
}
