// The studio without a voice: words become a clip at once, the same words always the same clip, and its files stand on a
// shelf in memory that outlives the processes.
import { createHash } from 'node:crypto';
import type { Rendition } from '../../src/core/clip.ts';
import { RelayError } from '../../src/core/errors.ts';
import type {
  ClipShelf,
  HouseSound,
  Mastering,
  Originals,
  Scratch,
  SpeechEngine,
} from '../../src/pipeline/ports.ts';
import { clipHash, hashFromHex } from '../../src/wire/chunks.ts';

const HOUSE: HouseSound = {
  chain: 'G',
  openingChime: 'none',
  closingChime: 'none',
  gapMs: 0,
  repeat: 1,
  version: 'simulated',
};

export interface Shelf extends ClipShelf {
  put(bytes: Uint8Array, ms: number): string;
  /** Length of the clip of this hash as it stands in topics; of an unknown sound a third of a minute. */
  lengthOf(hash: string): number;
}

export function createShelf(): Shelf {
  const files = new Map<string, Uint8Array>();
  const lengths = new Map<string, number>();
  return {
    has: async (sha256) => files.has(sha256),
    async read(sha256) {
      const bytes = files.get(sha256);
      if (bytes === undefined) throw new RelayError('not-found', 'no such clip');
      return bytes;
    },
    put(bytes, ms) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      files.set(sha256, bytes);
      lengths.set(hashFromHex(sha256), ms);
      return sha256;
    },
    lengthOf: (hash) => lengths.get(hash) ?? 20_000,
  };
}

export function createStudio(shelf: Shelf) {
  const spoken = new Map<string, string>();
  let folders = 0;
  const engine: SpeechEngine = {
    id: 'simulated',
    check: async () => ({ usable: true, detail: '' }),
    async speak(script, wavPath) {
      spoken.set(wavPath, script.text);
      return { engine: 'simulated', wavPath, ms: 10_000 };
    },
  };
  const mastering: Mastering = {
    async master({ path }) {
      const digest = createHash('sha256')
        .update(spoken.get(path) ?? path)
        .digest();
      const ms = 4_000 + (digest.readUInt16LE(0) % 10_000);
      const size = digest[2]! % 2 === 0 ? 20_000 + (digest.readUInt16LE(3) % 20_000) : 600 + digest[4]!;
      const rendition = (codec: Rendition['codec']): Rendition => {
        const bytes = Buffer.alloc(size, `${codec}${digest.toString('hex')}`);
        return { codec, sha256: shelf.put(bytes, ms), bytes: size, ms, lufs: -16, truePeakDb: -2 };
      };
      const renditions = [rendition('mp3'), rendition('opus')];
      return {
        sha256: renditions[0]!.sha256,
        ms,
        lufs: -16,
        truePeakDb: -2,
        renditions,
        peaks: [],
        doubts: [],
      };
    },
  };
  const originals: Originals = {
    keep: async () => ({ sha256: '0'.repeat(64), bytes: 0, type: 'x', name: 'x' }) as never,
    read: async () => new Uint8Array(),
    pathOf: () => '',
    erase: async () => undefined,
  };
  const scratch: Scratch = { within: (work) => work(`scratch-${folders++}`) };
  return { engineFor: async () => engine, mastering, originals, scratch, soundFor: async () => HOUSE };
}

/** A sound of which nobody at the office knows. */
export function strangeClip(): { readonly hash: string; readonly bytes: Uint8Array } {
  const bytes = Buffer.alloc(900, 'something nobody approved');
  return { hash: clipHash(bytes), bytes };
}
