// What hangs on the player: the amplifier's switch, the ear at the loudspeaker, how loud it may be.
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { createAmplifiedSink } from '../../src/controller/amplified-sink.ts';
import { createMeteredSink } from '../../src/controller/metered-sink.ts';
import { createNumberMeter, createRecordingMeter } from '../../src/controller/meters.ts';
import type { Amplifier, Meter, Sink } from '../../src/controller/ports.ts';
import { createRealClock } from '../../src/controller/real-clock.ts';
import { createCommandSwitch, createFileSwitch, createHoldingSwitch } from '../../src/controller/switches.ts';
import { testTone } from '../../src/controller/test-tone.ts';
import { levelOf } from '../../src/controller/wav-level.ts';
import { RelayError } from '../../src/core/errors.ts';
import type { Health, Item, Receipt, TowerEvent } from '../../src/wire/messages.ts';
import {
  createOffice,
  createTower,
  fakeSink,
  itemOf,
  type ManualClock,
  NOON,
  soundOf,
  TOWER,
  topics,
} from './support.ts';

const office = await createOffice();
const CLIP = soundOf(40_000, 1);
const AT = NOON + 60_000;
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

async function towerWith(
  items: Item[],
  around: (clock: ManualClock, speaker: ReturnType<typeof fakeSink>) => Sink,
  options: NonNullable<Parameters<typeof createTower>[1]>['options'] = {},
) {
  let speaker: ReturnType<typeof fakeSink> | undefined;
  const tower = await createTower(office, {
    options,
    parts: (clock) => {
      speaker = fakeSink(clock);
      return { sink: around(clock, speaker) };
    },
  });
  tower.shelve(CLIP);
  tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, items), true);
  await tower.start();
  if (speaker === undefined) throw new Error('no loudspeaker');
  return { tower, speaker: speaker.state };
}
async function healthOf(tower: Awaited<ReturnType<typeof towerWith>>['tower']): Promise<Health> {
  const now = tower.clock.now();
  await tower.give('cmd', await office.cmd('report', now, { id: `report-${now}` }));
  const said = tower.broker.said<Health>('health').at(-1);
  if (said === undefined) throw new Error('no health');
  return said;
}
const lastOf = (receipts: Receipt[], id: string) => receipts.filter((one) => one.id === id).at(-1);

/** An amplifier that writes down when it was switched. */
function fakeAmplifier(clock: ManualClock) {
  const switched: [string, number][] = [];
  const state = { switched, isDead: false };
  const put = (to: string) => async () => {
    if (state.isDead) throw new RelayError('engine-failed', 'the pin is gone');
    switched.push([to, clock.now()]);
  };
  const amplifier: Amplifier = { on: put('on'), off: put('off') };
  return { amplifier, state };
}

t.test('the amplifier is on from the lead-in to a moment after the sound, also over repeats', async (t) => {
  let amp: ReturnType<typeof fakeAmplifier> | undefined;
  const { tower } = await towerWith(
    [
      await itemOf(office, CLIP, { rep: { n: 2, gap: 3000 } }),
      await itemOf(office, CLIP, { id: 'play-2', at: AT + 120_000 }),
    ],
    (clock, speaker) => {
      amp = fakeAmplifier(clock);
      return createAmplifiedSink(speaker.sink, amp.amplifier, clock, log);
    },
  );
  await tower.until(AT + 300_000);
  t.same(
    amp?.state.switched.filter(([to], n, all) => all[n - 1]?.[0] !== to),
    [
      ['on', AT - 2000],
      ['off', AT + 43_000 + 2000],
      ['on', AT + 118_000],
      ['off', AT + 140_000 + 2000],
    ],
  );
  t.same(tower.story('play-2'), ['ready', 'started', 'finished']);
});

t.test(
  'the amplifier goes off when a play is stopped, when a player hangs and when the controller starts anew',
  async (t) => {
    let amp: ReturnType<typeof fakeAmplifier> | undefined;
    let sink: ReturnType<typeof createAmplifiedSink> | undefined;
    const { tower, speaker } = await towerWith(
      [await itemOf(office, CLIP), await itemOf(office, CLIP, { id: 'play-2', at: AT + 120_000 })],
      (clock, speaker) => {
        amp = fakeAmplifier(clock);
        sink = createAmplifiedSink(speaker.sink, amp.amplifier, clock, log);
        return sink;
      },
    );
    await tower.until(AT + 5000);
    await tower.give('cmd', await office.cmd('stop', tower.clock.now()));
    await tower.until(AT + 20_000);
    t.same(amp?.state.switched.at(-1), ['off', AT + 7000]);
    speaker.faults.push('hangs');
    await tower.until(AT + 300_000);
    t.same(tower.story('play-2').at(-1), 'failed:audio-device');
    t.equal(amp?.state.switched.at(-1)?.[0], 'off');
    await sink?.rest();
    t.same(amp?.state.switched.at(-1), ['off', AT + 300_000], 'what an earlier run left on is switched off');
    await tower.controller.stop();
    t.equal(tower.clock.timers(), 0);
  },
);

t.test('a switch that fails is a fault of the amplifier, told as such (failure 32)', async (t) => {
  const { tower } = await towerWith([await itemOf(office, CLIP)], (clock, speaker) => {
    const amp = fakeAmplifier(clock);
    amp.state.isDead = true;
    return createAmplifiedSink(speaker.sink, amp.amplifier, clock, log);
  });
  await tower.until(AT + 60_000);
  t.same(tower.story('play-1'), ['ready', 'started', 'failed:amp-fault']);
  t.match(lastOf(tower.receipts(), 'play-1'), { out: { amp: 'fail' }, playedMs: 20_000 });
  const told = tower.broker.said<TowerEvent>('event').filter((one) => one.ev === 'audio');
  t.same(
    told.map(({ why }) => why),
    ['amp-fault'],
  );
});

t.test('a test tone that no loudspeaker sounds is told as such, and one that sounds mends it', async (t) => {
  let amp: ReturnType<typeof fakeAmplifier> | undefined;
  const { tower } = await towerWith([], (clock, speaker) => {
    amp = fakeAmplifier(clock);
    amp.state.isDead = true;
    return createAmplifiedSink(speaker.sink, amp.amplifier, clock, log);
  });
  const tone = async (id: string) => {
    await tower.give('cmd', await office.cmd('test-tone', tower.clock.now(), { id }));
    await tower.until(tower.clock.now() + 20_000);
  };
  const told = () => tower.broker.said<TowerEvent>('event').filter(({ ev }) => ev !== 'boot');
  await tone('into-silence');
  t.same(
    told().map(({ ev, why }) => [ev, why]),
    [
      ['audio', 'amp-fault'],
      ['tone', 'amp-fault'],
    ],
  );
  t.equal((await healthOf(tower)).audio, 'failed');
  if (amp !== undefined) amp.state.isDead = false;
  await tone('aloud');
  t.match(told().at(-1), { ev: 'tone', why: undefined, text: /^sounded/ });
  t.equal((await healthOf(tower)).audio, 'ok');
});

t.test('a test tone that the player cannot play is refused with that reason', async (t) => {
  const { tower, speaker } = await towerWith([], (_clock, { sink }) => sink);
  speaker.faults.push('hangs');
  await tower.give('cmd', await office.cmd('test-tone', tower.clock.now()));
  await tower.until(tower.clock.now() + 60_000);
  t.match(tower.broker.said<TowerEvent>('event').at(-1), { ev: 'tone-refused', why: 'audio-device' });
  t.equal((await healthOf(tower)).audio, 'failed');
});

t.test('a microphone tells sounded from played (failure 32)', async (t) => {
  /** A village square: quiet, or as loud as the fake loudspeaker makes it. */
  const square = (clock: ManualClock, hears: { dB: number; isBroken?: boolean }): Meter => ({
    async read(ms) {
      await new Promise<void>((resolve) => void clock.after(ms, resolve));
      if (hears.isBroken) throw new RelayError('engine-failed', 'no microphone');
      return clock.now() > AT ? hears.dB : -55;
    },
  });
  const stories: [{ dB: number; isBroken?: boolean }, object, string][] = [
    [{ dB: -30 }, { amp: 'ok', dB: 25 }, 'finished'],
    [{ dB: -54 }, { amp: 'fail', dB: 1 }, 'failed:amp-fault'],
    [{ dB: -30, isBroken: true }, { amp: 'unknown' }, 'finished'],
  ];
  for (const [hears, out, end] of stories) {
    const { tower } = await towerWith([await itemOf(office, CLIP)], (clock, speaker) =>
      createMeteredSink(speaker.sink, square(clock, hears), { needs: 6, isDecibel: true }, clock, log),
    );
    await tower.until(AT + 60_000);
    t.equal(tower.story('play-1').at(-1), end);
    t.same(lastOf(tower.receipts(), 'play-1')?.out, out);
  }
  const { tower } = await towerWith([await itemOf(office, CLIP)], (_clock, speaker) =>
    createMeteredSink(
      speaker.sink,
      { read: () => new Promise(quiet) },
      { needs: 1, isDecibel: false },
      _clock,
      log,
    ),
  );
  await tower.until(AT + 60_000);
  t.same(lastOf(tower.receipts(), 'play-1')?.out, { amp: 'unknown' }, 'an ear that hangs holds nothing up');
});

t.test('softer in the morning: the signed hours and the owner’s own bind all but an emergency', async (t) => {
  const { tower, speaker } = await towerWith([], (_clock, one) => one.sink, {
    ownVolumeHours: [{ from: 12 * 60 + 10, to: 12 * 60 + 20, most: 30 }],
  });
  await tower.give(
    'config',
    await office.config(1, { volumeHours: [{ from: 12 * 60, to: 13 * 60, most: 55 }] }),
  );
  const at = (minutes: number) => NOON + minutes * 60_000;
  await tower.give(
    'plan',
    await office.plan(2, [
      await itemOf(office, CLIP, { id: 'noon', at: at(5) }),
      await itemOf(office, CLIP, { id: 'softest', at: at(15) }),
      await itemOf(office, CLIP, { id: 'flood', ann: 'flood', cls: 'emergency', at: at(17) }),
      await itemOf(office, CLIP, { id: 'after', at: at(65) }),
    ]),
  );
  await tower.until(at(90));
  t.same(
    speaker.heard.map(({ name, volume }) => [name, volume]),
    [
      ['noon', 55],
      ['softest', 30],
      ['flood', 100],
      ['after', 80],
    ],
  );
});

// The drivers, on real programs and files.

const clock = createRealClock();
const node = process.execPath;

t.test(
  'a pin of the kernel is exported once, made an output, and set; inverted where the relay wants it',
  async (t) => {
    const gpio = t.testdir({ export: '', gpio17: {} });
    const value = join(gpio, 'gpio17', 'value');
    const pin = createFileSwitch(value, false);
    await pin.on();
    t.equal(await readFile(join(gpio, 'export'), 'utf8'), '17');
    t.equal(await readFile(join(gpio, 'gpio17', 'direction'), 'utf8'), 'low');
    t.equal(await readFile(value, 'utf8'), '1');
    await pin.off();
    t.equal(await readFile(value, 'utf8'), '0');
    await createFileSwitch(value, true).on();
    t.equal(await readFile(value, 'utf8'), '0');
    await t.rejects(createFileSwitch(join(gpio, 'absent', 'value'), false).on(), { code: 'disk-failed' });
  },
);

t.test('a program for each direction, and one that holds while it runs', async (t) => {
  const folder = t.testdir();
  const file = join(folder, 'pin');
  const write = (word: string) =>
    [node, '-e', `require('fs').writeFileSync(${JSON.stringify(file)}, '${word}')`] as const;
  const pins = createCommandSwitch({ on: write('1'), off: write('0') }, clock);
  await pins.on();
  t.equal(await readFile(file, 'utf8'), '1');
  await pins.off();
  t.equal(await readFile(file, 'utf8'), '0');
  const broken = createCommandSwitch(
    { on: [node, '-e', 'process.exit(3)'], off: ['/nowhere/gpioset'] },
    clock,
  );
  await t.rejects(broken.on(), { code: 'engine-failed' });
  await t.rejects(broken.off(), { code: 'no-engine' });
  const holding = createHoldingSwitch([node, '-e', 'setInterval(() => {}, 1000)'], clock);
  await holding.on();
  await holding.on();
  await holding.off();
  await t.rejects(createHoldingSwitch(['/nowhere/gpioset'], clock).on(), { code: 'no-engine' });
});

t.test('a recording is measured where it speaks; a sensor says a number', async (t) => {
  const tone = testTone();
  const soft = Uint8Array.from(tone);
  const view = new DataView(soft.buffer);
  for (let at = 44; at < soft.length; at += 2) view.setInt16(at, view.getInt16(at, true) / 10, true);
  const fall = levelOf(tone) - levelOf(soft);
  t.ok(Math.abs(fall - 20) < 0.5, `a tenth of the amplitude is 20 dB less: ${fall}`);
  t.equal(levelOf(Uint8Array.from(tone).fill(0, 44)), -100);
  t.throws(() => levelOf(Buffer.from('no sound at all')), { code: 'unreadable-audio' });
  const folder = t.testdir();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'tone.wav'), tone);
  const said = `process.stdout.write(require('fs').readFileSync(${JSON.stringify(join(folder, 'tone.wav'))}))`;
  const microphone = createRecordingMeter([node, '-e', said, '{seconds}'], clock);
  t.ok(Math.abs((await microphone.read(1000)) - levelOf(tone)) < 0.01);
  t.equal(await createNumberMeter([node, '-e', 'console.log("I = 1.25 A")'], clock).read(100), 1.25);
  await t.rejects(createNumberMeter([node, '-e', 'console.log("none")'], clock).read(100), {
    code: 'engine-failed',
  });
});

const hasSox = spawnSync('sox', ['--version']).status === 0;
t.test(
  'what a real recorder writes to a pipe is measured',
  { skip: !hasSox && 'sox is not here' },
  async (t) => {
    const words = [
      'sox',
      '-q',
      '-n',
      '-r',
      '16000',
      '-b',
      '16',
      '-c',
      '1',
      '-t',
      'wav',
      '-',
      'synth',
      '{seconds}',
      'sine',
      '440',
      'gain',
      '-20',
    ] as const;
    const level = await createRecordingMeter(words, clock).read(1000);
    t.ok(Math.abs(level - -23) < 1, `${level} dB for a sine of -20 dBFS peak`);
  },
);
