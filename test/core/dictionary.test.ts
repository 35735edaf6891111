// The organisation's dictionary: which entries are kept, what they do to a reading, and how they travel as a file.
import fc from 'fast-check';
import t from 'tap';
import { readCsv, writeCsv } from '../../src/core/csv.ts';
import { cleanEntry, cleanSpoken, type EntryWords, knownOf, readWords } from '../../src/core/dictionary.ts';
import { readDictionary, writeDictionary } from '../../src/core/dictionary-csv.ts';
import type { OfficerId } from '../../src/core/ids.ts';

const entry = (written: string, spoken: string, change: Partial<EntryWords> = {}): EntryWords => ({
  written,
  spoken,
  kind: 'other',
  use: 'always',
  note: '',
  shared: false,
  ...change,
});
const settlement = (written: string, how: 'as-proposed' | 'said' | 'left-out', spoken = '') => ({
  written,
  how,
  spoken,
  by: 'nida' as OfficerId,
  byName: 'นิดา',
  at: 0,
});
const NOTHING = knownOf([]);
const nobody = () => undefined;

t.test(
  'an entry goes before the rules, and one that only answers never changes what is read surely',
  async (t) => {
    const text = 'อบต. ห้วยบง แจ้ง ฌฆฐ.';
    const plain = readWords(text, NOTHING, []);
    t.same(
      plain.unread.map((token) => token.written.trim()),
      ['ฌฆฐ.'],
    );
    const always = knownOf([entry('อบต.', 'ออบอตอ')]);
    t.match(readWords(text, always, []).spoken, /^ออบอตอ/);
    const only = knownOf([
      entry('อบต.', 'ออบอตอ', { use: 'unread' }),
      entry('ฌฆฐ.', 'วิกซ์', { use: 'unread' }),
    ]);
    const read = readWords(text, only, []);
    t.match(read.spoken, /^องค์การบริหารส่วนตำบล.*วิกซ์$/);
    t.same(read.unread, []);
  },
);

t.test('a village called นา does not cut every นาที', async (t) => {
  t.same([...knownOf([entry('นา', 'นา')]).always], []);
  t.equal(
    readWords('รอ 10 นาที', knownOf([entry('นา', 'นา')]), []).spoken,
    readWords('รอ 10 นาที', NOTHING, []).spoken,
  );
});

t.test(
  'what was settled in the bulletin goes before the dictionary: said, left out or as proposed',
  async (t) => {
    const known = knownOf([entry('ฌฆฐ.', 'หนึ่ง', { use: 'unread' })]);
    const spoken = (...how: Parameters<typeof settlement>) =>
      readWords('แจ้ง ฌฆฐ. ทราบ', known, [settlement(...how)]);
    t.match(spoken('ฌฆฐ.', 'said', 'สอง').spoken, /แจ้ง สอง ทราบ/);
    t.match(spoken('ฌฆฐ.', 'left-out').spoken, /^แจ้ง *ทราบ$/);
    t.equal(
      spoken('ฌฆฐ.', 'as-proposed', 'อะไร').spoken,
      readWords('แจ้ง ฌฆฐ. ทราบ', NOTHING, []).spoken,
      'as proposed is what would have been heard: the same clip',
    );
    for (const how of ['said', 'left-out', 'as-proposed'] as const)
      t.same(spoken('ฌฆฐ.', how, 'สอง').unread, []);
  },
);

t.test('whatever is written: as proposed leaves nothing unread and not a sound changed', async () => {
  const piece = fc.constantFrom(
    'ประชุม',
    ' ',
    'A',
    'WX',
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
    '\u200b',
    '\n',
    'ก.',
    '日',
  );
  const text = fc.array(fc.oneof(piece, fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 25 });
  fc.assert(
    fc.property(text, (pieces) => {
      const words = pieces.join('').normalize('NFC');
      const before = readWords(words, NOTHING, []);
      const all = before.unread.map((token) => settlement(token.written, 'as-proposed'));
      const after = readWords(words, NOTHING, all);
      return after.unread.length === 0 && after.spoken === before.spoken;
    }),
    // A mark that is not said, and a cry behind it: told as said nothing, it must not lengthen what ๆ repeats.
    { numRuns: 400, examples: [[['ȴ', 'ประชุม', 'ประชุม', 'ๆ']]] },
  );
});

t.test('an entry is cleaned as it is kept, and refused where it could not be said', async (t) => {
  t.match(cleanEntry(entry('  ก\u0e4d\u0e32ธร ', ' กำ  ทอน\n')), { written: 'กํ\u0e32ธร', spoken: 'กำ ทอน' });
  t.equal(cleanSpoken('ซีดีพี 5'), 'ซีดีพี 5', 'figures may stand in it, they are read');
  for (const [words, facts] of [
    [entry('', 'ก'), { field: 'written', why: 'empty' }],
    [entry('\u200b \u200b', 'ก'), { field: 'written', why: 'empty' }],
    [entry('ABC', ''), { field: 'spoken', why: 'empty' }],
    [entry('ABC', 'Qxwzt'), { field: 'spoken', why: 'unread' }],
    [entry('ABC', '...'), { field: 'spoken', why: 'unread' }],
    [entry('ABC', 'ก', { kind: 'town' as never }), { field: 'kind', why: 'form' }],
  ] as const)
    t.throws(() => cleanEntry(words), { code: 'invalid-input', facts }, JSON.stringify(facts));
  t.throws(() => cleanEntry(entry('ก'.repeat(101), 'ก')), { code: 'too-large', facts: { field: 'written' } });
  t.throws(() => cleanEntry(entry('ABC', 'ก'.repeat(201))), {
    code: 'too-large',
    facts: { field: 'spoken' },
  });
});

t.test('one letter, a mark or two figures stand in every text: such an entry only answers', async (t) => {
  for (const written of ['ม.', '-', '11', 'A', '๓/๔'])
    t.equal(cleanEntry(entry(written, 'หนึ่ง')).use, 'unread', written);
  for (const written of ['มก.', '191', 'CDP-1', 'รพ.สต.'])
    t.equal(cleanEntry(entry(written, 'หนึ่ง')).use, 'always', written);
});

t.test('a dictionary goes out as a file and comes back the same', async (t) => {
  const kept = [
    entry('บ้านโคก', 'บ้านโคก', { kind: 'place', shared: true }),
    entry('=CMD()', 'ซีเอ็มดี', { kind: 'abbreviation', note: '-1, "ใน" เครื่อง\nหมายถึง'.replace('\n', ' ') }),
    entry("'+66", 'หกหก', { use: 'always' }),
    entry('ฬฬ', '', { use: 'unread' }),
  ].map(cleanEntry);
  const file = writeDictionary(kept);
  t.match(file, /^\ufeffwritten,spoken,kind,use,note,shared\r\n/);
  t.match(file, /\r\n'=CMD\(\),/, 'no spreadsheet takes it for a formula');
  t.same(readDictionary(file, nobody), { entries: kept, refused: [] });
});

t.test('any rows of text come back from CSV as they were', async () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('=1', "'=1", '"', '""', 'ก,ข', 'a;b', 'ก\nข', '\r\n', ' x ', '-', '@', '\t', "''+"),
  );
  const rows = fc.array(
    fc.array(cell, { minLength: 2, maxLength: 4 }).filter((row) => row.join('').trim() !== ''),
    {
      minLength: 1,
      maxLength: 5,
    },
  );
  fc.assert(
    fc.property(rows, (table) => {
      const head = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'];
      const read = readCsv(writeCsv([head, ...table]));
      if ('brokenAt' in read) return false;
      return JSON.stringify(read.rows.slice(1).map((row) => row.cells)) === JSON.stringify(table);
    }),
  );
});

t.test('files of spreadsheets: separators, Thai headings, columns in any order, empty lines', async (t) => {
  const file = 'อ่านว่า;คำที่เขียน;ประเภท;แบ่งปัน\r\n\r\nซีดีพี;CDP;คำย่อ;ใช่\r\nบ้าน โคก;บ.โคก;สถานที่;\r\n';
  t.match(readDictionary(file, nobody), {
    entries: [
      { written: 'CDP', spoken: 'ซีดีพี', kind: 'abbreviation', shared: true },
      { written: 'บ.โคก', spoken: 'บ้าน โคก', kind: 'place', shared: false },
    ],
    refused: [],
  });
  t.match(readDictionary('written\tspoken\nCDP\tซีดีพี', nobody).entries, [{ written: 'CDP' }]);
  const before = entry('CDP', 'เก่า', { kind: 'abbreviation', note: 'จากเดิม', shared: true });
  t.match(
    readDictionary('written,spoken\nCDP,ซีดีพี', () => before).entries,
    [{ ...before, spoken: 'ซีดีพี' }],
    'what the file does not tell stays',
  );
});

t.test('what cannot be taken is told by line and column', async (t) => {
  const file = [
    'written,spoken,kind,use,shared',
    'CDP,,abbreviation,,',
    '"สอง\nบรรทัด",ก,other,,',
    'ABC,Qxwzt,other,,',
    'ABD,ก,town,,',
    'ABE,ก,,sometimes,',
    'ABF,ก,,,perhaps',
    `${'ก'.repeat(101)},ก,,,`,
    'ABG,ก,,,',
    'ABG,ข,,,',
  ].join('\n');
  t.same(
    readDictionary(file, nobody).refused.map(({ line, field, why }) => [line, field, why]),
    [
      [2, 'spoken', 'empty'],
      [5, 'spoken', 'unread'],
      [6, 'kind', 'form'],
      [7, 'use', 'form'],
      [8, 'shared', 'form'],
      [9, 'written', 'too-long'],
      [11, 'written', 'twice'],
    ],
  );
  for (const [text, why, line] of [
    ['', 'empty', 1],
    ['คำ,ความ\nก,ข', 'header', 1],
    ['written,spoken\nก,"ข', 'quotes', 2],
    ['written,spoken\nก,"ข"ค', 'quotes', 2],
    [`written,spoken\n${'ABC,ก\n'.repeat(5001)}`, 'too-many', 5001],
  ] as const)
    t.match(readDictionary(text, nobody), { entries: [], refused: [{ field: 'file', why, line }] }, why);
});
