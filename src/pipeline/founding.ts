// Founding: the first start of an empty database makes the organisation of a file, with its villages, towers, slots and
// first officers. Nobody gets a password; the first administrator gets a one-time link.
import { DEFAULT_RULES } from '../core/approval.ts';
import { oneLine } from '../core/dictionary.ts';
import {
  type Instant,
  named,
  type OfficerId,
  type OrgId,
  type SlotId,
  type TowerId,
  type VillageCode,
} from '../core/ids.ts';
import type { Officer, Role } from '../core/officer.ts';
import type { Organisation } from '../core/organisation.ts';
import type { TowerLimits } from '../core/tower.ts';
import { readThai } from '../thai/reading.ts';
import { deedOf, SYSTEM } from './deeds.ts';
import type { Clock, Secrets } from './ports.ts';
import type { Dictionary, Officers, Organisations, Sessions, Slots, Towers } from './records.ts';

/** What the organisation's file says, validated at its door. */
export interface Foundation {
  readonly name: string;
  readonly kind: Organisation['kind'];
  readonly area: string;
  readonly phone: string;
  readonly quietHours: { readonly fromMinute: number; readonly toMinute: number };
  readonly villages: readonly { readonly code: string; readonly moo: number; readonly name: string }[];
  readonly towers: readonly { readonly village: string; readonly name: string }[];
  readonly slots: readonly {
    readonly name: string;
    readonly startsAtMinute: number;
    readonly lengthMs: number;
    readonly weekdays: readonly number[];
  }[];
  readonly officers: readonly {
    readonly username: string;
    readonly name: string;
    readonly roles: readonly Role[];
    readonly lineUserId: string | undefined;
  }[];
  readonly readings: Readonly<Record<string, string>>;
  readonly opening: string;
  readonly closing: string;
}

export interface FoundingPorts {
  readonly organisations: Organisations;
  readonly towers: Towers;
  readonly slots: Slots;
  readonly officers: Officers;
  readonly dictionary: Dictionary;
  readonly sessions: Sessions;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly limits: Omit<TowerLimits, 'quietHours'>;
}

const LINK_MS = 24 * 3_600_000;

/**
 * Every step is made only where it is missing, and the officers come last: a start that was cut off half-way is
 * finished by the next one.
 * @returns the organisation, founded now or before
 */
export async function found(foundation: Foundation, ports: FoundingPorts): Promise<Organisation> {
  const organisation = (await ports.organisations.all())[0] ?? (await addOrganisation(foundation, ports));
  if ((await ports.officers.all(organisation.id)).length > 0) return organisation;
  await addTowers(organisation, foundation, ports);
  await addSlots(organisation, foundation, ports);
  const now = ports.clock.now();
  await addNames(organisation, foundation, ports, now);
  for (const person of foundation.officers) {
    const id = named<OfficerId>(ports.clock.ulid());
    const officer: Officer = {
      ...person,
      id,
      org: organisation.id,
      active: true,
      hasPassword: false,
      lastSeenAt: undefined,
    };
    await ports.officers.add(
      officer,
      deedOf(SYSTEM, now, 'officer-added', 'officer', id, {
        name: person.name,
        roles: person.roles.join(','),
      }),
    );
  }
  return organisation;
}

/** How the organisation and its villages are called, in the dictionary from the start. */
async function addNames(
  organisation: Organisation,
  foundation: Foundation,
  ports: FoundingPorts,
  now: Instant,
): Promise<void> {
  const names = [...new Set([organisation.name, ...foundation.villages.map((village) => village.name)])];
  const put = names.map((written) => ({
    written,
    spoken: foundation.readings[written] ?? readThai(written).spoken,
    kind: 'place' as const,
    use: 'always' as const,
    note: '',
    shared: false,
    by: undefined,
    byName: SYSTEM.name,
    at: now,
    bulletin: undefined,
  }));
  const deed = deedOf(SYSTEM, now, 'dictionary-changed', 'dictionary', 'founding', { added: put.length });
  await ports.dictionary.change(organisation.id, { put, remove: [] }, deed);
}

/** A one-time sign-in link's token for the first administrator, while nobody has a password. */
export async function firstLink(
  organisation: Organisation,
  ports: FoundingPorts,
): Promise<string | undefined> {
  const officers = await ports.officers.all(organisation.id);
  const first = officers.find((officer) => officer.active && officer.roles.includes('administrator'));
  if (first === undefined || first.hasPassword) return undefined;
  const token = ports.secrets.make(200);
  await ports.sessions.offer(
    'sign-in',
    organisation.id,
    first.id,
    ports.secrets.fingerprint(token),
    ports.clock.now() + LINK_MS,
  );
  return token;
}

async function addOrganisation(foundation: Foundation, ports: FoundingPorts): Promise<Organisation> {
  const id = named<OrgId>(ports.clock.ulid());
  const { name, kind, area, phone, quietHours, opening, closing } = foundation;
  const organisation: Organisation = {
    id,
    parent: undefined,
    name,
    kind,
    area,
    phone,
    quietHours,
    rules: DEFAULT_RULES,
    formulas: { opening: oneLine(opening), closing: oneLine(closing) },
    roughWeather: false,
  };
  const villages = foundation.villages.map((village) => ({
    ...village,
    code: village.code as VillageCode,
    org: id,
  }));
  await ports.organisations.add(
    organisation,
    villages,
    deedOf(SYSTEM, ports.clock.now(), 'organisation-made', 'organisation', id, { name }),
  );
  return organisation;
}

async function addTowers(
  organisation: Organisation,
  foundation: Foundation,
  ports: FoundingPorts,
): Promise<void> {
  const present = new Set((await ports.towers.all(organisation.id)).map((tower) => tower.id));
  const limits: TowerLimits = { ...ports.limits, quietHours: foundation.quietHours };
  const units = new Map<string, number>();
  for (const { village, name } of foundation.towers) {
    const unit = (units.get(village) ?? 0) + 1;
    units.set(village, unit);
    const id = `${village}-${String(unit).padStart(2, '0')}` as TowerId;
    if (present.has(id)) continue;
    const deed = deedOf(SYSTEM, ports.clock.now(), 'tower-added', 'tower', id, { name });
    await ports.towers.add(organisation.id, { id, village: village as VillageCode, name, limits }, deed);
  }
}

async function addSlots(
  organisation: Organisation,
  foundation: Foundation,
  ports: FoundingPorts,
): Promise<void> {
  if ((await ports.slots.all(organisation.id)).length > 0) return;
  for (const slot of foundation.slots) {
    const id = named<SlotId>(ports.clock.ulid());
    const deed = deedOf(SYSTEM, ports.clock.now(), 'slot-changed', 'slot', id, {
      name: slot.name,
      minute: slot.startsAtMinute,
    });
    await ports.slots.put(organisation.id, { ...slot, id }, deed);
  }
}

/** A one-time claim code made by the system itself, for the sample village's controllers on this machine. */
export async function claimCodeFor(
  organisation: Organisation,
  tower: TowerId,
  ports: FoundingPorts,
): Promise<string> {
  const now = ports.clock.now();
  const code = ports.secrets.make(50);
  const deed = deedOf(SYSTEM, now, 'tower-code-made', 'tower', tower, {});
  await ports.towers.offer(organisation.id, tower, ports.secrets.fingerprint(code), now + 3_600_000, deed);
  return code;
}
