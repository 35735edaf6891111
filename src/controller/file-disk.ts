// The tower's folder on a real disk. What was written is there after a power cut: temporary name, sync, rename, sync of
// the folder; node's errors go out as ours.
import { mkdir, open, readdir, readFile, rename, rm, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RelayError } from '../core/errors.ts';
import type { Disk } from './ports.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** @param folder made when absent, for the owner only */
export function createFileDisk(folder: string): Disk {
  const at = (name: string) => join(folder, name);
  return {
    async read(name) {
      try {
        return await readFile(at(name));
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw failed(`read ${name}`, error);
      }
    },
    write: (name, bytes, how) => writeWhole(at(name), bytes, how === 'loose' ? { loose: true } : {}),
    async append(name, text) {
      const path = at(name);
      try {
        const file = await openOrMake(path, 'a');
        try {
          await file.appendFile(text);
          await file.datasync();
        } finally {
          await file.close();
        }
      } catch (error) {
        throw failed(`append to ${name}`, error);
      }
    },
    async remove(name) {
      try {
        await rm(at(name), { force: true });
      } catch (error) {
        throw failed(`remove ${name}`, error);
      }
    },
    async list(name) {
      try {
        return await readdir(at(name));
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return [];
        throw failed(`list ${name}`, error);
      }
    },
    async free() {
      try {
        const { bavail, bsize } = await statfs(folder);
        return bavail * bsize;
      } catch {
        return 0; // a figure for people; the writes themselves say when the disk is full
      }
    },
  };
}

/**
 * Writes a file whole or not at all, synced. `mode` 0600 unless told.
 * @throws RelayError `disk-full` or `disk-failed`
 */
export async function writeWhole(
  path: string,
  bytes: Uint8Array | string,
  how: { loose?: boolean; mode?: number } = {},
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.new`);
  try {
    const file = await openOrMake(temporary, 'w', how.mode);
    try {
      await file.writeFile(bytes);
      if (!how.loose) await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    if (!how.loose) await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined); // the first error is the one to tell
    throw failed(`write ${basename(path)}`, error);
  }
}

/** Makes a rename last. Windows cannot open folders and does not need it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function openOrMake(path: string, flags: 'a' | 'w', mode = 0o600) {
  try {
    return await open(path, flags, mode);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, flags, mode);
    await syncFolder(dirname(path));
    return file;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

function failed(doing: string, cause: unknown): RelayError {
  const code = FULL.has(codeOf(cause) ?? '') ? 'disk-full' : 'disk-failed';
  return new RelayError(code, `The controller could not ${doing}: ${codeOf(cause) ?? 'unknown error'}.`, {
    cause,
    retry: true,
  });
}
