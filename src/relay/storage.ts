// What the relay keeps: its records in a database; clips, originals and half-made sound in folders; its keys.
import { join } from 'node:path';
import { createClipShelf } from '../adapters/audio/clip-shelf.ts';
import { createScratch } from '../adapters/audio/scratch.ts';
import { createKeptFiles } from '../adapters/disk/kept-files.ts';
import { createOriginals } from '../adapters/disk/originals.ts';
import { createKeys } from '../adapters/keys/keys.ts';
import { signerOf } from '../adapters/keys/signer-client.ts';
import { createStore } from '../adapters/store/store.ts';
import type { Config } from '../config.ts';
import type { Instant } from '../core/ids.ts';
import type { Log } from '../log.ts';
import { withLoneOfficer } from '../pipeline/lone-officer.ts';

export type Storage = ReturnType<typeof createStorage>;

export interface StorageParts {
  readonly now: () => Instant;
  readonly log: Log;
  /** How long relays over one PostgreSQL leave each other's claims alone. */
  readonly leaseMs: number | undefined;
}

export function createStorage(
  { dataDir, databaseUrl: url, approvals }: Config,
  { now, log, leaseMs }: StorageParts,
) {
  const folder = (name: string) => join(dataDir, name);
  const records = createStore(
    url === undefined ? { kind: 'sqlite', folder: dataDir, now } : { kind: 'postgres', url, now, leaseMs },
    log,
  );
  const shelf = createClipShelf(folder('clips'), undefined, now);
  const scratch = createScratch(folder('scratch'));
  return {
    records:
      approvals.emergency === 1
        ? { ...records, organisations: withLoneOfficer(records.organisations) }
        : records,
    shelf,
    clipFiles: createKeptFiles(folder('clips')),
    originals: createOriginals(folder('originals'), now),
    originalFiles: createKeptFiles(folder('originals')),
    scratch,
    /** Started apart: they are made for the organisations that the records name. */
    keys: createKeys({
      folder: folder('keys'),
      now,
      passphrase: approvals.passphrase,
      emergencyApprovals: approvals.emergency,
      signer: signerOf(approvals),
    }),
    async start(): Promise<void> {
      await records.start();
      await Promise.all([shelf.start(), scratch.start()]);
    },
  };
}
