// Secrets: scrypt for what people and towers type, SHA-256 for long random tokens. No secret is ever stored itself.
import { createHash, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { Secrets } from '../../pipeline/ports.ts';

/** OWASP's scrypt setting of 2023: N=2^17, r=8, p=1, about 0.3 s and 128 MiB. */
const COST = { N: 2 ** 17, r: 8, p: 1 };
/** Without look-alikes (0 1 i l o u): people read claim codes aloud on the telephone. */
const ALPHABET = '23456789abcdefghjkmnpqrstvwxyz';

export function createSecrets(
  cost: { readonly N: number; readonly r: number; readonly p: number } = COST,
): Secrets {
  return {
    async hash(secret) {
      const salt = randomBytes(16);
      const key = await derive(secret, salt, cost);
      return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join(
        '$',
      );
    },
    hashRandom: (secret) => `sha256$${fingerprint(secret)}`,
    async matches(secret, hash) {
      const [kind, N, r, p, salt, key] = hash.split('$');
      if (kind === 'sha256')
        return timingSafeEqual(Buffer.from(`sha256$${fingerprint(secret)}`), Buffer.from(hash));
      if (kind !== 'scrypt' || salt === undefined || key === undefined) return false;
      const expected = Buffer.from(key, 'base64url');
      const actual = await derive(secret, Buffer.from(salt, 'base64url'), {
        N: Number(N),
        r: Number(r),
        p: Number(p),
      });
      return expected.length === actual.length && timingSafeEqual(expected, actual);
    },
    make(bits) {
      // Rejection keeps every letter equally likely; 30 letters carry 4.9 bits each, rounded up by the caller's bits / 5.
      let made = '';
      while (made.length < Math.ceil(bits / 5)) {
        for (const byte of randomBytes(64))
          if (byte < 240 && made.length < Math.ceil(bits / 5)) made += ALPHABET.charAt(byte % 30);
      }
      return made;
    },
    fingerprint,
  };
}

function fingerprint(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function derive(secret: string, salt: Buffer, cost: { N: number; r: number; p: number }): Promise<Buffer> {
  const options: ScryptOptions = { ...cost, maxmem: 256 * cost.N * cost.r };
  return new Promise((resolve, reject) => {
    scrypt(secret.normalize('NFC'), salt, 32, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
