// Clips for the examination, made without an encoder: a soft tone in MP3 as the contract asks for (mono, 32 kb/s, 22.05
// kHz, MPEG-2 layer III), any length, any size, each with a hash of its own.
import { clipHash, splitClip } from '../wire/chunks.ts';
import type { Item } from '../wire/messages.ts';

/** Two frames of a steady 459 Hz tone, -24 dBFS. Each stands alone (no bit reservoir), so the pair can follow itself. */
const PAIR = Buffer.from(
  '//NAxAALgzX0ALgPJPhEArBgYl4R6dQYZZ//f/1v4nGP///E7f//+v///xO3///lH///8FA//1/+JxlMQU1FMy4xMDAAAAAAAAAAAAAA' +
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD/80LEAAuDNfQAuA8k+EQCsGBiXhHp1Bhln/9//W/icY///8Tt///6////E7f//+Uf' +
    '///wUD//X/4nGUxBTUUzLjEwMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==',
  'base64',
);
const SAMPLES_PER_PAIR = 1152;
const RATE = 22_050;
const HEAD_BYTES = 10;

export interface TestClip {
  readonly bytes: Uint8Array;
  readonly entry: Item['clip'];
  readonly pieces: readonly Uint8Array[];
}

/**
 * @param name makes the hash: two names are two clips
 * @param ms how long it sounds, rounded to frames
 * @param fewestPieces padded to as many pieces of 16 KiB
 */
export function makeClip(name: string, ms: number, fewestPieces = 1): TestClip {
  const pairs = Math.max(1, Math.round((ms * RATE) / 1000 / SAMPLES_PER_PAIR));
  const sound = Buffer.concat(Array.from({ length: pairs }, () => PAIR));
  const padding = Math.max(64, (fewestPieces - 1) * 16_384 + 2000 - sound.length);
  const bytes = Buffer.concat([tagOf(name, padding), sound]);
  const pieces = splitClip(bytes);
  return {
    bytes,
    pieces,
    entry: {
      h: clipHash(bytes),
      sz: bytes.length,
      n: pieces.length,
      c: 'mp3',
      ms: Math.round((pairs * SAMPLES_PER_PAIR * 1000) / RATE),
      src: ['mqtt'],
    },
  };
}

/** How long one of these clips sounds, ms; for a loudspeaker that is only a clock. */
export function lengthOfClip(bytes: Uint8Array): number {
  const tag = HEAD_BYTES + syncsafe(bytes);
  return Math.round((((bytes.length - tag) / PAIR.length) * SAMPLES_PER_PAIR * 1000) / RATE);
}

/** ID3v2.3 with one private frame of plain letters: every decoder skips it, and none takes it for the start of a frame. */
function tagOf(name: string, length: number): Buffer {
  const content = Buffer.alloc(length, `${name} `, 'latin1');
  const frame = Buffer.alloc(10);
  frame.write('PRIV', 0, 'latin1');
  frame.writeUInt32BE(length, 4);
  const size = frame.length + length;
  const sizes = [21, 14, 7, 0].map((shift) => (size >> shift) & 0x7f);
  return Buffer.concat([Buffer.from([0x49, 0x44, 0x33, 3, 0, 0, ...sizes]), frame, content]);
}

function syncsafe(bytes: Uint8Array): number {
  return [6, 7, 8, 9].reduce((size, at) => (size << 7) | ((bytes[at] ?? 0) & 0x7f), 0);
}
