// When a tower's plan is issued anew: after two hours as before, and sooner where it could not hold the whole day.
import type { Migration } from 'kysely';
import { columns, type Kind, statements } from './ddl.ts';

export function planRefresh(kind: Kind): Record<string, Migration> {
  return {
    '0765-tower-plans-refresh': columns(kind, 'tower_plans', 'refresh_at integer'),
    '0766-tower-plans-refresh-index': statements(
      kind,
      'update tower_plans set refresh_at = published_at + 7200000 where refresh_at is null',
      'create index if not exists tower_plans_refresh on tower_plans (refresh_at) where live = 1',
      'drop index if exists tower_plans_old',
    ),
  };
}
