// What `hokrachai keys` does where a root lies in a safe: a machine of its own, without a relay. A root is made there, and signs
// what was carried to it.
import { writeFile } from 'node:fs/promises';
import { readDraftFile } from '../adapters/keys/acts.ts';
import { makeRoot, signWithRoot } from '../adapters/keys/roots.ts';
import { trustIn } from '../adapters/keys/settle.ts';
import { RelayError } from '../core/errors.ts';
import { askNewSecret, askSecret, mustConfirm } from './ask.ts';
import { trustInWords } from './keys-words.ts';
import { jsonAt, textAt } from './named-file.ts';

export interface RootOptions {
  readonly root?: string | undefined;
  readonly 'passphrase-file'?: string | undefined;
  readonly yes?: boolean | undefined;
  readonly json?: boolean | undefined;
}

export async function rootMake(path: string | undefined, given: RootOptions): Promise<void> {
  if (path === undefined)
    throw new RelayError('invalid-input', 'name it: hokrachai keys root make /media/stick/root-1');
  const passphrase =
    (await passphraseIn(given['passphrase-file'])) ?? (await askNewSecret('Passphrase of this root: '));
  const made = await makeRoot(path, passphrase, Date.now());
  process.stdout.write(
    given.json
      ? `${JSON.stringify(made)}\n`
      : `${made.kid} is made.\n  ${made.secretPath}: into the safe, with a second copy elsewhere\n  ${made.publicPath}: to the relay (keys root add or replace)\n`,
  );
}

export async function sign(path: string | undefined, given: RootOptions): Promise<void> {
  if (path === undefined || given.root === undefined)
    throw new RelayError('invalid-input', 'hokrachai keys sign FILE --root PATH.key.json');
  const draft = readDraftFile(await jsonAt(path), path);
  await mustConfirm(trustInWords(trustIn(draft)), 'sign', given.yes);
  const passphrase =
    (await passphraseIn(given['passphrase-file'])) ?? (await askSecret('Passphrase of this root: '));
  const signed = await signWithRoot(draft, given.root, passphrase ?? '');
  await writeFile(path, `${JSON.stringify({ v: 1, draft: signed.draft }, null, 2)}\n`);
  process.stdout.write(
    given.json
      ? `${JSON.stringify({ signed: signed.kid })}\n`
      : `${signed.kid} has signed ${path}. Take it to the next root, or back to the relay: hokrachai keys import.\n`,
  );
}

export async function passphraseIn(path: string | undefined): Promise<string | undefined> {
  return path === undefined ? undefined : (await textAt(path, 'not-found')).trim();
}
