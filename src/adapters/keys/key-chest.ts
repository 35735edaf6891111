// The private halves in the folder of keys: read, made, opened and locked by the passphrase, and erased when nobody is to have
// them any more. Nothing here knows whom the towers trust.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '../../core/ids.ts';
import { generateKey, type SigningKey, signingKey } from '../../wire/signing.ts';
import { lockKey, type OpenKey, openKey, readKey, type StoredKey, writeWhole } from './key-files.ts';
import type { KeyUse } from './ring.ts';
import { keyId } from './trust.ts';

const KEY_FILE = /\.key\.json$/;

export interface KeyChest {
  /** Reads what has come since the last time. @throws RelayError `config` for a spoiled file; `disk-failed` */
  read(): Promise<void>;
  /** Also locked ones: without their secret. */
  all(): readonly StoredKey[];
  find(kid: string): StoredKey | undefined;
  pathOf(kid: string): string;
  make(use: KeyUse, org: string | undefined, madeAt: Instant): Promise<StoredKey>;
  /** The private half, where it is open. */
  signer(kid: string): SigningKey | undefined;
  isLocked(): boolean;
  /** Opens what is locked, and locks what is not but plan keys, also those made later. @throws RelayError `locked-keys` */
  unlock(passphrase: string): Promise<void>;
  erase(kid: string): Promise<void>;
}

/** @param before told before every change of the disk, with what it will be */
export function createKeyChest(folder: string, before: (what: string) => void): KeyChest {
  const files = new Map<string, StoredKey>();
  const signers = new Map<string, SigningKey>();
  const erased = new Set<string>();
  let passphrase: string | undefined;
  const pathOf = (kid: string) => join(folder, `${kid}.key.json`);

  async function keep(key: StoredKey): Promise<void> {
    files.set(key.kid, key);
    const open = isOpen(key) ? key : passphrase && (await openKey(key, passphrase, pathOf(key.kid)));
    if (open) signers.set(key.kid, signingKey(open));
    if (open && isOpen(key) && passphrase !== undefined && key.use !== 'plan') {
      const locked = await lockKey(open, passphrase);
      before(`lock ${key.kid}`);
      await writeWhole(pathOf(key.kid), locked);
      files.set(key.kid, locked);
    }
  }

  return {
    async read() {
      const names = (await readdir(folder)).filter((name) => KEY_FILE.test(name)).sort();
      for (const name of names) {
        if (files.has(name.replace(KEY_FILE, ''))) continue;
        const key = await readKey(join(folder, name));
        if (key !== undefined) await keep(key);
      }
    },
    all: () => [...files.values()],
    find: (kid) => files.get(kid),
    pathOf,
    async make(use, org, madeAt) {
      const { x, d } = generateKey('new');
      const kid = keyId(use, x, madeAt);
      const key: OpenKey = { v: 1, use, kid, ...(org === undefined ? {} : { org }), madeAt, x, d };
      const kept = passphrase === undefined || use === 'plan' ? key : await lockKey(key, passphrase);
      before(`key ${use}`);
      await writeWhole(pathOf(kid), kept);
      files.set(kid, kept);
      signers.set(kid, signingKey(key));
      return kept;
    },
    signer: (kid) => signers.get(kid),
    isLocked: () => [...files.keys()].some((kid) => !signers.has(kid)),
    async unlock(given) {
      const kept = passphrase;
      passphrase = given;
      try {
        for (const key of [...files.values()]) await keep(key);
      } catch (error) {
        passphrase = kept;
        throw error;
      }
    },
    async erase(kid) {
      if (!files.has(kid) || erased.has(kid)) return;
      before(`erase ${kid}`);
      await rm(pathOf(kid), { force: true });
      erased.add(kid);
    },
  };
}

function isOpen(key: StoredKey): key is OpenKey {
  return key.d !== undefined;
}
