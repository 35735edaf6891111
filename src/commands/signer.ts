// `hokrachai signer`: the approval keys in a process of their own, best as another user than the relay's. It needs nothing
// of the relay: neither its data nor its settings, only the address and the secret that both know.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { createSigner } from '../adapters/keys/signer.ts';
import { policySchema, type SignerPolicy } from '../adapters/keys/signer-policy.ts';
import { signerAddress } from '../adapters/keys/signer-wire.ts';
import { RelayError } from '../core/errors.ts';
import { askSecret } from './ask.ts';
import { type Command, commandLog } from './command.ts';
import { textAt } from './named-file.ts';

const USAGE = `hokrachai signer: holds the approval keys, and seals what its own rules allow

  --folder DIR             its keys, areas and book (signer); nobody else needs to read it
  --listen ADDRESS         a path, or tcp://127.0.0.1:PORT (DIR/signer.sock)
  --secret-file FILE       what relay and signer both know; also SIGNER_SECRET_FILE
  --passphrase-file FILE   opens the keys; also SIGNER_PASSPHRASE_FILE; asked for at a terminal
  --policy FILE            its rules, YAML: see src/adapters/keys/README.md
  --help
`;

const OPTIONS = {
  folder: { type: 'string', default: 'signer' },
  listen: { type: 'string' },
  'secret-file': { type: 'string' },
  'passphrase-file': { type: 'string' },
  policy: { type: 'string' },
  help: { type: 'boolean' },
} as const;

export const signerCommand: Command = {
  async run(argv) {
    const { values } = parseArgs({ args: argv, options: OPTIONS });
    if (values.help === true) {
      process.stdout.write(USAGE);
      return 0;
    }
    const log = commandLog('info');
    const listen = values.listen ?? join(values.folder, 'signer.sock');
    const signer = createSigner({
      folder: values.folder,
      address: signerAddress(listen),
      secret: await secretIn(values['secret-file'] ?? process.env['SIGNER_SECRET_FILE']),
      passphrase: await passphraseIn(values['passphrase-file'] ?? process.env['SIGNER_PASSPHRASE_FILE']),
      policy: await policyIn(values.policy),
      now: Date.now,
      tell: (facts, event) => log.info(facts, event),
    });
    await signer.start();
    log.info({ listen, folder: values.folder }, 'signer is listening');
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    await signer.stop();
    return 0;
  },
};

async function secretIn(path: string | undefined): Promise<string> {
  if (path === undefined)
    throw new RelayError(
      'config',
      'name the file with the shared secret: --secret-file, or SIGNER_SECRET_FILE',
    );
  const secret = (await textAt(path, 'config')).trim();
  if (secret.length >= 16) return secret;
  throw new RelayError(
    'config',
    `the secret in ${path} is shorter than 16 characters: openssl rand -base64 32`,
  );
}

async function passphraseIn(path: string | undefined): Promise<string> {
  const passphrase =
    path === undefined
      ? await askSecret('Passphrase of the approval keys: ')
      : (await textAt(path, 'config')).trim();
  if (passphrase !== undefined) return passphrase;
  throw new RelayError(
    'config',
    'name the file with the passphrase: --passphrase-file, or SIGNER_PASSPHRASE_FILE',
  );
}

async function policyIn(path: string | undefined): Promise<SignerPolicy> {
  const parsed = policySchema.safeParse(path === undefined ? {} : parse(await textAt(path, 'config')));
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new RelayError('config', `${mistakes.length} mistake(s) in ${path}:\n${mistakes.join('\n')}`);
}
