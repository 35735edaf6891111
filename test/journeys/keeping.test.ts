// Stories of what is kept: the broker gives a clip up a day after its last play and gets it again when it sounds again;
// what nobody refers to any more leaves database and disk, and what was approved or heard stays.
import { mkdtemp, rm } from 'node:fs/promises';
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
