// Tables of what is kept and for how long: what the broker holds of clips, and the dates by which rows are given up.
import type { Migration } from 'kysely';
import { columns, type Kind, LEASE_COLUMNS, statements, table } from './ddl.ts';

export function keeping(kind: Kind): Record<string, Migration> {
  return {
    '0501-plays-by-clip': statements(
      kind,
      'create index if not exists plays_clip on plays (org_id, clip, expires_at)',
    ),
    '0502-broker-shelf': table(
      kind,
      'broker_shelf',
      `id text primary key,
       bytes integer not null,
       mark text not null,
       ${LEASE_COLUMNS}`,
    ),
    // What went out before this table was there is cleared like all the rest.
    '0503-broker-shelf-so-far': statements(
      kind,
      `insert into broker_shelf (id, bytes, mark)
       select n.sha256, max(n.bytes), 'earlier' from renditions n
         join plays p on p.org_id = n.org_id and p.clip = n.clip
        where p.sent_at is not null group by n.sha256
       on conflict (id) do nothing`,
    ),
    '0504-messages-seen': columns(kind, 'messages', 'seen_at integer not null default 0'),
    '0505-clips-used': columns(kind, 'clips', 'used_at integer not null default 0'),
    '0507-bookings-no-room': columns(kind, 'bookings', 'no_room text'),
    '0506-what-is-old': statements(
      kind,
      'create index if not exists inbox_received on inbox (received_at)',
      'create index if not exists items_originals on items (org_id) where original is not null',
      'create index if not exists sessions_expires on sessions (expires_at)',
    ),
  };
}
