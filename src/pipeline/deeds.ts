// Lines of the audit trail, made the same way by every stage.
import type { Instant } from '../core/ids.ts';
import type { Officer } from '../core/officer.ts';
import type { Actor, Deed } from './records.ts';

export const SYSTEM: Actor = { officer: undefined, name: 'hokrachai', door: 'system' };

export function actorOf(officer: Officer, door: Actor['door'] = 'console'): Actor {
  return { officer: officer.id, name: officer.name, door };
}

export function deedOf(
  by: Actor,
  at: Instant,
  act: Deed['act'],
  kind: Deed['subject']['kind'],
  id: string,
  facts: Deed['facts'],
): Deed {
  return { by, at, act, subject: { kind, id }, facts };
}
