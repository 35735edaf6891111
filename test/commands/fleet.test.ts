// `hokrachai fleet` as a person starts it: a few towers, a real relay and broker, real processes; and what it says when
// it cannot sail.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { fleetSettings } from '../../src/commands/fleet-settings.ts';
import { RelayError } from '../../src/core/errors.ts';
import { createTally, endsOf, spreadOf } from '../../src/fleet/tally.ts';

/** Both voyages at the same time: most of each is waiting for its processes and its hour. */
t.jobs = 2;

/** @param harbour where it may leave nothing behind */
function fleet(harbour: string, args: readonly string[]) {
  const child = spawn(
    process.execPath,
    ['--import', './test/support/sources.mjs', 'src/cli.ts', 'fleet', ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], TMPDIR: harbour },
    },
  );
  let out = '';
  let said = '';
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    said += text;
  });
  const ended = new Promise<{ code: number | null; out: string; said: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, out, said }));
  });
  return { child, ended, said: () => said };
}
function harbourFor(t: Test): string {
  const harbour = mkdtempSync(join(tmpdir(), 'harbour-'));
  t.teardown(() => rmSync(harbour, { recursive: true, force: true }));
  return harbour;
}

t.test(
  'five towers hear a broadcast of the fleet’s own relay, and the figures say so',
  { buffered: true },
  async (t) => {
    const harbour = harbourFor(t);
    const { code, out, said } = await fleet(
      harbour,
      '--towers 5 --processes 2 --lead 8 --clip-kb 40 --json'.split(' '),
    ).ended;
    t.equal(code, 0, said);
    const figures = JSON.parse(out);
    t.match(figures, {
      towers: 5,
      scenario: 'steady',
      broadcasts: [
        {
          towers: 5,
          plan: { count: 5 },
          clip: { count: 5 },
          skew: { count: 5 },
          ends: { finished: 5 },
          receipts: 5,
        },
      ],
      promises: [{ isKept: true }, { isKept: true }],
    });
    t.ok(figures.crews.bytesIn > 5 * 40 * 1024, 'each fetched the clip itself');
    t.same(readdirSync(harbour), [], 'its relay is gone');
  },
);

t.test('told to stop in the middle it leaves nothing behind', { buffered: true }, async (t) => {
  const harbour = harbourFor(t);
  const { child, ended, said } = fleet(harbour, '--towers 3 --json --lead 600'.split(' '));
  await new Promise<void>((resolve) => {
    child.stderr.on('data', () => said().includes('connected') && resolve());
    child.once('close', () => resolve());
  });
  t.not(readdirSync(harbour).length, 0, 'its relay lies there');
  child.kill('SIGINT');
  const { code, out, said: words } = await ended;
  t.equal(code, 2);
  t.equal(out, '', 'no figures of half a voyage');
  t.match(words, /stopped by hand/);
  t.same(readdirSync(harbour), []);
});

t.test('what cannot be sailed is said in words, every mistake at once', async (t) => {
  const refusal = (args: string, environment = {}, files = 100_000) => {
    try {
      fleetSettings(args.split(' '), environment, files);
      return '';
    } catch (error) {
      return error instanceof RelayError ? error.message : String(error);
    }
  };
  const both = refusal('--towers none --scenario hurricane');
  t.match(both, /--towers is a number/);
  t.match(both, /--scenario is one of: steady, storm, flaky, offline, stop/);
  t.match(refusal('--towers 2000'), /takes 590.*MQTT_URL/);
  t.equal(refusal('--towers 2000', { MQTT_URL: 'mqtt://localhost' }), '');
  t.match(refusal('--towers 500 --processes 1', {}, 256), /600 are needed.*ulimit -n 600.*--processes 4/);
  t.equal(refusal('--towers 500 --processes 4', {}, 256), '');
  t.match(refusal('--relay http://localhost:8080'), /hokrachai link/);
  t.match(refusal('--own --link http://localhost:8080/sign-in/abc'), /leave out --relay and --link/);
  const { relay } = fleetSettings(['--link', 'http://localhost:8080/sign-in/abc'], {}, 1_000);
  t.match(relay, { url: 'http://localhost:8080', linkToken: 'abc' });
});

t.test('figures come from what the towers told and nothing else', async (t) => {
  const tally = createTally();
  const of = tally.begin('b1', 1_000);
  tally.take([
    { tower: 'a', at: 900, event: 'connected' },
    { tower: 'b', at: 950, event: 'connected' },
    { tower: 'b', at: 960, event: 'lost' },
    { tower: 'a', at: 990, event: 'planned', items: 1 },
    { tower: 'a', at: 1_500, event: 'planned', items: 1 },
    { tower: 'a', at: 1_700, event: 'ready', id: 'p1', ann: 'b1' },
    { tower: 'a', at: 2_000, event: 'sounded', id: 'p1' },
    { tower: 'a', at: 2_100, event: 'stopped', id: 'p1', ann: 'b1', why: 'preempted' },
    { tower: 'b', at: 2_200, event: 'skipped', id: 'p2', ann: 'b1', why: 'withdrawn' },
    { tower: 'a', at: 2_300, event: 'finished', id: 'p9', ann: 'another' },
  ]);
  t.equal(tally.online(), 1);
  t.same([...of.planned], [['a', 1_500]], 'a plan from before the consent is no news of it');
  t.same([...of.sounded], [['a', 2_000]]);
  t.same(endsOf(of), { 'skipped: withdrawn': 1 }, 'a sound that gave way may come back: it is not over');
  t.equal(spreadOf([]), undefined);
  t.same(spreadOf([5, 1, 3, 2, 4]), { count: 5, p50: 3, p99: 5, most: 5 });
});
