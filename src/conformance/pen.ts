// The keys of one examination and the pen that seals with them, rightly and, where a scene wants it, wrongly. The keys are
// made for one run and thrown away. Signing is of one piece here (no promises), so that a scene can write as it goes.
import { sign } from 'node:crypto';
import type { Trust, TrustKey } from '../wire/messages.ts';
import {
  generateKey,
  type SealType,
  type SigningKey,
  signingKey,
  type TrustDocument,
  TYPES,
} from '../wire/signing.ts';

/** Header fields instead of, or beside, the right ones; undefined takes one away. */
export type OddHeader = Readonly<Record<string, unknown>>;

export interface Forgery {
  readonly header?: OddHeader;
  /** One bit of the signature is turned. */
  readonly isBent?: boolean;
  /** No signature at all, as `alg: none` has it. */
  readonly isBare?: boolean;
  /** Sealed instead of the payload's JSON. */
  readonly text?: string;
}

/** JWS compact. */
export function write(type: SealType, payload: object, by: SigningKey, forgery: Forgery = {}): string {
  const header = { alg: 'Ed25519', kid: by.kid, typ: type, ...forgery.header };
  const content = forgery.text === undefined ? part(payload) : base64url(forgery.text);
  const signed = `${part(header)}.${content}`;
  const signature = sign(null, Buffer.from(signed), by.key);
  if (forgery.isBent) signature[10] = (signature[10] ?? 0) ^ 1;
  return `${signed}.${forgery.isBare ? '' : signature.toString('base64url')}`;
}

/** JWS General JSON, one signature for each root. */
export function writeTrust(trust: Trust, roots: readonly SigningKey[]): TrustDocument {
  const payload = part(trust);
  const signatures = roots.map((root) => {
    const header = part({ alg: 'Ed25519', kid: root.kid, typ: TYPES.trust });
    return {
      protected: header,
      signature: sign(null, Buffer.from(`${header}.${payload}`), root.key).toString('base64url'),
    };
  });
  return { payload, signatures };
}

function part(value: object): string {
  return base64url(JSON.stringify(value));
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

export type Keys = ReturnType<typeof makeKeys>;

/**
 * @param area the tower's 8-digit village code
 * @param nowS when validity is counted from
 */
export function makeKeys(area: string, nowS: number) {
  const make = (kid: string) => signingKey(generateKey(kid));
  const keys = {
    rootA: make('cf-root-a'),
    rootB: make('cf-root-b'),
    rootC: make('cf-root-c'),
    plan: make('cf-plan-1'),
    nextPlan: make('cf-plan-2'),
    lowPlan: make('cf-plan-routine'),
    farPlan: make('cf-plan-far'),
    oldPlan: make('cf-plan-old'),
    approve: make('cf-approve-1'),
    nextApprove: make('cf-approve-2'),
    lowApprove: make('cf-approve-routine'),
    farApprove: make('cf-approve-far'),
    oldApprove: make('cf-approve-old'),
    stranger: make('cf-stranger'),
    otherStranger: make('cf-stranger-2'),
  };
  const province = area.slice(0, 2);
  const entry = (use: TrustKey['use'], { kid, x }: SigningKey, more: Partial<TrustKey> = {}): TrustKey => ({
    kid,
    use,
    x,
    area: [area.slice(0, 6)],
    cls: 'emergency',
    nbf: nowS - 86_400,
    exp: nowS + 90 * 86_400,
    ...more,
  });
  const elsewhere = [province === '99' ? '98' : '99'];
  const entries: Readonly<Record<keyof typeof keys, TrustKey>> = {
    rootA: entry('root', keys.rootA),
    rootB: entry('root', keys.rootB),
    rootC: entry('root', keys.rootC),
    plan: entry('plan', keys.plan),
    nextPlan: entry('plan', keys.nextPlan),
    lowPlan: entry('plan', keys.lowPlan, { cls: 'routine' }),
    farPlan: entry('plan', keys.farPlan, { area: elsewhere }),
    oldPlan: entry('plan', keys.oldPlan, { exp: nowS - 3600 }),
    approve: entry('approve', keys.approve),
    nextApprove: entry('approve', keys.nextApprove),
    lowApprove: entry('approve', keys.lowApprove, { cls: 'routine' }),
    farApprove: entry('approve', keys.farApprove, { area: elsewhere }),
    oldApprove: entry('approve', keys.oldApprove, { exp: nowS - 3600 }),
    stranger: entry('plan', keys.stranger),
    otherStranger: entry('plan', keys.otherStranger),
  };
  return { keys, entries, elsewhere };
}
