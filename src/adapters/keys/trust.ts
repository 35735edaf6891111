// What the towers are told to trust: the ring of keys in, the trust document's content out, and whether the one in force
// still serves. Pure; a key's validity stands here and not in its file, so that it can be prolonged without a new key.
import { createHash } from 'node:crypto';
import type { Instant } from '../../core/ids.ts';
import type { Trust, TrustKey } from '../../wire/messages.ts';
import type { KeyUse, Ring, RingKey } from './ring.ts';

const DAY_S = 24 * 3600;
/** A machine's clock may have been corrected after the keys were made: they are good from a day before. */
const EARLY_S = DAY_S;
const VALID_S: Readonly<Record<KeyUse, number>> = {
  root: 3650 * DAY_S,
  approve: 365 * DAY_S,
  plan: 365 * DAY_S,
};
const DOCUMENT_VALID_S = 365 * DAY_S;
const SHORT: Readonly<Record<KeyUse, string>> = { root: 'rt', approve: 'ap', plan: 'pl' };

/** `ap-2026-11-23-1f0c9a`: use, day (UTC) and six digits of the key itself. */
export function keyId(use: KeyUse, x: string, madeAt: Instant): string {
  const digits = createHash('sha256').update(x).digest('hex').slice(0, 6);
  return `${SHORT[use]}-${new Date(madeAt).toISOString().slice(0, 10)}-${digits}`;
}

/** An approval key speaks for its own organisation's area, the plan key for all of them, a root for none. */
export function trustOf(ring: Ring, ver: number, now: Instant): Trust {
  const nowS = Math.floor(now / 1000);
  const areaOf = (key: RingKey): string[] => {
    if (key.use === 'root') return [];
    const mine = key.use === 'plan' ? ring.scopes : ring.scopes.filter((scope) => scope.org === key.org);
    return [...new Set(mine.flatMap((scope) => scope.area))].sort();
  };
  return {
    v: 1,
    ver,
    exp: nowS + DOCUMENT_VALID_S,
    threshold: ring.threshold,
    // Always in the same order: the document changes only when what it says does.
    keys: [...ring.keys].sort(byName).map((key): TrustKey => {
      const madeS = Math.floor(key.madeAt / 1000);
      const exp = Math.max(nowS, madeS) + VALID_S[key.use];
      return {
        kid: key.kid,
        use: key.use,
        x: key.x,
        area: areaOf(key),
        cls: 'emergency',
        nbf: madeS - EARLY_S,
        exp: key.until === undefined ? exp : Math.min(exp, Math.floor(key.until / 1000)),
      };
    }),
    emergencyApprovals: ring.emergencyApprovals,
  };
}

/**
 * Same keys, same areas, and more than half of every validity left: the towers need not hear anything new.
 * @param leaveAt a key that had run out by then need not be struck out on purpose
 */
export function stillServes(inForce: Trust, wanted: Trust, leaveAt = 0): boolean {
  const names = new Set(wanted.keys.map((key) => key.kid));
  const serving = inForce.keys.filter((key) => names.has(key.kid) || key.exp * 1000 > leaveAt);
  const old = new Map(serving.map((key) => [key.kid, key]));
  return (
    old.size === wanted.keys.length &&
    inForce.emergencyApprovals === wanted.emergencyApprovals &&
    inForce.threshold === wanted.threshold &&
    wanted.exp - inForce.exp < DOCUMENT_VALID_S / 2 &&
    wanted.keys.every((key) => {
      const known = old.get(key.kid);
      return (
        known !== undefined &&
        known.x === key.x &&
        known.area.join() === key.area.join() &&
        // much sooner than it was: on its way out; later: only when half of it is over
        known.exp - key.exp < DAY_S &&
        key.exp - known.exp < VALID_S[key.use] / 2
      );
    })
  );
}

function byName(a: RingKey, b: RingKey): number {
  return a.kid < b.kid ? -1 : 1;
}
