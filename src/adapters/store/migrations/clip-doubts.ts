// Clips tell what an approver should know of their sound.
import type { Migration } from 'kysely';
import { columns, type Kind } from './ddl.ts';

export function clipDoubts(kind: Kind): Record<string, Migration> {
  return { '0601-clips-doubts': columns(kind, 'clips', "doubts text not null default '[]'") };
}
