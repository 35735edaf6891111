// Clips on the tower's disk, named by their hash: pieces while they arrive, then the whole, checked and synced.
// Pieces are single small files, so what arrived before a cut need not come again after it. Where the card takes nothing
// any more, one clip of an emergency is held in memory.
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
  /** Clips of emergencies, most urgent first: what a sick card does not take of them is held in memory, one at a time. */
  favour(hashes: readonly string[]): void;
}

/** The one clip held in memory. */
interface InMemory {
  readonly hash: string;
  readonly parts: Map<number, Uint8Array>;
  whole: Uint8Array | undefined;
}

/** @param mostBytes what whole clips may take before the longest unused go */
export function createClipCache(disk: Disk, mostBytes: number): ClipCache {
  /** Oldest use first; value is the size. */
  const whole = new Map<string, number>();
  const pieces = new Map<string, Set<number>>();
  let pinned: ReadonlySet<string> = new Set();
  let favoured: readonly string[] = [];
  let memory: InMemory | undefined;

  const wholeName = (hash: string) => `clips/${hash}`;
  const pieceName = (hash: string, n: number) => `clips/${hash}.${n}.part`;
  const touch = (hash: string, size: number) => {
    whole.delete(hash);
    whole.set(hash, size);
  };

  /** A card that cannot be written keeps the file; it is not looked at any more. */
  async function drop(name: string): Promise<void> {
    try {
      await disk.remove(name);
    } catch (error) {
      if (!isOfTheDisk(error)) throw error;
    }
  }

  async function dropPieces(hash: string): Promise<void> {
    const there = pieces.get(hash) ?? new Set();
    pieces.delete(hash);
    if (memory?.hash === hash) memory.parts.clear();
    for (const n of there) await drop(pieceName(hash, n));
  }

  async function clear(until: () => boolean): Promise<void> {
    for (const hash of [...whole.keys()]) {
      if (until()) return;
      if (pinned.has(hash)) continue;
      whole.delete(hash);
      await drop(wholeName(hash));
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

  /** Room in memory for this clip, where it is the most urgent; otherwise the disk's error stands. */
  function remember(hash: string, error: unknown): InMemory {
    const rank = (one: string) => favoured.indexOf(one);
    const isFree = memory === undefined || memory.hash === hash || rank(memory.hash) === -1;
    const isAhead = memory !== undefined && rank(hash) < rank(memory.hash);
    if (!isOfTheDisk(error) || rank(hash) === -1 || !(isFree || isAhead)) throw error;
    if (memory?.hash !== hash) {
      if (memory !== undefined) pieces.delete(memory.hash);
      memory = { hash, parts: new Map(), whole: undefined };
    }
    return memory;
  }

  async function pieceOf(clip: ClipEntry, n: number): Promise<Uint8Array> {
    const held = memory?.hash === clip.h ? memory.parts.get(n) : undefined;
    const bytes = held ?? (await disk.read(pieceName(clip.h, n)));
    return bytes?.subarray(0, chunkSize(clip.sz, n)) ?? new Uint8Array();
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
    has: (hash) => whole.has(hash) || (memory?.hash === hash && memory.whole !== undefined),
    async read(hash) {
      if (memory?.hash === hash && memory.whole !== undefined) return memory.whole;
      const bytes = await disk.read(wholeName(hash));
      if (bytes !== undefined && clipHash(bytes) === hash) {
        touch(hash, bytes.length);
        return bytes;
      }
      whole.delete(hash);
      await drop(wholeName(hash));
      return undefined;
    },
    missing(clip) {
      const there = pieces.get(clip.h);
      return Array.from({ length: clip.n }, (_, n) => n).filter((n) => !there?.has(n));
    },
    async put(clip, n, bytes) {
      if (n >= clip.n || bytes.length !== chunkSize(clip.sz, n)) return false;
      try {
        await writeWithRoom(pieceName(clip.h, n), bytes, 'loose');
      } catch (error) {
        remember(clip.h, error).parts.set(n, Uint8Array.from(bytes));
      }
      pieces.set(clip.h, (pieces.get(clip.h) ?? new Set()).add(n));
      return true;
    },
    async join(clip) {
      const bytes = new Uint8Array(clip.sz);
      for (let n = 0; n < clip.n; n++) bytes.set(await pieceOf(clip, n), n * CHUNK_BYTES);
      if (clipHash(bytes) !== clip.h) {
        await dropPieces(clip.h);
        return 'corrupt';
      }
      try {
        await writeWithRoom(wholeName(clip.h), bytes);
        touch(clip.h, clip.sz);
      } catch (error) {
        remember(clip.h, error).whole = bytes;
      }
      await dropPieces(clip.h);
      const total = () => [...whole.values()].reduce((sum, size) => sum + size, 0);
      await clear(() => total() <= mostBytes);
      return 'whole';
    },
    async pin(hashes) {
      pinned = hashes;
      for (const hash of [...pieces.keys()]) if (!hashes.has(hash)) await dropPieces(hash);
    },
    favour(hashes) {
      favoured = hashes;
    },
  };
}

function isOfTheDisk(error: unknown): boolean {
  return error instanceof RelayError && (error.code === 'disk-full' || error.code === 'disk-failed');
}
