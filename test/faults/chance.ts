// Chance with a seed, and the two places where Node has chance or timing of its own taken over by it: Math.random and
// randomBytes; WebCrypto's Ed25519 answers at once, so that the order of what happens is the seed's and not the threads'.
import crypto, { createHash, KeyObject } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

export interface Chance {
  /** 0 to 1, without 1. */
  next(): number;
  below(limit: number): number;
  /** Whole numbers, both ends included. */
  between(from: number, to: number): number;
  happens(share: number): boolean;
  one<T>(list: readonly T[]): T;
  /** A stream of its own: what one part draws does not move what another part gets. */
  apart(name: string): Chance;
}

/** sfc32 (Chris Doty-Humphrey's small fast counting generator), seeded by SHA-256 of the name. */
export function createChance(seed: string): Chance {
  const bytes = createHash('sha256').update(seed).digest();
  let [a, b, c, d] = [bytes.readInt32LE(0), bytes.readInt32LE(4), bytes.readInt32LE(8), 1];
  const next = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4_294_967_296;
  };
  for (let n = 0; n < 12; n++) next();
  const chance: Chance = {
    next,
    below: (limit) => Math.floor(next() * limit),
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    happens: (share) => share > 0 && next() < share,
    one: (list) => list[Math.floor(next() * list.length)] as (typeof list)[number],
    apart: (name) => createChance(`${seed}/${name}`),
  };
  return chance;
}

let current: Chance = createChance('nobody');
let isTaken = false;

/** From here on everything in this process that draws lots draws them from this seed. */
export function rule(chance: Chance): void {
  current = chance;
  if (isTaken) return;
  isTaken = true;
  Math.random = () => current.next();
  const bytes = (size: number) => Buffer.from(Array.from({ length: size }, () => current.below(256)));
  crypto.randomBytes = bytes as typeof crypto.randomBytes;
  syncBuiltinESMExports();
  answerAtOnce();
}

/** The same signatures by the same library, without the thread pool. */
function answerAtOnce(): void {
  const { subtle } = globalThis.crypto;
  const keys = new WeakMap<CryptoKey, KeyObject>();
  const keyOf = (key: CryptoKey) => {
    const known = keys.get(key) ?? KeyObject.from(key as Parameters<typeof KeyObject.from>[0]);
    keys.set(key, known);
    return known;
  };
  const verified = new Map<string, boolean>();
  Object.defineProperty(subtle, 'sign', {
    value: async (_how: unknown, key: CryptoKey, text: Uint8Array) => {
      const signature = crypto.sign(null, text, keyOf(key));
      return signature.buffer.slice(signature.byteOffset, signature.byteOffset + signature.byteLength);
    },
  });
  Object.defineProperty(subtle, 'verify', {
    value: async (_how: unknown, key: CryptoKey, signature: Uint8Array, text: Uint8Array) => {
      // A plan is judged again and again: the same bytes have the same answer.
      const name = createHash('sha1')
        .update(text)
        .update(signature)
        .update(keyOf(key).export({ format: 'jwk' }).x ?? '')
        .digest('base64');
      const known = verified.get(name);
      if (known !== undefined) return known;
      if (verified.size > 20_000) verified.clear();
      const answer = crypto.verify(null, text, keyOf(key), signature);
      verified.set(name, answer);
      return answer;
    },
  });
}
