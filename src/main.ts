// Entry of the relay: settings → relay → start; the sample organisation's towers beside it; stop on signals.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hasLoudspeaker, startTowers } from './commands/tower-processes.ts';
import { unlocked } from './commands/unlock.ts';
import { RelayError } from './core/errors.ts';
import { createLog } from './log.ts';
import { createRelay, type Relay } from './relay.ts';
import { HOME, loadConfig, loadFoundation } from './settings.ts';

const STOP_WITHIN_MS = 20_000;

async function main(): Promise<void> {
  const config = await unlocked(loadConfig(process.env));
  const log = createLog({ level: config.logLevel, readable: process.stderr.isTTY === true });
  const relay = createRelay(config, {
    log,
    foundation: loadFoundation(config),
    home: HOME,
    path: process.env['PATH'],
  });
  const { url, link, ffmpeg } = await relay.start();
  const towers = startTowers({
    relayUrl: url,
    ffmpegPath: ffmpeg ?? 'ffmpeg',
    sink: hasLoudspeaker(process.env) ? 'auto' : 'wav',
    towers: await sampleTowers(relay, config),
    onEvent: ({ tower, event, ...facts }) => log.info({ tower, ...facts }, `tower-${event}`),
    onExit: ({ folder }, code) => log.warn({ folder, code }, 'tower ended; it is started again'),
    restartAfterMs: 5_000,
  });

  process.stdout.write(`\n  หอกระจายข่าว · hokrachai\n  ${url}\n`);
  if (link !== undefined) process.stdout.write(`  Sign in once with this link (24 hours): ${link}\n`);
  process.stdout.write('\n');

  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    Promise.all([towers.stop(), relay.stop()]).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stopped badly');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(signal));
}

/** The first towers of the sample organisation, each with its folder and, until it has credentials, its claim code. */
async function sampleTowers(relay: Relay, config: ReturnType<typeof loadConfig>) {
  const isSample = config.organisation === 'config/sample-organisation.yaml';
  const wanted = isSample && config.mqtt.url === undefined ? config.sampleControllers : 0;
  const places = (await relay.towerIds())
    .slice(0, wanted)
    .map((tower) => ({ tower, folder: join(config.dataDir, 'towers', tower) }));
  return Promise.all(
    places.map(async ({ tower, folder }) => ({
      folder,
      code: existsSync(join(folder, 'credentials.json')) ? undefined : await relay.claimCode(tower),
    })),
  );
}

main().catch((error: unknown) => {
  // A mistake in the settings is said in plain words; anything else is a fault of ours and shows where it is.
  const plain = error instanceof RelayError && error.code !== 'internal';
  process.stderr.write(
    `hokrachai cannot start: ${plain ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
});
