// `npm run bench`: the figures the house promises, as ratios and times in one run, beside their goals. Nothing is asserted:
// a busy machine is slow, and the load at that moment is printed with the figures. Only loopback is used.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOME } from '../../src/settings.ts';
import { measureBadLines } from './bad-lines.ts';
import { freePort, startMosquitto } from './brokers.ts';
import { type FanOut, measureFanOut } from './fan-out.ts';
import { measureReadingAlone } from './reading.ts';
import { startRelayProcess } from './relay-process.ts';
import { measureSealing } from './sealing.ts';
import { measureSkew } from './skew.ts';
import { measureReading, measureVoice, TEXTS } from './voice.ts';
import { measureEvenly, measureInBursts, storedIn } from './webhook.ts';

const WEBHOOK_S = 20;
const PLAYS = 20;
const EMBEDDED_TOWERS = 500;
const MOSQUITTO_TOWERS = 2_000;
const FAN_OUT_ROUNDS = 2;
const AT_REST_MS = 5_000;
const rows: [what: string, figure: string, goal: string][] = [];
const load = () =>
  loadavg()
    .map((one) => one.toFixed(1))
    .join(' ');

function fanOutRows(broker: string, of: FanOut): typeof rows {
  const beside = (ours: number, bare: number) =>
    `${(ours / bare).toFixed(2)} (${Math.round(ours)} / ${Math.round(bare)} ms)`;
  return [
    [
      `clip and plans to ${of.towers} towers over ${broker}: ours / bare`,
      beside(of.ours.both, of.bare.both),
      '<= 1.3',
    ],
    ['  plans alone: ours / bare', beside(of.ours.plans, of.bare.plans), '<= 1.3'],
    ['  from the consent to the first byte', `${Math.round(of.consentMs)} ms`, ''],
    ['  memory of the relay a connected tower', `${(of.relayBytesPerTower / 1024).toFixed(0)} KB`, ''],
  ];
}

async function residentKb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN);
}

const folder = await mkdtemp(join(tmpdir(), 'hokrachai-bench-'));
const before = load();
try {
  const reading = measureReadingAlone();
  rows.push([
    'reading, characters a second of CPU',
    Math.round(reading.charactersPerSecond).toLocaleString('en'),
    '>= 1,000,000',
  ]);
  rows.push(['  100,000 characters / 10,000, a character', reading.growth.toFixed(2), '<= 1.2']);
  const { charactersPerSecond } = measureReading();
  rows.push(['reading, to syllables', `${Math.round(charactersPerSecond / 1000)} 000 characters/s`, '']);

  const relay = await startRelayProcess(join(folder, 'relay'), await freePort());
  rows.push([
    `start-up to /readyz, empty database (${relay.built})`,
    `${(relay.readyAfterMs / 1000).toFixed(2)} s`,
    '<= 5 s',
  ]);
  // Resting means that nothing has happened for a while.
  await new Promise((resolve) => setTimeout(resolve, AT_REST_MS));
  rows.push(['memory at rest, relay with broker', `${(await relay.memoryMb()).toFixed(0)} MB`, '<= 150 MB']);
  const evenly = await measureEvenly(relay.url, WEBHOOK_S);
  const bursts = await measureInBursts(relay.url, WEBHOOK_S);
  const figures = (of: typeof evenly) => `${of.p50.toFixed(0)} / ${of.p99.toFixed(0)} ms`;
  rows.push(['webhook, 50/s evenly: p50 / p99', figures(evenly), 'p99 <= 50 ms']);
  rows.push(['webhook, 50/s in bursts of 10: p50 / p99', figures(bursts), '']);
  const answered = evenly.answered + bursts.answered;
  rows.push([
    'webhook: answered 200 / stored',
    `${answered} / ${storedIn(join(folder, 'relay'))}`,
    'none lost',
  ]);
  rows.push(['memory after the load', `${(await relay.memoryMb()).toFixed(0)} MB`, '']);
  await relay.stop();
  const again = await startRelayProcess(join(folder, 'relay'), await freePort());
  rows.push(['start-up to /readyz, again', `${(again.readyAfterMs / 1000).toFixed(2)} s`, '<= 5 s']);
  await again.stop();

  for (const [name, text] of Object.entries(TEXTS)) {
    const voice = await measureVoice(folder, HOME, text);
    if (voice === undefined) continue;
    const { speechMs, oursMs, byHandMs, blindMs } = voice;
    const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
    rows.push([
      `${name}, ${(speechMs / 1000).toFixed(0)} s of speech: ours / by hand`,
      `${(oursMs / byHandMs).toFixed(2)} (${seconds(oursMs)} / ${seconds(byHandMs)})`,
      '<= 1.25',
    ]);
    rows.push(['  the same / by hand with nothing measured', (oursMs / blindMs).toFixed(2), '']);
    rows.push([
      '  predicted gain (SII, pink noise at 0 dB, equal peak)',
      `${voice.predictedGainDb.toFixed(1)} dB, a prediction`,
      '>= 6 dB',
    ]);
  }

  const sealing = await measureSealing();
  const aSecond = (of: number) => Math.round(of).toLocaleString('en');
  rows.push([
    'plans signed a second: bare node:crypto / ours',
    `${(sealing.bareSigned / sealing.signed).toFixed(2)} (${aSecond(sealing.signed)} a second)`,
    '',
  ]);
  rows.push([
    'plans verified a second: bare node:crypto / ours',
    `${(sealing.bareOpened / sealing.opened).toFixed(2)} (${aSecond(sealing.opened)} a second)`,
    '',
  ]);
  rows.push(...fanOutRows('aedes', await measureFanOut(EMBEDDED_TOWERS, FAN_OUT_ROUNDS)));
  const mosquitto = await startMosquitto(join(folder, 'mosquitto'));
  if (mosquitto === undefined) rows.push(['fan-out over Mosquitto', 'Mosquitto is not installed', '<= 1.3']);
  else {
    const memory = () => residentKb(mosquitto.pid);
    const before = await memory();
    const fanOut = await measureFanOut(MOSQUITTO_TOWERS, FAN_OUT_ROUNDS, mosquitto.url);
    rows.push(...fanOutRows('Mosquitto', fanOut));
    rows.push([
      '  memory of Mosquitto a tower',
      `${(((await memory()) - before) / MOSQUITTO_TOWERS).toFixed(1)} KB`,
      '',
    ]);
    await mosquitto.stop();
  }
  const lines = await measureBadLines();
  rows.push([
    'a line cut after every 60 KB: bytes / clip',
    `${(lines.carried / lines.clip).toFixed(2)} (${lines.connections} connections anew)`,
    '< 1.3',
  ]);
  rows.push([
    'stopped during a transfer at 16 KB/s',
    `${(lines.stopMs / 1000).toFixed(1)} s (${Math.round(lines.leftToFetch / 1024)} KB were still to come)`,
    '< 5 s',
  ]);

  const skews = await measureSkew(PLAYS);
  const share = (part: number) =>
    skews[Math.min(skews.length - 1, Math.ceil(skews.length * part) - 1)] ?? Number.NaN;
  rows.push([
    `start skew, ${skews.length} plays: p50 / p99`,
    `${share(0.5)} / ${share(0.99)} ms`,
    'p99 <= 250 ms',
  ]);
} finally {
  await rm(folder, { recursive: true, force: true });
  const widths = [0, 1].map((n) => Math.max(...rows.map((row) => row[n]?.length ?? 0)));
  process.stdout.write(
    `\n${cpus().length} cores, Node ${process.version}, load ${before} before, ${load()} after\n\n`,
  );
  for (const [what, figure, goal] of rows)
    process.stdout.write(`${what.padEnd(widths[0] ?? 0)}  ${figure.padEnd(widths[1] ?? 0)}  ${goal}\n`);
}
