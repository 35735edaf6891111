// The reference speaker controller: joins link, papers, clips and plays of one tower. What the broker brings goes
// through one queue, one thing at a time; what happens goes to the journal, from there to the relay.
// It shares with the relay only the contract in wire/ and could be a repository of its own.
import { randomBytes } from 'node:crypto';
import { RelayError } from '../core/errors.ts';
import { createTopics } from '../wire/topics.ts';
import { createAnswers } from './answers.ts';
import { createClipCache } from './clip-cache.ts';
import { createConnection } from './connection.ts';
import type { ControllerOptions, ControllerParts } from './controller-options.ts';
import { createFetcher } from './fetcher.ts';
import { createFitness, watchedDisk } from './fitness.ts';
import { createGreeting } from './greeting.ts';
import { createJournal } from './journal.ts';
import { createLetterbox } from './letterbox.ts';
import { type Ceiling, effectiveLimits, underCeiling } from './limits.ts';
import { createOrders } from './orders.ts';
import { createOutbox } from './outbox.ts';
import { createPapers } from './papers.ts';
import { createPaperwork } from './paperwork.ts';
import { createPlays } from './plays.ts';
import { createReports } from './reports.ts';
import { createTimeKeeping, FLOOR_EVERY_MS } from './time-keeping.ts';
import { createTowerTime } from './tower-time.ts';
import { createVitals, HEALTH_EVERY_MS, type Vitals } from './vitals.ts';
import { createWatchedSink } from './watched-sink.ts';
import { createWorkQueue } from './work-queue.ts';

export interface Controller {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The village's own switch: stops what sounds and keeps the tower silent until it is released. */
  mute(on: boolean): void;
  /** For the screen at the box. */
  readonly status: Vitals['status'];
  /** Resolves when everything that arrived so far has been dealt with. */
  idle(): Promise<void>;
}

export function createController(options: ControllerOptions, parts: ControllerParts): Controller {
  const { clock, link, log } = parts;
  const { credentials } = options;
  const me = credentials.tower;
  const topics = createTopics(credentials.topicRoot);
  const boot = randomBytes(8).toString('hex');
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
      meanwhile(vitals.tell);
      outbox.connected();
      greeting.hello();
    },
  });

  const connection = createConnection({
    ...{ clock, greeting, reports, outbox, fetcher, gap: paperwork.gap, later, meanwhile },
    onEvent: options.onEvent,
  });

  const vitals = createVitals({
    ...{ tower: me, portrait, plays, fitness, greeting, disk, clock, log },
    sinceAt: connection.sinceAt,
    isMuted: () => isMuted,
  });

  const read = createLetterbox({ tower: me, topics, fetcher, paperwork, answers, greeting, orders });

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
      queue.every(HEALTH_EVERY_MS, async () => meanwhile(vitals.tell));
      link.open({
        will: greeting.will,
        connected: connection.connected,
        lost: connection.lost,
        message: (topic, payload) => {
          const arrivedAt = clock.now();
          later(() => read(topic, payload, arrivedAt));
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
    status: vitals.status,
    idle: queue.idle,
  };
}
