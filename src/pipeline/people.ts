// The people of an organisation: invited, given roles, bound to LINE, removed; and the tokens of its systems.
import { RelayError } from '../core/errors.ts';
import { named, type OfficerId } from '../core/ids.ts';
import { mustBeAbleTo, type Officer, ROLES, type Role } from '../core/officer.ts';
import { actorOf, deedOf } from './deeds.ts';
import type { StaffDesk } from './desks.ts';
import type { Clock, Secrets } from './ports.ts';
import type { Officers, Sessions, Tokens } from './records.ts';

const INVITE_MS = 7 * 24 * 3_600_000;
const LINE_CODE_MS = 600_000;

export interface PeoplePorts {
  readonly officers: Officers;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly secrets: Secrets;
  readonly clock: Clock;
}

type People = Pick<StaffDesk, 'all' | 'invite' | 'changeRoles' | 'remove' | 'lineCode' | 'makeToken'>;

export function createPeople({ officers, sessions, tokens, secrets, clock }: PeoplePorts): People {
  function mustBeRoles(roles: readonly Role[]): void {
    if (roles.length === 0 || roles.some((role) => !ROLES.includes(role))) {
      throw new RelayError('invalid-input', 'choose at least one role', { facts: { field: 'roles' } });
    }
  }

  async function mustFind(by: Officer, id: OfficerId): Promise<Officer> {
    const person = await officers.find(by.org, id);
    if (person === undefined) throw new RelayError('not-found', 'there is no such person');
    return person;
  }

  /** Somebody must always be able to appoint the others. */
  async function mustLeaveAdministrator(by: Officer, without: OfficerId): Promise<void> {
    const others = (await officers.all(by.org)).filter(
      (one) => one.id !== without && one.active && one.roles.includes('administrator'),
    );
    if (others.length === 0)
      throw new RelayError('conflict', 'the last administrator cannot leave', {
        facts: { state: 'last-administrator' },
      });
  }

  return {
    all: (org) => officers.all(org),

    async invite(by, person) {
      mustBeAbleTo(by, 'change-people');
      const username = person.username.trim().toLowerCase();
      const name = person.name.trim();
      if (!/^[a-z0-9._-]{3,40}$/.test(username))
        throw new RelayError('invalid-input', 'user name: 3-40 letters a-z, digits, . _ -', {
          facts: { field: 'username' },
        });
      if (name === '' || name.length > 100)
        throw new RelayError('invalid-input', 'a name is needed', { facts: { field: 'name' } });
      mustBeRoles(person.roles);
      if ((await officers.byUsername(username)) !== undefined)
        throw new RelayError('conflict', 'this user name is taken', {
          facts: { state: 'name-taken', field: 'username' },
        });
      const now = clock.now();
      const id = named<OfficerId>(clock.ulid());
      const officer: Officer = {
        id,
        org: by.org,
        name,
        username,
        roles: [...new Set(person.roles)],
        active: true,
        hasPassword: false,
        lineUserId: undefined,
        lastSeenAt: undefined,
      };
      await officers.add(
        officer,
        deedOf(actorOf(by), now, 'officer-added', 'officer', id, { name, roles: person.roles.join(',') }),
      );
      const token = secrets.make(200);
      await sessions.offer('invite', by.org, id, secrets.fingerprint(token), now + INVITE_MS);
      return { officer: id, token, expiresAt: now + INVITE_MS };
    },

    async changeRoles(by, id, roles) {
      mustBeAbleTo(by, 'change-people');
      mustBeRoles(roles);
      const person = await mustFind(by, id);
      if (person.id === by.id && roles.some((role) => !person.roles.includes(role))) {
        throw new RelayError('not-allowed', 'nobody raises their own rights', {
          facts: { act: 'raise-own-rights', roles: 'administrator' },
        });
      }
      if (!roles.includes('administrator')) await mustLeaveAdministrator(by, id);
      const deed = deedOf(actorOf(by), clock.now(), 'officer-changed', 'officer', id, {
        name: person.name,
        from: person.roles.join(','),
        to: roles.join(','),
      });
      await officers.change(by.org, id, { roles: [...new Set(roles)] }, deed);
    },

    async remove(by, id) {
      mustBeAbleTo(by, 'change-people');
      const person = await mustFind(by, id);
      await mustLeaveAdministrator(by, id);
      const deed = deedOf(actorOf(by), clock.now(), 'officer-removed', 'officer', id, { name: person.name });
      await officers.change(by.org, id, { active: false, lineUserId: undefined }, deed);
    },

    async lineCode(officer) {
      const expiresAt = clock.now() + LINE_CODE_MS;
      const code = secrets.make(40);
      await sessions.offer('line', officer.org, officer.id, secrets.fingerprint(code), expiresAt);
      return { code, expiresAt };
    },

    async makeToken(by, name) {
      mustBeAbleTo(by, 'change-people');
      const token = `hk_${secrets.make(256)}`;
      const deed = deedOf(actorOf(by), clock.now(), 'token-made', 'token', name, {});
      await tokens.add(by.org, name.trim().slice(0, 100), secrets.fingerprint(token), deed);
      return { token };
    },
  };
}
