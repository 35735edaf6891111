// Files that somebody names on the command line.
import { readFile } from 'node:fs/promises';
import { RelayError } from '../core/errors.ts';

/** @throws RelayError with this code, naming the file */
export async function textAt(path: string, code: 'config' | 'invalid-input' | 'not-found'): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new RelayError(code, `${path} cannot be read`, { cause });
  }
}

/** @throws RelayError `not-found`; `invalid-input` where it is no JSON */
export async function jsonAt(path: string): Promise<unknown> {
  const text = await textAt(path, 'not-found');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RelayError('invalid-input', `${path} is not JSON`, { cause });
  }
}
