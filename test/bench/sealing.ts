// What a seal costs: plans signed and opened a second as the house does it, against the same bytes by node:crypto alone.
import { createPublicKey, sign, verify } from 'node:crypto';
import { generateKey, open, seal, signingKey, TYPES } from '../../src/wire/signing.ts';

const FOR_MS = 300;
const ROUNDS = 5;
const PLAN = {
  v: 1,
  tw: '99010101-01',
  items: Array.from({ length: 1 }, () => ({ id: 'p'.repeat(26), ap: 'x'.repeat(900), clip: 'h'.repeat(43) })),
};

export interface Sealing {
  readonly signed: number;
  readonly bareSigned: number;
  readonly opened: number;
  readonly bareOpened: number;
}

/** @returns each a second, on one core */
export async function measureSealing(): Promise<Sealing> {
  const pair = generateKey('bench');
  const key = signingKey(pair);
  const trusted = new Map([[pair.kid, pair]]);
  const jws = await seal(TYPES.plan, PLAN, key);
  const bytes = Buffer.from(jws.slice(0, jws.lastIndexOf('.')));
  const signature = sign(null, bytes, key.key);
  const publicKey = createPublicKey(key.key);
  const works = {
    signed: async () => void (await seal(TYPES.plan, PLAN, key)),
    bareSigned: async () => void sign(null, bytes, key.key),
    opened: async () => void (await open(TYPES.plan, jws, trusted)),
    bareOpened: async () => void verify(null, bytes, publicKey, signature),
  };
  const best = { signed: 0, bareSigned: 0, opened: 0, bareOpened: 0 };
  // in turns, so that a busy moment of the machine falls on all of them
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of Object.keys(best) as (keyof Sealing)[])
      best[name] = Math.max(best[name], await perSecond(works[name]));
  }
  return best;
}

async function perSecond(work: () => Promise<void>): Promise<number> {
  for (let n = 0; n < 50; n += 1) await work();
  const beganAt = performance.now();
  let done = 0;
  for (; performance.now() - beganAt < FOR_MS; done += 1) await work();
  return (done / (performance.now() - beganAt)) * 1000;
}
