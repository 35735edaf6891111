// Whether a play that is due may sound now, and if not why: the tower's own rules, in the order they are told.
import type { Item, Why } from '../wire/messages.ts';
import type { Journal } from './journal.ts';
import { type Bounds, dayStart, isQuiet } from './limits.ts';
import type { Limits } from './ports.ts';
import type { TowerTime } from './tower-time.ts';

/** A clock this uncertain is good for emergencies only (tower protocol, section 10). */
const WORST_ERROR_MS = 2000;

/** The tower as far as it decides whether a sound may be made now. */
export interface Surroundings {
  limits(): Bounds;
  /** Quiet hours of the tower's owner, beside the signed ones. */
  readonly ownQuietHours: Limits['quietHours'];
  /** Trusted time at which the relay was last heard. */
  heardAt(): number | undefined;
  planExp(): number;
  isMuted(): boolean;
}

export interface Gates {
  /** Why this play may not begin then, trusted ms; undefined where nothing stands in its way. */
  closed(item: Item, startAt: number): Why | undefined;
  /** Why a play that has begun may not go on with its next repeat. */
  closedToRepeat(item: Item, startAt: number): Why | undefined;
}

export interface GatesParts {
  readonly around: Surroundings;
  readonly time: Pick<TowerTime, 'errMs'>;
  readonly journal: Pick<Journal, 'startsSince'>;
}

export function createGates({ around, time, journal }: GatesParts): Gates {
  const gate = (item: Item, startAt: number): Gate => ({
    item,
    startAt,
    errMs: time.errMs(),
    limits: around.limits(),
    ownQuietHours: around.ownQuietHours,
    isMuted: around.isMuted(),
    heardAt: around.heardAt(),
    planExp: around.planExp(),
    startsSince: journal.startsSince,
  });
  return {
    closed: (item, startAt) => closedGate(gate(item, startAt)),
    closedToRepeat(item, startAt) {
      // it was counted when it began, and its plan was good then
      const begun = { planExp: Number.POSITIVE_INFINITY, heardAt: startAt, startsSince: () => 0 };
      return closedGate({ ...gate(item, startAt), ...begun });
    },
  };
}

interface Gate {
  readonly item: Item;
  /** When it would sound, trusted ms. */
  readonly startAt: number;
  readonly errMs: number;
  readonly limits: Bounds;
  readonly ownQuietHours: Limits['quietHours'];
  readonly isMuted: boolean;
  readonly heardAt: number | undefined;
  readonly planExp: number;
  startsSince(at: number, emergency: boolean): number;
}

function closedGate(gate: Gate): Why | undefined {
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
