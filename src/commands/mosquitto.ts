// `hokrachai mosquitto FOLDER`: what a new Mosquitto needs beside the relay: configuration, the relay's account, and TLS
// with an authority of its own. What is there already stays as it is: it holds the towers' accounts and their trust.
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { mosquittoFiles } from '../adapters/mqtt/mosquitto-files.ts';
import { RelayError } from '../core/errors.ts';
import { HOME, loadConfig } from '../settings.ts';
import type { Command } from './command.ts';

const USAGE =
  'hokrachai mosquitto FOLDER [--name HOST]… [--plugin FILE] [--tls-port 8883], FOLDER being where Mosquitto finds it';

export const mosquittoCommand: Command = {
  async run(argv) {
    const { positionals, values } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        name: { type: 'string', multiple: true, default: ['localhost', '127.0.0.1'] },
        plugin: { type: 'string' },
        'tls-port': { type: 'string', default: '8883' },
      },
    });
    const [given] = positionals;
    if (given === undefined) throw new RelayError('invalid-input', `name the folder: ${USAGE}`);
    const { username, password, topicRoot, url } = loadConfig(process.env).mqtt;
    if (url === undefined || username === undefined || password === undefined) {
      throw new RelayError(
        'config',
        'set MQTT_URL, MQTT_USERNAME and MQTT_PASSWORD (or MQTT_PASSWORD_FILE): the account that the relay will use',
      );
    }
    const folder = resolve(given);
    const files = mosquittoFiles(
      {
        shipped: readFileSync(join(HOME, 'config', 'mosquitto', 'mosquitto.conf'), 'utf8'),
        folder,
        plugin: values.plugin,
        names: [...new Set([new URL(url).hostname, ...values.name])],
        tlsPort: Number(values['tls-port']),
        topicRoot,
        relay: { username, password },
      },
      Date.now(),
    );
    await mkdir(folder, { recursive: true });
    // A certificate belongs to its authority: one missing file of the three does not bring two that do not fit.
    const hasTls = existsSync(join(folder, 'server.key'));
    for (const [name, { text, secret }] of Object.entries(files)) {
      const isOld = hasTls && /\.(crt|key)$/.test(name);
      const written = isOld ? false : await writeNew(join(folder, name), text, secret ? 0o600 : 0o644);
      process.stdout.write(`${join(folder, name)} ${written ? 'is written' : 'stays as it is'}\n`);
    }
    return 0;
  },
};

/** @returns false where there is one already */
async function writeNew(path: string, text: string, mode: number): Promise<boolean> {
  try {
    const file = await open(path, 'wx', mode);
    await file.writeFile(text);
    await file.sync();
    await file.close();
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false;
    throw cause;
  }
}
