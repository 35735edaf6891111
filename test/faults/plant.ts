// Plants each mistake of planted-bugs.ts into a copy of the sources and plays histories there until one fails. `PLANT=1
// npm run test:faults`; HISTORIES is how many each mistake may survive, BUG a pattern of mistakes' names.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PLANTED_BUGS, type PlantedBug } from './planted-bugs.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));
const most = process.env['HISTORIES'] ?? '2000';
const wanted = process.env['BUG'] ?? '';
const waiting = PLANTED_BUGS.filter(({ name }) => new RegExp(wanted).test(name));
const total = waiting.length;
let caught = 0;

function copy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hokrachai-planted-'));
  for (const part of ['src', 'test/faults', 'test/support', 'package.json', 'tsconfig.json'])
    cpSync(join(home, part), join(folder, part), { recursive: true });
  for (const part of ['node_modules', 'data', 'config']) symlinkSync(join(home, part), join(folder, part));
  return folder;
}

async function tryOne(folder: string, bug: PlantedBug): Promise<string> {
  const edits = bug.also === undefined ? [bug] : [bug, bug.also];
  const wholes = new Map(
    edits.map(({ file }) => [join(folder, file), readFileSync(join(folder, file), 'utf8')]),
  );
  for (const { file, find, put } of edits) {
    const path = join(folder, file);
    const before = readFileSync(path, 'utf8');
    if (before.split(find).length !== 2) return 'its place is not in the source any more';
    writeFileSync(
      path,
      before.replace(find, () => put),
    );
  }
  const loader = join(folder, 'test/support/sources.mjs');
  const child = spawn(process.execPath, ['--import', loader, join(folder, 'test/faults/run.ts')], {
    cwd: folder,
    env: { ...process.env, HISTORIES: most, STOP: '1', COUNTS: '0', JOBS: '1', PLANT: '0' },
  });
  let said = '';
  child.stdout.on('data', (text) => {
    said += String(text);
  });
  child.stderr.on('data', (text) => {
    said += String(text);
  });
  await new Promise((resolve) => child.once('exit', resolve));
  for (const [path, whole] of wholes) writeFileSync(path, whole);
  const problem = /SEED=(\d+) .*fails:\n {2}(.*)/.exec(said);
  if (problem !== null) {
    caught += 1;
    return `caught at seed ${problem[1]}: ${problem[2]}`;
  }
  return / 0 failed/.test(said) ? `NOT CAUGHT in ${most} histories` : `BROKEN: ${said.slice(-300)}`;
}

await Promise.all(
  Array.from({ length: Number(process.env['JOBS'] ?? availableParallelism()) }, async () => {
    const folder = copy();
    for (let bug = waiting.shift(); bug !== undefined; bug = waiting.shift())
      console.log(`${bug.name}: ${await tryOne(folder, bug)}`);
    rmSync(folder, { recursive: true, force: true });
  }),
);
console.log(`${caught} of ${total} planted bugs caught`);
process.exitCode = caught === total ? 0 : 1;
