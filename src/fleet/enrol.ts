// Enrolment of a fleet at a relay, through its API: towers of earlier fleets are taken again, missing ones are added, and
// every one spends a claim code of its own as a box at a village does.
import type { Office, TowerSeen } from '../commands/office-client.ts';
import { RelayError } from '../core/errors.ts';
import { type ClaimResponse, claimResponseSchema } from '../wire/claim.ts';

/** What the fleet's towers are called in the register: by it they are known, and nobody takes them for real ones. */
export const FLEET_NAME = 'หอจำลอง';
/** Below the ten open tries that a relay grants an address. */
const AT_ONCE = 4;

/**
 * Towers at a relay that is not the fleet's own; real towers are left alone.
 * @returns their claim codes
 */
export async function codesAt(
  office: Office,
  count: number,
  told: (done: number) => void,
): Promise<string[]> {
  const there = await office.towers();
  const villages = [...new Set(there.map(({ village }) => village.code))];
  if (villages.length === 0) {
    throw new RelayError(
      'not-found',
      'This relay has no tower yet: add a village with a tower in the console first; the fleet stands beside it.',
    );
  }
  const old = there.filter(isOurs).slice(0, count);
  const codes: string[] = [];
  const keep = ({ code }: { readonly code: string }) => told(codes.push(code));
  for (const tower of old) keep(await office.newCode(tower.id));
  for (let n = old.length; n < count; n += 1)
    keep(await office.addTower(villages[n % villages.length] ?? '', `${FLEET_NAME} ${n + 1}`));
  return codes;
}

const isOurs = ({ name }: TowerSeen) => name.startsWith(`${FLEET_NAME} `);

export async function claimAll(
  office: Office,
  codes: readonly string[],
  told: (done: number) => void,
): Promise<ClaimResponse[]> {
  const claimed: ClaimResponse[] = [];
  const waiting = [...codes];
  const work = async () => {
    for (let code = waiting.shift(); code !== undefined; code = waiting.shift()) {
      claimed.push(claimResponseSchema.parse(await office.claim(code)));
      told(claimed.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return claimed.sort((a, b) => (a.tower < b.tower ? -1 : 1));
}
