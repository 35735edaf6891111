// Figures for Prometheus, in a registry of our own so that two relays in one process keep apart.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

interface TowerFigures {
  readonly towers: number;
  readonly online: number;
  readonly ailments: Readonly<Record<string, number>>;
  readonly unwell: Readonly<Record<string, number>>;
  readonly silentMs: number;
}

export interface HttpMetrics {
  readonly registry: Registry;
  answered(facts: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly ms: number;
  }): void;
  webhook(result: WebhookResult, events: number): void;
}

export type WebhookResult =
  | 'kept'
  | 'empty'
  | 'bad-signature'
  | 'malformed'
  | 'too-large'
  | 'not-set-up'
  | 'not-stored';

/**
 * @param underWay how many things each stage has under way, asked when somebody reads the figures
 * @param housekeeping what has been swept since the start, and what the clips take on the disk
 * @param towers how the towers were when they were last looked at
 */
export function createHttpMetrics(
  underWay: () => Readonly<Record<string, number>>,
  housekeeping?: () => { readonly swept: Readonly<Record<string, number>>; readonly clipBytes: number },
  towers?: () => TowerFigures,
): HttpMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'hokrachai_http_request_seconds',
    help: 'Time from a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  const webhooks = new Counter({
    name: 'hokrachai_webhook_requests_total',
    help: 'Requests to the LINE webhook by result',
    labelNames: ['result'],
    registers: [registry],
  });
  const events = new Counter({
    name: 'hokrachai_webhook_events_total',
    help: 'LINE events handed to the inbox',
    registers: [registry],
  });
  new Gauge({
    name: 'hokrachai_stage_under_way',
    help: 'Things each stage works on now',
    labelNames: ['stage'],
    registers: [registry],
    collect() {
      for (const [stage, count] of Object.entries(underWay())) this.set({ stage }, count);
    },
  });
  if (housekeeping !== undefined) showHousekeeping(registry, housekeeping);
  if (towers !== undefined) showTowers(registry, towers);
  return {
    registry,
    answered: ({ method, route, status, ms }) =>
      durations.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, ms / 1000),
    webhook(result, count) {
      webhooks.inc({ result });
      if (count > 0) events.inc(count);
    },
  };
}

function showHousekeeping(
  registry: Registry,
  figures: () => { readonly swept: Readonly<Record<string, number>>; readonly clipBytes: number },
): void {
  new Gauge({
    name: 'hokrachai_swept',
    help: 'Rows and files given up since the start',
    labelNames: ['what'],
    registers: [registry],
    collect() {
      for (const [what, count] of Object.entries(figures().swept)) this.set({ what }, count);
    },
  });
  new Gauge({
    name: 'hokrachai_clip_shelf_bytes',
    help: 'What the clips take on the disk, when they were last looked through',
    registers: [registry],
    collect() {
      this.set(figures().clipBytes);
    },
  });
}

/** Counts only: a label for each tower would be a series for each tower. */
function showTowers(registry: Registry, figures: () => TowerFigures): void {
  const gauge = (name: string, help: string, value: (now: TowerFigures) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value(figures()));
      },
    });
  const counts = (
    name: string,
    help: string,
    label: string,
    of: (now: TowerFigures) => TowerFigures['unwell'],
  ) =>
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      collect() {
        this.reset();
        for (const [what, count] of Object.entries(of(figures()))) this.set({ [label]: what }, count);
      },
    });
  gauge('hokrachai_towers', 'Towers that are connected to this relay', (now) => now.towers);
  gauge('hokrachai_towers_online', 'Towers whose line is up', (now) => now.online);
  gauge(
    'hokrachai_tower_silent_seconds',
    'Longest time since a tower was in contact',
    (now) => now.silentMs / 1000,
  );
  counts('hokrachai_tower_ailments', 'What towers suffer from', 'reason', (now) => now.ailments);
  counts('hokrachai_towers_unwell', 'Unwell towers by how loud it is told', 'loudness', (now) => now.unwell);
}
