// What bounds a tower whoever speaks to it: peace between emergencies, its place, its owner's ceilings, its own switch, and
// its clock under a stolen key. Beside it how one sound takes over from another.
import t from 'tap';
import { configToWire } from '../../src/adapters/mqtt/to-wire.ts';
import { createAmplifiedSink } from '../../src/controller/amplified-sink.ts';
import type { TowerId } from '../../src/core/ids.ts';
import type { Item, Receipt } from '../../src/wire/messages.ts';
import { generateKey, sealTrust, signingKey } from '../../src/wire/signing.ts';
import {
  CODE,
  clipOf,
  createOffice,
  createTower,
  fakeSink,
  itemOf,
  NOON,
  soundOf,
  TOWER,
  type Tower,
  topics,
} from './support.ts';

const office = await createOffice();
const CLIP = soundOf(40_000, 1);
const MINUTE = 60_000;
const AT = NOON + MINUTE;
const DAY = 86_400_000;

type More = NonNullable<Parameters<typeof createTower>[1]>;

async function towerWith(items: Item[], more: More = {}): Promise<Tower> {
  const tower = await createTower(office, more);
  tower.shelve(CLIP);
  tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, items), true);
  await tower.start();
  return tower;
}
const heard = (tower: Tower) => tower.speaker.heard.map(({ name }) => name);
const heardAt = (tower: Tower, id: string) => tower.speaker.heard.find(({ name }) => name === id)?.at;
const siren = (id: string, at: number, ms: number, more: Partial<Item> = {}) =>
  itemOf(
    office,
    CLIP,
    { id, ann: id, cls: 'emergency', at, clip: clipOf(CLIP, ms), late: 4 * MINUTE, ...more },
    { by: ['ก', 'ข'] },
  );
const refusals = (tower: Tower) =>
  tower.events.flatMap((one) => (one.event === 'refused' ? [`${one.what}: ${one.why}`] : []));

t.test(
  'after ten minutes of emergencies the village has five minutes of peace, over a power cut too',
  async (t) => {
    const items = [
      await siren('first', AT, 6 * MINUTE),
      await siren('second', AT + 7 * MINUTE, 3 * MINUTE),
      await siren('too-much', AT + 10 * MINUTE + 30_000, 2 * MINUTE, { late: 10 * MINUTE }),
      await siren('too-late', AT + 11 * MINUTE, 2 * MINUTE, { late: MINUTE }),
      await itemOf(office, CLIP, { id: 'all-clear', ann: 'clear', cls: 'important', at: AT + 12 * MINUTE }),
    ];
    const before = await towerWith(items);
    await before.until(AT + 10 * MINUTE + 10_000);
    const tower = await before.again();
    tower.shelve(CLIP);
    tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, items), true);
    await tower.start();
    await tower.until(AT + 40 * MINUTE);
    t.same(heard(before), ['first', 'second']);
    t.same(heard(tower), ['all-clear', 'too-much'], 'news of a lower class is not held back');
    t.ok((heardAt(tower, 'too-much') ?? 0) >= AT + 15 * MINUTE, 'five minutes after the last one');
    t.match(tower.story('too-late').at(-1), 'skipped:emergency-pause');
  },
);

t.test(
  'a pause between emergencies can be signed longer, never shorter, and a pause begins the count anew',
  async (t) => {
    const tower = await towerWith([]);
    await tower.give('config', await office.config(2, { maxEmergencyMs: 60_000, emergencyPauseMs: 1000 }));
    const at = (n: number) => AT + n * MINUTE;
    const plan = async (seq: number, from: number) =>
      tower.give(
        'plan',
        await office.plan(
          seq,
          await Promise.all(
            [0, 4, 8].map((n) => siren(`s-${from + n}`, at(from + n), 40_000, { late: 20_000 })),
          ),
        ),
      );
    await plan(2, 0);
    await tower.until(at(20));
    t.same(heard(tower), ['s-0', 's-8'], 'one second was asked for, five minutes are built in');
    await tower.give(
      'config',
      await office.config(3, { maxEmergencyMs: 60_000, emergencyPauseMs: 10 * MINUTE }),
    );
    await plan(3, 30);
    await tower.until(at(60));
    t.same(heard(tower), ['s-0', 's-8', 's-30']);
  },
);

t.test(
  'a forged configuration cannot move a tower, and its owner’s ceilings stand above all that is signed (failure 23)',
  async (t) => {
    const ceiling = {
      maxClipMs: 30_000,
      maxPlaysPerDay: 1,
      maxRepeat: 1,
      maxEmergencyMs: 25_000,
      muteIsFinal: true,
    };
    const tower = await towerWith([], { options: { ceiling, volume: 50 } });
    const elsewhere = { area: ['99990101'] } as object;
    await tower.give('config', await office.config(9, elsewhere));
    t.match(refusals(tower).at(-1), 'configuration: key-scope', 'another place is another claim');
    const loose = {
      ...{
        area: [CODE, '99990101'],
        quietHours: null,
        maxClipMs: 900_000,
        maxPlaysPerDay: 40,
        maxRepeat: 10,
      },
      ...{ maxEmergencyMs: 600_000, emergencyOverMute: true },
    };
    await tower.give('config', await office.config(10, loose as object));
    const there = await itemOf(office, CLIP, { id: 'of-there', ann: 'there', at: AT }, { area: ['9999'] });
    const of = (id: string, more: Partial<Item> = {}) =>
      itemOf(office, CLIP, { id, ann: id, at: AT, ...more });
    await tower.give(
      'plan',
      await office.plan(2, [
        there,
        await of('long', { clip: clipOf(CLIP, 31_000) }),
        await of('twice', { rep: { n: 2, gap: 0 } }),
        await siren('siren', AT, 26_000),
        await of('one'),
        await of('two', { at: AT + MINUTE }),
      ]),
    );
    await tower.until(AT + 20 * MINUTE);
    t.same(heard(tower), ['one']);
    t.equal(tower.speaker.heard[0]?.volume, 50);
    t.same(tower.story('of-there'), ['rejected:key-scope']);
    for (const id of ['long', 'twice', 'siren']) t.same(tower.story(id), ['rejected:too-long'], id);
    t.match(tower.story('two').at(-1), 'skipped:daily-limit');
    tower.controller.mute(true);
    await tower.give('plan', await office.plan(3, [await siren('muted', AT + 30 * MINUTE, 20_000)]));
    await tower.until(AT + 40 * MINUTE);
    t.match(tower.story('muted').at(-1), 'skipped:local-mute', 'the owner’s word on his switch is the last');
  },
);

t.test(
  'a muted tower sounds an emergency where the office has signed that, and nothing else (failure 33)',
  async (t) => {
    for (const emergencyOverMute of [true, false]) {
      const tower = await towerWith([]);
      await tower.give('config', await office.config(2, { emergencyOverMute }));
      await tower.give(
        'plan',
        await office.plan(2, [
          await itemOf(office, CLIP, { id: 'news', ann: 'n', at: AT }),
          await siren('siren', AT + MINUTE, 20_000),
          await siren('pressed', AT + 10 * MINUTE, 20_000),
        ]),
      );
      tower.controller.mute(true);
      await tower.until(AT + 9 * MINUTE);
      t.match(tower.story('news').at(-1), 'skipped:local-mute');
      t.match(tower.story('siren').at(-1), emergencyOverMute ? 'finished' : 'skipped:local-mute');
      tower.controller.mute(false);
      await tower.until(AT + 10 * MINUTE + 5000);
      tower.controller.mute(true);
      await tower.until(AT + 12 * MINUTE);
      t.match(tower.story('pressed').at(-1), emergencyOverMute ? 'finished' : 'stopped:local-mute');
    }
  },
);

t.test(
  'a clock pushed ahead by a stolen plan key goes no further than its key, and comes back when the key is dropped (failure 23)',
  async (t) => {
    const stolen = office.keys.plan;
    const fresh = signingKey(generateKey('pl-2'));
    const ends = NOON / 1000 + 80 * 86_400;
    const trust = (ver: number, plan: object[]) =>
      sealTrust(
        office.trust({
          ver,
          keys: [...office.trust().keys.filter((key) => key.use !== 'plan'), ...plan] as never,
        }),
        [office.keys.root],
      );
    const tower = await towerWith([]);
    const tell = async (document: object) => {
      tower.broker.publish(topics.trust, JSON.stringify(document), true);
      await tower.settle();
    };
    await tell(await trust(2, [office.key('plan', stolen, { exp: ends })]));
    const floors = () => JSON.parse(new TextDecoder().decode(tower.disk.files.get('floor')));
    tower.relay.trueOffsetMs = 3 * 365 * DAY;
    await tower.give('cmd', await office.cmd('report', tower.clock.now()));
    t.match(refusals(tower).at(-1), 'answer: key-expired', 'no answer of a key reaches past its own end');
    tower.relay.trueOffsetMs = 79 * DAY;
    await tower.give('cmd', await office.cmd('report', tower.clock.now(), { id: 'again' }));
    t.ok(floors()['pl-1'] > NOON + 78 * DAY, 'that far it can');
    await tower.give(
      'plan',
      await office.plan(5, [], { iat: NOON / 1000 + 79 * 86_400, exp: NOON / 1000 + 80 * 86_400 }),
    );
    tower.relay.trueOffsetMs = 0;
    tower.relay.by = fresh;
    await tell(await trust(3, [office.key('plan', fresh)]));
    await tower.give('plan', await office.plan(2, [await itemOf(office, CLIP)], {}, fresh));
    await tower.until(AT + MINUTE);
    t.same(heard(tower), ['play-1'], 'it hears the office again at once');
    t.equal(heardAt(tower, 'play-1'), AT, 'at the true time');
    await tower.until(AT + 10 * MINUTE);
    t.same(Object.keys(floors()), ['pl-2']);
    const again = await tower.again();
    again.relay.by = fresh;
    await again.start();
    t.same(refusals(again), []);
  },
);

t.test('a plan made in the future is refused, and moves no clock', async (t) => {
  const tower = await towerWith([]);
  const ahead = { iat: NOON / 1000 + 7200, exp: NOON / 1000 + 10_000 };
  await tower.give('plan', await office.plan(2, [await itemOf(office, CLIP)], ahead));
  t.match(refusals(tower), ['plan: key-expired']);
  await tower.give('plan', await office.plan(2, [await itemOf(office, CLIP)], { iat: NOON / 1000 - 60 }));
  await tower.until(AT + MINUTE);
  t.same(heard(tower), ['play-1']);
});

t.test('an answer is judged by the time it tells: a wild clock does not shut out the office', async (t) => {
  const tower = await createTower(office, {
    startAt: NOON + 9 * 365 * DAY,
    options: { trustOwnClock: true },
  });
  tower.relay.trueOffsetMs = -9 * 365 * DAY;
  tower.shelve(CLIP);
  tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, [await itemOf(office, CLIP)]), true);
  await tower.start();
  await tower.until(NOON + 9 * 365 * DAY + 2 * MINUTE);
  t.same(heard(tower), ['play-1']);
});

t.test(
  'news goes on to the moment when the emergency sounds, under an amplifier that stays on',
  async (t) => {
    const switched: [number, string][] = [];
    let speaker: ReturnType<typeof fakeSink> | undefined;
    const quiet = () => undefined;
    const news = await itemOf(office, CLIP, {
      id: 'news',
      ann: 'n',
      clip: clipOf(CLIP, 4 * MINUTE),
      late: MINUTE,
    });
    const tower = await towerWith([news, await siren('siren', AT + MINUTE, 20_000)], {
      parts: (clock) => {
        speaker = fakeSink(clock);
        const set = (to: string) => async () => void switched.push([clock.now() - AT, to]);
        const amplifier = { on: set('on'), off: set('off') };
        const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
        return { sink: createAmplifiedSink(speaker.sink, amplifier, clock, log) };
      },
    });
    await tower.until(AT + 10 * MINUTE);
    const sounds = speaker?.state.heard.map(({ name, at }) => [name, at - AT]);
    t.same(sounds, [
      ['news', 0],
      ['siren', MINUTE],
    ]);
    const stopped = tower.receipts().find(({ why }: Receipt) => why === 'preempted');
    t.ok((stopped?.playedMs ?? 0) > MINUTE - 1000, `news sounded for ${stopped?.playedMs} ms`);
    t.same(switched[0], [-2000, 'on']);
    t.same(
      switched.filter(([, to]) => to === 'off').map(([at]) => at > MINUTE + 20_000),
      [true],
      'off once, when all is over',
    );
  },
);

t.test(
  'an emergency takes over though the news before it ends by itself, or is withdrawn, while it waits',
  async (t) => {
    const ends = (ms: number) => itemOf(office, CLIP, { id: 'news', ann: 'n', clip: clipOf(CLIP, ms) });
    const alarm = await siren('siren', AT + MINUTE, 20_000);
    for (const ms of [MINUTE - 2000, MINUTE - 500, 5 * MINUTE]) {
      const tower = await towerWith([await ends(ms), alarm]);
      await tower.until(AT + MINUTE - 1500);
      if (ms > MINUTE) await tower.give('plan', await office.plan(2, [alarm]));
      await tower.until(AT + 5 * MINUTE);
      t.equal(heardAt(tower, 'siren'), AT + MINUTE);
      t.same(tower.story('siren'), ['ready', 'started', 'finished']);
    }
    const tower = await towerWith([await ends(5 * MINUTE), alarm]);
    await tower.until(AT + MINUTE - 300);
    await tower.give('plan', await office.plan(2, [await ends(5 * MINUTE)]));
    await tower.until(AT + 10 * MINUTE);
    t.same(heard(tower), ['news'], 'withdrawn at the last moment it does not sound');
    t.same(tower.story('news'), ['ready', 'started', 'finished']);
  },
);

t.test('what the relay holds is not sent again after a power cut', async (t) => {
  const tower = await towerWith([await itemOf(office, CLIP)]);
  await tower.until(AT + MINUTE);
  const last = tower.receipts().at(-1)?.n ?? 0;
  await tower.give('ack', await office.ack('', tower.clock.now(), last));
  await tower.until(AT + 10 * MINUTE);
  const again = await tower.again();
  again.relay.answers = false;
  await again.start();
  t.ok(last > 0);
  t.same(again.receipts(), []);
});

t.test('a refused test tone says why', async (t) => {
  const tower = await towerWith([await itemOf(office, CLIP)]);
  const said = () =>
    tower.broker
      .said<{ ev: string; why?: string }>('event')
      .flatMap(({ ev, why }) => (ev.startsWith('tone') ? [[ev, why]] : []));
  const tone = async (id: string) =>
    tower.give('cmd', await office.cmd('test-tone', tower.clock.now(), { id }));
  await tower.until(AT + 5000);
  await tone('busy');
  await tower.until(AT + MINUTE);
  tower.controller.mute(true);
  await tone('muted');
  tower.controller.mute(false);
  await tower.give('config', await office.config(2, { quietHours: { from: 0, to: 1439 } }));
  await tone('by-night');
  t.same(said(), [
    ['tone-refused', 'preempted'],
    ['tone-refused', 'local-mute'],
    ['tone-refused', 'quiet-hours'],
  ]);
});

t.test('a relay whose keys are of yesterday is refused and told what the tower holds', async (t) => {
  const tower = await towerWith([]);
  const document = await sealTrust(office.trust({ ver: 7 }), [office.keys.root]);
  tower.broker.publish(topics.trust, JSON.stringify(document), true);
  await tower.settle();
  tower.broker.cut();
  tower.broker.publish(topics.trust, JSON.stringify(office.firstTrust), true);
  tower.broker.up();
  await tower.settle();
  t.equal(tower.broker.said<{ trustVer: number }>('hello').at(-1)?.trustVer, 7);
  t.match(refusals(tower).at(-1), 'trust: replay');
});

t.test(
  'what the office sets of emergencies is signed as it stands, and absent where it was never set',
  (t) => {
    const limits = {
      ...{
        quietHours: { fromMinute: 1260, toMinute: 300 },
        maxClipMs: 600_000,
        maxPlaysPerDay: 40,
        maxRepeat: 5,
      },
      ...{ volume: { routine: 80, important: 90, emergency: 100 }, leadInMs: 2000 },
    };
    const emergency = { maxEmergencyMs: 300_000, emergencyPauseMs: 600_000, emergencyOverMute: true };
    const tower = TOWER as TowerId;
    t.match(configToWire(tower, 1, { ...limits, ...emergency }, [CODE], NOON), emergency);
    t.notMatch(JSON.stringify(configToWire(tower, 1, limits, [CODE], NOON)), /mergency(OverMute|PauseMs)/);
    t.end();
  },
);
