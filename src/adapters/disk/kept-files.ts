// A folder of files named by their SHA-256, looked through for what nobody names any more: flat, or one folder an
// organisation. Other files are somebody else's and are left alone.
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { RelayError } from '../../core/errors.ts';
import type { KeptFile, KeptFiles } from '../../pipeline/keeping.ts';
import { asDiskError } from './originals.ts';

const WHOLE = /^([0-9a-f]{64})(\.[a-z0-9]{1,8})?$/;
/** What a power cut left half written or half removed: `.sha.uuid`, `sha.mp3.uuid.part`, `sha.mp3.going`. */
const LEFT = /^\.?[0-9a-f]{64}\..*$/;
const GOING = '.going';
const LOOKED_AT_ONCE = 64;

export function createKeptFiles(folder: string): KeptFiles {
  async function look(place: string, name: string): Promise<KeptFile | undefined> {
    const whole = WHOLE.exec(name);
    if (whole === null && !LEFT.test(name)) return undefined;
    const path = join(place, name);
    const facts = await orGone(stat(path));
    if (facts?.isFile() !== true) return undefined;
    return {
      path: relative(folder, path),
      org: relative(folder, place),
      sha256: whole?.[1],
      bytes: facts.size,
    };
  }

  /** A few at a time, however many there are. */
  async function lookAtAll(place: string, names: readonly string[]): Promise<readonly KeptFile[]> {
    const found: KeptFile[] = [];
    for (let start = 0; start < names.length; start += LOOKED_AT_ONCE) {
      const some = names.slice(start, start + LOOKED_AT_ONCE);
      const files = await Promise.all(some.map((name) => look(place, name)));
      found.push(...files.filter((file) => file !== undefined));
    }
    return found;
  }

  return {
    async list() {
      const top = await entriesOf(folder);
      const found = [...(await lookAtAll(folder, namesOf(top)))];
      for (const { name } of top.filter((one) => one.isDirectory())) {
        const place = join(folder, name);
        for (const file of await lookAtAll(place, namesOf(await entriesOf(place)))) found.push(file);
      }
      return found;
    },

    async remove(path, putBy) {
      const place = join(folder, path);
      const going = place.endsWith(GOING) ? place : `${place}${GOING}`;
      try {
        // Moved away first: who puts the same content there now finds nothing and writes it anew.
        if (going !== place) await rename(place, going);
        if ((await stat(going)).mtimeMs > putBy) {
          if (going !== place) await rename(going, place);
          return false;
        }
        await rm(going, { force: true });
        return true;
      } catch (cause) {
        if (isGone(cause)) return false;
        throw asDiskError(cause, folder);
      }
    },
  };
}

function namesOf(entries: readonly { readonly name: string }[]): readonly string[] {
  return entries.map(({ name }) => name);
}

async function entriesOf(place: string) {
  try {
    return await readdir(place, { withFileTypes: true });
  } catch (cause) {
    if (isGone(cause)) return [];
    throw new RelayError('disk-failed', `cannot look into ${place}`, { cause, retry: true });
  }
}

/** A file may go between two looks. */
async function orGone<T>(looking: Promise<T>): Promise<T | undefined> {
  try {
    return await looking;
  } catch (cause) {
    if (isGone(cause)) return undefined;
    throw new RelayError('disk-failed', 'cannot look at a file', { cause, retry: true });
  }
}

function isGone(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}
