// One promise of the line to the towers, kept by every broker: the embedded one always, Debian's Mosquitto with the
// shipped configuration where it is installed (required when HOKRACHAI_REQUIRE_PEERS=1).
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import t, { type Test } from 'tap';
import { createKeys, type Keys } from '../../src/adapters/keys/keys.ts';
import type { BrokerChoice } from '../../src/adapters/mqtt/broker-choice.ts';
import { createBrokerConnection } from '../../src/adapters/mqtt/broker-connection.ts';
import { firstDynamicSecurity } from '../../src/adapters/mqtt/dynamic-security.ts';
import { afterRealTime } from '../../src/adapters/mqtt/in-turn.ts';
import { mosquittoFiles } from '../../src/adapters/mqtt/mosquitto-files.ts';
import { createOwnAuthority } from '../../src/adapters/mqtt/own-authority.ts';
import { createTowerLine } from '../../src/adapters/mqtt/tower-line.ts';
import { RelayError } from '../../src/core/errors.ts';
import type { BulletinId, OrgId, TowerId } from '../../src/core/ids.ts';
import type { PlanItem, TowerPlan } from '../../src/core/plan.ts';
import type { Play } from '../../src/core/play.ts';
import type { TowerNews } from '../../src/pipeline/ports.ts';
import { chunkCount, clipHash, hashToHex } from '../../src/wire/chunks.ts';
import { claimResponseSchema } from '../../src/wire/claim.ts';
import { judgePlan } from '../../src/wire/judge.ts';
import { cmdSchema } from '../../src/wire/messages.ts';
import { open, openTrust, TYPES } from '../../src/wire/signing.ts';
import { createTopics } from '../../src/wire/topics.ts';

const ROOT = 'tower/v1';
const topics = createTopics(ROOT);
const ORG = 'org-1' as OrgId;
const A = '30010105-01' as TowerId;
const B = '30010106-01' as TowerId;
const PASSWORD = 'p'.repeat(52);
const RELAY = { username: 'relay', password: 'relay-password-of-the-test' };
const PLUGIN = [
  '/usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so',
  '/usr/lib/aarch64-linux-gnu/mosquitto_dynamic_security.so',
  '/usr/lib/mosquitto_dynamic_security.so',
].find((path) => existsSync(path));
const MOSQUITTO = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto'].find((path) => existsSync(path));
const REQUIRED = process.env['HOKRACHAI_REQUIRE_PEERS'] === '1';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const folder = mkdtempSync(join(tmpdir(), 'broker-'));
chmodSync(folder, 0o777);
const keys: Keys = createKeys({ folder: join(folder, 'keys'), now: Date.now });
t.before(() => keys.start([{ org: ORG, area: ['300101'] }]));
t.after(() => rmSync(folder, { recursive: true, force: true }));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

interface RunningBroker {
  readonly choice: BrokerChoice;
  stop(): Promise<void>;
}

async function embedded(): Promise<RunningBroker> {
  const choice = { kind: 'embedded' as const, host: '127.0.0.1', port: await freePort(), portIsSet: true };
  return { choice, stop: async () => undefined };
}

async function mosquitto(conf: (port: number, home: string) => string): Promise<RunningBroker> {
  const port = await freePort();
  const home = mkdtempSync(join(folder, 'mosquitto-'));
  writeFileSync(join(home, 'mosquitto.conf'), conf(port, home));
  const child = spawn(MOSQUITTO!, ['-c', join(home, 'mosquitto.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
      if (/mosquitto version \S+ running/.test(said)) resolve();
    });
    child.on('exit', () => reject(new Error(said)));
  });
  return {
    choice: { kind: 'external', url: `mqtt://127.0.0.1:${port}`, ...RELAY },
    stop: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** The shipped configuration with this machine's paths; `user` because the test may run as root in a root's folder. */
function shipped(port: number, home: string): string {
  writeFileSync(join(home, 'dynamic-security.json'), firstDynamicSecurity(ROOT, RELAY));
  return `${readFileSync('config/mosquitto/mosquitto.conf', 'utf8')}\nuser root\nlog_type information\n`
    .replace('listener 1883', `listener ${port} 127.0.0.1`)
    .replaceAll('/mosquitto/data', home)
    .replace('/usr/lib/mosquitto_dynamic_security.so', PLUGIN ?? '');
}

/** What `hokrachai mosquitto` writes, TLS and all; its relay and its towers come through the door with TLS. */
async function generated(): Promise<RunningBroker> {
  const tlsPort = await freePort();
  let ca = '';
  const running = await mosquitto((port, home) => {
    const files = mosquittoFiles(
      {
        shipped: readFileSync('config/mosquitto/mosquitto.conf', 'utf8'),
        folder: home,
        plugin: PLUGIN,
        names: ['localhost', '127.0.0.1'],
        tlsPort,
        topicRoot: ROOT,
        relay: RELAY,
      },
      Date.now(),
    );
    ca = files['ca.crt'].text;
    for (const [name, { text }] of Object.entries(files)) writeFileSync(join(home, name), text);
    return `${files['mosquitto.conf'].text}\nuser root\nlog_type information\n`.replace(
      'listener 1883',
      `listener ${port}`,
    );
  });
  return {
    ...running,
    choice: { kind: 'external', url: `mqtts://127.0.0.1:${tlsPort}`, ...RELAY, ca },
  };
}

/** Every word of the towers, and a way to wait for the next that fits. */
function listen() {
  const heard: { tower: string; kind: string; what: unknown }[] = [];
  const waiting: { fits: (one: (typeof heard)[number]) => boolean; tell: () => void }[] = [];
  let onHear: (one: (typeof heard)[number]) => Promise<void> = async () => undefined;
  const hear = (kind: string) => async (tower: TowerId, what: unknown) => {
    const one = { tower, kind, what };
    await onHear(one);
    heard.push(one);
    for (const { fits, tell } of waiting) if (fits(one)) tell();
  };
  const news: TowerNews = {
    hello: hear('hello'),
    presence: hear('presence'),
    receipts: hear('receipts'),
    need: hear('need'),
    event: hear('event'),
    health: hear('health'),
    overtaken: (tower) => hear('overtaken')(tower, undefined),
  };
  return {
    news,
    heard,
    before: (work: typeof onHear) => {
      onHear = work;
    },
    next: (fits: (one: (typeof heard)[number]) => boolean) =>
      new Promise<void>((tell) => {
        if (heard.some(fits)) tell();
        else waiting.push({ fits, tell });
      }),
  };
}

/** A line with two claimed towers. Waits for another try are shortened, waits for an answer are not. */
async function village(test: Test, running: RunningBroker) {
  const hashes = new Map<string, string>();
  const ears = listen();
  const warnings: string[] = [];
  let connections = 0;
  const room = createTowerLine(
    { broker: running.choice, topicRoot: ROOT, instance: 'test' },
    {
      keys,
      log: { ...silent, warn: (_facts: object, event: string) => void warnings.push(event) },
      clock: { now: Date.now, ulid: () => '01J0000000000000000000TEST' },
      contacts: { passwordHash: async (tower) => hashes.get(tower) },
      secrets: { matches: async (secret, hash) => hash === `hash of ${secret}` },
      after: (ms, work) => afterRealTime(ms < 3000 ? Math.min(ms, 20) : ms, work),
    },
  );
  await room.start(ears.news, async () => {
    connections += 1;
  });
  const claim = async (tower: TowerId, password = PASSWORD) => {
    hashes.set(tower, `hash of ${password}`);
    return claimResponseSchema.parse(
      await room.welcome({ org: ORG, tower, password, area: [tower.slice(0, 8)] }),
    );
  };
  test.equal(room.ready(), undefined, 'the line is ready');
  const paper = await claim(A);
  await claim(B);
  const clients: MqttClient[] = [];
  test.teardown(async () => {
    for (const client of clients) client.end(true);
    await room.stop();
    await running.stop();
  });
  return {
    room,
    line: room.line,
    ears,
    warnings,
    paper,
    claim,
    connections: () => connections,
    async box(tower: string, options: mqtt.IClientOptions = {}) {
      const client = mqtt.connect(room.address().url, {
        clientId: tower,
        username: tower,
        password: PASSWORD,
        protocolVersion: 4,
        reconnectPeriod: 0,
        ...(running.choice.kind === 'external' && running.choice.ca ? { ca: running.choice.ca } : {}),
        ...options,
      });
      clients.push(client);
      const messages: { topic: string; payload: Buffer; retain: boolean }[] = [];
      const waiting: {
        fits: (topic: string, payload: Buffer) => boolean;
        tell: (payload: Buffer) => void;
      }[] = [];
      client.on('message', (topic, payload, { retain }) => {
        messages.push({ topic, payload, retain });
        for (const { fits, tell } of waiting) if (fits(topic, payload)) tell(payload);
      });
      const outcome = await new Promise<'connected' | 'refused'>((resolve) => {
        client.once('connect', () => resolve('connected'));
        client.once('error', () => resolve('refused'));
        client.once('close', () => resolve('refused'));
      });
      client.on('error', () => undefined);
      return {
        client,
        outcome,
        messages,
        closed: new Promise<void>((resolve) => client.once('close', () => resolve())),
        next: (fits: (topic: string, payload: Buffer) => boolean) =>
          new Promise<Buffer>((tell) => {
            const already = messages.find(({ topic, payload }) => fits(topic, payload));
            if (already === undefined) waiting.push({ fits, tell });
            else tell(already.payload);
          }),
        subscribe: (topic: string) =>
          new Promise<number>((resolve) =>
            client.subscribe(topic, { qos: 1 }, (_error, granted, packet) =>
              resolve(Number(packet?.granted[0] ?? granted?.[0]?.qos ?? 128)),
            ),
          ),
      };
    },
  };
}

function plan(tower: TowerId, seq: number): TowerPlan {
  const now = Date.now();
  return { org: ORG, tower, epoch: 1, seq, issuedAt: now, expiresAt: now + 3_600_000, rack: 0, items: [] };
}

/** A play in a minute, approved by one officer of the tower's own sub-district. */
async function play(): Promise<PlanItem> {
  const now = Date.now();
  const clip = {
    codec: 'mp3' as const,
    sha256: 'ab'.repeat(32),
    bytes: 40_000,
    ms: 10_000,
    lufs: -14,
    truePeakDb: -1,
  };
  const bulletin = 'bulletin-1' as BulletinId;
  const approval = await keys.seal({
    org: ORG,
    bulletin,
    revision: 1,
    class: 'routine',
    area: ['300101'],
    clips: [clip],
    notBeforeAt: now,
    expiresAt: now + 3_600_000,
    by: ['officer-1'],
    maxPlays: 1,
  });
  return {
    play: {
      id: 'booking-1.0.30010105-01' as Play['id'],
      org: ORG,
      booking: 'booking-1' as Play['booking'],
      bulletin,
      revision: 1,
      class: 'routine',
      tower: A,
      occurrence: 0,
      clip: clip.sha256 as Play['clip'],
      clipMs: clip.ms,
      at: now + 60_000,
      lateMs: 600_000,
      expiresAt: now + 3_000_000,
      times: 1,
      gapMs: 0,
      state: 'planned',
      why: undefined,
      startedAt: undefined,
      endedAt: undefined,
      skewMs: undefined,
      playedMs: undefined,
    },
    state: 'sched',
    why: undefined,
    clip,
    approval,
  };
}

const event = (text: string) => JSON.stringify({ v: 1, t: Date.now(), ev: 'boot', text });
const detail = (one: { what: unknown }) => (one.what as { detail?: string }).detail;
const trusted = async () => {
  const opened = await openTrust(await keys.trustDocument(), keys.rootKeys());
  if (!opened.ok) throw new Error(opened.text);
  return opened.trust.keys;
};

function contract(name: string, start: () => Promise<RunningBroker>, skip: string | false) {
  t.test(`${name} keeps the contract`, { skip }, async (t) => {
    const here = await village(t, await start());
    const { line, ears, box } = here;

    t.test('a tower is told all it needs at its claim, and opens what the keys sealed', async (t) => {
      const { paper } = here;
      t.match(paper, { tower: A, org: ORG, topicRoot: ROOT, area: ['30010105'] });
      t.ok((await openTrust(paper.trust, paper.roots)).ok);
      t.equal(here.connections(), 1);
    });

    t.test('the retained plan is one message, sealed, and the trust stands beside it', async (t) => {
      await line.publishPlan(plan(A, 1));
      await line.publishPlan({ ...plan(A, 2), items: [await play()] });
      const tower = await box(A);
      await tower.subscribe(topics.trust);
      await tower.next((topic) => topic === topics.trust);
      await tower.subscribe(topics.down(A, 'plan'));
      const jws = await tower.next((topic) => topic === topics.down(A, 'plan'));
      const opened = await openTrust(here.paper.trust, here.paper.roots);
      if (!opened.ok) throw new Error(opened.text);
      const judged = await judgePlan(jws.toString(), {
        tower: A,
        area: here.paper.area,
        trust: opened.trust,
        now: Date.now(),
        floorAt: 0,
        held: { ep: 1, seq: 1 },
        limits: { maxClipMs: 600_000, maxRepeat: 5 },
        codecs: ['mp3'],
        begun: () => new Set(),
      });
      t.match(judged, { ok: true, plan: { tw: A, ep: 1, seq: 2 }, verdicts: [{ is: 'accepted' }] });
      await line.stop(A, undefined); // fence: what came before it has come
      await tower.subscribe(topics.relayStatus);
      await tower.next((topic) => topic === topics.relayStatus);
      t.equal(tower.messages.filter(({ topic }) => topic.endsWith('/plan')).length, 1);
      tower.client.end(true);
      await tower.closed;
    });

    t.test(
      "a tower neither hears another tower's plan nor speaks outside its own place (failure 21)",
      async (t) => {
        const [a, b] = [await box(A), await box(B)];
        t.equal(await a.subscribe(topics.down(B, 'plan')), 128, 'refused');
        t.equal(await a.subscribe(`${ROOT}/#`), 128, 'refused');
        t.equal(await a.subscribe(`${ROOT}/clip/#`), 128, 'all clips at once: refused');
        t.not(await a.subscribe(topics.down(A, 'plan')), 128);
        await line.publishPlan(plan(B, 7));
        await line.publishPlan(plan(A, 7));
        await a.next((topic) => topic === topics.down(A, 'plan'));
        t.notOk(
          a.messages.some(({ topic }) => topic.includes(B)),
          'nothing of the other came',
        );
        a.client.publish(topics.up(B, 'event'), event('forged'), { qos: 1 });
        a.client.publish(topics.down(A, 'cmd'), 'forged', { qos: 1 });
        b.client.publish(topics.up(B, 'event'), event('true'), { qos: 1 });
        await ears.next((one) => detail(one) === 'true');
        const again = await box(A);
        again.client.publish(topics.up(A, 'event'), event('after the forgery'), { qos: 1 });
        await ears.next((one) => detail(one) === 'after the forgery');
        t.notOk(ears.heard.some((one) => detail(one) === 'forged'));
        t.equal(here.room.ready(), undefined, 'the relay itself was not cut off');
        for (const one of [a, b, again]) one.client.end(true);
      },
    );

    t.test('a wrong password, a borrowed name and a stranger are refused', async (t) => {
      t.equal((await box(A, { password: 'q'.repeat(52) })).outcome, 'refused');
      t.equal((await box(A, { clientId: B })).outcome, 'refused');
      t.equal((await box('30010199-01')).outcome, 'refused');
      t.equal((await box('relay.own')).outcome, 'refused');
    });

    t.test('a new claim is worth more than the old password', async (t) => {
      const old = await box(B);
      t.equal(old.outcome, 'connected');
      await here.claim(B, 'n'.repeat(52));
      await old.closed;
      t.equal((await box(B)).outcome, 'refused');
      const fresh = await box(B, { password: 'n'.repeat(52) });
      t.equal(fresh.outcome, 'connected');
      fresh.client.end(true);
      await here.claim(B);
    });

    t.test('a packet over 64 KB cuts the one who sent it and nobody else', async (t) => {
      const tower = await box(A);
      tower.client.publish(topics.up(A, 'event'), Buffer.alloc(70_000), { qos: 1 });
      await tower.closed;
      t.equal(here.room.ready(), undefined);
      await t.rejects(line.publishClip('0'.repeat(64), Buffer.alloc(10)), { code: 'unreadable-audio' });
      const one = await play();
      const many = Array.from({ length: 20 }, (_, n) => ({
        ...one,
        play: { ...one.play, id: `booking-1.${n}.${A}` as Play['id'] },
      }));
      await t.rejects(line.publishPlan({ ...plan(A, 3), items: many }), { code: 'too-large', retry: false });
    });

    t.test("a tower's last will reaches the relay", async (t) => {
      const gone = JSON.stringify({ v: 1, state: 'offline', boot: 'boot-1', conn: 3, why: 'lost' });
      const will = {
        topic: topics.up(A, 'presence'),
        payload: Buffer.from(gone),
        qos: 1 as const,
        retain: true,
      };
      const tower = await box(A, { will });
      tower.client.stream.destroy();
      await ears.next(
        ({ kind, what }) => kind === 'presence' && (what as { online: boolean }).online === false,
      );
      t.pass('heard');
    });

    t.test('what was not stored is not acknowledged and comes again (failures 8 and 35)', async (t) => {
      let tries = 0;
      ears.before(async ({ kind }) => {
        if (kind === 'receipts' && ++tries === 1)
          throw new RelayError('database', 'not now', { retry: true });
      });
      const tower = await box(A);
      const receipt = { n: 1, id: 'play-1', ann: 'b', rev: 1, s: 'finished', t: 1, te: 5, skewMs: 12 };
      const batch = JSON.stringify({ v: 1, boot: 'boot-1', receipts: [receipt] });
      tower.client.publish(topics.up(A, 'receipt'), batch, { qos: 1 });
      await ears.next(({ kind }) => kind === 'receipts');
      t.equal(tries, 2, 'delivered a second time');
      tower.client.end(true);
    });

    t.test('what cannot be understood is counted, and the next word is heard', async (t) => {
      const before = here.room.notUnderstood();
      const tower = await box(A);
      tower.client.publish(topics.up(A, 'hello'), 'no JSON', { qos: 1 });
      tower.client.publish(topics.up(A, 'receipt'), '{"v":1,"boot":"x","receipts":[]}', { qos: 1 });
      tower.client.publish(topics.up(A, 'need'), Buffer.from([0xff, 0xfe]), { qos: 1 });
      tower.client.publish(topics.up(A, 'event'), event('still here'), { qos: 1 });
      await ears.next((one) => detail(one) === 'still here');
      t.equal(here.room.notUnderstood() - before, 3);
      tower.client.end(true);
    });

    t.test(
      'words that a tower says in one breath are all heard, kept or not, whatever their quality',
      async (t) => {
        const tower = await box(A);
        const say = (kind: 'presence' | 'event' | 'need', body: string, qos: 0 | 1, retain = false) =>
          tower.client.publish(topics.up(A, kind), body, { qos, retain });
        // kept, to be stored first, not to be stored at all: each could be overtaken by the next
        say('presence', JSON.stringify({ v: 1, state: 'online', boot: 'breath', conn: 7 }), 1, true);
        say('event', event('in one breath'), 1);
        say('need', JSON.stringify({ h: 'b'.repeat(43), n: [0] }), 0);
        await ears.next(({ kind }) => kind === 'need');
        say('event', event('breathed out'), 1);
        await ears.next((one) => detail(one) === 'breathed out');
        t.ok(
          ears.heard.some(
            ({ kind, what }) => kind === 'presence' && (what as { boot?: string }).boot === 'breath',
          ),
        );
        t.ok(ears.heard.some((one) => detail(one) === 'in one breath'));
        tower.client.end(true);
      },
    );

    t.test('a clip goes out in pieces, is fetched piece by piece, and is cleared', async (t) => {
      const clip = Buffer.from(Array.from({ length: 40_000 }, (_, i) => i % 251));
      const hash = clipHash(clip);
      await line.publishClip(hashToHex(hash), clip);
      const tower = await box(A);
      const pieces: Buffer[] = [];
      for (let n = 0; n < chunkCount(clip.length); n += 1) {
        await tower.subscribe(topics.chunk(hash, n));
        pieces.push(await tower.next((topic) => topic === topics.chunk(hash, n)));
        await tower.client.unsubscribeAsync(topics.chunk(hash, n));
      }
      t.same(
        pieces.map(({ length }) => length),
        [16_384, 16_384, 7_232],
      );
      t.ok(Buffer.concat(pieces).equals(clip));
      await line.clearClip(hashToHex(hash), clip.length);
      await line.publishChunk(hashToHex(hash), 2, clip);
      await line.publishChunk(hashToHex(hash), 99, clip);
      tower.client.end(true);
      await tower.closed;
      const later = await box(A);
      await later.subscribe(topics.chunk(hash, 0));
      await later.subscribe(topics.chunk(hash, 2));
      await later.next((topic) => topic === topics.chunk(hash, 2));
      t.equal(later.messages.length, 1, 'only the piece that was needed again is there');
      later.client.end(true);
    });

    t.test('who turns away from a piece and back to it in one breath hears it when it comes', async (t) => {
      const clip = Buffer.from(Array.from({ length: 20_000 }, (_, i) => (i * 7) % 251));
      const topic = topics.chunk(clipHash(clip), 1);
      const tower = await box(A);
      await tower.subscribe(topic);
      const left = tower.client.unsubscribeAsync(topic);
      await tower.subscribe(topic);
      await left;
      await line.publishChunk(hashToHex(clipHash(clip)), 1, clip);
      const piece = await tower.next((heard) => heard === topic);
      t.equal(piece.length, 20_000 - 16_384);
      await line.clearClip(hashToHex(clipHash(clip)), clip.length);
      tower.client.end(true);
    });

    t.test('a stop order is heard at once and never kept', async (t) => {
      const tower = await box(A);
      await tower.subscribe(topics.down(A, 'cmd'));
      await line.stop(A, 'play-1');
      const jws = (await tower.next((topic) => topic === topics.down(A, 'cmd'))).toString();
      const opened = await open(TYPES.cmd, jws, new Map((await trusted()).map((key) => [key.kid, key])));
      if (!opened.ok) throw new Error(opened.text);
      const order = cmdSchema.parse(opened.payload);
      t.match(order, { op: 'stop', to: A, args: { id: 'play-1' } });
      t.equal(order.exp - order.iat, 60);
      tower.client.end(true);
      await tower.closed;
      const later = await box(A);
      await later.subscribe(topics.down(A, 'cmd'));
      await later.subscribe(topics.relayStatus);
      await later.next((topic) => topic === topics.relayStatus);
      t.notOk(later.messages.some(({ topic }) => topic === topics.down(A, 'cmd')));
      later.client.end(true);
    });

    t.test('the towers see the relay come and go, and nothing is sent while it is away', async (t) => {
      const tower = await box(A);
      await tower.subscribe(topics.relayStatus);
      const states = (state: string) => (topic: string, payload: Buffer) =>
        topic === topics.relayStatus && payload.includes(`"${state}"`);
      t.match(JSON.parse((await tower.next(states('online'))).toString()), { instance: 'test' });
      const offline = tower.next(states('offline'));
      await here.room.stop();
      await offline;
      t.type(here.room.ready(), 'string');
      await t.rejects(line.publishPlan(plan(A, 9)), { code: 'broker-down', retry: true });
      await t.rejects(line.stop(A, undefined), { code: 'broker-down', retry: true });
    });
  });
}

contract('the embedded broker', embedded, false);
const lacking = MOSQUITTO === undefined || PLUGIN === undefined;
if (lacking && REQUIRED) t.fail('Mosquitto with its dynamic security plugin must be installed here');
const skip = lacking && !REQUIRED ? 'Mosquitto is not installed' : false;
if (!lacking || !REQUIRED) {
  contract('Mosquitto with the shipped configuration', () => mosquitto(shipped), skip);
  contract('Mosquitto with the generated files and TLS', generated, skip);
}

t.test(
  'a broker that drops our messages in silence is found out, and one that refuses them is quoted (failure 26)',
  { skip },
  async (t) => {
    const rights = readFileSync('config/mosquitto/acl', 'utf8');
    const start = (acl: string) =>
      mosquitto((port, home) => {
        writeFileSync(join(home, 'acl'), acl);
        return `listener ${port} 127.0.0.1\nallow_anonymous true\nacl_file ${join(home, 'acl')}\nuser root\n`;
      });
    const at = async (running: RunningBroker, level: 4 | 5) => {
      const room = createTowerLine(
        {
          broker: { ...running.choice, accounts: 'elsewhere', level } as BrokerChoice,
          topicRoot: ROOT,
          instance: 'test',
        },
        {
          keys,
          log: silent,
          clock: { now: Date.now, ulid: () => 'X' },
          contacts: { passwordHash: async () => undefined },
          secrets: { matches: async () => false },
          after: (ms, work) => afterRealTime(Math.min(ms, 1000), work),
        },
      );
      await room.start(listen().news, async () => undefined);
      t.teardown(async () => {
        await room.stop();
        await running.stop();
      });
      return room;
    };
    const good = await at(await start(rights), 4);
    t.equal(good.ready(), undefined, 'the shipped rights are enough');
    await good.line.publishPlan(plan(A, 1));
    const deaf = await start(rights.replace('topic readwrite', 'topic read'));
    const bad = await at(deaf, 4);
    t.match(bad.ready(), /does not deliver them/);
    await t.rejects(bad.line.publishPlan(plan(A, 1)), { code: 'broker-down', retry: true });
    await bad.stop();
    t.match((await at(deaf, 5)).ready(), /does not let the relay write/, 'MQTT 5 has a word for it');
  },
);

t.test(
  'the embedded broker has a door with TLS, and the one without is for this machine alone',
  async (t) => {
    const { caPem: ca, certify } = createOwnAuthority(Date.now());
    const { certPem: cert, keyPem: key } = certify(['127.0.0.1']);
    const port = await freePort();
    const here = await village(t, {
      choice: {
        kind: 'embedded',
        host: '0.0.0.0',
        port: 0,
        portIsSet: true,
        publicUrl: `mqtts://127.0.0.1:${port}`,
        tls: { cert, key, ca, host: '127.0.0.1', port },
      },
      stop: async () => undefined,
    });
    t.match(here.paper, { mqttUrl: `mqtts://127.0.0.1:${port}`, ca });
    t.equal(here.room.address().host, '127.0.0.1');
    const tower = mqtt.connect(here.paper.mqttUrl, {
      ...{ clientId: A, username: A, password: PASSWORD, protocolVersion: 4, reconnectPeriod: 0 },
      ca,
    });
    t.teardown(() => tower.end(true));
    await new Promise<void>((resolve) => tower.once('connect', () => resolve()));
    await here.line.publishPlan(plan(A, 1));
    tower.subscribe(topics.down(A, 'plan'), { qos: 1 });
    const topic = await new Promise((resolve) => tower.once('message', resolve));
    t.equal(topic, topics.down(A, 'plan'));
    const stranger = mqtt.connect(here.paper.mqttUrl, { reconnectPeriod: 0 });
    const refused = await new Promise((resolve) => stranger.once('error', resolve));
    t.equal(
      (refused as { code?: string }).code,
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'nobody trusts it without the authority of the claim',
    );
    stranger.end(true);
  },
);

t.test(
  'two boxes that throw each other off under one name are told to the relay once (failures 21 and 31)',
  async (t) => {
    const here = await village(t, await embedded());
    for (let turn = 0; turn < 6; turn += 1) await here.box(A);
    await here.ears.next(
      ({ kind, what }) => kind === 'event' && (what as { kind: string }).kind === 'takeover',
    );
    const told = here.ears.heard.filter(({ kind }) => kind === 'event');
    t.match(told, [{ tower: A, what: { detail: /two boxes/ } }]);
    t.equal(told.length, 1);
  },
);

t.test('the embedded broker guards its socket', async (t) => {
  const here = await village(t, await embedded());
  const { port } = here.room.address();
  t.equal((await here.box(A, { protocolVersion: 5 })).outcome, 'refused', 'MQTT 3.1.1 only');
  const socket = connectTcp(port, '127.0.0.1');
  // A CONNECT that announces 5 MB: cut at its fixed header, before anybody waits for the rest.
  socket.write(Buffer.from([0x10, 0xc0, 0x96, 0xb1, 0x02, 0x00, 0x04]));
  await once(socket, 'close');
  t.equal(socket.bytesRead, 0);
  const [before, after] = [await here.box(A), await here.box(A)];
  await before.closed;
  t.equal(after.outcome, 'connected', 'the newer connection of a tower wins');
  t.same(
    here.warnings.filter((event) => event === 'tower-connection-taken-over').length,
    1,
    'and it is told',
  );
  const taken = createTowerLine(
    {
      broker: { kind: 'embedded', host: '127.0.0.1', port, portIsSet: true },
      topicRoot: ROOT,
      instance: 'x',
    },
    {
      keys,
      log: silent,
      clock: { now: Date.now, ulid: () => 'X' },
      contacts: { passwordHash: async () => undefined },
      secrets: { matches: async () => false },
    },
  );
  await t.rejects(
    taken.start(listen().news, async () => undefined),
    { code: 'config', message: /MQTT_PORT/ },
  );
  await taken.stop();
  const next = await village(t, {
    choice: { kind: 'embedded', host: '127.0.0.1', port, portIsSet: false },
    stop: async () => undefined,
  });
  t.not(next.room.address().port, port, 'without a setting the next free port is taken');
});

t.test('a message whose storing never ended before the line broke comes again after it', async (t) => {
  const here = await village(t, await embedded());
  const account = { url: here.room.address().url, username: A, password: PASSWORD };
  const received: string[] = [];
  let got: () => void = () => undefined;
  const connection = (take: (payload: string) => Promise<void>) => {
    let up: () => void = () => undefined;
    const isUp = new Promise<void>((resolve) => {
      up = resolve;
    });
    const one = createBrokerConnection({
      account,
      clientId: A,
      clean: false,
      topics: [topics.down(A, 'plan')],
      take: (_topic, payload) => take(Buffer.from(payload).toString()),
      onUp: up,
      onDown: () => undefined,
      log: silent,
    });
    one.start();
    return { one, isUp };
  };
  const first = connection((payload) => {
    received.push(payload);
    got();
    return new Promise(() => undefined); // its disk never answers
  });
  await first.isUp;
  const arrived = new Promise<void>((resolve) => {
    got = resolve;
  });
  await here.line.publishPlan(plan(A, 1));
  await arrived;
  await first.one.stop();
  await here.line.publishPlan(plan(A, 2)); // queued behind it, not instead of it
  const second = connection(async (payload) => {
    received.push(payload);
    if (received.filter((one) => one === received[0]).length === 2) got();
  });
  await new Promise<void>((resolve) => {
    got = resolve;
  });
  t.ok(received.length >= 2, 'the same message was delivered again');
  await second.one.stop();
});
