// `hokrachai link USERNAME`: a one-time sign-in link for an officer who cannot get in, made on the relay's own machine.
import { parseArgs } from 'node:util';
import { RelayError } from '../core/errors.ts';
import { loadConfig } from '../settings.ts';
import { type Command, commandLog } from './command.ts';
import { withRecords } from './records-of-this-machine.ts';

const LINK_MS = 3_600_000;

export const linkCommand: Command = {
  async run(argv) {
    const { positionals } = parseArgs({ args: argv, allowPositionals: true, options: {} });
    const [username] = positionals;
    if (username === undefined)
      throw new RelayError('invalid-input', 'name the officer: hokrachai link USERNAME');
    const config = loadConfig(process.env);
    return withRecords(config, commandLog('warn'), async ({ store, secrets, clock }) => {
      const found = await store.officers.byUsername(username.toLowerCase());
      if (found === undefined || !found.officer.active)
        throw new RelayError('not-found', `there is no officer ${username}`);
      const token = secrets.make(200);
      const { org, id } = found.officer;
      await store.sessions.offer('sign-in', org, id, secrets.fingerprint(token), clock.now() + LINK_MS);
      const base = config.publicUrl ?? `http://localhost:${config.port ?? 8080}`;
      process.stdout.write(`${base}/sign-in/${token}\n`);
      return 0;
    });
  },
};
