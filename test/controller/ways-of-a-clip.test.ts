// How a clip comes to a tower when the broker does not bring it, and when thousands want it at once.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import fastify from 'fastify';
import t from 'tap';
import { createTowerClips } from '../../src/adapters/http/tower-clips.ts';
import { planToWire } from '../../src/adapters/mqtt/to-wire.ts';
import type { Web } from '../../src/controller/ports.ts';
import { createPrefetchTimes } from '../../src/controller/prefetch-times.ts';
import { createRealClock } from '../../src/controller/real-clock.ts';
import { createWebSource } from '../../src/controller/web-source.ts';
import { RelayError } from '../../src/core/errors.ts';
import type { PlanItem, TowerPlan } from '../../src/core/plan.ts';
import { chunkCount, clipHash, hashToHex, splitClip } from '../../src/wire/chunks.ts';
import type { Hello, Item } from '../../src/wire/messages.ts';
import {
  clipOf,
  createOffice,
  createTower,
  itemOf,
  manualClock,
  NOON,
  soundOf,
  TOWER,
  type Tower,
  topics,
} from './support.ts';

const office = await createOffice();
const CLIP = soundOf(16_384 * 5 + 100, 1);
const AT = NOON + 60_000;
const URL_OF = (clip: Uint8Array) => `https://relay.example/c/${clipHash(clip)}`;
const twoWays = (clip: Uint8Array, u = URL_OF(clip)): Item['clip'] => ({
  ...clipOf(clip),
  src: ['mqtt', { u }],
});

/** A web server in memory, which can break off after so many bytes. */
function fakeWeb(files: Map<string, Uint8Array>) {
  const state = { asked: [] as { url: string; from: number; to: number }[], cutAfter: [] as number[] };
  const web: Web = {
    async get(url, { from, to }, take) {
      state.asked.push({ url, from, to });
      const whole = files.get(url);
      if (whole === undefined) throw new RelayError('not-found', 'no such clip', { retry: true });
      const part = whole.subarray(from, to + 1);
      const most = state.cutAfter.shift() ?? part.length;
      for (let at = 0; at < Math.min(most, part.length); at += 10_000)
        await take(part.subarray(at, Math.min(at + 10_000, most, part.length)));
      if (most < part.length) throw new RelayError('timeout', 'cut', { retry: true });
    },
  };
  return { web, state };
}

async function towerWith(files: Map<string, Uint8Array>, item: Item, startAt = NOON - 600_000) {
  const { web, state } = fakeWeb(files);
  const tower = await createTower(office, { startAt, parts: () => ({ web }) });
  tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, [item]), true);
  return { tower, state };
}
const needs = (tower: Tower) => tower.broker.said<{ h: string; n: number[] }>('need');

t.test(
  'pieces the broker does not have are asked for twice, then come over HTTPS (failure 13)',
  async (t) => {
    const item = await itemOf(office, CLIP, { clip: twoWays(CLIP) });
    const { tower, state } = await towerWith(new Map([[URL_OF(CLIP), CLIP]]), item);
    const pieces = splitClip(CLIP);
    for (const n of [0, 3]) tower.broker.publish(topics.chunk(clipHash(CLIP), n), pieces[n] ?? '', true);
    state.cutAfter.push(20_000);
    await tower.start();
    t.same(tower.broker.said<Hello>('hello')[0]?.src, ['mqtt', 'https']);
    await tower.until(NOON - 590_000);
    t.ok(needs(tower).length > 0, 'the relay was asked first');
    t.same(state.asked, []);
    await tower.until(AT + 60_000);
    t.same(
      state.asked.map(({ from, to }) => [from, to]),
      [
        [16_384, CLIP.length - 1],
        [2 * 16_384, 3 * 16_384 - 1],
        [4 * 16_384, CLIP.length - 1],
      ],
      'from the first that is missing; after a cut only what neither way has brought',
    );
    t.same(tower.story('play-1'), ['ready', 'started', 'finished']);
    t.same(
      [...tower.broker.subscribed].filter((topic) => topic.includes('/clip/')),
      [],
    );
    await tower.controller.stop();
    t.equal(tower.clock.timers(), 0);
  },
);

t.test(
  'a clip that is not what its name says comes once more from the other source (failure 14)',
  async (t) => {
    const item = await itemOf(office, CLIP, { clip: twoWays(CLIP) });
    const { tower, state } = await towerWith(new Map([[URL_OF(CLIP), CLIP]]), item);
    tower.shelve(CLIP);
    tower.broker.publish(topics.chunk(clipHash(CLIP), 1), new Uint8Array(16_384).fill(7), true);
    await tower.start();
    t.same(tower.story('play-1'), ['ready']);
    t.equal(state.asked.length, 1);

    const wrong = Uint8Array.from(CLIP).fill(9, 100, 200);
    const both = await towerWith(new Map([[URL_OF(CLIP), wrong]]), item);
    both.tower.shelve(CLIP);
    both.tower.broker.publish(topics.chunk(clipHash(CLIP), 1), new Uint8Array(16_384).fill(7), true);
    await both.tower.start();
    t.same(both.tower.story('play-1'), ['failed:hash-mismatch'], 'spoilt on both ways');

    const absent = await towerWith(new Map(), item);
    absent.tower.shelve(CLIP);
    absent.tower.broker.publish(topics.chunk(clipHash(CLIP), 1), new Uint8Array(16_384).fill(7), true);
    await absent.tower.start();
    absent.tower.shelve(CLIP);
    await absent.tower.until(AT);
    t.same(absent.tower.story('play-1').at(0), 'ready', 'the broker is asked once more in the end');
  },
);

t.test('with the broker away the clip comes over HTTPS all the same', async (t) => {
  const item = await itemOf(office, CLIP, { clip: twoWays(CLIP), at: NOON + 600_000 });
  const { tower } = await towerWith(new Map([[URL_OF(CLIP), CLIP]]), item);
  await tower.start();
  tower.broker.cut();
  await tower.until(NOON + 700_000);
  tower.broker.up();
  await tower.settle();
  t.same(tower.story('play-1'), ['ready', 'started', 'finished']);
});

t.test('a plan sends towers to no place that is not named after the clip', async (t) => {
  for (const u of [
    'https://router.local/reboot',
    `https://relay.example/c/${clipHash(CLIP)}?x=1`,
    `ftp://relay.example/c/${clipHash(CLIP)}`,
    `https://user:word@relay.example/c/${clipHash(CLIP)}`,
  ]) {
    const { tower, state } = await towerWith(
      new Map(),
      await itemOf(office, CLIP, { clip: twoWays(CLIP, u) }),
    );
    await tower.start();
    await tower.until(AT);
    t.same(state.asked, [], u);
  }
});

t.test('what is withdrawn while it is fetched is fetched no further', async (t) => {
  const item = await itemOf(office, CLIP, { clip: twoWays(CLIP), at: NOON + 3_600_000 });
  const { tower, state } = await towerWith(new Map(), item);
  await tower.start();
  await tower.until(NOON - 500_000);
  const before = state.asked.length;
  t.ok(before > 0);
  await tower.give('plan', await office.plan(2, []));
  await tower.until(NOON + 3_600_000);
  t.equal(state.asked.length, before);
});

t.test(
  'a thousand towers spread their fetching; what sounds soon or is an emergency is fetched at once (failure 27)',
  async (t) => {
    const spreadMs = 600_000;
    const begun = (inMs: number, isUrgent = false) =>
      Array.from({ length: 1000 }, () => {
        const clock = manualClock(0);
        let at: number | undefined;
        const times = createPrefetchTimes(spreadMs, clock, () => {
          at ??= clock.now();
        });
        times.plan([{ clip: clipOf(CLIP), inMs, isUrgent }]);
        if (times.isDue(clipOf(CLIP).h)) at = 0;
        for (let call = clock.step(spreadMs * 2); call !== undefined; call = clock.step(spreadMs * 2)) call();
        return at ?? Number.POSITIVE_INFINITY;
      });
    const far = begun(6 * 3_600_000);
    t.ok(Math.max(...far) <= spreadMs, 'all within the spread');
    for (let tenth = 0; tenth < 10; tenth++) {
      const share = far.filter((at) => at >= tenth * 60_000 && at < (tenth + 1) * 60_000).length;
      t.ok(share > 50 && share < 160, `${share} of a thousand in minute ${tenth}`);
    }
    t.ok(Math.max(...begun(240_000)) <= 30_000, 'four minutes ahead: within half a minute');
    t.same([...new Set(begun(60_000))], [0]);
    t.same([...new Set(begun(6 * 3_600_000, true))], [0]);
  },
);

t.test('over a real connection ranges, cuts and wrong answers', async (t) => {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers.range);
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
    const part = CLIP.subarray(Number(from), Number(to) + 1);
    if (request.url === '/gone') response.writeHead(404).end();
    else if (request.url === '/whole') response.end(CLIP);
    else if (request.url === '/other')
      response.writeHead(206, { 'content-range': `bytes 5-9/${CLIP.length}` }).end('12345');
    else if (request.url === '/cut') {
      const head = { 'content-range': `bytes ${from}-${to}/${CLIP.length}`, 'content-length': part.length };
      response.writeHead(206, head);
      response.write(part.subarray(0, 20_000), () => setImmediate(() => response.destroy()));
    } else response.writeHead(206, { 'content-range': `bytes ${from}-${to}/${CLIP.length}` }).end(part);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const web = createWebSource(createRealClock());
  const get = async (path: string) => {
    const got: Uint8Array[] = [];
    const range = { from: 16_384, to: CLIP.length - 1 };
    await web.get(
      `${home}${path}`,
      range,
      async (bytes) => void got.push(Uint8Array.from(bytes)),
      new AbortController().signal,
    );
    return Buffer.concat(got);
  };
  const wanted = Buffer.from(CLIP.subarray(16_384));
  t.ok((await get('/part')).equals(wanted));
  t.equal(asked[0], `bytes=16384-${CLIP.length - 1}`);
  t.ok((await get('/whole')).equals(wanted), 'a server without ranges');
  await t.rejects(get('/cut'), { code: 'timeout', retry: true });
  await t.rejects(get('/gone'), { code: 'not-found' });
  await t.rejects(get('/other'), { code: 'not-found' }, 'another range than was asked for');
  server.closeAllConnections();
  server.close();
  await t.rejects(get('/part'), { code: 'timeout' });
});

t.test('the address the relay writes into a plan is one at which its own door has the clip', async (t) => {
  const sha256 = hashToHex(clipHash(CLIP));
  const app = fastify();
  await app.register(
    createTowerClips(
      { onTheWay: async (asked) => (asked === sha256 ? { codec: 'mp3', bytes: CLIP.length } : undefined) },
      {
        async open(_sha256, _codec, range) {
          const part = range === undefined ? CLIP : CLIP.subarray(range.from, range.to + 1);
          return { stream: Readable.from([part]), size: CLIP.length };
        },
      },
    ),
  );
  const home = await app.listen({ host: '127.0.0.1', port: 0 });
  t.teardown(() => app.close());
  const planned = {
    play: {
      id: 'play-1',
      bulletin: 'news',
      revision: 1,
      class: 'routine',
      at: AT,
      lateMs: 600_000,
      expiresAt: AT + 86_400_000,
      times: 1,
      gapMs: 0,
    },
    state: 'sched',
    clip: { sha256, bytes: CLIP.length, codec: 'mp3', ms: 20_000 },
    approval: 'a.b.c',
  } as unknown as PlanItem;
  const head = { tower: TOWER, epoch: 1, seq: 1, issuedAt: NOON, expiresAt: NOON + 86_400_000, rack: 0 };
  const plan = planToWire({ ...head, items: [planned] } as unknown as TowerPlan, home);
  const [item] = plan.items;
  t.equal(item?.clip.n, chunkCount(CLIP.length));
  const clip = await itemOf(office, CLIP, { clip: item?.clip ?? clipOf(CLIP) });
  const tower = await createTower(office, { parts: () => ({ web: createWebSource(createRealClock()) }) });
  let arrived: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, [clip]), true);
  await tower.start();
  await tower.until(NOON - 580_000);
  const push = tower.events.push.bind(tower.events);
  tower.events.push = (...events) => {
    if (events.some((one) => one.event === 'ready')) arrived();
    return push(...events);
  };
  if (!tower.events.some((one) => one.event === 'ready')) await ready;
  await tower.until(AT + 60_000);
  t.same(tower.story('play-1'), ['ready', 'started', 'finished']);
});

t.test(
  'a controller that was switched off waits for nothing any more, also when its line goes last',
  async (t) => {
    const tower = await createTower(office);
    await tower.start();
    await tower.controller.stop();
    tower.broker.cut();
    t.equal(tower.clock.timers(), 0);
  },
);
