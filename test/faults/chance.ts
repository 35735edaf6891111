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
  answerAtOnce();
}

/** The same signatures by the same library, without the thread pool; what was signed or asked before is answered from memory. */
function answerAtOnce(): void {
  const { subtle } = globalThis.crypto;
  const { sign, verify } = crypto;
  const keys = new WeakMap<CryptoKey, KeyObject>();
  const names = new WeakMap<KeyObject, string>();
  const keyOf = (of: CryptoKey) => {
    const key = keys.get(of) ?? KeyObject.from(of as Parameters<typeof KeyObject.from>[0]);
    keys.set(of, key);
    return key;
  };
  const xOf = (key: KeyObject) => {
    const x = names.get(key) ?? key.export({ format: 'jwk' }).x ?? '';
    names.set(key, x);
    return x;
  };
  const answers = new Map<string, boolean>();
  const nameOf = (key: KeyObject, text: Uint8Array, signature: Uint8Array) =>
    `${xOf(key)}${Buffer.from(signature).toString('latin1')}${Buffer.from(text).toString('latin1')}`;
  const keep = (name: string, answer: boolean) => {
    if (answers.size > 2_000) answers.clear();
    answers.set(name, answer);
    return answer;
  };
  function signNow(_how: null, text: Uint8Array, key: KeyObject): Buffer {
    const signature = sign(null, text, key);
    keep(nameOf(key, text, signature), true);
    return signature;
  }
  function verifyNow(_how: null, text: Uint8Array, key: KeyObject, signature: Uint8Array): boolean {
    const name = nameOf(key, text, signature);
    return answers.get(name) ?? keep(name, verify(null, text, key, signature));
  }
  crypto.sign = signNow as typeof crypto.sign;
  crypto.verify = verifyNow as typeof crypto.verify;
  syncBuiltinESMExports();
  Object.defineProperty(subtle, 'sign', {
    value: async (_how: unknown, by: CryptoKey, text: Uint8Array) =>
      Uint8Array.from(signNow(null, text, keyOf(by))).buffer,
  });
  Object.defineProperty(subtle, 'verify', {
    value: async (_how: unknown, by: CryptoKey, signature: Uint8Array, text: Uint8Array) =>
      verifyNow(null, text, keyOf(by), signature),
  });
}
