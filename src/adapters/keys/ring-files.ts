// Where the ring lies: one numbered file for every change, made whole and only by the first who comes. Whoever read
// number 7 can write 8 once, so that a command beside a running relay and the relay itself never undo each other.
import { link, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { json, readText, spoiled, syncFolder, writeSynced } from './key-files.ts';
import { type Ring, ringSchema } from './ring.ts';

const NAME = /^trust-(\d{9})\.json$/;
/** Older ones are kept for whoever asks afterwards what was trusted when. */
const KEPT = 200;

const nameOf = (n: number) => `trust-${String(n).padStart(9, '0')}.json`;

/** @returns the newest ring, or undefined where there has never been one. @throws RelayError `config` when it is spoiled */
export async function readRing(folder: string): Promise<Ring | undefined> {
  const newest = (await numbersIn(folder)).at(-1);
  if (newest === undefined) return undefined;
  const path = join(folder, nameOf(newest));
  const parsed = ringSchema.safeParse(json((await readText(path)) ?? '', path));
  if (!parsed.success || parsed.data.n !== newest) throw spoiled(path, parsed.error);
  return parsed.data;
}

/** The number of the newest ring; 0 where there is none. */
export async function newestRing(folder: string): Promise<number> {
  return (await numbersIn(folder)).at(-1) ?? 0;
}

/** @returns false when somebody else was there first: read again. @throws RelayError `disk-full`, `disk-failed` */
export async function writeRing(folder: string, ring: Ring, unique: string): Promise<boolean> {
  const path = join(folder, nameOf(ring.n));
  const temporary = join(folder, `${nameOf(ring.n)}.${unique}.new`);
  await writeSynced(temporary, ring);
  try {
    await link(temporary, path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') return false;
    // a file system without hard links (some sticks and network folders): whole all the same, the later one wins
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(folder);
  for (const n of (await numbersIn(folder)).slice(0, -KEPT))
    await rm(join(folder, nameOf(n)), { force: true });
  return true;
}

async function numbersIn(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return names
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}
