// What is known of a tower's health beside its state, what it suffers from while that lasts, and who looks after it.
import type { Migration } from 'kysely';
import { columns, type Kind, statements, table } from './ddl.ts';

export function towerWellness(kind: Kind): Record<string, Migration> {
  return {
    '0710-tower-signs': table(
      kind,
      'tower_signs',
      `id text primary key,
       org_id text not null,
       claimed_at integer,
       offline_at integer,
       connects text not null default '[]',
       blocked_at integer,
       protocol integer,
       free_bytes integer,
       held_config integer,
       trust_ver integer,
       fault_at integer,
       result text,
       no_word_since integer,
       heard_by text,
       tone_date text,
       tone_sent_at integer,
       tone_answered_at integer,
       foreign key (org_id, id) references towers (org_id, id)`,
    ),
    '0711-tower-signs-so-far': statements(
      kind,
      'insert into tower_signs (id, org_id) select id, org_id from towers where true on conflict (id) do nothing',
    ),
    '0712-tower-ailments': table(
      kind,
      'tower_ailments',
      `tower_id text not null,
       reason text not null,
       org_id text not null,
       since integer not null,
       detail text,
       misses_at integer,
       loudness text not null,
       primary key (tower_id, reason),
       foreign key (org_id, tower_id) references towers (org_id, id)`,
      'create index if not exists tower_ailments_org on tower_ailments (org_id)',
    ),
    '0713-caretakers': table(
      kind,
      'caretakers',
      `org_id text not null references organisations (org_id),
       place text not null,
       name text not null,
       phone text not null,
       primary key (org_id, place)`,
    ),
    '0714-organisations-tone': columns(kind, 'organisations', 'tone text'),
  };
}
