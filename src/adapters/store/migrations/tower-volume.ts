// How loud towers play: the organisation's policy, and whether a tower has one of its own (then it is among its limits).
import type { Migration } from 'kysely';
import { columns, type Kind } from './ddl.ts';

export function towerVolume(kind: Kind): Record<string, Migration> {
  return {
    '0760-organisations-volume': columns(kind, 'organisations', 'volume text'),
    '0761-towers-own-volume': columns(kind, 'towers', 'own_volume integer not null default 0'),
  };
}
