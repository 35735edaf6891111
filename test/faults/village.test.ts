// The village under faults, a few histories of it: many more are played by `npm run test:faults`.
import { readFileSync } from 'node:fs';
import t from 'tap';
import { playHistory } from './history.ts';
import { PLANTED_BUGS } from './planted-bugs.ts';

const HISTORIES = 12;
const AGAIN = 10;
const hashes: string[] = [];

t.test(
  'whatever goes wrong, nothing sounds that must not, and every play has its end on record (failure 5) (failure 8) (failure 9) (failure 10) (failure 31) (failure 36)',
  async (t) => {
    const met = new Map<string, number>();
    for (let seed = 1; seed <= HISTORIES; seed++) {
      const { problems, counts, hash } = await playHistory(String(seed));
      hashes.push(hash);
      t.same(problems, [], `SEED=${seed} HISTORIES=1 TRACE=1 npm run test:faults tells what happened`);
      for (const [what, count] of counts) met.set(what, (met.get(what) ?? 0) + count);
    }
    const sum = (kind: RegExp) =>
      [...met].filter(([what]) => kind.test(what)).reduce((total, [, count]) => total + count, 0);
    for (const kind of [
      /^crash × /,
      /^pause × /,
      /^store fails × /,
      /^power cut × /,
      /^power cut (before|amid|after) a write × /,
      /^network cut × /,
      /^disk full × /,
      /^loss × /,
      /^duplicate × /,
      /^reorder × /,
      /^broker lost, /,
      /^clone × /,
      /^forger, /,
      /^relay clock × /,
      /^office withdrew/,
      /^office revised/,
      /^sound whole/,
    ])
      t.ok(sum(kind) > 0, `${kind.source}: ${sum(kind)} times`);
  },
);

t.test('the same seed is the same history, message by message; another seed is another', async (t) => {
  for (let seed = 1; seed <= AGAIN; seed++) t.equal((await playHistory(String(seed))).hash, hashes[seed - 1]);
  t.equal(new Set(hashes).size, HISTORIES);
});

t.test('every planted mistake has its place in the sources', async (t) => {
  for (const bug of PLANTED_BUGS) {
    for (const { file, find } of bug.also === undefined ? [bug] : [bug, bug.also]) {
      const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
      t.equal(source.split(find).length - 1, 1, `${bug.name}, ${file}`);
    }
  }
});
