// `npm run dev`: a village in one process, started again at every change of the sources: the relay, its broker and
// database in data/dev, and two towers whose sound becomes files there.
import { join } from 'node:path';
import { claimTower, readCredentials } from '../../src/controller/claim-tower.ts';
import { createController } from '../../src/controller/controller.ts';
import { createFileDisk } from '../../src/controller/file-disk.ts';
import { createMqttLink } from '../../src/controller/mqtt-link.ts';
import { createRealClock } from '../../src/controller/real-clock.ts';
import { createWavSink } from '../../src/controller/wav-sink.ts';
import { createLog } from '../../src/log.ts';
import { createRelay } from '../../src/relay.ts';
import { HOME, loadConfig, loadFoundation } from '../../src/settings.ts';

const SECRET = 'development-only-not-a-secret-000';
const config = loadConfig({ DATA_DIR: 'data/dev', LINE_CHANNEL_SECRET: SECRET, ...process.env });
const log = createLog({ level: config.logLevel, readable: true });
const relay = createRelay(config, {
  log,
  foundation: loadFoundation(config),
  home: HOME,
  path: process.env['PATH'],
});
const { url, link, ffmpeg = 'ffmpeg' } = await relay.start();
const clock = createRealClock();

const towers = await Promise.all(
  (await relay.towerIds()).slice(0, 2).map(async (id) => {
    const folder = join(config.dataDir, 'towers', id);
    const credentials =
      (await readCredentials(folder)) ?? (await claimTower(url, await relay.claimCode(id), folder));
    const controller = createController(
      {
        credentials,
        codecs: ['mp3', 'opus'],
        firmware: 'dev',
        hardware: process.platform,
        trustOwnClock: true,
        cacheBytes: 64_000_000,
        volume: 100,
        ownQuietHours: null,
        helloSpreadMs: 0,
        onEvent: (event) => log.info({ tower: id, ...event }, `tower-${event.event}`),
      },
      {
        clock,
        link: createMqttLink(
          {
            url: credentials.mqttUrl,
            tower: id,
            password: credentials.password,
            ca: undefined,
            keepalive: 60,
          },
          clock,
          log,
        ),
        disk: createFileDisk(folder),
        sink: createWavSink(join(folder, 'heard'), ffmpeg, clock),
        log,
      },
    );
    await controller.start();
    return controller;
  }),
);

process.stdout.write(`\n  ${url}\n  ${link ?? 'npx hokrachai link somsri prints a sign-in link'}\n`);
process.stdout.write(
  `  LINE_CHANNEL_SECRET=${SECRET} npx hokrachai line send --text "…" --url ${url}/line/webhook\n\n`,
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    Promise.all([...towers.map((tower) => tower.stop()), relay.stop()]).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}
