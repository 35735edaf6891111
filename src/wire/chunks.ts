// A clip as it travels: cut into 16 KiB pieces named by the whole clip's SHA-256, and put together again.
import { createHash } from 'node:crypto';
import { RelayError } from '../core/errors.ts';

/** Fits every broker's packet limit and keeps a stop command at most two pieces behind (tower protocol, section 4). */
export const CHUNK_BYTES = 16_384;

/** SHA-256 as it stands in topics and plans: base64url without padding, 43 characters. */
export function clipHash(clip: Uint8Array): string {
  return createHash('sha256').update(clip).digest('base64url');
}

/** @param hex 64 lower-case hex digits, as the store names clips */
export function hashFromHex(hex: string): string {
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new RelayError('invalid-input', 'not a SHA-256 in hex');
  return Buffer.from(hex, 'hex').toString('base64url');
}

export function hashToHex(hash: string): string {
  return Buffer.from(hash, 'base64url').toString('hex');
}

export function chunkCount(bytes: number): number {
  return Math.ceil(bytes / CHUNK_BYTES);
}

/** Bytes of chunk `n` of a clip of `bytes`: all full but the last. */
export function chunkSize(bytes: number, n: number): number {
  return Math.max(0, Math.min(CHUNK_BYTES, bytes - n * CHUNK_BYTES));
}

/** The pieces in order, as views on the clip's own memory. */
export function splitClip(clip: Uint8Array): Uint8Array[] {
  return Array.from({ length: chunkCount(clip.length) }, (_, n) =>
    clip.subarray(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES),
  );
}
