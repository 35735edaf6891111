// Stories of the office: deciding, booking, withdrawing, and what happens when a part of the house does not work. A real
// relay and two controllers; the clock stands still until the story moves it.
import t from 'tap';
import type { BulletinSeen } from '../../src/commands/office-client.ts';
import { readConfig } from '../../src/config.ts';
import { RelayError } from '../../src/core/errors.ts';
import { instantOf, type LocalDate } from '../../src/core/timetable.ts';
import { createVoices } from '../../src/engines.ts';
import { createLog } from '../../src/log.ts';
import type { Mastering } from '../../src/pipeline/ports.ts';
import { createHands, NOON, openVillage } from '../support/village.ts';

const NEWS = 'แจ้งงดจ่ายน้ำ วันที่ ๒๓ พ.ย. ๒๕๖๙ หมู่ ๑';
const NOW = { wish: { kind: 'now' } };
const TODAY = '2026-11-22' as LocalDate;
/** `skipped` once the tower itself has said so. */
const TAKEN_BACK = ['withdrawn', 'skipped'];
const HOUR = 3_600_000;
/** The voice tries again after some seconds, later after minutes. */
const RETRY_MS = 15_000;
const DAY = 24 * HOUR;

// A voice that can be switched off.
const silent = createLog({ level: 'silent', readable: false });
const settings = readConfig(undefined, {}, () => '');
const real = createVoices(settings, { path: process.env['PATH'], log: silent }).engineFor(
  undefined,
  'routine',
);
const engine = {
  ...real,
  isDead: false,
  speak: (...args: Parameters<typeof real.speak>) =>
    engine.isDead
      ? Promise.reject(new RelayError('no-engine', 'the engine is dead', { retry: true }))
      : real.speak(...args),
};

let isDiskFull = false;
const mastering = (whole: Mastering): Mastering => ({
  master: (...args) =>
    isDiskFull
      ? Promise.reject(new RelayError('disk-full', 'the disk is full', { retry: true }))
      : whole.master(...args),
});

const village = await openVillage({ engine, mastering, plainClips: true });
t.teardown(village.close);
const towers = village.towers.map((tower) => tower.id);
const [somsri, wichai, nida] = await Promise.all([
  village.officer('somsri'),
  village.officer('wichai'),
  village.officer('nida'),
]);
const { newsroom, timetable, staff } = village.relay.desks;

async function slotId(name: string): Promise<string> {
  const slot = (await timetable.slots(somsri.person.org)).find((one) => one.name === name);
  if (slot === undefined) throw new Error(`there is no slot ${name}`);
  return slot.id;
}
const inSlot = async (name: string, date: string = TODAY) => ({
  wish: { kind: 'slot', slot: await slotId(name), date },
  towers,
});
const heard = () => village.towers.map((tower) => tower.heard.length);
const atOnes = (seen: BulletinSeen) => [...new Set(seen.allPlays.map((play) => Date.parse(play.at)))];
const allAre =
  (...states: string[]) =>
  (seen: BulletinSeen) =>
    seen.allPlays.length > 0 && seen.allPlays.every((play) => states.includes(play.state));

t.test(
  'an edit after approval withdraws what was planned; only the new words sound, once approved',
  async (t) => {
    const first = await village.news(NEWS);
    await somsri.approve(first, await inSlot('เย็น'));
    const ready = await village.ready(first.id);
    t.same(atOnes(ready), [NOON + 6 * HOUR]);
    await newsroom.revise(somsri.person, first.id as never, {
      seenVersion: ready.version,
      words: 'แจ้งงดจ่ายน้ำ เลื่อนเป็นวันอังคาร',
      class: 'routine',
    });
    const second = await village.bulletin(first.id, 'the new voice', (seen) => seen.state === 'voiced');
    t.equal(second.revision, 2);
    t.not(second.clip?.sha256, first.clip?.sha256);
    await village.bulletin(first.id, 'the old plays are withdrawn', allAre(...TAKEN_BACK));
    await village.passTo(NOON + 6 * HOUR + 60_000);
    t.same(heard(), [0, 0], 'the slot passed in silence: nobody has approved the new words');
    const old = await somsri.approve(first, { ...NOW, towers });
    t.equal(old.body.error?.code, 'stale');
    await somsri.approve(second, { ...NOW, towers });
    await village.until('the new plays are ready', async () => {
      const seen = await village.office.bulletin(first.id);
      return seen.allPlays.filter((play) => play.state === 'ready').length === 2;
    });
    await village.pass(60_000);
    await village.bulletin(first.id, 'both towers finish', allAre('finished', ...TAKEN_BACK));
    t.same(heard(), [1, 1]);
    const sounded = village.towers.flatMap((tower) =>
      tower.events.flatMap((event) => (event.event === 'started' ? [event.id] : [])),
    );
    const over = await village.office.bulletin(first.id);
    const finished = over.allPlays.filter((play) => play.state === 'finished').map((play) => play.id);
    t.same(sounded.sort(), finished.sort(), 'and what sounded is the second revision');
  },
);

t.test('withdrawing while it sounds stops it, and says how much was heard', async (t) => {
  const seen = await village.news(NEWS);
  await somsri.approve(seen, { ...NOW, towers });
  const ready = await village.ready(seen.id);
  await village.passTo((atOnes(ready)[0] ?? 0) + 5_000);
  const sounding = await village.bulletin(seen.id, 'it sounds', allAre('started'));
  const { body } = await somsri.withdraw(sounding, 'ข้อความผิด');
  t.same(body.unreachable, []);
  const over = await village.untilInTime('the silence', async () => {
    const now = await village.office.bulletin(seen.id);
    return allAre('stopped')(now) ? now : undefined;
  });
  for (const play of over.allPlays) {
    t.equal(play.why, 'withdrawn');
    t.ok((play.playedMs ?? 0) > 0 && (play.playedMs ?? 0) < 20_000, `${play.playedMs} ms were heard`);
  }
});

t.test('withdrawing names the tower that cannot be reached and may still sound', async (t) => {
  const [first, second] = village.towers;
  if (first === undefined || second === undefined) throw new Error('two towers');
  const before = heard();
  const seen = await village.news(NEWS);
  await somsri.approve(seen, { wish: { kind: 'at', at: iso(village.clock.now() + HOUR / 2) }, towers });
  const ready = await village.ready(seen.id);
  second.cut();
  await village.until('the relay misses it', async () =>
    (await village.office.towers()).some((tower) => tower.id === second.id && !tower.online),
  );
  const { body } = await somsri.withdraw(ready, 'ยกเลิก');
  t.same(
    body.unreachable.map((tower) => tower.tower),
    [second.id],
  );
  await village.passTo((atOnes(ready)[0] ?? 0) + 60_000);
  t.same(heard(), [before[0], (before[1] ?? 0) + 1], 'the cut-off tower played what it held');
  second.mend();
  const over = await village.untilInTime('its receipt', async () => {
    const now = await village.office.bulletin(seen.id);
    return now.allPlays.some((play) => play.state === 'finished') ? now : undefined;
  });
  t.same(
    over.allPlays.map(({ tower, state }) => [tower, TAKEN_BACK.includes(state) ? 'withdrawn' : state]).sort(),
    [
      [first.id, 'withdrawn'],
      [second.id, 'finished'],
    ].sort(),
    'the record says what was really heard',
  );
});

t.test(
  'a second bulletin for the same slot waits behind the first, and one too long is told how much room is left',
  async (t) => {
    const date = '2026-11-23';
    const first = await village.news(NEWS);
    const second = await village.news('ประชุมหมู่บ้านคืนนี้ที่วัด');
    const morning = await inSlot('เช้า', date);
    await somsri.approve(first, morning);
    await village.ready(first.id);
    await somsri.approve(second, morning);
    const behind = await village.ready(second.id);
    const opens = instantOf(date as LocalDate, 6 * 60);
    t.same(atOnes(await village.office.bulletin(first.id)), [opens]);
    t.same(atOnes(behind), [opens + (first.clip?.ms ?? 0) + 5_000]);

    const third = await village.news('ขอเชิญร่วมงานกฐิน');
    const gapMs = 600_000;
    const refused = await somsri.approve(third, { ...morning, repeat: { times: 4, gapMs } });
    t.equal(refused.body.error?.code, 'slot-full', 'told at the button');
    const { roomMs = 0, neededMs = 0 } = refused.body.error?.facts ?? {};
    t.ok(Number(roomMs) > 0 && Number(roomMs) < 30 * 60_000 && Number(neededMs) > 30 * 60_000);
    t.equal((await village.office.bulletin(third.id)).state, 'voiced', 'and nothing is approved');
    const noon = await inSlot('เที่ยง', date);
    t.match((await somsri.approve(third, noon)).body, { complete: true });
    const booked = await village.ready(third.id);
    t.same(atOnes(booked), [instantOf(date as LocalDate, 12 * 60)]);
    t.equal(booked.wishRefused, null);
  },
);

t.test('an emergency needs two people, neither of whom wrote it', async (t) => {
  const sent = await somsri.ask<{ bulletin: string }>(
    'POST',
    '/api/v1/items',
    { text: 'น้ำป่าไหลหลาก ขอให้อพยพทันที', class: 'emergency' },
    { 'idempotency-key': 'flood-1' },
  );
  t.equal(sent.status, 201);
  const own = await village.bulletin(sent.body.bulletin, 'its voice', (seen) => seen.state === 'voiced');
  t.equal((await somsri.approve(own, { ...NOW, towers })).body.error?.code, 'own-words');
  t.equal((await nida.approve(own, { ...NOW, towers })).status, 403, 'a reporter does not decide');

  const byNida = await nida.ask<{ bulletin: string }>(
    'POST',
    '/api/v1/items',
    { text: 'น้ำป่าไหลหลาก ขอให้อพยพทันที', class: 'emergency' },
    { 'idempotency-key': 'flood-1' },
  );
  const seen = await village.bulletin(byNida.body.bulletin, 'its voice', (one) => one.state === 'voiced');
  t.same((await somsri.approve(seen, { ...NOW, towers })).body, { complete: false, missing: 1 });
  t.equal((await somsri.approve(seen, { ...NOW, towers })).status, 409, 'nobody counts twice');
  await village.pass(30_000);
  t.equal((await village.office.bulletin(seen.id)).allPlays.length, 0, 'one alone moves nothing');
  t.same((await wichai.approve(seen, { ...NOW, towers })).body, { complete: true, missing: 0 });
  await village.ready(seen.id);
  await village.pass(60_000);
  await village.bulletin(seen.id, 'both towers finish', allAre('finished'));
});

t.test('another system hands in a text once, however often it asks', async (t) => {
  const { token } = await staff.makeToken(somsri.person, 'กรมอุตุนิยมวิทยา');
  const ministry = createHands(() => village.url, token);
  const key = { 'idempotency-key': '2569-11-22-001' };
  const text = { text: 'พายุฝนฟ้าคะนอง โปรดระวัง', claimedSource: 'กรมอุตุนิยมวิทยา' };
  const answers = await Promise.all([
    ministry.ask<{ bulletin: string }>('POST', '/api/v1/items', text, key),
    ministry.ask<{ bulletin: string }>('POST', '/api/v1/items', text, key),
  ]);
  t.same(answers.map((one) => one.status).sort(), [200, 201]);
  t.equal(answers[0]?.body.bulletin, answers[1]?.body.bulletin);
  const other = await ministry.ask('POST', '/api/v1/items', { text: 'ข้อความอื่น' }, key);
  t.equal(other.status, 409, 'the same key with other words is a mistake');
  const seen = await village.bulletin(
    answers[0]?.body.bulletin ?? '',
    'its voice',
    (one) => one.state === 'voiced',
  );
  t.ok((await ministry.approve(seen, { ...NOW, towers })).status >= 401, 'a system approves nothing');
  const nobody = createHands(() => village.url, `hk_${'x'.repeat(40)}`);
  t.equal((await nobody.ask('POST', '/api/v1/items', text, key)).status, 401);
});

t.test(
  'a dead engine parks the bulletin with the reason; it is tried again, by itself and by a person',
  async (t) => {
    engine.isDead = true;
    await village.line({ kind: 'text', text: 'เครื่องเสียงตาย ทดสอบ' });
    const waiting = await village.until('the draft', async () =>
      (await village.office.bulletins()).find((one) =>
        (one as { title?: string }).title?.startsWith('เครื่องเสียงตาย'),
      ),
    );
    t.equal((await village.office.bulletin(waiting.id)).state, 'drafted', 'it waits');
    engine.isDead = false;
    const alive = await village.untilInTime(
      'the voice',
      async () => {
        const seen = await village.office.bulletin(waiting.id);
        return seen.state === 'voiced' ? seen : undefined;
      },
      RETRY_MS,
    );
    t.ok(alive.clip, 'and went on by itself');

    engine.isDead = true;
    const messages = await village.line({ kind: 'text', text: 'เครื่องเสียงตายนาน ทดสอบ' });
    t.equal(messages.status, 200);
    const parked = await village.untilInTime(
      'it is parked',
      async () => {
        const card = (await village.office.bulletins()).find(
          (one) => one.id !== waiting.id && (one as { title?: string }).title?.startsWith('เครื่องเสียงตายนาน'),
        );
        const seen = card === undefined ? undefined : await village.office.bulletin(card.id);
        return seen?.state === 'unvoiced' ? seen : undefined;
      },
      RETRY_MS,
    );
    t.match(parked.reason, /no-engine.*dead/);
    t.ok(parked.reading, 'the reading is there to see');
    engine.isDead = false;
    await newsroom.retryVoice(somsri.person, parked.id as never, parked.version);
    await village.bulletin(parked.id, 'the voice', (seen) => seen.state === 'voiced');
  },
);

t.test('a full disk keeps the bulletin waiting; once there is room it goes on by itself', async (t) => {
  isDiskFull = true;
  await village.line({ kind: 'text', text: 'พื้นที่เต็ม ทดสอบ' });
  const waiting = await village.until('the draft', async () =>
    (await village.office.bulletins()).find((one) => (one as { title?: string }).title?.startsWith('พื้นที่เต็ม')),
  );
  await village.pass(HOUR);
  isDiskFull = false;
  const seen = await village.untilInTime(
    'the voice',
    async () => {
      const now = await village.office.bulletin(waiting.id);
      return now.state === 'drafted' ? undefined : now;
    },
    RETRY_MS,
  );
  t.equal(seen.state, 'voiced', `an hour without room, then ${seen.state}: ${seen.reason}`);
});

t.test('nothing but an emergency is booked into the quiet hours', async (t) => {
  const seen = await village.news(NEWS);
  const date = new Date(village.clock.now() + 7 * HOUR).toISOString().slice(0, 10) as LocalDate;
  const night = instantOf(date, 22 * 60);
  const refused = await somsri.approve(seen, { wish: { kind: 'at', at: iso(night) }, towers });
  t.equal(refused.body.error?.code, 'quiet-hours');
  const next = refused.body.error?.facts ?? {};
  const free = Date.parse(String(next['nextAt']));
  t.ok(free > village.clock.now() && free < night + DAY, `the next time with room: ${next['nextAt']}`);
  const twice = await somsri.approve(seen, {
    wish: { kind: 'at', at: iso(instantOf(date, 20 * 60 + 30)) },
    repeat: { times: 5, gapMs: 600_000 },
    towers,
  });
  t.match(
    twice.body.error,
    { code: 'quiet-hours', facts: { nextSlot: undefined } },
    'no slot holds five of them',
  );
  const edge = await somsri.approve(seen, {
    wish: { kind: 'at', at: iso(instantOf(date, 21 * 60) - 1_000) },
    towers,
  });
  t.equal(edge.body.error?.code, 'quiet-hours', 'nor what would end in them');
  const { nextSlot, nextDate } = edge.body.error?.facts ?? {};
  const taken = await somsri.approve(seen, {
    wish: { kind: 'slot', slot: nextSlot, date: nextDate },
    towers,
  });
  t.equal(taken.body.complete, true, 'what the refusal names has room');
});

t.test('a tower keeps the quiet hours itself, also those set after the booking', async (t) => {
  await village.passTo(NOON + 20 * HOUR);
  const seen = await village.news(NEWS);
  const at = village.clock.now() + 2 * HOUR;
  await somsri.approve(seen, { wish: { kind: 'at', at: iso(at) }, towers });
  await village.ready(seen.id);
  const before = heard();
  const minute = Math.floor(((at + 7 * HOUR) % DAY) / 60_000);
  await timetable.setQuietHours(somsri.person, { fromMinute: minute - 30, toMinute: (minute + 30) % 1440 });
  t.teardown(() => timetable.setQuietHours(somsri.person, { fromMinute: 21 * 60, toMinute: 5 * 60 }));
  await village.passTo(at + 60_000);
  const over = await village.untilInTime('the towers’ word', async () => {
    const now = await village.office.bulletin(seen.id);
    return allAre('skipped', 'finished')(now) ? now : undefined;
  });
  t.same(
    over.allPlays.map((play) => [play.state, play.why]),
    [
      ['skipped', 'quiet-hours'],
      ['skipped', 'quiet-hours'],
    ],
  );
  t.same(heard(), before);
});

t.test('a repeat over days keeps its exceptions and outlives restarts, each day planned once', async (t) => {
  const seen = await village.news(NEWS);
  const from = new Date(village.clock.now() + 7 * HOUR + DAY).toISOString().slice(0, 10) as LocalDate;
  const day = (n: number) => new Date(Date.parse(from) + n * DAY).toISOString().slice(0, 10) as LocalDate;
  const slot = await slotId('เย็น');
  await timetable.except(somsri.person, {
    slot: slot as never,
    date: day(1),
    movedToMinute: undefined,
    why: 'งานศพ',
  });
  await timetable.except(somsri.person, {
    slot: slot as never,
    date: day(2),
    movedToMinute: 17 * 60,
    why: 'ประชุม',
  });
  const { body } = await somsri.approve(seen, {
    wish: { kind: 'every', slots: [slot], weekdays: [0, 1, 2, 3, 4, 5, 6], from, until: day(2) },
    towers,
  });
  t.equal(body.complete, true, JSON.stringify(body));
  // Only the timetable is looked at: without towers days pass in no time.
  for (const tower of village.towers) tower.powerOff();
  const planned = [instantOf(from, 18 * 60), instantOf(day(2), 17 * 60)];
  for (const [hours, starts] of [
    [instantOf(from, 7 * 60), 1],
    [instantOf(day(1), 7 * 60), 2],
    [instantOf(day(2), 7 * 60), 2],
    [instantOf(day(2), 23 * 60), 2],
  ] as const) {
    await village.passTo(hours);
    await village.restartRelay();
    const now = await village.bulletin(
      seen.id,
      'the plays of the days ahead',
      (one) => atOnes(one).length >= starts,
    );
    t.same(atOnes(now).sort(), planned.slice(0, starts), iso(hours));
    t.equal(now.allPlays.length, starts * towers.length, 'one play at each tower');
  }
});

function iso(at: number): string {
  return new Date(at).toISOString();
}
