// The towers' desk: adding one, its one-time claim code, stopping and muting. A tower's password is made at the claim
// and known to that tower alone; here is only its hash.
import { RelayError } from '../core/errors.ts';
import type { OrgId, TowerId, VillageCode } from '../core/ids.ts';
import { mustBeAbleTo, type Officer } from '../core/officer.ts';
import type { TowerLimits, Village } from '../core/tower.ts';
import { actorOf, deedOf } from './deeds.ts';
import type { TowersDesk } from './desks.ts';
import type { Clock, Secrets, TowerLine } from './ports.ts';
import type { Audit, Organisations, Towers, Tries } from './records.ts';

const CODE_MS = 7 * 24 * 3_600_000;
const WINDOW_MS = 15 * 60_000;
const MOST_TRIES = 10;

export interface TowersPorts {
  readonly towers: Towers;
  readonly organisations: Organisations;
  readonly audit: Audit;
  readonly tries: Tries;
  readonly secrets: Secrets;
  readonly line: TowerLine;
  readonly clock: Clock;
  readonly limits: Omit<TowerLimits, 'quietHours'>;
  readonly changed: () => void;
}

export function createTowers(ports: TowersPorts): TowersDesk {
  async function newCode(officer: Officer, tower: TowerId): Promise<{ code: string; expiresAt: number }> {
    mustBeAbleTo(officer, 'change-towers');
    const now = ports.clock.now();
    if ((await ports.towers.find(officer.org, tower)) === undefined)
      throw new RelayError('not-found', 'there is no such tower');
    const code = ports.secrets.make(50);
    const expiresAt = now + CODE_MS;
    await ports.towers.offer(
      officer.org,
      tower,
      ports.secrets.fingerprint(code),
      expiresAt,
      deedOf(actorOf(officer), now, 'tower-code-made', 'tower', tower, {}),
    );
    return { code, expiresAt };
  }

  async function mustFindVillage(org: OrgId, code: VillageCode): Promise<Village> {
    const village = (await ports.organisations.villages(org)).find((one) => one.code === code);
    if (village === undefined) throw new RelayError('not-found', 'there is no such village');
    return village;
  }

  return {
    all: (org) => ports.towers.all(org),

    async add(officer, { village: code, name }) {
      mustBeAbleTo(officer, 'change-towers');
      const village = await mustFindVillage(officer.org, code);
      const organisation = await ports.organisations.find(officer.org);
      if (organisation === undefined) throw new RelayError('not-found', 'there is no such organisation');
      const units = (await ports.towers.all(officer.org)).filter(
        (tower) => tower.village.code === code,
      ).length;
      const id = `${code}-${String(units + 1).padStart(2, '0')}` as TowerId;
      const title = name.trim() === '' ? `หมู่ ${village.moo} ${village.name}` : name.trim().slice(0, 100);
      const limits = { ...ports.limits, ...organisation.volume, quietHours: organisation.quietHours };
      const now = ports.clock.now();
      await ports.towers.add(
        officer.org,
        { id, village: code, name: title, limits },
        deedOf(actorOf(officer), now, 'tower-added', 'tower', id, { name: title }),
      );
      return { tower: id, ...(await newCode(officer, id)) };
    },

    newCode,

    async claim(code, address) {
      const now = ports.clock.now();
      if ((await ports.tries.count(`claim:${address}`, now, WINDOW_MS)) > MOST_TRIES) {
        throw new RelayError('too-many-tries', 'too many codes were tried from this address', {
          facts: { waitMs: WINDOW_MS },
        });
      }
      const password = ports.secrets.make(256);
      const clean = code.trim().toLowerCase();
      const deed = {
        by: { officer: undefined, name: 'controller', door: 'system' as const },
        at: now,
        act: 'tower-claimed' as const,
        facts: { address },
      };
      const claimed = await ports.towers.claim(
        ports.secrets.fingerprint(clean),
        // long and random, so nothing has to slow its guessing: a province of towers must be able to come back in a minute
        ports.secrets.hashRandom(password),
        now,
        deed,
      );
      if (claimed === undefined) throw new RelayError('gone', 'this claim code is unknown, used or expired');
      await ports.tries.clear(`claim:${address}`);
      ports.changed();
      return { org: claimed.org, tower: claimed.id, password, area: claimed.area };
    },

    async stopSound(officer, which) {
      mustBeAbleTo(officer, 'stop-sound');
      const towers = await ports.towers.all(officer.org);
      const chosen = which === 'all' ? towers : towers.filter((tower) => tower.id === which);
      if (chosen.length === 0) throw new RelayError('not-found', 'there is no such tower');
      await Promise.all(
        chosen.filter((tower) => tower.claimed).map((tower) => ports.line.stop(tower.id, undefined)),
      );
      await ports.audit.add(
        officer.org,
        deedOf(actorOf(officer), ports.clock.now(), 'stopped', 'tower', which, { towers: chosen.length }),
      );
    },

    async mute(officer, tower, until) {
      mustBeAbleTo(officer, 'change-towers');
      const deed = deedOf(actorOf(officer), ports.clock.now(), 'tower-muted', 'tower', tower, {
        until: until ?? 0,
      });
      if (!(await ports.towers.mute(officer.org, tower, until, deed)))
        throw new RelayError('not-found', 'there is no such tower');
      ports.changed();
    },
  };
}
