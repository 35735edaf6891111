// Roots that lie elsewhere: made on a machine that is no relay, kept under a passphrase, and used there for one thing, a
// signature under a trust document that was carried over. Only its public half and its signatures ever travel.
import { RelayError } from '../../core/errors.ts';
import type { Instant } from '../../core/ids.ts';
import { generateKey, signersOf, signingKey, signTrust, type TrustDraft } from '../../wire/signing.ts';
import type { PublicRoot } from './acts.ts';
import { lockKey, openKey, readKey, writeWhole } from './key-files.ts';
import { keyId } from './trust.ts';

/**
 * @param path the beginning of both names: `PATH.key.json` for the safe, `PATH.public.json` for the relay
 * @throws RelayError `conflict` when there is one already, `invalid-input` for a short passphrase
 */
export async function makeRoot(
  path: string,
  passphrase: string,
  now: Instant,
): Promise<{ readonly kid: string; readonly secretPath: string; readonly publicPath: string }> {
  const secretPath = `${path}.key.json`;
  const publicPath = `${path}.public.json`;
  if ((await readKey(secretPath)) !== undefined)
    throw new RelayError('conflict', `${secretPath} is there already and stays as it is`);
  const { x, d } = generateKey('new');
  const kid = keyId('root', x, now);
  await writeWhole(secretPath, await lockKey({ v: 1, use: 'root', kid, madeAt: now, x, d }, passphrase));
  await writeWhole(publicPath, { v: 1, use: 'root', kid, x } satisfies PublicRoot);
  return { kid, secretPath, publicPath };
}

/** @throws RelayError `not-found`, `invalid-input` when it is no root, `locked-keys`, `conflict` when it has signed already */
export async function signWithRoot(
  draft: TrustDraft,
  path: string,
  passphrase: string,
): Promise<{ readonly draft: TrustDraft; readonly kid: string }> {
  const key = await readKey(path);
  if (key === undefined) throw new RelayError('not-found', `there is no key file ${path}`);
  if (key.use !== 'root') throw new RelayError('invalid-input', `${path} is no root key`);
  const root = signingKey(await openKey(key, passphrase, path));
  if ((await signersOf(draft, [root])).size > 0)
    throw new RelayError('conflict', `${root.kid} has signed this already`);
  return { draft: await signTrust(draft, root), kid: root.kid };
}
