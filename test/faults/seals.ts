// Seals as somebody outside reads them: by OpenSSL and the office's public keys, without the project's own code.
import { createPublicKey, type KeyObject, verify } from 'node:crypto';

const keys = new Map<string, KeyObject>();
const opened = new Map<string, boolean>();

/** @param x raw Ed25519 public key, base64url */
export function isSealed(jws: string, x: string): boolean {
  const known = opened.get(jws + x);
  if (known !== undefined) return known;
  const key = keys.get(x) ?? createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  keys.set(x, key);
  const [head = '', body = '', signature = ''] = jws.split('.');
  const good = verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'));
  if (opened.size > 5_000) opened.clear();
  opened.set(jws + x, good);
  return good;
}

/** What it says, whoever sealed it; undefined where it is no sealed paper at all. */
export function payloadOf(jws: string): unknown {
  try {
    return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString());
  } catch {
    return undefined;
  }
}
