// The keys of this relay: made at the first start, loaded afterwards, one file each. Documents go in and come out sealed;
// what the towers are to trust comes out signed by the root. Rotation will add keys beside these: every lookup is by use
// and newest date, and the trust document already carries several keys of one use.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RelayError } from '../../core/errors.ts';
import type { Instant } from '../../core/ids.ts';
import type { ApprovalSeal } from '../../pipeline/ports.ts';
import { approvalSchema, trustSchema } from '../../wire/messages.ts';
import {
  generateKey,
  openTrust,
  type PublicKey,
  peek,
  type SigningKey,
  seal,
  sealTrust,
  signingKey,
  type TrustDocument,
  TYPES,
  trustDocumentSchema,
} from '../../wire/signing.ts';
import { json, makeFolder, readKey, readText, type StoredKey, spoiled, writeWhole } from './key-files.ts';
import { approvalOf } from './statement.ts';
import { keyId, type Scope, stillServes, trustOf } from './trust.ts';

export interface Keys extends ApprovalSeal {
  /**
   * Makes what is missing at the first start, loads it at later ones.
   * @param scopes every organisation with the beginnings of its village codes
   * @throws RelayError `config` when a key that towers already trust is missing or spoiled; `disk-failed`, `disk-full`
   */
  start(scopes: readonly Scope[]): Promise<void>;
  /** An organisation that came later, or whose area changed: its approval key, and a newer trust document. */
  admit(scope: Scope): Promise<void>;
  /** JWS compact by the plan key. */
  sign(type: 'plan' | 'ack' | 'cmd' | 'config', payload: object): Promise<string>;
  /** The trust document in force, prolonged here when half of a validity is over. */
  trustDocument(): Promise<TrustDocument>;
  /** What a tower pins at its claim. */
  rootKeys(): { readonly threshold: number; readonly keys: PublicKey[] };
}

const storedTrustSchema = z.object({ v: z.literal(1), document: trustDocumentSchema });
const THRESHOLD = 1;

/** @param folder where the keys live, by default `data/keys`; made 0700, the files 0600 */
export function createKeys(options: {
  readonly folder: string;
  readonly now: () => Instant;
  /** Consents an emergency needs at the tower; 1 only for a lone officer at night. */
  readonly emergencyApprovals?: 1 | 2;
}): Keys {
  const { folder, now } = options;
  const trustPath = join(folder, 'trust.json');
  let keys: StoredKey[] = [];
  let scopes: readonly Scope[] = [];
  let trust: TrustDocument | undefined;
  const signers = new Map<string, SigningKey>();
  // One change of the folder at a time.
  let changing: Promise<unknown> = Promise.resolve();

  function newest(use: StoredKey['use'], org?: string): StoredKey {
    const found = keys
      .filter((key) => key.use === use && key.org === org)
      .reduce<StoredKey | undefined>((a, b) => (a === undefined || b.madeAt > a.madeAt ? b : a), undefined);
    if (found !== undefined) return found;
    throw new RelayError('config', `there is no ${use} key${org === undefined ? '' : ` of ${org}`}`);
  }

  function signer(key: StoredKey): SigningKey {
    const known = signers.get(key.kid);
    if (known !== undefined) return known;
    const made = signingKey(key);
    signers.set(key.kid, made);
    return made;
  }

  async function load(): Promise<void> {
    await makeFolder(folder);
    const names = (await readdir(folder)).filter((name) => name.endsWith('.key.json')).sort();
    const found = await Promise.all(names.map((name) => readKey(join(folder, name))));
    keys = found.filter((key) => key !== undefined);
    const text = await readText(trustPath);
    if (text === undefined) return;
    const stored = storedTrustSchema.safeParse(json(text, trustPath));
    if (!stored.success) throw spoiled(trustPath, stored.error);
    trust = stored.data.document;
    const promised = inForce()?.keys ?? [];
    const missing = promised.find((key) => !keys.some((mine) => mine.kid === key.kid && mine.x === key.x));
    if (missing !== undefined) throw spoiled(`${join(folder, missing.kid)}.key.json`, undefined);
    const roots = { keys: keys.filter((key) => key.use === 'root'), threshold: THRESHOLD };
    const opened = await openTrust(trust, roots);
    if (!opened.ok) throw spoiled(trustPath, new Error(opened.text));
  }

  async function ensure(use: StoredKey['use'], org?: string): Promise<void> {
    if (keys.some((key) => key.use === use && key.org === org)) return;
    const madeAt = now();
    const pair = generateKey('new');
    const kid = keyId(use, pair.x, madeAt);
    const key: StoredKey = {
      v: 1,
      use,
      kid,
      ...(org === undefined ? {} : { org }),
      madeAt,
      x: pair.x,
      d: pair.d,
    };
    await writeWhole(join(folder, `${kid}.key.json`), key);
    keys.push(key);
  }

  function inForce() {
    if (trust === undefined) return undefined;
    const parsed = trustSchema.safeParse(peek(`.${trust.payload}`));
    if (!parsed.success) throw spoiled(trustPath, parsed.error);
    return parsed.data;
  }

  async function renew(): Promise<void> {
    const old = inForce();
    const wanted = trustOf(keys, scopes, (old?.ver ?? 0) + 1, now(), options.emergencyApprovals ?? 2);
    if (old !== undefined && stillServes(old, wanted)) return;
    const document = await sealTrust(wanted, [signer(newest('root'))]);
    await writeWhole(trustPath, { v: 1, document });
    trust = document;
  }

  /** Every scope gets its key before the trust document names it. */
  function change(next: readonly Scope[]): Promise<void> {
    const done = changing.then(async () => {
      scopes = next;
      await ensure('root');
      await ensure('plan');
      for (const { org } of scopes) await ensure('approve', org);
      await renew();
    });
    changing = done.catch(() => undefined); // the one who asked gets the error; the next change goes ahead
    return done;
  }

  return {
    async start(given) {
      await load();
      await change(given);
    },

    admit: (scope) => change([...scopes.filter(({ org }) => org !== scope.org), scope]),

    async seal(statement) {
      const approval = approvalSchema.safeParse(approvalOf(statement));
      if (!approval.success) {
        throw new RelayError('invalid-input', 'this approval is not one a tower would understand', {
          cause: approval.error,
        });
      }
      return seal(TYPES.approval, approval.data, signer(newest('approve', statement.org)));
    },

    sign: (type, payload) => seal(TYPES[type], payload, signer(newest('plan'))),

    async trustDocument() {
      await change(scopes);
      if (trust === undefined) throw new RelayError('config', 'the keys have not been loaded yet');
      return trust;
    },

    rootKeys: () => ({
      threshold: THRESHOLD,
      keys: keys.filter((key) => key.use === 'root').map(({ kid, x }) => ({ kid, x })),
    }),
  };
}
