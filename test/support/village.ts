// A whole village in one process: relay, embedded broker, database on disk and two reference controllers, joined through
// the doors everyone uses. It serves the journeys, with a clock that stands still until it is moved, and `npm run dev`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeLineRequest } from '../../src/adapters/line/compose.ts';
import { makeUlid } from '../../src/adapters/time/clock.ts';
import { createOffice } from '../../src/commands/office-client.ts';
import { readConfig } from '../../src/config.ts';
import { claimTower, readCredentials } from '../../src/controller/claim-tower.ts';
import { type Controller, createController } from '../../src/controller/controller.ts';
import { createFileDisk } from '../../src/controller/file-disk.ts';
import { createMqttLink } from '../../src/controller/mqtt-link.ts';
import type { Clock, ControllerEvent, Link, LinkEvents, Sink } from '../../src/controller/ports.ts';
import { createLog } from '../../src/log.ts';
import type { Foundation } from '../../src/pipeline/founding.ts';
import { createRelay, type Relay, type Started } from '../../src/relay.ts';
import { HOME, loadFoundation } from '../../src/settings.ts';
import { fakeSink, manualClock } from '../controller/support.ts';

export const CHANNEL_SECRET = 'a-secret-of-this-village-only-00';
export const SOMSRI = 'U00000000000000000000000000000001';
const PATIENCE_MS = 30_000;
const TOWERS = 2;

/** Noon of a Sunday in Bangkok. */
export const NOON = Date.parse('2026-11-22T12:00:00+07:00');

/** A network that can be cut: what is said meanwhile gets nowhere, as on a mobile link. */
function cuttable(makeLink: () => Link): { link: Link; cut(): Promise<void>; mend(): void } {
  let inner = makeLink();
  let events: LinkEvents | undefined;
  let isCut = false;
  return {
    link: {
      open(on) {
        events = on;
        if (!isCut) inner.open(on);
      },
      subscribe: (topics) => inner.subscribe(topics),
      unsubscribe: (topics) => inner.unsubscribe(topics),
      publish: (message) => inner.publish(message),
      close: (last) => inner.close(last),
    },
    async cut() {
      isCut = true;
      await inner.close();
      events?.lost();
    },
    mend() {
      isCut = false;
      inner = makeLink();
      if (events !== undefined) inner.open(events);
    },
  };
}

export interface VillageTower {
  readonly id: string;
  readonly folder: string;
  readonly events: ControllerEvent[];
  /** Names of what sounded here, with when. */
  readonly heard: readonly { readonly name: string; readonly at: number }[];
  cut(): Promise<void>;
  mend(): void;
  /** The power goes and comes back: a new start on the same disk. */
  powerCut(): Promise<void>;
}

export interface VillageOptions {
  readonly startAt?: number;
  readonly foundation?: (sample: Foundation) => Foundation;
  readonly verbose?: boolean;
}

/** Everything started, towers claimed and connected, an officer signed in. Close it in `t.teardown`. */
export async function openVillage(options: VillageOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'hokrachai-village-'));
  const clock = manualClock(options.startAt ?? NOON);
  const log = createLog({ level: options.verbose ? 'debug' : 'silent', readable: true });
  const config = readConfig(
    { dataDir: join(folder, 'relay'), port: 0, mqtt: { port: 0 }, line: { channelSecret: CHANNEL_SECRET } },
    {},
    () => '',
  );
  const sample = loadFoundation(config);
  const foundation = options.foundation?.(sample) ?? sample;
  let chance = 0;
  const nextChance = () => {
    chance = (chance + 1) % 256;
    return chance;
  };
  const relayClock = {
    now: clock.now,
    ulid: () =>
      makeUlid(
        clock.now(),
        Uint8Array.from({ length: 16 }, (_, i) => (i > 12 ? nextChance() : i)),
      ),
  };
  const build = (over: Partial<typeof config> = {}): Relay =>
    createRelay(
      { ...config, ...over },
      {
        log,
        foundation,
        home: HOME,
        path: process.env['PATH'],
        replace: { clock: relayClock, ticker: { start() {}, stop() {} } },
      },
    );

  let relay = build();
  let started: Started = await relay.start();
  const office = createOffice(started.url);
  await office.signIn(new URL(started.link ?? '').pathname.split('/').at(-1) ?? '');

  const ids = (await relay.towerIds()).slice(0, TOWERS);
  const towers: VillageTower[] = [];
  const controllers = new Map<string, Controller>();
  for (const id of ids) towers.push(await startTower(id));

  async function startTower(id: string): Promise<VillageTower> {
    const place = join(folder, id);
    const credentials =
      (await readCredentials(place)) ??
      (await claimTower(started.url, await relay.claimCode(id as never), place));
    const events: ControllerEvent[] = [];
    const speaker = fakeSink(clock as Clock);
    let network = await runController(events, speaker.sink);

    async function runController(into: ControllerEvent[], sink: Sink) {
      const net = cuttable(() =>
        createMqttLink(
          {
            url: credentials.mqttUrl,
            tower: id,
            password: credentials.password,
            ca: undefined,
            keepalive: 60,
          },
          clock as Clock,
          log,
        ),
      );
      const controller = createController(
        {
          credentials,
          codecs: ['mp3', 'opus'],
          firmware: 'village',
          hardware: 'test',
          trustOwnClock: false,
          cacheBytes: 64_000_000,
          volume: 100,
          ownQuietHours: null,
          helloSpreadMs: 0,
          onEvent: (event) => into.push(event),
        },
        { clock: clock as Clock, link: net.link, disk: createFileDisk(place), sink, log },
      );
      controllers.set(id, controller);
      await controller.start();
      return net;
    }
    return {
      id,
      folder: place,
      events,
      heard: speaker.state.heard,
      cut: () => network.cut(),
      mend: () => network.mend(),
      async powerCut() {
        // Nothing is said and nothing written any more; what lies on the disk is all that is left.
        await network.cut();
        network = await runController(events, speaker.sink);
      },
    };
  }

  /** Until what is looked for is there: the real network and ffmpeg take their own time, the village's clock stands. */
  async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
    const giveUpAt = process.hrtime.bigint() + BigInt(PATIENCE_MS) * 1_000_000n;
    for (;;) {
      await relay.conveyor.settle();
      await Promise.all([...controllers.values()].map((controller) => controller.idle()));
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
      if (process.hrtime.bigint() > giveUpAt) throw new Error(`the village waited too long for: ${what}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Lets the village's time pass, timer by timer. */
  async function passTo(at: number): Promise<void> {
    for (let call = clock.step(at); call !== undefined; call = clock.step(at)) {
      call();
      await Promise.all([...controllers.values()].map((controller) => controller.idle()));
      await new Promise((resolve) => setImmediate(resolve));
    }
    clock.set(at);
    await relay.conveyor.settle();
    await Promise.all([...controllers.values()].map((controller) => controller.idle()));
  }

  const village = {
    folder,
    clock,
    office,
    towers,
    until,
    passTo,
    pass: (ms: number) => passTo(clock.now() + ms),
    get relay() {
      return relay;
    },
    get url() {
      return started.url;
    },
    /** The relay's process ends and another begins on the same data; towers and their plans live on. */
    async restartRelay() {
      const { port } = new URL(started.url);
      await relay.stop();
      relay = build({
        port: Number(port),
        portIsSet: true,
        mqtt: { ...config.mqtt, port: await mqttPort(folder, ids[0] ?? '') },
      });
      started = await relay.start();
    },
    async stopRelay() {
      await relay.stop();
    },
    async startRelay() {
      const { port } = new URL(started.url);
      relay = build({
        port: Number(port),
        portIsSet: true,
        mqtt: { ...config.mqtt, port: await mqttPort(folder, ids[0] ?? '') },
      });
      started = await relay.start();
    },
    /** Posts what an officer does in LINE; the answer's status. */
    async line(
      deed: Parameters<typeof makeLineRequest>[0]['deed'],
      over: Partial<Parameters<typeof makeLineRequest>[0]> = {},
    ) {
      const request = makeLineRequest({
        deed,
        userId: SOMSRI,
        channelSecret: CHANNEL_SECRET,
        at: clock.now(),
        ...over,
      });
      const response = await fetch(new URL('/line/webhook', started.url), {
        method: 'POST',
        headers: request.headers,
        body: Buffer.from(request.rawBody),
      });
      return { status: response.status, ...request };
    },
    /** The first bulletin in the queue once it waits for an ear. */
    voiced: () =>
      until('a voiced bulletin', async () => {
        const [first] = await office.bulletins();
        const seen = first === undefined ? undefined : await office.bulletin(first.id);
        return seen?.state === 'voiced' || seen?.state === 'unvoiced' ? seen : undefined;
      }),
    /** Both towers hold clip and plan. */
    ready: (id: string) =>
      until('both towers are ready', async () => {
        const seen = await office.bulletin(id);
        return seen.allPlays.length > 0 && seen.allPlays.every((play) => play.state === 'ready')
          ? seen
          : undefined;
      }),
    connected: () =>
      until(
        'both towers connect',
        async () => (await office.towers()).filter((tower) => tower.online).length === TOWERS,
      ),
    async close() {
      await Promise.all([...controllers.values()].map((controller) => controller.stop()));
      await relay.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await village.connected();
  return village;
}

async function mqttPort(folder: string, tower: string): Promise<number> {
  const credentials = await readCredentials(join(folder, tower));
  return Number(new URL(credentials?.mqttUrl ?? 'mqtt://x:0').port);
}

export type Village = Awaited<ReturnType<typeof openVillage>>;
