// `hokrachai mosquitto FILE`: the first dynamic-security.json of a new Mosquitto, with the relay's own account in it.
// A file that is there already stays as it is: it holds the towers' accounts.
import { open } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { firstDynamicSecurity } from '../adapters/mqtt/dynamic-security.ts';
import { RelayError } from '../core/errors.ts';
import { loadConfig } from '../settings.ts';
import type { Command } from './command.ts';

export const mosquittoCommand: Command = {
  async run(argv) {
    const { positionals } = parseArgs({ args: argv, allowPositionals: true, options: {} });
    const [path] = positionals;
    const { username, password, topicRoot, url } = loadConfig(process.env).mqtt;
    if (path === undefined)
      throw new RelayError(
        'invalid-input',
        'name the file: hokrachai mosquitto /mosquitto/data/dynamic-security.json',
      );
    if (url === undefined || username === undefined || password === undefined) {
      throw new RelayError(
        'config',
        'set MQTT_URL, MQTT_USERNAME and MQTT_PASSWORD (or MQTT_PASSWORD_FILE): the account that the relay will use',
      );
    }
    const first = firstDynamicSecurity(topicRoot, { username, password });
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(first);
      await file.sync();
      await file.close();
      process.stdout.write(`${path} is written\n`);
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
      process.stdout.write(`${path} is there already and stays as it is\n`);
    }
    return 0;
  },
};
