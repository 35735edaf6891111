// The shelf of clips: bytes → a temporary name → synced → renamed to `<sha256>.<codec>` → folder synced. A name is a
// promise about the content, so it is checked before the content is given out.
import { createHash, randomUUID } from 'node:crypto';
import * as nodeFiles from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Rendition } from '../../core/clip.ts';
import { RelayError } from '../../core/errors.ts';
import type { ClipShelf } from '../../pipeline/ports.ts';
import { translateFileError } from './failures.ts';

type Codec = Rendition['codec'];
/** The file operations used, so that a full disk can be tried without filling one. */
export type ShelfFiles = Pick<
  typeof nodeFiles,
  'open' | 'readFile' | 'readdir' | 'rename' | 'rm' | 'stat' | 'mkdir' | 'utimes'
>;

export interface ByteRange {
  /** First byte, from 0. */
  readonly from: number;
  /** Last byte, included; past the end means the end. */
  readonly to: number;
}

export interface OpenClip {
  readonly stream: Readable;
  /** Bytes of the whole clip; the stream gives `to - from + 1` of them. */
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

export interface ClipFiles extends ClipShelf {
  /** Makes the folder and clears away what a power cut left half written. */
  start(): Promise<void>;
  /** Harmless when it is there already. @throws RelayError `disk-full` (retry), `disk-failed`, `invalid-input` */
  put(sha256: string, codec: Codec, bytes: Uint8Array): Promise<void>;
  /** For a player: the clip, or a part of it. @throws RelayError `not-found`, `unreadable-audio`, `invalid-input` */
  open(sha256: string, codec: Codec, range?: ByteRange): Promise<OpenClip>;
  remove(sha256: string, codec: Codec): Promise<void>;
}

const PART = '.part';

/** @param now what a file's age counts from: who looks for old ones asks the same clock */
export function createClipShelf(
  folder: string,
  files: ShelfFiles = nodeFiles,
  now: () => number = Date.now,
): ClipFiles {
  const pathOf = (sha256: string, codec: Codec) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RelayError('invalid-input', 'Not the name of a clip');
    return join(folder, `${sha256}.${codec}`);
  };

  const write = async (path: string, bytes: Uint8Array) => {
    const part = `${path}.${randomUUID()}${PART}`;
    try {
      const file = await files.open(part, 'wx');
      try {
        await file.writeFile(bytes);
        await file.utimes(now() / 1000, now() / 1000);
        await file.sync();
      } finally {
        await file.close();
      }
      await files.rename(part, path);
    } catch (error) {
      // If not even this works, the next start clears it away; the first reason is the one to tell.
      await Promise.allSettled([files.rm(part, { force: true })]);
      throw translateFileError(error);
    }
    await syncFolder(folder, files);
  };

  /** @returns false when it went away this moment */
  const touched = async (path: string) => {
    const gone = await files.utimes(path, now() / 1000, now() / 1000).then(
      () => undefined,
      (error: unknown) => translateFileError(error),
    );
    if (gone !== undefined && gone.code !== 'not-found') throw gone;
    return gone === undefined;
  };

  const readWhole = async (sha256: string, codec: Codec) => {
    const bytes = await files.readFile(pathOf(sha256, codec)).catch((error: unknown) => {
      throw translateFileError(error);
    });
    if (hashOf(bytes) === sha256) return bytes;
    throw new RelayError(
      'unreadable-audio',
      'ไฟล์เสียงประกาศเสียหาย กรุณาสร้างเสียงใหม่ · The clip is damaged on the disk; have it made again.',
      { facts: { sha256, codec } },
    );
  };

  return {
    async start() {
      await files.mkdir(folder, { recursive: true });
      const left = (await files.readdir(folder)).filter((name) => name.endsWith(PART));
      await Promise.all(left.map((name) => files.rm(join(folder, name), { force: true })));
    },
    async has(sha256, codec) {
      const path = pathOf(sha256, codec);
      const found = await files.stat(path).catch((error: unknown) => {
        const translated = translateFileError(error);
        if (translated.code === 'not-found') return undefined;
        throw translated;
      });
      return found?.isFile() ?? false;
    },
    read: readWhole,
    async put(sha256, codec, bytes) {
      const path = pathOf(sha256, codec);
      if (hashOf(bytes) !== sha256)
        throw new RelayError('invalid-input', 'A clip must be named by its own SHA-256');
      const there = await files.readFile(path).catch(() => undefined);
      // What is there under this name may be damaged: then it is replaced. What is whole is new again from now on.
      const whole = there !== undefined && hashOf(there) === sha256;
      if (!(whole && (await touched(path)))) await write(path, bytes);
    },
    async open(sha256, codec, range) {
      const bytes = await readWhole(sha256, codec);
      const from = range?.from ?? 0;
      const to = Math.min(range?.to ?? bytes.length - 1, bytes.length - 1);
      if (!(Number.isInteger(from) && from >= 0 && from <= to)) {
        throw new RelayError('invalid-input', 'Range outside the clip', { facts: { size: bytes.length } });
      }
      return { stream: Readable.from([bytes.subarray(from, to + 1)]), size: bytes.length, from, to };
    },
    async remove(sha256, codec) {
      await files.rm(pathOf(sha256, codec), { force: true }).catch((error: unknown) => {
        throw translateFileError(error);
      });
    },
  };
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The rename itself must survive a power cut. Windows cannot open a folder; there the file system sees to it. */
async function syncFolder(folder: string, files: ShelfFiles): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await files.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
