// Whether a play that is due may sound now, and if not why: the tower's own rules, in the order they are told. Pure.
import type { Item, Why } from '../wire/messages.ts';
import { type Bounds, dayStart, isQuiet } from './limits.ts';
import type { Limits } from './ports.ts';

/** A clock this uncertain is good for emergencies only (tower protocol, section 10). */
const WORST_ERROR_MS = 2000;

export interface Gate {
  readonly item: Item;
  /** When it would sound, trusted ms. */
  readonly startAt: number;
  readonly errMs: number;
  readonly limits: Bounds;
  readonly ownQuietHours: Limits['quietHours'];
  readonly isMuted: boolean;
  /** When the relay was last surely heard. */
  readonly heardAt: number | undefined;
  readonly planExp: number;
  startsSince(at: number, emergency: boolean): number;
}

export function closedGate(gate: Gate): Why | undefined {
  const { item, startAt, limits } = gate;
  const isEmergency = item.cls === 'emergency';
  if (gate.isMuted && !overridesMute(item, limits)) return 'local-mute';
  if (startAt >= gate.planExp * 1000) return 'not-fresh';
  if (!isEmergency && gate.errMs > WORST_ERROR_MS) return 'no-time';
  if (!isEmergency && [limits.quietHours, gate.ownQuietHours].some((quiet) => isQuiet(startAt, quiet))) {
    return 'quiet-hours';
  }
  if (
    item.fresh !== undefined &&
    (gate.heardAt === undefined || startAt - gate.heardAt > item.fresh * 1000)
  ) {
    return 'not-fresh';
  }
  // counted apart, so that a flood of routine plays cannot use up the emergencies
  if (gate.startsSince(dayStart(startAt), isEmergency) >= limits.maxPlaysPerDay) return 'daily-limit';
  return undefined;
}

/** The village's own switch wins, but where the office has signed that an emergency is heard all the same. */
export function overridesMute(
  { cls }: Pick<Item, 'cls'>,
  limits: Pick<Bounds, 'emergencyOverMute'>,
): boolean {
  return cls === 'emergency' && limits.emergencyOverMute;
}
