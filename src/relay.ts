// The composition root: the parts of the relay are joined here, each built in relay/. createRelay only remembers; start()
// begins the work in order, stop() ends it in reverse. `replace` swaps a part for a story: the only test double there is.
import { describe } from './adapters/audio/find-ffmpeg.ts';
import { createTowerLine } from './adapters/mqtt/tower-line.ts';
import { createSecrets } from './adapters/secrets/scrypt-secrets.ts';
import { createClock } from './adapters/time/clock.ts';
import { createCronTicker } from './adapters/time/cron-ticker.ts';
import type { Config } from './config.ts';
import { asRelayError, RelayError } from './core/errors.ts';
import type { TowerId } from './core/ids.ts';
import type { Log } from './log.ts';
import type { Conveyor, Ticker } from './pipeline/conveyor.ts';
import { claimCodeFor, type Foundation, firstLink, found } from './pipeline/founding.ts';
import type { Clock, Mastering, SpeechEngine } from './pipeline/ports.ts';
import { createDesks, type Desks } from './relay/desks.ts';
import { createDoors } from './relay/doors.ts';
import { createDuties } from './relay/duties.ts';
import { once } from './relay/once.ts';
import { towerLimitsOf, towerLineOptionsOf } from './relay/part-options.ts';
import { createStorage } from './relay/storage.ts';
import { createStudio } from './relay/studio.ts';

export interface Surroundings {
  readonly log: Log;
  readonly foundation: Foundation;
  /** Folder of package.json, where config/ and audio/ lie. */
  readonly home: string;
  /** The environment's PATH: where ffmpeg and espeak-ng are looked for. */
  readonly path: string | undefined;
  readonly replace?: {
    readonly clock?: Clock;
    readonly ticker?: Ticker;
    readonly engine?: SpeechEngine;
    readonly mastering?: (real: Mastering) => Mastering;
    /** How long relays over one PostgreSQL leave each other's claims alone. */
    readonly leaseMs?: number;
  };
}

export interface Started {
  /** The console's address on this machine. */
  readonly url: string;
  /** A one-time sign-in link, while the first administrator has no password. */
  readonly link: string | undefined;
  /** Path of the ffmpeg that was chosen; undefined when there is none. */
  readonly ffmpeg: string | undefined;
}

export interface Relay {
  start(): Promise<Started>;
  stop(): Promise<void>;
  readonly conveyor: Conveyor;
  /** What every door asks, for stories about acts whose door is a page. */
  readonly desks: Desks;
  towerIds(): Promise<readonly TowerId[]>;
  /** A one-time claim code for one of the organisation's own towers. */
  claimCode(tower: TowerId): Promise<string>;
}

export function createRelay(
  config: Config,
  { log, foundation, home, path, replace = {} }: Surroundings,
): Relay {
  const clock = replace.clock ?? createClock();
  const ticker = replace.ticker ?? createCronTicker();
  const owner = `relay-${clock.ulid()}`;
  const secrets = createSecrets();
  const limits = towerLimitsOf(config);

  const storage = createStorage(config, { now: clock.now, log, leaseMs: replace.leaseMs });
  const { records, keys } = storage;
  const studio = createStudio(config, { storage, home, path, log, replace });
  const broker = createTowerLine(towerLineOptionsOf(config, owner), {
    ...{ keys, log, clock, secrets },
    contacts: records.towerContacts,
  });
  const founding = { ...records, secrets, clock, limits };
  const own = once(() => found(foundation, founding));
  const duties = createDuties(config, { storage, studio, broker, secrets, clock, ticker, log, owner });
  const desks = createDesks(config, { storage, studio, broker, duties, secrets, clock, own });
  const door = createDoors(config, { desks, storage, broker, duties, clock, log });

  async function begin(): Promise<Started> {
    await storage.start();
    const organisation = await own();
    const organisations = await records.organisations.all();
    await keys.start(organisations.map(({ id, area }) => ({ org: id, area: [area] })));
    const limited = await records.towers.limitAll(limits);
    if (limited > 0) log.info({ towers: limited }, 'towers are told other limits of emergencies');
    if (config.approvals.emergency === 1) log.warn({}, 'one name is enough for an emergency');
    const strangers = studio.strangersTo(organisations);
    if (strangers.length > 0) log.warn({ strangers }, 'voices are set for organisations that are not here');
    await broker.start(duties.towerNews, duties.brokerIsBack);
    const { url } = await door.start();
    duties.conveyor.start();
    // Without ffmpeg or a voice the relay still takes news in and plays what is booked; /readyz says what is missing.
    const [program, voice] = await Promise.all([
      studio.ffmpeg().catch(asRelayError),
      studio.check(organisation.id),
    ]);
    const facts = { voice: voice.usable ? voice.detail : voice.why, organisation: organisation.name, url };
    if (program instanceof RelayError)
      log.error({ ...facts, why: program.message }, 'relay is running without ffmpeg');
    else log.info({ ...facts, ffmpeg: describe(program) }, 'relay is running');
    const token = await firstLink(organisation, founding);
    const link = token === undefined ? undefined : `${config.publicUrl ?? url}/sign-in/${token}`;
    return { url, link, ffmpeg: program instanceof RelayError ? undefined : program.path };
  }

  async function end(): Promise<void> {
    await duties.conveyor.stop();
    await door.stop();
    await broker.stop();
    await records
      .giveBack(owner)
      .catch((error: unknown) => log.warn({ err: error }, 'claims-not-given-back'));
    await records.stop();
  }

  return {
    conveyor: duties.conveyor,
    desks,
    async start() {
      try {
        return await begin();
      } catch (error) {
        await end();
        throw error;
      }
    },
    stop: end,
    towerIds: async () => (await records.towers.all((await own()).id)).map((tower) => tower.id),
    claimCode: async (tower) => claimCodeFor(await own(), tower, founding),
  };
}
