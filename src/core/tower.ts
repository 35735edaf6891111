// A speaker controller at a village: its true state in the five words of the console, and the limits it enforces.
import type { Instant, OrgId, TowerId, VillageCode } from './ids.ts';
import type { QuietHours } from './timetable.ts';
import type { ClassVolume, SofterHours } from './tower-volume.ts';

export interface Village {
  readonly code: VillageCode;
  readonly org: OrgId;
  readonly moo: number;
  readonly name: string;
}

/** What the tower itself enforces, signed into its configuration: the bound on harm even if keys leak. */
export interface TowerLimits {
  readonly quietHours: QuietHours;
  readonly maxClipMs: number;
  readonly maxPlaysPerDay: number;
  readonly maxRepeat: number;
  /** Of emergencies without a pause between them, and the pause after that; the tower's own where not said. */
  readonly maxEmergencyMs?: number;
  readonly emergencyPauseMs?: number;
  /** An emergency sounds although somebody has muted the tower there. */
  readonly emergencyOverMute?: boolean;
  readonly volume: ClassVolume;
  /** None where it was never set. */
  readonly softerHours?: readonly SofterHours[];
  /** Silence before the clip, after the amplifier's relay is switched. */
  readonly leadInMs: number;
}

export type EmergencyLimits = Required<
  Pick<TowerLimits, 'maxEmergencyMs' | 'emergencyPauseMs' | 'emergencyOverMute'>
>;

export interface Tower {
  readonly id: TowerId;
  readonly org: OrgId;
  readonly village: Village;
  readonly name: string;
  readonly limits: TowerLimits;
  /** Its volume was set for it alone; otherwise it has the organisation's. */
  readonly ownVolume?: boolean;
  /** True once a claim has given it credentials. */
  readonly claimed: boolean;
  readonly online: boolean;
  readonly lastContactAt: Instant | undefined;
  readonly lastHeardAt: Instant | undefined;
  /** What was heard then. */
  readonly heardBy?: 'play' | 'tone' | undefined;
  readonly planSeq: number;
  /** The plan sequence the tower says it holds. */
  readonly heldSeq: number;
  readonly planValidUntil: Instant | undefined;
  readonly clockErrorMs: number | undefined;
  /** A fault it told us: its code, e.g. `amp-fault`, `disk-full`, `bad-signature`. */
  readonly fault: string | undefined;
  /** Switched off by a person until then: what would start before is withdrawn here. */
  readonly mutedUntil: Instant | undefined;
}

/** Whom to call about a tower: of the tower itself, or else of its village. */
export interface Caretaker {
  readonly name: string;
  readonly phone: string;
}

export type TowerCondition =
  | 'ready'
  | 'silent-but-will-play'
  | 'silent-may-not-play'
  | 'faulty'
  | 'off'
  | 'unclaimed';

/** Mobile networks flap: silence counts only after this long. */
export const SILENT_AFTER_MS = 15 * 60_000;

/** What the console says of the tower (console blueprint 3.4). */
export function conditionOf(tower: Tower, now: Instant): TowerCondition {
  if (tower.mutedUntil !== undefined && tower.mutedUntil > now) return 'off';
  if (!tower.claimed) return 'unclaimed';
  if (tower.fault !== undefined) return 'faulty';
  const heard = tower.lastContactAt !== undefined && now - tower.lastContactAt < SILENT_AFTER_MS;
  if (tower.online && heard) return 'ready';
  const holds = tower.heldSeq === tower.planSeq && (tower.planValidUntil ?? 0) > now;
  return holds ? 'silent-but-will-play' : 'silent-may-not-play';
}
