// What an officer says of unread tokens: which answers stand, what is remembered, and whose words they are.
import fc from 'fast-check';
import t from 'tap';
import { type Bulletin, isAuthor, mustBeReadSurely, type RevisionState } from '../../src/core/bulletin.ts';
import { knownOf, readWords, stillMet } from '../../src/core/dictionary.ts';
import type { BulletinId, OfficerId, OrgId } from '../../src/core/ids.ts';
import type { Officer } from '../../src/core/officer.ts';
import type { ReadingAnswer } from '../../src/pipeline/desks.ts';
import { settlingOf } from '../../src/pipeline/settling.ts';

const officer = { id: 'somsri' as OfficerId, name: 'สมศรี' } as Officer;
const NOTHING = knownOf([]);
const WORDS = 'ฌฆฐ. แจ้งปิด Zwxbra ที่ ฎฬฌ. และ ฌฆฐ.';

function waiting(words = WORDS, state: RevisionState = 'voiced'): Bulletin {
  return {
    id: 'b' as BulletinId,
    org: 'o' as OrgId,
    item: undefined,
    title: words,
    class: 'important',
    version: 3,
    madeAt: 0,
    changedAt: 0,
    current: {
      bulletin: 'b' as BulletinId,
      n: 1,
      words,
      source: { kind: 'words' },
      author: 'nida' as OfficerId,
      authorName: 'นิดา',
      state,
      reason: undefined,
      reading: readWords(words, NOTHING, []),
      settled: [],
      clip: undefined,
      attempts: 0,
      notBefore: 0,
      madeAt: 0,
    },
  };
}

const settle = (bulletin: Bulletin, ...answers: readonly ReadingAnswer[]) =>
  settlingOf(bulletin, bulletin.version, answers, { officer, now: 7 });

t.test('some or all are answered; every token of a form has the same answer', async (t) => {
  t.throws(() => mustBeReadSurely(waiting().current), {
    code: 'unread-words',
    facts: { count: 4, first: 'ฌฆฐ.' },
  });
  const first = settle(waiting(), { written: 'ฌฆฐ.', how: 'said', spoken: 'การไฟฟ้าเขต', remember: true });
  t.equal(first.left, 2);
  t.match(first.remembered, [
    {
      written: 'ฌฆฐ.',
      spoken: 'การไฟฟ้าเขต',
      kind: 'abbreviation',
      use: 'unread',
      by: 'somsri',
      byName: 'สมศรี',
      at: 7,
      bulletin: 'b',
      shared: false,
    },
  ]);
  const reading = readWords(WORDS, NOTHING, first.settled);
  t.match(reading.spoken, /^การไฟฟ้าเขต .*การไฟฟ้าเขต$/);
  const before = waiting();
  const then = { ...before, current: { ...before.current, reading, settled: first.settled } };
  const all = settle(
    then,
    { written: 'ฎฬฌ.', how: 'as-proposed', remember: true, kind: 'place' },
    { written: 'Zwxbra', how: 'left-out', remember: false },
  );
  t.equal(all.left, 0);
  t.match(all.remembered, [{ written: 'ฎฬฌ.', spoken: 'ดอลอชอ', kind: 'place' }]);
  t.equal(all.settled.length, 3, 'earlier answers stay');
  t.same(readWords(WORDS, NOTHING, all.settled).unread, []);
});

t.test('an answer that nobody asked for, twice given or unsayable is refused whole', async (t) => {
  const said = (written: string, spoken: string): ReadingAnswer => ({
    written,
    how: 'said',
    spoken,
    remember: true,
  });
  for (const [answers, facts] of [
    [[], { field: 'answers', why: 'empty' }],
    [[said('แจ้ง', 'บอก')], { field: 'written', why: 'not-unread' }],
    [[said('ฌฆฐ.', 'ก'), said('ฌฆฐ.', 'ข')], { field: 'written', why: 'twice' }],
    [[said('ฌฆฐ.', '  ')], { field: 'spoken', why: 'empty' }],
    [[said('ฌฆฐ.', 'Zwxbra')], { field: 'spoken', why: 'unread' }],
    [[{ written: 'ฌฆฐ.', how: 'said', remember: true }], { field: 'spoken', why: 'empty' }],
  ] as const)
    t.throws(() => settle(waiting(), ...answers), { code: 'invalid-input', facts }, JSON.stringify(facts));
  t.throws(() => settlingOf(waiting(), 2, [said('ฌฆฐ.', 'ก')], { officer, now: 7 }), { code: 'stale' });
  for (const state of ['drafted', 'approved', 'rejected', 'withdrawn', 'superseded'] as const)
    t.throws(() => settle(waiting(WORDS, state), said('ฌฆฐ.', 'ก')), { code: 'conflict', facts: { state } });
});

t.test(
  'who says how a word is read has a share in what is heard; who takes the proposal has not',
  async (t) => {
    const { current } = waiting();
    const by = (how: ReadingAnswer['how']) => ({
      ...current,
      settled: settle(waiting(), {
        written: 'ฌฆฐ.',
        how,
        remember: false,
        ...(how === 'said' ? { spoken: 'การไฟฟ้า' } : {}),
      }).settled,
    });
    t.ok(isAuthor(current, 'nida' as OfficerId));
    t.notOk(isAuthor(by('as-proposed'), officer.id));
    t.ok(isAuthor(by('said'), officer.id));
    t.ok(isAuthor(by('left-out'), officer.id));
    t.same(stillMet(by('said').settled, 'คำใหม่ทั้งหมด'), [], 'other words have another author only');
    t.equal(stillMet(by('said').settled, 'ถาม ฌฆฐ. ได้').length, 1);
  },
);

t.test('a link longer than any name is settled for this bulletin and not remembered', async (t) => {
  const link = '日'.repeat(120);
  const { settled, remembered } = settle(waiting(`ดู ${link}`), {
    written: link,
    how: 'left-out',
    remember: true,
  });
  t.equal(settled.length, 1);
  t.same(remembered, []);
});

t.test('whatever was written, its unread tokens can all be settled', async () => {
  const piece = fc.constantFrom(
    'ประชุม',
    ' ',
    'A',
    'Wx',
    '9',
    '๓',
    '/',
    '-',
    '.',
    'ๆ',
    'ำ',
    '่',
    'ฯ',
    '©',
    '\n',
    'ก.',
    '日',
  );
  const text = fc.array(fc.oneof(piece, fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 25 });
  fc.assert(
    fc.property(text, fc.constantFrom('as-proposed', 'left-out', 'said'), (pieces, how) => {
      const words = pieces.join('').normalize('NFC').replaceAll('\0', '').trim();
      const bulletin = waiting(words);
      const forms = new Set(bulletin.current.reading?.unread.map((token) => token.written.trim()));
      if (forms.size === 0) return true;
      const spoken = how === 'said' ? { spoken: 'ทดลอง' } : {};
      const answers = [...forms].map((written) => ({ written, how, remember: true, ...spoken }) as const);
      const { settled, remembered, left } = settle(bulletin, ...answers);
      const alone = readWords(words, knownOf(remembered), []);
      return (
        left === 0 &&
        readWords(words, NOTHING, settled).unread.length === 0 &&
        (how === 'as-proposed' || alone.unread.length === 0)
      );
    }),
    { numRuns: 300 },
  );
});
