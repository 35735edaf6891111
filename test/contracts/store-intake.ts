// The store's contract, part one: what comes in, what becomes of it, who decides.
import type { Test } from 'tap';
import type { BulletinId, ItemId, OfficerId } from '../../src/core/ids.ts';
import type { InboxEvent } from '../../src/pipeline/records.ts';
import { NOW, type Store } from './store-databases.ts';
import {
  book,
  claimDraft,
  claimPlans,
  clipOf,
  consent,
  draftOf,
  found,
  itemOf,
  look,
  MINUTE,
  name,
  publish,
  send,
  voice,
  wishFor,
} from './store-village.ts';

export function intakeContract(t: Test, store: Store, other: Store): void {
  async function claimEvents(org: string, owner = 'intake', now = NOW): Promise<InboxEvent[]> {
    const events = await store.inbox.claim(owner, now, 500);
    return events.filter((event) => event.org === org);
  }

  t.test('an event that LINE delivers twice is kept once and handed out in order of arrival', async (t) => {
    const { org } = await found(store);
    const [a, b, c] = [name('event'), name('event'), name('event')];
    t.equal(await store.inbox.keep(org, 'line', [{ webhookEventId: a, raw: '{"a":1}' }], NOW), 1);
    const again = [
      { webhookEventId: a, raw: '{"a":1}' },
      { webhookEventId: b, raw: '{"b":1}' },
      { webhookEventId: c, raw: '{"c":1}' },
    ];
    t.equal(await store.inbox.keep(org, 'line', again, NOW + 1), 2);
    t.equal(await store.inbox.keep(org, 'line', [], NOW), 0);
    const events = await claimEvents(org);
    t.same(
      events.map((event) => event.webhookEventId),
      [a, b, c],
    );
    t.match(events[0], { org, channel: 'line', raw: '{"a":1}', attempts: 1, receivedAt: NOW });
    t.same(await claimEvents(org), [], 'claimed events are nobody else’s');
    for (const event of events) await store.inbox.settle(event, 'used');
    t.equal(await store.inbox.keep(org, 'line', again, NOW + 2), 0, 'known even after they were used');
    t.same(await claimEvents(org, 'intake', NOW + 60_000), []);
  });

  t.test(
    'an event comes back when its claimer died, and a claimer who comes back late changes nothing',
    async (t) => {
      const { org } = await found(store);
      await store.inbox.keep(org, 'line', [{ webhookEventId: name('event'), raw: '{}' }], NOW);
      const [dead] = await claimEvents(org, 'dead');
      t.same(await claimEvents(org, 'alive', NOW + 14_000), [], 'not while the lease runs');
      const [mine] = await claimEvents(org, 'alive', NOW + 15_000);
      t.equal(mine?.attempts, 2);
      await store.inbox.settle(dead!, 'ignored');
      await store.inbox.postpone(mine!, 'line-failed: LINE is away', NOW + 40_000);
      t.same(await claimEvents(org, 'alive', NOW + 39_000), []);
      const [later] = await claimEvents(org, 'alive', NOW + 41_000);
      t.equal(later?.raw, '{}', 'the late settle was fenced off');
      await store.inbox.park(later!, 'invalid-input: not an event');
      t.same(await claimEvents(org, 'alive', NOW + 900_000), [], 'a poisoned event is never tried again');
    },
  );

  t.test(
    'words in a staff group are remembered until quoted, erased on recall and when we leave',
    async (t) => {
      const { org, deed } = await found(store);
      async function say(raw: string, messageId: string, at = NOW, group = 'G1') {
        await store.inbox.keep(org, 'line', [{ webhookEventId: name('event'), raw }], NOW);
        const [event] = await claimEvents(org);
        await store.inbox.remember(event!, { messageId, group, at });
      }
      await say('first', 'm1');
      await say('edited', 'm1', NOW + 2);
      await say('older edit', 'm1', NOW + 1);
      await say('another', 'm2');
      await say('in another group', 'm3', NOW, 'G2');
      t.equal(await store.inbox.recall(org, 'line', 'm1'), 'edited');
      await store.inbox.forget(org, 'line', { messageId: 'm1' });
      t.equal(await store.inbox.recall(org, 'line', 'm1'), undefined);
      await store.inbox.forget(org, 'line', { group: 'G1' });
      t.equal(await store.inbox.recall(org, 'line', 'm2'), undefined);
      t.equal(await store.inbox.recall(org, 'line', 'm3'), 'in another group');
      await store.items.unsend(org, 'line', 'm4', deed('item-unsent', 'item', 'm4'));
      await say('taken back before it came', 'm4');
      t.equal(await store.inbox.recall(org, 'line', 'm4'), undefined);
    },
  );

  t.test('the same message of a channel is one item, found by name and by message', async (t) => {
    const village = await found(store);
    const original = { sha256: 'ab', type: 'image/jpeg', name: 'poster.jpg', bytes: 9 };
    const { bulletin, item } = await send(
      village,
      'น้ำประปาหยุดไหล',
      {},
      itemOf(village, { original, claimedSource: 'x' }),
    );
    const same = itemOf(village, { messageId: item.messageId });
    const again = await store.items.add(
      same,
      { id: name('b') as BulletinId, draft: draftOf('x') },
      village.deed('item-received', 'item', same.id),
    );
    t.same(again, { outcome: 'known', item: item.id, bulletin });
    t.same(await store.items.find(village.org, item.id), { ...item, bulletin });
    t.same(await store.items.findMessage(village.org, 'line', item.messageId), { ...item, bulletin });
    t.match(await look(village, bulletin), {
      org: village.org,
      item: item.id,
      title: 'น้ำประปาหยุดไหล',
      class: 'routine',
      version: 1,
      current: { n: 1, state: 'drafted', words: 'น้ำประปาหยุดไหล', source: { kind: 'words' }, attempts: 0 },
    });
  });

  t.test('a message taken back before it came leaves nothing behind', async (t) => {
    const village = await found(store);
    const item = itemOf(village);
    const deed = village.deed('item-unsent', 'item', item.messageId);
    t.same(await store.items.unsend(village.org, 'line', item.messageId, deed), { erased: undefined });
    const added = await store.items.add(
      item,
      { id: name('b') as BulletinId, draft: draftOf('x') },
      village.deed(),
    );
    t.same(added, { outcome: 'unsent', item: item.id, bulletin: undefined });
    t.equal(await store.items.find(village.org, item.id), undefined);
    t.equal(await store.items.edit(village.org, 'line', item.messageId, draftOf('y'), NOW, deed), 'unknown');
  });

  t.test(
    'a message taken back after it came is emptied everywhere while nobody has approved it',
    async (t) => {
      const village = await found(store);
      const original = { sha256: 'cd', type: 'audio/mp4', name: 'voice.m4a', bytes: 10 };
      const item = itemOf(village, { kind: 'audio', text: undefined, original });
      const { bulletin } = await send(village, 'ความลับ', { source: { kind: 'recording', original } }, item);
      await voice(village, bulletin);
      const clip = await voicedClip(bulletin);
      await consent(village, bulletin, { seal: false });
      const deed = village.deed('item-unsent', 'item', item.id);
      t.same(await store.items.unsend(village.org, 'line', item.messageId, deed), { erased: original });
      t.match(await store.items.find(village.org, item.id), {
        text: undefined,
        original: undefined,
        erasedAt: NOW,
      });
      const after = await look(village, bulletin);
      t.match(after, {
        title: '',
        current: { state: 'withdrawn', words: '', reading: undefined, clip: undefined },
      });
      t.same(after.current.source, { kind: 'words' });
      t.equal(await store.bulletins.clip(village.org, clip), undefined, 'its sound is forgotten as well');
      t.ok((await store.bulletins.consents(village.org, bulletin))[0]?.voidedAt);
      t.same(
        await store.items.unsend(village.org, 'line', item.messageId, deed),
        { erased: undefined },
        'twice is once',
      );
      t.equal(
        (await store.audit.list(village.org, { subject: { kind: 'item', id: item.id }, limit: 9 })).length,
        2,
      );

      async function voicedClip(id: BulletinId) {
        const { current } = await look(village, id);
        return current.clip!;
      }
    },
  );

  t.test(
    'what was approved stays as the office’s record when its sender takes the message back',
    async (t) => {
      const village = await found(store);
      const { bulletin, item } = await send(village, 'รับเบี้ยยังชีพ');
      await voice(village, bulletin);
      await consent(village, bulletin);
      await store.items.unsend(
        village.org,
        'line',
        item.messageId,
        village.deed('item-unsent', 'item', item.id),
      );
      t.equal((await store.items.find(village.org, item.id))?.text, undefined);
      t.match(await look(village, bulletin), {
        title: 'รับเบี้ยยังชีพ',
        current: { state: 'approved', words: 'รับเบี้ยยังชีพ' },
      });
    },
  );

  t.test(
    'a revision that waits unapproved above an approved one is emptied, the approved one stays',
    async (t) => {
      const village = await found(store);
      const { bulletin, item } = await send(village, 'ฉบับแรก');
      await voice(village, bulletin);
      await consent(village, bulletin);
      await store.items.edit(village.org, 'line', item.messageId, draftOf('ฉบับสอง'), NOW + 5, village.deed());
      await store.items.unsend(
        village.org,
        'line',
        item.messageId,
        village.deed('item-unsent', 'item', item.id),
      );
      const page = await store.views.bulletin(village.org, bulletin);
      t.same(
        page?.revisions.map(({ n, state, words }) => ({ n, state, words })),
        [
          { n: 2, state: 'withdrawn', words: '' },
          { n: 1, state: 'superseded', words: 'ฉบับแรก' },
        ],
      );
    },
  );

  t.test(
    'of two edits of a message the later one by LINE’s time stands, in whatever order they come',
    async (t) => {
      const village = await found(store);
      const { bulletin, item } = await send(village, 'ฉบับแรก');
      const edit = (words: string, at: number) =>
        store.items.edit(
          village.org,
          'line',
          item.messageId,
          draftOf(words),
          at,
          village.deed('item-edited'),
        );
      t.equal(await edit('ฉบับสาม', NOW + 30), 'revised');
      t.equal(await edit('ฉบับสอง', NOW + 20), 'older');
      t.equal(await edit('ฉบับสาม', NOW + 30), 'older', 'the same edit again');
      t.match(await look(village, bulletin), {
        version: 2,
        current: { n: 2, words: 'ฉบับสาม', state: 'drafted' },
      });
      t.match(await store.items.find(village.org, item.id), { text: 'ฉบับสาม', editedAt: NOW + 30 });
      const unknown = await store.items.edit(
        village.org,
        'line',
        name('m'),
        draftOf('x'),
        NOW,
        village.deed(),
      );
      t.equal(unknown, 'unknown');
    },
  );

  t.test('a poster waits for its words, and only one person’s words become its bulletin', async (t) => {
    const village = await found(store);
    const item = itemOf(village, { kind: 'image', text: undefined });
    await store.items.add(item, undefined, village.deed('item-received', 'item', item.id));
    t.same(
      (await store.views.untyped(village.org)).map((one) => one.id),
      [item.id],
    );
    const ids = [name('b') as BulletinId, name('b') as BulletinId];
    const typed = await Promise.all(
      ids.map((id, index) =>
        [store, other][index]!.items.type(village.org, item.id, id, draftOf('พิมพ์แล้ว'), village.deed()),
      ),
    );
    t.same([...typed].sort(), [false, true]);
    const { bulletin } = (await store.items.find(village.org, item.id))!;
    t.equal(bulletin, ids[typed.indexOf(true)]);
    t.equal(await store.bulletins.find(village.org, ids[typed.indexOf(false)]!), undefined);
    t.same(await store.views.untyped(village.org), []);
    t.equal(
      await store.items.type(
        village.org,
        name('i') as ItemId,
        name('b') as BulletinId,
        draftOf('x'),
        village.deed(),
      ),
      false,
    );
  });

  t.test('a draft is voiced once: emergencies first, and who lost the lease is fenced off', async (t) => {
    const village = await found(store);
    const slow = await send(village, 'ข่าวทั่วไป', { at: NOW - 9 });
    const fast = await send(village, 'น้ำป่าไหลหลาก', { class: 'emergency' });
    const drafts = await store.drafts.claim('voice-1', NOW, 500);
    const mine = drafts.filter((draft) => draft.org === village.org);
    t.same(
      mine.map((draft) => draft.bulletin),
      [fast.bulletin, slow.bulletin],
    );
    const [draft] = mine;
    t.ok(await store.drafts.renew(draft!, NOW + 30_000));
    t.same(
      (await other.drafts.claim('voice-2', NOW + 20_000, 500)).filter(
        (one) => one.bulletin === fast.bulletin,
      ),
      [],
    );
    const stolen = (await other.drafts.claim('voice-2', NOW + 31_000, 500)).find(
      (one) => one.bulletin === fast.bulletin,
    );
    const clip = clipOf(village.org, 'น้ำป่าไหลหลาก');
    t.equal(await store.drafts.renew(draft!, NOW + 90_000), false);
    t.equal(await store.drafts.voiced(draft!, undefined, clip, NOW), false);
    t.equal(
      await store.bulletins.clip(village.org, clip.sha256),
      undefined,
      'nothing of the fenced write stays',
    );
    t.equal((await look(village, fast.bulletin)).version, 1);
    t.ok(await other.drafts.voiced(stolen!, undefined, clip, NOW));
    t.match(await look(village, fast.bulletin), {
      version: 2,
      current: { state: 'voiced', clip: clip.sha256 },
    });
    t.same(await store.bulletins.clip(village.org, clip.sha256), clip);
    t.same(await store.drafts.clipOf(village.org, clip.recipe), clip, 'the same recipe is not made again');
    t.equal(await store.drafts.clipOf(village.org, 'another recipe'), undefined);
  });

  t.test(
    'what cannot be voiced stops with its reason and starts again only when somebody says so',
    async (t) => {
      const village = await found(store);
      const { bulletin } = await send(village, 'ไม่มีเสียง');
      const first = await claimDraft(village, bulletin);
      await store.drafts.postpone(first, 'no-engine: none is installed', NOW + 5000);
      t.match((await look(village, bulletin)).current, {
        state: 'drafted',
        reason: 'no-engine: none is installed',
      });
      await t.rejects(claimDraft(village, bulletin, 'voice', NOW + 4000), /not due/);
      const second = await claimDraft(village, bulletin, 'voice', NOW + 6000);
      t.equal(second.attempts, 2);
      t.ok(await store.drafts.unvoiced(second, undefined, 'clip-refused: silent', NOW));
      const { version } = await look(village, bulletin);
      t.equal(
        await store.bulletins.retryVoice(village.org, bulletin, version - 1, village.deed('voice-retried')),
        false,
      );
      t.ok(await store.bulletins.retryVoice(village.org, bulletin, version, village.deed('voice-retried')));
      t.match((await look(village, bulletin)).current, { state: 'drafted', attempts: 0, reason: undefined });
    },
  );

  t.test(
    'that another voice spoke than the wanted one stays with the revision, not with the clip',
    async (t) => {
      const village = await found(store);
      const fallback = { wanted: 'เปรมวดี', why: 'Azure Speech refuses the key (401).' };
      const first = await send(village, 'น้ำประปาไม่ไหล');
      const second = await send(village, 'น้ำประปาไม่ไหล');
      const clip = clipOf(village.org, 'น้ำประปาไม่ไหล');
      t.ok(
        await store.drafts.voiced(await claimDraft(village, first.bulletin), undefined, clip, NOW, fallback),
      );
      t.ok(await store.drafts.voiced(await claimDraft(village, second.bulletin), undefined, clip, NOW));
      t.same((await look(village, first.bulletin)).current.fallback, fallback);
      t.equal((await look(village, second.bulletin)).current.fallback, undefined);
      const subject = { kind: 'bulletin', id: first.bulletin } as const;
      const lines = await store.audit.list(village.org, { subject, limit: 10 });
      const told = lines.find((one) => one.act === 'voiced');
      t.match(told?.facts, { voice: clip.voice, ...fallback });
    },
  );

  t.test('words changed while they are being voiced make the voice’s result void', async (t) => {
    const village = await found(store);
    const { bulletin } = await send(village, 'ฉบับแรก');
    const draft = await claimDraft(village, bulletin);
    t.ok(await store.bulletins.revise(village.org, bulletin, 1, draftOf('ฉบับสอง'), village.deed()));
    t.equal(await store.drafts.voiced(draft, undefined, clipOf(village.org, 'ฉบับแรก'), NOW), false);
    t.match((await look(village, bulletin)).current, { n: 2, state: 'drafted', words: 'ฉบับสอง' });
  });

  t.test('an approval needs the version the officer saw, and each officer consents once', async (t) => {
    const village = await found(store);
    const { bulletin } = await send(village, 'ประชุม', { class: 'emergency' });
    await voice(village, bulletin);
    const { version } = await look(village, bulletin);
    t.equal(await consent(village, bulletin, { seenVersion: version - 1 }), false);
    t.same(await store.bulletins.consents(village.org, bulletin), []);
    t.ok(await consent(village, bulletin, { seal: false }));
    t.equal(await consent(village, bulletin), false, 'the same officer again');
    t.equal((await look(village, bulletin)).current.state, 'voiced');
    t.ok(await consent(village, bulletin, { officer: name('second') as OfficerId }));
    t.equal((await look(village, bulletin)).current.state, 'approved');
    t.match(await store.bulletins.consents(village.org, bulletin), [
      { officer: village.officer.id, revision: 1, area: ['341901'], voidedAt: undefined },
      { revision: 1 },
    ]);
  });

  t.test('of two officers who decide at once exactly one is heard', async (t) => {
    const village = await found(store);
    const { bulletin } = await send(village, 'สองคนพร้อมกัน');
    await voice(village, bulletin);
    const { version } = await look(village, bulletin);
    const deed = village.deed('returned', 'bulletin', bulletin);
    const results = await Promise.all([
      store.bulletins.turnDown(village.org, bulletin, version, 'returned', 'แก้คำ', deed),
      other.bulletins.turnDown(village.org, bulletin, version, 'rejected', 'ไม่เอา', deed),
    ]);
    t.same([...results].sort(), [false, true]);
    t.match(
      (await look(village, bulletin)).current,
      results[0] ? { state: 'returned', reason: 'แก้คำ' } : { state: 'rejected' },
    );
    t.equal(
      (await store.audit.list(village.org, { subject: deed.subject, limit: 9 })).filter(
        (line) => line.act === 'returned',
      ).length,
      1,
    );
  });

  t.test(
    'an edit after approval voids consents, takes back what is booked and dirties the towers’ plans',
    async (t) => {
      const village = await found(store);
      const booked = await book(village, 'ออกหน่วยแพทย์');
      await publish(village);
      t.same(await claimPlans(village), []);
      const { version } = await look(village, booked.bulletin);
      t.ok(
        await store.bulletins.revise(
          village.org,
          booked.bulletin,
          version,
          draftOf('เลื่อนหน่วยแพทย์'),
          village.deed(),
        ),
      );
      const page = await store.views.bulletin(village.org, booked.bulletin);
      t.match(page, {
        bulletin: { version: version + 1, current: { n: 2, state: 'drafted' } },
        given: [{ revision: 1, voidedAt: NOW }],
        bookings: [{ id: booked.booking.id, state: 'withdrawn' }],
        revisions: [{ n: 2 }, { n: 1, state: 'superseded' }],
      });
      t.same(
        (await claimPlans(village)).map((plan) => plan.tower),
        village.towers,
      );
    },
  );

  t.test('a withdrawn bulletin names the towers that had it before them and keeps no wish', async (t) => {
    const village = await found(store);
    const booked = await book(village, 'งดจ่ายน้ำ');
    await publish(village);
    const { version } = await look(village, booked.bulletin);
    const towers = await store.bulletins.withdraw(
      village.org,
      booked.bulletin,
      version,
      'ผิดวัน',
      village.deed('withdrawn'),
    );
    t.same([...(towers || [])].sort(), [...village.towers].sort());
    t.match((await look(village, booked.bulletin)).current, { state: 'withdrawn', reason: 'ผิดวัน' });
    t.equal(
      await store.bulletins.withdraw(village.org, booked.bulletin, version, 'x', village.deed('withdrawn')),
      false,
    );
    t.equal(
      await store.bulletins.withdraw(
        village.org,
        booked.bulletin,
        version + 1,
        'x',
        village.deed('withdrawn'),
      ),
      false,
    );
    t.equal(
      await store.bulletins.wish(village.org, booked.bulletin, version + 1, wishFor(village), village.deed()),
      false,
    );
  });

  t.test('a bulletin withdrawn before anything was sent is withdrawn at every tower at once', async (t) => {
    const village = await found(store);
    const booked = await book(village, 'ยังไม่ออก');
    const { version } = await look(village, booked.bulletin);
    await store.bulletins.withdraw(village.org, booked.bulletin, version, 'x', village.deed('withdrawn'));
    const plays = await store.views.plays(village.org, NOW, NOW + 60 * MINUTE);
    t.same(
      plays.map((play) => play.state),
      ['withdrawn', 'withdrawn'],
    );
    const of = [{ org: village.org, tower: village.first }];
    t.equal((await store.plans.content(of, NOW, NOW + 60 * MINUTE)).size, 0);
  });

  t.test('listening to the same minute twice is a minute', async (t) => {
    const village = await found(store);
    const clip = clipOf(village.org, 'x').sha256;
    const heard = (from: number, to: number) =>
      store.listening.heard(village.org, village.officer.id, clip, from, to);
    t.equal(await store.listening.coveredMs(village.org, village.officer.id, clip), 0);
    await heard(0, 10_000);
    await heard(5_000, 12_000);
    await heard(30_000, 40_000);
    await heard(30_000, 40_000);
    await heard(50_000, 45_000);
    t.equal(await store.listening.coveredMs(village.org, village.officer.id, clip), 22_000);
    await Promise.all([
      heard(12_000, 30_000),
      other.listening.heard(village.org, village.officer.id, clip, 40_000, 60_000),
    ]);
    t.equal(await store.listening.coveredMs(village.org, village.officer.id, clip), 60_000);
  });
}
