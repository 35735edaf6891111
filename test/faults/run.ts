// `npm run test:faults`: plays HISTORIES histories (2,000 unless told) beginning at SEED, on every core or on JOBS; each
// core takes the next when it has played one. One that fails is told with its seed and plays again alone: `SEED=…
// HISTORIES=1`, with TRACE=1 everything that happened in it is printed. At the end stands which fault met which state how
// often (COUNTS=0 leaves it out, COUNTS=1 tells all counters). STOP=1 ends at the first that fails; PLANT=1 plants the
// mistakes of planted-bugs.ts instead, each in up to HISTORIES histories, BUG a pattern of their names.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { dangers } from './danger.ts';
import { playHistory } from './history.ts';

const first = Number(process.env['SEED'] ?? 1);
const wanted = Number(process.env['HISTORIES'] ?? 2_000);
const trace = process.env['TRACE'] === '1';
const stopsAtFirst = process.env['STOP'] === '1';
/** A run as long as this has met everything, or the simulation has become blind for something. */
const LONG_RUN = 2_000;
const TELL_EVERY_MS = 10_000;
/** Most of what a history makes is rubbish when it ends: much room for it, and nobody beside a player who sweeps. */
const SWEEPING = ['--max-semi-space-size=64', '--single-threaded-gc'];
const jobs = Math.min(wanted, Number(process.env['JOBS'] ?? availableParallelism()));

interface Told {
  readonly seed: string;
  readonly problems: readonly string[];
  readonly counts: readonly (readonly [string, number])[];
  readonly steps: number;
}

async function play(n: number): Promise<Told> {
  const { seed, problems, counts, steps, trace: lines } = await playHistory(String(first + n), trace);
  for (const line of lines) console.log(line);
  return { seed, problems, counts: [...counts], steps };
}

/** Another process that plays what it is given, one after the other. */
function playApart(next: () => number | undefined, take: (told: Told) => void) {
  const child = fork(fileURLToPath(import.meta.url), {
    execArgv: [`--import=${import.meta.resolve('../support/sources.mjs')}`, ...SWEEPING],
    env: { ...process.env, PLAYER: '1' },
  });
  child.on('message', (told: Told | 'ready') => {
    if (told !== 'ready') take(told);
    const n = next();
    if (!child.connected) return;
    if (n === undefined) child.disconnect();
    else child.send(n);
  });
  return { stop: () => child.kill(), ended: new Promise((resolve) => child.once('exit', resolve)) };
}

async function playAll(): Promise<void> {
  const counts = new Map<string, number>();
  const failed: string[] = [];
  let played = 0;
  let steps = 0;
  const began = performance.now();
  let given = 0;
  let isOver = false;
  let toldAt = began;
  const next = () => (isOver || given >= wanted ? undefined : given++);
  const faultsMet = () =>
    [...counts].filter(([what]) => what.includes(' × ')).reduce((sum, [, count]) => sum + count, 0);
  const rate = () => `${((1000 * played) / (performance.now() - began)).toFixed(1)} a second`;
  function tellProgress(): void {
    if (performance.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = performance.now();
    const bad = failed.length === 0 ? 'none' : failed.length;
    console.log(`${played} of ${wanted} histories, ${rate()}; ${faultsMet()} faults; ${bad} failed so far`);
  }
  const take = (told: Told) => {
    played += 1;
    steps += told.steps;
    for (const [what, count] of told.counts) counts.set(what, (counts.get(what) ?? 0) + count);
    tellProgress();
    if (told.problems.length === 0) return;
    failed.push(told.seed);
    console.log(`SEED=${told.seed} HISTORIES=1 fails:`);
    for (const problem of told.problems.slice(0, 5)) console.log(`  ${problem}`);
    isOver = stopsAtFirst;
  };
  if (jobs <= 1) for (let n = next(); n !== undefined; n = next()) take(await play(n));
  else {
    const players = Array.from({ length: jobs }, () =>
      playApart(next, (told) => {
        take(told);
        if (isOver) for (const player of players) player.stop();
      }),
    );
    await Promise.all(players.map(({ ended }) => ended));
  }
  const seconds = (performance.now() - began) / 1000;
  if (process.env['COUNTS'] === '1')
    for (const [what, count] of [...counts].sort()) console.log(`${String(count).padStart(8)}  ${what}`);
  const { lines, unmet } = dangers(counts);
  if (process.env['COUNTS'] !== '0') for (const line of lines) console.log(line);
  if (unmet.length > 0 && process.env['COUNTS'] !== '0') console.log(`never met: ${unmet.join(', ')}`);
  console.log(
    `${played} histories in ${seconds.toFixed(1)} s, ${rate()}; ${faultsMet()} faults, ${steps} steps; ${failed.length} failed ${failed.slice(0, 20).join(' ')}`,
  );
  const isBlind = played >= LONG_RUN && unmet.length > 0;
  process.exitCode = failed.length > 0 || isBlind || (!stopsAtFirst && played < wanted) ? 1 : 0;
}

if (process.env['PLANT'] === '1') await import('./plant.ts');
else if (process.env['PLAYER'] === undefined) await playAll();
else {
  // Among many, nobody reads where an error came from: the seed that fails is played again alone.
  if (wanted > 1) {
    process.setSourceMapsEnabled(false);
    Error.stackTraceLimit = 0;
  }
  process.on('message', async (n: number) => process.send?.(await play(n)));
  process.send?.('ready');
}
