// One relay per data folder. The lock is the operating system's own on `relay.lock`, taken through SQLite, which does it
// alike on Linux, macOS and Windows: it is gone the moment its process is, however that ended.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { RelayError } from '../../core/errors.ts';

type SqliteFile = InstanceType<typeof DatabaseSync>;

export interface FolderLock {
  /** Harmless the second time. */
  release(): void;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
}

/** @throws RelayError `locked`, naming the process and machine that hold the folder; `disk-failed` where none can be made */
export function lockDataFolder(folder: string): FolderLock {
  const path = join(folder, 'relay.lock');
  const holderPath = join(folder, 'relay.lock.json');
  mkdirSync(folder, { recursive: true });
  const file = openLocked(path, folder, holderPath);
  // Only for the sentence the second one reads; the lock itself is the file's.
  writeFileSync(holderPath, `${JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder)}\n`);
  let released = false;
  return {
    release() {
      if (released) return;
      released = true;
      rmSync(holderPath, { force: true });
      file.close();
    },
  };
}

function openLocked(path: string, folder: string, holderPath: string): SqliteFile {
  let file: SqliteFile | undefined;
  try {
    file = new DatabaseSync(path, { timeout: 0 });
    // Rollback journal and an open exclusive transaction: the lock is held for as long as the file is open.
    file.exec('pragma journal_mode = delete');
    file.exec('begin exclusive');
    return file;
  } catch (cause) {
    file?.close();
    if (!isBusy(cause)) {
      throw new RelayError(
        'disk-failed',
        `${path} cannot be made: ${cause instanceof Error ? cause.message : ''}`,
        {
          cause,
          facts: { file: path },
        },
      );
    }
    const holder = readHolder(holderPath);
    const who =
      holder === undefined ? 'another relay' : `the relay with process id ${holder.pid} on ${holder.host}`;
    throw new RelayError(
      'locked',
      `${folder} is in use by ${who}: stop that one, or give this one its own folder`,
      {
        cause,
        facts: { folder, ...(holder ?? {}) },
      },
    );
  }
}

function isBusy(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' && [5, 6].includes(code & 0xff);
}

function readHolder(path: string): Holder | undefined {
  try {
    const { pid, host } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>;
    return typeof pid === 'number' && typeof host === 'string' ? { pid, host } : undefined;
  } catch {
    // The holder is just starting or stopping: the sentence does without its name.
    return undefined;
  }
}
