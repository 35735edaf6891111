// Originals of items on disk: one folder an organisation, named by SHA-256, written whole or not at all.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RelayError } from '../../core/errors.ts';
import type { Originals } from '../../pipeline/ports.ts';
import { sniffType } from './sniff-type.ts';

/** @param now what a file's age counts from: who looks for old ones asks the same clock */
export function createOriginals(folder: string, now: () => number = Date.now): Originals {
  const place = (org: string, sha256: string) => join(folder, org, checked(sha256));
  return {
    async keep(org, bytes, name) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      await writeWhole(join(folder, org), sha256, bytes, now() / 1000);
      return { sha256, type: sniffType(bytes), name: name.slice(0, 200), bytes: bytes.length };
    },
    async read(org, sha256) {
      return readFile(place(org, sha256)).catch((cause: unknown) => {
        throw new RelayError('gone', 'the original is not kept any more', { cause });
      });
    },
    pathOf: place,
    erase: (org, sha256) => rm(place(org, sha256), { force: true }),
  };
}

function checked(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RelayError('internal', 'an original is named by its SHA-256');
  return sha256;
}

async function writeWhole(folder: string, name: string, bytes: Uint8Array, atS: number): Promise<void> {
  const temporary = join(folder, `.${name}.${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.utimes(atS, atS);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(folder, name));
  } catch (cause) {
    await rm(temporary, { force: true });
    throw asDiskError(cause, folder);
  }
}

/** A full disk passes when somebody makes room; anything else needs a person. */
export function asDiskError(cause: unknown, path: string): RelayError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new RelayError('disk-full', `the disk of ${path} is full: make room, then it goes on by itself`, {
      cause,
      retry: true,
    });
  }
  return new RelayError('disk-failed', `cannot write in ${path}`, { cause, retry: true });
}
