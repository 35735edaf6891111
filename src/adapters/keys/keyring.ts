// The folder of keys while somebody works with it: read, changed one step at a time, written before anybody is told.
// A wish goes in as a function of the ring; the next ring comes back once it is on disk. Also for a command beside a
// running relay: who was second reads again and repeats his step.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RelayError } from '../../core/errors.ts';
import type { Instant } from '../../core/ids.ts';
import { generateKey, openTrust, rootsOf, type SigningKey, trustDocumentSchema } from '../../wire/signing.ts';
import { createKeyChest } from './key-chest.ts';
import { json, makeFolder, readText, type StoredKey, spoiled } from './key-files.ts';
import { EMPTY_RING, type KeyUse, type Ring, type RingKey, withoutRetired } from './ring.ts';
import { newestRing, readRing, writeRing } from './ring-files.ts';
import { inForce, settled, trustIn } from './settle.ts';

const MOST_TRIES = 50;
/** How the first version kept its trust: one document beside the keys. */
const FORMER = 'trust.json';
const formerSchema = z.object({ v: z.literal(1), document: trustDocumentSchema });

export interface KeyringOptions {
  readonly folder: string;
  readonly now: () => Instant;
  /** Before every change of the disk, with what it will be: stories cut the power here. */
  readonly before?: (what: string) => void;
}

export interface Keyring {
  /** As last read or written. */
  readonly ring: Ring;
  readonly folder: string;
  /** @throws RelayError `config` when a key that towers trust is missing or spoiled; `disk-failed` */
  load(): Promise<Ring>;
  /** Whether somebody else has changed it since; then it has been read again. */
  look(): Promise<boolean>;
  /** Repeated from the newest ring when somebody else was quicker, so a step must look at what it is given. */
  change(step: (ring: Ring) => Ring | Promise<Ring>): Promise<Ring>;
  /** A key of our own with its file on disk, not yet trusted: made, or left over from a step that was cut off. */
  make(ring: Ring, use: KeyUse, org?: string): Promise<RingKey>;
  /** The private half, where it is here. */
  signer(kid: string): SigningKey | undefined;
  /** Whether private halves lie here that only a passphrase opens, and none has. */
  isLocked(): boolean;
  /**
   * Opens what is locked, and locks what is not: roots and approval keys, also those made later. The plan key stays
   * open, so that a relay that starts again at night still delivers what was approved.
   * @throws RelayError `locked-keys` when it is not the passphrase
   */
  unlock(passphrase: string): Promise<void>;
  /** Whose approvals a key of this folder seals. */
  orgOf(kid: string): string | undefined;
}

export function createKeyring(options: KeyringOptions): Keyring {
  const { folder, now, before = () => undefined } = options;
  let ring: Ring = EMPTY_RING;
  const chest = createKeyChest(folder, before);
  let isFormerGone = false;

  function ringKeyOf({ kid, use, org, x, madeAt }: StoredKey): RingKey {
    return { kid, use, x, madeAt, here: true, ...(org === undefined ? {} : { org }) };
  }

  /** From before there were rings: the keys as they lie there, and the one document. */
  async function former(): Promise<Ring> {
    const keys = chest.all().map(ringKeyOf);
    const path = join(folder, FORMER);
    const text = await readText(path);
    if (text === undefined) return { ...EMPTY_RING, keys };
    const stored = formerSchema.safeParse(json(text, path));
    if (!stored.success) throw spoiled(path, stored.error);
    const { document } = stored.data;
    const trust = trustIn(document);
    const missing = trust.keys.find((key) => chest.find(key.kid)?.x !== key.x);
    if (missing !== undefined) throw spoiled(chest.pathOf(missing.kid), undefined);
    const opened = await openTrust(document, {
      keys: keys.filter((key) => key.use === 'root'),
      threshold: 1,
    });
    if (!opened.ok) throw spoiled(path, new Error(opened.text));
    return { ...EMPTY_RING, keys, document, emergencyApprovals: trust.emergencyApprovals };
  }

  function mustBeWhole(read: Ring): void {
    const missing = read.keys.find((key) => key.here && chest.find(key.kid)?.x !== key.x);
    if (missing !== undefined) throw spoiled(chest.pathOf(missing.kid), undefined);
  }

  async function load(): Promise<Ring> {
    await makeFolder(folder);
    await chest.read();
    const read = await readRing(folder);
    if (read !== undefined) {
      mustBeWhole(read);
      const trust = inForce(read);
      if (read.document !== undefined && trust !== undefined) {
        const opened = await openTrust(read.document, rootsOf(trust));
        if (!opened.ok) throw spoiled(folder, new Error(opened.text));
      }
    }
    ring = read ?? (await former());
    return ring;
  }

  /** The private half of what no tower trusts any more is nobody's business. */
  async function erase(): Promise<void> {
    const trusted = new Set(inForce(ring)?.keys.map((key) => key.kid));
    for (const { kid } of ring.gone) if (!trusted.has(kid)) await chest.erase(kid);
    if (!isFormerGone) await rm(join(folder, FORMER), { force: true });
    isFormerGone = true;
  }

  const rootAt = (kid: string) => (chest.find(kid)?.use === 'root' ? chest.signer(kid) : undefined);

  return {
    folder,
    get ring() {
      return ring;
    },
    load,
    async look() {
      if ((await newestRing(folder)) <= ring.n) return false;
      await load();
      return true;
    },
    async change(step) {
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const from = await load();
        const wanted = withoutRetired(await step(from), now());
        const next = { ...(await settled(wanted, now(), rootAt)), n: from.n };
        if (from.n > 0 && JSON.stringify(next) === JSON.stringify(from)) {
          await erase(); // what the power cut off the last time
          return from;
        }
        const written = { ...next, n: from.n + 1 };
        before(`ring ${written.n}`);
        if (!(await writeRing(folder, written, generateKey('').x.slice(0, 12)))) continue;
        ring = written;
        before(`after ring ${written.n}`);
        await erase();
        return ring;
      }
      throw new RelayError('conflict', `${folder} is being changed by somebody else all the time`);
    },
    async make(given, use, org) {
      const known = new Set([...given.keys, ...given.gone].map((key) => key.kid));
      const left = chest.all().find((key) => key.use === use && key.org === org && !known.has(key.kid));
      if (left !== undefined) return ringKeyOf(left);
      return ringKeyOf(await chest.make(use, org, now()));
    },
    signer: chest.signer,
    isLocked: chest.isLocked,
    unlock: chest.unlock,
    orgOf: (kid) => chest.find(kid)?.org ?? ring.keys.find((key) => key.kid === kid)?.org,
  };
}
