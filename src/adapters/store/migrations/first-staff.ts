// First tables, part one: organisations, their villages and people, sessions and the audit trail.
import type { Migration } from 'kysely';
import { type Kind, statements, table } from './ddl.ts';

export function firstStaff(kind: Kind): Record<string, Migration> {
  return {
    '0101-organisations': table(
      kind,
      'organisations',
      `org_id text primary key,
       parent_id text references organisations (org_id),
       name text not null,
       kind text not null,
       area text not null,
       phone text not null,
       quiet_from_minute integer not null check (quiet_from_minute between 0 and 1439),
       quiet_to_minute integer not null check (quiet_to_minute between 0 and 1439),
       rules text not null`,
    ),
    '0102-villages': table(
      kind,
      'villages',
      `org_id text not null references organisations (org_id),
       code text not null,
       moo integer not null,
       name text not null,
       primary key (org_id, code)`,
    ),
    '0103-officers': table(
      kind,
      'officers',
      `id text primary key,
       org_id text not null references organisations (org_id),
       name text not null,
       username text not null unique,
       roles text not null,
       active integer not null check (active in (0, 1)),
       password_hash text,
       line_user_id text,
       last_seen_at integer,
       unique (org_id, id),
       unique (org_id, line_user_id)`,
    ),
    '0104-sessions': table(
      kind,
      'sessions',
      `fingerprint text primary key,
       org_id text not null,
       officer_id text not null,
       csrf text not null,
       made_at integer not null,
       seen_at integer not null,
       expires_at integer not null,
       foreign key (org_id, officer_id) references officers (org_id, id)`,
      'create index if not exists sessions_officer on sessions (org_id, officer_id)',
    ),
    '0105-offers': table(
      kind,
      'offers',
      `kind text not null,
       fingerprint text not null,
       org_id text not null,
       officer_id text not null,
       expires_at integer not null,
       spent_at integer,
       primary key (kind, fingerprint),
       foreign key (org_id, officer_id) references officers (org_id, id)`,
      'create index if not exists offers_officer on offers (org_id, officer_id)',
    ),
    '0106-api-tokens': table(
      kind,
      'api_tokens',
      `fingerprint text primary key,
       org_id text not null references organisations (org_id),
       name text not null,
       unique (org_id, name)`,
    ),
    '0107-tries': table(
      kind,
      'tries',
      `key text primary key,
       instants text not null,
       forget_at integer not null`,
      'create index if not exists tries_forget on tries (forget_at)',
    ),
    '0108-audit': table(
      kind,
      'audit',
      `org_id text not null,
       n integer not null,
       at integer not null,
       act text not null,
       officer_id text,
       by_name text not null,
       door text not null,
       subject_kind text not null,
       subject_id text not null,
       facts text not null,
       hash text not null,
       primary key (org_id, n)`,
      'create index if not exists audit_subject on audit (org_id, subject_kind, subject_id, n)',
      'create index if not exists audit_officer on audit (org_id, officer_id, n)',
    ),
    '0109-audit-heads': table(
      kind,
      'audit_heads',
      `org_id text primary key,
       n integer not null,
       hash text not null`,
    ),
    '0110-audit-only-grows': onlyGrows(kind),
    '0111-marks': table(kind, 'marks', 'name text primary key, at integer not null'),
  };
}

function onlyGrows(kind: Kind): Migration {
  if (kind === 'sqlite') {
    return statements(
      kind,
      `create trigger if not exists audit_no_update before update on audit
       begin select raise(abort, 'the audit trail only grows'); end`,
      `create trigger if not exists audit_no_delete before delete on audit
       begin select raise(abort, 'the audit trail only grows'); end`,
    );
  }
  return statements(
    kind,
    `create or replace function audit_only_grows() returns trigger language plpgsql as
     $$ begin raise exception 'the audit trail only grows'; end $$`,
    'drop trigger if exists audit_no_change on audit',
    `create trigger audit_no_change before update or delete or truncate on audit
     for each statement execute function audit_only_grows()`,
  );
}
