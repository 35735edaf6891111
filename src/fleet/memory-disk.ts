// A tower's disk in memory, light enough for two thousand of them: whole clips are named by their hash, so the towers of
// one process share the bytes. A box that is switched off and on again finds what it had.
import type { Disk } from '../controller/ports.ts';

const FREE_BYTES = 1_000_000_000;
const WHOLE_CLIP = /^clips\/[A-Za-z0-9_-]{43}$/;

/** Whole clips of all towers of this process, and how many of them hold each. */
export interface ClipPool {
  take(name: string, bytes: Uint8Array): Uint8Array;
  leave(name: string): void;
}

export function createClipPool(): ClipPool {
  const held = new Map<string, { readonly bytes: Uint8Array; towers: number }>();
  return {
    take(name, bytes) {
      const known = held.get(name);
      if (known !== undefined && known.bytes.length === bytes.length) {
        known.towers += 1;
        return known.bytes;
      }
      held.set(name, { bytes, towers: 1 });
      return bytes;
    },
    leave(name) {
      const known = held.get(name);
      if (known === undefined) return;
      known.towers -= 1;
      if (known.towers <= 0) held.delete(name);
    },
  };
}

export function createMemoryDisk(pool: ClipPool): Disk {
  const files = new Map<string, Uint8Array>();
  const drop = (name: string) => {
    if (files.delete(name) && WHOLE_CLIP.test(name)) pool.leave(name);
  };
  return {
    read: async (name) => files.get(name),
    async write(name, bytes) {
      // a piece is a view into the network's buffer: kept as it is, it would keep all of that
      const own = typeof bytes === 'string' ? Buffer.from(bytes) : Uint8Array.from(bytes);
      drop(name);
      files.set(name, WHOLE_CLIP.test(name) ? pool.take(name, own) : own);
    },
    async append(name, text) {
      files.set(name, Buffer.concat([files.get(name) ?? new Uint8Array(), Buffer.from(text)]));
    },
    remove: async (name) => drop(name),
    list: async (folder) =>
      [...files.keys()]
        .filter((name) => name.startsWith(`${folder}/`))
        .map((name) => name.slice(folder.length + 1)),
    free: async () => FREE_BYTES,
  };
}
