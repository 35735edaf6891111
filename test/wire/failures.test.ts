// The page for makers is whole: every rule of an examination has its heading there, and the table of what can go wrong has its
// forty rows, each with a test by its number.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { RULES } from '../../src/conformance/rules.ts';

const ROWS = Array.from({ length: 40 }, (_, i) => i + 1);
/** Rows that no test of ours can show, and why. */
const OUTSIDE: Readonly<Record<number, string>> = {
  40: 'a receiver that is not ours: the page tells people to take it out or to wire it through the controller',
};

const page = readFileSync('src/wire/README.md', 'utf8');

function testFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return testFiles(path);
    return /\.tsx?$/.test(entry.name) && entry.name !== 'failures.test.ts' ? [path] : [];
  });
}

/** Numbers in `(failure 9)` and `(failures 4, 5 and 8)` at the end of a test's name. */
function rowsIn(text: string): number[] {
  return [...text.matchAll(/\(failures? (\d+(?:(?:, | and )\d+)*)\)['"`]/g)].flatMap(([, numbers = '']) =>
    numbers.split(/, | and /).map(Number),
  );
}

t.test(
  'the page has a row for every failure, in order, each with an answer of tower and relay',
  async (t) => {
    const table = page.slice(page.indexOf('## What can go wrong'));
    const rows = table.split('\n').flatMap((line) => {
      const [, no, ...cells] = line.split('|').map((cell) => cell.trim());
      return /^\d+$/.test(no ?? '') ? [{ no: Number(no), cells: cells.slice(0, 3) }] : [];
    });
    t.same(
      rows.map(({ no }) => no),
      ROWS,
    );
    for (const { no, cells } of rows)
      t.ok(cells.length === 3 && cells.every((cell) => cell !== ''), `row ${no}`);
  },
);

t.test('every failure has a test by its number', async (t) => {
  const shown = new Set(testFiles('test').flatMap((path) => rowsIn(readFileSync(path, 'utf8'))));
  for (const no of shown) t.ok(ROWS.includes(no), `row ${no} stands in the table`);
  for (const no of Object.keys(OUTSIDE)) t.notOk(shown.has(Number(no)), `row ${no} cannot be shown here`);
  const missing = ROWS.filter((no) => !shown.has(no) && OUTSIDE[no] === undefined);
  t.same(missing, []);
});

t.test('every rule of an examination is explained under its heading, and told apart', async (t) => {
  for (const { no, name, section } of RULES)
    t.ok(page.includes(`\n## ${section}\n`), `${no} ${name}: ${section}`);
  t.equal(new Set(RULES.map(({ name }) => name)).size, RULES.length, 'names');
  t.equal(new Set(RULES.map(({ no }) => no)).size, RULES.length, 'numbers');
});
