// A tower as a process that can be killed: the reference controller with its real disk and its real link to the broker,
// and a loudspeaker that writes down what would have sounded before it sounds. Orders come over the parent's channel, what
// happens goes back; when the parent is gone, so is the tower.
import { appendFileSync, mkdirSync } from 'node:fs';
import { createController } from '../../src/controller/controller.ts';
import { createFileDisk } from '../../src/controller/file-disk.ts';
import { createMqttLink } from '../../src/controller/mqtt-link.ts';
import type { ControllerEvent } from '../../src/controller/ports.ts';
import { createSilentSink } from '../../src/fleet/silent-sink.ts';
import { createSkippingClock } from '../../src/fleet/skipping-clock.ts';
import { createLog } from '../../src/log.ts';
import type { ClaimResponse } from '../../src/wire/claim.ts';

export interface TowerOrders {
  readonly do: 'run';
  readonly credentials: ClaimResponse;
  /** The broker as this tower reaches it. */
  readonly url: string;
  readonly folder: string;
  /** One line per sound, with its name. */
  readonly heard: string;
  /** Its clock is off by so much, and nobody trusts it. */
  readonly offMs: number;
  readonly trustOwnClock: boolean;
  /** Seconds. */
  readonly keepalive: number;
  readonly log: 'debug' | 'warn' | 'silent';
}
export type TowerOrder = TowerOrders | { readonly do: 'skip'; readonly ms: number };
export type TowerNews = ControllerEvent & { readonly tower: string; readonly atMs: number };

/** A story's broker is soon back: a tower that waited for minutes, as it should in a village, would show nothing more. */
const LONGEST_WAIT_MS = 2_000;

const clock = createSkippingClock();

async function run(orders: TowerOrders): Promise<void> {
  const { credentials, folder } = orders;
  mkdirSync(folder, { recursive: true });
  const log = createLog({ level: orders.log, readable: false });
  const own = clock.offBy(orders.offMs);
  const { tower, password, ca } = credentials;
  const controller = createController(
    {
      credentials,
      codecs: ['mp3'],
      firmware: 'hokrachai-story/1',
      hardware: 'process',
      trustOwnClock: orders.trustOwnClock,
      cacheBytes: 8 * 1024 * 1024,
      volume: 100,
      ownQuietHours: null,
      helloSpreadMs: 1000,
      onEvent: (event) => void process.send?.({ ...event, tower, atMs: Date.now() }),
    },
    {
      clock: own,
      log,
      disk: createFileDisk(folder),
      link: createMqttLink(
        {
          ...{ url: orders.url, tower, password, ca },
          keepalive: orders.keepalive,
          longestWaitMs: LONGEST_WAIT_MS,
        },
        own,
        log,
      ),
      sink: createSilentSink(own, (name) => appendFileSync(orders.heard, `${name}\n`)),
    },
  );
  await controller.start();
}

process.on('message', (order: TowerOrder) => {
  if (order.do === 'skip') clock.skip(order.ms);
  else
    run(order).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    });
});
process.once('disconnect', () => process.exit(0));
