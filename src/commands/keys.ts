// `hokrachai keys`: whom the towers trust. On the relay's own machine, beside a running relay or with it stopped: what is
// changed here the relay tells its towers within a second or two. `root make` and `sign` are for a machine without one.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createKeyActs, type KeyActs, readPublicRoot } from '../adapters/keys/acts.ts';
import { createKeyring, type Keyring } from '../adapters/keys/keyring.ts';
import { type RingKey, rotatable } from '../adapters/keys/ring.ts';
import { trustIn } from '../adapters/keys/settle.ts';
import { signerOf } from '../adapters/keys/signer-client.ts';
import type { Config } from '../config.ts';
import { RelayError } from '../core/errors.ts';
import { loadConfig } from '../settings.ts';
import { askNewSecret, askSecret, mustConfirm } from './ask.ts';
import type { Command } from './command.ts';
import { passphraseIn, rootMake, sign } from './keys-at-root.ts';
import { inWords, listing, trustInWords, waitingWords } from './keys-words.ts';
import { jsonAt } from './named-file.ts';

const USAGE = `hokrachai keys: whom the towers trust

  keys                                   list (--json)
  keys rotate plan|approve [--org ORG]   a new key beside the old one, which towers obey for a while yet
  keys revoke KID                        towers obey this key no more, from now on
  keys protect                           lock roots and approval keys of this machine under a passphrase
  keys root make PATH                    a new root, on a machine of its own: PATH.key.json and PATH.public.json
  keys root add PUBLIC… [--threshold N]
  keys root replace KID[,KID] PUBLIC… [--threshold N]
  keys export FILE                       what waits for signatures, to carry to a root
  keys sign FILE --root PATH.key.json    sign it there
  keys import FILE                       take the signatures over

  --passphrase-file FILE   instead of asking    --yes   instead of confirming    --json
`;

const OPTIONS = {
  org: { type: 'string' },
  root: { type: 'string' },
  threshold: { type: 'string' },
  'passphrase-file': { type: 'string' },
  yes: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

function read(argv: string[]) {
  return parseArgs({ args: argv, allowPositionals: true, options: OPTIONS });
}
type Given = ReturnType<typeof read>['values'];

interface Desk {
  readonly given: Given;
  readonly config: Config;
  readonly keyring: Keyring;
  readonly acts: KeyActs;
}

export const keysCommand: Command = {
  async run(argv) {
    const { positionals, values } = read(argv);
    const [act = 'list', ...rest] = positionals;
    if (values.help === true) process.stdout.write(USAGE);
    else if (act === 'root' && rest[0] === 'make') await rootMake(rest[1], values);
    else if (act === 'sign') await sign(rest[0], values);
    else await atTheRelay(act, rest, values);
    return 0;
  },
};

async function atTheRelay(act: string, rest: readonly string[], given: Given): Promise<void> {
  const config = loadConfig(process.env);
  const keyring = createKeyring({ folder: join(config.dataDir, 'keys'), now: Date.now });
  const desk = { given, config, keyring, acts: createKeyActs(keyring, Date.now, signerOf(config.approvals)) };
  const ring = await keyring.load();
  if (ring.document === undefined)
    throw new RelayError(
      'not-found',
      `there are no keys in ${keyring.folder}: set DATA_DIR, or start the relay once`,
    );
  const work = ACTS[act === 'root' ? `root ${rest[0]}` : act];
  if (work === undefined) throw new RelayError('invalid-input', `there is no "keys ${act}"\n\n${USAGE}`);
  await work(desk, act === 'root' ? rest.slice(1) : rest);
}

const ACTS: Readonly<Record<string, (desk: Desk, rest: readonly string[]) => Promise<void>>> = {
  async list({ keyring, given }) {
    const list = await listing(keyring.ring, Date.now());
    process.stdout.write(given.json ? `${JSON.stringify(list, null, 2)}\n` : inWords(list));
  },

  async rotate(desk, [use]) {
    if (use !== 'plan' && use !== 'approve')
      throw new RelayError('invalid-input', 'say which: keys rotate plan, or keys rotate approve');
    await opened(desk);
    const orgs = use === 'plan' ? [undefined] : rotatable(desk.keyring.ring, desk.given.org);
    for (const org of orgs) {
      const { kid } = await desk.acts.rotate(use, org);
      tell(
        desk,
        { rotated: use, org, kid },
        `${kid} seals from now on; the key before it is obeyed for the overlap.`,
      );
    }
    await close(desk);
  },

  async revoke(desk, [kid]) {
    if (kid === undefined) throw new RelayError('invalid-input', 'name the key: hokrachai keys revoke KID');
    const key = desk.keyring.ring.keys.find((one) => one.kid === kid);
    await mustConfirm(harmOf(kid, key), kid, desk.given.yes);
    await opened(desk);
    const { instead } = await desk.acts.revoke(kid);
    tell(
      desk,
      { revoked: kid, instead },
      `${kid} is revoked.${instead === undefined ? '' : ` ${instead} seals from now on.`}`,
    );
    await close(desk);
  },

  async protect(desk) {
    const passphrase =
      (await givenPassphrase(desk.given, desk.config)) ??
      (desk.keyring.isLocked() ? await askSecret('Passphrase: ') : await askNewSecret('New passphrase: '));
    if (passphrase === undefined) throw new RelayError('invalid-input', 'give --passphrase-file');
    await desk.keyring.unlock(passphrase);
    tell(
      desk,
      { protected: true },
      'Roots and approval keys of this machine are locked. The relay opens them with APPROVAL_PASSPHRASE_FILE, or asks at its terminal; without it nobody can approve.',
    );
  },

  'root add': (desk, paths) => changeRoots(desk, [], paths),
  'root replace': (desk, [kids, ...paths]) =>
    changeRoots(desk, (kids ?? '').split(',').filter(Boolean), paths),

  async export(desk, [path]) {
    if (path === undefined)
      throw new RelayError('invalid-input', 'name the file: hokrachai keys export FILE');
    const exported = await desk.acts.exported();
    await writeFile(path, `${JSON.stringify(exported, null, 2)}\n`);
    tell(desk, { exported: path }, `${path} is written. It holds no secret.`);
    process.stderr.write(trustInWords(trustIn(exported.draft)));
  },

  async import(desk, [path]) {
    if (path === undefined)
      throw new RelayError('invalid-input', 'name the file: hokrachai keys import FILE');
    const { taken } = await desk.acts.imported(await jsonAt(path));
    tell(desk, { imported: taken }, `${taken} new signature(s).`);
    await close(desk);
  },
};

async function changeRoots(desk: Desk, leaving: readonly string[], paths: readonly string[]): Promise<void> {
  const threshold = desk.given.threshold === undefined ? undefined : Number(desk.given.threshold);
  const add = await Promise.all(paths.map(async (path) => readPublicRoot(await jsonAt(path), path)));
  if (add.length + leaving.length === 0 && threshold === undefined)
    throw new RelayError('invalid-input', `name the public halves\n\n${USAGE}`);
  const names = add.map(({ kid }) => kid);
  await mustConfirm(
    `New roots: ${names.join(', ') || 'none'}; out: ${leaving.join(', ') || 'none'}. Whoever holds the roots decides whom the towers obey: without enough of them nothing can be changed any more, and every tower must be enrolled anew.`,
    'roots',
    desk.given.yes,
  );
  await opened(desk);
  await desk.acts.changeRoots(add, leaving, threshold);
  tell(desk, { added: names, removed: leaving }, 'The change of roots is written down.');
  await close(desk);
}

/** Roots of this machine sign by themselves; locked ones need their passphrase first. */
async function opened({ keyring, given, config }: Desk): Promise<void> {
  if (!keyring.isLocked()) return;
  const passphrase = (await givenPassphrase(given, config)) ?? (await askSecret('Passphrase of the keys: '));
  if (passphrase !== undefined) await keyring.unlock(passphrase);
}

async function givenPassphrase(given: Given, config: Config): Promise<string | undefined> {
  return (await passphraseIn(given['passphrase-file'])) ?? config.approvals.passphrase;
}

async function close({ keyring, given }: Desk): Promise<void> {
  const list = await listing(keyring.ring, Date.now());
  if (given.json) process.stdout.write(`${JSON.stringify(list)}\n`);
  else if (list.waiting !== undefined) process.stdout.write(`${waitingWords(list).join('\n')}\n`);
  else
    process.stdout.write(
      `Trust document ${list.version} is in force: connected towers hear it at once, others before their next plan.\n`,
    );
}

function tell({ given }: Desk, facts: object, words: string): void {
  if (given.json) process.stderr.write(`${JSON.stringify(facts)}\n`);
  else process.stdout.write(`${words}\n`);
}

function harmOf(kid: string, key: RingKey | undefined): string {
  if (key?.use === 'approve')
    return `Everything that ${kid} approved stays silent from now on and must be approved anew. To change a key that nobody stole: keys rotate approve.`;
  return `Towers obey ${kid} no more; a tower that cannot be reached plays what it holds until it hears of it. To change a key that nobody stole: keys rotate.`;
}
