// Revisions tell when another voice spoke than the wanted one, and why.
import type { Migration } from 'kysely';
import { columns, type Kind } from './ddl.ts';

export function fallbackVoices(kind: Kind): Record<string, Migration> {
  return { '0501-revisions-fallback': columns(kind, 'revisions', 'fallback text') };
}
