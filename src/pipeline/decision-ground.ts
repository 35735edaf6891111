// What every decision about a bulletin stands on: the bulletin, its clip and the towers of a wish are found, and what was decided
// is swapped in unless somebody was faster.
import { validityMs } from '../core/approval.ts';
import type { Bulletin } from '../core/bulletin.ts';
import type { Clip } from '../core/clip.ts';
import { RelayError } from '../core/errors.ts';
import type { BulletinId, Instant, OrgId } from '../core/ids.ts';
import type { Organisation } from '../core/organisation.ts';
import { soundingMs } from '../core/timetable.ts';
import type { Tower } from '../core/tower.ts';
import { mustFindPlace, type PlacingPorts } from './placing.ts';
import type { Clock } from './ports.ts';
import type { BookingWish, Bulletins, Organisations, Towers } from './records.ts';
import { mustBeBookable } from './wishes.ts';

export interface DecisionGroundPorts extends PlacingPorts {
  readonly bulletins: Bulletins;
  readonly towers: Pick<Towers, 'all'>;
  readonly organisations: Pick<Organisations, 'find'>;
  readonly clock: Clock;
  /** Something moved on: look at once what is due. */
  readonly changed: () => void;
}

export type DecisionGround = ReturnType<typeof createDecisionGround>;

export function createDecisionGround(ports: DecisionGroundPorts) {
  const { bulletins, clock } = ports;
  return {
    /** @throws RelayError `not-found` */
    async bulletin(org: OrgId, id: BulletinId): Promise<Bulletin> {
      const bulletin = await bulletins.find(org, id);
      if (bulletin === undefined) throw new RelayError('not-found', 'there is no such bulletin');
      return bulletin;
    },

    /** @throws RelayError `conflict` */
    async clip(bulletin: Bulletin): Promise<Clip> {
      const sha = bulletin.current.clip;
      const clip = sha === undefined ? undefined : await bulletins.clip(bulletin.org, sha);
      if (clip === undefined)
        throw new RelayError('conflict', 'the clip is not there yet', {
          facts: { state: bulletin.current.state },
        });
      return clip;
    },

    /** @throws RelayError `not-found` */
    async organisation(org: OrgId): Promise<Organisation> {
      const organisation = await ports.organisations.find(org);
      if (organisation === undefined) throw new RelayError('not-found', 'there is no such organisation');
      return organisation;
    },

    /** The towers of the wish, all of this organisation. @throws RelayError `invalid-input` */
    async towers(org: OrgId, wish: BookingWish): Promise<readonly Tower[]> {
      const known = await ports.towers.all(org);
      const chosen = known.filter((tower) => wish.towers.includes(tower.id));
      if (chosen.length === 0 || chosen.length !== new Set(wish.towers).size) {
        throw new RelayError('invalid-input', 'choose at least one tower of this organisation', {
          facts: { field: 'towers' },
        });
      }
      return chosen;
    },

    /** What is wished for is allowed, and has a place. @throws as `mustBeBookable` and `mustFindPlace` */
    async mustFit(
      bulletin: Bulletin,
      clip: Clip,
      wish: BookingWish,
      quiet: Organisation['quietHours'],
      now: Instant,
    ) {
      mustBeBookable(wish, { class: bulletin.class, clipMs: clip.ms, quiet, now });
      const sound = { class: bulletin.class, ms: soundingMs(clip.ms, wish.repeat) };
      await mustFindPlace(ports, bulletin.org, wish, sound, clock.now() + validityMs(bulletin.class));
    },

    /** @throws RelayError `stale` */
    swapped(done: boolean): void {
      if (!done) throw new RelayError('stale', 'somebody changed this bulletin at the same moment');
      ports.changed();
    },
  };
}
