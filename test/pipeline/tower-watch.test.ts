// Silence is noticed, over days of the village's time: what towers say goes in through the stage of receipts, the watch and
// the tones look as the conveyor makes them, and what an officer reads comes out at the desk.
import t from 'tap';
import { createStore } from '../../src/adapters/store/store.ts';
import type { PlayId, TowerId } from '../../src/core/ids.ts';
import { minuteOfDay } from '../../src/core/timetable.ts';
import { toneMinuteOf } from '../../src/core/tone.ts';
import type { Stage } from '../../src/pipeline/conveyor.ts';
import type { Log, TowerLine } from '../../src/pipeline/ports.ts';
import { createReceipts, type ReceiptsPorts } from '../../src/pipeline/receipts.ts';
import { createTowerCare } from '../../src/pipeline/tower-care.ts';
import { createTowerTones } from '../../src/pipeline/tower-tones.ts';
import { createTowerWatch } from '../../src/pipeline/tower-watch.ts';
import { NOW, QUIET } from '../contracts/store-databases.ts';
import {
  book,
  claimPlans,
  found,
  look,
  name,
  published,
  receipt,
  type Village,
} from '../contracts/store-village.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const never = new AbortController().signal;

async function open() {
  let now = NOW;
  const clock = { now: () => now, ulid: () => name('ulid') };
  const folder = t.testdir();
  const store = createStore({ kind: 'sqlite', folder: `${folder}/${name('db')}`, now: clock.now }, QUIET);
  await store.start();
  t.teardown(() => store.stop());
  const village = await found(store);
  const barred: TowerId[] = [];
  const tones: { tower: TowerId; volume: number; minute: number }[] = [];
  const broken = { line: false, keys: false };
  const line = {
    acknowledge: async () => undefined,
    testTone: async (tower: TowerId, volume: number) => {
      if (broken.line) throw new Error('the broker is away');
      tones.push({ tower, volume, minute: minuteOfDay(now) });
    },
  } as unknown as TowerLine;
  const log: Log = QUIET;
  const receipts = createReceipts({
    ...store,
    contacts: store.towerContacts,
    ...{ shelf: {} as ReceiptsPorts['shelf'], line, clock, log, changed: () => undefined },
  });
  const watch = createTowerWatch({
    ...store,
    trustVersion: async () => {
      if (broken.keys) throw new Error('locked');
      return 3;
    },
    bar: async (tower) => void barred.push(tower),
    ...{ clock, log },
  });
  const toning = createTowerTones({ ...store, line, clock, log });
  const care = createTowerCare({ ...store, line, clock });

  async function turn(stage: Stage<unknown>): Promise<void> {
    for (const thing of await stage.due(100)) {
      try {
        await stage.run(thing, never);
      } catch (error) {
        await stage.failed(thing, error as never);
      }
    }
  }
  const tick = async () => {
    for (const stage of [receipts, watch, toning]) await turn(stage as Stage<unknown>);
  };
  const { news } = receipts;
  const conns = new Map<string, number>();
  return {
    ...{ store, village, news, watch, care, barred, tones, broken, clock, tick },
    /** Time passes, a minute or more at a time; whoever is named reports its health meanwhile. */
    async pass(ms: number, healthy: readonly TowerId[] = village.towers, step = 5 * MINUTE) {
      for (const until = now + ms; now < until; ) {
        now = Math.min(until, now + step);
        for (const tower of healthy) await health(tower);
        await tick();
      }
    },
    async hello(tower: TowerId, boot = 'B') {
      const conn = (conns.get(tower + boot) ?? 0) + 1;
      conns.set(tower + boot, conn);
      const self = { protocol: 1, trustVer: 3, configSeq: 2, freeBytes: 1e9 };
      const state = { planEpoch: 1, planSeq: 0, codecs: ['mp3'], firmware: '1', clockErrorMs: 20 };
      await news.hello(tower, { boot, conn, nonce: 'n', ...state, self });
      return { boot, conn };
    },
    async loudness(tower = village.first) {
      const found = (await care.of(village.org)).find((one) => one.tower.id === tower);
      return [found?.ailments[0]?.reason, found?.loudness];
    },
    async record(tower: TowerId = village.first) {
      const lines = await store.audit.list(village.org, { subject: { kind: 'tower', id: tower }, limit: 99 });
      return lines
        .filter(({ act }) => act === 'tower-unwell' || act === 'tower-well')
        .map(({ act, facts }) => `${act} ${facts['reason']} ${facts['told']}`)
        .reverse();
    },
  };

  async function health(tower: TowerId) {
    const self = { trustVer: 3, configSeq: 2, freeBytes: 1e9 };
    const held = (await store.towers.find(village.org, tower))?.planSeq ?? 0;
    await news.health(tower, { clockErrorMs: 20, planEpoch: 1, planSeq: held, self });
  }
}

const publishAll = async (village: Village) => {
  for (const plan of await claimPlans(village))
    await published(village, plan, { sent: (await sentOf(village, plan.tower)) as PlayId[] });
};
async function sentOf(village: Village, tower: TowerId) {
  const content = await village.store.plans.content([{ org: village.org, tower }], NOW, NOW + DAY);
  return (content.get(tower) ?? []).filter((one) => !one.withdrawn).map((one) => one.play.id);
}

t.test(
  'a tower that falls silent is told louder with age, each step once in the record, and its return as well',
  async (t) => {
    const { village, hello, news, pass, loudness, record, watch, store } = await open();
    const { first, second } = village;
    const connection = await hello(first);
    await hello(second);
    await pass(10 * MINUTE);
    t.strictSame(await loudness(), [undefined, undefined]);
    t.match(watch.figures(), { towers: 2, online: 2, unwell: { noted: 0 }, silentMs: 0 });
    await news.presence(first, { online: false, ...connection });
    await pass(MINUTE, [second], MINUTE);
    t.strictSame(await loudness(), [undefined, undefined], 'networks flap');
    await pass(4 * MINUTE, [second]);
    t.strictSame(await loudness(), ['no-contact', 'noted']);
    t.strictSame(await record(), [], 'nobody is told of it yet');
    await pass(15 * MINUTE, [second]);
    t.strictSame(await loudness(), ['no-contact', 'listed']);
    await pass(4 * HOUR, [second]);
    t.strictSame(await loudness(), ['no-contact', 'raised']);
    await pass(DAY, [second], HOUR);
    t.strictSame(await loudness(), ['no-contact', 'reported']);
    t.strictSame(await record(), [
      'tower-unwell no-contact listed',
      'tower-unwell no-contact raised',
      'tower-unwell no-contact reported',
    ]);
    t.match(watch.figures(), { online: 1, ailments: { 'no-contact': 1 }, unwell: { reported: 1 } });
    t.ok(watch.figures().silentMs > DAY);
    t.strictSame(await loudness(second), [undefined, undefined], 'its neighbour is well');
    await store.towers.mute(village.org, first, NOW + 9 * DAY, village.deed());
    t.strictSame(await loudness(), ['no-contact', 'noted'], 'somebody has switched it off: nobody is called');
    await store.towers.mute(village.org, first, undefined, village.deed());
    await hello(first);
    await pass(5 * MINUTE);
    t.strictSame(await loudness(), [undefined, undefined]);
    t.equal((await record()).at(-1), 'tower-well no-contact reported');
  },
);

t.test(
  'played into a dead amplifier is not heard; measured sound is, and ends the fault (failure 32)',
  async (t) => {
    const { village, hello, news, pass, loudness, store } = await open();
    const { first } = village;
    await hello(first);
    const playsOf = async (id: Awaited<ReturnType<typeof book>>['bulletin']) =>
      (await store.views.playsAt(village.org, first, 9)).find((play) => play.bulletin === id);
    const [silent, loud] = [await book(village, 'เงียบ'), await book(village, 'ดัง')];
    await publishAll(village);
    const mine = (of: typeof silent) => of.plays.find((play) => play.tower === first)!.id;
    const end = (n: number, play: string, measured: { amp: 'ok' | 'fail'; dB: number }) =>
      news.receipts(first, [receipt(n, play, 'started'), receipt(n + 1, play, 'finished', { measured })], '');
    await end(1, mine(silent), { amp: 'fail', dB: 0.4 });
    await pass(5 * MINUTE);
    t.match(await playsOf(silent.bulletin), {
      ...{ state: 'failed', why: 'amp-fault', measured: { amp: 'fail', dB: 0.4 } },
    });
    t.equal((await loudness())[0], 'sound');
    t.equal((await store.towers.find(village.org, first))?.lastHeardAt, undefined, 'nobody heard it');
    await end(3, mine(loud), { amp: 'ok', dB: 21.5 });
    await pass(5 * MINUTE);
    t.match(await playsOf(loud.bulletin), { state: 'finished', measured: { amp: 'ok', dB: 21.5 } });
    t.equal((await loudness())[0], undefined);
  },
);

t.test('before a play that it would swallow it is told at once, whatever its age', async (t) => {
  const { village, hello, news, pass, loudness, store, tick } = await open();
  const connection = await hello(village.first);
  await book(village, 'ประชุมเย็นนี้');
  await news.presence(village.first, { online: false, ...connection });
  await pass(3 * MINUTE, [], MINUTE);
  t.strictSame(
    await loudness(),
    ['no-contact', 'raised'],
    'it has neither plan nor clip, and seven minutes are left',
  );
  t.match((await store.vitals.open(village.org))[0], { missesAt: NOW + 10 * MINUTE });
  await tick();
});

t.test(
  'what was withdrawn while its tower could not be told is heard, and the record says so (failure 18)',
  async (t) => {
    const { village, hello, news, store, tick } = await open();
    const connections = [await hello(village.first), await hello(village.second)];
    const { bulletin, plays } = await book(village, 'เรื่องที่ถอน');
    await publishAll(village);
    await news.presence(village.first, { online: false, ...connections[0]! });
    const { version } = await look(village, bulletin);
    await store.bulletins.withdraw(village.org, bulletin, version, 'ผิดวัน', village.deed('withdrawn'));
    for (const plan of await claimPlans(village)) {
      const ids = plays.filter((play) => play.tower === plan.tower).map((play) => play.id);
      await published(village, plan, { withdrawn: ids });
    }
    const mine = plays.find((play) => play.tower === village.first);
    t.match(await store.receipts.play(village.org, mine!.id), { state: 'withdrawn' });
    const said = {
      timeErrorMs: 9,
      why: undefined,
      skewMs: 3,
      playedMs: 60_000,
      totalMs: 60_000,
      play: mine!.id,
    };
    await news.receipts(
      village.first,
      [
        { ...said, n: 1, state: 'started', at: NOW + 10 * MINUTE },
        { ...said, n: 2, state: 'finished', at: NOW + 11 * MINUTE },
      ],
      '',
    );
    await tick();
    t.match(await store.receipts.play(village.org, mine!.id), { state: 'finished', why: 'after-withdrawal' });
    const other = plays.find((play) => play.tower === village.second);
    t.match(await store.receipts.play(village.org, other!.id), { state: 'withdrawn', why: 'withdrawn' });
  },
);

t.test(
  'of two boxes under one name neither is let in, and what they have of connections is ended (failure 31)',
  async (t) => {
    const { village, hello, pass, barred, loudness, store } = await open();
    for (const boot of ['A', 'B', 'A', 'B']) await hello(village.first, boot);
    t.equal(await store.towerContacts.passwordHash(village.first), undefined);
    await pass(2 * MINUTE, [], MINUTE);
    t.strictSame(barred, [village.first], 'once');
    t.strictSame(await loudness(), ['cloned', 'raised'], 'this does not wait for its age');
  },
);

t.test('plays of which nothing is told make the tower unwell until it tells (failure 22)', async (t) => {
  const { village, hello, pass, loudness } = await open();
  await hello(village.first);
  await book(village, 'ไม่มีใครรู้ผล');
  await publishAll(village);
  await pass(HOUR, [village.first]);
  t.strictSame(await loudness(), ['no-word', 'listed'], 'it is in contact and says nothing of its plays');
});

t.test(
  'each tower sounds its tone once a day in its own minute, and whoever does not answer is unwell',
  async (t) => {
    const { village, hello, news, pass, tones, loudness, store, clock, care } = await open();
    const admin = { ...village.officer, roles: ['administrator' as const] };
    await care.setTone(admin, { fromMinute: 20 * 60, volume: 15 });
    for (const tower of village.towers) await hello(tower);
    await pass(59 * MINUTE, village.towers, MINUTE);
    t.strictSame(tones, [], 'the hour has not begun');
    await pass(61 * MINUTE, village.towers, MINUTE);
    const own = (tower: TowerId) => 20 * 60 + toneMinuteOf(tower);
    t.strictSame(
      [...tones].sort((a, b) => (a.tower < b.tower ? -1 : 1)),
      [...village.towers].sort().map((tower) => ({ tower, volume: 15, minute: own(tower) })),
    );
    await news.event(village.second, { kind: 'tone', detail: 'sounded 1500 of 1500 ms', at: clock.now() });
    await pass(MINUTE, village.towers, MINUTE);
    t.match(await loudness(village.first), ['tone-failed']);
    t.strictSame(await loudness(village.second), [undefined, undefined]);
    const heard = await care.hearing(village.org);
    t.match(heard, [{ lastHeardAt: undefined }, { by: 'tone', unheard: false }]);
    await pass(22 * HOUR, village.towers, HOUR);
    await pass(2 * HOUR, village.towers, 4 * MINUTE);
    t.equal(tones.length, 4, 'once more on the next day');
    await care.setTone(admin, undefined);
    await pass(22 * HOUR, village.towers, HOUR);
    await pass(2 * HOUR, village.towers, 4 * MINUTE);
    t.equal(tones.length, 4);
    t.equal((await store.organisations.find(village.org))?.tone, undefined);
  },
);

t.test('a tower that was shown an older plan is sent the newest again, and only that tower', async (t) => {
  const { village, hello, news, clock } = await open();
  const { first, second } = village;
  for (const tower of [first, second]) await hello(tower);
  await publishAll(village);
  t.strictSame(await claimPlans(village), [], 'all have their plan');
  await news.event(second, { kind: 'boot', detail: 'power', at: clock.now() });
  t.strictSame(await claimPlans(village), []);
  await news.event(first, { kind: 'replay', detail: '1/1, held 1/2', at: clock.now() });
  t.strictSame(
    (await claimPlans(village)).map(({ tower }) => tower),
    [first],
  );
});

t.test('a tone gives way to what is booked and comes back from a broker that is away', async (t) => {
  const { village, hello, pass, tones, care, broken } = await open();
  const admin = { ...village.officer, roles: ['administrator' as const] };
  const { first, second } = village;
  await care.setTone(admin, { fromMinute: 19 * 60, volume: 15 });
  // It is 19:00; both play from 19:10 on, with three minutes of room before and after.
  await book(village, 'ออกอากาศ 19:10');
  for (const tower of [first, second]) await hello(tower);
  await pass(5 * MINUTE, [first, second], MINUTE);
  broken.line = true;
  await pass(15 * MINUTE, [first, second], MINUTE);
  broken.line = false;
  await pass(50 * MINUTE, [first, second], MINUTE);
  t.equal(tones.length, 2, 'each once');
  for (const { minute } of tones) t.notOk(minute > 19 * 60 + 7 && minute < 19 * 60 + 14, `${minute}`);
});

t.test(
  'a tone that a person orders is refused in quiet hours and where it would sound into a broadcast',
  async (t) => {
    const { village, hello, pass, tones, care, store } = await open();
    const admin = { ...village.officer, roles: ['administrator' as const] };
    await hello(village.first);
    await t.rejects(care.testTone(village.officer, village.first), { code: 'not-allowed' });
    await t.rejects(care.testTone(admin, 'none' as TowerId), { code: 'not-found' });
    await care.testTone(admin, village.first);
    t.match(tones, [{ tower: village.first, volume: 30 }]);
    await store.towers.mute(village.org, village.first, NOW + HOUR, village.deed());
    await t.rejects(care.testTone(admin, village.first), { code: 'conflict' });
    await store.towers.mute(village.org, village.first, undefined, village.deed());
    await book(village, 'ออกอากาศ');
    await pass(10 * MINUTE + 1000);
    await t.rejects(care.testTone(admin, village.first), { code: 'conflict' });
    await pass(3 * HOUR);
    await t.rejects(care.testTone(admin, village.first), { code: 'quiet-hours' });
    t.equal(tones.length, 1);
  },
);

t.test('the watch goes on when nobody knows which keys are in force', async (t) => {
  const { hello, village, pass, loudness, broken } = await open();
  broken.keys = true;
  await hello(village.first);
  await pass(25 * MINUTE, []);
  t.match(await loudness(), ['no-contact']);
});
