// The tower's days, good and bad, told from the controller's side of the link.
import t from 'tap';
import { dayStart, isQuiet } from '../../src/controller/limits.ts';
import { clipHash, splitClip } from '../../src/wire/chunks.ts';
import type { Item } from '../../src/wire/messages.ts';
import { generateKey, sealTrust, signingKey } from '../../src/wire/signing.ts';
import {
  clipOf,
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
const AT = NOON + 60_000;

/** A tower that is up, has the time and the clip, and this plan. */
async function readyTower(items: Item[], clips: Uint8Array[] = [CLIP]): Promise<Tower> {
  const tower = await createTower(office);
  for (const clip of clips) tower.shelve(clip);
  tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, items), true);
  await tower.start();
  return tower;
}
const heardNames = (tower: Tower) => tower.speaker.heard.map((one) => one.name);

t.test('a planned announcement is fetched, sounds at its signed time and is reported', async (t) => {
  const tower = await createTower(office, { startAt: NOON - 7_200_000 });
  tower.relay.trueOffsetMs = 7_000_000;
  tower.shelve(CLIP);
  tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, [await itemOf(office, CLIP)]), true);
  await tower.start();
  t.same(tower.story('play-1'), ['ready']);
  await tower.until(AT - 7_000_000 + 120_000);
  t.equal(tower.speaker.heard[0]?.at, AT - 7_000_000, 'by the relay’s time, not by its own wrong clock');
  t.same(tower.story('play-1'), ['ready', 'started', 'finished']);
  const last = tower.receipts().at(-1);
  t.match(last, { skewMs: 0, playedMs: 20_000, totalMs: 20_000, vol: 80 });
  t.equal(tower.broker.will?.topic, topics.up(TOWER, 'presence'));
  const presence = tower.broker.said<{ state: string; boot: string; conn: number }>('presence')[0];
  const will = JSON.parse(String(tower.broker.will?.payload));
  t.same(
    [presence?.state, presence?.boot, presence?.conn],
    ['online', will.boot, will.conn],
    'birth and will are of one connection',
  );
  t.same(tower.errors, []);
  await tower.controller.stop();
  await tower.controller.stop();
  t.equal(tower.clock.timers(), 0, 'a stopped controller leaves nothing running');
  t.match(tower.broker.said<object>('presence').at(-1), { state: 'offline', why: 'clean' });
});

t.test(
  'however early the timer wakes it and however slow the machine is then, the play sounds',
  async (t) => {
    for (const slowMs of Array.from({ length: 16 }, (_, n) => 0.02 + n * 0.02)) {
      // Node's timers come up to a millisecond early, and between two looks at the clock some of it is gone
      let lateMs = 0;
      const parts = (clock: ManualClock) => ({
        clock: {
          now: () => {
            lateMs += slowMs;
            return clock.now() + lateMs;
          },
          after: (ms: number, call: () => void) =>
            clock.after(Math.max(0, ms - 0.9), () => {
              lateMs = 0;
              call();
            }),
        },
      });
      const tower = await createTower(office, { parts });
      tower.shelve(CLIP);
      const plan = await office.plan(1, [await itemOf(office, CLIP)]);
      tower.broker.publish(topics.down(TOWER, 'plan'), plan, true);
      await tower.start();
      await tower.until(AT + 120_000);
      t.same(heardNames(tower), ['play-1'], `${slowMs.toFixed(2)} ms between two looks`);
      await tower.controller.stop();
    }
  },
);

t.test(
  'with the network cut at broadcast time it plays all the same and reports later (failure 1)',
  async (t) => {
    const tower = await readyTower([await itemOf(office, CLIP)]);
    tower.broker.cut();
    await tower.until(AT + 120_000);
    t.same(heardNames(tower), ['play-1']);
    t.same(tower.story('play-1'), ['ready'], 'nobody was there to be told');
    tower.broker.up();
    await tower.settle();
    t.same(tower.story('play-1'), ['ready', 'started', 'finished']);
  },
);

t.test('a broker that takes its time to answer a greeting keeps no play from its second', async (t) => {
  const tower = await readyTower([await itemOf(office, CLIP)]);
  tower.broker.cut();
  await tower.until(AT - 4_000);
  let answer: () => void = () => undefined;
  tower.broker.answersAfter = new Promise((resolve) => {
    answer = resolve;
  });
  tower.broker.up();
  await tower.until(AT + 120_000);
  t.match(tower.speaker.heard, [{ name: 'play-1', at: AT }]);
  t.same(tower.story('play-1'), ['ready'], 'and it still waits for the broker');
  tower.broker.answersAfter = undefined;
  answer();
  await tower.settle();
  t.same(tower.story('play-1'), ['ready', 'started', 'finished']);
});

t.test('a broker too slow to answer while greeted is greeted again on the same line', async (t) => {
  const tower = await createTower(office);
  tower.shelve(CLIP);
  tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, [await itemOf(office, CLIP)]), true);
  tower.broker.isSlow = true;
  await tower.start();
  await tower.until(NOON - 300_000);
  t.same(tower.story('play-1'), [], 'it could not even ask for its plan');
  tower.broker.isSlow = false;
  await tower.until(AT + 120_000);
  t.same(heardNames(tower), ['play-1'], 'the line never fell, and the tower is a tower again');
  t.same(tower.story('play-1'), ['ready', 'started', 'finished']);
  tower.broker.isSlow = true;
  tower.broker.cut();
  tower.broker.up();
  await tower.settle();
  await tower.controller.stop();
  t.equal(tower.clock.timers(), 0, 'a greeting still to be said does not outlive the controller');
});

t.test('after a power cut before the hour it plays from its own disk', async (t) => {
  const first = await readyTower([await itemOf(office, CLIP)]);
  const tower = await first.again(NOON);
  tower.broker.isReachable = true;
  await tower.start();
  await tower.until(AT + 60_000);
  t.same(heardNames(tower), ['play-1'], 'the broker had no plan and no clip for it any more');
});

t.test('without trusted time nothing scheduled sounds (failure 6)', async (t) => {
  const first = await readyTower([await itemOf(office, CLIP)]);
  const tower = await first.again(NOON);
  tower.broker.isReachable = false;
  await tower.start();
  await tower.until(AT + 700_000);
  t.same(heardNames(tower), []);
  tower.broker.up();
  await tower.settle();
  t.same(tower.story('play-1').at(-1), 'skipped:no-time');
});

t.test('a power cut while playing: said so after the boot, and never played again (failure 4)', async (t) => {
  const first = await readyTower([await itemOf(office, CLIP)]);
  await first.until(AT + 5000);
  t.same(heardNames(first), ['play-1']);
  const tower = await first.again(AT + 10_000);
  tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, [await itemOf(office, CLIP)]), true);
  await tower.start();
  await tower.until(AT + 900_000);
  t.same(heardNames(tower), []);
  t.same(tower.story('play-1'), ['ready', 'started', 'stopped:power']);
});

t.test(
  'crash at each disk write: at most one sound, and the journal always tells an end (failure 5)',
  async (t) => {
    const plan = await office.plan(1, [await itemOf(office, CLIP)]);
    const clean = await createTower(office);
    clean.shelve(CLIP);
    clean.broker.publish(topics.down(TOWER, 'plan'), plan, true);
    await clean.start();
    await clean.until(AT + 60_000);
    const writes = clean.disk.writes;
    t.ok(writes > 6, `${writes} writes are tried`);
    for (let cutAt = 1; cutAt <= writes; cutAt++) {
      const first = await createTower(office);
      first.shelve(CLIP);
      first.broker.publish(topics.down(TOWER, 'plan'), plan, true);
      first.disk.cutAt = cutAt;
      await first.start().catch(() => undefined);
      await first.until(AT + 60_000);
      // what would have sounded after the cut did not: the power was gone
      const journal = new TextDecoder().decode(first.disk.files.get('journal.jsonl') ?? new Uint8Array());
      const soundedBefore = journal
        .split('\n')
        .some((line) => line.includes('"s":"started"') && line.endsWith('}'));
      const second = await first.again(AT + 30_000);
      second.shelve(CLIP);
      second.broker.publish(topics.down(TOWER, 'plan'), plan, true);
      await second.start();
      await second.until(AT + 900_000);
      const sounds = (soundedBefore ? 1 : 0) + second.speaker.heard.length;
      t.ok(sounds <= 1, `cut at write ${cutAt}: ${sounds} sounds`);
      const ends = second.story('play-1').filter((line) => /^(finished|stopped|skipped|failed)/.test(line));
      t.equal(ends.length, 1, `cut at write ${cutAt}: ${second.story('play-1').join(' ')}`);
    }
  },
);

t.test(
  'three hours offline: what was missed is not played, at most one late play is made up for (failure 3)',
  async (t) => {
    const items = await Promise.all(
      [30, 100, 172, 175, 200].map((minutes, n) =>
        itemOf(office, CLIP, { id: `play-${n}`, at: NOON + minutes * 60_000 }),
      ),
    );
    const tower = await createTower(office);
    tower.shelve(CLIP);
    await tower.start();
    tower.broker.cut();
    tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, items), true);
    await tower.until(NOON + 180 * 60_000);
    tower.broker.up();
    await tower.until(NOON + 240 * 60_000);
    t.same(tower.story('play-0'), ['skipped:missed-window']);
    t.same(tower.story('play-1'), ['skipped:missed-window']);
    t.same(tower.story('play-2'), ['skipped:missed-window'], 'the older of two late ones');
    t.same(tower.story('play-3'), ['ready', 'started', 'finished']);
    t.same(tower.story('play-4'), ['ready', 'started', 'finished']);
  },
);

t.test('ten thousand copies of a plan give one play and one receipt of each kind (failure 8)', async (t) => {
  const plan = await office.plan(1, [await itemOf(office, CLIP)]);
  const tower = await readyTower([await itemOf(office, CLIP)]);
  for (let copy = 0; copy < 10_000; copy++) tower.broker.publish(topics.down(TOWER, 'plan'), plan);
  await tower.until(AT + 5000);
  for (let copy = 0; copy < 100; copy++) tower.broker.publish(topics.down(TOWER, 'plan'), plan);
  await tower.until(AT + 900_000);
  t.same(heardNames(tower), ['play-1']);
  t.same(tower.story('play-1'), ['ready', 'started', 'finished']);
});

t.test(
  'an old plan, an unsigned one and one by a stranger are refused, once each, and say why (failure 9)',
  async (t) => {
    const tower = await readyTower([]);
    await tower.give('plan', await office.plan(5, []));
    const old = await office.plan(4, [await itemOf(office, CLIP)]);
    await tower.give('plan', old);
    await tower.give('plan', old);
    const unsigned = `${Buffer.from('{"alg":"none","typ":"tower-plan+jws","kid":"pl-1"}').toString('base64url')}.${old.split('.')[1]}.`;
    await tower.give('plan', unsigned);
    await tower.give('plan', await office.plan(9, [await itemOf(office, CLIP)], {}, office.keys.stranger));
    const refusals = tower.events.flatMap((one) => (one.event === 'refused' ? [one.why] : []));
    t.same(refusals, ['replay', 'bad-signature', 'unknown-key']);
    t.same(
      tower.broker.said<{ ev: string }>('event').map((one) => one.ev),
      ['boot', 'replay', 'refused', 'refused'],
    );
    await tower.until(AT + 900_000);
    t.same(heardNames(tower), []);
  },
);

t.test('a plan of the plan key whose sound nobody approved is rejected item by item', async (t) => {
  const other = soundOf(30_000, 9);
  const good = await itemOf(office, CLIP);
  const forged = { ...(await itemOf(office, CLIP, { id: 'play-2' })), clip: clipOf(other) };
  const odd = { ...good, id: 'play-3', cls: 'disaster' } as unknown as Item;
  const tower = await readyTower([good, forged, odd], [CLIP, other]);
  await tower.until(AT + 900_000);
  t.same(heardNames(tower), ['play-1']);
  t.same(tower.story('play-2'), ['rejected:key-scope']);
  t.same(tower.story('play-3'), ['rejected:schema']);
});

t.test('quiet hours hold back everything but an emergency', async (t) => {
  const night = NOON + 10 * 3_600_000;
  const tower = await readyTower([
    await itemOf(office, CLIP, { id: 'late-news', at: night }),
    await itemOf(office, CLIP, { id: 'flood', ann: 'flood', cls: 'emergency', at: night + 120_000 }),
  ]);
  await tower.until(night + 900_000);
  t.same(heardNames(tower), ['flood']);
  t.same(tower.story('late-news'), ['ready', 'skipped:quiet-hours']);
});

t.test('signed limits are kept: plays per day, length, repeats, own area', async (t) => {
  const items = await Promise.all(
    [1, 2, 3].map((n) => itemOf(office, CLIP, { id: `play-${n}`, at: AT + n * 60_000 })),
  );
  const long = await itemOf(office, CLIP, { id: 'long', clip: clipOf(CLIP, 61_000) });
  const tower = await createTower(office);
  tower.shelve(CLIP);
  tower.broker.publish(
    topics.down(TOWER, 'config'),
    await office.config(1, { maxPlaysPerDay: 2, maxClipMs: 60_000 }),
    true,
  );
  tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, [...items, long]), true);
  await tower.start();
  await tower.until(AT + 900_000);
  t.same(heardNames(tower), ['play-1', 'play-2']);
  t.same(tower.story('play-3'), ['ready', 'skipped:daily-limit']);
  t.same(tower.story('long'), ['rejected:too-long']);
});

t.test('repeats sound with their gap and are one play', async (t) => {
  const tower = await readyTower([await itemOf(office, CLIP, { rep: { n: 3, gap: 10_000 } })]);
  await tower.until(AT + 900_000);
  t.same(
    tower.speaker.heard.map((one) => one.at - AT),
    [0, 30_000, 60_000],
  );
  t.same(tower.story('play-1'), ['ready', 'started', 'finished']);
  t.equal(tower.receipts().at(-1)?.playedMs, 60_000);
});

t.test('withdrawn while playing it stops; withdrawn before, it never starts (failure 17)', async (t) => {
  const one = await itemOf(office, CLIP);
  const two = await itemOf(office, CLIP, { id: 'play-2', at: AT + 120_000 });
  const tower = await readyTower([one, two]);
  await tower.until(AT + 5000);
  await tower.give('plan', await office.plan(2, [{ ...one, st: 'withdrawn' }]));
  await tower.until(AT + 900_000);
  t.same(tower.story('play-1'), ['ready', 'started', 'stopped:withdrawn']);
  t.equal(tower.receipts().find((receipt) => receipt.s === 'stopped')?.playedMs, 5000);
  t.same(tower.story('play-2'), ['ready'], 'absent from the plan it never starts');
});

t.test('withdrawn in so many words it never starts, also when it comes back', async (t) => {
  const one = await itemOf(office, CLIP);
  const tower = await readyTower([one]);
  await tower.give('plan', await office.plan(2, [{ ...one, st: 'withdrawn' }]));
  await tower.give('plan', await office.plan(3, [one]));
  await tower.until(AT + 900_000);
  t.same(tower.story('play-1'), ['ready', 'skipped:withdrawn']);
});

t.test('what a shortened plan left out plays when a later plan names it again (failure 36)', async (t) => {
  const near = await itemOf(office, CLIP);
  const far = await itemOf(office, CLIP, { id: 'play-2', at: AT + 120_000 });
  const tower = await readyTower([near, far]);
  await tower.give('plan', await office.plan(2, [near]));
  await tower.give('plan', await office.plan(3, [near, far]));
  await tower.until(AT + 900_000);
  t.same(tower.story('play-2'), ['ready', 'started', 'finished']);
});

t.test('a stop command stops at once; a copy, an old one and one for another tower do nothing', async (t) => {
  const tower = await readyTower([
    await itemOf(office, CLIP),
    await itemOf(office, CLIP, { id: 'play-2', at: AT + 60_000 }),
  ]);
  await tower.until(AT + 5000);
  const stop = await office.cmd('stop', AT + 5000);
  await tower.give('cmd', stop);
  t.same(tower.story('play-1').at(-1), 'stopped:withdrawn');
  await tower.until(AT + 62_000);
  await tower.give('cmd', stop);
  await tower.give('cmd', await office.cmd('stop', AT - 120_000));
  await tower.give('cmd', await office.cmd('stop', AT + 62_000, { to: '30010106-01', id: 'other' }));
  await tower.until(AT + 900_000);
  t.same(tower.story('play-2'), ['ready', 'started', 'finished']);
});

t.test(
  'an emergency pre-empts the news, which begins again while its window is open (failure 19)',
  async (t) => {
    const tower = await readyTower([
      await itemOf(office, CLIP),
      await itemOf(office, CLIP, { id: 'flood', ann: 'flood', cls: 'emergency', at: AT + 10_000 }),
      await itemOf(office, CLIP, { id: 'second', at: AT + 1000 }),
    ]);
    await tower.until(AT + 900_000);
    t.same(heardNames(tower), ['play-1', 'flood', 'play-1', 'second'], 'equal classes queue in order');
    t.same(tower.story('play-1'), ['ready', 'started', 'stopped:preempted', 'started', 'finished']);
  },
);

t.test('of one key only the newest plays once both are due', async (t) => {
  const tower = await createTower(office);
  tower.shelve(CLIP);
  await tower.start();
  await tower.until(AT + 120_000);
  await tower.give(
    'plan',
    await office.plan(1, [
      await itemOf(office, CLIP, { id: 'weather-1', key: 'weather' }),
      await itemOf(office, CLIP, { id: 'weather-2', key: 'weather', at: AT + 60_000 }),
    ]),
  );
  await tower.until(AT + 900_000);
  t.same(heardNames(tower), ['weather-2']);
  t.match(tower.story('weather-1').at(-1), 'skipped:superseded');
});

t.test('a spoilt piece is asked for anew and the clip still arrives', async (t) => {
  const tower = await createTower(office);
  tower.shelve(CLIP);
  const spoilt = Uint8Array.from(splitClip(CLIP)[1] ?? []).fill(7);
  tower.broker.publish(topics.chunk(clipHash(CLIP), 1), spoilt, true);
  tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, [await itemOf(office, CLIP)]), true);
  await tower.start();
  t.same(tower.broker.said<{ h: string; n: number[] }>('need'), [{ h: clipHash(CLIP), n: [0, 1, 2] }]);
  tower.shelve(CLIP);
  await tower.until(AT + 60_000);
  t.same(tower.story('play-1'), ['ready', 'started', 'finished']);
});

t.test(
  'a clip that stays spoilt is a failure with its reason; one that never comes is told at the window’s end',
  async (t) => {
    const tower = await createTower(office);
    tower.shelve(CLIP);
    tower.broker.publish(
      topics.chunk(clipHash(CLIP), 2),
      Uint8Array.from(splitClip(CLIP)[2] ?? []).fill(7),
      true,
    );
    const absent = soundOf(20_000, 5);
    const items = [await itemOf(office, CLIP), await itemOf(office, absent, { id: 'absent', ann: 'other' })];
    tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, items), true);
    await tower.start();
    await tower.until(AT + 900_000);
    t.same(tower.story('play-1'), ['failed:hash-mismatch']);
    t.same(tower.story('absent'), ['skipped:clip-missing']);
    t.ok(tower.broker.said('need').length > 2, 'it kept asking');
    t.same(heardNames(tower), []);
  },
);

t.test('a cut in the middle of a clip costs only the broken piece (failure 2)', async (t) => {
  const big = soundOf(16_384 * 6, 3);
  const tower = await createTower(office);
  const pieces = splitClip(big);
  for (const [n, piece] of pieces.slice(0, 3).entries()) {
    tower.broker.publish(topics.chunk(clipHash(big), n), piece, true);
  }
  tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, [await itemOf(office, big)]), true);
  await tower.start();
  t.same(
    [...tower.broker.subscribed].filter((topic) => topic.includes('/clip/')).length,
    2,
    'two pieces under way',
  );
  const second = await tower.again();
  const asked: string[] = [];
  const add = second.broker.subscribed.add.bind(second.broker.subscribed);
  second.broker.subscribed.add = (topic) => {
    if (topic.includes('/clip/')) asked.push(topic.split('/').at(-1) ?? '');
    return add(topic);
  };
  for (const [n, piece] of pieces.entries())
    second.broker.publish(topics.chunk(clipHash(big), n), piece, true);
  await second.start();
  t.same(asked, ['3', '4', '5']);
  t.same(second.story('play-1'), ['ready']);
});

t.test(
  'a full disk clears what no plan needs, and says so when that is not enough (failure 15)',
  async (t) => {
    const tower = await createTower(office);
    tower.shelve(CLIP);
    tower.disk.isFull = (name) => name.startsWith('clips/');
    tower.broker.publish(
      topics.down(TOWER, 'plan'),
      await office.plan(1, [await itemOf(office, CLIP)]),
      true,
    );
    await tower.start();
    t.same(tower.story('play-1'), ['failed:disk-full']);
    const other = await createTower(office);
    other.shelve(CLIP);
    const old = soundOf(20_000, 4);
    other.disk.files.set(`clips/${clipHash(old)}`, old);
    other.disk.isFull = (name) => name.startsWith('clips/') && other.disk.files.has(`clips/${clipHash(old)}`);
    other.broker.publish(
      topics.down(TOWER, 'plan'),
      await office.plan(1, [await itemOf(office, CLIP)]),
      true,
    );
    await other.start();
    t.same(other.story('play-1'), ['ready']);
    const journalFull = await readyTower([await itemOf(office, CLIP)]);
    journalFull.disk.isFull = (name) => name === 'journal.jsonl';
    await journalFull.until(AT + 60_000);
    t.same(heardNames(journalFull), [], 'what cannot be written down is not played');
    t.same(journalFull.story('play-1').at(-1), 'failed:disk-full');
  },
);

t.test(
  'receipts are sent until the relay says that it holds them, then forgotten (failure 35)',
  async (t) => {
    const tower = await readyTower([await itemOf(office, CLIP)]);
    await tower.until(AT + 60_000);
    const before = tower.broker.said('receipt').length;
    await tower.until(AT + 200_000);
    t.ok(tower.broker.said('receipt').length > before, 'no answer: sent again');
    await tower.give('ack', await office.ack('', tower.clock.now(), 2));
    tower.broker.sent.length = 0;
    await tower.until(AT + 600_000);
    t.same(
      tower.receipts().map((one) => one.n),
      [3],
      'only what is missing',
    );
    await tower.give('plan', await office.plan(2, [], { rack: 3 }));
    tower.broker.sent.length = 0;
    await tower.until(AT + 1_200_000);
    t.same(tower.receipts(), []);
  },
);

t.test(
  'a receipt that was lost is sent again, however often the relay answers for others (failure 35)',
  async (t) => {
    const tower = await readyTower([await itemOf(office, CLIP)]);
    await tower.until(AT + 30_000);
    t.same(tower.story('play-1'), ['ready', 'started', 'finished']);
    tower.broker.sent.length = 0;
    // The second was lost on its way: the relay's number stays before it, and it is heard every five seconds.
    for (let at = AT + 30_000; at <= AT + 60_000; at += 5000) {
      await tower.until(at);
      await tower.give('ack', await office.ack('', at, 1));
    }
    t.ok(
      tower.receipts().some(({ n }) => n === 2),
      'it does not wait for silence',
    );
    const sent = tower.broker.said('receipt').length;
    t.ok(sent <= 3, `and not at every answer: ${sent} times`);
  },
);

t.test('a tower whose disk was lost numbers its receipts after what the relay knows', async (t) => {
  const tower = await createTower(office);
  tower.relay.rack = 500;
  tower.shelve(CLIP);
  tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, [await itemOf(office, CLIP)]), true);
  await tower.start();
  await tower.until(AT + 60_000);
  t.same(
    tower
      .receipts()
      .filter((one) => one.n > 500)
      .map((one) => one.s),
    ['ready', 'started', 'finished'],
  );
});

t.test('a key that the trust document drops is obeyed no more, and an older trust is refused', async (t) => {
  const tower = await readyTower([await itemOf(office, CLIP)]);
  await tower.until(AT + 5000);
  t.same(heardNames(tower), ['play-1']);
  const fresh = generateKey('ap-2');
  const keys = office.trust().keys.filter((key) => key.use !== 'approve');
  const next = await sealTrust(office.trust({ ver: 2, keys: [...keys, office.key('approve', fresh)] }), [
    office.keys.root,
  ]);
  tower.broker.publish(topics.trust, JSON.stringify(next), true);
  await tower.settle();
  t.same(tower.story('play-1').at(-1), 'stopped:unknown-key');
  tower.broker.publish(topics.trust, JSON.stringify(office.firstTrust), true);
  await tower.settle();
  t.match(tower.events.at(-1), { event: 'refused', what: 'trust', why: 'replay' });
  const forged = await sealTrust(office.trust({ ver: 3 }), [office.keys.stranger]);
  tower.broker.publish(topics.trust, JSON.stringify(forged), true);
  await tower.settle();
  t.match(tower.events.at(-1), { event: 'refused', what: 'trust', why: 'bad-signature' });
  const clip = CLIP;
  const approval = await office.approval(
    { clips: [{ h: clipHash(clip), ms: 20_000, c: 'mp3' }] },
    signingKey(fresh),
  );
  await tower.give(
    'plan',
    await office.plan(2, [
      { ...(await itemOf(office, clip, { id: 'play-2', at: AT + 60_000 })), ap: approval },
    ]),
  );
  await tower.until(AT + 900_000);
  t.same(tower.story('play-2'), ['ready', 'started', 'finished']);
});

t.test('under a revoked plan key nothing starts until a plan of a good key comes', async (t) => {
  const later = { id: 'play-2', at: AT + 120_000 };
  const tower = await readyTower([await itemOf(office, CLIP), await itemOf(office, CLIP, later)]);
  const fresh = generateKey('pl-2');
  tower.relay.by = signingKey(fresh);
  const keys = office.trust().keys.filter((key) => key.use !== 'plan');
  const trust = office.trust({ ver: 2, keys: [...keys, office.key('plan', fresh)] });
  tower.broker.publish(topics.trust, JSON.stringify(await sealTrust(trust, [office.keys.root])), true);
  await tower.until(AT + 60_000);
  t.same(tower.story('play-1'), ['ready', 'skipped:not-fresh']);
  const items = [await itemOf(office, CLIP, later)];
  await tower.give('plan', await office.plan(2, items, {}, signingKey(fresh)));
  await tower.until(AT + 900_000);
  t.same(tower.story('play-2'), ['ready', 'started', 'finished']);
});

t.test('the village’s own mute wins, and a slow answer does not set the clock', async (t) => {
  const tower = await createTower(office);
  tower.relay.answers = false;
  tower.shelve(CLIP);
  tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, [await itemOf(office, CLIP)]), true);
  await tower.start();
  const hello = tower.broker.said<{ nonce: string }>('hello')[0];
  tower.clock.set(tower.clock.now() + 5000);
  await tower.give('ack', await office.ack(hello?.nonce ?? '', tower.clock.now()));
  t.notOk(tower.events.some((one) => one.event === 'time'));
  tower.relay.answers = true;
  await tower.until(NOON);
  t.ok(
    tower.events.some((one) => one.event === 'time'),
    'it asked again',
  );
  tower.controller.mute(true);
  await tower.until(AT + 60_000);
  t.same(tower.story('play-1'), ['ready', 'skipped:local-mute']);
});

t.test('a test tone sounds by day; a command it does not know is refused', async (t) => {
  const tower = await readyTower([]);
  await tower.give('cmd', await office.cmd('test-tone', tower.clock.now()));
  await tower.until(NOON);
  t.match(heardNames(tower)[0], /^test-tone-/);
  await tower.give('cmd', await office.cmd('reboot', NOON));
  t.match(tower.events.at(-1), { event: 'refused', what: 'command' });
  await tower.give('cmd', await office.cmd('report', NOON + 1));
  t.match(tower.broker.said<object>('health').at(-1), { planSeq: 1, pending: 0 });
});

t.test('a broken loudspeaker is a failure with its reason', async (t) => {
  const tower = await readyTower([await itemOf(office, CLIP)]);
  tower.speaker.isBroken = true;
  await tower.until(AT + 900_000);
  t.same(tower.story('play-1'), ['ready', 'failed:audio-device']);
});

t.test(
  'an emergency cut off by a power cut begins again inside its window, as often as it repeats (failure 4)',
  async (t) => {
    const flood = { id: 'flood', ann: 'flood', cls: 'emergency' as const, rep: { n: 2, gap: 1000 } };
    const first = await readyTower([await itemOf(office, CLIP, flood)]);
    await first.until(AT + 5000);
    const plan = await office.plan(1, [await itemOf(office, CLIP, flood)]);
    const second = await first.again(AT + 60_000);
    second.broker.publish(topics.down(TOWER, 'plan'), plan, true);
    await second.start();
    await second.until(AT + 65_000);
    t.same(second.story('flood'), ['ready', 'started', 'stopped:power', 'started']);
    const third = await second.again(AT + 120_000);
    third.broker.publish(topics.down(TOWER, 'plan'), plan, true);
    await third.start();
    await third.until(AT + 900_000);
    t.same(heardNames(third), [], 'twice begun is enough');
    t.same(third.story('flood').at(-1), 'stopped:power');
  },
);

t.test(
  'with the relay away what is planned sounds as long as the plan is good, receipts are kept (failure 11)',
  async (t) => {
    const items = await Promise.all(
      [0, 2, 4].map((hours) => itemOf(office, CLIP, { id: `after-${hours}`, at: AT + hours * 3_600_000 })),
    );
    const tower = await readyTower([]);
    tower.shelve(CLIP);
    await tower.give('plan', await office.plan(2, items, { exp: NOON / 1000 + 3 * 3600 }));
    tower.relay.answers = false;
    await tower.until(AT + 5 * 3_600_000);
    t.same(heardNames(tower), ['after-0', 'after-2']);
    t.same(tower.story('after-4').at(-1), 'skipped:not-fresh', 'the plan has run out meanwhile');
    const kept = new TextDecoder().decode(tower.disk.files.get('journal.jsonl'));
    t.ok(
      kept.includes('"id":"after-0"') && kept.includes('"s":"finished"'),
      'nobody has said that he holds it',
    );
  },
);

t.test(
  'what is withdrawn while the tower is cut off sounds, unless it had to be fresh (failure 18)',
  async (t) => {
    const plain = await itemOf(office, CLIP, { at: AT + 1_200_000 });
    const fresh = await itemOf(office, CLIP, { id: 'fresh', at: AT + 1_260_000, fresh: 900 });
    const tower = await readyTower([plain, fresh]);
    tower.broker.cut();
    tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(2, []), true);
    await tower.until(AT + 1_800_000);
    t.same(heardNames(tower), ['play-1']);
    tower.broker.up();
    await tower.settle();
    t.same(tower.story('play-1'), ['ready', 'started', 'finished'], 'told as it was');
    t.same(tower.story('fresh'), ['ready', 'skipped:not-fresh']);
  },
);

t.test(
  'of two emergencies the newer for the wider area sounds first; the other waits ten minutes at most (failure 20)',
  async (t) => {
    const village = { id: 'village', ann: 'village', cls: 'emergency' as const, late: 3_600_000 };
    const province = { ...village, id: 'province', ann: 'province', at: AT + 10_000 };
    const newer = { area: ['30'], nbf: NOON / 1000 };
    const tower = await readyTower([
      await itemOf(office, CLIP, village),
      await itemOf(office, CLIP, province, newer),
      await itemOf(
        office,
        CLIP,
        { ...village, id: 'older', ann: 'older', at: AT + 12_000 },
        { area: ['30'] },
      ),
      await itemOf(office, CLIP, { ...village, id: 'equal', ann: 'equal', at: AT + 11_000 }),
    ]);
    await tower.until(AT + 300_000);
    t.same(
      heardNames(tower),
      ['village', 'province', 'older', 'village', 'equal'],
      'nothing else stops one that sounds',
    );
    t.same(tower.story('village'), ['ready', 'started', 'stopped:preempted', 'started', 'finished']);

    const long = await readyTower([
      await itemOf(office, CLIP, village),
      await itemOf(office, CLIP, { ...province, rep: { n: 5, gap: 150_000 } }, newer),
    ]);
    await long.until(AT + 1_200_000);
    t.same(long.story('province').at(-1), 'finished');
    t.same(long.story('village'), ['ready', 'started', 'stopped:preempted', 'skipped:preempted']);
  },
);

t.test(
  'the village’s mute stops what sounds, an emergency too, until it is released (failure 33)',
  async (t) => {
    const tower = await readyTower([
      await itemOf(office, CLIP),
      await itemOf(office, CLIP, { id: 'flood', ann: 'flood', cls: 'emergency', at: AT + 30_000 }),
      await itemOf(office, CLIP, { id: 'play-2', at: AT + 120_000 }),
    ]);
    await tower.until(AT + 5000);
    tower.controller.mute(true);
    await tower.until(AT + 60_000);
    tower.controller.mute(false);
    await tower.until(AT + 300_000);
    t.same(tower.story('play-1').at(-1), 'stopped:local-mute');
    t.same(tower.story('flood').at(-1), 'skipped:local-mute');
    t.same(tower.story('play-2').at(-1), 'finished');
    t.equal(tower.broker.said<{ ev: string }>('event').filter(({ ev }) => ev === 'local-override').length, 2);
  },
);

t.test(
  'a broker that has forgotten everything is told again who is here and what it holds (failure 10)',
  async (t) => {
    const tower = await readyTower([await itemOf(office, CLIP)]);
    tower.broker.cut();
    tower.broker.retained.clear();
    tower.broker.sent.length = 0;
    tower.relay.answers = false;
    tower.broker.up();
    await tower.settle();
    t.match(tower.broker.said<object>('presence'), [{ state: 'online', conn: 2 }]);
    t.match(
      tower.broker.said<object>('hello')[0],
      { planEp: 1, planSeq: 1, conn: 2 },
      'the relay sees what is missing',
    );
    await tower.until(AT + 120_000);
    t.same(heardNames(tower), ['play-1'], 'what it holds sounds meanwhile');
  },
);

t.test(
  'quiet hours and days are Bangkok’s, whatever zone the box believes to be in (failure 39)',
  async (t) => {
    const zone = process.env['TZ'];
    t.teardown(() => {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    });
    const quiet = { from: 21 * 60, to: 5 * 60 };
    // the night in which New York turns its clocks back
    const at = (utc: string) => Date.parse(`2026-11-01T${utc}Z`);
    for (const name of ['Asia/Bangkok', 'America/New_York', 'UTC']) {
      process.env['TZ'] = name;
      t.same(
        ['13:59', '14:00', '21:59', '22:00', '06:00'].map((utc) => isQuiet(at(`${utc}:00`), quiet)),
        [false, true, true, false, false],
        name,
      );
      t.equal(dayStart(at('16:59:59')), at('00:00:00') - 7 * 3_600_000);
      t.equal(dayStart(at('17:00:00')), at('17:00:00'));
    }
  },
);
