// Organisations have a switch for wind and rain; off for those that were there before.
import type { Migration } from 'kysely';
import { columns, type Kind } from './ddl.ts';

export function roughWeather(kind: Kind): Record<string, Migration> {
  return {
    '0740-organisations-rough-weather': columns(
      kind,
      'organisations',
      'rough_weather integer not null default 0',
    ),
  };
}
