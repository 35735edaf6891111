// The store's contract, part four: what is kept and for how long, at the broker and in the rows, and what is given back.
import type { Test } from 'tap';
import type { Database, Store } from './store-databases.ts';
import { NOW } from './store-databases.ts';
import {
  book,
  bookingFor,
  claimDraft,
  claimPlans,
  claimWish,
  clipOf,
  consent,
  draftOf,
  found,
  itemOf,
  look,
  MINUTE,
  name,
  playFor,
  publish,
  published,
  receipt,
  send,
  sha,
  type Village,
  voice,
} from './store-village.ts';

const HOUR = 60 * MINUTE;

export function keepingContract(t: Test, store: Store, other: Store, database: Database): void {
  /** What the broker may give up of these two renditions; what other stories left there goes back. */
  async function claimHeld(shas: readonly string[], now: number, endedBy: number, owner = 'clearing') {
    const claimed = await store.brokerShelf.claim(owner, now, endedBy, 500);
    for (const one of claimed) if (!shas.includes(one.sha256)) await store.brokerShelf.postpone(one, 0);
    return claimed.filter((one) => shas.includes(one.sha256));
  }

  t.test('a clip stays at the broker while a play needs it, and comes back under another mark', async (t) => {
    const village = await found(store);
    const { clip, plays } = await book(village, 'อยู่ที่โบรกเกอร์');
    await publish(village);
    const [mp3, opus] = clip.renditions.map(({ sha256, bytes }) => ({ sha256, bytes }));
    const shas = [mp3!.sha256, opus!.sha256];
    const ends = plays[0]!.expiresAt;
    t.same(
      [...(await store.brokerShelf.need([mp3!, mp3!], 'first', NOW))],
      [[mp3!.sha256, 'first']],
      'a stay begins',
    );
    t.same(
      [...(await other.brokerShelf.need([opus!, mp3!], 'second', NOW + MINUTE))].sort(),
      [
        [mp3!.sha256, 'first'],
        [opus!.sha256, 'second'],
      ].sort(),
      'what is there keeps its mark',
    );
    t.same(await store.brokerShelf.onTheWay(opus!.sha256), { codec: 'opus', bytes: opus!.bytes });
    t.equal(await store.brokerShelf.onTheWay('0'.repeat(64)), undefined);
    const late = NOW + HOUR;
    t.same(await claimHeld(shas, NOW + 2 * MINUTE, late), [], 'not in the minutes after it was needed');
    t.same(await claimHeld(shas, late, ends - 1), [], 'not while a play may still sound');
    const [one, two] = await claimHeld(shas, late, ends);
    t.same([one?.sha256, two?.sha256].sort(), [...shas].sort());
    t.match(
      [one, two].sort((a, b) => a!.bytes - b!.bytes),
      [{ bytes: 180_000 }, { bytes: 240_000 }],
    );
    await t.rejects(store.brokerShelf.need([mp3!], 'third', late), { code: 'conflict', retry: true });
    t.equal(await store.brokerShelf.onTheWay(mp3!.sha256), undefined, 'it is being cleared');
    t.same(await claimHeld(shas, late, ends, 'another'), [], 'one writer at a time');
    for (const held of [one!, two!]) t.equal(await store.brokerShelf.cleared(held), true);
    t.equal(await store.brokerShelf.cleared(one!), false);
    t.same([...(await store.brokerShelf.need([mp3!], 'fourth', late))], [[mp3!.sha256, 'fourth']]);
  });

  t.test('who is too slow to clear a clip is fenced off by who needs it again', async (t) => {
    const sha256 = name('sha');
    await store.brokerShelf.need([{ sha256, bytes: 9 }], 'first', NOW);
    const [held] = await claimHeld([sha256], NOW + HOUR, NOW);
    t.same(
      [...(await other.brokerShelf.need([{ sha256, bytes: 9 }], 'again', NOW + 2 * HOUR))],
      [[sha256, 'again']],
    );
    t.equal(await store.brokerShelf.cleared(held!), false);
    await store.brokerShelf.postpone(held!, NOW + 9 * HOUR);
    t.same(
      [...(await store.brokerShelf.need([{ sha256, bytes: 9 }], 'x', NOW + 2 * HOUR))],
      [[sha256, 'again']],
    );
    const [later] = await claimHeld([sha256], NOW + 3 * HOUR, NOW);
    await store.brokerShelf.postpone(later!, NOW + 4 * HOUR);
    t.same(await claimHeld([sha256], NOW + 3 * HOUR, NOW), []);
    t.match(await claimHeld([sha256], NOW + 4 * HOUR, NOW), [{ sha256 }]);
  });

  t.test('a clip whose bulletin is withdrawn leaves the broker though its hour has not come', async (t) => {
    const village = await found(store);
    const { bulletin, clip } = await book(village, 'ถอนแล้ว');
    await publish(village);
    const held = { sha256: clip.renditions[0]!.sha256, bytes: 240_000 };
    await store.brokerShelf.need([held], 'mark', NOW - HOUR);
    t.same(await claimHeld([held.sha256], NOW, NOW - 24 * HOUR), []);
    const { version } = await look(village, bulletin);
    await store.bulletins.withdraw(village.org, bulletin, version, 'x', village.deed('withdrawn'));
    t.match(await claimHeld([held.sha256], NOW, NOW - 24 * HOUR), [held]);
  });

  t.test('who stops gives back what it holds, and its tries do not count', async (t) => {
    const village = await found(store);
    const { bulletin } = await send(village, 'ค้างอยู่');
    await book(village, 'ค้างในแผน');
    const draft = await claimDraft(village, bulletin, 'stopping');
    const [plan] = await claimPlans(village, 'stopping');
    t.equal(
      (await store.drafts.claim('next', NOW, 500)).some((one) => one.bulletin === bulletin),
      false,
    );
    await store.giveBack('stopping');
    const again = await claimDraft(village, bulletin, 'next');
    t.equal(again.attempts, draft.attempts);
    t.equal((await claimPlans(village, 'next')).length, 2);
    t.equal(await published(village, plan!), false, 'the one that stopped is fenced');
    t.equal(await store.drafts.unvoiced(draft, undefined, 'too late', NOW), false);
    await store.giveBack('stopping');
  });

  const DAY = 24 * HOUR;
  /** Sweeps until nothing is left to sweep. */
  async function all(sweep: () => Promise<number>): Promise<number> {
    let sum = 0;
    for (let count = await sweep(); count > 0; count = await sweep()) sum += count;
    return sum;
  }
  const rows = async (text: string) => (await database.query(text)).map((row) => Object.values(row));

  t.test('raw events are emptied in batches when they are old, but never one that waits', async (t) => {
    const village = await found(store);
    const ids = ['waits', 'parked', 'remembered', 'young'].map((kind) => name(kind));
    const [waits, parked, remembered, young] = ids;
    const keep = (id: string, at: number) =>
      store.inbox.keep(village.org, 'line', [{ webhookEventId: id, raw: `words of ${id}` }], at);
    for (const id of [parked!, remembered!]) await keep(id, NOW - 40 * DAY);
    for (const event of (await store.inbox.claim('intake', NOW, 500)).filter(
      (one) => one.org === village.org,
    )) {
      if (event.webhookEventId === parked) await store.inbox.park(event, 'poisoned');
      else await store.inbox.remember(event, { messageId: 'm-1', group: 'g-1', at: NOW - 40 * DAY });
    }
    await keep(waits!, NOW - 40 * DAY);
    await keep(young!, NOW);
    const seen = () =>
      rows(`select webhook_event_id, state, raw, message_id, reason from inbox
             where org_id = '${village.org}' order by received_at, webhook_event_id`);
    t.ok((await store.forgetting.rawEvents(NOW - 41 * DAY, 1)) <= 1);
    t.equal(await store.inbox.recall(village.org, 'line', 'm-1'), `words of ${remembered}`);
    await all(() => store.forgetting.rawEvents(NOW - 30 * DAY, 1));
    t.same(
      new Set(await seen()),
      new Set([
        [parked, 'parked', '', null, 'poisoned'],
        [remembered, 'ignored', '', null, null],
        [waits, 'waiting', `words of ${waits}`, null, null],
        [young, 'waiting', `words of ${young}`, null, null],
      ]),
    );
    t.equal(await store.inbox.recall(village.org, 'line', 'm-1'), undefined);
    await keep(parked!, NOW);
    t.equal((await seen()).length, 4, 'what LINE sends again is still known');
    await all(() => store.forgetting.eventIds(NOW - 30 * DAY, 1));
    t.same((await seen()).map((row) => row[0]).sort(), [waits, young].sort());
  });

  t.test('ids of messages are known for their time, counted from when a sweep first saw them', async (t) => {
    const village = await found(store);
    const { item } = await send(village, 'ข้อความ');
    await store.items.unsend(village.org, 'line', 'never seen', village.deed('item-unsent'));
    const known = () => rows(`select message_id, seen_at from messages where org_id = '${village.org}'`);
    await all(() => store.forgetting.messageIds(NOW - 90 * DAY, NOW, 1000));
    t.same(
      (await known()).map(([, seenAt]) => Number(seenAt)),
      [NOW, NOW],
    );
    await all(() => store.forgetting.messageIds(NOW, NOW + 90 * DAY, 1));
    t.equal((await known()).length, 2);
    await all(() => store.forgetting.messageIds(NOW + 1, NOW + 91 * DAY, 1));
    t.same(await known(), []);
    const again = await store.items.add({ ...item, id: name('item') as never }, undefined, village.deed());
    t.equal(again.outcome, 'known', 'the item itself still knows its message');
  });

  t.test('passes that have run out are gone, those that hold stay', async (t) => {
    const village = await found(store);
    const { org, officer } = village;
    const session = (fingerprint: string, expiresAt: number) =>
      store.sessions.open(
        { fingerprint, org, officer: officer.id, csrf: 'c', madeAt: NOW - 9 * DAY, seenAt: NOW, expiresAt },
        village.deed('signed-in', 'officer'),
      );
    const [old, held, spentLink, link] = ['old', 'held', 'spent', 'link'].map((kind) => name(kind));
    await session(old!, NOW - 8 * DAY);
    await session(held!, NOW + HOUR);
    await store.sessions.offer('invite', org, officer.id, spentLink!, NOW - 1);
    await store.sessions.offer('invite', org, officer.id, link!, NOW + HOUR);
    await store.towers.offer(
      org,
      village.first,
      name('code'),
      NOW - 1,
      village.deed('tower-code-made', 'tower'),
    );
    await store.towers.offer(
      org,
      village.second,
      name('code'),
      NOW + HOUR,
      village.deed('tower-code-made', 'tower'),
    );
    const tried = name('try');
    await store.tries.count(tried, NOW - DAY, HOUR);
    await all(() => store.forgetting.passes(NOW, 1));
    t.same(await rows(`select fingerprint from sessions where org_id = '${org}'`), [[held]]);
    t.same(await rows(`select fingerprint from offers where org_id = '${org}'`), [[link]]);
    t.same(await rows(`select id from towers where org_id = '${org}' and code_fingerprint is not null`), [
      [village.second],
    ]);
    t.same(await rows(`select key from tries where key = '${tried}'`), []);
  });

  /** The clips of this organisation that are there, by their words. */
  async function clipsOf(org: string) {
    return (await rows(`select sha256 from clips where org_id = '${org}'`)).map(([sha]) => sha).sort();
  }

  t.test(
    'sound that nobody approved goes when its words are done with; what waits or was approved stays',
    async (t) => {
      const village = await found(store);
      const { org } = village;
      const [superseded, rejected, waiting, approved, onlyConsented] = await Promise.all(
        ['แก้แล้ว', 'ไม่เอา', 'รอฟัง', 'อนุมัติแล้ว', 'คนเดียว'].map((words) => send(village, words)),
      );
      const sound = new Map<string, string>();
      for (const one of [superseded, rejected, waiting, approved, onlyConsented])
        sound.set(one!.bulletin, (await voice(village, one!.bulletin)).sha256);
      await consent(village, approved!.bulletin);
      await consent(village, onlyConsented!.bulletin, { seal: false });
      for (const one of [superseded!, onlyConsented!]) {
        const { version } = await look(village, one.bulletin);
        await store.bulletins.revise(org, one.bulletin, version, draftOf('ใหม่'), village.deed());
      }
      const { version } = await look(village, rejected!.bulletin);
      await store.bulletins.turnDown(
        org,
        rejected!.bulletin,
        version,
        'rejected',
        'x',
        village.deed('rejected'),
      );
      await store.listening.heard(org, village.officer.id, sound.get(rejected!.bulletin) as never, 0, 9000);
      await all(() => store.sounds.dropSpare(NOW, 1));
      t.equal((await clipsOf(org)).length, 5, 'changed just now');
      await all(() => store.sounds.dropSpare(NOW + 1, 1));
      t.same(
        await clipsOf(org),
        [waiting, approved].map((one) => sound.get(one!.bulletin)).sort(),
        'consents of a revision that was edited stand in the record; its sound goes',
      );
      const page = await store.views.bulletin(org, rejected!.bulletin);
      t.match(page, { bulletin: { current: { state: 'rejected', words: 'ไม่เอา', clip: undefined } } });
      t.equal((await store.bulletins.consents(org, onlyConsented!.bulletin)).length, 1);
      await all(() => store.sounds.dropListening(1));
      t.same(await rows(`select clip from listening where org_id = '${org}'`), []);
      const kept = clipRenditions(village, approved!.bulletin);
      const gone = clipRenditions(village, rejected!.bulletin);
      t.same(await store.sounds.named([...kept, ...gone]), new Set(kept));
      t.equal(await store.audit.firstBroken(org), undefined);
    },
  );

  function clipRenditions(village: Village, bulletin: string): readonly string[] {
    return clipOf(village.org, `${bulletin} 1`).renditions.map((one) => one.sha256);
  }

  t.test('a clip that the same words take up again stays, also at the moment of the sweep', async (t) => {
    const village = await found(store);
    const first = await send(village, 'เดิม');
    const clip = await voice(village, first.bulletin);
    const { version } = await look(village, first.bulletin);
    await store.bulletins.turnDown(
      village.org,
      first.bulletin,
      version,
      'rejected',
      'x',
      village.deed('rejected'),
    );
    const again = await send(village, 'เดิมอีกครั้ง');
    const draft = await claimDraft(village, again.bulletin);
    const known = await store.drafts.clipOf(village.org, clip.recipe);
    t.same(known, clip);
    // Swept between the look and the row: the row comes back with the revision.
    await Promise.all([
      all(() => store.sounds.dropSpare(NOW + 1, 500)),
      other.drafts.voiced(draft, undefined, clip, NOW + 2 * HOUR),
    ]);
    t.same(await clipsOf(village.org), [clip.sha256]);
    await all(() => store.sounds.dropSpare(NOW + HOUR, 500));
    t.same(await clipsOf(village.org), [clip.sha256]);
    t.match(await look(village, again.bulletin), { current: { state: 'voiced', clip: clip.sha256 } });
  });

  t.test(
    'sound that was heard stays for its time, and while it may sound again; its record stays for ever',
    async (t) => {
      const village = await found(store);
      const booked = await book(village, 'ได้ยินแล้ว');
      const open = await book(village, 'ทุกสัปดาห์', { state: 'open' });
      const unplayed = await send(village, 'ยังไม่จอง');
      const clip = await voice(village, unplayed.bulletin);
      await consent(village, unplayed.bulletin);
      await publish(village);
      const long = NOW + 9 * DAY;
      await all(() => store.sounds.dropSpare(long, 500));
      t.equal((await clipsOf(village.org)).length, 3, 'approved is never spare');
      await all(() => store.sounds.dropAired(NOW + HOUR, 500));
      t.equal((await clipsOf(village.org)).length, 3, 'the approvals still hold');
      await all(() => store.sounds.dropAired(long, 1));
      t.same(await clipsOf(village.org), [open.clip.sha256], 'a booking that goes on');
      t.same(await store.sounds.named([clip.sha256]), new Set());
      const [heard] = await store.views.asRun(village.org, NOW, NOW + HOUR);
      t.match(heard, { clipMs: 60_000 });
      t.match(
        await look(village, booked.bulletin),
        { current: { clip: booked.clip.sha256 } },
        'the hash stays',
      );
      t.ok(await store.views.bulletin(village.org, booked.bulletin));
      t.equal((await store.bulletins.consents(village.org, booked.bulletin)).length, 1);
    },
  );

  t.test(
    'originals are named by items until these are closed, and by nobody when they are taken back',
    async (t) => {
      const village = await found(store);
      const { org } = village;
      const original = (text: string) => ({
        sha256: sha(text),
        type: 'image/png',
        name: `${text}.png`,
        bytes: 9,
      });
      const withOriginal = (text: string, change = {}) =>
        send(village, text, {}, itemOf(village, { kind: 'image', original: original(text), ...change }));
      const [decided, waiting, repeated, booked] = [
        await withOriginal('decided'),
        await withOriginal('waiting'),
        await withOriginal('repeated'),
        await withOriginal('booked'),
      ];
      const untyped = itemOf(village, { kind: 'image', original: original('untyped') });
      await store.items.add(untyped, undefined, village.deed('item-received', 'item', untyped.id));
      const { version } = await look(village, decided.bulletin);
      await store.bulletins.turnDown(
        org,
        decided.bulletin,
        version,
        'rejected',
        'x',
        village.deed('rejected'),
      );
      for (const [one, state] of [
        [repeated, 'open'],
        [booked, 'complete'],
      ] as const) {
        const clip = await voice(village, one.bulletin);
        await consent(village, one.bulletin);
        const wish = await claimWish(village, one.bulletin);
        const booking = bookingFor(village, wish, { state });
        const plays = [playFor(booking, village.first, 0, NOW + 10 * MINUTE, clip.sha256)];
        await store.bookings.book(wish, booking, plays, village.deed('booked'));
      }
      const named = async () => [...(await store.originalRecords.named(org))].sort();
      const shas = (...texts: string[]) => texts.map(sha).sort();
      await all(() => store.originalRecords.dropClosed(NOW, 1));
      t.same(await named(), shas('decided', 'waiting', 'repeated', 'booked', 'untyped'));
      await all(() => store.originalRecords.dropClosed(NOW + 5 * MINUTE, 1));
      t.same(await named(), shas('waiting', 'repeated', 'booked', 'untyped'), 'its play is still to come');
      await all(() => store.originalRecords.dropClosed(NOW + DAY, 1));
      t.same(await named(), shas('waiting', 'repeated', 'untyped'), 'a repeat goes on');
      t.match(await store.items.find(org, decided.item.id), { original: undefined, text: decided.item.text });

      const twin = await withOriginal('waiting', { messageId: 'twin' });
      const takeBack = (messageId: string) =>
        store.items.unsend(org, 'line', messageId, village.deed('item-unsent'));
      t.same(await takeBack('twin'), { erased: undefined }, 'another item came with the same poster');
      t.match(await takeBack(waiting.item.messageId), { erased: original('waiting') });
      t.same(await named(), shas('repeated', 'untyped'));
      t.ok(twin.bulletin);

      const recording = await send(village, 'เสียง', {
        source: { kind: 'recording', original: original('voice') },
      });
      t.same(await named(), shas('repeated', 'untyped', 'voice'), 'words that wait name their recording');
      t.ok(recording.bulletin);
    },
  );

  t.test(
    'the worklist calls no stage idle for which something is due, and every one when all is taken',
    async (t) => {
      const taker = 'the taker of all';
      async function takeAll(): Promise<void> {
        const horizon = NOW + 18 * HOUR;
        await store.inbox.claim(taker, NOW, 5000);
        await store.drafts.claim(taker, NOW, 5000);
        await store.bookings.claimWishes(taker, NOW, 5000);
        await store.bookings.claimOpen(taker, NOW, horizon, 5000);
        await store.plans.claim(taker, NOW, 5000);
        for (const kept of await store.receipts.unapplied(5000))
          await store.receipts.apply(kept, undefined, NOW);
        await store.receipts.silent(NOW, 5000);
      }
      const village = await found(store);
      const stages = ['intake', 'voice', 'timetable', 'delivery', 'receipts'];
      const works: Record<string, () => Promise<unknown>> = {
        delivery: () => found(store),
        intake: () =>
          store.inbox.keep(village.org, 'line', [{ webhookEventId: name('event'), raw: '{}' }], NOW),
        voice: () => send(village, 'มีงานให้อ่าน'),
        async timetable() {
          const { bulletin } = await send(village, 'มีงานให้จองเวลา');
          await voice(village, bulletin);
          await consent(village, bulletin);
        },
        receipts: () => store.receipts.keep(village.first, [receipt(1, 'a play', 'ready')], NOW),
      };
      for (const [stage, makeWork] of Object.entries(works)) {
        await takeAll();
        t.same(await store.worklist.idle(NOW), stages, `before there is work for ${stage}`);
        await makeWork();
        t.same(
          await store.worklist.idle(NOW),
          stages.filter((one) => one !== stage),
          `work for ${stage}`,
        );
      }
      await store.giveBack(taker);
    },
  );
}
