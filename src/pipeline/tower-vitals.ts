// What the watch over the towers asks of the database: signs of health, what is open, who looks after a place, and whose
// test tone is due. Written by what towers say (TowerContacts, Receipts) and by the watch.
import type { Instant, OrgId, TowerId } from '../core/ids.ts';
import type { LocalDate } from '../core/timetable.ts';
import type { Caretaker } from '../core/tower.ts';
import type { Loudness, OpenAilment } from '../core/tower-loudness.ts';
import type { TowerSigns } from '../core/tower-signs.ts';
import type { Deed } from './records.ts';

/** An ailment with how loud it has been told so far. */
export interface KeptAilment extends OpenAilment {
  readonly told: Loudness;
}

/** One ailment's next state; `before` undefined: it is new, `after` undefined: it is over. */
export interface AilmentChange {
  readonly before: KeptAilment | undefined;
  readonly after: KeptAilment | undefined;
  /** Told only if the change was this writer's. */
  readonly deed: Deed | undefined;
}

export interface TowerVitals {
  /** Of all towers that are connected, or were shut out. */
  signs(org: OrgId, now: Instant): Promise<readonly TowerSigns[]>;
  open(org: OrgId): Promise<readonly KeptAilment[]>;
  /** Each change by itself compare-and-swap: of two watches one writes. */
  note(org: OrgId, changes: readonly AilmentChange[]): Promise<void>;
}

/** Who looks after a village's towers, or after one tower; `place` is a village's code or a tower's id. */
export interface Caretakers {
  all(org: OrgId): Promise<ReadonlyMap<string, Caretaker>>;
  /** @param caretaker undefined for nobody */
  set(org: OrgId, place: string, caretaker: Caretaker | undefined, deed: Deed): Promise<void>;
}

export interface Tones {
  /** Towers in contact, not muted, that have had no tone on that day. */
  due(org: OrgId, date: LocalDate, now: Instant): Promise<readonly TowerId[]>;
  /** The day's tone is this caller's to send. */
  take(tower: TowerId, date: LocalDate, now: Instant): Promise<boolean>;
  /** It did not go out: another try may take the day. */
  giveBack(tower: TowerId, date: LocalDate): Promise<void>;
  /** A tone that a person ordered. */
  ordered(org: OrgId, tower: TowerId, now: Instant, deed: Deed): Promise<void>;
  /** When each tower last answered one. */
  answered(org: OrgId): Promise<ReadonlyMap<TowerId, Instant>>;
}
