// `identity.json` in the data folder says that a database belongs there. A relay that finds the one without the other
// stops: an empty database beside an old folder would silently forget every tower and every booking.
import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { RelayError } from '../../core/errors.ts';

export const DATABASE_FILE = 'hokrachai.sqlite';
/** SQLite's smallest page: anything shorter it takes for an empty file and writes over. */
const SMALLEST = 512;
const IDENTITY_FILE = 'identity.json';

/** @returns the path of the database. @throws RelayError `database` when it should be there and is not */
export function databaseIn(folder: string): string {
  const path = join(folder, DATABASE_FILE);
  const empty = !existsSync(path) || statSync(path).size < SMALLEST;
  if (empty && existsSync(join(folder, IDENTITY_FILE))) {
    throw new RelayError(
      'database',
      `${path} is missing, but ${IDENTITY_FILE} beside it says that a relay has worked here: put the database back from a backup, or start with an empty folder`,
      { facts: { file: path } },
    );
  }
  return path;
}

/** Written once, after the first database is whole. */
export function identify(folder: string, now: number): void {
  const path = join(folder, IDENTITY_FILE);
  if (existsSync(path)) return;
  const identity = { relay: randomUUID(), madeAt: now, database: DATABASE_FILE };
  const half = `${path}.new`;
  const file = openSync(half, 'w');
  try {
    writeSync(file, `${JSON.stringify(identity, undefined, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(half, path);
}
