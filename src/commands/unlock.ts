// The passphrase of locked approval keys, asked of whoever starts the relay at a terminal. Without an answer the relay
// runs all the same: it delivers what is approved, and approves nothing.
import { join } from 'node:path';
import { createKeyring } from '../adapters/keys/keyring.ts';
import type { Config } from '../config.ts';
import { askSecret } from './ask.ts';

export async function unlocked(config: Config): Promise<Config> {
  if (config.approvals.passphrase !== undefined || process.stdin.isTTY !== true) return config;
  const keyring = createKeyring({ folder: join(config.dataDir, 'keys'), now: Date.now });
  await keyring.load();
  if (!keyring.isLocked()) return config;
  const passphrase = await askSecret('The approval keys are locked. Passphrase (Enter: stay locked): ');
  if (passphrase === undefined || passphrase === '') return config;
  return { ...config, approvals: { ...config.approvals, passphrase } };
}
