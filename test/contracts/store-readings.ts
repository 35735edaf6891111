// The store's contract, readings: nothing unread is approved, answers stay with the bulletin, and an entry of the
// dictionary and the bulletins that wait for it move in one step.
import type { Test } from 'tap';
import { readWords } from '../../src/core/dictionary.ts';
import type { BulletinId } from '../../src/core/ids.ts';
import type { Store } from './store-databases.ts';
import { NOW } from './store-databases.ts';
import {
  claimDraft,
  clipOf,
  consent,
  draftOf,
  entryOf,
  found,
  look,
  send,
  type Village,
  voice,
} from './store-village.ts';

const reading = (...unread: readonly string[]) => ({
  segments: [],
  spoken: 'x',
  unread: unread.map((written) => ({ written, span: { start: 0, end: 1 }, why: 'x', proposed: '' })),
});

export function readingsContract(t: Test, store: Store, other: Store): void {
  const put = (village: Village, ...entries: readonly Parameters<typeof entryOf>[]) =>
    store.dictionary.change(
      village.org,
      { put: entries.map((entry) => entryOf(...entry)), remove: [] },
      village.deed('dictionary-changed', 'dictionary', 'x'),
    );
  const waiting = async (village: Village, words: string, ...unread: readonly string[]) => {
    const { bulletin } = await send(village, words, { author: village.officer.id });
    await voice(village, bulletin, ...unread);
    return bulletin;
  };
  const revise = async (
    village: Village,
    bulletin: BulletinId,
    answer: string,
    from: Store = store,
    seenVersion?: number,
  ) => {
    const { current, version } = await look(village, bulletin);
    const { officer } = village;
    return from.bulletins.revise(
      village.org,
      bulletin,
      seenVersion ?? version,
      {
        ...draftOf(current.words, { author: current.author }),
        settled: [
          {
            written: answer,
            how: 'said',
            spoken: 'อ่าน',
            by: officer.id,
            byName: officer.name,
            at: NOW,
          },
        ],
      },
      village.deed('reading-settled', 'bulletin', bulletin),
      [entryOf(answer, 'อ่าน', { use: 'unread', by: officer.id, bulletin })],
    );
  };

  t.test('nobody can approve what has anything unread, whatever a page believed', async (t) => {
    const village = await found(store);
    const bulletin = await waiting(village, 'แจ้ง ฌฆฐ.', 'ฌฆฐ.');
    t.equal(await consent(village, bulletin), false);
    t.equal(await consent(village, bulletin, { seal: false }), false, 'nor half of it');
    t.match(await look(village, bulletin), { current: { state: 'voiced', n: 1 } });
    t.same(await store.bulletins.consents(village.org, bulletin), []);
    t.equal(await revise(village, bulletin, 'ฌฆฐ.'), true);
    await voice(village, bulletin);
    t.equal(await consent(village, bulletin), true);
  });

  t.test('answers stay with the bulletin and come with its draft', async (t) => {
    const village = await found(store);
    const bulletin = await waiting(village, 'แจ้ง ฌฆฐ.', 'ฌฆฐ.');
    const before = await look(village, bulletin);
    await revise(village, bulletin, 'ฌฆฐ.');
    const after = await look(village, bulletin);
    t.match(after.current, {
      n: 2,
      state: 'drafted',
      author: before.current.author,
      settled: [{ written: 'ฌฆฐ.', how: 'said', spoken: 'อ่าน', by: village.officer.id, at: NOW }],
    });
    t.match((await claimDraft(village, bulletin)).settled, [{ written: 'ฌฆฐ.' }]);
    t.match(await store.dictionary.find(village.org, 'ฌฆฐ.'), { spoken: 'อ่าน', use: 'unread', bulletin });
  });

  t.test('two officers settle the same revision: one is first, the other changes nothing', async (t) => {
    const village = await found(store);
    const bulletin = await waiting(village, 'แจ้ง ฌฆฐ. ฎฬฌ.', 'ฌฆฐ.', 'ฎฬฌ.');
    const { version } = await look(village, bulletin);
    const done = await Promise.all([
      revise(village, bulletin, 'ฌฆฐ.', store, version),
      revise(village, bulletin, 'ฎฬฌ.', other, version),
    ]);
    t.same([...done].sort(), [false, true]);
    t.equal((await look(village, bulletin)).current.n, 2);
    t.equal((await store.dictionary.all(village.org)).length, 1, 'nor does the dictionary keep its answer');
  });

  t.test('an entry reads again what waits for it, and nothing else', async (t) => {
    const village = await found(store);
    const stranger = await found(store);
    const mine = await waiting(village, 'แจ้ง ฌฆฐ.', 'ฌฆฐ.');
    const parts = await waiting(village, 'แจ้ง ฌฆฐ.ใหญ่', 'ฌฆฐ.ใหญ่');
    const another = await waiting(village, 'แจ้ง ฎฬฌ.', 'ฎฬฌ.');
    const done = await waiting(village, 'อ่านได้แล้ว ฌฆฐ.');
    await consent(village, done);
    const theirs = await waiting(stranger, 'แจ้ง ฌฆฐ.', 'ฌฆฐ.');
    const { bulletin: unvoiced } = await send(village, 'แจ้ง ฌฆฐ. เสียงไม่ออก');
    const draft = await claimDraft(village, unvoiced);
    await store.drafts.unvoiced(draft, reading('ฌฆฐ.'), 'engine-failed: x', NOW);

    const again = await put(village, ['ฌฆฐ.', 'อ่าน']);
    t.same([...again].sort(), [mine, parts, unvoiced].sort());
    for (const bulletin of again) {
      const { current } = await look(village, bulletin);
      t.match(current, { n: 2, state: 'drafted', reading: undefined, clip: undefined });
    }
    t.match((await look(village, mine)).current, { author: village.officer.id, authorName: 'สมชาย' });
    t.equal((await look(village, another)).current.n, 1);
    t.match((await look(village, done)).current, { n: 1, state: 'approved' });
    t.equal((await look(stranger, theirs)).current.n, 1);
    const lines = await store.audit.list(village.org, { subject: { kind: 'bulletin', id: mine }, limit: 9 });
    t.match(lines[0], { act: 'read-again', by: { door: 'system' }, facts: { revision: 2, written: 'ฌฆฐ.' } });
    t.same(await put(village, ['ฌฆฐ.', 'ใหม่']), [], 'what is drafted is read with it anyway');

    await voice(village, mine, 'ฌฆฐ.');
    t.equal((await look(village, mine)).current.n, 2, 'a reading never sets off another');
    t.equal(await store.audit.firstBroken(village.org), undefined);
  });

  t.test('a corrected or removed entry reads again what it was heard in', async (t) => {
    const village = await found(store);
    await put(village, ['บ้านหว้า', 'บ้านว่า']);
    const { bulletin } = await send(village, 'ประชุมที่บ้านหว้า');
    const read = async () => {
      const draft = await claimDraft(village, bulletin);
      const spoken = readWords(draft.words, await store.dictionary.read(village.org), draft.settled);
      await store.drafts.voiced(draft, spoken, clipOf(village.org, spoken.spoken), NOW);
      return spoken.spoken;
    };
    t.match(await read(), /บ้านว่า/);
    t.same(await put(village, ['บ้านหว้า', 'บ้านว่า', { note: 'ถามแล้ว' }]), [], 'heard as before');
    t.same(await put(village, ['บ้านหว้า', 'บ้านหวา']), [bulletin]);
    t.match(await read(), /บ้านหวา/);
    const removed = await store.dictionary.change(
      village.org,
      { put: [], remove: ['บ้านหว้า'] },
      village.deed('dictionary-changed', 'dictionary', 'บ้านหว้า'),
    );
    t.same(removed, [bulletin]);
    t.match(await read(), /บ้านหว้า/);
    t.equal((await look(village, bulletin)).current.n, 3);
  });

  t.test('a draft that is being read with the older dictionary is read anew', async (t) => {
    const village = await found(store);
    const { bulletin } = await send(village, 'แจ้ง ฌฆฐ.');
    const { bulletin: unconcerned } = await send(village, 'เรื่องอื่น');
    const drafts = await store.drafts.claim('voice', NOW, 500);
    const of = (id: BulletinId) => drafts.find((draft) => draft.bulletin === id)!;
    await put(village, ['ฌฆฐ.', 'อ่าน']);
    const clip = clipOf(village.org, 'old');
    t.equal(await store.drafts.voiced(of(bulletin), reading('ฌฆฐ.'), clip, NOW), false);
    t.equal(await store.drafts.voiced(of(unconcerned), reading(), clip, NOW), true);
    t.equal((await claimDraft(village, bulletin)).n, 1, 'the same revision is due at once');
  });

  t.test('entries keep who, when and what for; removing one brings the others no harm', async (t) => {
    const village = await found(store);
    const entry = entryOf('ฌฆฐ.', '', {
      kind: 'person',
      use: 'unread',
      note: 'ถามปลัด',
      shared: true,
      by: village.officer.id,
      byName: village.officer.name,
      at: NOW + 5,
      bulletin: 'b1' as BulletinId,
    });
    await store.dictionary.change(
      village.org,
      { put: [entry, entryOf('บ้านหว้า', 'บ้านว่า', { kind: 'place' })], remove: [] },
      village.deed('dictionary-changed', 'dictionary', 'x'),
    );
    t.same(await store.dictionary.find(village.org, 'ฌฆฐ.'), entry);
    const known = await store.dictionary.read(village.org);
    t.same([[...known.always], [...known.unread]], [[['บ้านหว้า', 'บ้านว่า']], [['ฌฆฐ.', '']]]);
    await store.dictionary.change(
      village.org,
      { put: [], remove: ['ฌฆฐ.', 'ไม่มี'] },
      village.deed('dictionary-changed', 'dictionary', 'ฌฆฐ.'),
    );
    t.same(
      (await store.dictionary.all(village.org)).map((one) => one.written),
      ['บ้านหว้า'],
    );
  });

  t.test('an edit of the message keeps the answers whose word is still there', async (t) => {
    const village = await found(store);
    const { bulletin, item } = await send(village, 'แจ้ง ฌฆฐ. ฎฬฌ.');
    await voice(village, bulletin, 'ฌฆฐ.', 'ฎฬฌ.');
    await revise(village, bulletin, 'ฌฆฐ.');
    const edit = (words: string, at: number) =>
      store.items.edit(
        village.org,
        item.channel,
        item.messageId,
        draftOf(words),
        at,
        village.deed('item-edited', 'item', item.id),
      );
    t.equal(await edit('แจ้งใหม่ ฌฆฐ.', NOW + 1), 'revised');
    t.match((await look(village, bulletin)).current, { n: 3, settled: [{ written: 'ฌฆฐ.' }] });
    t.equal(await edit('แจ้งเรื่องอื่น', NOW + 2), 'revised');
    t.same((await look(village, bulletin)).current.settled, []);
  });

  t.test('who takes a message back takes its answers with it', async (t) => {
    const village = await found(store);
    const { bulletin, item } = await send(village, 'แจ้ง ฌฆฐ.');
    await voice(village, bulletin, 'ฌฆฐ.');
    await revise(village, bulletin, 'ฌฆฐ.');
    await store.items.unsend(village.org, item.channel, item.messageId, village.deed('item-unsent'));
    t.same((await look(village, bulletin)).current.settled, []);
  });
}
