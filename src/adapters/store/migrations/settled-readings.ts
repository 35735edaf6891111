// Readings that people settle: the dictionary's entries get kind, who, when and what for; revisions keep the answers.
import type { Migration } from 'kysely';
import { columns, type Kind } from './ddl.ts';

export function settledReadings(kind: Kind): Record<string, Migration> {
  return {
    // What was there before came with the founding: the names of villages.
    '0401-dictionary-entries': columns(
      kind,
      'dictionary',
      `kind text not null default 'place' check (kind in ('place', 'person', 'abbreviation', 'other'))`,
      `use text not null default 'always' check (use in ('always', 'unread'))`,
      `note text not null default ''`,
      'shared integer not null default 0 check (shared in (0, 1))',
      'by_id text',
      `by_name text not null default 'hokrachai'`,
      'at integer not null default 0',
      'bulletin_id text',
    ),
    '0402-revisions-settled': columns(kind, 'revisions', 'settled text'),
  };
}
