// What the village hears of a written text: our own tables of cases, the shared samples with their scores by class,
// and the promises that must hold for any string at all.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { readThai } from '../../src/thai/reading.ts';
import { anyText } from './any-text.ts';

const here = (name: string) => new URL(name, import.meta.url);
const shared = (name: string) => new URL(`../../../shared/samples/${name}`, import.meta.url);
const plain = (s: string) => s.normalize('NFC').replace(/[\s,.!?;:…"'“”‘’()]/g, '');
const SPOKEN = /^[\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e ,.]*$/;
const lines = (url: URL) => readFileSync(url, 'utf8').trim().split('\n');

interface Clerks {
  readonly กรณี: readonly (readonly [
    kind: string,
    written: string,
    spoken: readonly string[],
    why?: string,
  ])[];
}

/** Right and all by class, as tap comments. */
function tell(t: { comment: (text: string) => void }, score: ReadonlyMap<string, readonly [number, number]>) {
  t.comment([...score].map(([kind, [good, all]]) => `${kind} ${good}/${all}`).join(' · '));
}

t.test('every written case of the clerk is said as the clerk wants it', async (t) => {
  const tables = readdirSync(here('.')).filter((name) => /^reading-.*\.cases\.json$/.test(name));
  t.ok(tables.length > 5, 'the tables are there');
  for (const table of tables) {
    const { กรณี: cases }: Clerks = JSON.parse(readFileSync(here(table), 'utf8'));
    const wrong: string[] = [];
    const score = new Map<string, [number, number]>();
    for (const [kind, written, spoken] of cases) {
      const said = plain(readThai(written).spoken);
      const ok = spoken.some((accepted) => plain(accepted) === said);
      const [good, all] = score.get(kind) ?? [0, 0];
      score.set(kind, [good + (ok ? 1 : 0), all + 1]);
      if (!ok) wrong.push(`${kind}: ${written} → ${said}`);
    }
    tell(t, score);
    t.same(wrong, [], table);
  }
});

t.test(
  'the samples are read right, class by class',
  { skip: !existsSync(shared('thai-reading.jsonl')) },
  async (t) => {
    const score = new Map<string, [number, number]>();
    let right = 0;
    const cases = lines(shared('thai-reading.jsonl')).map((line) => JSON.parse(line));
    for (const c of cases) {
      const said = plain(readThai(c.input).spoken);
      const ok = c.spoken.some((accepted: string) => plain(accepted) === said);
      const [good, all] = score.get(c.class) ?? [0, 0];
      score.set(c.class, [good + (ok ? 1 : 0), all + 1]);
      if (ok) right++;
      else t.comment(`${c.class}: ${c.input} → ${said}`);
    }
    tell(t, score);
    t.ok(right / cases.length >= 0.97, `${right} of ${cases.length}`);
    for (const [kind, [good, all]] of score) t.ok(good / all >= 0.85, `${kind}: ${good} of ${all}`);
  },
);

t.test('a real circular is read whole', { skip: !existsSync(shared('circular-2562.th.txt')) }, async (t) => {
  const written = readFileSync(shared('circular-2562.th.txt'), 'utf8');
  const reading = readThai(written);
  t.match(reading.spoken, SPOKEN);
  t.match(reading.spoken, 'มอทอศูนย์แปดศูนย์หนึ่งจุดสามทับวอหนึ่งหกศูนย์');
  t.match(reading.spoken, 'โทรศัพท์ศูนย์สี่สองห้าหนึ่งห้าหกสามสาม');
  t.match(reading.spoken, 'ศูนย์สี่สองห้าหนึ่งห้าเจ็ดสองศูนย์ ต่อ หนึ่งแปด');
  t.same(
    reading.unread.map((u) => u.written),
    ['ผ.บ.ท.', 'กง.บ.ต.', 'กง.ก.ม.', 'กง.ส.ส.', 'กง.ก.ง.', '@mahadthai'],
    'only the routing marks of the office and a foreign account are left to a person',
  );
});

t.test('the organisation says its own names its own way', async (t) => {
  const own = new Map([
    ['นาทม', 'นาทมเมืองงาม'],
    ['ศพก.', 'ศูนย์เรียนรู้การเกษตร'],
    ['LINE OA', 'ไลน์โอเอ'],
    ['ห้อง 5', 'ห้อง 5'],
  ]);
  t.equal(readThai('ศพก.นาทม', own).spoken, 'ศูนย์เรียนรู้การเกษตรนาทมเมืองงาม');
  t.equal(readThai('ทาง LINE OA', own).spoken, 'ทาง ไลน์โอเอ');
  t.equal(readThai('ห้อง 5', own).spoken, 'ห้องห้า', 'figures in a spoken form are read too');
});

t.test('what nobody can say is shown to the officer with the reason', async (t) => {
  const reading = readThai('ดูที่ https://bit.ly/3abcD หรือถาม Xylophone ที่ ฆฌ.');
  t.same(
    reading.unread.map((u) => u.written),
    ['https://bit.ly/3abcD', 'Xylophone', 'ฆฌ.'],
  );
  for (const u of reading.unread) {
    t.match(u.why, /[\u0e01-\u0e4e]{8}/);
    t.match(u.proposed, SPOKEN);
  }
});

t.test('any text at all is read, whole, in order, into nothing but speech', async () => {
  fc.assert(
    fc.property(anyText, (written) => {
      const reading = readThai(written);
      let at = 0;
      for (const s of reading.segments) {
        if (s.span.start !== at || s.span.end < at) return false;
        if (s.written !== written.slice(s.span.start, s.span.end)) return false;
        at = s.span.end;
      }
      const unread = reading.segments.filter((s) => s.kind === 'unread').length;
      return at === written.length && SPOKEN.test(reading.spoken) && unread === reading.unread.length;
    }),
    { numRuns: 3000 },
  );
});

t.test('every character that is seen is said, left out on purpose, or shown to the officer', async () => {
  // Letters and figures may be silent only where a rule says so: a mark said twice, a gloss, a page's furniture, a ๆ.
  const mayBeSilent = /^[\s\S]*(?:[()#/*[\]:+5.\u0e46\u0e2f-]|[\u0e30-\u0e3a\u0e47-\u0e4e])[\s\S]*$/u;
  fc.assert(
    fc.property(anyText, (written) =>
      readThai(written).segments.every(
        (s) =>
          s.spoken.trim() !== '' ||
          s.kind === 'unread' ||
          !/[\p{L}\p{Nd}]/u.test(s.written.normalize('NFC')) ||
          (s.kind === 'silent' && mayBeSilent.test(s.written)),
      ),
    ),
    { numRuns: 3000 },
  );
});

t.test('a hundred thousand of anything is read without growing out of line', async (t) => {
  const hostile = [
    '1',
    '1,111,',
    '1.',
    'ก.',
    'ๆ',
    'มากๆ',
    'ฯ',
    '(',
    '#a',
    '@a',
    'a.',
    'a@',
    '-',
    '1-',
    '1/',
    '1:',
    'เ',
    '\u0e48',
    '\u0e4d\u0e32',
    ' ',
    '\n',
    '=',
    '😀',
    'http://',
    'ที่ มท ',
    'โทร ',
    'ก',
    'น้ำ',
    '0 ',
    '(1)',
    'ก ',
    '1 ม.',
    '/a...',
    '“',
  ];
  for (const piece of hostile) {
    const written = piece.repeat(Math.ceil(100_000 / piece.length));
    const reading = readThai(written);
    t.match(reading.spoken.slice(0, 200), SPOKEN, JSON.stringify(piece));
    t.equal(reading.segments.at(-1)?.span.end, written.length);
  }
});
