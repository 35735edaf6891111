// What the person who approves is warned of. The table gives a text and the warnings it must raise, and no others.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { readThai } from '../../src/thai/reading.ts';
import type { Day, Warning } from '../../src/thai/warnings/warning.ts';
import { sayTwice, warningsOf } from '../../src/thai/warnings/warnings.ts';
import { anyCharacters } from './any-text.ts';

const { today, cases }: { today: Day; cases: [string, ...string[]][] } = JSON.parse(
  readFileSync(new URL('warnings.cases.json', import.meta.url), 'utf8'),
);

function shown({ kind, written, facts }: Warning): string {
  return `${kind}: ${written}${facts.rightWeekday === undefined ? '' : ` → ${facts.rightWeekday}`}`;
}

t.test('every text of the clerk raises its warnings and no others', async (t) => {
  for (const [written, ...expected] of cases)
    t.same([...warningsOf(readThai(written), today)].map(shown).sort(), [...expected].sort(), written);
});

t.test('the facts of a warning are enough to say it in a sentence', async (t) => {
  const facts = (written: string) => warningsOf(readThai(written), today).map((w) => w.facts);
  t.match(facts('วันอังคารที่ 23 พ.ย. 69'), [
    { date: { year: 2026, month: 11, day: 23 }, writtenWeekday: 'วันอังคาร', rightWeekday: 'วันจันทร์' },
  ]);
  t.match(facts('ภายใน 20 พ.ย. 69'), [{ date: { year: 2026, month: 11, day: 20 }, daysAgo: 3 }]);
  t.match(facts('รหัส ๑๑๐๓๗๐๒๐๗๑๘๑๑'), [{ digits: '1103702071811', checksum: true }]);
  t.match(facts('เลขบัตร 1-1037-02071-81-2'), [{ digits: '1103702071812', checksum: false }]);
});

t.test('a number said once is said a second time when the officer wants it', async (t) => {
  for (const [written, digits] of [
    ['สอบถาม โทร. ๐๔๒-๐๐๐-๑๒๓ ทุกวัน', 'ศูนย์สี่สองศูนย์ศูนย์ศูนย์หนึ่งสองสาม'],
    ['สอบถาม อบต. โทร. 0 4200 0123 ต่อ 11', 'ศูนย์สี่สองศูนย์ศูนย์ศูนย์หนึ่งสองสาม ต่อ หนึ่งหนึ่ง'],
    ['โทรหาผู้ใหญ่บ้านได้ที่ 0812345678', 'ศูนย์แปดหนึ่งสองสามสี่ห้าหกเจ็ดแปด'],
  ] as const) {
    const once = warningsOf(readThai(written), today).find(({ kind }) => kind === 'said-once');
    if (once === undefined) {
      t.fail(`no warning about ${written}`);
      continue;
    }
    const twice = sayTwice(written, once);
    t.match(twice, 'ย้ำอีกครั้ง');
    t.ok(twice.includes(once.facts.proposed ?? ' '), 'as it was proposed');
    t.equal(readThai(twice).spoken.split(digits).length, 3, readThai(twice).spoken);
    t.same(
      warningsOf(readThai(twice), today).filter(({ kind }) => kind === 'said-once'),
      [],
      'and no longer warned of',
    );
  }
});

t.test('a text without a number to repeat stays as it is', async (t) => {
  const [other] = warningsOf(readThai('นัดวันที่ 20 พ.ย. 69'), today);
  t.equal(other === undefined ? '' : sayTwice('นัดวันที่ 20 พ.ย. 69', other), 'นัดวันที่ 20 พ.ย. 69');
  const [gone] = warningsOf(readThai('โทร. ๐๔๒-๐๐๐-๑๒๓'), today);
  t.equal(gone === undefined ? '' : sayTwice('ไม่มีเลข', gone), 'ไม่มีเลข');
});

const PIECES = cases
  .flatMap(([written]) => written.split(/(?<= )/))
  .concat(['\u0e4d\u0e32', '\uf70a', '①', '\ud800', '😀', '\n', '31', '/', '-', '29 ก.พ.']);
const anyText = fc.oneof(
  anyCharacters(40),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map((parts) => parts.join('')),
);
const anyDay = fc.record({
  year: fc.integer({ min: 2000, max: 2100 }),
  month: fc.integer({ min: 1, max: 12 }),
  day: fc.integer({ min: 1, max: 28 }),
});

t.test('any text at all is looked through, and every warning has its place in it', async () => {
  fc.assert(
    fc.property(anyText, anyDay, (written, day) => {
      const warnings = warningsOf(readThai(written), day);
      const placed = warnings.every(
        (w) => w.span.start < w.span.end && w.written === written.slice(w.span.start, w.span.end),
      );
      const ordered = warnings.every((w, k) => (warnings[k - 1]?.span.start ?? 0) <= w.span.start);
      const grows = warnings.every((w) => sayTwice(written, w).length >= written.length);
      return placed && ordered && grows;
    }),
    { numRuns: 2000 },
  );
});

t.test('a hundred thousand of anything is looked through without growing out of line', async (t) => {
  for (const piece of [
    '1',
    '1-',
    '1 ',
    '1,',
    '08',
    'วัน',
    'วันจันทร์ที่ 1 ',
    '1 ม.ค. ',
    '1 ม.ค. - ',
    '12.00 ',
    '1/1/',
    'ที่ 1 - ',
    '0812345678 ',
    'บัญชี ',
  ]) {
    const written = piece.repeat(Math.ceil(100_000 / piece.length));
    for (const { span } of warningsOf(readThai(written), today)) if (span.end > written.length) t.fail(piece);
  }
});
