// A private half under a passphrase: scrypt makes a key of it, AES-256-GCM seals. In comes the half and what it belongs
// to, out comes what may lie on a disk; and back. A wrong passphrase and a changed file look the same: nothing comes out.
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { z } from 'zod';

/** Cost of RFC 7914's scrypt as OWASP asks for it: 128 MB and about a third of a second on a small machine. */
const COST = { n: 2 ** 17, r: 8, p: 1 } as const;
const MOST_MEMORY = 512 * 1024 * 1024;
export const SHORTEST_PASSPHRASE = 12;

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);
export const lockedSchema = z.object({
  kdf: z.literal('scrypt'),
  // bounded: a spoiled file must not ask for more memory than there is
  n: z.union([z.literal(2 ** 15), z.literal(2 ** 16), z.literal(2 ** 17), z.literal(2 ** 18)]),
  r: z.literal(8),
  p: z.number().int().min(1).max(4),
  salt: base64url.length(22),
  iv: base64url.length(16),
  tag: base64url.length(22),
  box: base64url.max(200),
});
export type Locked = z.infer<typeof lockedSchema>;

/** @param about what the half belongs to (`kid x`): the seal does not open under another name */
export async function lock(half: string, passphrase: string, about: string): Promise<Locked> {
  const salt = randomBytes(16);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', await keyOf(passphrase, salt, COST), iv);
  cipher.setAAD(Buffer.from(about));
  const box = Buffer.concat([cipher.update(half, 'utf8'), cipher.final()]);
  return {
    kdf: 'scrypt',
    ...COST,
    salt: salt.toString('base64url'),
    iv: iv.toString('base64url'),
    tag: cipher.getAuthTag().toString('base64url'),
    box: box.toString('base64url'),
  };
}

/** @returns the half, or undefined when the passphrase is not the one */
export async function unlock(locked: Locked, passphrase: string, about: string): Promise<string | undefined> {
  const key = await keyOf(passphrase, Buffer.from(locked.salt, 'base64url'), locked);
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(locked.iv, 'base64url'), {
    authTagLength: 16,
  });
  decipher.setAAD(Buffer.from(about));
  decipher.setAuthTag(Buffer.from(locked.tag, 'base64url'));
  try {
    const open = Buffer.concat([decipher.update(Buffer.from(locked.box, 'base64url')), decipher.final()]);
    return open.toString('utf8');
  } catch {
    return undefined; // that is how GCM says no
  }
}

function keyOf(passphrase: string, salt: Buffer, { n, r, p }: { n: number; r: number; p: number }) {
  return new Promise<Buffer>((resolve, reject) => {
    // the same word typed on another keyboard may be composed otherwise
    scrypt(passphrase.normalize('NFC'), salt, 32, { N: n, r, p, maxmem: MOST_MEMORY }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
