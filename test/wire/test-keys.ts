// Keys that follow from their names, so that a file sealed with them is the same every time it is made. For tests only.
import { createHash, createPrivateKey } from 'node:crypto';
import type { KeyPair } from '../../src/wire/signing.ts';

/** An Ed25519 pair whose private part is the SHA-256 of its name: for tests only. */
export function testKey(kid: string): KeyPair {
  const seed = createHash('sha256').update(`hokrachai test vectors: ${kid}`).digest();
  // PKCS 8 of an Ed25519 key (RFC 8410) is this head and the 32 bytes
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const { x = '', d = '' } = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({
    format: 'jwk',
  });
  return { kid, x, d };
}
