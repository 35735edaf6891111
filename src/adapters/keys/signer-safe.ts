// What a signer keeps: its approval keys under the passphrase, and which area each organisation may speak to. Names go in,
// keys come out; a key is on disk before anybody hears of it, an area is fixed by the operator or by the first who asks.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Instant } from '../../core/ids.ts';
import { generateKey, type SigningKey, signingKey } from '../../wire/signing.ts';
import { json, lockKey, makeFolder, openKey, readKey, readText, spoiled, writeWhole } from './key-files.ts';
import type { SignerPolicy } from './signer-policy.ts';
import { keyId } from './trust.ts';

const scopesSchema = z.object({
  v: z.literal(1),
  scopes: z.array(z.object({ org: z.string(), area: z.array(z.string()) })),
});

export interface HeldKey {
  readonly kid: string;
  readonly org: string;
  readonly madeAt: Instant;
  readonly signing: SigningKey;
}

export interface SignerSafe {
  /** @throws RelayError `config` for a spoiled key, `locked-keys` for a wrong passphrase */
  load(): Promise<void>;
  /** Oldest first. */
  keysOf(org: string): readonly HeldKey[];
  make(org: string, madeAt: Instant): Promise<HeldKey>;
  /** @param asked what the organisation says of itself; empty to look only */
  areaOf(org: string, asked: readonly string[]): Promise<readonly string[] | undefined>;
}

export function createSignerSafe(options: {
  readonly folder: string;
  readonly passphrase: string;
  readonly policy: SignerPolicy;
}): SignerSafe {
  const { folder, passphrase, policy } = options;
  const scopesPath = join(folder, 'areas.json');
  let held: readonly HeldKey[] = [];
  let scopes = new Map<string, readonly string[]>();

  async function keyAt(path: string): Promise<HeldKey> {
    const key = await readKey(path);
    if (key === undefined || key.org === undefined || key.use !== 'approve') throw spoiled(path, undefined);
    const signing = signingKey(await openKey(key, passphrase, path));
    return { kid: key.kid, org: key.org, madeAt: key.madeAt, signing };
  }

  return {
    async load() {
      await makeFolder(folder);
      const names = (await readdir(folder)).filter((one) => one.endsWith('.key.json'));
      const keys: HeldKey[] = [];
      for (const name of names) keys.push(await keyAt(join(folder, name)));
      held = keys.toSorted((a, b) => a.madeAt - b.madeAt);
      const text = await readText(scopesPath);
      const kept = scopesSchema.safeParse(text === undefined ? { v: 1, scopes: [] } : json(text, scopesPath));
      if (!kept.success) throw spoiled(scopesPath, kept.error);
      scopes = new Map(kept.data.scopes.map(({ org, area }) => [org, area]));
    },

    keysOf: (org) => held.filter((key) => key.org === org),

    async make(org, madeAt) {
      const { x, d } = generateKey('new');
      const kid = keyId('approve', x, madeAt);
      const file = { v: 1 as const, use: 'approve' as const, kid, org, madeAt, x, d };
      await writeWhole(join(folder, `${kid}.key.json`), await lockKey(file, passphrase));
      const made = { kid, org, madeAt, signing: signingKey(file) };
      held = [...held, made];
      return made;
    },

    async areaOf(org, asked) {
      if (policy.organisations.length > 0) return policy.organisations.find((one) => one.org === org)?.area;
      const known = scopes.get(org);
      if (known !== undefined || asked.length === 0) return known;
      scopes.set(org, asked);
      const list = [...scopes].map(([name, area]) => ({ org: name, area }));
      await writeWhole(scopesPath, { v: 1, scopes: list });
      return asked;
    },
  };
}
