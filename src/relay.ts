// The composition root: every part is built and joined here. createRelay only remembers; start() begins the work in
// order, stop() ends it in reverse. `replace` swaps a part for a story: the only test double there is.
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { createClipShelf } from './adapters/audio/clip-shelf.ts';
import { describe, findFfmpeg, pathDirsOf } from './adapters/audio/find-ffmpeg.ts';
import { createMastering } from './adapters/audio/mastering.ts';
import { createScratch } from './adapters/audio/scratch.ts';
import { createConsole } from './adapters/console/console.ts';
import { createKeptFiles } from './adapters/disk/kept-files.ts';
import { createOriginals } from './adapters/disk/originals.ts';
import { sentenceFor } from './adapters/http/errors-in-words.ts';
import { createHttpDoor } from './adapters/http/http-door.ts';
import { createHttpMetrics } from './adapters/http/metrics.ts';
import { createKeys } from './adapters/keys/keys.ts';
import { trustIn } from './adapters/keys/settle.ts';
import { signerOf } from './adapters/keys/signer-client.ts';
import { createLineChannel } from './adapters/line/channel.ts';
import { createLineDoor } from './adapters/line/door.ts';
import { parseEvent } from './adapters/line/event.ts';
import { relayMark } from './adapters/mqtt/relay-names.ts';
import { createTowerLine } from './adapters/mqtt/tower-line.ts';
import { createSecrets } from './adapters/secrets/scrypt-secrets.ts';
import { createQuickVoice } from './adapters/speech/quick-voice.ts';
import { createStore } from './adapters/store/store.ts';
import { createClock, every } from './adapters/time/clock.ts';
import { createCronTicker } from './adapters/time/cron-ticker.ts';
import type { Config } from './config.ts';
import { contractInYaml, contractVectors } from './contract.ts';
import { asRelayError, RelayError } from './core/errors.ts';
import type { TowerId } from './core/ids.ts';
import { createVoices } from './engines.ts';
import { soundOf } from './house-sound.ts';
import type { Log } from './log.ts';
import { createClearing } from './pipeline/clearing.ts';
import { type Conveyor, createConveyor, type Ticker } from './pipeline/conveyor.ts';
import { deedOf, SYSTEM } from './pipeline/deeds.ts';
import { createDelivery } from './pipeline/delivery.ts';
import type {
  CareDesk,
  DictionaryDesk,
  FormulasDesk,
  IntakeDesk,
  NewsroomDesk,
  StaffDesk,
  TimetableDesk,
  TowersDesk,
  VolumeDesk,
  WeatherDesk,
} from './pipeline/desks.ts';
import { createDictionaryDesk } from './pipeline/dictionary-desk.ts';
import { createFormulasDesk } from './pipeline/formulas-desk.ts';
import { claimCodeFor, type Foundation, firstLink, found } from './pipeline/founding.ts';
import { createIntake } from './pipeline/intake.ts';
import type { Retention } from './pipeline/keeping.ts';
import { withLoneOfficer } from './pipeline/lone-officer.ts';
import { createNewsroom } from './pipeline/newsroom.ts';
import { createPeople } from './pipeline/people.ts';
import type { Clock, EngineFor, Mastering, SpeechEngine } from './pipeline/ports.ts';
import { createReceipts } from './pipeline/receipts.ts';
import { createSigningIn } from './pipeline/signing-in.ts';
import { createSweeps } from './pipeline/sweeps.ts';
import { createTimetable } from './pipeline/timetable.ts';
import { createTimetableDesk } from './pipeline/timetable-desk.ts';
import { createTowerCare } from './pipeline/tower-care.ts';
import { createTowerTones } from './pipeline/tower-tones.ts';
import { createTowerWatch } from './pipeline/tower-watch.ts';
import { createTowers } from './pipeline/towers.ts';
import { createTrusting } from './pipeline/trusting.ts';
import { createVoice } from './pipeline/voice.ts';
import { createVoicePreview } from './pipeline/voice-preview.ts';
import { createVolumeDesk } from './pipeline/volume-desk.ts';
import { createWeatherDesk } from './pipeline/weather-desk.ts';
import { reasonsOf } from './readiness.ts';

/** Name of our one LINE channel in the records. */
const LINE_CHANNEL = 'line';

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
  readonly desks: {
    readonly intake: IntakeDesk;
    readonly newsroom: NewsroomDesk;
    readonly dictionary: DictionaryDesk;
    readonly formulas: FormulasDesk;
    readonly weather: WeatherDesk;
    readonly timetable: TimetableDesk;
    readonly staff: StaffDesk;
    readonly towers: TowersDesk;
    readonly care: CareDesk;
    readonly volume: VolumeDesk;
  };
  towerIds(): Promise<readonly TowerId[]>;
  /** A one-time claim code for one of the organisation's own towers. */
  claimCode(tower: TowerId): Promise<string>;
}

export function createRelay(
  config: Config,
  { log, foundation, home, path, replace = {} }: Surroundings,
): Relay {
  const folder = (name: string) => join(config.dataDir, name);
  const clock = replace.clock ?? createClock();
  const owner = `relay-${clock.ulid()}`;
  const secrets = createSecrets();
  const { now } = clock;
  const records = createStore(
    config.databaseUrl === undefined
      ? { kind: 'sqlite', folder: config.dataDir, now }
      : { kind: 'postgres', url: config.databaseUrl, now, leaseMs: replace.leaseMs },
    log,
  );
  const store =
    config.approvals.emergency === 1
      ? { ...records, organisations: withLoneOfficer(records.organisations) }
      : records;
  const shelf = createClipShelf(folder('clips'), undefined, now);
  const originals = createOriginals(folder('originals'), now);
  const scratch = createScratch(folder('scratch'));
  const keys = createKeys({
    folder: folder('keys'),
    now,
    passphrase: config.approvals.passphrase,
    emergencyApprovals: config.approvals.emergency,
    signer: signerOf(config.approvals),
  });
  const voices = createVoices(config, { path, log });
  const engineFor: EngineFor = async (org, of) =>
    replace.engine ?? voices.engineFor(await store.organisations.find(org), of);
  const ffmpeg = once(() => findFfmpeg({ configured: config.ffmpegPath, pathDirs: pathDirsOf(path) }));
  const ownMastering: Mastering = {
    master: async (...args) => createMastering({ ffmpeg: await ffmpeg(), shelf, scratch }).master(...args),
  };
  const mastering = replace.mastering?.(ownMastering) ?? ownMastering;
  const limits = {
    maxClipMs: config.tower.maxClipMinutes * 60_000,
    maxPlaysPerDay: config.tower.maxPlaysPerDay,
    maxRepeat: config.tower.maxRepeat,
    maxEmergencyMs: config.tower.maxEmergencyMinutes * 60_000,
    emergencyPauseMs: config.tower.emergencyPauseMinutes * 60_000,
    emergencyOverMute: config.tower.emergencyOverMute,
    volume: config.tower.volume,
    leadInMs: config.tower.leadInSeconds * 1000,
  };
  const { channelSecret, previousChannelSecret, channelAccessToken } = config.line;
  const channelSecrets = [channelSecret, previousChannelSecret].filter((one) => one !== undefined);
  const channel =
    channelAccessToken === undefined
      ? undefined
      : createLineChannel(
          { channelAccessToken, apiUrl: config.line.apiUrl, contentUrl: config.line.contentUrl },
          log,
        );
  const changed = () => conveyor.nudge();

  const broker = createTowerLine(
    {
      broker: brokerOf(config),
      topicRoot: config.mqtt.topicRoot,
      instance: owner,
      mark: markOf(config, owner),
      clipsUrl: config.tower.clipsUrl,
    },
    { keys, log, clock, contacts: store.towerContacts, secrets },
  );
  const line = broker.line;

  const intake = createIntake({
    ...store,
    originals,
    parser: { parse: parseEvent },
    channel,
    secrets,
    clock,
    owner,
    changed,
  });
  const voice = createVoice({
    ...store,
    engineFor,
    mastering,
    originals,
    scratch,
    clock,
    every,
    async soundFor(org, of) {
      return soundOf(home)(of, (await store.organisations.find(org))?.roughWeather);
    },
    owner,
    parallel: config.voice.parallel,
    changed,
  });
  const newsroom = createNewsroom({ ...store, seal: keys, clock, changed });
  const timetable = createTimetable({ ...store, clock, log, owner, changed });
  const delivery = createDelivery({
    ...store,
    contacts: store.towerContacts,
    shelf,
    line,
    clock,
    log,
    owner,
  });
  const trusting = createTrusting({
    hasNews: keys.hasNews,
    concerns: keys.concerns,
    async note() {
      const facts = { version: keys.version() };
      for (const { id } of await store.organisations.all())
        await store.audit.add(id, deedOf(SYSTEM, now(), 'keys-made', 'organisation', id, facts));
    },
    publish: broker.publishTrust,
    sealAnew: delivery.sealAnew,
    clock,
    log,
  });
  const receipts = createReceipts({
    ...store,
    contacts: store.towerContacts,
    shelf,
    line,
    clock,
    log,
    changed,
  });
  const clearing = createClearing({ ...store, line, clock, log, owner });
  const sweeps = createSweeps(
    {
      ...store,
      clipFiles: createKeptFiles(folder('clips')),
      originalFiles: createKeptFiles(folder('originals')),
      clock,
      log,
    },
    retentionOf(config),
  );
  const watch = createTowerWatch({
    ...store,
    trustVersion: async () => trustIn(await keys.trustDocument()).ver,
    bar: broker.bar,
    clock,
    log,
  });
  const tones = createTowerTones({ ...store, line, clock, log });
  const stages = [trusting, intake, voice, timetable, delivery, receipts, watch, tones, clearing, sweeps];
  const conveyor = createConveyor(stages, {
    ticker: replace.ticker ?? createCronTicker(),
    log,
    glance: () => store.worklist.idle(clock.now()),
  });

  const staffPorts = { ...store, secrets, clock };
  const staff = { ...createSigningIn(staffPorts), ...createPeople(staffPorts) };
  const towers = createTowers({ ...store, secrets, line, clock, limits, changed });
  const care = createTowerCare({ ...store, line, clock });
  const formulas = createFormulasDesk({ ...store, clock });
  const weather = createWeatherDesk({ ...store, clock });
  const volume = createVolumeDesk({ ...store, clock, limits, changed });
  const timetableDesk = createTimetableDesk({ ...store, clock, changed });
  const webhook = {
    keep: async (name: string, events: Parameters<typeof store.inbox.keep>[2]) =>
      void (await store.inbox.keep((await own()).id, name, events, clock.now()).then(changed)),
  };
  const readiness = {
    reasons: () =>
      reasonsOf({
        database: store.ready,
        broker: async () => broker.ready(),
        ffmpeg,
        voice: async () => (await engineFor((await own()).id, 'routine')).check(),
        folder: config.dataDir,
      }),
  };
  const desks = {
    ...store,
    intake,
    newsroom,
    dictionary: createDictionaryDesk({ ...store, clock, changed }),
    timetable: timetableDesk,
    formulas,
    weather,
    towers,
    care,
    volume,
    staff,
    readiness,
    webhook,
    voiceProgress: voice,
    preview: createVoicePreview(createQuickVoice(replace.engine ?? voices.embedded, scratch)),
  };
  const secureCookies = config.publicUrl?.startsWith('https:') ?? false;
  const door = createHttpDoor(
    {
      host: config.host,
      port: config.port ?? 8080,
      portIsSet: config.portIsSet,
      publicUrl: config.publicUrl,
      trustProxy: config.trustProxy,
      secureCookies,
    },
    desks,
    {
      log,
      clock,
      line:
        channelSecrets.length === 0 ? undefined : createLineDoor({ channel: LINE_CHANNEL, channelSecrets }),
      clips: shelf,
      towerClips: config.tower.clipsUrl === undefined ? undefined : store.brokerShelf,
      welcome: async (welcome) => broker.welcome(welcome),
      contract: contractInYaml(config.mqtt.topicRoot),
      vectors: contractVectors,
      metrics: createHttpMetrics(() => conveyor.underWay(), sweeps.figures, watch.figures),
      plugins: [createConsole(desks, { clock, sentenceFor, secureCookies, log })],
    },
  );
  const founding = { ...store, secrets, clock, limits };
  const own = once(() => found(foundation, founding));

  async function begin(): Promise<Started> {
    await store.start();
    await Promise.all([shelf.start(), scratch.start()]);
    const organisation = await own();
    const organisations = await store.organisations.all();
    await keys.start(organisations.map(({ id, area }) => ({ org: id, area: [area] })));
    const limited = await store.towers.limitAll(limits);
    if (limited > 0) log.info({ towers: limited }, 'towers are told other limits of emergencies');
    if (config.approvals.emergency === 1) log.warn({}, 'one name is enough for an emergency');
    const strangers = voices.strangersTo(organisations);
    if (strangers.length > 0) log.warn({ strangers }, 'voices are set for organisations that are not here');
    await broker.start(receipts.news, delivery.brokerIsBack);
    const { url } = await door.start();
    conveyor.start();
    // Without ffmpeg or a voice the relay still takes news in and plays what is booked; /readyz says what is missing.
    const [program, voiceNow] = await Promise.all([
      ffmpeg().catch(asRelayError),
      engineFor(organisation.id, 'routine').then((engine) => engine.check()),
    ]);
    const facts = {
      voice: voiceNow.usable ? voiceNow.detail : voiceNow.why,
      organisation: organisation.name,
      url,
    };
    if (program instanceof RelayError)
      log.error({ ...facts, why: program.message }, 'relay is running without ffmpeg');
    else log.info({ ...facts, ffmpeg: describe(program) }, 'relay is running');
    const token = await firstLink(organisation, founding);
    const link = token === undefined ? undefined : `${config.publicUrl ?? url}/sign-in/${token}`;
    return { url, link, ffmpeg: program instanceof RelayError ? undefined : program.path };
  }

  async function end(): Promise<void> {
    await conveyor.stop();
    await door.stop();
    await broker.stop();
    await store.giveBack(owner).catch((error: unknown) => log.warn({ err: error }, 'claims-not-given-back'));
    await store.stop();
  }

  return {
    conveyor,
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
    towerIds: async () => (await store.towers.all((await own()).id)).map((tower) => tower.id),
    claimCode: async (tower) => claimCodeFor(await own(), tower, founding),
  };
}

/** Beside another relay only what a person has set tells us apart at every start; a port that was found does not. */
function markOf({ databaseUrl, dataDir, port, portIsSet }: Config, owner: string): string {
  const isAlone = databaseUrl === undefined;
  return relayMark(isAlone || portIsSet ? [hostname(), resolve(dataDir), String(port)] : [owner]);
}

function brokerOf(config: Config) {
  const {
    url,
    host,
    port,
    username = '',
    password = '',
    publicUrl,
    ca,
    tlsCert,
    tlsKey,
    tlsPort,
  } = config.mqtt;
  if (url !== undefined) return { kind: 'external' as const, url, username, password, publicUrl, ca };
  const tls =
    tlsCert === undefined || tlsKey === undefined
      ? undefined
      : { cert: tlsCert, key: tlsKey, host, port: tlsPort, ca };
  return {
    kind: 'embedded' as const,
    host,
    port: port ?? 1883,
    portIsSet: config.mqttPortIsSet,
    publicUrl,
    tls,
  };
}

const DAY_MS = 24 * 3_600_000;

function retentionOf({ retention }: Config): Retention {
  return {
    rawEventMs: retention.rawEventDays * DAY_MS,
    messageIdMs: retention.messageIdDays * DAY_MS,
    originalMs: retention.originalDays * DAY_MS,
    spareClipMs: retention.spareClipDays * DAY_MS,
    airedClipMs: retention.airedClipDays * DAY_MS,
    clipBytes: retention.clipMegabytes * 1_000_000,
  };
}

/** The same promise for everyone who asks; a failure may be tried again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
