// For commands that work on the relay's own data, beside a relay that may be running: the database without its lock.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createSecrets } from '../adapters/secrets/scrypt-secrets.ts';
import { createStore } from '../adapters/store/store.ts';
import { createClock } from '../adapters/time/clock.ts';
import type { Config } from '../config.ts';
import { RelayError } from '../core/errors.ts';
import type { Log } from '../log.ts';

export async function withRecords<T>(
  config: Config,
  log: Log,
  work: (parts: {
    store: ReturnType<typeof createStore>;
    secrets: ReturnType<typeof createSecrets>;
    clock: ReturnType<typeof createClock>;
  }) => Promise<T>,
): Promise<T> {
  if (config.databaseUrl === undefined && !existsSync(join(config.dataDir, 'identity.json'))) {
    throw new RelayError(
      'not-found',
      `there is no relay's data in ${config.dataDir}: set DATA_DIR, or start the relay once`,
    );
  }
  const store = createStore(
    config.databaseUrl === undefined
      ? { kind: 'sqlite', folder: config.dataDir, beside: true }
      : { kind: 'postgres', url: config.databaseUrl },
    log,
  );
  await store.start();
  try {
    return await work({ store, secrets: createSecrets(), clock: createClock() });
  } finally {
    await store.stop();
  }
}
