// Seals on documents: JWS compact with Ed25519 (RFC 7515, 8037, 9864), algorithm, type and key pinned by us and never
// by the document. Documents go in with a key and come out sealed; sealed ones come back as payload or as a Why.
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { compactVerify, FlattenedSign, flattenedVerify, importJWK } from 'jose';
import { z } from 'zod';
import { type Trust, trustSchema, type Why } from './messages.ts';

export const TYPES = {
  plan: 'tower-plan+jws',
  approval: 'tower-approval+jws',
  cmd: 'tower-cmd+jws',
  ack: 'tower-ack+jws',
  config: 'tower-config+jws',
  trust: 'tower-trust+jws',
} as const;
export type SealType = (typeof TYPES)[keyof typeof TYPES];

const ALGORITHM = 'Ed25519';
/** Header fields with which a document would choose its own key or rules. */
const FORBIDDEN = ['jwk', 'jku', 'x5c', 'x5u', 'crit', 'b64'];

/** A public key by its name. `x` is the raw 32-byte key in base64url. */
export interface PublicKey {
  readonly kid: string;
  readonly x: string;
}
/** `d` is the private part in base64url: it is a secret and never logged. */
export interface KeyPair extends PublicKey {
  readonly d: string;
}
export interface SigningKey extends PublicKey {
  readonly key: KeyObject;
}

export type Opened =
  | { readonly ok: true; readonly kid: string; readonly payload: unknown }
  | { readonly ok: false; readonly why: Why; readonly text: string };

/** A new Ed25519 key under this name. */
export function generateKey(kid: string): KeyPair {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  if (jwk.x === undefined || jwk.d === undefined) throw new TypeError('Ed25519 key without x or d');
  return { kid, x: jwk.x, d: jwk.d };
}

/** The pair made ready for signing; do it once, not per document. */
export function signingKey({ kid, x, d }: KeyPair): SigningKey {
  return { kid, x, key: createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x, d }, format: 'jwk' }) };
}

/**
 * Written out here because a province's plans are sealed in one go: four times as many a second as through a library that
 * asks the thread pool for each.
 * @returns JWS compact: three base64url parts with dots
 */
export async function seal(type: SealType, payload: object, by: SigningKey): Promise<string> {
  const words = `${encoded({ alg: ALGORITHM, kid: by.kid, typ: type })}.${encoded(payload)}`;
  return `${words}.${sign(null, Buffer.from(words), by.key).toString('base64url')}`;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/**
 * Opens a sealed document. The key is looked up by `kid` in what we trust, never taken from the document.
 * Does not throw for bad input: whatever is wrong comes back as `bad-signature`, `unknown-key` or `schema`.
 */
export async function open(
  type: SealType,
  jws: string,
  keys: ReadonlyMap<string, PublicKey>,
): Promise<Opened> {
  const head = headerOf(jws.split('.', 1)[0] ?? '', type);
  if (!head.ok) return head;
  const key = keys.get(head.kid);
  if (key === undefined) return no('unknown-key', `key ${head.kid} is not trusted for this`);
  try {
    const { payload } = await compactVerify(jws, await publicKey(key), { algorithms: [ALGORITHM] });
    return { ok: true, kid: head.kid, payload: json(payload) };
  } catch (error) {
    if (error instanceof SyntaxError) return no('schema', 'sealed content is not JSON');
    return no('bad-signature', 'signature does not match');
  }
}

/** The payload of a JWS compact without any check: for showing, never for deciding. */
export function peek(jws: string): unknown {
  try {
    return json(Buffer.from(jws.split('.')[1] ?? '', 'base64url'));
  } catch {
    return undefined; // not JSON: there is nothing to show
  }
}

const trustSignature = z.object({ protected: z.string().max(1024), signature: z.string().max(256) });
const sealedTrust = z.object({
  payload: z.string().max(64_000),
  signatures: z.array(trustSignature).min(1).max(10),
});
export const trustDocumentSchema = sealedTrust.extend({
  /** Earlier documents that changed the roots, oldest first: the way for a tower that was away meanwhile. */
  before: z.array(sealedTrust).max(8).optional(),
});
/** JWS General JSON: one payload, several root signatures. */
export type TrustDocument = z.infer<typeof trustDocumentSchema>;

/** A trust document that may still lack signatures. */
export const trustDraftSchema = sealedTrust.extend({ signatures: z.array(trustSignature).max(10) });
export type TrustDraft = z.infer<typeof trustDraftSchema>;

export function draftTrust(trust: Trust): TrustDraft {
  return { payload: Buffer.from(JSON.stringify(trust)).toString('base64url'), signatures: [] };
}

/** One root's signature more under the same words. */
export async function signTrust(draft: TrustDraft, by: SigningKey): Promise<TrustDraft> {
  const { protected: header = '', signature } = await new FlattenedSign(
    Buffer.from(draft.payload, 'base64url'),
  )
    .setProtectedHeader({ alg: ALGORITHM, kid: by.kid, typ: TYPES.trust })
    .sign(by.key);
  return { ...draft, signatures: [...draft.signatures, { protected: header, signature }] };
}

export async function sealTrust(trust: Trust, roots: readonly SigningKey[]): Promise<TrustDocument> {
  let draft = draftTrust(trust);
  for (const root of roots) draft = await signTrust(draft, root);
  return trustDocumentSchema.parse(draft);
}

/** Who may change the trust: root keys, and how many of them together. */
export interface Roots {
  readonly keys: readonly PublicKey[];
  readonly threshold: number;
}

export function rootsOf(trust: Trust): Roots {
  return { keys: trust.keys.filter((key) => key.use === 'root'), threshold: trust.threshold };
}

type OpenedTrust = { ok: true; trust: Trust } | { ok: false; why: Why; text: string };

/**
 * Opens a trust document: signed by the threshold of the roots we hold *and* by the threshold of the roots it names,
 * so that a change of roots is agreed by both (as TUF does). Who missed such a change is led by `before`, one change at
 * a time. The caller compares `ver` with the one it stores.
 */
export async function openTrust(document: unknown, roots: Roots): Promise<OpenedTrust> {
  const shape = trustDocumentSchema.safeParse(document);
  if (!shape.success) return no('schema', 'not a trust document');
  const { before = [], ...last } = shape.data;
  const direct = await openSealed(last, roots);
  if (direct.ok || before.length === 0) return direct;
  let held = roots;
  let ver = 0;
  for (const one of before) {
    const step = await openSealed(one, held);
    if (!step.ok || step.trust.ver <= ver) continue;
    held = rootsOf(step.trust);
    ver = step.trust.ver;
  }
  const led = await openSealed(last, held);
  if (led.ok && led.trust.ver <= ver) return no('replay', 'older than the change of roots before it');
  return led.ok ? led : direct;
}

async function openSealed(document: z.infer<typeof sealedTrust>, roots: Roots): Promise<OpenedTrust> {
  const held = await signersOf(document, roots.keys);
  if (held.size < Math.max(1, roots.threshold)) {
    return no('bad-signature', `${held.size} of ${roots.threshold} root signatures are good`);
  }
  const parsed = trustSchema.safeParse(peek(`.${document.payload}`));
  if (!parsed.success) return no('schema', 'trust document is not understood');
  // two names for one key, or one name for two, would let one stolen key do the work of both
  for (const part of ['kid', 'x'] as const) {
    if (new Set(parsed.data.keys.map((key) => key[part])).size < parsed.data.keys.length)
      return no('schema', `a key stands twice in the trust document (${part})`);
  }
  const next = rootsOf(parsed.data);
  if ((await signersOf(document, next.keys)).size < next.threshold) {
    return no('bad-signature', 'the new root keys have not signed');
  }
  return { ok: true, trust: parsed.data };
}

/** The distinct keys (`x`) that have signed: one key signing twice is one signer. */
export async function signersOf(
  document: TrustDraft,
  keys: readonly PublicKey[],
): Promise<ReadonlySet<string>> {
  const good = new Set<string>();
  for (const { protected: header, signature } of document.signatures) {
    const head = headerOf(header, TYPES.trust);
    const key = head.ok ? keys.find((one) => one.kid === head.kid) : undefined;
    if (key === undefined) continue;
    try {
      const jws = { payload: document.payload, protected: header, signature };
      await flattenedVerify(jws, await publicKey(key), { algorithms: [ALGORITHM] });
      good.add(key.x);
    } catch {
      // one bad signature does not spoil the others; it is simply not counted
    }
  }
  return good;
}

function headerOf(part: string, type: SealType): { ok: true; kid: string } | (Opened & { ok: false }) {
  let head: unknown;
  try {
    head = json(Buffer.from(part, 'base64url'));
  } catch {
    return no('schema', 'not a JWS');
  }
  if (typeof head !== 'object' || head === null) return no('schema', 'not a JWS');
  const { alg, typ, kid } = head as Record<string, unknown>;
  if (alg !== ALGORITHM) return no('bad-signature', `algorithm ${String(alg).slice(0, 20)} is not accepted`);
  const forbidden = FORBIDDEN.find((name) => name in head);
  if (forbidden !== undefined) return no('bad-signature', `header field ${forbidden} is not accepted`);
  if (typ !== type) return no('bad-signature', `sealed as ${String(typ).slice(0, 40)}, not as ${type}`);
  if (typeof kid !== 'string' || kid === '') return no('unknown-key', 'no key is named');
  return { ok: true, kid };
}

const imported = new Map<string, ReturnType<typeof importJWK>>();
function publicKey({ x }: PublicKey): ReturnType<typeof importJWK> {
  const known = imported.get(x);
  if (known !== undefined) return known;
  if (imported.size > 500) imported.clear();
  const key = importJWK({ kty: 'OKP', crv: 'Ed25519', x }, ALGORITHM);
  imported.set(x, key);
  return key;
}

function json(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}

function no(why: Why, text: string): { ok: false; why: Why; text: string } {
  return { ok: false, why, text };
}
