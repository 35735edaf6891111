// The newsroom: people listen to the exact clip and approve that hash, return or reject it, edit or withdraw.
// voiced → approved | returned | rejected; any edit makes revision n+1 and voids what was approved.
import { RelayError } from '../core/errors.ts';
import { mustBeAbleTo } from '../core/officer.ts';
import { type ApprovingPorts, createApproving } from './approving.ts';
import { createDecisionGround, type DecisionGroundPorts } from './decision-ground.ts';
import { actorOf, deedOf } from './deeds.ts';
import type { NewsroomDesk } from './desks.ts';
import { createWording, type WordingPorts } from './wording.ts';

export type NewsroomPorts = DecisionGroundPorts & ApprovingPorts & WordingPorts;

export function createNewsroom(ports: NewsroomPorts): NewsroomDesk {
  const ground = createDecisionGround(ports);

  return {
    ...createApproving(ports, ground),
    ...createWording(ports, ground),

    async turnDown(officer, id, { revision, to, reason }) {
      mustBeAbleTo(officer, 'decide');
      const why = reason.trim().slice(0, 500);
      if (why === '')
        throw new RelayError('invalid-input', 'say why', { facts: { field: 'reason', why: 'empty' } });
      const bulletin = await ground.bulletin(officer.org, id);
      if (bulletin.current.n !== revision) throw new RelayError('stale', 'the bulletin has a newer revision');
      if (bulletin.current.state !== 'voiced' && bulletin.current.state !== 'unvoiced') {
        throw new RelayError('conflict', `the revision is ${bulletin.current.state}`, {
          facts: { state: bulletin.current.state },
        });
      }
      const deed = deedOf(actorOf(officer), ports.clock.now(), to, 'bulletin', id, { revision, reason: why });
      ground.swapped(await ports.bulletins.turnDown(officer.org, id, bulletin.version, to, why, deed));
    },

    async withdraw(officer, id, { seenVersion, reason }) {
      mustBeAbleTo(officer, 'withdraw');
      const bulletin = await ground.bulletin(officer.org, id);
      if (bulletin.current.state === 'withdrawn')
        throw new RelayError('conflict', 'it is withdrawn already', { facts: { state: 'withdrawn' } });
      const deed = deedOf(actorOf(officer), ports.clock.now(), 'withdrawn', 'bulletin', id, {
        revision: bulletin.current.n,
        reason: reason.slice(0, 500),
      });
      const towers = await ports.bulletins.withdraw(officer.org, id, seenVersion, reason.slice(0, 500), deed);
      ground.swapped(towers !== false);
      const all = await ports.towers.all(officer.org);
      return {
        unreachable: all.filter((tower) => towers !== false && towers.includes(tower.id) && !tower.online),
      };
    },

    async bookAgain(officer, id, seenVersion, wish) {
      mustBeAbleTo(officer, 'book');
      const bulletin = await ground.bulletin(officer.org, id);
      if (bulletin.current.state !== 'approved')
        throw new RelayError('conflict', 'only an approved bulletin can be booked', {
          facts: { state: bulletin.current.state },
        });
      const clip = await ground.clip(bulletin);
      const towers = await ground.towers(officer.org, wish);
      const consents = await ports.bulletins.consents(officer.org, id);
      const allowed =
        consents.find((one) => one.revision === bulletin.current.n && one.voidedAt === undefined)?.area ?? [];
      if (towers.some((tower) => !allowed.some((prefix) => tower.village.code.startsWith(prefix)))) {
        throw new RelayError('not-allowed', 'the approval does not cover all of these towers', {
          facts: { field: 'towers' },
        });
      }
      const { quietHours } = await ground.organisation(officer.org);
      const now = ports.clock.now();
      await ground.mustFit(bulletin, clip, wish, quietHours, now);
      const deed = deedOf(actorOf(officer), now, 'booked', 'bulletin', id, { towers: towers.length });
      ground.swapped(await ports.bulletins.wish(officer.org, id, seenVersion, wish, deed));
    },
  };
}
