// What is wrong with the keys, or will be, in words for the operator: locked keys, a draft that waits, a trust that runs out.
import type { Instant } from '../../core/ids.ts';
import type { Keyring } from './keyring.ts';
import { inForce, trustIn } from './settle.ts';

const DAY_MS = 24 * 3_600_000;
const SOON_MS = 30 * DAY_MS;

export function concernsOf(keyring: Pick<Keyring, 'ring' | 'isLocked'>, now: Instant): readonly string[] {
  const { ring } = keyring;
  const concerns: string[] = [];
  const leftMs = (inForce(ring)?.exp ?? 0) * 1000 - now;
  if (leftMs < SOON_MS)
    concerns.push(
      `towers take no new plan after ${Math.max(0, Math.floor(leftMs / DAY_MS))} days: the trust document runs out; have it signed (hokrachai keys)`,
    );
  if (ring.draft !== undefined)
    concerns.push(
      `trust document ${trustIn(ring.draft).ver} waits for signatures of the roots (hokrachai keys export)`,
    );
  if (keyring.isLocked())
    concerns.push(
      'keys are locked: nobody can approve before the passphrase is given (APPROVAL_PASSPHRASE_FILE)',
    );
  return concerns;
}
