// A tower's disk: what nobody waited for may be lost with the power, and the power may go at any write.
import type { Disk } from '../../src/controller/ports.ts';
import { RelayError } from '../../src/core/errors.ts';
import type { Aim } from './aim.ts';
import type { Chance } from './chance.ts';
import type { Weather } from './weather.ts';
import type { World } from './world.ts';

export interface BoxDiskParts {
  readonly files: Map<string, Uint8Array>;
  /** What a power cut may take. */
  readonly loose: Set<string>;
  readonly world: World;
  readonly weather: Weather;
  readonly aim: Aim;
  readonly chance: Chance;
  /** Whether the power that began this boot is still on. */
  alive(): boolean;
  isFull(): boolean;
  /** The power goes now and comes back after this long. */
  cutPower(forMs: number): void;
}

const never = <T>() => new Promise<T>(() => undefined);

export function createBoxDisk(parts: BoxDiskParts): Disk {
  const { files, loose, world, weather, aim, chance, alive, isFull, cutPower } = parts;
  /** The power may go at any write: before it, in its midst, or when it is on the disk and nobody has been told. */
  async function put(
    name: string,
    before: Uint8Array | undefined,
    after: Uint8Array,
    half: Uint8Array | undefined,
  ): Promise<void> {
    if (!alive()) return never();
    if (isFull()) {
      world.count(`write on a full disk × ${kindOf(name)}`);
      throw new RelayError('disk-full', 'no room', { retry: true });
    }
    const fates: (readonly [string, Uint8Array | undefined])[] = [
      ['before', before],
      ['after', after],
    ];
    if (half !== undefined) fates.push(['amid', half]);
    const aimed = fates.find(([how]) => aim.strikes(`power cut ${how} a write`, () => kindOf(name)));
    if (aimed === undefined && !chance.happens(weather.cutAtWrite)) {
      files.set(name, after);
      return;
    }
    const [how, left] = aimed ?? chance.one(fates);
    world.count(`power cut ${how} a write × ${kindOf(name)}`);
    if (left === undefined) files.delete(name);
    else files.set(name, left);
    cutPower(chance.between(3_000, 25_000));
    return never();
  }
  return {
    async read(name) {
      return alive() ? files.get(name) : never();
    },
    async write(name, content, how) {
      const bytes = bytesOf(content);
      const before = files.get(name);
      await put(name, before, bytes, undefined);
      if (how === 'loose') loose.add(name);
      else loose.delete(name);
    },
    async append(name, text) {
      const before = files.get(name) ?? new Uint8Array();
      const added = bytesOf(text);
      const cut = chance.below(added.length);
      await put(
        name,
        before,
        Buffer.concat([before, added]),
        Buffer.concat([before, added.subarray(0, cut)]),
      );
    },
    async remove(name) {
      if (!alive()) return never();
      files.delete(name);
    },
    async list(folder) {
      if (!alive()) return never();
      return [...files.keys()]
        .filter((name) => name.startsWith(`${folder}/`))
        .map((name) => name.slice(folder.length + 1));
    },
    free: async () => 1_000_000,
  };
}

function bytesOf(content: Uint8Array | string): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content);
}

function kindOf(name: string): string {
  return name.startsWith('clips/') ? (name.endsWith('.part') ? 'a piece' : 'a clip') : name;
}
