// Clips on the tower's disk, named by their hash: pieces while they arrive, then the whole, checked and synced.
// Pieces are single small files, so what arrived before a cut need not come again after it.
import { RelayError } from '../core/errors.ts';
import { CHUNK_BYTES, chunkSize, clipHash } from '../wire/chunks.ts';
import type { Item } from '../wire/messages.ts';
import type { Disk } from './ports.ts';

type ClipEntry = Pick<Item['clip'], 'h' | 'sz' | 'n'>;

export interface ClipCache {
  load(): Promise<void>;
  has(hash: string): boolean;
  /** The whole clip, checked again; undefined when it is absent or no longer what its name says. */
  read(hash: string): Promise<Uint8Array | undefined>;
  missing(clip: ClipEntry): number[];
  /** @returns false for a piece of the wrong size. @throws RelayError `disk-full` when nothing can be cleared */
  put(clip: ClipEntry, n: number, bytes: Uint8Array): Promise<boolean>;
  /** Puts the pieces together: `whole`, or `corrupt` when the hash differs and all pieces were thrown away. */
  join(clip: ClipEntry): Promise<'whole' | 'corrupt'>;
  /** Clips that a plan names are not cleared away. */
  pin(hashes: ReadonlySet<string>): Promise<void>;
}

/** @param mostBytes what whole clips may take before the longest unused go */
export function createClipCache(disk: Disk, mostBytes: number): ClipCache {
  /** Oldest use first; value is the size. */
  const whole = new Map<string, number>();
  const pieces = new Map<string, Set<number>>();
  let pinned: ReadonlySet<string> = new Set();

  const wholeName = (hash: string) => `clips/${hash}`;
  const pieceName = (hash: string, n: number) => `clips/${hash}.${n}.part`;
  const touch = (hash: string, size: number) => {
    whole.delete(hash);
    whole.set(hash, size);
  };

  async function dropPieces(hash: string): Promise<void> {
    const there = pieces.get(hash) ?? new Set();
    pieces.delete(hash);
    for (const n of there) await disk.remove(pieceName(hash, n));
  }

  async function clear(until: () => boolean): Promise<void> {
    for (const hash of [...whole.keys()]) {
      if (until()) return;
      if (pinned.has(hash)) continue;
      whole.delete(hash);
      await disk.remove(wholeName(hash));
    }
  }

  async function writeWithRoom(name: string, bytes: Uint8Array, how?: 'loose'): Promise<void> {
    try {
      await disk.write(name, bytes, how);
    } catch (error) {
      if (!(error instanceof RelayError) || error.code !== 'disk-full') throw error;
      await clear(() => false);
      await disk.write(name, bytes, how);
    }
  }

  return {
    async load() {
      for (const name of await disk.list('clips')) {
        const [, hash, n] = /^([A-Za-z0-9_-]{43})(?:\.(\d+)\.part)?$/.exec(name) ?? [];
        if (hash === undefined) continue;
        if (n === undefined) whole.set(hash, (await disk.read(wholeName(hash)))?.length ?? 0);
        else pieces.set(hash, (pieces.get(hash) ?? new Set()).add(Number(n)));
      }
    },
    has: (hash) => whole.has(hash),
    async read(hash) {
      const bytes = await disk.read(wholeName(hash));
      if (bytes !== undefined && clipHash(bytes) === hash) {
        touch(hash, bytes.length);
        return bytes;
      }
      whole.delete(hash);
      await disk.remove(wholeName(hash));
      return undefined;
    },
    missing(clip) {
      const there = pieces.get(clip.h);
      return Array.from({ length: clip.n }, (_, n) => n).filter((n) => !there?.has(n));
    },
    async put(clip, n, bytes) {
      if (n >= clip.n || bytes.length !== chunkSize(clip.sz, n)) return false;
      await writeWithRoom(pieceName(clip.h, n), bytes, 'loose');
      pieces.set(clip.h, (pieces.get(clip.h) ?? new Set()).add(n));
      return true;
    },
    async join(clip) {
      const bytes = new Uint8Array(clip.sz);
      for (let n = 0; n < clip.n; n++) {
        bytes.set(
          (await disk.read(pieceName(clip.h, n)))?.subarray(0, chunkSize(clip.sz, n)) ?? [],
          n * CHUNK_BYTES,
        );
      }
      if (clipHash(bytes) !== clip.h) {
        await dropPieces(clip.h);
        return 'corrupt';
      }
      await writeWithRoom(wholeName(clip.h), bytes);
      touch(clip.h, clip.sz);
      await dropPieces(clip.h);
      const total = () => [...whole.values()].reduce((sum, size) => sum + size, 0);
      await clear(() => total() <= mostBytes);
      return 'whole';
    },
    async pin(hashes) {
      pinned = hashes;
      for (const hash of [...pieces.keys()]) if (!hashes.has(hash)) await dropPieces(hash);
    },
  };
}
