// Stories of what is kept: the broker gives a clip up a day after its last play and gets it again when it sounds again;
// what nobody refers to any more leaves database and disk, and what was approved or heard stays.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import t from 'tap';
import { claimTower } from '../../src/controller/claim-tower.ts';
import { NOON, openVillage } from '../support/village.ts';

const NEWS = 'แจ้งงดจ่ายน้ำ วันที่ ๒๓ พ.ย. ๒๕๖๙ หมู่ ๑';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const village = await openVillage({
  startAt: NOON - 5 * HOUR,
  foundation: (sample) => ({ ...sample, quietHours: { fromMinute: 0, toMinute: 0 } }),
});
t.teardown(village.close);
const [one, two] = village.towers;
if (one === undefined || two === undefined) throw new Error('two towers');
const towers = [one.id, two.id];
const somsri = await village.officer('somsri');

/** A third tower, of which only the ear is there: what any tower may read, it reads. */
const folder = await mkdtemp(join(tmpdir(), 'hokrachai-listener-'));
t.teardown(() => rm(folder, { recursive: true, force: true }));
const third = (await village.relay.towerIds()).find((id) => !towers.includes(id)) as string;
const listener = await claimTower(village.url, await village.relay.claimCode(third as never), folder);

/** The pieces of clips that the broker retains now. */
async function retained(): Promise<readonly string[]> {
  const client = await mqtt.connectAsync(listener.mqttUrl, {
    clientId: third,
    username: third,
    password: listener.password,
    protocolVersion: 4,
    reconnectPeriod: 0,
  });
  const topics: string[] = [];
  const trust = new Promise<void>((resolve) => {
    client.on('message', (topic, payload) => {
      if (topic.endsWith('/trust')) resolve();
      else if (payload.length > 0) topics.push(topic);
    });
  });
  await client.subscribeAsync(`${listener.topicRoot}/clip/+/+`, { qos: 1 });
  // The broker answers in order: when the trust document is here, the pieces are.
  await client.subscribeAsync(`${listener.topicRoot}/trust`, { qos: 1 });
  await trust;
  await client.endAsync(true);
  return topics;
}

/** Approved for that time at both towers, and heard there. */
async function heard(at: number): Promise<string> {
  const seen = await village.news(NEWS);
  const { body } = await somsri.approve(seen, {
    wish: { kind: 'at', at: new Date(at).toISOString() },
    towers,
  });
  if (body.complete !== true) throw new Error(JSON.stringify(body));
  await village.ready(seen.id);
  const held = await retained();
  t.ok(held.length > 0, 'the broker holds the pieces when the towers are ready');
  await village.passTo(at + 2 * MINUTE);
  const over = await village.bulletin(seen.id, 'heard at both towers', ({ allPlays }) =>
    allPlays.every((play) => play.state === 'finished'),
  );
  return over.clip?.sha256 ?? '';
}

t.test(
  'a day after its last play a clip is gone from the broker, and comes back when it sounds again',
  async (t) => {
    const clip = await heard(village.clock.now() + 10 * MINUTE);
    await village.pass(23 * HOUR);
    t.ok((await retained()).length > 0, 'the same news often sounds again the next day');
    two.cut();
    await village.pass(2 * HOUR);
    t.same(await village.until('a clean broker', async () => (await retained()).length === 0 && []), []);

    const plansBefore = two.events.filter((event) => event.event === 'planned').length;
    two.mend();
    await village.connected();
    t.ok(
      await village.until(
        'its plan',
        async () => two.events.filter((event) => event.event === 'planned').length > plansBefore,
      ),
      'who comes back finds its plan',
    );
    t.equal(await heard(village.clock.now() + 10 * MINUTE), clip, 'the same words are the same clip');
  },
);

t.test('a month later what nobody approved is gone from the disk, and what was heard is there', async (t) => {
  const { newsroom } = village.relay.desks;
  const heardBefore = await heard(village.clock.now() + 10 * MINUTE);
  const rejected = await village.news('ข่าวที่ไม่มีใครเอา');
  const seen = await village.news('ข่าวที่รอฟัง');
  await newsroom.turnDown(somsri.person, rejected.id as never, {
    revision: rejected.revision,
    to: 'rejected',
    reason: 'ไม่จริง',
  });
  const files = async () => (await readdir(join(village.dataDir, 'clips'))).sort();
  const renditions = (id: string) =>
    village.beside(async (store) => {
      const page = await store.views.bulletin(somsri.person.org, id as never);
      return (page?.clip?.renditions ?? []).map((one) => `${one.sha256}.${one.codec}`);
    });
  const gone = await renditions(rejected.id);
  const before = await files();
  t.equal(gone.length, 2);
  village.moveRelayClock(31 * 24 * HOUR);
  for (const wait of [2 * MINUTE, 61 * MINUTE, 61 * MINUTE]) {
    village.moveRelayClock(wait);
    await village.relay.conveyor.settle();
  }
  t.same(
    await files(),
    before.filter((name) => !gone.includes(name)),
  );
  t.ok((await renditions(seen.id)).every((name) => before.includes(name)));
  t.ok(
    (await files()).some((name) => name.startsWith(heardBefore)),
    'what was heard stays',
  );
  await village.beside(async (store) => {
    t.equal(await store.audit.firstBroken(somsri.person.org), undefined);
    const page = await store.views.bulletin(somsri.person.org, rejected.id as never);
    t.match(page, { clip: undefined, bulletin: { current: { state: 'rejected', words: 'ข่าวที่ไม่มีใครเอา' } } });
  });
  const figures = await (await fetch(new URL('/metrics', village.url))).text();
  t.match(figures, /hokrachai_swept\{what="clip-files"\} 2/);
});
