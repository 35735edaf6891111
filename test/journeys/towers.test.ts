// Stories of the towers: power, network, clocks, and who may make a loudspeaker sound. A real relay and two controllers on
// their disks; the clock stands still until the story moves it.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { BulletinSeen } from '../../src/commands/office-client.ts';
import { type Item, itemSchema } from '../../src/wire/messages.ts';
import { seal, signingKey, TYPES } from '../../src/wire/signing.ts';
import { NOON, openVillage } from '../support/village.ts';

const NEWS = 'แจ้งงดจ่ายน้ำ วันที่ ๒๓ พ.ย. ๒๕๖๙ หมู่ ๑';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const village = await openVillage({
  startAt: NOON - 5 * HOUR,
  plainClips: true,
  foundation: (sample) => ({ ...sample, quietHours: { fromMinute: 0, toMinute: 0 } }),
});
t.teardown(village.close);
const [one, two] = village.towers;
if (one === undefined || two === undefined) throw new Error('two towers');
const towers = [one.id, two.id];
const somsri = await village.officer('somsri');

/** Approved for that time at both towers, and both hold plan and clip. */
async function booked(at: number, words = NEWS): Promise<BulletinSeen> {
  const seen = await village.news(words);
  const { body } = await somsri.approve(seen, {
    wish: { kind: 'at', at: new Date(at).toISOString() },
    towers,
  });
  if (body.complete !== true) throw new Error(JSON.stringify(body));
  return village.ready(seen.id);
}
const heard = () => [one.heard.length, two.heard.length];
const statesOf = (seen: BulletinSeen) =>
  Object.fromEntries(
    seen.allPlays.map((play) => [play.tower, [play.state, play.why].filter(Boolean).join(': ')]),
  );
/** Time passes until every play of the bulletin has ended one way or another. */
const ended = (id: string) =>
  village.untilInTime(
    'every play’s end',
    async () => {
      const seen = await village.office.bulletin(id);
      const isOver = seen.allPlays.every((play) =>
        ['finished', 'stopped', 'skipped', 'failed', 'rejected'].includes(play.state),
      );
      return isOver && seen.allPlays.length > 0 ? seen : undefined;
    },
    5_000,
  );

t.test('after a power cut while it sounds the tower says so, and does not begin again', async (t) => {
  const before = heard();
  const at = Math.round(village.clock.now()) + 10 * MINUTE;
  const seen = await booked(at);
  await village.passTo(at + 5_000);
  await village.bulletin(seen.id, 'it sounds', ({ allPlays }) =>
    allPlays.every((play) => play.state === 'started'),
  );
  one.powerOff();
  await village.pass(MINUTE);
  await one.powerOn();
  await village.connected();
  const over = await ended(seen.id);
  t.same(statesOf(over), { [one.id]: 'stopped: power', [two.id]: 'finished' });
  await village.pass(15 * MINUTE);
  t.same(
    heard(),
    before.map((n) => n + 1),
    'once at each tower',
  );
});

t.test(
  'with relay and broker gone for an hour the towers play what they hold, and tell it afterwards',
  async (t) => {
    const before = heard();
    const at = Math.round(village.clock.now()) + 30 * MINUTE;
    const seen = await booked(at);
    await village.stopRelay();
    await village.pass(HOUR);
    t.same(
      heard(),
      before.map((n) => n + 1),
      'heard on time',
    );
    t.same([one.heard.at(-1)?.at, two.heard.at(-1)?.at], [at, at]);
    await village.startRelay();
    const over = await ended(seen.id);
    t.same(statesOf(over), { [one.id]: 'finished', [two.id]: 'finished' });
    for (const play of over.allPlays) t.equal(play.skewMs, 0);
  },
);

t.test('what an officer says about volume and hours the towers obey, one of them its own', async (t) => {
  const volume = { routine: 60, important: 70, emergency: 100 };
  const at = Math.round(village.clock.now()) + 30 * MINUTE;
  const clock = (instant: number) => new Date(instant + 7 * HOUR).toISOString().slice(11, 16);
  const softer = (most: number) => [{ from: clock(at - MINUTE), to: clock(at + 2 * MINUTE), most }];
  const put = (path: string, body: object) => somsri.ask('PUT', `/api/v1${path}`, body);
  t.equal((await put('/volume', { volume, softerHours: softer(30) })).status, 200);
  t.equal((await put(`/towers/${two.id}/volume`, { volume, softerHours: [] })).status, 200);
  const inThem = await booked(at);
  await village.passTo(at + MINUTE);
  await ended(inThem.id);
  const loud = () => [one.heard.at(-1)?.volume, two.heard.at(-1)?.volume];
  t.same(loud(), [30, 60], 'within the softer hours');
  const later = await booked(Math.round(village.clock.now()) + 30 * MINUTE);
  await village.passTo(Math.round(village.clock.now()) + 31 * MINUTE);
  await ended(later.id);
  t.same(loud(), [60, 60], 'after them');
  await somsri.ask('DELETE', `/api/v1/towers/${two.id}/volume`);
  const held = await village.untilInTime(
    'both hold the newest configuration',
    async () => {
      const signs = await village.beside((store) =>
        store.vitals.signs(somsri.person.org, village.clock.now()),
      );
      const ours = signs.filter(({ tower }) => towers.includes(tower));
      return ours.every((sign) => sign.heldConfigSeq === sign.configSeq) ? ours : undefined;
    },
    5 * MINUTE,
  );
  t.same(
    held.map(({ configSeq }) => configSeq),
    [3, 5],
    'each change has a number of its own',
  );
});

t.test('a relay that dies between approval and planning plans after it is back', async (t) => {
  const before = heard();
  const seen = await village.news(NEWS);
  await village.relay.conveyor.stop();
  const at = Math.round(village.clock.now()) + 20 * MINUTE;
  await somsri.approve(seen, { wish: { kind: 'at', at: new Date(at).toISOString() }, towers });
  t.same((await village.office.bulletin(seen.id)).allPlays, [], 'approved, not planned');
  await village.restartRelay();
  await village.connected();
  await village.ready(seen.id);
  await village.passTo(at + MINUTE);
  t.same(statesOf(await ended(seen.id)), { [one.id]: 'finished', [two.id]: 'finished' });
  t.same(
    heard(),
    before.map((n) => n + 1),
  );
});

t.test('when the relay’s clock goes back an hour nothing sounds twice and nothing is lost', async (t) => {
  const before = heard();
  const at = Math.round(village.clock.now()) + 10 * MINUTE;
  const first = await booked(at);
  await village.passTo(at - 10_000);
  village.moveRelayClock(-HOUR);
  await village.passTo(at + MINUTE);
  const second = await village.news('ประชุมหมู่บ้านคืนนี้ที่วัด');
  await somsri.approve(second, {
    wish: { kind: 'at', at: new Date(village.clock.now() + 30 * MINUTE).toISOString() },
    towers,
  });
  await village.ready(second.id);
  await village.pass(2 * HOUR);
  t.same(statesOf(await ended(first.id)), { [one.id]: 'finished', [two.id]: 'finished' });
  t.same(statesOf(await ended(second.id)), { [one.id]: 'finished', [two.id]: 'finished' });
  t.same(
    heard(),
    before.map((n) => n + 2),
    'each once',
  );
  village.moveRelayClock(HOUR);
  await village.pass(30 * MINUTE);
  t.same(
    heard(),
    before.map((n) => n + 2),
  );
});

t.test('after three hours without a network old news stays silent, at most one is caught up', async (t) => {
  const before = heard();
  const now = village.clock.now();
  two.cut();
  const old: string[] = [];
  for (const minutes of [30, 60, 90, 176]) {
    const seen = await village.news(NEWS);
    await somsri.approve(seen, {
      wish: { kind: 'at', at: new Date(now + minutes * MINUTE).toISOString() },
      towers,
    });
    old.push(seen.id);
  }
  await village.passTo(now + 3 * HOUR);
  two.mend();
  await village.connected();
  const ends = await Promise.all(
    old.map(async (id) => {
      const seen = await village.untilInTime(
        'both towers’ word',
        async () => {
          const one = await village.office.bulletin(id);
          return one.allPlays.every((play) => ['finished', 'skipped', 'unknown'].includes(play.state))
            ? one
            : undefined;
        },
        5_000,
      );
      return statesOf(seen);
    }),
  );
  t.same(
    ends.map((states) => states[one.id]),
    ['finished', 'finished', 'finished', 'finished'],
  );
  t.equal(heard()[0], (before[0] ?? 0) + 4, 'the connected tower played all four');
  t.equal(heard()[1], (before[1] ?? 0) + 1, 'the other only the one whose window is still open');
  t.match(ends[3]?.[two.id], /finished/);
  for (const states of ends.slice(0, 3)) t.match(states[two.id], /^(skipped: missed-window|unknown)/);
});

t.test('the plan key alone makes no tower sound (failure 23)', async (t) => {
  const seen = await booked(village.clock.now() + 2 * HOUR);
  const before = heard();
  const { plan, approve } = await stolenKeys();
  const planKey = signingKey(plan);
  const at = Math.round(village.clock.now()) + MINUTE;
  const held = heldPlan();
  const now = Math.floor(village.clock.now() / 1000);
  const clip = await heldClip();
  const forge = async (id: string, key: typeof planKey): Promise<Item> =>
    itemSchema.parse({
      id,
      ann: 'forged',
      rev: 1,
      cls: 'routine',
      st: 'sched',
      at,
      late: 10 * MINUTE,
      exp: now + 3_600,
      clip,
      ap: await seal(
        TYPES.approval,
        {
          v: 1,
          ann: 'forged',
          rev: 1,
          cls: 'routine',
          area: ['990101'],
          clips: [{ h: clip.h, ms: clip.ms, c: clip.c }],
          nbf: now - 60,
          exp: now + 3_600,
          by: ['nobody'],
          maxPlays: 3,
        },
        key,
      ),
    });
  const items = [
    await forge('by-the-plan-key', planKey),
    await forge('in-the-name-of-the-approver', signingKey({ ...plan, kid: approve.kid })),
  ];
  one.givePlan(await planOf((held?.seq ?? 0) + 1, items));
  await village.pass(10 * MINUTE);
  t.same(heard(), before);
  const rejected = one.events.flatMap((event) =>
    event.event === 'rejected' ? [`${event.id}: ${event.why}`] : [],
  );
  t.equal(rejected.length, 2, rejected.join(', '));
  t.match(rejected.join(' '), /by-the-plan-key.*in-the-name-of-the-approver/);
  t.ok(seen.id);

  async function heldClip(): Promise<Item['clip']> {
    const page = await village.beside((store) => store.views.bulletin(somsri.person.org, seen.id as never));
    const rendition =
      page?.clip?.renditions.find((made) => made.codec === 'opus') ?? page?.clip?.renditions[0];
    if (rendition === undefined) throw new Error('no clip');
    const h = Buffer.from(rendition.sha256, 'hex').toString('base64url');
    const n = Math.ceil(rendition.bytes / 16_384);
    return { h, sz: rendition.bytes, n, c: rendition.codec, ms: Math.round(rendition.ms), src: ['mqtt'] };
  }
});

t.test('a plan of the stolen key with a far number keeps no later plan away (failure 12)', async (t) => {
  const before = heard();
  const { ep = 0, seq = 0 } = heldPlan() ?? {};
  one.givePlan(await planOf(seq + 500, []));
  await village.untilInTime('it is taken', async () => heldPlan()?.seq === seq + 500 || undefined, 1_000);
  const at = Math.round(village.clock.now()) + HOUR;
  const seen = await village.news('ประชุมกลุ่มแม่บ้านพรุ่งนี้');
  await somsri.approve(seen, { wish: { kind: 'at', at: new Date(at).toISOString() }, towers });
  await village.passTo(at + MINUTE);
  t.same(statesOf(await ended(seen.id)), { [one.id]: 'finished', [two.id]: 'finished' });
  t.same(
    heard(),
    before.map((n) => n + 1),
  );
  t.match(heldPlan(), { ep: ep + 1 }, 'the epoch stands above the far number');
  const trail = await village.beside((store) =>
    store.audit.list(somsri.person.org, { subject: { kind: 'tower', id: one.id }, limit: 50 }),
  );
  const told = trail.filter(({ facts }) => facts['kind'] === 'plan-ahead');
  t.match(told, [{ act: 'tower-event', facts: { held: `${ep}/${seq + 500}`, epoch: ep + 1 } }], 'once');
});

function heldPlan() {
  return one?.events.flatMap((event) => (event.event === 'planned' ? [event] : [])).at(-1);
}

/** The first tower's plan as whoever has stolen the plan key can make it. */
async function planOf(seq: number, items: readonly Item[]): Promise<string> {
  const now = Math.floor(village.clock.now() / 1000);
  const head = { v: 1, tw: one?.id, ep: heldPlan()?.ep ?? 1, seq, iat: now, exp: now + 86_400, rack: 0 };
  return await seal(TYPES.plan, { ...head, items }, signingKey((await stolenKeys()).plan));
}

async function stolenKeys() {
  const folder = join(village.dataDir, 'keys');
  const stored = await Promise.all(
    (await readdir(folder))
      .filter((name) => name.endsWith('.key.json'))
      .map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))),
  );
  return {
    plan: stored.find((key) => key.use === 'plan'),
    approve: stored.find((key) => key.use === 'approve'),
  };
}
