// The keys of the simulated office, the same in every process, and what they seal: the relay's keys without their folder.
import { createPrivateKey } from 'node:crypto';
import { approvalOf } from '../../src/adapters/keys/statement.ts';
import type { ApprovalSeal } from '../../src/pipeline/ports.ts';
import type { Trust, TrustKey } from '../../src/wire/messages.ts';
import { type KeyPair, seal, sealTrust, signingKey, TYPES } from '../../src/wire/signing.ts';

/** PKCS #8 around 32 raw bytes of an Ed25519 key (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

function pairOf(kid: string, byte: number): KeyPair {
  const der = Buffer.concat([PKCS8, Buffer.alloc(32, byte)]);
  const { x, d } = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' });
  return { kid, x: x ?? '', d: d ?? '' };
}

export const PAIRS = {
  root: pairOf('root-1', 1),
  approve: pairOf('ap-1', 2),
  plan: pairOf('pl-1', 3),
  stranger: pairOf('pl-1', 4),
} as const;
const KEYS = {
  root: signingKey(PAIRS.root),
  approve: signingKey(PAIRS.approve),
  plan: signingKey(PAIRS.plan),
  stranger: signingKey(PAIRS.stranger),
};
const YEAR_S = 365 * 86_400;

export async function createOfficeKeys(now: number, area: string) {
  const key = (use: TrustKey['use'], { kid, x }: KeyPair): TrustKey => ({
    kid,
    use,
    x,
    area: use === 'root' ? [] : [area],
    cls: 'emergency',
    nbf: Math.floor(now / 1000) - YEAR_S,
    exp: Math.floor(now / 1000) + YEAR_S,
  });
  const trust: Trust = {
    v: 1,
    ver: 1,
    exp: Math.floor(now / 1000) + YEAR_S,
    threshold: 1,
    keys: [key('root', PAIRS.root), key('approve', PAIRS.approve), key('plan', PAIRS.plan)],
    emergencyApprovals: 2,
  };
  const document = await sealTrust(trust, [KEYS.root]);
  const approvals: ApprovalSeal = {
    seal: (statement) => seal(TYPES.approval, approvalOf(statement), KEYS.approve),
  };
  return {
    ...approvals,
    sign: (type: 'plan' | 'ack' | 'cmd' | 'config', payload: object) => seal(TYPES[type], payload, KEYS.plan),
    /** Somebody who has no key of ours, or one that was stolen from the relay. */
    forge: (type: 'plan' | 'approval', payload: object, by: 'stranger' | 'plan') =>
      seal(TYPES[type], payload, KEYS[by]),
    trust: document,
    roots: { threshold: 1, keys: [{ kid: PAIRS.root.kid, x: PAIRS.root.x }] },
  };
}
export type OfficeKeys = Awaited<ReturnType<typeof createOfficeKeys>>;
