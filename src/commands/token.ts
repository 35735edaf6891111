// `hokrachai token NAME`: an API token for a ministry's or province's own system, printed once.
import { parseArgs } from 'node:util';
import { RelayError } from '../core/errors.ts';
import { deedOf, SYSTEM } from '../pipeline/deeds.ts';
import { loadConfig } from '../settings.ts';
import { type Command, commandLog } from './command.ts';
import { withRecords } from './records-of-this-machine.ts';

export const tokenCommand: Command = {
  async run(argv) {
    const { positionals } = parseArgs({ args: argv, allowPositionals: true, options: {} });
    const name = positionals.join(' ').trim();
    if (name === '')
      throw new RelayError('invalid-input', 'name the system: hokrachai token "กระทรวงมหาดไทย"');
    return withRecords(loadConfig(process.env), commandLog('warn'), async ({ store, secrets, clock }) => {
      const [organisation] = await store.organisations.all();
      if (organisation === undefined)
        throw new RelayError('not-found', 'there is no organisation yet: start the relay once');
      const token = `hk_${secrets.make(256)}`;
      await store.tokens.add(
        organisation.id,
        name,
        secrets.fingerprint(token),
        deedOf(SYSTEM, clock.now(), 'token-made', 'token', name, {}),
      );
      process.stdout.write(`${token}\n`);
      return 0;
    });
  },
};
