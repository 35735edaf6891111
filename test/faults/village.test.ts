// The village under faults, a few histories of it: many more are played by `npm run test:faults`.
import t from 'tap';
import { playHistory } from './history.ts';

const HISTORIES = 5;

t.test(
  'whatever goes wrong, nothing sounds that must not, and every play has its end on record',
  async (t) => {
    const met = new Map<string, number>();
    for (let seed = 1; seed <= HISTORIES; seed++) {
      const { problems, counts } = await playHistory(String(seed));
      t.same(problems, [], `SEED=${seed} HISTORIES=1 TRACE=1 npm run test:faults tells what happened`);
      for (const [what, count] of counts) met.set(what, (met.get(what) ?? 0) + count);
    }
    const sum = (kind: RegExp) =>
      [...met].filter(([what]) => kind.test(what)).reduce((total, [, count]) => total + count, 0);
    for (const kind of [
      /^crash at /,
      /^pause at /,
      /^store fails at /,
      /^power cut at /,
      /^power cut while sounding/,
      /^network cut /,
      /^fault loss/,
      /^fault duplicate/,
      /^fault reorder/,
      /^fault broker lost/,
      /^forger /,
      /^relay clock jumps/,
      /^office withdrew/,
      /^office revised/,
      /^sound whole/,
    ])
      t.ok(sum(kind) > 0, `${kind.source}: ${sum(kind)} times`);
  },
);

t.test('the same seed is the same history, message by message; another seed is another', async (t) => {
  const first = await playHistory('7');
  const other = await playHistory('8');
  const again = await playHistory('7');
  t.equal(again.hash, first.hash);
  t.equal(again.steps, first.steps);
  t.not(other.hash, first.hash);
});
