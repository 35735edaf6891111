// Organisations have words that their announcements begin and end with; none for those that were there before.
import type { Migration } from 'kysely';
import { columns, type Kind } from './ddl.ts';

export function formulas(kind: Kind): Record<string, Migration> {
  return {
    '0701-organisations-formulas': columns(
      kind,
      'organisations',
      `opening text not null default ''`,
      `closing text not null default ''`,
    ),
  };
}
