// Who may make a tower sound: keys stolen, brokers taken over, documents run out. Each story gives the attacker all that
// its row of the failure table grants, and listens what the loudspeaker does.
import t from 'tap';
import { effectiveLimits } from '../../src/controller/limits.ts';
import { clipHash } from '../../src/wire/chunks.ts';
import { type Cmd, COMPILED_MAXIMA, DEFAULT_LIMITS, type Item } from '../../src/wire/messages.ts';
import { generateKey, type SigningKey, seal, sealTrust, signingKey, TYPES } from '../../src/wire/signing.ts';
import {
  clipOf,
  createOffice,
  createTower,
  itemOf,
  NOON,
  soundOf,
  TOWER,
  type Tower,
  topics,
} from './support.ts';

const office = await createOffice();
const CLIP = soundOf(40_000, 1);
const EVIL = soundOf(20_000, 9);
const AT = NOON + 60_000;
const MINUTE = 60_000;

async function readyTower(items: Item[], clips: Uint8Array[] = [CLIP, EVIL]): Promise<Tower> {
  const tower = await createTower(office);
  for (const clip of clips) tower.shelve(clip);
  tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, items), true);
  await tower.start();
  return tower;
}
const heard = (tower: Tower) => tower.speaker.heard.map((one) => one.name);
const refusals = (tower: Tower) =>
  tower.events.flatMap((one) => (one.event === 'refused' ? [`${one.what}: ${one.why}`] : []));

/** A trust document of the true root in which keys of one use are replaced, or everything else changed. */
const trustWith = (ver: number, fresh: { approve?: SigningKey; plan?: SigningKey }, more: object = {}) => {
  const keys = office
    .trust()
    .keys.filter((key) => !(key.use in fresh))
    .concat(fresh.approve ? [office.key('approve', fresh.approve)] : [])
    .concat(fresh.plan ? [office.key('plan', fresh.plan)] : []);
  return sealTrust(office.trust({ ver, keys, ...more }), [office.keys.root]);
};
const tellTrust = async (tower: Tower, document: object) => {
  tower.broker.publish(topics.trust, JSON.stringify(document), true);
  await tower.settle();
};

t.test(
  'whoever has the whole broker makes no tower sound and silences none at once (failure 22)',
  async (t) => {
    const tower = await readyTower([await itemOf(office, CLIP)]);
    const first = tower.broker.retained.get(topics.down(TOWER, 'plan')) ?? new Uint8Array();
    await tower.give('plan', await office.plan(2, [await itemOf(office, CLIP, { at: AT + MINUTE })]));
    const stranger = office.keys.stranger;
    const pretender = { ...stranger, kid: 'pl-1' };
    const evilItem = await itemOf(office, EVIL, { id: 'evil', ann: 'evil', at: AT + MINUTE });
    const forgedApproval = await office.approval(
      { ann: 'evil', clips: [{ h: clipHash(EVIL), ms: 20_000, c: 'mp3' }] },
      { ...stranger, kid: 'ap-1' },
    );
    const items = [{ ...evilItem, ap: forgedApproval }];
    const stop = {
      v: 1,
      id: 'evil-stop',
      to: TOWER,
      iat: NOON / 1000,
      exp: NOON / 1000 + 60,
      op: 'stop-all',
    };
    const own = await sealTrust(
      office.trust({ ver: 9, keys: [office.key('root', stranger), office.key('plan', stranger)] }),
      [stranger],
    );
    const good = await office.plan(3, items);
    const attacks: readonly (readonly [string, string])[] = [
      [topics.down(TOWER, 'plan'), new TextDecoder().decode(first)],
      [topics.down(TOWER, 'plan'), await office.plan(9, items, {}, stranger)],
      [topics.down(TOWER, 'plan'), await office.plan(9, items, {}, pretender)],
      [topics.down(TOWER, 'plan'), `${good.slice(0, -6)}AAAAAA`],
      [topics.down(TOWER, 'plan'), good.replace(/^[^.]+/, btoa('{"alg":"none","typ":"tower-plan+jws"}'))],
      [topics.down(TOWER, 'plan'), ''],
      [topics.down(TOWER, 'plan'), '{}'],
      [topics.down(TOWER, 'cmd'), await seal(TYPES.cmd, stop, pretender)],
      [topics.down(TOWER, 'config'), await seal(TYPES.config, { v: 1 }, pretender)],
      [topics.flash('3001'), await seal(TYPES.cmd, { ...stop, to: { area: '3001' } }, pretender)],
      [topics.down(TOWER, 'ack'), await seal(TYPES.ack, { unixMs: AT * 2 }, pretender)],
      [topics.trust, JSON.stringify(own)],
      [topics.trust, 'no trust at all'],
      [topics.relayStatus, 'x'.repeat(60_000)],
    ];
    for (const [topic, payload] of attacks) {
      tower.broker.publish(topic, payload, true);
      await tower.settle();
    }
    await tower.until(AT + 20 * MINUTE);
    t.same(heard(tower), ['play-1'], 'what was planned sounds, once, and nothing else');
    t.equal(tower.speaker.heard[0]?.at, AT + MINUTE, 'at the time of the newer plan');
    t.ok(refusals(tower).includes('plan: replay'));
    t.ok(refusals(tower).includes('plan: bad-signature'));
    t.ok(refusals(tower).includes('trust: bad-signature'));
    t.same(tower.errors, []);
  },
);

t.test(
  'with the plan key alone approved sound can be repeated as often as approved, and stopped (failure 23)',
  async (t) => {
    const approved = await itemOf(office, CLIP, {}, { maxPlays: 2 });
    const tower = await readyTower([approved]);
    await tower.until(AT + MINUTE);
    const again = [1, 2, 3].map((n) => ({ ...approved, id: `again-${n}`, at: AT + n * 2 * MINUTE }));
    const newSound = {
      ...approved,
      id: 'new',
      at: AT + 9 * MINUTE,
      clip: { ...approved.clip, h: clipHash(EVIL) },
    };
    const louder = { ...approved, id: 'as-emergency', cls: 'emergency' as const, at: AT + 9 * MINUTE };
    const later = { ...approved, id: 'later', at: NOON + 30 * 86_400_000 };
    const byHimself = {
      ...newSound,
      id: 'approved-by-himself',
      ap: await office.approval({ clips: [{ h: clipHash(EVIL), ms: 20_000, c: 'mp3' }] }, office.keys.plan),
    };
    await tower.give('plan', await office.plan(2, [...again, newSound, louder, later, byHimself]));
    await tower.until(AT + 30 * MINUTE);
    t.same(heard(tower), ['play-1', 'again-1'], 'twice is what the officer approved');
    t.same(tower.story('new'), ['rejected:key-scope']);
    t.same(tower.story('as-emergency'), ['rejected:key-scope']);
    t.same(tower.story('later'), ['rejected:key-expired']);
    t.same(tower.story('approved-by-himself'), ['rejected:unknown-key']);
    const at = tower.clock.now();
    await tower.give('cmd', await office.cmd('play-now', at, { item: newSound } as Partial<Cmd>));
    await tower.until(at + MINUTE);
    t.equal(heard(tower).length, 2, 'no command makes a sound that nobody approved');
  },
);

t.test(
  'a stolen plan key loses all it did once it is revoked: far numbers, an empty plan, loose limits (failure 23)',
  async (t) => {
    const tower = await readyTower([await itemOf(office, CLIP)]);
    const far = Number.MAX_SAFE_INTEGER;
    await tower.give('plan', await office.plan(far, [], { ep: far }));
    await tower.give(
      'config',
      await office.config(far, { volume: { routine: 100, important: 100, emergency: 100 } }),
    );
    const fresh = signingKey(generateKey('pl-2'));
    tower.relay.by = fresh;
    await tellTrust(tower, await trustWith(2, { plan: fresh }));
    await tower.give('plan', await office.plan(3, [await itemOf(office, CLIP, { id: 'after' })], {}, fresh));
    const limits = await seal(
      TYPES.config,
      { ...JSON.parse(Buffer.from((await office.config(2)).split('.')[1] ?? '', 'base64url').toString()) },
      fresh,
    );
    await tower.give('config', limits);
    await tower.give('plan', await office.plan(4, [], {}, office.keys.plan));
    await tower.until(AT + MINUTE);
    t.same(heard(tower), ['after']);
    t.equal(tower.speaker.heard[0]?.volume, 80, 'the office’s own limits hold');
    const again = await tower.again();
    await again.start();
    await again.give('plan', await office.plan(3, [], {}, fresh));
    t.ok(refusals(again).includes('plan: replay'), 'the number of the good key is kept over a power cut');
  },
);

t.test(
  'a stolen approval key speaks for its area and class only, needs the plan key, and ends at once (failure 24)',
  async (t) => {
    const local = signingKey(generateKey('ap-local'));
    const keys = [
      ...office.trust().keys,
      office.key('approve', local, { cls: 'routine', area: ['30010105'] }),
      office.key('approve', office.keys.stranger, { area: ['3002'] }),
    ];
    const trust = await sealTrust(office.trust({ ver: 2, keys }), [office.keys.root]);
    const tower = await readyTower([]);
    await tellTrust(tower, trust);
    const clips = [{ h: clipHash(EVIL), ms: 20_000, c: 'mp3' }];
    const item = async (id: string, by: SigningKey, more: Partial<Item>, at: number) => ({
      ...(await itemOf(office, EVIL, { id, ann: id, at, ...more })),
      ap: await office.approval({ ann: id, cls: more.cls ?? 'routine', by: ['a', 'b'], clips }, by),
    });
    const sealedByItself = await office.plan(2, [await item('alone', local, {}, AT)], {}, local);
    await tower.give('plan', sealedByItself);
    t.match(refusals(tower).at(-1), /plan: unknown-key/, 'an approval key plans nothing');
    await tower.give(
      'plan',
      await office.plan(3, [
        await item('in-its-class', local, {}, AT),
        await item('above-its-class', local, { cls: 'emergency' }, AT),
        await item('of-another-area', office.keys.stranger, {}, AT),
        await item('for-later', local, {}, AT + 10 * MINUTE),
      ]),
    );
    await tower.until(AT + 2 * MINUTE);
    t.same(heard(tower), ['in-its-class'], 'that much it can do while it is trusted');
    t.same(tower.story('above-its-class'), ['rejected:key-scope']);
    t.same(tower.story('of-another-area'), ['rejected:key-scope']);
    const before = tower.clock.now();
    await tellTrust(tower, await sealTrust(office.trust({ ver: 3 }), [office.keys.root]));
    t.equal(tower.clock.now(), before, 'no time passes');
    await tower.until(AT + 20 * MINUTE);
    t.same(heard(tower), ['in-its-class']);
    t.match(tower.story('for-later').at(-1), /unknown-key/);
  },
);

t.test('what sounds under a key that is revoked is stopped in the middle (failure 24)', async (t) => {
  const tower = await readyTower([await itemOf(office, CLIP)]);
  await tower.until(AT + 5_000);
  await tellTrust(tower, await trustWith(2, { approve: signingKey(generateKey('ap-2')) }));
  t.same(tower.story('play-1').at(-1), 'stopped:unknown-key');
  t.match(tower.receipts().at(-1), { playedMs: 5_000 });
});

t.test('a tower that returns hears of the revocation before any plan (failure 24)', async (t) => {
  const tower = await readyTower([await itemOf(office, CLIP, { at: AT + 15 * MINUTE })]);
  tower.broker.cut();
  const fresh = signingKey(generateKey('ap-2'));
  tower.broker.publish(topics.trust, JSON.stringify(await trustWith(2, { approve: fresh })), true);
  const stolen = await itemOf(office, EVIL, { id: 'stolen', at: AT + 14 * MINUTE });
  tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(2, [stolen]), true);
  await tower.until(AT + 13 * MINUTE);
  tower.broker.up();
  await tower.until(AT + 40 * MINUTE);
  t.same(heard(tower), []);
  t.match(tower.story('stolen'), ['rejected:unknown-key']);
});

t.test(
  'when the trust has run out what is held sounds, nothing new is taken, stop works, and news is good again (failure 25)',
  async (t) => {
    const expiring = await sealTrust(office.trust({ ver: 2, exp: NOON / 1000 + 1800 }), [office.keys.root]);
    const tower = await readyTower([]);
    await tellTrust(tower, expiring);
    const held = [40, 80].map((n) => itemOf(office, CLIP, { id: `held-${n}`, at: NOON + n * MINUTE }));
    await tower.give('plan', await office.plan(2, await Promise.all(held)));
    await tower.until(NOON + 35 * MINUTE);
    const late = await itemOf(office, CLIP, { id: 'late', at: NOON + 60 * MINUTE });
    await tower.give('plan', await office.plan(3, [...(await Promise.all(held)), late]));
    t.equal(refusals(tower).at(-1), 'plan: key-expired');
    t.ok(
      tower.broker
        .said<{ text?: string }>('event')
        .some(({ text }) => /trust document has expired/.test(text ?? '')),
      'the office is told why',
    );
    await tower.until(NOON + 40 * MINUTE + 5_000);
    t.same(heard(tower), ['held-40'], 'accepted before: it sounds');
    await tower.give('cmd', await office.cmd('stop-all', tower.clock.now()));
    t.same(tower.story('held-40').at(-1), 'stopped:withdrawn');
    const again = await tower.again();
    await again.start();
    await again.until(NOON + 50 * MINUTE);
    await tellTrust(again, await sealTrust(office.trust({ ver: 3 }), [office.keys.root]));
    await again.give('plan', await office.plan(4, [...(await Promise.all(held)), late]));
    await again.until(NOON + 100 * MINUTE);
    t.same(heard(again), ['late', 'held-80']);
  },
);

t.test(
  'an emergency needs two different names where the trust says so, and one where it says that',
  async (t) => {
    const emergency = (id: string, by: string[]) =>
      itemOf(
        office,
        CLIP,
        { id, ann: id, cls: 'emergency', at: AT },
        { by, nbf: NOON / 1000, exp: NOON / 1000 + 900 },
      );
    for (const [needed, sounding] of [
      [2, ['two']],
      [1, ['one', 'twice-the-same', 'two']],
    ] as const) {
      const tower = await readyTower([]);
      await tellTrust(
        tower,
        await sealTrust(office.trust({ ver: 2, emergencyApprovals: needed }), [office.keys.root]),
      );
      await tower.give(
        'plan',
        await office.plan(2, [
          await emergency('one', ['สมศรี']),
          await emergency('twice-the-same', ['สมศรี', 'สมศรี']),
          await emergency('two', ['สมศรี', 'สมชาย']),
        ]),
      );
      await tower.until(AT + 20 * MINUTE);
      t.same(heard(tower).toSorted(), sounding, `${needed} name(s)`);
    }
  },
);

t.test('what is built in holds even where every key leaked: no configuration raises it', async (t) => {
  const tower = await readyTower([]);
  const boundless = {
    quietHours: null,
    maxClipMs: 86_400_000,
    maxPlaysPerDay: 100_000,
    maxRepeat: 1000,
    maxEmergencyMs: 86_400_000,
    volume: { routine: 100, important: 100, emergency: 100 },
  };
  await tower.give('config', await office.config(2, boundless));
  t.match(effectiveLimits({ ...DEFAULT_LIMITS, ...boundless }), COMPILED_MAXIMA);
  const of = (id: string, ms: number, more: Partial<Item> = {}) =>
    itemOf(office, CLIP, { id, ann: id, clip: clipOf(CLIP, ms), at: AT, ...more }, { by: ['a', 'b'] });
  const cls = 'emergency' as const;
  await tower.give(
    'plan',
    await office.plan(2, [
      await of('an-hour', 3_600_000),
      await of('eleven-times', 20_000, { rep: { n: 11, gap: 0 } }),
      await of('siren-without-end', 660_000, { cls }),
      await of('siren-by-repeats', 90_000, { cls, rep: { n: 8, gap: 10_000 } }),
      await of('siren', 90_000, { cls, rep: { n: 3, gap: 10_000 } }),
    ]),
  );
  await tower.until(AT + 20 * MINUTE);
  for (const id of ['an-hour', 'eleven-times', 'siren-without-end', 'siren-by-repeats'])
    t.same(tower.story(id), ['rejected:too-long'], id);
  t.same(heard(tower), ['siren', 'siren-2', 'siren-3']);
  await tower.give('config', await office.config(3, { ...boundless, maxEmergencyMs: 60_000 }));
  await tower.give(
    'plan',
    await office.plan(3, [await of('shorter-here', 90_000, { cls, at: AT + 30 * MINUTE })]),
  );
  t.same(tower.story('shorter-here'), ['rejected:too-long'], 'the office may lower it');
});
