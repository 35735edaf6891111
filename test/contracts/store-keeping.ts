// The store's contract, part four: what is kept and for how long, at the broker and in the rows, and what is given back.
import type { Test } from 'tap';
import type { Database, Store } from './store-databases.ts';
import { NOW } from './store-databases.ts';
import { book, claimDraft, claimPlans, found, look, MINUTE, name, publish, send } from './store-village.ts';

const HOUR = 60 * MINUTE;

export function keepingContract(t: Test, store: Store, other: Store, _database: Database): void {
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
    t.equal(
      await store.plans.published(plan!, [], [], NOW + HOUR, NOW),
      false,
      'the one that stopped is fenced',
    );
    t.equal(await store.drafts.unvoiced(draft, undefined, 'too late', NOW), false);
    await store.giveBack('stopping');
  });
}
