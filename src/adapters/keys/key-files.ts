// Files of keys: one private key a file, written whole or not at all. A key comes in with its use and goes to disk;
// from disk it comes back checked, and what cannot be read is an error for a person, never a reason to make a new one.
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { RelayError } from '../../core/errors.ts';
import { lock, lockedSchema, SHORTEST_PASSPHRASE, unlock } from './passphrase.ts';

const raw = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const keyFileSchema = z.object({
  v: z.literal(1),
  use: z.enum(['root', 'approve', 'plan']),
  kid: z.string().min(1).max(64),
  /** Whose approvals it seals; only on approval keys. */
  org: z.string().max(200).optional(),
  /** ms since 1970 UTC */
  madeAt: z.number().int(),
  x: raw,
  d: raw.optional(),
  /** The private part under a passphrase, instead of `d`. */
  locked: lockedSchema.optional(),
});
/** One Ed25519 key with its private part `d`, or that under a passphrase: never logged, never sent. */
export type StoredKey = z.infer<typeof keyFileSchema>;
export type OpenKey = StoredKey & { readonly d: string };

/**
 * @returns the key, or undefined where there is no such file
 * @throws RelayError `config` for a file that is cut off, unreadable, or whose two halves do not belong together
 */
export async function readKey(path: string): Promise<StoredKey | undefined> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  const parsed = keyFileSchema.safeParse(json(text, path));
  if (!parsed.success) throw spoiled(path, parsed.error);
  const { d, locked, x } = parsed.data;
  if ((d === undefined) === (locked === undefined)) throw spoiled(path, undefined);
  if (d !== undefined && publicPart({ x, d }, path) !== x) throw spoiled(path, undefined);
  return parsed.data;
}

/** @throws RelayError `locked-keys` when the passphrase is not this key's */
export async function openKey(key: StoredKey, passphrase: string, path: string): Promise<OpenKey> {
  const { locked, ...rest } = key;
  if (locked === undefined) return { ...rest, d: rest.d ?? '' };
  const d = await unlock(locked, passphrase, aboutOf(key));
  if (d === undefined || publicPart({ x: key.x, d }, path) !== key.x)
    throw new RelayError('locked-keys', `the passphrase does not open ${path}`, { facts: { why: 'wrong' } });
  return { ...rest, d };
}

/** @throws RelayError `invalid-input` for a passphrase too short to be one */
export async function lockKey({ d, ...rest }: OpenKey, passphrase: string): Promise<StoredKey> {
  if (passphrase.length < SHORTEST_PASSPHRASE)
    throw new RelayError(
      'invalid-input',
      `a passphrase has at least ${SHORTEST_PASSPHRASE} characters: several words are easier to keep in mind`,
    );
  return { ...rest, locked: await lock(d, passphrase, aboutOf(rest)) };
}

const aboutOf = ({ kid, x }: Pick<StoredKey, 'kid' | 'x'>) => `${kid} ${x}`;

/** @returns the file's text, or undefined where there is none. @throws RelayError `config` */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw spoiled(path, error);
  }
}

export function json(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw spoiled(path, error);
  }
}

/** Temporary name, sync, rename, sync of the folder: after a power cut there is the old file or the new one. */
export async function writeWhole(path: string, content: object): Promise<void> {
  const temporary = `${path}.new`;
  await writeSynced(temporary, content);
  await onDisk(path, async () => {
    await rename(temporary, path);
    await syncFolder(dirname(path));
  });
}

/** For nobody else to read, and on disk when this resolves. @throws RelayError `disk-full`, `disk-failed` */
export function writeSynced(path: string, content: object): Promise<void> {
  return onDisk(path, async () => {
    const file = await open(path, 'w', 0o600);
    try {
      await file.chmod(0o600);
      await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

async function onDisk(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const full = codeOf(error) === 'ENOSPC';
    throw new RelayError(full ? 'disk-full' : 'disk-failed', `${path} could not be written`, {
      cause: error,
      retry: full,
    });
  }
}

export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new RelayError('disk-failed', `the folder of keys ${folder} could not be made`, { cause: error });
  }
}

export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; its rename is on disk by the file system's own journal.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function publicPart({ x, d }: { readonly x: string; readonly d: string }, path: string): string | undefined {
  try {
    const key = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x, d }, format: 'jwk' });
    return createPublicKey(key).export({ format: 'jwk' }).x;
  } catch (error) {
    throw spoiled(path, error);
  }
}

/** The sentence says what to do: towers trust this very key, so a new one would silence them. */
export function spoiled(path: string, cause: unknown): RelayError {
  return new RelayError(
    'config',
    `the key file ${path} cannot be read; put it back from the backup of the keys: the towers trust only this one`,
    { cause },
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
