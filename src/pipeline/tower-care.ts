// The desk of those who look after towers: what each suffers from and how loud it is told, whom to call, the test tone,
// and when each village last heard anything. Looking costs four questions, whatever the number of towers.
import { RelayError } from '../core/errors.ts';
import type { Instant, OrgId, TowerId } from '../core/ids.ts';
import { mustBeAbleTo } from '../core/officer.ts';
import type { Organisation } from '../core/organisation.ts';
import { isQuiet } from '../core/timetable.ts';
import { mustBeTonePolicy } from '../core/tone.ts';
import type { Caretaker, Tower } from '../core/tower.ts';
import { wellnessOf } from '../core/tower-loudness.ts';
import { hearingOf } from '../core/village-hearing.ts';
import { actorOf, deedOf } from './deeds.ts';
import type { CareDesk } from './desks.ts';
import type { Clock, TowerLine } from './ports.ts';
import type { Bookings, Organisations, Towers } from './records.ts';
import type { Caretakers, Tones, TowerVitals } from './tower-vitals.ts';

/** Of a tone that a person orders where the organisation has no daily one. */
const TONE_VOLUME = 30;
const TONE_MS = 10_000;
const LONGEST_NAME = 80;

export interface TowerCarePorts {
  readonly vitals: Pick<TowerVitals, 'open'>;
  readonly caretakers: Caretakers;
  readonly tones: Pick<Tones, 'ordered' | 'answered'>;
  readonly towers: Pick<Towers, 'all' | 'find'>;
  readonly organisations: Organisations;
  readonly bookings: Pick<Bookings, 'taken'>;
  readonly line: Pick<TowerLine, 'testTone'>;
  readonly clock: Clock;
}

export function createTowerCare(ports: TowerCarePorts): CareDesk {
  const { vitals, caretakers, tones, towers, organisations, clock } = ports;

  async function mustFind(org: OrgId, id: TowerId): Promise<Tower> {
    const tower = await towers.find(org, id);
    if (tower === undefined) throw new RelayError('not-found', 'there is no such tower');
    return tower;
  }

  async function mustFindOrganisation(org: OrgId): Promise<Organisation> {
    const organisation = await organisations.find(org);
    if (organisation === undefined) throw new RelayError('not-found', 'there is no such organisation');
    return organisation;
  }

  return {
    async of(org) {
      const now = clock.now();
      const [all, open, people, answered] = await Promise.all([
        towers.all(org),
        vitals.open(org),
        caretakers.all(org),
        tones.answered(org),
      ]);
      return all.map((tower) => {
        const own = open.filter((one) => one.tower === tower.id);
        return {
          tower,
          ...wellnessOf(own, now, isMuted(tower, now)),
          caretaker: people.get(tower.id) ?? people.get(tower.village.code),
          toneAnsweredAt: answered.get(tower.id),
        };
      });
    },

    async hearing(org) {
      const [villages, all] = await Promise.all([organisations.villages(org), towers.all(org)]);
      return hearingOf(villages, all, clock.now());
    },

    async setCaretaker(officer, id, { wholeVillage, ...typed }) {
      mustBeAbleTo(officer, 'change-towers');
      const tower = await mustFind(officer.org, id);
      const caretaker = caretakerOf(typed);
      const place = wholeVillage ? tower.village.code : id;
      const facts = { place, name: caretaker?.name ?? '' };
      const deed = deedOf(actorOf(officer), clock.now(), 'caretaker-changed', 'tower', id, facts);
      await caretakers.set(officer.org, place, caretaker, deed);
    },

    async setTone(officer, policy) {
      mustBeAbleTo(officer, 'change-towers');
      const { quietHours } = await mustFindOrganisation(officer.org);
      if (policy !== undefined) mustBeTonePolicy(policy, quietHours);
      const deed = deedOf(actorOf(officer), clock.now(), 'tone-changed', 'organisation', officer.org, {
        ...policy,
      });
      await organisations.change(officer.org, { tone: policy }, deed);
    },

    async testTone(officer, id) {
      mustBeAbleTo(officer, 'change-towers');
      const now = clock.now();
      const [tower, organisation] = [
        await mustFind(officer.org, id),
        await mustFindOrganisation(officer.org),
      ];
      if (isQuiet(now, organisation.quietHours) || isQuiet(now, tower.limits.quietHours))
        throw new RelayError('quiet-hours', 'a test tone does not sound in quiet hours');
      if (!tower.claimed || isMuted(tower, now))
        throw new RelayError('conflict', 'the tower is muted or not connected', { facts: { tower: id } });
      const taken = await ports.bookings.taken(officer.org, [id], now - TONE_MS, now + TONE_MS);
      if (taken.length > 0)
        throw new RelayError('conflict', 'a bulletin is on air there now', { facts: { tower: id } });
      await ports.line.testTone(id, organisation.tone?.volume ?? TONE_VOLUME);
      await tones.ordered(
        officer.org,
        id,
        now,
        deedOf(actorOf(officer), now, 'tower-tested', 'tower', id, {}),
      );
    },
  };
}

function isMuted(tower: Tower, now: Instant): boolean {
  return tower.mutedUntil !== undefined && tower.mutedUntil > now;
}

/** @returns undefined when both are empty: nobody. @throws RelayError `invalid-input` (facts.field name or phone) */
function caretakerOf(typed: Caretaker): Caretaker | undefined {
  const name = typed.name.trim().slice(0, LONGEST_NAME);
  const phone = typed.phone.trim();
  if (name === '' && phone === '') return undefined;
  if (name === '') throw new RelayError('invalid-input', 'whose number is it', { facts: { field: 'name' } });
  if (!/^\+?[\d\s-]{3,20}$/.test(phone))
    throw new RelayError('invalid-input', 'that is not a telephone number', { facts: { field: 'phone' } });
  return { name, phone };
}
