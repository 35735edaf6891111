// The desk of the volume: an administrator says how loud towers play by class and at which hours softer, for all of them
// or for one. What is said becomes the tower's limits, signed into its configuration, and the tower obeys it itself.
import { RelayError } from '../core/errors.ts';
import type { OrgId } from '../core/ids.ts';
import { mustBeAbleTo } from '../core/officer.ts';
import type { TowerLimits } from '../core/tower.ts';
import { mustBeVolumePolicy, type VolumePolicy } from '../core/tower-volume.ts';
import { actorOf, deedOf } from './deeds.ts';
import type { VolumeDesk } from './desks.ts';
import type { Clock } from './ports.ts';
import type { Organisations, Towers } from './records.ts';

export interface VolumeDeskPorts {
  readonly organisations: Pick<Organisations, 'find' | 'change'>;
  readonly towers: Pick<Towers, 'setVolume'>;
  readonly clock: Clock;
  /** What towers have where no organisation has said anything. */
  readonly limits: Pick<TowerLimits, 'volume'>;
  readonly changed: () => void;
}

export function createVolumeDesk({
  organisations,
  towers,
  clock,
  limits,
  changed,
}: VolumeDeskPorts): VolumeDesk {
  async function policyOf(org: OrgId): Promise<VolumePolicy> {
    const organisation = await organisations.find(org);
    if (organisation === undefined) throw new RelayError('not-found', 'there is no such organisation');
    return organisation.volume ?? { volume: limits.volume, softerHours: [] };
  }

  return {
    of: policyOf,

    async set(officer, asked) {
      mustBeAbleTo(officer, 'change-towers');
      const volume = kept(asked);
      const facts = factsOf(volume);
      const deed = deedOf(
        actorOf(officer),
        clock.now(),
        'volume-changed',
        'organisation',
        officer.org,
        facts,
      );
      await organisations.change(officer.org, { volume }, deed);
      changed();
    },

    async setTower(officer, tower, asked) {
      mustBeAbleTo(officer, 'change-towers');
      const policy = asked === undefined ? await policyOf(officer.org) : kept(asked);
      const facts = { ...factsOf(policy), own: asked === undefined ? 'no' : 'yes' };
      const deed = deedOf(actorOf(officer), clock.now(), 'volume-changed', 'tower', tower, facts);
      if (!(await towers.setVolume(officer.org, tower, policy, asked !== undefined, deed)))
        throw new RelayError('not-found', 'there is no such tower');
      changed();
    },
  };
}

/** Only what a policy is made of, hours in the order of the day. */
function kept(asked: VolumePolicy): VolumePolicy {
  mustBeVolumePolicy(asked);
  const { routine, important, emergency } = asked.volume;
  const softerHours = asked.softerHours
    .map(({ fromMinute, toMinute, most }) => ({ fromMinute, toMinute, most }))
    .sort((a, b) => a.fromMinute - b.fromMinute);
  return { volume: { routine, important, emergency }, softerHours };
}

function factsOf({ volume, softerHours }: VolumePolicy) {
  const { routine, important, emergency } = volume;
  return { routine, important, emergency, softerHours: softerHours.length };
}
