// A service's key, read from its file whenever it is used: a token that is renewed needs no restart, and a key never lies
// about in the settings.
import { readFile } from 'node:fs/promises';
import { RelayError } from '../../core/errors.ts';

/** @throws RelayError `no-engine` with the file's name, never its content */
export async function readKey(path: string): Promise<string> {
  let key: string;
  try {
    key = (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw new RelayError('no-engine', `its key file ${path} cannot be read (${code})`, { cause });
  }
  // Anything else could end a header and begin another one.
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new RelayError('no-engine', `its key file ${path} does not hold one key in one line`);
  return key;
}
