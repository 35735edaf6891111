// `npm run test:faults`: plays HISTORIES histories beginning at SEED. One that fails is told with its seed; with TRACE=1
// and HISTORIES=1 everything that happened in it is printed.
import { playHistory } from './history.ts';

const first = Number(process.env['SEED'] ?? 1);
const wanted = Number(process.env['HISTORIES'] ?? 200);
const trace = process.env['TRACE'] === '1';
const counts = new Map<string, number>();
const failed: string[] = [];
let steps = 0;
const began = performance.now();
for (let n = 0; n < wanted; n++) {
  const seed = String(first + n);
  const history = await playHistory(seed, trace);
  steps += history.steps;
  for (const [what, count] of history.counts) counts.set(what, (counts.get(what) ?? 0) + count);
  if (trace) for (const line of history.trace) console.log(line);
  if (history.problems.length === 0) continue;
  failed.push(seed);
  console.log(`SEED=${seed} HISTORIES=1 fails:`);
  for (const problem of history.problems.slice(0, 5)) console.log(`  ${problem}`);
}
const seconds = (performance.now() - began) / 1000;
if (process.env['COUNTS'] !== '0') for (const [what, count] of [...counts].sort()) console.log(`${String(count).padStart(8)}  ${what}`);
console.log(`${wanted} histories in ${seconds.toFixed(1)} s, ${(wanted / seconds).toFixed(1)} a second, ${steps} steps, ${failed.length} failed ${failed.slice(0, 20).join(' ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
