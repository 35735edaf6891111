// Whether a box that calls itself a tower is that tower. Name and password in, yes, no or `busy` out. The stored hash is
// slow on purpose (scrypt), so a password proven once is remembered by a fast keyed fingerprint, bound to that hash: a new
// claim changes the hash and the old password is worth nothing at once.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { TowerId } from '../../core/ids.ts';
import { isTowerId } from '../../wire/topics.ts';
import { createGate } from './in-turn.ts';

export interface TowerPasswordPorts {
  readonly contacts: { passwordHash(tower: TowerId): Promise<string | undefined> };
  readonly secrets: { matches(secret: string, hash: string): Promise<boolean> };
}

export interface TowerPasswords {
  check(tower: string, password: string): Promise<'yes' | 'no' | 'busy'>;
  forget(tower: string): void;
}

/** scrypt runs in the thread pool that files and the database use too: two places are enough for it. */
const AT_ONCE = 2;
const MOST_WAITING = 1000;
const MOST_PASSWORD = 200;

export function createTowerPasswords({ contacts, secrets }: TowerPasswordPorts): TowerPasswords {
  const salt = randomBytes(32);
  const proven = new Map<string, { readonly hash: string; readonly mark: Buffer }>();
  const gate = createGate(AT_ONCE);
  const markOf = (password: string) => createHmac('sha256', salt).update(password).digest();

  return {
    async check(tower, password) {
      if (!isTowerId(tower) || password === '' || password.length > MOST_PASSWORD) return 'no';
      const hash = await contacts.passwordHash(tower as TowerId);
      if (hash === undefined) return 'no';
      const mark = markOf(password);
      const known = proven.get(tower);
      // The remembered mark only ever says yes: a wrong password still has to pay for the slow check.
      if (known?.hash === hash && timingSafeEqual(known.mark, mark)) return 'yes';
      if (gate.waiting() >= MOST_WAITING) return 'busy';
      if (!(await gate.pass(() => secrets.matches(password, hash)))) return 'no';
      proven.set(tower, { hash, mark });
      return 'yes';
    },
    forget: (tower) => void proven.delete(tower),
  };
}
