// `hokrachai fleet`: many simulated towers against a real relay and broker, watched while they live through a scenario.
// Options → relay (its own or a running one) → enrolment → crews → scenario → figures; nothing is left behind.

import { RelayError } from '../core/errors.ts';
import { type Crews, startCrews } from '../fleet/crews.ts';
import { claimAll, codesAt } from '../fleet/enrol.ts';
import { type OwnRelay, startOwnRelay } from '../fleet/own-relay.ts';
import { SCENARIOS } from '../fleet/scenarios.ts';
import { createScreen, type Screen } from '../fleet/screen.ts';
import { type FleetFigures, figuresInWords } from '../fleet/summary.ts';
import { createTally } from '../fleet/tally.ts';
import { createVoyage } from '../fleet/voyage.ts';
import { type Command, commandLog } from './command.ts';
import { type FleetSettings, fleetSettings, USAGE } from './fleet-settings.ts';
import { createOffice, type Office } from './office-client.ts';

/** A sound of the throw-away relay: long enough to be stopped, short enough to wait for. */
const CLIP_MS = 4_000;
const CONNECT_MS = 240_000;
/** Towers that start within a second. */
const STARTS_PER_SECOND = 150;

export const fleetCommand: Command = {
  async run(argv) {
    const settings = fleetSettings(argv, process.env, openFiles());
    if (settings.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    const screen = createScreen(settings.json ? process.stderr : process.stdout);
    const endings: (() => Promise<void>)[] = [];
    const voyage = new AbortController();
    const interrupt = () => voyage.abort(new RelayError('conflict', 'stopped by hand'));
    process.once('SIGINT', interrupt);
    process.once('SIGTERM', interrupt);
    try {
      const figures = await sail(settings, screen, endings, voyage);
      screen.stop();
      if (settings.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
      else process.stdout.write(figuresInWords(figures));
      return figures.promises.every(({ isKept }) => isKept) ? 0 : 1;
    } finally {
      screen.stop();
      for (const end of endings.reverse()) await end();
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    }
  },
};

async function sail(
  settings: FleetSettings,
  screen: Screen,
  endings: (() => Promise<void>)[],
  calling: AbortController,
): Promise<FleetFigures> {
  const scenario = SCENARIOS[settings.scenario];
  if (scenario === undefined) throw new RelayError('config', `there is no scenario ${settings.scenario}`);
  let enrolled = 0;
  let codesMade = 0;
  let phase = 'the relay starts';
  const title = `hokrachai fleet · ${settings.towers} towers · ${settings.scenario}`;
  screen.start(() => ({
    title,
    phase,
    rows: [
      { name: 'have a claim code', done: codesMade, of: settings.towers },
      { name: 'are enrolled', done: enrolled, of: settings.towers },
    ],
  }));
  const { office, own, url } = await relayFor(settings, endings);
  phase = `towers are enrolled at ${url}`;
  const codes =
    own === undefined
      ? await codesAt(office, settings.towers, (done) => {
          calling.signal.throwIfAborted();
          codesMade = done;
        })
      : await own.codes();
  codesMade = codes.length;
  const towers = await claimAll(office, codes, (done) => {
    calling.signal.throwIfAborted();
    enrolled = done;
  });

  const tally = createTally();
  const crews = await crewsFor(settings, endings, tally.take, calling);
  const voyage = createVoyage({
    title,
    office,
    crews,
    tally,
    screen,
    own,
    calledOff: calling.signal,
    ids: towers.map(({ tower }) => tower),
    mqttUrl: towers[0]?.mqttUrl ?? '',
    awayMs: settings.awayMs,
    wearBytes: settings.wearBytes,
  });
  screen.start(voyage.look);
  const beganAt = voyage.now();
  crews.run(towers, (towers.length / STARTS_PER_SECOND) * 1000, scenario.roads);
  await voyage.connected(CONNECT_MS);
  const connectedMs = voyage.now() - beganAt;
  const broadcasts = await scenario.sail(voyage, settings.leadMs);
  return {
    towers: settings.towers,
    scenario: settings.scenario,
    relay: url,
    broker: voyage.mqttUrl,
    connectedMs: Math.round(connectedMs),
    broadcasts,
    clipBytes: own === undefined ? undefined : settings.clipBytes,
    crews: await crews.measure(),
    refusals: Object.fromEntries(tally.refusals()),
    promises: voyage.verdicts,
  };
}

async function crewsFor(
  { processes }: FleetSettings,
  endings: (() => Promise<void>)[],
  happened: Parameters<typeof startCrews>[1]['happened'],
  calling: AbortController,
): Promise<Crews> {
  const crews = await startCrews(processes, { happened, failed: (error) => calling.abort(error) });
  endings.push(crews.stop);
  return crews;
}

async function relayFor(
  settings: FleetSettings,
  endings: (() => Promise<void>)[],
): Promise<{ readonly office: Office; readonly own: OwnRelay | undefined; readonly url: string }> {
  if (settings.relay !== undefined) {
    const { url, linkToken, session } = settings.relay;
    const office = createOffice(url, session);
    if (linkToken !== undefined) await office.signIn(linkToken);
    return { office, own: undefined, url };
  }
  const { towers, clipBytes, mqtt } = settings;
  const own = await startOwnRelay({
    towers,
    clip: () => ({ bytes: clipBytes, ms: CLIP_MS }),
    mqtt,
    log: commandLog('error'),
    path: process.env['PATH'],
  });
  endings.push(own.stop);
  const office = createOffice(own.url);
  await office.signIn(own.linkToken);
  return { office, own, url: own.url };
}

/** How many files and sockets a process may have open; Node itself raises the soft limit to the hard one. */
function openFiles(): number {
  const report = process.report?.getReport() as unknown as
    | { userLimits?: { open_files?: { hard?: number | string } } }
    | undefined;
  const limit = Number(report?.userLimits?.open_files?.hard);
  return Number.isFinite(limit) ? limit : Number.POSITIVE_INFINITY;
}
