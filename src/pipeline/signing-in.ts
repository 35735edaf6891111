// Who somebody is: by password, by a link, by a session in the database or by a system's token. Tries are counted there too, so
// that a restart forgives nobody; the secrets themselves are never stored, only their hashes.
import { RelayError } from '../core/errors.ts';
import type { Instant } from '../core/ids.ts';
import type { Officer } from '../core/officer.ts';
import { actorOf, deedOf } from './deeds.ts';
import type { StaffDesk } from './desks.ts';
import type { Clock, Secrets } from './ports.ts';
import type { Officers, Sessions, Tokens, Tries } from './records.ts';

const MINUTE = 60_000;
const SESSION_MS = 12 * 60 * MINUTE;
const SESSION_END_MS = 30 * 24 * 60 * MINUTE;
const WINDOW_MS = 15 * MINUTE;
const MOST_TRIES = 8;
const SHORTEST_PASSWORD = 10;

export interface SigningInPorts {
  readonly officers: Officers;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly tries: Tries;
  readonly secrets: Secrets;
  readonly clock: Clock;
}

type SigningIn = Pick<
  StaffDesk,
  'signIn' | 'signInByLink' | 'session' | 'signOut' | 'accept' | 'changePassword' | 'system'
>;

export function createSigningIn(ports: SigningInPorts): SigningIn {
  const { officers, sessions, tokens, tries, secrets, clock } = ports;

  async function countTry(key: string, now: Instant): Promise<void> {
    if ((await tries.count(key, now, WINDOW_MS)) > MOST_TRIES) {
      throw new RelayError('too-many-tries', 'too many tries', { facts: { waitMs: WINDOW_MS } });
    }
  }

  async function open(
    officer: Officer,
    how: string,
    address: string,
    now: Instant,
  ): Promise<{ token: string; officer: Officer }> {
    const token = secrets.make(256);
    const session = {
      fingerprint: secrets.fingerprint(token),
      org: officer.org,
      officer: officer.id,
      csrf: secrets.make(128),
      madeAt: now,
      seenAt: now,
      expiresAt: now + SESSION_MS,
    };
    await sessions.open(
      session,
      deedOf(actorOf(officer), now, 'signed-in', 'officer', officer.id, { how, address }),
    );
    return { token, officer };
  }

  async function spend(kind: 'sign-in' | 'invite', token: string, address: string): Promise<Officer> {
    const now = clock.now();
    // 200 random bits cannot be guessed; the count only keeps a guesser from costing work.
    await countTry(`link:${address}`, now);
    const spent = await sessions.spend(kind, secrets.fingerprint(token), now);
    const officer = spent === undefined ? undefined : await officers.find(spent.org, spent.officer);
    if (officer === undefined || !officer.active)
      throw new RelayError('gone', 'this link is used or has expired');
    await tries.clear(`link:${address}`);
    return officer;
  }

  function mustBeGood(password: string): void {
    if (password.length < SHORTEST_PASSWORD || password.length > 200) {
      throw new RelayError('invalid-input', `a password has at least ${SHORTEST_PASSWORD} characters`, {
        facts: { field: 'password', shortest: SHORTEST_PASSWORD },
      });
    }
  }

  return {
    async signIn(username, password, address) {
      const now = clock.now();
      const name = username.trim().toLowerCase().slice(0, 60);
      await countTry(`account:${name}`, now);
      await countTry(`address:${address}`, now);
      const found = await officers.byUsername(name);
      // An unknown name costs the same time as a wrong password, so that names cannot be tried out.
      const matches = await secrets.matches(password, found?.passwordHash ?? (await decoyHash(secrets)));
      if (found?.passwordHash === undefined || !matches || !found.officer.active) {
        throw new RelayError('not-signed-in', 'user name or password is wrong', { facts: { why: 'wrong' } });
      }
      await tries.clear(`account:${name}`);
      await tries.clear(`address:${address}`);
      return open(found.officer, 'password', address, now);
    },

    async signInByLink(token, address) {
      const officer = await spend('sign-in', token, address);
      return open(officer, 'link', address, clock.now());
    },

    async session(token) {
      const now = clock.now();
      const fingerprint = secrets.fingerprint(token);
      const session = await sessions.find(fingerprint, now);
      if (session === undefined) return undefined;
      const officer = await officers.find(session.org, session.officer);
      if (officer === undefined || !officer.active) return undefined;
      const until = Math.min(now + SESSION_MS, session.madeAt + SESSION_END_MS);
      if (now - session.seenAt > MINUTE) await sessions.touch(fingerprint, now, until);
      return { officer, session };
    },

    signOut: (token) => sessions.close(secrets.fingerprint(token)),

    async accept(token, password) {
      mustBeGood(password);
      const hash = await secrets.hash(password);
      const officer = await spend('invite', token, secrets.fingerprint(token).slice(0, 16));
      const now = clock.now();
      await officers.change(
        officer.org,
        officer.id,
        { passwordHash: hash },
        deedOf(actorOf(officer), now, 'officer-changed', 'officer', officer.id, { what: 'password' }),
      );
      return open(officer, 'invitation', '', now);
    },

    async changePassword(officer, oldPassword, newPassword) {
      mustBeGood(newPassword);
      const now = clock.now();
      await countTry(`account:${officer.username}`, now);
      const found = await officers.byUsername(officer.username);
      // Who came in by a sign-in link has no password yet and sets the first one here.
      if (found?.passwordHash !== undefined && !(await secrets.matches(oldPassword, found.passwordHash))) {
        throw new RelayError('invalid-input', 'the present password is wrong', {
          facts: { field: 'oldPassword' },
        });
      }
      await tries.clear(`account:${officer.username}`);
      const deed = deedOf(actorOf(officer), now, 'officer-changed', 'officer', officer.id, {
        what: 'password',
      });
      await officers.change(officer.org, officer.id, { passwordHash: await secrets.hash(newPassword) }, deed);
    },

    async system(token) {
      const found = await tokens.find(secrets.fingerprint(token));
      if (found === undefined)
        throw new RelayError('not-signed-in', 'the API token is not known', { facts: { why: 'token' } });
      return { kind: 'system', org: found.org, name: found.name };
    },
  };
}

let decoy: Promise<string> | undefined;
function decoyHash(secrets: Secrets): Promise<string> {
  decoy ??= secrets.hash('nobody has this password');
  return decoy;
}
