// A whole village in one process: relay, embedded broker, database on disk and two reference controllers, joined through
// the doors everyone uses. It serves the journeys, with a clock that stands still until it is moved, and `npm run dev`.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeLineRequest } from '../../src/adapters/line/compose.ts';
import { signBody } from '../../src/adapters/line/signature.ts';
import { createSecrets } from '../../src/adapters/secrets/scrypt-secrets.ts';
import { createStore } from '../../src/adapters/store/store.ts';
import { makeUlid } from '../../src/adapters/time/clock.ts';
import { type BulletinSeen, createOffice } from '../../src/commands/office-client.ts';
import { readConfig } from '../../src/config.ts';
import { claimTower, readCredentials } from '../../src/controller/claim-tower.ts';
import { type Controller, createController } from '../../src/controller/controller.ts';
import { createFileDisk } from '../../src/controller/file-disk.ts';
import { createMqttLink } from '../../src/controller/mqtt-link.ts';
import type { Clock, ControllerEvent, Disk, Link, LinkEvents } from '../../src/controller/ports.ts';
import { RelayError } from '../../src/core/errors.ts';
import { createLog } from '../../src/log.ts';
import type { Foundation } from '../../src/pipeline/founding.ts';
import type { Mastering, SpeechEngine } from '../../src/pipeline/ports.ts';
import { createRelay, type Relay, type Started } from '../../src/relay.ts';
import { HOME, loadFoundation } from '../../src/settings.ts';
import { fakeSink, manualClock, topics } from '../controller/support.ts';
import { type FakeLine, startFakeLine } from './fake-line.ts';
import { plainStudio } from './studio.ts';

export const CHANNEL_SECRET = 'a-secret-of-this-village-only-00';
const ACCESS_TOKEN = 'the-token-of-this-village';
export const SOMSRI = 'U00000000000000000000000000000001';
/** The conveyor's tick is a second; while hours pass it is asked this often. */
const CONVEYOR_MS = 15 * 60_000;
/** As long as the console keeps somebody signed in. */
const SESSION_MS = 12 * 3_600_000;
const MOST_TURNS = 100;
const PATIENCE_MS = 60_000;
/** The network and ffmpeg are real, and the relay lets nobody ask more than twenty times a second for long. */
const LOOK_AGAIN_MS = 60;
const TOWERS = 2;

/** Noon of a Sunday in Bangkok. */
export const NOON = Date.parse('2026-11-22T12:00:00+07:00');

/** The cable between a tower and the broker: cut, its connections break as they would outdoors. */
async function layCable(brokerUrl: string) {
  const { hostname, port } = new URL(brokerUrl);
  const ends = new Set<Socket>();
  let isCut = false;
  const join = (near: Socket) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.once('close', () => {
        ends.delete(one);
        other.destroy();
      });
    }
  };
  const server = createServer(join);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  return {
    url: `mqtt://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`,
    cut() {
      isCut = true;
      for (const end of ends) end.destroy();
    },
    mend() {
      isCut = false;
    },
    remove() {
      for (const end of ends) end.destroy();
      server.close();
    },
  };
}

/** A link that knows what it still waits for, and at which somebody can put in what the broker never sent. */
function tapped(link: Link) {
  let events: LinkEvents | undefined;
  let unanswered = 0;
  const tapped: Link = {
    ...link,
    open(on) {
      events = on;
      link.open({
        ...on,
        lost() {
          unanswered = 0;
          on.lost();
        },
        message(topic, payload) {
          if (topic.endsWith('/ack')) unanswered = Math.max(0, unanswered - 1);
          on.message(topic, payload);
        },
      });
    },
    async publish(message) {
      const asks = /\/(hello|receipt)$/.test(message.topic) ? 1 : 0;
      unanswered += asks;
      await link.publish(message).catch((error: unknown) => {
        unanswered -= asks;
        throw error;
      });
    },
  };
  return {
    link: tapped,
    /** Whether the relay owes this tower an answer. */
    waits: () => unanswered > 0,
    giveUp() {
      unanswered = 0;
    },
    deliver: (topic: string, payload: string) => events?.message(topic, new TextEncoder().encode(payload)),
  };
}

/** What a tower runs on: when the power is off no timer calls and nothing is written any more. */
function electricity(clock: Clock, disk: Disk) {
  let isOn = true;
  const mustBeOn = () => {
    if (!isOn) throw new RelayError('disk-failed', 'the power is off');
  };
  const timed: Clock = {
    now: clock.now,
    after: (ms, call) => clock.after(ms, () => isOn && call()),
  };
  const written: Disk = {
    ...disk,
    async write(name, bytes, how) {
      mustBeOn();
      await disk.write(name, bytes, how);
    },
    async append(name, text) {
      mustBeOn();
      await disk.append(name, text);
    },
    async remove(name) {
      mustBeOn();
      await disk.remove(name);
    },
  };
  return {
    clock: timed,
    disk: written,
    off() {
      isOn = false;
    },
  };
}

export interface VillageTower {
  readonly id: string;
  readonly folder: string;
  readonly events: ControllerEvent[];
  /** Names of what sounded here, with when and how loud. */
  readonly heard: readonly { readonly name: string; readonly at: number; readonly volume: number }[];
  cut(): void;
  /** The tower comes back by itself when its time for another try has come. */
  mend(): void;
  /** The power goes; what lies on the disk is all that is left. */
  powerOff(): void;
  powerOn(): Promise<void>;
  /** The broker, or who has taken it, hands this tower a sealed plan. */
  givePlan(jws: string): void;
  /** The village's own switch at the box. */
  mute(on: boolean): void;
}

export interface VillageOptions {
  readonly startAt?: number;
  readonly foundation?: (sample: Foundation) => Foundation;
  readonly verbose?: boolean;
  readonly channelSecret?: string;
  /** LINE's servers are there too: content to fetch, replies taken. */
  readonly withLine?: boolean;
  readonly engine?: SpeechEngine;
  readonly mastering?: (real: Mastering) => Mastering;
  /** The story is not about sound: clips are bytes that stand for it. A function is asked before every clip. */
  readonly plainClips?: boolean | (() => boolean);
}

/** Everything started, towers claimed and connected, an officer signed in. Close it in `t.teardown`. */
export async function openVillage(options: VillageOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'hokrachai-village-'));
  const clock = manualClock(options.startAt ?? NOON);
  const log = createLog({ level: options.verbose ? 'debug' : 'silent', readable: true });
  const channelSecret = options.channelSecret ?? CHANNEL_SECRET;
  const fakeLine = options.withLine ? await startFakeLine(ACCESS_TOKEN) : undefined;
  const config = readConfig(
    {
      dataDir: join(folder, 'relay'),
      port: 0,
      mqtt: { port: 0 },
      line: {
        channelSecret,
        ...(fakeLine === undefined
          ? {}
          : { channelAccessToken: ACCESS_TOKEN, apiUrl: fakeLine.url, contentUrl: fakeLine.url }),
      },
    },
    {},
    () => '',
  );
  const sample = loadFoundation(config);
  const foundation = options.foundation?.(sample) ?? sample;
  let named = 0;
  let relayIsAheadMs = 0;
  // a machine tells whole milliseconds; the towers’ random intervals do not end on them
  const relayNow = () => Math.round(clock.now()) + relayIsAheadMs;
  const relayClock = {
    now: relayNow,
    // Never the same twice, and in order, also while the clock stands.
    ulid() {
      named += 1;
      const count = Uint8Array.from({ length: 16 }, (_, i) => Math.floor(named / 32 ** (15 - i)) % 32);
      return makeUlid(relayNow(), count);
    },
  };
  const build = (over: Partial<typeof config> = {}): Relay =>
    createRelay(
      { ...config, ...over },
      {
        log,
        foundation,
        home: HOME,
        path: process.env['PATH'],
        replace: {
          clock: relayClock,
          ticker: { start() {}, stop() {} },
          ...(options.engine === undefined ? {} : { engine: options.engine }),
          mastering(real) {
            const { plainClips = false } = options;
            const plain = plainStudio(join(config.dataDir, 'clips'));
            const arePlain = () => (typeof plainClips === 'function' ? plainClips() : plainClips);
            const studio: Mastering = { master: (...asked) => (arePlain() ? plain : real).master(...asked) };
            return options.mastering?.(studio) ?? studio;
          },
        },
      },
    );

  let relay = build();
  let isOpen = true;
  let started: Started = await relay.start();
  const office = createOffice(started.url);
  await office.signIn(new URL(started.link ?? '').pathname.split('/').at(-1) ?? '');

  let signedInAt = relayNow();
  const staff = new Map<{ signIn(token: string): Promise<unknown> }, string>([
    [office, foundation.officers[0]?.username ?? ''],
  ]);

  const ids = (await relay.towerIds()).slice(0, TOWERS);
  const towers: VillageTower[] = [];
  const cables: Awaited<ReturnType<typeof layCable>>[] = [];
  const networks = new Map<string, ReturnType<typeof tapped>>();
  const controllers = new Map<string, Controller>();
  for (const id of ids) towers.push(await startTower(id));

  async function startTower(id: string): Promise<VillageTower> {
    const place = join(folder, id);
    const credentials =
      (await readCredentials(place)) ??
      (await claimTower(started.url, await relay.claimCode(id as never), place));
    const events: ControllerEvent[] = [];
    const cable = await layCable(credentials.mqttUrl);
    cables.push(cable);
    const speakers: ReturnType<typeof fakeSink>[] = [];
    let tower = await powerOn();

    async function powerOn() {
      const power = electricity(clock as Clock, createFileDisk(place));
      const speaker = fakeSink(power.clock);
      speakers.push(speaker);
      cable.mend();
      const network = tapped(
        createMqttLink(
          { url: cable.url, tower: id, password: credentials.password, ca: undefined, keepalive: 60 },
          power.clock,
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
          onEvent: (event) => events.push(event),
        },
        { clock: power.clock, link: network.link, disk: power.disk, sink: speaker.sink, log },
      );
      controllers.set(id, controller);
      await controller.start();
      networks.set(id, network);
      return { power, network };
    }
    return {
      id,
      folder: place,
      events,
      get heard() {
        return speakers.flatMap((speaker) => speaker.state.heard);
      },
      cut: cable.cut,
      mend: cable.mend,
      powerOff() {
        tower.power.off();
        controllers.delete(id);
        cable.cut();
      },
      async powerOn() {
        tower = await powerOn();
      },
      givePlan: (jws) => tower.network.deliver(topics.down(id, 'plan'), jws),
      mute: (on) => controllers.get(id)?.mute(on),
    };
  }

  /** Until what is looked for is there: the real network and ffmpeg take their own time, the village's clock stands. */
  async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
    const giveUpAt = process.hrtime.bigint() + BigInt(PATIENCE_MS) * 1_000_000n;
    for (;;) {
      await calm();
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      if (process.hrtime.bigint() > giveUpAt)
        throw new Error(
          `the village waited too long for: ${what} ${JSON.stringify(await look().catch(String))}`,
        );
    }
  }

  /** Lets the village's time pass, timer by timer; what one sets off is dealt with before the next. */
  async function passTo(at: number): Promise<void> {
    let askedAt = clock.now();
    for (let call = clock.step(at); call !== undefined; call = clock.step(at)) {
      call();
      await quiet();
      if (clock.now() - askedAt < CONVEYOR_MS) continue;
      askedAt = clock.now();
      await calm();
    }
    clock.set(at);
    await calm();
    if (isOpen && relayNow() - signedInAt > SESSION_MS / 2) await signInAgain();
  }

  /** Whoever was away for half a day signs in anew. */
  async function signInAgain(): Promise<void> {
    signedInAt = relayNow();
    for (const [hands, username] of staff) await hands.signIn(await linkFor(username));
  }

  async function linkFor(username: string): Promise<string> {
    const secrets = createSecrets();
    const token = secrets.make(200);
    const { org, id } = await personOf(username);
    await beside((store) =>
      store.sessions.offer('sign-in', org, id, secrets.fingerprint(token), relayNow() + 60_000),
    );
    return token;
  }

  const personOf = (username: string) =>
    beside(async (store) => {
      const found = await store.officers.byUsername(username);
      if (found === undefined) throw new Error(`there is no officer ${username}`);
      return found.officer;
    });

  /** Until the towers have dealt with what came and have the answers they wait for; an answer may also never come. */
  async function quiet(): Promise<void> {
    const waiting = () => isOpen && [...networks.values()].some((network) => network.waits());
    for (let turn = 0; turn < 4 || (turn < MOST_TURNS && waiting()); turn += 1) {
      await new Promise((resolve) => (turn < 20 ? setImmediate(resolve) : setTimeout(resolve, 1)));
      await Promise.all([...controllers.values()].map((controller) => controller.idle()));
    }
    for (const network of networks.values()) network.giveUp();
  }

  async function calm(): Promise<void> {
    await quiet();
    if (isOpen) await relay.conveyor.settle();
  }

  /** The same as `until`, while the village's time passes. */
  async function untilInTime<T>(
    what: string,
    look: () => Promise<T | undefined | false>,
    stepMs = 1_000,
  ): Promise<T> {
    return until(what, async () => {
      await passTo(clock.now() + stepMs);
      return look();
    });
  }

  async function beside<T>(work: (store: ReturnType<typeof createStore>) => Promise<T>): Promise<T> {
    const store = createStore({ kind: 'sqlite', folder: config.dataDir, beside: true }, log);
    await store.start();
    try {
      return await work(store);
    } finally {
      await store.stop();
    }
  }

  /** Signs in as `hokrachai link USERNAME` lets one. */
  async function officer(username: string) {
    const hands = createHands(() => started.url);
    await hands.signIn(await linkFor(username));
    staff.set(hands, username);
    return { ...hands, person: await personOf(username) };
  }

  async function restart(): Promise<void> {
    const { port } = new URL(started.url);
    relay = build({
      port: Number(port),
      portIsSet: true,
      mqtt: { ...config.mqtt, port: await mqttPort(folder, ids[0] ?? '') },
    });
    started = await relay.start();
    isOpen = true;
  }

  async function stop(): Promise<void> {
    isOpen = false;
    await relay.stop();
  }

  const village = {
    folder,
    clock,
    fakeLine: fakeLine as FakeLine,
    office,
    officer,
    beside,
    towers,
    until,
    untilInTime,
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
      await stop();
      await restart();
    },
    stopRelay: stop,
    startRelay: restart,
    /** The relay's own clock, against everybody else's. */
    moveRelayClock(ms: number) {
      relayIsAheadMs += ms;
    },
    get ffmpeg() {
      return started.ffmpeg ?? 'ffmpeg';
    },
    /** Posts what an officer does in LINE; the answer's status. */
    async line(
      deed: Parameters<typeof makeLineRequest>[0]['deed'],
      over: Partial<Parameters<typeof makeLineRequest>[0]> = {},
    ) {
      const request = makeLineRequest({
        deed,
        userId: SOMSRI,
        channelSecret,
        at: clock.now(),
        ...over,
      });
      return { status: await village.post(request.rawBody, request.headers), ...request };
    },
    /** The headers LINE would send with this body. */
    signed: (rawBody: Uint8Array) => ({
      'content-type': 'application/json; charset=utf-8',
      'x-line-signature': signBody(rawBody, channelSecret),
    }),
    /** Posts bytes as they are, with these headers; the answer's status. */
    async post(rawBody: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>>) {
      const body = typeof rawBody === 'string' ? Buffer.from(rawBody) : Buffer.from(rawBody);
      return (await fetch(new URL('/line/webhook', started.url), { method: 'POST', headers, body })).status;
    },
    /** Somsri forwards these words; their bulletin once it waits for an ear, or says why it cannot. */
    async news(text: string): Promise<BulletinSeen> {
      const before = new Set((await office.bulletins()).map((one) => one.id));
      await village.line({ kind: 'text', text });
      return until('a voiced bulletin', async () => {
        const fresh = (await office.bulletins()).find((one) => !before.has(one.id));
        const seen = fresh === undefined ? undefined : await office.bulletin(fresh.id);
        return seen?.state === 'voiced' || seen?.state === 'unvoiced' ? seen : undefined;
      });
    },
    /** The newest bulletin of the queue once it waits for an ear. */
    voiced: () =>
      until('a voiced bulletin', async () => {
        const newest = (await office.bulletins())
          .map((one) => one.id)
          .sort()
          .at(-1);
        const seen = newest === undefined ? undefined : await office.bulletin(newest);
        return seen?.state === 'voiced' || seen?.state === 'unvoiced' ? seen : undefined;
      }),
    /** This bulletin once it is as one waits for it to be. */
    bulletin: (id: string, what: string, is: (seen: BulletinSeen) => boolean) =>
      until(what, async () => {
        const seen = await office.bulletin(id);
        return is(seen) ? seen : undefined;
      }),
    /** Both towers hold clip and plan. */
    ready: (id: string) =>
      until('both towers are ready', async () => {
        const seen = await office.bulletin(id);
        const open = seen.allPlays.filter((play) => play.state !== 'withdrawn');
        return open.length > 0 && open.every((play) => play.state === 'ready') ? seen : undefined;
      }),
    /** Whether these words lie anywhere in the relay's data folder, letter by letter. */
    async liesOnDisk(words: string): Promise<readonly string[]> {
      const needles = [words, JSON.stringify(words).slice(1, -1)].map((text) => Buffer.from(text));
      const entries = await readdir(config.dataDir, { recursive: true, withFileTypes: true });
      const found: string[] = [];
      for (const entry of entries.filter((one) => one.isFile())) {
        const bytes = await readFile(join(entry.parentPath, entry.name));
        if (needles.some((needle) => bytes.includes(needle))) found.push(entry.name);
      }
      return found;
    },
    dataDir: config.dataDir,
    connected: () =>
      untilInTime(
        'both towers connect',
        async () => (await office.towers()).filter((tower) => tower.online).length === TOWERS,
      ),
    async close() {
      await Promise.all([...controllers.values()].map((controller) => controller.stop()));
      for (const cable of cables) cable.remove();
      await relay.stop();
      await fakeLine?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await village.connected();
  return village;
}

/** Asks the API as one officer, or as another system with its token. */
export function createHands(url: () => string, bearer = '') {
  let token = bearer;
  async function ask<T>(
    method: string,
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ status: number; body: T }> {
    const response = await fetch(new URL(path, url()), {
      method,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T };
  }
  return {
    ask,
    token: () => token,
    async signIn(link: string) {
      token = (await ask<{ token: string }>('POST', '/api/v1/session/link', { token: link })).body.token;
    },
    /** Consents, having read all of it: `declared`. */
    approve: (seen: Approvable, booking: object) =>
      ask<Approved>('POST', `/api/v1/bulletins/${seen.id}/approve`, {
        revision: seen.revision,
        clip: seen.clip?.sha256 ?? '',
        declared: true,
        booking,
      }),
    withdraw: (seen: { readonly id: string; readonly version: number }, reason: string) =>
      ask<{ unreachable: readonly { tower: string; name: string }[] }>(
        'POST',
        `/api/v1/bulletins/${seen.id}/withdraw`,
        { seenVersion: seen.version, reason },
      ),
  };
}
type Approvable = Pick<BulletinSeen, 'id' | 'revision' | 'clip'>;
interface Approved {
  readonly complete?: boolean;
  readonly missing?: number;
  readonly error?: { readonly code: string; readonly facts: Readonly<Record<string, string | number>> };
}

async function mqttPort(folder: string, tower: string): Promise<number> {
  const credentials = await readCredentials(join(folder, tower));
  return Number(new URL(credentials?.mqttUrl ?? 'mqtt://x:0').port);
}

export type Village = Awaited<ReturnType<typeof openVillage>>;
