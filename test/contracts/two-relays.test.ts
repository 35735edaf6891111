// Two relays' lines at one Mosquitto: neither throws the other off, the one that lives contradicts the other's offline, and
// a receiving line that nobody carries any more is found by its own beat. Needs Mosquitto.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import t from 'tap';
import { afterRealTime } from '../../src/adapters/mqtt/in-turn.ts';
import { createTowerLine } from '../../src/adapters/mqtt/tower-line.ts';
import type { OrgId, TowerId } from '../../src/core/ids.ts';
import { planOf } from '../../src/core/plan.ts';
import type { TowerNews } from '../../src/pipeline/ports.ts';
import { createTopics } from '../../src/wire/topics.ts';
import { openLink } from '../support/link-proxy.ts';
import { freePort, MOSQUITTO, mosquittoOver, until } from '../support/processes.ts';

const topics = createTopics('tower/v1');
const lacking = MOSQUITTO === undefined;
if (lacking && process.env['HOKRACHAI_REQUIRE_PEERS'] === '1') t.fail('Mosquitto must be installed here');

/** A relay's line whose beats come soon. */
function relayAt(port: number, name: string, level: 4 | 5 = 5) {
  const events: string[] = [];
  const heard: string[] = [];
  const overtaken: string[] = [];
  const note = (_facts: object, event: string) => void events.push(event);
  const room = createTowerLine(
    {
      broker: {
        ...{ kind: 'external', url: `mqtt://127.0.0.1:${port}`, username: 'relay', password: 'x' },
        accounts: 'elsewhere',
        level,
      },
      topicRoot: 'tower/v1',
      instance: name,
      mark: name,
    },
    {
      keys: {
        sign: async (_type, said) => `a.${Buffer.from(JSON.stringify(said)).toString('base64url')}.c`,
        trustDocument: async () => ({ payload: '', signatures: [] }) as never,
        rootKeys: () => ({ threshold: 1, keys: [] }),
      },
      log: { debug() {}, info: note, warn: note, error: note },
      clock: { now: Date.now, ulid: () => '01J0000000000000000000TEST' },
      contacts: { passwordHash: async () => undefined },
      secrets: { matches: async () => false },
      after: (ms, work) => afterRealTime(ms > 3_000 ? ms / 50 : ms / 5, work),
    },
  );
  const news = {
    event: async (_tower: string, { detail }: { readonly detail: string }) => void heard.push(detail),
    overtaken: async (tower: string) => void overtaken.push(tower),
  } as unknown as TowerNews;
  return { room, events, heard, overtaken, start: () => room.start(news, async () => undefined) };
}

t.test('two relays at one broker', { skip: lacking ? 'Mosquitto is not installed' : false }, async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'hokrachai-two-'));
  const port = await freePort();
  const conf = join(home, 'mosquitto.conf');
  writeFileSync(conf, `listener ${port} 127.0.0.1\nallow_anonymous true\nuser root\n`);
  const broker = mosquittoOver({ program: MOSQUITTO ?? '', conf });
  await broker.start();
  const link = await openLink({ to: port });
  const one = relayAt(port, 'one');
  const two = relayAt(link.port, 'two');
  const tower = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { clientId: 'a-tower' });
  const said: { state: string; instance: string }[] = [];
  tower.on('message', (_topic, payload) => void said.push(JSON.parse(payload.toString())));
  await tower.subscribeAsync(topics.relayStatus, { qos: 1 });
  t.teardown(async () => {
    await tower.endAsync(true);
    await two.room.stop();
    await one.room.stop();
    await link.close();
    await broker.kill();
    rmSync(home, { recursive: true, force: true });
  });
  await one.start();
  await two.start();
  await until('both', () => (one.room.ready() ?? two.room.ready()) === undefined || undefined);

  t.test('under names of their own both stay, and both hear a tower', async (t) => {
    const word = (detail: string) =>
      tower.publishAsync(
        topics.up('30010105-01', 'event'),
        JSON.stringify({ v: 1, t: Date.now(), ev: 'boot', text: detail }),
        { qos: 1 },
      );
    await word('first');
    await until('the word', () => (one.heard.includes('first') && two.heard.includes('first')) || undefined);
    t.notOk([...one.events, ...two.events].includes('broker-away'));
  });

  t.test('a receiving line that went half-open is found by its beat, and hears again', async (t) => {
    const before = two.events.length;
    link.halfOpen(1);
    await until('the beat', () => two.events.slice(before).includes('relay-hears-nothing') || undefined);
    await until('its return', () => two.room.ready() === undefined || undefined);
    t.notOk(one.events.includes('relay-hears-nothing'), 'the other is not deaf');
  });

  t.test(
    'an older plan that comes late over a newer one is told to whoever said the newer one',
    async (t) => {
      const old = relayAt(port, 'old', 4);
      t.teardown(() => old.room.stop());
      await old.start();
      await until('the third', () => old.room.ready() === undefined || undefined);
      const say = (relay: typeof one, n: string, seq: number) =>
        relay.room.line.publishPlan(
          planOf(
            {
              org: 'org' as OrgId,
              tower: `30010105-${n}` as TowerId,
              epoch: 1,
              seq,
              issuedAt: Date.now(),
              rack: 0,
            },
            [],
            'mp3',
          ),
          Promise.resolve(),
        );
      // Both ways of hearing: MQTT 5 does not bring back what one says oneself, 3.1.1 does.
      for (const newer of [one, old]) {
        const tower = newer === one ? '01' : '02';
        for (const seq of [5, 6, 7]) await say(newer, tower, seq);
        await say(two, tower, 6);
        await until('the word', () => newer.overtaken.includes(`30010105-${tower}`) || undefined);
        await say(newer, tower, 8);
        await say(two, tower, 9);
        await say(two, tower, 1);
        await until('the next word', () => newer.overtaken.length > 1 || undefined);
        t.same(
          newer.overtaken,
          [`30010105-${tower}`, `30010105-${tower}`],
          'only of what is older than its own',
        );
      }
      const many = Array.from({ length: 60 }, (_, n) => String(n + 10));
      await Promise.all(many.map((n) => say(one, n, 2)));
      await Promise.all(many.map((n) => say(two, n, 1)));
      await until('each of many', () => one.overtaken.length === 62 || undefined);
      t.same(two.overtaken, [], 'whoever said the older one has nothing newer there');
    },
  );

  t.test('one goes, the other contradicts its offline', async (t) => {
    await one.room.stop();
    const afterwards = await until('the contradiction', () => {
      const gone = said.findIndex(({ state, instance }) => state === 'offline' && instance === 'one');
      return gone >= 0 && said.length > gone + 1 ? said.slice(gone, gone + 2) : undefined;
    });
    t.match(afterwards, [
      { state: 'offline', instance: 'one' },
      { state: 'online', instance: 'two' },
    ]);
  });
});
