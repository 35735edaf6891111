// When something in the box breaks: the player, the sound card, the memory card, the clock.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import t from 'tap';
import type { TimeServers } from '../../src/controller/ports.ts';
import { createRealClock } from '../../src/controller/real-clock.ts';
import { agreed, ntpQuestion, readNtpAnswer } from '../../src/controller/sntp.ts';
import { createUdpTimeServers } from '../../src/controller/udp-time-servers.ts';
import { RelayError } from '../../src/core/errors.ts';
import type { Health, Item, TowerEvent } from '../../src/wire/messages.ts';
import { sealTrust } from '../../src/wire/signing.ts';
import {
  createOffice,
  createTower,
  itemOf,
  type ManualClock,
  NOON,
  soundOf,
  TOWER,
  type Tower,
  topics,
} from './support.ts';

const office = await createOffice();
const CLIP = soundOf(40_000, 1);
const OTHER = soundOf(30_000, 2);
const AT = NOON + 60_000;

async function readyTower(items: Item[], clips: Uint8Array[] = [CLIP]): Promise<Tower> {
  const tower = await createTower(office);
  for (const clip of clips) tower.shelve(clip);
  tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, items), true);
  await tower.start();
  return tower;
}
const heardNames = (tower: Tower) => tower.speaker.heard.map((one) => one.name);
const eventsOf = (tower: Tower, ev: string) =>
  tower.broker.said<TowerEvent>('event').filter((one) => one.ev === ev);
const flood = (more: Partial<Item> = {}) =>
  itemOf(office, OTHER, { id: 'flood', ann: 'flood', cls: 'emergency', ...more });

t.test('a player that hangs costs its own play; the next one sounds', async (t) => {
  for (const fault of ['hangs', 'breaks', 'short'] as const) {
    const tower = await readyTower([
      await itemOf(office, CLIP),
      await itemOf(office, CLIP, { id: 'play-2', at: AT + 120_000 }),
    ]);
    tower.speaker.faults.push(fault);
    await tower.until(AT + 300_000);
    t.same(tower.story('play-1'), ['ready', 'started', 'failed:audio-device'], fault);
    t.same(tower.story('play-2'), ['ready', 'started', 'finished'], fault);
    if (fault === 'hangs') t.ok(tower.speaker.stops > 0, 'the hung player was told to go');
    const told = eventsOf(tower, 'audio');
    t.equal(told.length, 1, 'the office is told once');
    t.equal(told[0]?.why, 'audio-device');
    await tower.controller.stop();
    t.equal(tower.clock.timers(), 0, 'no watch stays behind');
  }
});

t.test('an emergency whose player fails is tried again inside its window, and not for ever', async (t) => {
  const tower = await readyTower([await flood()], [OTHER]);
  tower.speaker.isBroken = true;
  await tower.until(AT + 30_000);
  t.same(heardNames(tower), []);
  await tower.give('cmd', await office.cmd('report', tower.clock.now()));
  t.equal(tower.broker.said<Health>('health').at(-1)?.audio, 'failed');
  tower.speaker.isBroken = false;
  tower.speaker.faults.push('hangs');
  await tower.until(AT + 300_000);
  t.same(heardNames(tower), ['flood', 'flood'], 'once with a player that hung, once whole');
  t.same(tower.story('flood'), ['ready', 'started', 'started', 'finished']);
  await tower.give('cmd', await office.cmd('report', tower.clock.now()));
  t.equal(tower.broker.said<Health>('health').at(-1)?.audio, 'ok');

  const hopeless = await readyTower([await flood()], [OTHER]);
  hopeless.speaker.isBroken = true;
  await hopeless.until(AT + 900_000);
  t.same(hopeless.story('flood'), ['ready', 'failed:audio-device'], 'told when its window has closed');
  t.equal(eventsOf(hopeless, 'audio').length, 1, 'and the office is not flooded with it');
});

t.test('an emergency that had to be cut counts as heard: its next try waits for peace', async (t) => {
  const cut = async (late: number) => {
    const tower = await readyTower([await flood({ late })], [OTHER]);
    await tower.give('config', await office.config(2, { maxEmergencyMs: 25_000 }));
    tower.speaker.faults.push('hangs');
    await tower.until(AT + 900_000);
    return tower;
  };
  const patient = await cut(600_000);
  const [first = 0, second = 0] = patient.speaker.heard.map(({ at }) => at);
  t.ok(second - first > 300_000, 'five minutes of peace lie between the two');
  t.equal(patient.story('flood').at(-1), 'finished');
  const short = await cut(120_000);
  t.same(short.story('flood'), ['ready', 'started', 'failed:audio-device'], 'what began was not skipped');
});

t.test('news waits no longer than it must for an emergency that cannot sound', async (t) => {
  const tower = await readyTower([await itemOf(office, CLIP), await flood()], [CLIP, OTHER]);
  tower.speaker.isBroken = true;
  await tower.until(AT);
  tower.speaker.isBroken = false;
  await tower.until(AT + 300_000);
  t.same(tower.story('flood').at(-1), 'finished');
});

t.test('a hung player that is withdrawn is stopped, and reported so', async (t) => {
  const item = await itemOf(office, CLIP);
  const tower = await readyTower([item]);
  tower.speaker.faults.push('hangs');
  await tower.until(AT + 5000);
  await tower.give('plan', await office.plan(2, [{ ...item, st: 'withdrawn' }]));
  await tower.until(AT + 9000);
  t.same(tower.story('play-1'), ['ready', 'started', 'stopped:withdrawn']);
});

t.test(
  'a dead card: news fails with the reason, one emergency sounds from memory (failure 16)',
  async (t) => {
    const tower = await createTower(office);
    tower.shelve(CLIP);
    tower.shelve(OTHER);
    await tower.start();
    const dead = async () => {
      throw new RelayError('disk-failed', 'The controller could not write: EROFS.', { retry: true });
    };
    Object.assign(tower.disk, { write: dead, append: dead, remove: dead });
    await tower.give('plan', await office.plan(1, [await itemOf(office, CLIP), await flood()]));
    await tower.until(AT + 300_000);
    t.same(tower.story('play-1'), ['failed:disk-full']);
    t.same(tower.story('flood'), ['ready', 'started', 'finished']);
    t.same(heardNames(tower), ['flood']);
    t.equal(eventsOf(tower, 'disk').length, 1, 'said once');
    t.match(eventsOf(tower, 'disk')[0]?.text, /EROFS/);
    await tower.until(AT + 700_000);
    t.equal(tower.broker.said<Health>('health').at(-1)?.disk, 'failed');
    t.notOk(
      tower.events.some((one) => one.event === 'planned'),
      'a plan that a power cut would lose is not reported as taken',
    );
    await tower.give('plan', await office.plan(2, []));
    await tower.give('plan', await office.plan(1, [await flood({ id: 'flood-2' })]));
    t.match(tower.events.at(-1), { event: 'refused', why: 'replay' }, 'an old plan is still refused');
  },
);

t.test('a tower whose card is dead still obeys a revocation and a withdrawal', async (t) => {
  const item = await itemOf(office, CLIP, { at: AT + 600_000 });
  const tower = await readyTower([item, await itemOf(office, CLIP, { id: 'play-2', at: AT + 700_000 })]);
  tower.disk.isFull = () => true;
  const gone = await itemOf(office, CLIP, { id: 'play-2', at: AT + 700_000, st: 'withdrawn' });
  await tower.give('plan', await office.plan(2, [item, gone]));
  t.same(tower.story('play-2'), ['ready', 'skipped:withdrawn']);
  const keys = office.trust().keys.filter((key) => key.use !== 'approve');
  const next = await sealTrust(office.trust({ ver: 2, keys }), [office.keys.root]);
  tower.broker.publish(topics.trust, JSON.stringify(next), true);
  await tower.settle();
  t.same(tower.story('play-1'), ['ready', 'rejected:unknown-key']);
  tower.disk.isFull = () => false;
  await tower.until(NOON + 60_000);
  t.match(tower.events.at(-1), { event: 'planned', seq: 2 }, 'kept as soon as the card takes it');
  t.equal(JSON.parse(new TextDecoder().decode(tower.disk.files.get('trust.json'))).payload, next.payload);
});

t.test(
  'a full card at the start does not keep the tower from its time and its plan (failure 15)',
  async (t) => {
    const tower = await createTower(office);
    tower.shelve(OTHER);
    tower.disk.isFull = () => true;
    tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, [await flood()]), true);
    await tower.start();
    await tower.until(AT + 60_000);
    t.same(heardNames(tower), ['flood']);
  },
);

// Time.

/** Packets as servers send them: what they say the time is, and what else is wrong with them. */
interface Answers {
  readonly offMs?: number;
  readonly kiss?: boolean;
  readonly strange?: boolean;
  readonly unsynchronised?: boolean;
  readonly silent?: boolean;
}
function packetOf(question: Uint8Array, trueMs: number, answer: Answers): Uint8Array {
  const packet = new Uint8Array(48);
  packet[0] = answer.unsynchronised ? 0xe4 : 0x24;
  packet[1] = answer.kiss ? 0 : 2;
  packet.set(question.subarray(40, 48), 24);
  if (answer.strange) packet[24] = (packet[24] ?? 0) ^ 1;
  const view = new DataView(packet.buffer);
  const ntp = (trueMs + (answer.offMs ?? 0)) / 1000 + 2_208_988_800;
  for (const at of [32, 40]) {
    view.setUint32(at, Math.floor(ntp) % 2 ** 32);
    view.setUint32(at + 4, Math.floor((ntp % 1) * 2 ** 32));
  }
  return packet;
}

/** Servers that answer in 40 ms of virtual time by a true clock `trueOffsetMs` ahead of the tower's. */
function serversOf(clock: ManualClock, answers: Record<string, Answers>, trueOffsetMs: () => number) {
  const asked: string[] = [];
  const servers: TimeServers = {
    names: Object.keys(answers),
    async ask(name, question) {
      asked.push(name);
      const answer = answers[name] ?? {};
      if (answer.silent) throw new RelayError('timeout', 'no answer', { retry: true });
      const sentAt = clock.now() - 40;
      return {
        answer: packetOf(question, clock.now() - 20 + trueOffsetMs(), answer),
        sentAt,
        heardAt: clock.now(),
      };
    },
  };
  return { servers, asked };
}

async function offlineTower(answers: Record<string, Answers>, offsetMs = 7_000_000) {
  const first = await readyTower([await itemOf(office, CLIP)]);
  const asked: string[] = [];
  const start = first.clock.now() - offsetMs;
  const tower = await createTower(office, {
    startAt: start,
    files: first.disk.files,
    parts: (clock) => {
      const made = serversOf(clock, answers, () => offsetMs);
      return {
        timeServers: {
          names: made.servers.names,
          ask: (...all) => {
            asked.push(all[0]);
            return made.servers.ask(...all);
          },
        },
      };
    },
  });
  tower.broker.isReachable = false;
  await tower.start();
  return { tower, asked, offsetMs };
}

t.test('with the relay away the network says the time, and the plan on the card sounds by it', async (t) => {
  const { tower, offsetMs } = await offlineTower({
    a: {},
    b: { offMs: 30 },
    c: { offMs: -3_600_000 },
    d: { silent: true },
  });
  await tower.until(AT - offsetMs + 120_000);
  t.equal(tower.speaker.heard.length, 1);
  const off = (tower.speaker.heard[0]?.at ?? 0) - (AT - offsetMs);
  t.ok(Math.abs(off) <= 40, `${off} ms from its time: the liar was outvoted`);
  tower.relay.trueOffsetMs = offsetMs;
  tower.broker.up();
  await tower.settle();
  t.match(tower.broker.said<object>('hello')[0], { time: { src: 'ntp' } });
  const heard = tower.broker.said<object>('hello').length;
  await tower.give('cmd', await office.cmd('report', tower.clock.now() + offsetMs));
  t.ok(tower.broker.said<object>('hello').length > heard);
});

t.test(
  'one server alone, a kiss of death, a stranger’s answer or one below the floor set no clock',
  async (t) => {
    for (const answers of [
      { a: {} },
      { a: {}, b: { offMs: 60_000 }, c: { offMs: -60_000 } },
      { a: {}, b: { kiss: true }, c: { kiss: true } },
      { a: { strange: true }, b: { strange: true }, c: { strange: true } },
      { a: { unsynchronised: true }, b: { unsynchronised: true } },
      { a: { offMs: -86_400_000 }, b: { offMs: -86_400_000 } },
    ] as Record<string, Answers>[]) {
      const { tower } = await offlineTower(answers);
      await tower.until(tower.clock.now() + 300_000);
      t.notOk(
        tower.events.some((one) => one.event === 'time'),
        JSON.stringify(answers),
      );
    }
    const { tower, asked } = await offlineTower({ a: {}, b: { kiss: true } });
    await tower.until(tower.clock.now() + 3_600_000);
    t.equal(asked.filter((name) => name === 'b').length, 1, 'who asks to be left alone is');
    t.ok(asked.filter((name) => name === 'a').length > 3, 'the others are asked again');
  },
);

t.test(
  'the relay’s time overrules the network’s; timers are armed anew and nothing sounds twice (failure 7)',
  async (t) => {
    const lie = 30_000;
    const { tower, offsetMs } = await offlineTower({ a: { offMs: lie }, b: { offMs: lie } });
    await tower.until(tower.clock.now() + 60_000);
    t.match(tower.events.at(-1), { event: 'time', offsetMs: offsetMs + lie });
    tower.relay.trueOffsetMs = offsetMs;
    tower.broker.up();
    await tower.settle();
    t.equal(eventsOf(tower, 'time-step').length, 1);
    await tower.until(AT - offsetMs + 120_000);
    t.equal((tower.speaker.heard[0]?.at ?? 0) - (AT - offsetMs), 0);
    // and back again, as a bad server behind the relay would have it
    tower.relay.trueOffsetMs = offsetMs - 120_000;
    tower.broker.cut();
    tower.broker.up();
    await tower.until(AT - offsetMs + 600_000);
    t.same(heardNames(tower), ['play-1']);
  },
);

t.test('while the relay says the time, no server is asked', async (t) => {
  const asked: string[] = [];
  const tower = await createTower(office, {
    parts: () => ({
      timeServers: {
        names: ['a'],
        ask: async (name) => {
          asked.push(name);
          throw new RelayError('timeout', 'no');
        },
      },
    }),
  });
  await tower.start();
  await tower.until(NOON + 6 * 3_600_000);
  t.same(asked, []);
  await tower.controller.stop();
  t.equal(tower.clock.timers(), 0);
});

t.test(
  'a clock that may be off by more than two seconds is good for emergencies only (failure 6)',
  async (t) => {
    const tower = await createTower(office);
    tower.shelve(CLIP);
    tower.shelve(OTHER);
    tower.broker.publish(
      topics.down(TOWER, 'plan'),
      await office.plan(1, [await itemOf(office, CLIP), await flood({ at: AT + 60_000 })]),
      true,
    );
    tower.relay.answers = false;
    await tower.start();
    const hello = tower.broker.said<{ nonce: string }>('hello')[0];
    // half the trip over a satellite would do it; drift makes it worse
    tower.clock.set(tower.clock.now() + 3990);
    await tower.give('ack', await office.ack(hello?.nonce ?? '', tower.clock.now() - 1995));
    await tower.until(AT + 300_000);
    t.same(heardNames(tower), ['flood']);
    t.same(tower.story('play-1'), ['ready', 'skipped:no-time']);
  },
);

t.test(
  'a blunt answer is no reason to rest: the tower asks again before drift makes its time useless',
  async (t) => {
    const tower = await createTower(office);
    tower.shelve(CLIP);
    tower.broker.publish(
      topics.down(TOWER, 'plan'),
      await office.plan(1, [await itemOf(office, CLIP)]),
      true,
    );
    tower.relay.answers = false;
    await tower.start();
    const hello = tower.broker.said<{ nonce: string }>('hello')[0];
    tower.clock.set(tower.clock.now() + 3990);
    await tower.give('ack', await office.ack(hello?.nonce ?? '', tower.clock.now() - 1995));
    tower.relay.answers = true;
    await tower.until(AT + 300_000);
    t.same(heardNames(tower), ['play-1']);
  },
);

t.test('most must agree: the middle of those who do, with an honest error', async (t) => {
  const one = (offsetMs: number, errMs: number) => ({ offsetMs, errMs });
  t.same(agreed([]), undefined);
  t.same(agreed([one(0, 10)]), undefined);
  t.same(agreed([one(0, 10), one(500, 10)]), undefined, 'two that differ');
  t.same(agreed([one(0, 10), one(10, 10), one(9000, 10), one(9001, 10)]), undefined, 'two against two');
  t.match(agreed([one(0, 10), one(10, 10), one(5, 10), one(9001, 10)]), { offsetMs: 5, errMs: 15 });
  const question = ntpQuestion(new Uint8Array(8).fill(7));
  const trip = { sentAt: 1000, heardAt: 1040 };
  const year2040 = Date.UTC(2040, 0, 1);
  const read = readNtpAnswer(packetOf(question, year2040, {}), question, trip);
  t.ok(read.ok && Math.abs(read.offsetMs - (year2040 - 1020)) < 1, 'the count that begins anew in 2036');
  t.same(readNtpAnswer(new Uint8Array(20), question, trip), { ok: false, why: 'shape' });
});

t.test('a real server is asked over UDP, and a dead one is a timeout', async (t) => {
  const clock = createRealClock();
  const server = createSocket('udp4');
  server.on('message', (question, from) =>
    server.send(packetOf(question, Date.now() + 5000, {}), from.port, from.address),
  );
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const name = `127.0.0.1:${server.address().port}`;
  const servers = createUdpTimeServers([name], clock);
  const question = ntpQuestion(new Uint8Array(8).fill(9));
  const heard = await servers.ask(name, question, 2000);
  const read = readNtpAnswer(heard.answer, question, heard);
  t.ok(read.ok && Math.abs(clock.now() + read.offsetMs - Date.now() - 5000) < 1000);
  server.close();
  await t.rejects(servers.ask(name, question, 50), { code: 'timeout' });
});
