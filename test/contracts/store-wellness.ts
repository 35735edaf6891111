// The store's contract, part seven: the signs of a tower's health, what it suffers from while that lasts, who looks after
// it, and the daily tone.
import type { Test } from 'tap';
import type { TowerId } from '../../src/core/ids.ts';
import type { LocalDate } from '../../src/core/timetable.ts';
import type { SelfReport } from '../../src/pipeline/ports.ts';
import type { AilmentChange, KeptAilment } from '../../src/pipeline/tower-vitals.ts';
import { type Database, NOW, type Store } from './store-databases.ts';
import { book, found, MINUTE, publish, receipt, type Village } from './store-village.ts';

const HOUR = 60 * MINUTE;
const TODAY = '2026-11-22' as LocalDate;
const TOMORROW = '2026-11-23' as LocalDate;

export function wellnessContract(t: Test, store: Store, other: Store, database: Database): void {
  const signsOf = async ({ org }: Village, tower: TowerId, now = NOW) =>
    (await store.vitals.signs(org, now)).find((one) => one.tower === tower);
  const hello = (boot: string, conn: number, self?: SelfReport) => ({
    ...{ boot, conn, nonce: 'n', planEpoch: 1, planSeq: 0, codecs: ['mp3'], firmware: '1', clockErrorMs: 40 },
    ...(self === undefined ? {} : { self }),
  });
  const health = (tower: TowerId, self: Partial<SelfReport>, now: number) =>
    store.towerContacts.health(tower, 20, { epoch: 1, seq: 0 }, now, {
      ...{ trustVer: 4, configSeq: 2, freeBytes: 5e8 },
      ...self,
    });

  t.test('what a tower says of itself is known with its beginning, and ends when it says so', async (t) => {
    const village = await found(store);
    const { first: tower, second } = village;
    t.match(await signsOf(village, tower), {
      claimedAt: NOW,
      online: false,
      connects: [],
      lastResult: undefined,
    });
    await store.towerContacts.hello(
      tower,
      hello('B1', 1, { protocol: 1, trustVer: 3, configSeq: 2, freeBytes: 4e8 }),
      NOW,
    );
    t.match(await signsOf(village, tower), {
      ...{ online: true, protocol: 1, trustVer: 3, heldConfigSeq: 2, freeBytes: 4e8 },
      connects: [{ at: NOW, boot: 'B1', conn: 1 }],
    });
    await health(tower, { audio: 'failed' }, NOW + MINUTE);
    await health(tower, { audio: 'failed' }, NOW + 6 * MINUTE);
    t.match(await signsOf(village, tower), {
      ...{ protocol: 1, trustVer: 4, freeBytes: 5e8, clockErrorMs: 20 },
      ...{ fault: 'audio-device', faultAt: NOW + MINUTE },
    });
    await health(tower, { audio: 'ok' }, NOW + 11 * MINUTE);
    t.match(await signsOf(village, tower), { fault: undefined, faultAt: undefined });
    await store.towerContacts.event(tower, 'audio', 'amp-fault: no current', NOW, NOW + HOUR);
    t.match(await signsOf(village, tower), { fault: 'amp-fault', faultAt: NOW + HOUR });
    await store.towerContacts.event(tower, 'tone', 'sounded 1500 of 1500 ms', NOW + 2 * HOUR, NOW + 2 * HOUR);
    t.match(await signsOf(village, tower), {
      ...{ fault: undefined, lastHeardAt: NOW + 2 * HOUR, toneAnsweredAt: NOW + 2 * HOUR },
    });
    await store.towerContacts.event(tower, 'tone-refused', 'local-mute: muted', NOW, NOW + 3 * HOUR);
    t.match(await signsOf(village, tower), { toneRefused: 'local-mute', toneRefusedAt: NOW + 3 * HOUR });
    await store.towerContacts.event(tower, 'tone', 'sounded', NOW + 2 * HOUR, NOW + 2 * HOUR);
    t.match(await signsOf(village, tower), { toneRefused: undefined, toneRefusedAt: undefined });
    t.equal((await store.towers.find(village.org, tower))?.heardBy, 'tone');
    t.match(await store.tones.answered(village.org), new Map([[tower, NOW + 2 * HOUR]]));
    const silent = 'amp-fault: played, but nothing was noticed';
    await store.towerContacts.event(tower, 'tone', silent, NOW + 4 * HOUR, NOW + 4 * HOUR);
    t.match(
      await signsOf(village, tower),
      {
        ...{ fault: 'amp-fault', faultAt: NOW + 4 * HOUR, lastHeardAt: NOW + 2 * HOUR },
        ...{ toneAnsweredAt: NOW + 2 * HOUR, toneRefused: 'amp-fault', toneRefusedAt: NOW + 4 * HOUR },
      },
      'a tone into a silent loudspeaker was heard by nobody',
    );
    t.match(
      await signsOf(village, second),
      { fault: undefined, connects: [] },
      'the other tower said nothing',
    );
  });

  t.test(
    'a tower is out of contact since its line went down, whoever tells it again; a will that comes after the next birth is nothing (failure 30)',
    async (t) => {
      const village = await found(store);
      const { first: tower } = village;
      await store.towerContacts.hello(tower, hello('B1', 1), NOW);
      await store.towerContacts.presence(tower, false, 'B1', 1, NOW + MINUTE);
      await store.towerContacts.presence(tower, false, 'B1', 1, NOW + HOUR);
      t.match(await signsOf(village, tower), { online: false, offlineAt: NOW + MINUTE });
      await store.towerContacts.hello(tower, hello('B1', 2), NOW + 2 * HOUR);
      await store.towerContacts.presence(tower, false, 'B1', 1, NOW + 2 * HOUR + 1);
      t.match(await signsOf(village, tower), { online: true, offlineAt: undefined });
    },
  );

  t.test(
    'two boxes under one name are both shut out until the tower is claimed anew (failure 31)',
    async (t) => {
      const village = await found(store);
      const { first: tower, org } = village;
      const known = [];
      for (const [n, boot] of ['A', 'B', 'A', 'B'].entries())
        known.push(
          await store.towerContacts.hello(tower, hello(boot, 1 + Math.floor(n / 2)), NOW + n * MINUTE),
        );
      t.strictSame(
        known.map((one) => one !== undefined),
        [true, true, true, false],
      );
      t.match(await signsOf(village, tower), { blockedAt: NOW + 3 * MINUTE, online: false });
      t.equal(await store.towerContacts.passwordHash(tower), undefined, 'the stolen password opens nothing');
      t.equal(await store.towerContacts.hello(tower, hello('A', 9), NOW + HOUR), undefined);
      t.match(await store.towers.find(org, tower), { claimed: false });
      const [line] = await store.audit.list(org, { subject: { kind: 'tower', id: tower }, limit: 1 });
      t.match(line, { act: 'tower-event', facts: { kind: 'cloned' } });
      await store.towers.offer(org, tower, `again-${tower}`, NOW + 2 * HOUR, village.deed());
      await store.towers.claim(`again-${tower}`, 'hash', NOW + HOUR, {
        ...{ by: { officer: undefined, name: 'c', door: 'system' as const }, at: NOW + HOUR },
        ...{ act: 'tower-claimed' as const, facts: {} },
      });
      t.match(await signsOf(village, tower), { blockedAt: undefined, connects: [], claimedAt: NOW + HOUR });
      t.ok(await store.towerContacts.hello(tower, hello('C', 1), NOW + HOUR));
    },
  );

  t.test(
    'plays without a word count from the first until the tower tells the end of one (failure 22)',
    async (t) => {
      const village = await found(store);
      const { plays } = await book(village, 'เงียบ');
      await publish(village);
      const mine = plays.find((play) => play.tower === village.first);
      t.match(await signsOf(village, village.first), { nextPlay: { at: mine!.at, ready: false } });
      await store.receipts.keep(village.first, [receipt(1, mine!.id, 'ready')], NOW);
      for (const kept of await store.receipts.unapplied(500)) await store.receipts.apply(kept, 'ready', NOW);
      t.match(await signsOf(village, village.first), { nextPlay: { at: mine!.at, ready: true } });
      t.ok((await store.receipts.silent(NOW + 30 * HOUR, 500)) >= plays.length);
      t.match(await signsOf(village, village.first), { noWordSince: mine!.at, nextPlay: undefined });
      await store.receipts.keep(
        village.first,
        [receipt(2, mine!.id, 'failed', { why: 'hash-mismatch', at: NOW + HOUR })],
        NOW + 31 * HOUR,
      );
      t.match(await signsOf(village, village.first), {
        noWordSince: undefined,
        lastResult: { state: 'failed', why: 'hash-mismatch', at: NOW + HOUR },
      });
      await store.receipts.keep(
        village.first,
        [receipt(3, mine!.id, 'stopped', { why: 'withdrawn', at: NOW + 2 * HOUR })],
        NOW + 31 * HOUR,
      );
      t.match(
        await signsOf(village, village.first),
        { lastResult: { state: 'failed' } },
        'says nothing of it',
      );
      await store.receipts.keep(
        village.first,
        [
          receipt(4, mine!.id, 'finished', {
            ...{ skewMs: 7, at: NOW + 3 * HOUR, measured: { amp: 'ok', dB: 18.5 } },
          }),
          receipt(5, mine!.id, 'started', { at: NOW + 4 * HOUR }),
          receipt(6, mine!.id, 'failed', { why: 'amp-fault', at: NOW + 4 * HOUR, measured: { amp: 'fail' } }),
          receipt(7, mine!.id, 'finished', { skewMs: 7, at: NOW + 3 * HOUR }),
        ],
        NOW + 31 * HOUR,
      );
      t.match(await signsOf(village, village.first), {
        ...{ lastResult: { state: 'finished', skewMs: 7 }, lastHeardAt: NOW + 3 * HOUR },
      });
      t.equal((await store.towers.find(village.org, village.first))?.heardBy, 'play');
      t.match(await signsOf(village, village.second), { noWordSince: plays[0]!.at });
    },
  );

  t.test('an ailment is opened, changed and ended once, and told once, whoever watches', async (t) => {
    const village = await found(store);
    const { first: tower, org } = village;
    const open: KeptAilment = {
      ...{ tower, reason: 'no-contact', since: NOW, detail: 7, missesAt: undefined, told: 'listed' },
    };
    const change = (before?: KeptAilment, after?: KeptAilment): AilmentChange => ({
      ...{ before, after },
      deed: village.deed(after === undefined ? 'tower-well' : 'tower-unwell', 'tower', tower),
    });
    const told = async () =>
      (await store.audit.list(org, { subject: { kind: 'tower', id: tower }, limit: 50 }))
        .map((line) => line.act)
        .filter((act) => act === 'tower-unwell' || act === 'tower-well');
    await Promise.all([store, other].map((one) => one.vitals.note(org, [change(undefined, open)])));
    t.strictSame(await store.vitals.open(org), [{ ...open, detail: '7' }]);
    const louder: KeptAilment = { ...open, told: 'raised', missesAt: NOW + HOUR };
    await Promise.all([store, other].map((one) => one.vitals.note(org, [change(open, louder)])));
    t.match(await store.vitals.open(org), [{ told: 'raised', missesAt: NOW + HOUR }]);
    const elsewhere = await found(store);
    t.strictSame(await store.vitals.open(elsewhere.org), []);
    await store.vitals.note(elsewhere.org, [change(louder, undefined)]);
    t.equal((await store.vitals.open(org)).length, 1, 'no other organisation ends it');
    await Promise.all([store, other].map((one) => one.vitals.note(org, [change(louder, undefined)])));
    t.strictSame(await store.vitals.open(org), []);
    t.strictSame(await told(), ['tower-well', 'tower-unwell', 'tower-unwell']);
    const rows = await database.query(`select count(*) as n from tower_ailments where tower_id = '${tower}'`);
    t.equal(Number(rows[0]?.['n']), 0);
  });

  t.test('a caretaker is set, changed and removed, for a village or one tower of it', async (t) => {
    const village = await found(store);
    const { first: tower, org } = village;
    const deed = village.deed('caretaker-changed', 'tower', tower);
    await store.caretakers.set(org, '34190101', { name: 'ผู้ใหญ่สมชาย', phone: '081 234 5678' }, deed);
    await store.caretakers.set(org, tower, { name: 'ช่างวิทย์', phone: '0899999999' }, deed);
    await store.caretakers.set(org, tower, { name: 'ช่างวิทย์', phone: '0811111111' }, deed);
    t.strictSame(
      await store.caretakers.all(org),
      new Map([
        ['34190101', { name: 'ผู้ใหญ่สมชาย', phone: '081 234 5678' }],
        [tower, { name: 'ช่างวิทย์', phone: '0811111111' }],
      ]),
    );
    t.equal((await store.caretakers.all((await found(store)).org)).size, 0);
    await store.caretakers.set(org, tower, undefined, deed);
    t.strictSame([...(await store.caretakers.all(org)).keys()], ['34190101']);
  });

  t.test('a day’s tone is taken once, by towers that are in contact and not muted', async (t) => {
    const village = await found(store);
    const { first, second, org } = village;
    t.strictSame(await store.tones.due(org, TODAY, NOW), [], 'nobody is there');
    for (const tower of [first, second]) await store.towerContacts.hello(tower, hello('B1', 1), NOW);
    t.strictSame(await store.tones.due(org, TODAY, NOW), [first, second].sort());
    await store.towers.mute(org, second, NOW + HOUR, village.deed());
    t.strictSame(await store.tones.due(org, TODAY, NOW), [first]);
    const taken = await Promise.all([store, other].map((one) => one.tones.take(first, TODAY, NOW)));
    t.strictSame([...taken].sort(), [false, true], 'two relays');
    t.strictSame(await store.tones.due(org, TODAY, NOW), []);
    t.match(await signsOf(village, first), { toneSentAt: NOW });
    await store.tones.giveBack(first, TODAY);
    t.match(await signsOf(village, first), { toneSentAt: undefined });
    t.strictSame(await store.tones.due(org, TODAY, NOW), [first], 'it did not go out');
    await store.tones.take(first, TODAY, NOW);
    t.strictSame(await store.tones.due(org, TOMORROW, NOW + 24 * HOUR), [first, second].sort());
    await store.tones.ordered(org, second, NOW + 5, village.deed('tower-tested', 'tower', second));
    t.match(await signsOf(village, second), { toneSentAt: NOW + 5 });
  });

  t.test('an organisation keeps its daily tone until it wants none', async (t) => {
    const { org, deed } = await found(store);
    t.equal((await store.organisations.find(org))?.tone, undefined);
    await store.organisations.change(org, { tone: { fromMinute: 540, volume: 20 } }, deed());
    await store.organisations.change(org, { phone: '1' }, deed());
    t.match(await store.organisations.find(org), { phone: '1', tone: { fromMinute: 540, volume: 20 } });
    await store.organisations.change(org, { tone: undefined }, deed());
    t.equal((await store.organisations.find(org))?.tone, undefined);
  });
}
