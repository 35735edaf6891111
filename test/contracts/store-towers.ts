// The store's contract, part two: bookings, plans, receipts and towers.
import type { Test } from 'tap';
import type { BulletinId, PlayId, SlotId, TowerId } from '../../src/core/ids.ts';
import type { PlayState, ReceiptState } from '../../src/core/play.ts';
import { afterReceipt } from '../../src/core/play.ts';
import type { LocalDate } from '../../src/core/timetable.ts';
import { type Database, NOW, type Store } from './store-databases.ts';
import {
  book,
  bookingFor,
  claimPlans,
  claimWish,
  consent,
  contentOf,
  found,
  look,
  MINUTE,
  name,
  playFor,
  publish,
  published,
  receipt,
  send,
  type Village,
  voice,
  wishFor,
} from './store-village.ts';

const HOUR = 60 * MINUTE;

export function towersContract(t: Test, store: Store, other: Store, database: Database): void {
  async function approved(village: Village, words: string) {
    const { bulletin } = await send(village, words);
    const clip = await voice(village, bulletin);
    await consent(village, bulletin);
    return { bulletin, clip };
  }
  async function hear(village: Village, tower: TowerId, ...receipts: Parameters<typeof receipt>[]) {
    await store.receipts.keep(
      tower,
      receipts.map((one) => receipt(...one)),
      NOW,
    );
    for (const kept of await store.receipts.unapplied(500)) {
      if (kept.org !== village.org) continue;
      const play = await store.receipts.play(kept.org, kept.play as PlayId);
      await store.receipts.apply(
        kept,
        play === undefined ? undefined : afterReceipt(play.state, kept.state),
        NOW + 5,
      );
    }
  }

  t.test(
    'slots and their exceptions are the organisation’s own and can be changed and removed',
    async (t) => {
      const village = await found(store);
      const slot = {
        id: name('slot') as SlotId,
        name: 'เช้า',
        weekdays: [1, 2, 3],
        startsAtMinute: 360,
        lengthMs: 1_800_000,
      };
      await store.slots.put(village.org, slot, village.deed('slot-changed', 'slot', slot.id));
      await store.slots.put(
        village.org,
        { ...slot, weekdays: [0, 6] },
        village.deed('slot-changed', 'slot', slot.id),
      );
      t.same(await store.slots.all(village.org), [{ ...slot, weekdays: [0, 6] }]);
      const stranger = await found(store);
      await store.slots.put(
        stranger.org,
        { ...slot, name: 'ขโมย' },
        stranger.deed('slot-changed', 'slot', slot.id),
      );
      t.same(
        (await store.slots.all(village.org)).map((one) => one.name),
        ['เช้า'],
        'another organisation cannot take its name over',
      );
      t.equal(await store.slots.remove(stranger.org, slot.id, stranger.deed('slot-removed')), false);
      const off = { slot: slot.id, date: '2026-11-24' as LocalDate, movedToMinute: undefined, why: 'งานวัด' };
      await store.slots.except(village.org, off, village.deed('slot-exception'));
      await store.slots.except(village.org, { ...off, movedToMinute: 400 }, village.deed('slot-exception'));
      const day = (date: string) =>
        store.slots.exceptions(village.org, date as LocalDate, '2026-11-30' as LocalDate);
      t.same(await day('2026-11-24'), [{ ...off, movedToMinute: 400 }]);
      t.same(await day('2026-11-25'), []);
      t.ok(await store.slots.remove(village.org, slot.id, village.deed('slot-removed', 'slot', slot.id)));
      t.same(await day('2026-11-01'), []);
      t.equal(await store.slots.remove(village.org, slot.id, village.deed('slot-removed')), false);
    },
  );

  t.test(
    'an approved wish is handed out once and becomes a booking with plays and dirty plans',
    async (t) => {
      const village = await found(store);
      await publish(village);
      const { bulletin, clip } = await approved(village, 'ประชุมประชาคม');
      const wish = await claimWish(village, bulletin);
      t.match(wish, {
        org: village.org,
        n: 1,
        class: 'routine',
        clip: clip.sha256,
        clipMs: 60_000,
        approvalExpiresAt: NOW + 86_400_000,
        wish: { kind: 'now' },
        towers: village.towers,
      });
      await t.rejects(claimWish(village, bulletin), /no wish/);
      const booking = bookingFor(village, wish);
      const plays = village.towers.map((tower) => playFor(booking, tower, 0, NOW + 10 * MINUTE, clip.sha256));
      const before = await look(village, bulletin);
      t.ok(
        await store.bookings.book(wish, booking, [...plays, plays[0]!], village.deed('booked')),
        'an occurrence twice is once',
      );
      t.equal((await look(village, bulletin)).version, before.version, 'the officer’s page stays good');
      t.same(await store.bookings.taken(village.org, village.towers, NOW, NOW + HOUR), [
        { at: NOW + 10 * MINUTE, ms: 60_000 },
      ]);
      t.same(
        await store.bookings.taken(village.org, village.towers, NOW + 11 * MINUTE, NOW + HOUR),
        [],
        'from is where the sound has ended',
      );
      t.same(
        await store.bookings.taken(village.org, village.towers, NOW, NOW + 10 * MINUTE),
        [],
        'to is open',
      );
      t.same((await store.views.bulletin(village.org, bulletin))?.bookings, [booking]);
      t.match((await store.views.bulletin(village.org, bulletin))?.allPlays, plays);
      t.equal((await claimPlans(village)).length, 2);
      t.equal(
        await store.bookings.book(
          wish,
          { ...booking, id: name('b') as typeof booking.id },
          [],
          village.deed(),
        ),
        false,
      );
    },
  );

  t.test('a wish withdrawn or changed meanwhile cannot be booked, and nothing of it stays', async (t) => {
    const village = await found(store);
    const { bulletin, clip } = await approved(village, 'ถอนก่อนจอง');
    const wish = await claimWish(village, bulletin);
    const { version } = await look(village, bulletin);
    t.ok(
      await store.bulletins.wish(
        village.org,
        bulletin,
        version,
        wishFor(village, { towers: [village.first] }),
        village.deed(),
      ),
    );
    const booking = bookingFor(village, wish);
    const plays = [playFor(booking, village.first, 0, NOW + MINUTE, clip.sha256)];
    t.equal(await store.bookings.book(wish, booking, plays, village.deed()), false);
    t.same(await store.views.plays(village.org, NOW, NOW + HOUR), []);
    const anew = await claimWish(village, bulletin);
    t.same(anew.towers, [village.first]);
    t.ok(await store.bulletins.withdraw(village.org, bulletin, version + 1, 'x', village.deed('withdrawn')));
    t.equal(await store.bookings.refuse(anew, 'slot-full', village.deed('booking-refused')), false);
  });

  t.test('a refused wish says why on its card until somebody wishes anew', async (t) => {
    const village = await found(store);
    const { bulletin } = await approved(village, 'เต็มแล้ว');
    const wish = await claimWish(village, bulletin);
    t.ok(await store.bookings.refuse(wish, 'slot-full: เช้า has 20 s left', village.deed('booking-refused')));
    await t.rejects(claimWish(village, bulletin, NOW + HOUR), /no wish/);
    const card = async () => (await store.views.queue(village.org, { limit: 9 }))[0];
    t.equal((await card())?.wishRefused, 'slot-full: เช้า has 20 s left');
    const { version } = await look(village, bulletin);
    t.ok(await store.bulletins.wish(village.org, bulletin, version, wishFor(village), village.deed()));
    t.equal((await card())?.wishRefused, undefined);
    t.ok(await claimWish(village, bulletin));
  });

  t.test('a repeat without room tells the next such occurrence on its card, until it is past', async (t) => {
    const village = await found(store);
    const none = (opensAt: number, slot: string) => ({
      opensAt,
      reason: `{"code":"slot-full","facts":{"slot":"${slot}"}}`,
    });
    const noRoom = [none(NOW - HOUR, 'เช้า'), none(NOW + HOUR, 'เที่ยง'), none(NOW + 2 * HOUR, 'เย็น')];
    const { bulletin, booking } = await book(village, 'ทุกวัน', { state: 'open', noRoom });
    const card = async () => (await store.views.queue(village.org, { limit: 9 }))[0];
    t.equal((await card())?.repeatRefused, noRoom[1]?.reason);
    t.same((await store.views.bulletin(village.org, bulletin))?.bookings, [booking]);
    const after = { plannedUntil: NOW + 40 * HOUR, nextOccurrence: 2, state: 'open' as const };
    const extend = async (over: object) => {
      const open = await store.bookings.claimOpen('timetable', NOW + HOUR, NOW + 99 * HOUR, 500);
      const mine = open.find((one) => one.booking.id === booking.id);
      return store.bookings.extend(mine!, { ...after, ...over }, [], NOW);
    };
    t.ok(await extend({ noRoom: noRoom.slice(2) }));
    t.equal((await card())?.repeatRefused, noRoom[2]?.reason);
    t.ok(await extend({}));
    t.equal((await card())?.repeatRefused, undefined);
  });

  t.test('an open booking grows on, and not once it was withdrawn', async (t) => {
    const village = await found(store);
    const booked = await book(village, 'ทุกเช้า', { state: 'open', plannedUntil: NOW + HOUR });
    const open = async (owner: string, now: number) =>
      (await store.bookings.claimOpen(owner, now, NOW + 2 * HOUR, 500)).filter(
        (one) => one.booking.org === village.org,
      );
    t.same(
      (await store.bookings.claimOpen('t', NOW, NOW + HOUR, 500)).filter(
        (one) => one.booking.org === village.org,
      ),
      [],
      'planned far enough',
    );
    const [claimed] = await open('timetable', NOW);
    t.match(claimed, {
      booking: booked.booking,
      class: 'routine',
      clip: booked.clip.sha256,
      clipMs: 60_000,
      approvalExpiresAt: NOW + 86_400_000,
    });
    t.same(await open('another', NOW), []);
    const after = { plannedUntil: NOW + 90 * MINUTE, nextOccurrence: 2, state: 'open' as const };
    const plays = [playFor(booked.booking, village.first, 1, NOW + 80 * MINUTE, booked.clip.sha256)];
    t.ok(await store.bookings.extend(claimed!, after, plays, NOW));
    t.equal(await store.bookings.extend(claimed!, after, plays, NOW), false);
    const [again] = await open('timetable', NOW);
    t.match(again, { booking: { ...booked.booking, ...after } });
    const { version } = await look(village, booked.bulletin);
    await store.bulletins.withdraw(village.org, booked.bulletin, version, 'x', village.deed('withdrawn'));
    t.equal(await store.bookings.extend(again!, after, plays, NOW), false);
    t.same(await store.bookings.taken(village.org, village.towers, NOW, NOW + 9 * HOUR), []);
  });

  t.test(
    'a tower’s plan is claimed with a number of its own, published, and clean until something changes',
    async (t) => {
      const village = await found(store);
      const booked = await book(village, 'ข่าวเที่ยง');
      const [first] = await claimPlans(village, 'delivery-1');
      t.match(first, { tower: village.first, epoch: 1, seq: 1, rack: 0, codecs: ['mp3'] });
      const [second] = await claimPlans(village, 'delivery-2', NOW + 15_000);
      t.equal(second?.seq, 2, 'a lost claim burns its number');
      const plays = await contentOf(village, village.first);
      t.same(plays, [
        {
          play: booked.plays[0],
          clip: booked.clip,
          approval: `approval of ${booked.bulletin} 1`,
          withdrawn: false,
        },
      ]);
      const sent = plays.map((one) => one.play.id);
      t.equal(await published(village, first!, { sent }), false, 'fenced');
      t.equal((await store.receipts.play(village.org, sent[0]!))?.state, 'planned');
      const times = { validUntil: NOW + 48 * HOUR, refreshAt: NOW + 2 * HOUR };
      t.ok(await published(village, second!, { sent, ...times }));
      t.equal((await store.receipts.play(village.org, sent[0]!))?.state, 'published');
      t.match(await store.towers.find(village.org, village.first), {
        planSeq: 2,
        planValidUntil: NOW + 48 * HOUR,
      });
      const due = async (now: number) =>
        (await claimPlans(village, 'delivery', now)).map((plan) => plan.tower);
      t.notOk((await due(NOW + 2 * HOUR - 1)).includes(village.first), 'clean');
      t.ok((await due(NOW + 2 * HOUR)).includes(village.first), 'to be issued anew');
    },
  );

  t.test(
    'changed quiet hours are every tower’s own limit at once, and its plan goes out again',
    async (t) => {
      const village = await found(store);
      await publish(village);
      const [tower] = village.towers;
      if (tower === undefined) throw new Error('the village has a tower');
      const before = (await store.towerContacts.configs([tower])).get(tower);
      const quietHours = { fromMinute: 20 * 60, toMinute: 6 * 60 };
      const by = { officer: undefined, name: 'สมศรี', door: 'console' } as const;
      const subject = { kind: 'organisation', id: village.org } as const;
      await store.organisations.change(
        village.org,
        { quietHours },
        { by, at: NOW, act: 'quiet-hours-changed', subject, facts: {} },
      );
      const after = (await store.towerContacts.configs([tower])).get(tower);
      t.same(after?.limits, { ...before?.limits, quietHours });
      t.equal(after?.seq, (before?.seq ?? 0) + 1);
      t.ok(
        (await claimPlans(village)).some((plan) => plan.tower === tower),
        'and it is told with its next plan',
      );
    },
  );

  t.test(
    'the organisation’s volume is every tower’s limit at once, save where one has its own, and its configuration has a higher number',
    async (t) => {
      const village = await found(store);
      await publish(village);
      const { first, second, org } = village;
      const config = async (tower: typeof first) => (await store.towerContacts.configs([tower])).get(tower);
      const before = [await config(first), await config(second)];
      const loud = (most: number) => ({
        volume: { routine: 50, important: 70, emergency: 100 },
        softerHours: [{ fromMinute: 1140, toMinute: 1260, most }],
      });
      const deed = village.deed('volume-changed', 'organisation', org);
      t.equal((await store.organisations.find(org))?.volume, undefined);
      t.equal(await store.towers.setVolume(org, first, loud(30), true, deed), true);
      await store.organisations.change(org, { volume: loud(40) }, deed);
      t.same((await store.organisations.find(org))?.volume, loud(40));
      t.same(await config(first), {
        ...before[0],
        seq: (before[0]?.seq ?? 0) + 1,
        limits: { ...before[0]?.limits, ...loud(30) },
      });
      t.same(await config(second), {
        ...before[1],
        seq: (before[1]?.seq ?? 0) + 1,
        limits: { ...before[1]?.limits, ...loud(40) },
      });
      t.match(await store.towers.find(org, first), { ownVolume: true });
      t.same(
        (await claimPlans(village)).map((plan) => plan.tower).sort(),
        [first, second].sort(),
        'both are told with their next plan',
      );
      await store.towers.setVolume(org, first, loud(40), false, deed);
      await store.organisations.change(org, { volume: loud(60) }, deed);
      t.match((await config(first))?.limits, loud(60), 'as the others again');
      await store.organisations.change(org, { quietHours: { fromMinute: 1200, toMinute: 360 } }, deed);
      t.match((await config(first))?.limits, loud(60), 'other rules leave it as it is');
    },
  );

  t.test(
    'limits that the settings bring reach the towers that are there, each under one higher number',
    async (t) => {
      const village = await found(store);
      const { first, second } = village;
      await publish(village, NOW);
      const config = async (tower: TowerId) => (await store.towerContacts.configs([tower])).get(tower);
      const before = await Promise.all([config(first), config(second)]);
      const bounds = { maxEmergencyMs: 480_000, emergencyPauseMs: 420_000, emergencyOverMute: true };
      t.ok((await store.towers.limitAll(bounds)) >= 2);
      for (const [at, id] of [first, second].entries())
        t.same(await config(id), {
          ...before[at],
          seq: (before[at]?.seq ?? 0) + 1,
          limits: { ...before[at]?.limits, ...bounds },
        });
      t.same((await claimPlans(village)).map((plan) => plan.tower).sort(), [first, second].sort());
      t.equal(await store.towers.limitAll(bounds), 0, 'the next start changes nothing');
    },
  );

  t.test('a plan dirtied while it goes out stays dirty, and a failed one waits', async (t) => {
    const village = await found(store);
    const [plan] = await claimPlans(village);
    await store.plans.dirty(village.first, NOW);
    t.ok(await published(village, plan!));
    const [again] = await claimPlans(village);
    t.equal(again?.tower, village.first);
    await store.plans.postpone([again!], 'broker-down', NOW + 20_000);
    t.same(
      await claimPlans(village, 'delivery', NOW + 16_000).then((all) =>
        all.filter((one) => one.tower === village.first),
      ),
      [],
    );
    t.match((await claimPlans(village, 'delivery', NOW + 60_000))[0], { tower: village.first, seq: 3 });
    await publish(village, NOW + 2 * HOUR);
    t.same(await claimPlans(village, 'delivery', NOW + 2 * HOUR), []);
    await store.plans.dirty('all', NOW);
    t.equal(
      (await claimPlans(village, 'delivery', NOW + 2 * HOUR)).length,
      2,
      'a broker that lost its memory',
    );
  });

  t.test('a tower that nobody has claimed yet gets no plan', async (t) => {
    const village = await found(store);
    const id = name('tower') as TowerId;
    const known = (await store.towers.all(village.org))[0]!;
    await store.towers.add(
      village.org,
      { id, village: known.village.code, name: 'ใหม่', limits: known.limits },
      village.deed(),
    );
    t.notOk((await claimPlans(village)).some((plan) => plan.tower === id));
    t.equal((await store.towers.find(village.org, id))?.claimed, false);
    t.equal((await store.towerContacts.configs([id])).get(id), undefined);
    await t.rejects(
      store.towers.add(
        village.org,
        {
          id: name('t') as TowerId,
          village: '99999999' as typeof known.village.code,
          name: 'x',
          limits: known.limits,
        },
        village.deed(),
      ),
      { code: 'not-found' },
    );
  });

  t.test(
    'a withdrawn play is told to the tower that knows it, once, and never to one that does not',
    async (t) => {
      const village = await found(store);
      const booked = await book(village, 'ถอน');
      const [one, two] = await claimPlans(village);
      await published(village, one!, { sent: [booked.plays[0]!.id] });
      const { version } = await look(village, booked.bulletin);
      await store.bulletins.withdraw(village.org, booked.bulletin, version, 'x', village.deed('withdrawn'));
      t.match(await contentOf(village, village.first), [{ withdrawn: true, play: { state: 'published' } }]);
      t.same(await contentOf(village, village.second), []);
      t.same(await contentOf(village, village.first, NOW + 26 * MINUTE), [], 'not after it has expired');
      // The second tower's plan was on its way with the play in it when the withdrawal came.
      t.ok(await published(village, two!, { sent: [booked.plays[1]!.id] }));
      t.match(await contentOf(village, village.second), [{ withdrawn: true, play: { state: 'published' } }]);
      await publish(village);
      t.same(await contentOf(village, village.first), []);
      const plays = await store.views.plays(village.org, NOW, NOW + HOUR);
      t.same(
        plays.map((play) => play.state),
        ['withdrawn', 'withdrawn'],
      );
      t.same(await claimPlans(village), []);
    },
  );

  t.test(
    'a withdrawn play that its tower spoke of is told to it though nobody wrote down that it was sent',
    async (t) => {
      const village = await found(store);
      const booked = await book(village, 'ส่งแล้วไม่ได้จด');
      await hear(village, village.first, [1, booked.plays[0]!.id, 'ready']);
      const { version } = await look(village, booked.bulletin);
      await store.bulletins.withdraw(village.org, booked.bulletin, version, 'x', village.deed('withdrawn'));
      t.match(await contentOf(village, village.first), [{ withdrawn: true, play: { state: 'ready' } }]);
      t.same(await contentOf(village, village.second), []);
      await publish(village);
      t.same(
        (await store.views.plays(village.org, NOW, NOW + HOUR)).map((play) => play.state),
        ['withdrawn', 'withdrawn'],
      );
      t.same(await contentOf(village, village.first), []);
    },
  );

  t.test('a withdrawal does not rewrite what has sounded', async (t) => {
    const village = await found(store);
    const booked = await book(village, 'ดังไปแล้ว');
    await publish(village);
    const [a, b] = booked.plays;
    await hear(village, village.first, [1, a!.id, 'started'], [2, a!.id, 'finished']);
    await hear(village, village.second, [1, b!.id, 'started']);
    const { version } = await look(village, booked.bulletin);
    const towers = await store.bulletins.withdraw(
      village.org,
      booked.bulletin,
      version,
      'x',
      village.deed('withdrawn'),
    );
    t.same(towers, [village.second]);
    t.match(
      await contentOf(village, village.second),
      [{ withdrawn: true, play: { state: 'started' } }],
      'still sounding: to be stopped',
    );
    await publish(village);
    t.equal((await store.receipts.play(village.org, b!.id))?.state, 'started');
    await hear(village, village.second, [2, b!.id, 'stopped', { why: 'withdrawn', playedMs: 9000 }]);
    t.match(await store.receipts.play(village.org, b!.id), {
      state: 'stopped',
      why: 'withdrawn',
      playedMs: 9000,
    });
    t.equal((await store.receipts.play(village.org, a!.id))?.state, 'finished');
  });

  t.test('the renditions of clips are found by their own hashes', async (t) => {
    const village = await found(store);
    const { clip } = await approved(village, 'เสียง');
    t.same(await store.plans.rendition(clip.renditions[1]!.sha256), { codec: 'opus', bytes: 180_000 });
    t.equal(await store.plans.rendition('0'.repeat(64)), undefined);
  });

  t.test('receipts are kept once and the watermark stops at the first gap', async (t) => {
    const village = await found(store);
    const booked = await book(village, 'ใบตอบรับ');
    await publish(village);
    const play = booked.plays[0]!.id;
    const keep = (...receipts: Parameters<typeof receipt>[]) =>
      store.receipts.keep(
        village.first,
        receipts.map((one) => receipt(...one)),
        NOW + 99,
      );
    t.same(await keep([1, play, 'ready'], [2, play, 'started'], [4, play, 'finished']), {
      rack: 2,
      planSeq: 1,
    });
    t.same(await keep([2, play, 'failed'], [3, play, 'ready']), { rack: 4, planSeq: 1 });
    t.same(await keep(), { rack: 4, planSeq: 1 });
    const kept = (await store.receipts.unapplied(500)).filter((one) => one.org === village.org);
    t.same(
      kept.map(({ n, state }) => [n, state]),
      [
        [1, 'ready'],
        [2, 'started'],
        [3, 'ready'],
        [4, 'finished'],
      ],
    );
    t.match(await store.towers.find(village.org, village.first), {
      lastHeardAt: NOW + 4,
      lastContactAt: NOW + 99,
    });
    const both = await Promise.all([
      store.receipts.keep(
        village.second,
        [1, 3, 5].map((n) => receipt(n, play, 'ready')),
        NOW,
      ),
      other.receipts.keep(
        village.second,
        [2, 4, 6].map((n) => receipt(n, play, 'ready')),
        NOW,
      ),
    ]);
    t.equal(Math.max(...both.map((one) => one.rack)), 6, 'two halves at once make a whole');
    await t.rejects(store.receipts.keep(name('tower') as TowerId, [receipt(1, play, 'ready')], NOW), {
      code: 'not-found',
    });
  });

  t.test('a play moves only forward by receipts and keeps what each one told', async (t) => {
    const village = await found(store);
    const booked = await book(village, 'เดินหน้า');
    await publish(village);
    const [a, b] = booked.plays;
    await hear(
      village,
      village.first,
      [1, a!.id, 'ready'],
      [2, a!.id, 'finished', { playedMs: 60_000 }],
      [3, a!.id, 'started', { skewMs: 12 }],
    );
    t.match(await store.receipts.play(village.org, a!.id), {
      state: 'finished',
      startedAt: NOW + 3,
      endedAt: NOW + 2,
      skewMs: 12,
      playedMs: 60_000,
    });
    await hear(village, village.second, [1, b!.id, 'failed', { why: 'amp-fault' }]);
    t.match(await store.receipts.play(village.org, b!.id), {
      state: 'failed',
      why: 'amp-fault',
      startedAt: undefined,
    });
    t.equal((await store.towers.find(village.org, village.second))?.fault, 'amp-fault');
    // A tower speaks only of its own plays; what it says of others is kept and marked.
    await hear(village, village.second, [2, a!.id, 'failed'], [3, 'nobody.0.knows', 'finished']);
    t.equal((await store.receipts.play(village.org, a!.id))?.state, 'finished');
    t.same(
      (await store.receipts.unapplied(500)).filter((one) => one.org === village.org),
      [],
    );
    const rows = await database.query(
      `select n, mark from receipts where tower_id = '${village.second}' order by n`,
    );
    t.same(
      rows.map((row) => row['mark']),
      ['applied', 'unknown-play', 'unknown-play'],
    );
    t.equal((await store.towers.find(village.org, village.second))?.fault, undefined, 'it played again');
  });

  t.test('a late word is not undone by one that was read before it', async (t) => {
    const village = await found(store);
    const { plays } = await book(village, 'สองเครื่อง');
    await publish(village);
    const id = plays[0]!.id;
    await store.receipts.keep(village.first, [receipt(1, id, 'started'), receipt(2, id, 'finished')], NOW);
    const [started, finished] = (await store.receipts.unapplied(500)).filter(
      (one) => one.org === village.org,
    );
    await other.receipts.apply(finished!, 'finished', NOW);
    await store.receipts.apply(started!, 'started', NOW);
    t.match(await store.receipts.play(village.org, id), {
      state: 'finished',
      startedAt: NOW + 1,
      endedAt: NOW + 2,
    });
  });

  t.test('plays without a word become unknown, and a late word still counts', async (t) => {
    const village = await found(store);
    const { plays } = await book(village, 'เงียบ');
    await publish(village);
    const silentAt = NOW + (10 + 10 + 1 + 15) * MINUTE;
    await store.receipts.silent(silentAt, 500);
    t.equal((await store.receipts.play(village.org, plays[0]!.id))?.state, 'published');
    t.ok((await store.receipts.silent(silentAt + 1, 500)) >= 2);
    t.equal((await store.receipts.play(village.org, plays[0]!.id))?.state, 'unknown');
    await hear(village, village.first, [1, plays[0]!.id, 'finished']);
    t.equal((await store.receipts.play(village.org, plays[0]!.id))?.state, 'finished');
  });

  t.test(
    'a claim code works once, in time, and gives the tower a new epoch and receipts from one',
    async (t) => {
      const village = await found(store);
      const { org, first, deed } = village;
      const offered = deed('tower-code-made', 'tower', first);
      const by = { by: offered.by, at: NOW, act: 'tower-claimed' as const, facts: {} };
      const [plan] = await claimPlans(village);
      await published(village, plan!);
      await store.receipts.keep(first, [receipt(1, 'x', 'ready'), receipt(2, 'x', 'started')], NOW);
      const [old, code] = [name('code'), name('code')];
      await store.towers.offer(org, first, old, NOW + MINUTE, offered);
      await store.towers.offer(org, first, code, NOW + MINUTE, offered);
      t.equal(await store.towers.claim(old, 'hash', NOW, by), undefined, 'a newer code voids the older');
      t.equal(await store.towers.claim(code, 'hash', NOW + MINUTE, by), undefined, 'too late');
      const claims = await Promise.all([
        store.towers.claim(code, 'hash-1', NOW, by),
        other.towers.claim(code, 'hash-2', NOW, by),
      ]);
      t.equal(claims.filter((one) => one !== undefined).length, 1);
      t.same(
        claims.find((one) => one !== undefined),
        { org, id: first, area: ['34190101'] },
      );
      t.equal(await store.towerContacts.passwordHash(first), claims[0] === undefined ? 'hash-2' : 'hash-1');
      const config = (await store.towerContacts.configs([first])).get(first);
      t.match(config, { org, seq: 3, area: ['34190101'], limits: { maxRepeat: 3 } });
      t.match(
        (await claimPlans(village)).find((one) => one.tower === first),
        { epoch: 2, seq: 2, rack: 0 },
      );
      t.match(
        await store.receipts.keep(first, [receipt(1, 'y', 'ready')], NOW),
        { rack: 1 },
        'a new controller counts from one',
      );
      await t.rejects(store.towers.offer(org, name('t') as TowerId, 'c', NOW, offered), {
        code: 'not-found',
      });
    },
  );

  t.test(
    'the true state of a tower is what it told last, whatever order the broker tells it in',
    async (t) => {
      const village = await found(store);
      const { first: tower, org } = village;
      const state = async () => await store.towers.find(org, tower);
      const hello = {
        boot: 'B1',
        conn: 7,
        nonce: 'n',
        planEpoch: 1,
        planSeq: 5,
        codecs: ['opus', 'mp3'],
        firmware: '1',
        clockErrorMs: 40,
      };
      for (let n = 0; n < 9; n++) {
        await store.plans.dirty(tower, NOW);
        t.ok((await claimPlans(village, 'delivery', NOW + n * MINUTE)).length > 0);
      }
      const known = { rack: 0, planEpoch: 1, planSeq: 0, wasAhead: false };
      t.same(await store.towerContacts.hello(tower, hello, NOW), known);
      t.match(await state(), {
        online: true,
        heldSeq: 5,
        clockErrorMs: 40,
        lastContactAt: NOW,
        village: { moo: 1, name: 'บ้าน1', code: '34190101' },
      });
      await store.towerContacts.presence(tower, false, 'B1', 6, NOW + 1);
      t.ok((await state())?.online, 'the end of an older connection');
      await store.towerContacts.presence(tower, true, 'B1', 6, NOW + 2);
      await store.towerContacts.presence(tower, false, 'B1', 7, NOW + 3);
      t.equal((await state())?.online, false);
      await store.towerContacts.presence(tower, true, 'B2', 1, NOW + 4);
      await store.towerContacts.health(tower, undefined, { epoch: 1, seq: 9 }, NOW + 5);
      t.match(await state(), { online: true, heldSeq: 9, clockErrorMs: undefined, lastContactAt: NOW + 5 });
      await store.towerContacts.hello(tower, { ...hello, planEpoch: 0, planSeq: 44 }, NOW + 6);
      t.equal((await state())?.heldSeq, 0, 'a plan of another epoch is none');
      const [plan] = (await claimPlans(village, 'delivery', NOW + HOUR)).filter((one) => one.tower === tower);
      t.same(plan?.codecs, ['opus', 'mp3']);
      await store.towerContacts.event(tower, 'amp-fault', 'no current', NOW + 7, NOW + 8);
      t.equal((await state())?.fault, 'amp-fault');
      await store.towerContacts.event(tower, 'boot', '', NOW + 7, NOW + 8);
      t.equal((await state())?.fault, 'amp-fault', 'starting again repairs nothing');
      const [line] = await store.audit.list(org, { subject: { kind: 'tower', id: tower }, limit: 1 });
      t.match(line, { act: 'tower-event', facts: { kind: 'boot' } });
      await Promise.all(
        [1, 2].map(() => store.towerContacts.event(tower, 'tamper', 'the door', NOW + 9, NOW + 10)),
      );
      const both = await store.audit.list(org, { subject: { kind: 'tower', id: tower }, limit: 2 });
      t.match(
        both.map(({ facts }) => facts),
        [{ kind: 'tamper' }, { kind: 'boot' }],
        'what two relays heard is told once',
      );
      t.equal(await store.towerContacts.hello(name('t') as TowerId, hello, NOW), undefined);
      await store.towerContacts.event(name('t') as TowerId, 'boot', '', NOW, NOW);
      t.ok(await store.towers.mute(org, tower, NOW + HOUR, village.deed('tower-muted', 'tower', tower)));
      t.equal((await state())?.mutedUntil, NOW + HOUR);
      t.ok(await store.towers.mute(org, tower, undefined, village.deed('tower-muted', 'tower', tower)));
      t.equal((await state())?.mutedUntil, undefined);
    },
  );

  t.test(
    'a tower that is ahead of every number given here gets a new epoch, once, and a plan in it (failure 12)',
    async (t) => {
      const village = await found(store);
      const { first: tower, org } = village;
      const hello = { boot: 'B1', conn: 1, nonce: 'n', codecs: ['mp3'], firmware: '1', clockErrorMs: 40 };
      const says = (planEpoch: number, planSeq: number) =>
        store.towerContacts.hello(tower, { ...hello, planEpoch, planSeq }, NOW);
      const issued = async () => {
        const plans = await claimPlans(village, name('delivery'), NOW);
        for (const plan of plans) await published(village, plan);
        return plans.find((plan) => plan.tower === tower);
      };
      t.match(await issued(), { epoch: 1, seq: 1 });
      t.match(await says(1, 1), { planEpoch: 1, planSeq: 1, wasAhead: false });
      t.equal(await issued(), undefined, 'it holds what it should');

      t.match(await says(1, 63), { planEpoch: 2, wasAhead: true }, 'a number never given');
      t.match(await issued(), { epoch: 2, seq: 2 }, 'the number goes on, the epoch lifts it above');
      t.match(await says(1, 63), { planEpoch: 2, wasAhead: false }, 'the same hello once more');
      t.equal(await issued(), undefined);
      t.match(await says(2, 2), { wasAhead: false });

      const health = await store.towerContacts.health(tower, undefined, { epoch: 7, seq: 1 }, NOW);
      t.match(health, { planEpoch: 8, wasAhead: true }, 'told in passing');
      t.match(await issued(), { epoch: 8, seq: 3 });
      const [line] = await store.audit.list(org, { subject: { kind: 'tower', id: tower }, limit: 1 });
      t.match(line, {
        act: 'tower-event',
        facts: { kind: 'plan-ahead', held: '7/1', ours: '2/2', epoch: 8 },
      });

      t.match(await says(8, Number.MAX_SAFE_INTEGER), { planEpoch: 9 }, 'a liar uses up one epoch');
      t.match(await issued(), { epoch: 9, seq: 4 }, 'and no numbers');
      const far = await says(Number.MAX_SAFE_INTEGER, 1);
      t.match(far, { planEpoch: 9, wasAhead: false }, 'nobody comes that far by restoring databases');
      t.equal(await issued(), undefined);
      const other = (await store.towers.find(org, village.second))?.planSeq;
      t.equal(other, 1, 'no other tower is touched');
    },
  );

  t.test('two relays that claim at the same moment never get the same thing', async (t) => {
    const village = await found(store);
    for (let n = 0; n < 12; n++) await send(village, `ข่าว ${n}`);
    await store.inbox.keep(
      village.org,
      'line',
      Array.from({ length: 12 }, () => ({ webhookEventId: name('event'), raw: '{}' })),
      NOW,
    );
    const rounds = await Promise.all(
      [store, other, store, other].map(async (one, index) => ({
        drafts: (await one.drafts.claim(`r${index}`, NOW, 5)).map((draft) => `${draft.bulletin}.${draft.n}`),
        events: (await one.inbox.claim(`r${index}`, NOW, 5)).map((event) => event.webhookEventId),
        plans: (await one.plans.claim(`r${index}`, NOW, 1)).map((plan) => plan.tower as string),
      })),
    );
    for (const kind of ['drafts', 'events', 'plans'] as const) {
      const all = rounds.flatMap((round) => round[kind]);
      t.equal(new Set(all).size, all.length, kind);
      t.ok(all.length >= 2, kind);
    }
  });

  t.test(
    'the queue holds what needs somebody and what is on its way, with everything a card shows',
    async (t) => {
      const village = await found(store);
      const drafted = await send(village, 'ร่าง', { author: village.officer.id });
      const voiced = await send(village, 'รอฟัง', {}, { ...(await fresh(village)) });
      await voice(village, voiced.bulletin, 'bit.ly');
      const booked = await book(village, 'จองแล้ว');
      const cards = await store.views.queue(village.org, { limit: 50 });
      const card = (id: BulletinId) => cards.find((one) => one.bulletin.id === id);
      t.equal(cards.length, 3);
      t.match(card(drafted.bulletin), {
        consents: 0,
        unread: 0,
        clipMs: undefined,
        nextPlayAt: undefined,
        item: { id: drafted.item.id },
      });
      t.match(card(voiced.bulletin), {
        unread: 1,
        clipMs: 60_000,
        bulletin: { current: { reading: { unread: [{ written: 'bit.ly' }] } } },
      });
      t.match(card(booked.bulletin), {
        consents: 1,
        nextPlayAt: NOW + 10 * MINUTE,
        plays: { planned: 2, finished: 0, sounding: 0 },
      });
      await publish(village);
      await hear(
        village,
        village.first,
        [1, booked.plays[0]!.id, 'started'],
        [2, booked.plays[0]!.id, 'finished'],
      );
      await hear(village, village.second, [1, booked.plays[1]!.id, 'started']);
      const [again] = (await store.views.queue(village.org, { limit: 50 })).filter(
        (one) => one.bulletin.id === booked.bulletin,
      );
      t.match(again, {
        nextPlayAt: undefined,
        plays: { planned: 0, finished: 1, sounding: 1, failed: 0, unknown: 0 },
      });
      const mine = await store.views.queue(village.org, { mine: village.officer.id, limit: 50 });
      t.notOk(
        mine.some((one) => one.bulletin.id === voiced.bulletin),
        'somebody else sent that one',
      );
      t.ok(mine.some((one) => one.bulletin.id === drafted.bulletin));
      t.equal((await store.views.queue(village.org, { limit: 1 })).length, 1);
      async function fresh(of: Village) {
        const { itemOf } = await import('./store-village.ts');
        return itemOf(of, { sentBy: undefined });
      }
    },
  );

  t.test('what was decided more than a day ago and is over has left the queue', async (t) => {
    const village = await found(store);
    const old = NOW - 25 * HOUR;
    const { bulletin } = await send(village, 'เมื่อวาน', { at: old });
    const deed = village.deed('rejected', 'bulletin', bulletin, old);
    t.ok(await store.bulletins.turnDown(village.org, bulletin, 1, 'rejected', 'ไม่ผ่าน', deed));
    const today = await send(village, 'วันนี้');
    t.ok(
      await store.bulletins.turnDown(
        village.org,
        today.bulletin,
        1,
        'rejected',
        'ไม่ผ่าน',
        village.deed('rejected'),
      ),
    );
    t.same(
      (await store.views.queue(village.org, { limit: 9 })).map((card) => card.bulletin.id),
      [today.bulletin],
    );
  });

  t.test('the as-run record says what was heard where and who approved it, even after an edit', async (t) => {
    const village = await found(store);
    const booked = await book(village, 'ตามจริง');
    await publish(village);
    await hear(
      village,
      village.first,
      [1, booked.plays[0]!.id, 'started'],
      [2, booked.plays[0]!.id, 'finished'],
    );
    const { version } = await look(village, booked.bulletin);
    const { draftOf } = await import('./store-village.ts');
    await store.bulletins.revise(
      village.org,
      booked.bulletin,
      version,
      draftOf('ฉบับใหม่', { at: NOW + 9 }),
      village.deed(),
    );
    const rows = await store.views.asRun(village.org, NOW, NOW + HOUR);
    t.match(rows, [
      {
        bulletin: booked.bulletin,
        title: 'ตามจริง',
        class: 'routine',
        at: NOW + 10 * MINUTE,
        clip: booked.clip.sha256,
        clipMs: 60_000,
        approvedBy: [village.officer.name],
      },
    ]);
    t.ok(rows[0]?.plays.some((play) => play.state === 'finished' && play.towerName === 'หอ 34190101'));
    t.same(await store.views.asRun(village.org, NOW + HOUR, NOW + 2 * HOUR), []);
    const at = await store.views.playsAt(village.org, village.first, 5);
    t.match(at, [
      { id: booked.plays[0]!.id, title: 'ตามจริง', state: 'finished' satisfies PlayState & ReceiptState },
    ]);
  });

  t.test('a long time is told whole, and one that is too long for an answer is refused', async (t) => {
    const village = await found(store);
    const { bulletin, clip } = await approved(village, 'ทุกวัน');
    const wish = await claimWish(village, bulletin);
    const booking = bookingFor(village, wish);
    // Seven at the same second, as where many towers play the same news: pages end in the midst of them.
    const at = (n: number) => NOW + Math.floor(n / 7) * 1000;
    const plays = Array.from({ length: 20_007 }, (_, n) =>
      playFor(booking, village.first, n, at(n), clip.sha256, { state: 'finished' }),
    );
    await store.bookings.book(wish, booking, plays, village.deed('booked', 'booking', booking.id));
    const whole = await store.views.plays(village.org, NOW, at(7 * 600));
    t.equal(whole.length, 4200);
    t.equal(new Set(whole.map((play) => play.id)).size, 4200);
    t.ok(whole.every((play, n) => play.at === at(n)));
    t.equal((await store.views.asRun(village.org, NOW, at(7 * 600))).length, 4200);
    await t.rejects(store.views.asRun(village.org, NOW, at(20_007)), {
      code: 'invalid-input',
      facts: { why: 'too-many-plays' },
    });
  });
}
