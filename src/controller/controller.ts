// The reference speaker controller: joins link, papers, clips and plays of one tower. What the broker brings goes
// through one queue, one thing at a time; what happens goes to the journal, from there to the relay.
// It shares with the relay only the contract in wire/ and could be a repository of its own.
import { randomBytes } from 'node:crypto';
import { RelayError } from '../core/errors.ts';
import type { ClaimResponse } from '../wire/claim.ts';
import { createTopics } from '../wire/topics.ts';
import { createAnswers } from './answers.ts';
import { createClipCache } from './clip-cache.ts';
import { createConnection } from './connection.ts';
import { createFetcher } from './fetcher.ts';
import { createFitness, watchedDisk } from './fitness.ts';
import { createGreeting } from './greeting.ts';
import { createJournal } from './journal.ts';
import { type Ceiling, effectiveLimits, underCeiling } from './limits.ts';
import { createOrders } from './orders.ts';
import { createOutbox } from './outbox.ts';
import { createPapers } from './papers.ts';
import { createPaperwork } from './paperwork.ts';
import { createPlays } from './plays.ts';
import type { Clock, ControllerEvent, Disk, Limits, Link, Log, Sink, TimeServers, Web } from './ports.ts';
import { createReports } from './reports.ts';
import { healthOf, statusOf } from './self-portrait.ts';
import type { TowerStatus } from './status-sheet.ts';
import { createTimeKeeping, FLOOR_EVERY_MS } from './time-keeping.ts';
import { createTowerTime } from './tower-time.ts';
import { createWatchedSink } from './watched-sink.ts';
import { createWorkQueue } from './work-queue.ts';

const HEALTH_EVERY_MS = 300_000;

export interface ControllerOptions {
  readonly credentials: ClaimResponse;
  readonly codecs: readonly string[];
  readonly firmware: string;
  readonly hardware: string;
  /** Whether NTP or a good RTC keeps the machine's own clock right. */
  readonly trustOwnClock: boolean;
  readonly cacheBytes: number;
  /** 0 to 100: never louder than this, whatever the relay says. */
  readonly volume: number;
  /** Softer at certain hours, beside what the relay's configuration says. */
  readonly ownVolumeHours?: NonNullable<Limits['volumeHours']>;
  /** Added to the relay's: what the tower's owner set here holds even against signed configuration. */
  readonly ownQuietHours: Limits['quietHours'];
  /** What else the tower's owner has set; no message raises it. */
  readonly ceiling?: Omit<Ceiling, 'volume' | 'volumeHours'>;
  /** Towers spread their hellos over this after the relay comes back, so that it is not run over. */
  readonly helloSpreadMs: number;
  /** And the fetching of clips that are not urgent over this; none unless told. */
  readonly prefetchSpreadMs?: number;
  onEvent(event: ControllerEvent): void;
}

export interface ControllerParts {
  readonly clock: Clock;
  readonly link: Link;
  readonly disk: Disk;
  readonly sink: Sink;
  readonly log: Log;
  /** Asked while the relay's signed time is not there; absent: the network is not asked. */
  readonly timeServers?: TimeServers | undefined;
  /** Second source of clips; absent: the broker alone. */
  readonly web?: Web | undefined;
}

export interface Controller {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The village's own switch: stops what sounds and keeps the tower silent until it is released. */
  mute(on: boolean): void;
  /** For the screen at the box. */
  status(): Omit<TowerStatus, 'writtenAt'>;
  /** Resolves when everything that arrived so far has been dealt with. */
  idle(): Promise<void>;
}

export function createController(options: ControllerOptions, parts: ControllerParts): Controller {
  const { clock, link, log } = parts;
  const { credentials } = options;
  const me = credentials.tower;
  const topics = createTopics(credentials.topicRoot);
  const boot = randomBytes(8).toString('hex');
  const bootAt = clock.now();
  const queue = createWorkQueue(clock, log);
  const { later, meanwhile } = queue;
  const fitness = createFitness(clock, (event) => reports.report(event));
  const disk = watchedDisk(parts.disk, fitness);
  const sink = createWatchedSink(parts.sink, clock);
  const journal = createJournal(disk, log);
  const cache = createClipCache(disk, options.cacheBytes);
  const papers = createPapers(disk);
  const time = createTowerTime(clock, options.trustOwnClock, papers.trusts);
  const { codecs, firmware, hardware } = options;
  const sources = parts.web === undefined ? (['mqtt'] as const) : (['mqtt', 'https'] as const);
  const portrait = { boot, firmware, hardware, codecs, sources, papers, journal, time };
  let isMuted = false;
  let isStopped = false;

  const { volume, ownVolumeHours: volumeHours = [] } = options;
  const ceiling: Ceiling = { ...options.ceiling, volume, volumeHours };
  const limits = () => underCeiling(effectiveLimits(papers.config), ceiling);
  const bench = () => ({
    tower: me,
    now: time.now(),
    floorAt: time.floorAt,
    limits: limits(),
    codecs,
    begun: journal.begun,
  });
  const orderBench = () => ({ ...bench(), area: papers.area, trust: papers.trust });

  const greeting = createGreeting({
    ...{ tower: me, topics, clock, link, disk, log, portrait, meanwhile },
    area: () => papers.area,
    spreadMs: options.helloSpreadMs,
  });

  const reports = createReports({ greeting, time, log, onEvent: options.onEvent });
  const { report, refused } = reports;
  const outbox = createOutbox(boot, journal, clock, (payload) => greeting.send('receipt', payload));
  const answers = createAnswers({
    ...{ time, journal, outbox, log, refused, bench: orderBench },
    answered: (ack, by, arrivedAt) => timeKeeping.answered(ack, by, arrivedAt),
  });
  const fetcher = createFetcher({
    ...{ tower: me, topics, link, clock, cache, log, later, web: parts.web },
    spreadMs: options.prefetchSpreadMs ?? 0,
    done: (hash, outcome) => later(() => plays.clipArrived(hash, outcome)),
  });
  const plays = createPlays({
    ...{ clock, time, journal, cache, sink, log, later, audio: fitness.audio },
    around: {
      limits,
      ownQuietHours: options.ownQuietHours,
      heardAt: answers.heardAt,
      planExp: () => paperwork.planExp(),
      isMuted: () => isMuted,
    },
    want: fetcher.want,
    told: ({ s, id, ann, why, skewMs, playedMs }) => {
      log.info({ id, ann, why, skewMs, playedMs }, s);
      options.onEvent({ event: s, id, ann, why, skewMs, playedMs });
      outbox.flush();
    },
  });

  const paperwork = createPaperwork({
    ...{ papers, plays, cache, time, refused },
    watermark: answers.watermark,
    heard: answers.heard,
    timeLost: () => greeting.hello(),
    onEvent: options.onEvent,
  });

  const timeKeeping = createTimeKeeping({
    ...{ clock, time, disk, log, greeting, later, onEvent: options.onEvent },
    servers: options.trustOwnClock ? undefined : parts.timeServers,
    stepped: (text) => report({ ev: 'time-step', text }),
    async known(wasCutOff) {
      if (wasCutOff) paperwork.gap();
      await paperwork.again();
    },
    moved: () => plays.tick(),
  });

  const orders = createOrders({
    ...{ clock, sink, plays, limits, report, refused, bench: orderBench, audio: fitness.audio },
    ownQuietHours: options.ownQuietHours,
    isMuted: () => isMuted,
    reportAll: async () => {
      meanwhile(health);
      outbox.connected();
      greeting.hello();
    },
  });

  const connection = createConnection({
    ...{ clock, greeting, reports, outbox, fetcher, gap: paperwork.gap, later, meanwhile },
    onEvent: options.onEvent,
  });

  const readers: Readonly<Record<string, (text: string, arrivedAt: number) => Promise<void>>> = {
    plan: paperwork.plan,
    cmd: orders,
    flash: orders,
    ack: answers.take,
    config: paperwork.config,
    trust: paperwork.trust,
    'relay-status': async (text) => greeting.relayStatus(text),
  };

  /** @param arrivedAt our own clock when it came, not when its turn in the queue came: the time is told by it */
  async function onMessage(topic: string, payload: Uint8Array, arrivedAt: number): Promise<void> {
    const parsed = topics.parse(topic);
    if (parsed === undefined || payload.length === 0 || ('tower' in parsed && parsed.tower !== me)) return;
    if (parsed.kind === 'chunk') await fetcher.chunk(parsed.hash, parsed.n, payload);
    else await readers[parsed.kind]?.(new TextDecoder().decode(payload), arrivedAt);
  }

  async function health(): Promise<void> {
    if (!greeting.isOnline()) return;
    const body = { ...healthOf(portrait, plays, clock.now() - bootAt, await disk.free()), ...fitness.now() };
    await greeting.send('health', body, 0).catch((cause) => log.debug({ err: cause }, 'health not sent'));
  }

  return {
    async start() {
      await timeKeeping.start();
      await journal.load(Math.round(time.best() / 1000));
      await cache.load();
      const broken = await papers.load(credentials, bench);
      if (broken !== undefined) {
        throw new RelayError(
          'bad-signature',
          `The enrolment of ${me} is not in order (${broken.text}); claim it again.`,
        );
      }
      await plays.recover();
      await paperwork.resume();
      queue.every(FLOOR_EVERY_MS, async () => {
        await timeKeeping.keepFloor();
        await paperwork.keepAgain();
        await journal.keep().catch((cause: unknown) => log.debug({ err: cause }, 'watermark not kept'));
      });
      queue.every(HEALTH_EVERY_MS, async () => meanwhile(health));
      link.open({
        will: greeting.will,
        connected: connection.connected,
        lost: connection.lost,
        message: (topic, payload) => {
          const arrivedAt = clock.now();
          later(() => onMessage(topic, payload, arrivedAt));
        },
      });
    },
    async stop() {
      if (isStopped) return;
      isStopped = true;
      options.onEvent({ event: 'stopping' });
      plays.close();
      outbox.lost();
      fetcher.stop();
      timeKeeping.stop();
      queue.close();
      connection.close();
      await link.close(greeting.goodbye());
      greeting.close();
      await queue.idle();
      await timeKeeping.keepFloor();
    },
    mute(on) {
      isMuted = on;
      report({ ev: 'local-override', text: on ? 'muted at the tower' : 'mute released' });
      if (on) later(plays.muted);
    },
    status: () =>
      statusOf(
        portrait,
        { plays, fitness },
        {
          tower: me,
          upS: Math.round((clock.now() - bootAt) / 1000),
          online: greeting.isOnline(),
          sinceAt: connection.sinceAt(),
          muted: isMuted,
        },
      ),
    idle: queue.idle,
  };
}
