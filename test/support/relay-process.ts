// The real relay as a process that can be killed and started again over the same folder: real database, broker and HTTP,
// and a studio whose clips are chance bytes of a given size, so that no time goes into voices. Orders come over the
// parent's channel; when the parent is gone, so is the relay.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { makeUlid } from '../../src/adapters/time/clock.ts';
import { readConfig } from '../../src/config.ts';
import { createLog, type Log } from '../../src/log.ts';
import type { Mastering } from '../../src/pipeline/ports.ts';
import { createRelay, type Relay } from '../../src/relay.ts';
import { HOME, loadFoundation } from '../../src/settings.ts';
import { shelved } from './studio.ts';

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
  /** How long its claims stand on PostgreSQL. */
  readonly leaseMs?: number;
  readonly log: 'debug' | 'warn' | 'silent';
}

export interface ClipShape {
  readonly bytes: number;
  readonly ms: number;
}
/** `stop-at`: it stops itself in its tracks, wherever it is, when it looks at its clock for the n-th time from now. */
export type RelayOrder =
  | { readonly do: 'codes' }
  | ({ readonly do: 'clips' } & ClipShape)
  | { readonly do: 'stop-at'; readonly look: 'now' | 'ulid'; readonly nth: number };

export type RelayNews =
  | { readonly is: 'running'; readonly url: string; readonly link: string | undefined }
  | { readonly is: 'codes'; readonly codes: readonly { readonly tower: string; readonly code: string }[] }
  /** One of its plans came to the broker after another's. */
  | { readonly is: 'fenced' }
  | { readonly is: 'failed'; readonly text: string };

const say = (news: RelayNews) => void process.send?.(news);

/** @param shapeNow what the next clip is to be like */
function studio(folder: string, shapeNow: () => ClipShape): Mastering {
  return {
    async master() {
      const { bytes, ms } = shapeNow();
      return shelved(folder, randomBytes(bytes), ms);
    },
  };
}

const looks = { now: Number.POSITIVE_INFINITY, ulid: Number.POSITIVE_INFINITY };

function looked(at: keyof typeof looks): void {
  looks[at] -= 1;
  if (looks[at] > 0) return;
  // Once asked for is once stopped, whichever look came first.
  looks.now = Number.POSITIVE_INFINITY;
  looks.ulid = Number.POSITIVE_INFINITY;
  process.kill(process.pid, 'SIGSTOP');
}

/** The clock, until one of its looks is the last for a while. */
function clockAhead(aheadMs: number) {
  const now = () => Date.now() + aheadMs;
  return {
    now() {
      looked('now');
      return now();
    },
    ulid() {
      looked('ulid');
      return makeUlid(now(), randomBytes(16));
    },
  };
}

function telling(log: Log): Log {
  return {
    debug: (facts, event) => log.debug(facts, event),
    info: (facts, event) => log.info(facts, event),
    warn(facts, event) {
      if (event === 'plan-fenced') say({ is: 'fenced' });
      log.warn(facts, event);
    },
    error: (facts, event) => log.error(facts, event),
    child: (facts) => telling(log.child(facts)),
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
  const sample = loadFoundation(config);
  const [village] = sample.villages;
  const relay = createRelay(config, {
    log: telling(createLog({ level: orders.log, readable: false })),
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
      clock: clockAhead(orders.aheadMs),
      ...(orders.leaseMs === undefined ? {} : { leaseMs: orders.leaseMs }),
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
    else if (order.do === 'stop-at') looks[order.look] = order.nth;
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
