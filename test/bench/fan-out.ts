// What the relay takes to bring one broadcast to many towers, against a bare publisher that sends the same bytes to the
// same bare subscribers: the clip in pieces and a plan for each, and then plans alone. The time runs from the first byte
// a subscriber hears to the last. What residents never wait for, the officer's consent until the first byte, stands apart.
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import mqtt, { type MqttClient } from 'mqtt';
import { createEmbeddedBroker } from '../../src/adapters/mqtt/embedded-broker.ts';
import { createOffice } from '../../src/commands/office-client.ts';
import { claimAll } from '../../src/fleet/enrol.ts';
import { startOwnRelay } from '../../src/fleet/own-relay.ts';
import { chunkCount, clipHash, splitClip } from '../../src/wire/chunks.ts';
import { createTopics } from '../../src/wire/topics.ts';
import { freePort, LISTENER, RELAY, SILENT } from './brokers.ts';
import { voiced } from './office.ts';

const CLIP_BYTES = 140 * 1024;
const QUIET_MS = 1_500;
const topics = createTopics();

/** A tower and how its bare subscriber signs in. */
interface Box {
  readonly tower: string;
  readonly username: string;
  readonly password: string;
}

export type ListenOrder =
  | {
      readonly do: 'open';
      readonly url: string;
      readonly root: string;
      readonly towers: readonly Box[];
    }
  | { readonly do: 'arm'; readonly messages: number }
  | { readonly do: 'count' };
export type ListenNews =
  | { readonly is: 'ready' | 'open' | 'armed' }
  | { readonly is: 'count'; readonly seen: number }
  | { readonly is: 'heard'; readonly firstAt: number; readonly lastAt: number; readonly planBytes: number }
  | { readonly is: 'failed'; readonly text: string };
type Heard = ListenNews & { is: 'heard' };

export interface FanOut {
  readonly towers: number;
  /** ms from the first byte to the last: clip and plans, and plans alone. */
  readonly ours: Timed;
  readonly bare: Timed;
  /** ms from the consent to the first byte. */
  readonly consentMs: number;
  readonly relayBytesPerTower: number;
}
interface Timed {
  readonly both: number;
  readonly plans: number;
}

const LISTENERS = fileURLToPath(new URL('./listeners.ts', import.meta.url));

function startListeners() {
  const child: ChildProcess = fork(LISTENERS, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const waiting = new Map<string, (news: ListenNews) => void>();
  const next = <K extends ListenNews['is']>(is: K) =>
    new Promise<ListenNews & { is: K }>((resolve, reject) => {
      waiting.set(is, (news) => resolve(news as ListenNews & { is: K }));
      waiting.set('failed', (news) => reject(new Error(news.is === 'failed' ? news.text : '')));
    });
  child.on('message', (news: ListenNews) => waiting.get(news.is)?.(news));
  const ask = async <K extends ListenNews['is']>(order: ListenOrder, is: K) => {
    const answer = next(is);
    child.send(order);
    return answer;
  };
  return {
    ready: next('ready'),
    open: (order: Omit<ListenOrder & { do: 'open' }, 'do'>) => ask({ do: 'open', ...order }, 'open'),
    /** @returns a promise of when all have heard so many messages */
    async arm(messages: number): Promise<Promise<Heard>[]> {
      const heard = next('heard');
      await ask({ do: 'arm', messages }, 'armed');
      return [heard];
    },
    /** Until nothing is said any more. */
    async quiet(): Promise<void> {
      for (let before = -1, now = 0; before !== now; ) {
        before = now;
        await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
        now = (await ask({ do: 'count' }, 'count')).seen;
      }
    },
    stop: () =>
      new Promise<void>((resolve) => {
        child.once('exit', () => resolve());
        child.disconnect();
      }),
  };
}

const now = () => performance.timeOrigin + performance.now();
const middle = (of: readonly number[]) =>
  [...of].sort((a, b) => a - b)[Math.floor(of.length / 2)] ?? Number.NaN;

/** @param mosquitto its address; undefined measures the embedded broker */
export async function measureFanOut(towers: number, rounds: number, mosquitto?: string): Promise<FanOut> {
  const account = { MQTT_URL: mosquitto, MQTT_USERNAME: RELAY.username, MQTT_PASSWORD: RELAY.password };
  const own = await startOwnRelay({
    towers,
    clip: () => ({ bytes: CLIP_BYTES, ms: 10_000 }),
    mqtt: mosquitto === undefined ? {} : account,
    log: SILENT,
    path: process.env['PATH'],
  });
  const listeners = startListeners();
  await listeners.ready;
  const ours: { both: number; plans: number; consent: number }[] = [];
  let planBytes = 0;
  let boxes: readonly Box[] = [];
  let relayBytesPerTower = 0;
  try {
    const office = createOffice(own.url);
    await office.signIn(own.linkToken);
    const [first = '', ...codes] = await own.codes();
    const [one] = await claimAll(office, [first], () => undefined);
    if (one === undefined) throw new Error('no tower was enrolled');
    const enrolled = [{ tower: one.tower, password: one.password }];
    for (const code of codes) {
      enrolled.push(await own.enrol(code));
      await new Promise((resolve) => setImmediate(resolve));
    }
    // Mosquitto's plugin writes its whole file for every account: two thousand would take minutes and measure nothing
    boxes = enrolled.map((box) =>
      mosquitto === undefined ? { ...box, username: box.tower } : { ...box, ...LISTENER },
    );
    await listeners.quiet();
    const before = rss();
    await listeners.open({ url: one.mqttUrl, root: topics.root, towers: boxes });
    await listeners.quiet();
    relayBytesPerTower = (rss() - before) / towers;
    const ids = boxes.map(({ tower }) => tower);
    for (let n = 0; n < rounds; n += 1) {
      const { bulletin, clip } = await voiced(office, n);
      const [both] = await listeners.arm(chunkCount(CLIP_BYTES) + 1);
      const consentAt = now();
      await office.approve(bulletin, 1, clip.sha256, ids, new Date(consentAt + 3_600_000).toISOString());
      const heard = await both;
      await listeners.quiet();
      const [plans] = await listeners.arm(1);
      const { version } = await office.bulletin(bulletin);
      await office.withdraw(bulletin, version, 'bench');
      const gone = await plans;
      await listeners.quiet();
      if (heard === undefined || gone === undefined) continue;
      planBytes = heard.planBytes;
      ours.push({
        both: heard.lastAt - heard.firstAt,
        plans: gone.lastAt - gone.firstAt,
        consent: heard.firstAt - consentAt,
      });
    }
  } finally {
    await listeners.stop();
    await own.stop();
  }
  const bare = await measureBare(boxes, planBytes, rounds, mosquitto);
  return {
    towers,
    ours: { both: middle(ours.map((one) => one.both)), plans: middle(ours.map((one) => one.plans)) },
    bare,
    consentMs: middle(ours.map((one) => one.consent)),
    relayBytesPerTower,
  };
}

/** The same broker, subscribers and bytes, and a client that publishes them as fast as it can. */
async function measureBare(
  boxes: readonly Box[],
  planBytes: number,
  rounds: number,
  mosquitto: string | undefined,
): Promise<Timed> {
  const embedded =
    mosquitto === undefined
      ? createEmbeddedBroker({
          host: '127.0.0.1',
          port: await freePort(),
          portIsSet: true,
          topicRoot: topics.root,
          log: SILENT,
          contacts: { passwordHash: async () => 'x' },
          secrets: { matches: async () => true },
        })
      : undefined;
  await embedded?.start();
  const at = embedded?.address();
  const url = mosquitto ?? `mqtt://${at?.host}:${at?.port}`;
  const listeners = startListeners();
  await listeners.ready;
  const account = embedded?.relayAccount() ?? RELAY;
  const publisher = await mqtt.connectAsync(url, {
    ...account,
    protocolVersion: 4,
    clientId: `${account.username}-out`,
  });
  const times: Timed[] = [];
  try {
    await listeners.open({ url, root: topics.root, towers: boxes });
    for (let n = 0; n < rounds; n += 1) {
      await listeners.quiet();
      const clip = randomBytes(CLIP_BYTES);
      const hash = clipHash(clip);
      const plan = () => randomBytes(Math.ceil((planBytes * 3) / 4)).toString('base64url');
      const plans = () => boxes.map(({ tower }) => [topics.down(tower, 'plan'), plan()] as const);
      const chunks = splitClip(clip).map(
        (piece, index) => [topics.chunk(hash, index), Buffer.from(piece)] as const,
      );
      const first = [...chunks, ...plans()];
      const [both] = await listeners.arm(chunks.length + 1);
      await publishAll(publisher, first);
      const heard = await both;
      await listeners.quiet();
      const second = plans();
      const [alone] = await listeners.arm(1);
      await publishAll(publisher, second);
      const gone = await alone;
      await publishAll(
        publisher,
        chunks.map(([topic]) => [topic, ''] as const),
      );
      if (heard !== undefined && gone !== undefined)
        times.push({ both: heard.lastAt - heard.firstAt, plans: gone.lastAt - gone.firstAt });
    }
  } finally {
    await publisher.endAsync(true);
    await listeners.stop();
    await embedded?.stop();
  }
  return { both: middle(times.map((one) => one.both)), plans: middle(times.map((one) => one.plans)) };
}

async function publishAll(
  client: MqttClient,
  messages: readonly (readonly [string, string | Buffer])[],
): Promise<void> {
  await Promise.all(
    messages.map(([topic, payload]) => client.publishAsync(topic, payload, { qos: 1, retain: true })),
  );
}

function rss(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss();
}
