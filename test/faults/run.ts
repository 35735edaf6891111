// `npm run test:faults`: plays HISTORIES histories (300 unless told; two a second were measured on two busy cores) beginning
// at SEED, on every core or on JOBS. One that fails is told with its seed and plays again alone: `SEED=… HISTORIES=1`, with TRACE=1
// everything that happened in it is printed. At the end stands which fault met which state how often (COUNTS=0 leaves it
// out, COUNTS=1 tells all counters). STOP=1 ends at the first that fails; PLANT=1 plants the mistakes of planted-bugs.ts
// instead, each in up to HISTORIES histories (2,000 unless told), BUG a pattern of their names.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { dangers } from './danger.ts';
import { playHistory } from './history.ts';

const first = Number(process.env['SEED'] ?? 1);
const wanted = Number(process.env['HISTORIES'] ?? 300);
const trace = process.env['TRACE'] === '1';
const stopsAtFirst = process.env['STOP'] === '1';
/** A run as long as this has met everything, or the simulation has become blind for something. */
const LONG_RUN = 2_000;
const jobs = Math.min(wanted, Number(process.env['JOBS'] ?? availableParallelism()));

interface Told {
  readonly seed: string;
  readonly problems: readonly string[];
  readonly counts: readonly (readonly [string, number])[];
  readonly steps: number;
}

async function playShare(share: number, tell: (told: Told) => void): Promise<void> {
  for (let n = share; n < wanted; n += jobs) {
    const history = await playHistory(String(first + n), trace);
    if (trace) for (const line of history.trace) console.log(line);
    tell({
      seed: history.seed,
      problems: history.problems,
      counts: [...history.counts],
      steps: history.steps,
    });
    if (stopsAtFirst && history.problems.length > 0) return;
  }
}

async function playAll(): Promise<void> {
  const counts = new Map<string, number>();
  const failed: string[] = [];
  let played = 0;
  let steps = 0;
  const began = performance.now();
  const stops: (() => void)[] = [];
  const take = (told: Told) => {
    played += 1;
    steps += told.steps;
    for (const [what, count] of told.counts) counts.set(what, (counts.get(what) ?? 0) + count);
    if (told.problems.length === 0) return;
    failed.push(told.seed);
    console.log(`SEED=${told.seed} HISTORIES=1 fails:`);
    for (const problem of told.problems.slice(0, 5)) console.log(`  ${problem}`);
    if (stopsAtFirst) for (const stop of stops) stop();
  };
  if (jobs <= 1) await playShare(0, take);
  else
    await Promise.all(
      Array.from({ length: jobs }, (_, share) => {
        const child = fork(fileURLToPath(import.meta.url), {
          execArgv: ['--import', 'tsx'],
          env: { ...process.env, SHARE: String(share), JOBS: String(jobs) },
        });
        stops.push(() => child.kill());
        child.on('message', (told) => take(told as Told));
        return new Promise<void>((resolve) => child.once('exit', () => resolve()));
      }),
    );
  const seconds = (performance.now() - began) / 1000;
  if (process.env['COUNTS'] === '1')
    for (const [what, count] of [...counts].sort()) console.log(`${String(count).padStart(8)}  ${what}`);
  const { lines, unmet } = dangers(counts);
  if (process.env['COUNTS'] !== '0') for (const line of lines) console.log(line);
  if (unmet.length > 0 && process.env['COUNTS'] !== '0') console.log(`never met: ${unmet.join(', ')}`);
  const faults = [...counts]
    .filter(([what]) => what.includes(' × '))
    .reduce((sum, [, count]) => sum + count, 0);
  console.log(
    `${played} histories in ${seconds.toFixed(1)} s, ${(played / seconds).toFixed(1)} a second; ${faults} faults, ${steps} steps; ${failed.length} failed ${failed.slice(0, 20).join(' ')}`,
  );
  const isBlind = played >= LONG_RUN && unmet.length > 0;
  process.exitCode = failed.length > 0 || isBlind || (!stopsAtFirst && played < wanted) ? 1 : 0;
}

const share = process.env['SHARE'];
if (process.env['PLANT'] === '1') await import('./plant.ts');
else if (share === undefined) await playAll();
else {
  await playShare(Number(share), (told) => process.send?.(told));
  process.disconnect();
}
