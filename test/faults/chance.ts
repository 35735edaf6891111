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

/** The same signatures by the same library, without the thread pool; what was asked before is answered from memory. */
function answerAtOnce(): void {
  const { subtle } = globalThis.crypto;
  const keys = new WeakMap<CryptoKey, { readonly key: KeyObject; readonly x: string }>();
  const keyOf = (of: CryptoKey) => {
    const known = keys.get(of);
    if (known !== undefined) return known;
    const key = KeyObject.from(of as Parameters<typeof KeyObject.from>[0]);
    const made = { key, x: key.export({ format: 'jwk' }).x ?? '' };
    keys.set(of, made);
    return made;
  };
  const answers = new Map<string, boolean>();
  const nameOf = (x: string, text: Uint8Array, signature: Uint8Array) =>
    `${x}${Buffer.from(signature).toString('latin1')}${Buffer.from(text).toString('latin1')}`;
  const keep = (name: string, answer: boolean) => {
    if (answers.size > 2_000) answers.clear();
    answers.set(name, answer);
    return answer;
  };
  Object.defineProperty(subtle, 'sign', {
    value: async (_how: unknown, by: CryptoKey, text: Uint8Array) => {
      const { key, x } = keyOf(by);
      const signature = crypto.sign(null, text, key);
      keep(nameOf(x, text, signature), true);
      return signature.buffer.slice(signature.byteOffset, signature.byteOffset + signature.byteLength);
    },
  });
  Object.defineProperty(subtle, 'verify', {
    value: async (_how: unknown, by: CryptoKey, signature: Uint8Array, text: Uint8Array) => {
      const { key, x } = keyOf(by);
      const name = nameOf(x, text, signature);
      return answers.get(name) ?? keep(name, crypto.verify(null, text, key, signature));
    },
  });
}
