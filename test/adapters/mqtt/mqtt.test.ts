// The parts of the line to the towers that need no broker: what goes on the wire, what is read from it, who may do what.
import { once } from 'node:events';
import { createServer } from 'node:net';
import fc from 'fast-check';
import t from 'tap';
import { createBrokerConnection } from '../../../src/adapters/mqtt/broker-connection.ts';
import { createCrowd, createTakeovers } from '../../../src/adapters/mqtt/crowd.ts';
import { createGate } from '../../../src/adapters/mqtt/in-turn.ts';
import { nextLevel, sessionOf, termsOf } from '../../../src/adapters/mqtt/mqtt-level.ts';
import { createOutgoing } from '../../../src/adapters/mqtt/outgoing.ts';
import { createPacketCap } from '../../../src/adapters/mqtt/packet-cap.ts';
import { mayRead, mayWrite, ownRights, sharedRights, within } from '../../../src/adapters/mqtt/rights.ts';
import { ackToWire, configToWire, planToWire, stopToWire } from '../../../src/adapters/mqtt/to-wire.ts';
import { createTowerNewsReader } from '../../../src/adapters/mqtt/tower-news-reader.ts';
import { createTowerPasswords } from '../../../src/adapters/mqtt/tower-passwords.ts';
import type { PlanItem, SealedPlay, TowerPlan } from '../../../src/core/plan.ts';
import { soundingMs } from '../../../src/core/timetable.ts';
import type { TowerLimits } from '../../../src/core/tower.ts';
import { createDelivery, type DeliveryPorts } from '../../../src/pipeline/delivery.ts';
import type { TowerNews } from '../../../src/pipeline/ports.ts';
import { clipHash, hashToHex } from '../../../src/wire/chunks.ts';
import { createTopics } from '../../../src/wire/topics.ts';

const NOW = 1_795_400_000_123;
const A = '30010105-01' as TowerPlan['tower'];
const silent = { debug() {}, info() {}, warn() {}, error() {} };

const item = {
  play: {
    id: '01jd.0.30010105-01',
    org: 'org-1',
    booking: '01jd',
    bulletin: 'bulletin-1',
    revision: 3,
    class: 'routine',
    tower: A,
    occurrence: 0,
    clip: 'cd'.repeat(32),
    clipMs: 60_000,
    at: NOW + 60_000,
    lateMs: 600_000,
    expiresAt: NOW + 3_600_999,
    times: 2,
    gapMs: 5_000,
    state: 'planned',
    why: undefined,
    startedAt: undefined,
    endedAt: undefined,
    skewMs: undefined,
    playedMs: undefined,
  },
  state: 'sched',
  why: undefined,
  clip: { codec: 'mp3', sha256: 'ab'.repeat(32), bytes: 40_000, ms: 60_000.6, lufs: -14, truePeakDb: -1.2 },
  approval: 'a.b.c',
} as unknown as PlanItem;

function plan(items: readonly PlanItem[]): TowerPlan {
  const org = 'org-1' as TowerPlan['org'];
  return { org, tower: A, epoch: 2, seq: 9, issuedAt: NOW, expiresAt: NOW + 48 * 3_600_000, rack: 41, items };
}

t.test(
  'a plan has the fields of the protocol, seconds for validity and milliseconds for sound',
  async (t) => {
    t.same(planToWire(plan([item])), {
      v: 1,
      tw: A,
      ep: 2,
      seq: 9,
      iat: 1_795_400_000,
      exp: 1_795_400_000 + 48 * 3600,
      rack: 41,
      items: [
        {
          id: '01jd.0.30010105-01',
          ann: 'bulletin-1',
          rev: 3,
          cls: 'routine',
          st: 'sched',
          at: NOW + 60_000,
          late: 600_000,
          exp: 1_795_403_601,
          rep: { n: 2, gap: 5_000 },
          clip: {
            h: Buffer.from('ab'.repeat(32), 'hex').toString('base64url'),
            sz: 40_000,
            n: 3,
            c: 'mp3',
            ms: 60_001,
            src: ['mqtt'],
          },
          ap: 'a.b.c',
        },
      ],
    });
    const once = {
      ...item,
      play: { ...item.play, times: 1 },
      state: 'withdrawn',
      why: 'withdrawn',
    } as PlanItem;
    const [sent] = planToWire(plan([once])).items;
    t.match(sent, { st: 'withdrawn', why: 'withdrawn' });
    t.notOk('rep' in (sent ?? {}));
    const [twice] = planToWire(plan([once]), 'https://relay.example.go.th/').items;
    t.same(twice?.clip.src, ['mqtt', { u: `https://relay.example.go.th/c/${twice?.clip.h}` }]);
    const wrong = { ...item, clip: { ...item.clip, bytes: 0 } } as PlanItem;
    t.throws(() => planToWire(plan([wrong])), { code: 'invalid-input', message: /items\.0\.clip/ });
  },
);

t.test('limits, acknowledgements and stop orders go out as a tower reads them', async (t) => {
  const limits: TowerLimits = {
    quietHours: { fromMinute: 1260, toMinute: 300 },
    maxClipMs: 600_000,
    maxPlaysPerDay: 40,
    maxRepeat: 5,
    volume: { routine: 80, important: 90, emergency: 100 },
    leadInMs: 2000,
  };
  t.match(configToWire(A, 3, limits, ['30010105'], NOW), {
    tw: A,
    seq: 3,
    iat: 1_795_400_000,
    area: ['30010105'],
    quietHours: { from: 1260, to: 300 },
    volume: { routine: 80 },
  });
  const never = { ...limits, quietHours: { fromMinute: 0, toMinute: 0 } };
  t.equal(configToWire(A, 3, never, ['30010105'], NOW).quietHours, null);
  t.match(ackToWire(A, { nonce: 'n', rack: 4, planSeq: 9 }, NOW), {
    unixMs: NOW,
    exp: 1_795_400_060,
    rack: 4,
  });
  t.match(stopToWire('id1', A, undefined, NOW), {
    op: 'stop-all',
    to: A,
    iat: 1_795_400_000,
    exp: 1_795_400_060,
  });
  t.match(stopToWire('id1', A, 'play-1', NOW), { op: 'stop', args: { id: 'play-1' } });
});

t.test('what towers say is told in our words, by the name the topic proves', async (t) => {
  const told: unknown[] = [];
  const tell =
    (kind: string) =>
    async (...args: unknown[]) => {
      told.push([kind, ...args]);
    };
  const news = {
    hello: tell('hello'),
    presence: tell('presence'),
    receipts: tell('receipts'),
    need: tell('need'),
    event: tell('event'),
    health: tell('health'),
  } as unknown as TowerNews;
  const warned: object[] = [];
  let now = NOW;
  const log = { ...silent, warn: (facts: object) => void warned.push(facts) };
  const topics = createTopics('tower/v1');
  const reader = createTowerNewsReader(topics, news, { log, now: () => now });
  const say = (kind: Parameters<typeof topics.up>[1], body: unknown, retained = false) =>
    reader.take(
      topics.up(A, kind),
      Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      retained,
    );
  const hash = Buffer.from('ab'.repeat(32), 'hex').toString('base64url');
  const time = { src: 'mqtt', errMs: 40 };
  const head = { v: 1, boot: 'b1', planEp: 2, planSeq: 9, trustVer: 1, cfgSeq: 1, free: 5, time };
  const hello = {
    ...head,
    conn: 7,
    nonce: 'n'.repeat(16),
    fw: '1.0',
    hw: 'pi',
    proto: [1, 1],
    codecs: ['mp3', 'opus'],
    src: ['mqtt'],
    rnext: 1,
    tw: '30010199-01',
  };
  await say('hello', hello);
  await say('hello', { ...hello, time: { src: 'none', errMs: 0 } });
  await say('presence', { v: 1, state: 'online', boot: 'b1', conn: 7 }, true);
  await say('receipt', {
    v: 1,
    boot: 'b1',
    receipts: [{ n: 4, id: 'p1', ann: 'x', rev: 1, s: 'skipped', t: NOW, te: 30, why: 'quiet-hours' }],
  });
  await say('need', { h: hash, n: [0, 2] });
  await say('event', { v: 1, t: NOW, ev: 'audio', why: 'amp-fault', text: 'no current' });
  await say('health', { ...head, t: NOW, upS: 5, pending: 0 });
  t.match(told, [
    ['hello', A, { boot: 'b1', conn: 7, planEpoch: 2, planSeq: 9, firmware: '1.0', clockErrorMs: 40 }],
    ['hello', A, { clockErrorMs: undefined }],
    ['presence', A, { online: true, boot: 'b1', conn: 7 }],
    [
      'receipts',
      A,
      [{ n: 4, play: 'p1', state: 'skipped', at: NOW, timeErrorMs: 30, why: 'quiet-hours' }],
      '',
    ],
    ['need', A, 'ab'.repeat(32), [0, 2]],
    ['event', A, { kind: 'audio', detail: 'amp-fault: no current', at: NOW }],
    ['health', A, { clockErrorMs: 40, planSeq: 9 }],
  ]);

  t.equal(reader.dropped(), 0);
  await say('presence', '', true);
  await reader.take('tower/v1/t/30010105-01/up/other', Buffer.from('{}'), false);
  await reader.take('other/v1/t/30010105-01/up/hello', Buffer.from('{}'), false);
  t.equal(reader.dropped(), 0, 'cleared, unknown and foreign topics are nothing to complain of');
  await say('hello', '{"v":1');
  await say('hello', { ...hello, nonce: 'short' });
  await say('receipt', { v: 2 });
  await say('event', { v: 1, t: NOW, ev: 'boot' }, true);
  t.equal(reader.dropped(), 4);
  t.equal(warned.length, 1, 'told once a minute');
  now += 61_000;
  await say('hello', '');
  await say('hello', '[]');
  t.equal(warned.length, 2);
  t.equal(told.length, 7);
});

t.test('the table of rights: own place, public things, nothing else', async (t) => {
  const rights = [ownRights('tower/v1', A), sharedRights('tower/v1')];
  const read = (filter: string) => mayRead(rights, filter);
  for (const good of [`t/${A}/down/#`, `t/${A}/down/plan`, 'trust', 'relay/status', 'clip/x/0', 'a/30/flash'])
    t.ok(read(`tower/v1/${good}`), good);
  for (const bad of [
    '#',
    'clip/#',
    't/+/down/plan',
    `t/${A}/#`,
    `t/${A}/up/hello`,
    't/30010106-01/down/plan',
  ])
    t.notOk(read(`tower/v1/${bad}`), bad);
  t.notOk(read('#'));
  t.notOk(read('+/+/+'));
  t.notOk(read('$SYS/#'));
  t.ok(mayWrite(rights, `tower/v1/t/${A}/up/hello`));
  t.notOk(mayWrite(rights, `tower/v1/t/${A}/down/plan`));
  t.notOk(mayWrite(rights, 'tower/v1/trust'));
  const level = fc.constantFrom('a', 'b', '+');
  const filter = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
  fc.assert(
    fc.property(
      filter,
      filter,
      fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 4 }),
      (a, b, c) => {
        const topic = c.join('/');
        // whatever the narrower filter matches, the wider one must match
        return !(within(a, b) && within(topic, a)) || within(topic, b);
      },
    ),
  );
});

t.test(
  'the packet cap sees each header however the bytes are cut, and only a length over the cap',
  async (t) => {
    const packet = (length: number) => {
      const header = [0x30];
      let rest = length;
      do {
        header.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
        rest = Math.floor(rest / 128);
      } while (rest > 0);
      return Buffer.concat([Buffer.from(header), Buffer.alloc(length, 0xff)]);
    };
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 1, 127, 128, 300, 999, 1000), { maxLength: 8 }),
        fc.integer({ min: 1, max: 50 }),
        (lengths, step) => {
          const stream = Buffer.concat(lengths.map(packet));
          const cap = createPacketCap(1000);
          for (let at = 0; at < stream.length; at += step)
            if (!cap.take(stream.subarray(at, at + step))) return false;
          return cap.take(packet(1000)) && !cap.take(packet(1001));
        },
      ),
    );
    t.notOk(
      createPacketCap(1000).take(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff])),
      'a fifth digit is no length',
    );
  },
);

t.test('a proven password is remembered only as long as its hash stands', async (t) => {
  let hash: string | undefined = 'hash of one';
  let slow = 0;
  const passwords = createTowerPasswords({
    contacts: { passwordHash: async () => hash },
    secrets: {
      matches: async (secret, known) => {
        slow += 1;
        return known === `hash of ${secret}`;
      },
    },
  });
  t.equal(await passwords.check(A, 'two'), 'no');
  t.equal(await passwords.check(A, 'one'), 'yes');
  t.equal(await passwords.check(A, 'one'), 'yes');
  t.equal(slow, 2, 'the third was fast');
  t.equal(await passwords.check(A, 'two'), 'no');
  t.equal(await passwords.check('../etc', 'one'), 'no');
  hash = 'hash of two';
  t.equal(await passwords.check(A, 'one'), 'no', 'a new claim');
  t.equal(await passwords.check(A, 'two'), 'yes');
  hash = undefined;
  t.equal(await passwords.check(A, 'two'), 'no');
});

t.test('so many at once and the rest in order (failure 34)', async (t) => {
  const gate = createGate(2);
  const order: number[] = [];
  const doors: (() => void)[] = [];
  let inside = 0;
  let most = 0;
  const all = [0, 1, 2, 3].map((n) =>
    gate.pass(async () => {
      inside += 1;
      most = Math.max(most, inside);
      order.push(n);
      await new Promise<void>((resolve) => doors.push(resolve));
      inside -= 1;
      if (n === 1) throw new Error('one of them failed');
    }),
  );
  const ends = Promise.allSettled(all);
  for (let n = 0; n < 4; n += 1) {
    while (doors.length <= n) await Promise.resolve();
    doors[n]?.();
  }
  const results = await ends;
  t.same(order, [0, 1, 2, 3]);
  t.equal(most, 2);
  t.equal(gate.waiting(), 0);
  gate.widen(1);
  const ends1: (() => void)[] = [];
  const hold = () => gate.pass(() => new Promise<void>((resolve) => ends1.push(resolve)));
  const held = [hold(), hold(), hold()];
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(ends1.length, 1, 'a broker that takes one at a time gets one at a time');
  gate.widen(3);
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(ends1.length, 3, 'and all when it takes more');
  for (const end of ends1) end();
  await Promise.all(held);
  t.same(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  );
});

t.test(
  'a broker that is not there is tried again after longer and longer waits, never above two minutes (failure 27)',
  async (t) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    const waits: number[] = [];
    let enough: () => void = () => undefined;
    const done = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const connection = createBrokerConnection({
      account: { url: `mqtt://127.0.0.1:${port}`, username: 'relay', password: 'x' },
      clientId: 'relay-out',
      clean: true,
      topics: [],
      take: async () => undefined,
      onUp: () => undefined,
      onDown: () => undefined,
      log: silent,
      chance: () => 1,
      after: (ms, work) => {
        waits.push(ms);
        if (waits.length === 10) enough();
        else setImmediate(work);
        return () => undefined;
      },
    });
    connection.start();
    await done;
    t.same(
      waits,
      [1, 2, 4, 8, 16, 32, 64, 120, 120, 120].map((s) => s * 1000),
    );
    t.equal(connection.isUp(), false);
    await t.rejects(connection.publish('tower/v1/trust', 'x', { qos: 1, retain: true }), {
      code: 'broker-down',
      retry: true,
    });
    await t.rejects(connection.publish('tower/v1/trust', Buffer.alloc(65_530), { qos: 1, retain: true }), {
      code: 'too-large',
    });
    await connection.stop();
  },
);

t.test(
  "the broker's own terms are kept, and an older broker is spoken to as it understands (failure 34)",
  async (t) => {
    const connack = (properties?: object) =>
      ({ cmd: 'connack', reasonCode: 0, sessionPresent: false, properties }) as Parameters<typeof termsOf>[0];
    t.same(termsOf(connack({ receiveMaximum: 5, maximumPacketSize: 20_000 })), {
      receiveMaximum: 5,
      mostBytes: 20_000,
    });
    t.match(termsOf(connack()), { receiveMaximum: 65_535, mostBytes: Number.POSITIVE_INFINITY });
    t.equal(nextLevel(5, Object.assign(new Error('unacceptable protocol version'), { code: 1 })), 4);
    t.equal(nextLevel(5, Object.assign(new Error('unsupported protocol version'), { code: 0x84 })), 4);
    t.equal(nextLevel(5, Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })), 5);
    t.match(sessionOf(5, false), { properties: { sessionExpiryInterval: 3600 } });
    t.same(sessionOf(5, true), {});
    t.same(sessionOf(4, false), {});
  },
);

t.test('one address gets so many connections and this machine as many as it wants', async (t) => {
  const crowd = createCrowd(2);
  const comes = (address: string) => crowd.enter(address);
  t.same(['10.0.0.1', '10.0.0.1', '10.0.0.1', '10.0.0.2'].map(comes), [true, true, false, true]);
  crowd.leave('10.0.0.1');
  t.ok(comes('10.0.0.1'));
  t.notOk(comes('10.0.0.1'), 'who was refused is not counted twice');
  t.same(['127.0.0.1', '127.0.0.1', '::ffff:127.0.0.1', '::1'].map(comes), [true, true, true, true]);
});

t.test(
  'a tower that takes itself over once is no alarm; a name that goes to and fro is one (failure 31)',
  async (t) => {
    const takeovers = createTakeovers();
    const at = (minute: number) => takeovers.count(A, NOW + minute * 60_000);
    t.same([0, 20, 40, 60, 80].map(at), [undefined, undefined, undefined, undefined, undefined]);
    t.same([100, 101, 102, 103, 104].map(at), [undefined, undefined, undefined, 4, undefined]);
    t.same([106, 108, 110, 113].map(at).at(-1), 5, 'told again when it goes on for ten minutes');
  },
);

t.test(
  'a plan that does not fit into 16 KB loses its latest plays, is never split, and it is told (failure 36)',
  async (t) => {
    const sent: { topic: string; bytes: number }[] = [];
    const warned: string[] = [];
    const log = { ...silent, warn: (_facts: object, event: string) => void warned.push(event) };
    const clock = { now: () => NOW, ulid: () => 'X' };
    const line = createOutgoing({
      topics: createTopics('tower/v1'),
      keys: { sign: async (_type, payload) => JSON.stringify(payload) },
      clock,
      log,
      say: async (topic, payload) => void sent.push({ topic, bytes: payload.length }),
    });
    const bytes = Buffer.alloc(100, 7);
    const clip = { ...item.clip, bytes: 100, sha256: hashToHex(clipHash(bytes)) };
    const plays = Array.from({ length: 40 }, (_, n) => ({
      play: { ...item.play, id: `01jd.${n}.${A}`, at: NOW + n * 60_000 },
      clip: { renditions: [clip] },
      approval: 'a'.repeat(700),
      withdrawn: false,
    })) as unknown as SealedPlay[];
    const named: (readonly string[])[] = [];
    const anew: number[] = [];
    const ports = {
      plans: {
        content: async () => new Map([[A, plays]]),
        published: async (out: readonly { sent: readonly string[]; refreshAt: number }[]) => {
          named.push(...out.map((one) => one.sent));
          anew.push(...out.map((one) => one.refreshAt));
          return [];
        },
      },
      brokerShelf: { need: async () => new Map([[clip.sha256, 'mark']]) },
      shelf: { read: async () => bytes },
      contacts: { configs: async () => new Map() },
      ...{ line, clock, log, owner: 'test' },
    } as unknown as DeliveryPorts;
    const claimed = { org: 'org-1', tower: A, epoch: 1, seq: 1, rack: 0, codecs: ['mp3'] };
    const { run } = createDelivery(ports);
    await (run as unknown as (batch: readonly object[]) => Promise<void>)([claimed]);
    const plans = sent.filter(({ topic }) => topic.endsWith('/plan'));
    t.equal(plans.length, 1);
    t.ok((plans[0]?.bytes ?? 0) <= 16_384);
    t.ok(warned.includes('plan-shortened'));
    const ids = named[0] ?? [];
    t.ok(ids.length > 5 && ids.length < 40);
    t.same(
      ids,
      plays.slice(0, ids.length).map(({ play }) => play.id),
      'the earliest stay',
    );
    const over = NOW + soundingMs(item.play.clipMs, item.play);
    t.same(anew, [over + 5000], 'when the first is over the next one follows');
  },
);
