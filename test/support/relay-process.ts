// The real relay as a process that can be killed and started again over the same folder: real database, broker and HTTP,
// and a studio whose clips are chance bytes of a given size, so that no time goes into voices. Orders come over the
// parent's channel; when the parent is gone, so is the relay.
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createClipShelf } from '../../src/adapters/audio/clip-shelf.ts';
import { makeUlid } from '../../src/adapters/time/clock.ts';
import { readConfig } from '../../src/config.ts';
import type { Rendition } from '../../src/core/clip.ts';
import { createLog } from '../../src/log.ts';
import type { Mastering } from '../../src/pipeline/ports.ts';
import { createRelay, type Relay } from '../../src/relay.ts';
import { HOME, loadFoundation } from '../../src/settings.ts';

export interface RelayOrders {
  readonly dataDir: string;
  readonly towers: number;
  readonly clip: ClipShape;
  /** Its clock is so far ahead of the machine's. */
  readonly aheadMs: number;
  readonly port: number;
  readonly mqtt: {
    readonly url?: string;
    readonly port?: number;
    readonly username?: string;
    readonly password?: string;
  };
  readonly databaseUrl: string | undefined;
  readonly log: 'debug' | 'warn' | 'silent';
}

export interface ClipShape {
  readonly bytes: number;
  readonly ms: number;
}
export type RelayOrder = { readonly do: 'codes' } | ({ readonly do: 'clips' } & ClipShape);

export type RelayNews =
  | { readonly is: 'running'; readonly url: string; readonly link: string | undefined }
  | { readonly is: 'codes'; readonly codes: readonly { readonly tower: string; readonly code: string }[] }
  | { readonly is: 'failed'; readonly text: string };

const say = (news: RelayNews) => void process.send?.(news);

/** @param shapeNow what the next clip is to be like */
function studio(folder: string, shapeNow: () => ClipShape): Mastering {
  const shelf = createClipShelf(folder);
  return {
    async master() {
      const { bytes, ms } = shapeNow();
      const clip = randomBytes(bytes);
      const sha256 = createHash('sha256').update(clip).digest('hex');
      await shelf.put(sha256, 'mp3', clip);
      const renditions: Rendition[] = [{ codec: 'mp3', sha256, bytes, ms, lufs: -16, truePeakDb: -2 }];
      return { sha256, ms, lufs: -16, truePeakDb: -2, renditions, peaks: [], doubts: [] };
    },
  };
}

async function codesOf(relay: Relay) {
  const ids = await relay.towerIds();
  return Promise.all(ids.map(async (tower) => ({ tower, code: await relay.claimCode(tower) })));
}

async function run(orders: RelayOrders): Promise<void> {
  const { databaseUrl } = orders;
  let shape: ClipShape = orders.clip;
  const config = readConfig(
    {
      dataDir: orders.dataDir,
      port: orders.port,
      mqtt: orders.mqtt,
      ...(databaseUrl === undefined ? {} : { databaseUrl }),
    },
    {},
    () => '',
  );
  const now = () => Date.now() + orders.aheadMs;
  const sample = loadFoundation(config);
  const [village] = sample.villages;
  const relay = createRelay(config, {
    log: createLog({ level: orders.log, readable: false }),
    home: HOME,
    path: process.env['PATH'],
    foundation: {
      ...sample,
      towers: Array.from({ length: orders.towers }, (_, n) => ({
        village: village?.code ?? '',
        name: `หอ ${n + 1}`,
      })),
      quietHours: { fromMinute: 0, toMinute: 0 },
    },
    replace: {
      clock: { now, ulid: () => makeUlid(now(), randomBytes(16)) },
      engine: {
        id: 'quiet',
        check: async () => ({ usable: true, detail: 'quiet' }),
        speak: async (_script, wavPath) => ({ engine: 'quiet', wavPath, ms: shape.ms }),
      },
      mastering: () => studio(join(orders.dataDir, 'clips'), () => shape),
    },
  });
  process.on('message', (order: RelayOrders | RelayOrder) => {
    if (!('do' in order)) return;
    if (order.do === 'clips') shape = order;
    else void codesOf(relay).then((codes) => say({ is: 'codes', codes }));
  });
  const { url, link } = await relay.start();
  say({ is: 'running', url, link });
}

process.once('message', (orders: RelayOrders) => {
  run(orders).catch((error: unknown) => {
    say({ is: 'failed', text: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    process.exit(1);
  });
});
process.once('disconnect', () => process.exit(0));
