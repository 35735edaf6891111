// Vectors without seals: how clips are cut and named, how receipts are numbered and kept, what messages must look like.
import { clipHash, splitClip } from '../../src/wire/chunks.ts';

export interface ClipVector {
  readonly name: string;
  /** Byte i is (i * 31 + (i >> 8) * 7 + seed) & 255. */
  readonly bytes: { readonly size: number; readonly seed: number };
  readonly hash: string;
  readonly pieces: readonly { readonly n: number; readonly size: number; readonly sha256: string }[];
}

export interface ReceiptVector {
  readonly name: string;
  /** `say`: this many receipts are written; `rack`: the relay acknowledges; `boot`: power off and on. */
  readonly steps: readonly ({ readonly say: number } | { readonly rack: number } | { readonly boot: true })[];
  /** Numbers that must still be sent, in order. */
  readonly pending: readonly number[];
  readonly next: number;
}

export interface MessageVector {
  readonly name: string;
  readonly kind: 'hello' | 'presence' | 'receipt' | 'event' | 'health' | 'need';
  readonly body: unknown;
  readonly fits: boolean;
}

export function bytesOf({ size, seed }: ClipVector['bytes']): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8) * 7 + seed) & 255);
}

export function clipVectors(): ClipVector[] {
  const sizes = [
    ['one byte', 1],
    ['less than a piece', 5000],
    ['exactly one piece', 16_384],
    ['one byte more than a piece', 16_385],
    ['a minute of speech', 240_000],
  ] as const;
  return sizes.map(([name, size], seed) => {
    const bytes = { size, seed };
    const clip = bytesOf(bytes);
    const pieces = splitClip(clip).map((piece, n) => ({ n, size: piece.length, sha256: clipHash(piece) }));
    return { name, bytes, hash: clipHash(clip), pieces };
  });
}

export function receiptVectors(): ReceiptVector[] {
  return [
    { name: 'numbers begin at one', steps: [{ say: 3 }], pending: [1, 2, 3], next: 4 },
    { name: 'what is acknowledged goes', steps: [{ say: 3 }, { rack: 2 }], pending: [3], next: 4 },
    {
      name: 'an older number brings nothing back',
      steps: [{ say: 3 }, { rack: 2 }, { rack: 1 }],
      pending: [3],
      next: 4,
    },
    { name: 'zero acknowledges nothing', steps: [{ say: 2 }, { rack: 0 }], pending: [1, 2], next: 3 },
    {
      name: 'numbers go on after a power cut',
      steps: [{ say: 2 }, { boot: true }, { say: 1 }],
      pending: [1, 2, 3],
      next: 4,
    },
    {
      name: 'numbers go on when all was acknowledged before a power cut',
      steps: [{ say: 2 }, { rack: 2 }, { boot: true }, { rack: 2 }, { say: 1 }],
      pending: [3],
      next: 4,
    },
    {
      name: 'the relay knows more than a disk that was lost: what waits is numbered after it',
      steps: [{ say: 2 }, { rack: 40 }, { say: 1 }],
      pending: [41, 42, 43],
      next: 44,
    },
    { name: 'and with nothing waiting', steps: [{ rack: 40 }, { say: 1 }], pending: [41], next: 42 },
  ];
}

const HELLO = {
  ...{
    v: 1,
    boot: 'b7f2',
    conn: 3,
    nonce: 'zK0t6Yb1s8QpXw2v',
    fw: 'acme/1.2',
    hw: 'esp32-s3',
    proto: [1, 1],
  },
  ...{
    codecs: ['mp3'],
    src: ['mqtt'],
    planEp: 1,
    planSeq: 7,
    trustVer: 3,
    cfgSeq: 2,
    free: 1_500_000,
    rnext: 13,
  },
  time: { src: 'none', errMs: 0 },
};
const RECEIPT = {
  ...{ n: 12, id: 'play-1', ann: 'news', rev: 2, s: 'finished', t: 1_795_497_000_000, te: 40 },
  ...{ skewMs: -12, playedMs: 20_000, totalMs: 20_000, vol: 80 },
};
const PRESENCE = { v: 1, state: 'online', boot: 'b7f2', conn: 3 };

export function messageVectors(): MessageVector[] {
  const one = (kind: MessageVector['kind'], name: string, body: unknown, fits: boolean): MessageVector => ({
    ...{ name, kind, body, fits },
  });
  const batch = (receipts: readonly unknown[]) => ({ v: 1, boot: 'b7f2', receipts });
  return [
    one('hello', 'good', HELLO, true),
    one('hello', 'with a field of your own', { ...HELLO, rssi: -71 }, true),
    one('hello', 'nonce too short', { ...HELLO, nonce: 'abc' }, false),
    one('hello', 'a clock nobody knows', { ...HELLO, time: { src: 'sundial', errMs: 0 } }, false),
    one('presence', 'birth', PRESENCE, true),
    one('presence', 'last will', { ...PRESENCE, state: 'offline', why: 'lost' }, true),
    one('presence', 'without its connection', { v: 1, state: 'online', boot: 'b7f2' }, false),
    one('receipt', 'good', batch([RECEIPT]), true),
    one('receipt', 'twenty', batch(Array.from({ length: 20 }, (_, i) => ({ ...RECEIPT, n: i + 1 }))), true),
    one(
      'receipt',
      'twenty-one',
      batch(Array.from({ length: 21 }, (_, i) => ({ ...RECEIPT, n: i + 1 }))),
      false,
    ),
    one('receipt', 'none', batch([]), false),
    one('receipt', 'number 0', batch([{ ...RECEIPT, n: 0 }]), false),
    one('receipt', 'a reason nobody knows', batch([{ ...RECEIPT, s: 'skipped', why: 'no-mood' }]), false),
    one('receipt', 'half a millisecond', batch([{ ...RECEIPT, playedMs: 0.5 }]), false),
    one(
      'event',
      'refused',
      { v: 1, t: 1_795_497_000_000, ev: 'refused', why: 'key-scope', text: 'plan' },
      true,
    ),
    one('event', 'of no kind', { v: 1, t: 1_795_497_000_000, ev: 'hungry' }, false),
    one('need', 'good', { h: clipHash(new Uint8Array([1])), n: [0, 3] }, true),
    one('need', 'of nothing', { h: clipHash(new Uint8Array([1])), n: [] }, false),
  ];
}
