// A process with many simulated towers. Orders come in over the parent's channel, what happens at the towers goes back in
// batches; when the parent is gone, so is the crew.

import type { Controller } from '../controller/controller.ts';
import type { ControllerEvent } from '../controller/ports.ts';
import { asRelayError } from '../core/errors.ts';
import { createLightTower } from './light-tower.ts';
import { createClipPool } from './memory-disk.ts';
import { createRoad, type Road } from './road.ts';
import { createSkippingClock } from './skipping-clock.ts';
import type { Happening, News, Order, Place } from './words.ts';

const BATCH_MS = 100;
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

const clock = createSkippingClock();
const pool = createClipPool();
const traffic = { in: 0, out: 0 };
const towers: Controller[] = [];
const roads = new Map<Place, Road>();
const rssBefore = process.memoryUsage.rss();
let happenings: Happening[] = [];
let isEnding = false;

function say(news: News): void {
  if (process.connected) process.send?.(news);
}

function tell(): void {
  if (happenings.length === 0) return;
  say({ is: 'happenings', list: happenings });
  happenings = [];
}

function note(tower: string, event: ControllerEvent): void {
  const { event: name, ...facts } = event;
  happenings.push({
    tower,
    at: clock.now(),
    event: name,
    ...(facts as Omit<Happening, 'tower' | 'at' | 'event'>),
  });
}

async function run(order: Order & { do: 'run' }): Promise<void> {
  const first = order.towers[0]?.credentials.mqttUrl;
  if (first === undefined) return;
  const ways = new Map<Place, string>([
    ['town', first],
    ['country', first],
  ]);
  for (const place of order.roads ? ways.keys() : []) {
    const road = createRoad(first);
    roads.set(place, road);
    ways.set(place, await road.start());
  }
  const gapMs = order.overMs / order.towers.length;
  const beganAt = performance.now();
  for (const [n, { credentials, place }] of order.towers.entries()) {
    const waitMs = beganAt + n * gapMs - performance.now();
    if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (isEnding) return;
    const { tower } = credentials;
    const light = createLightTower(credentials, ways.get(place) ?? first, {
      clock,
      pool,
      traffic,
      log: SILENT,
      onEvent: (event) => note(tower, event),
      sounded: (id) => happenings.push({ tower, at: clock.now(), event: 'sounded', id }),
    });
    towers.push(light);
    await light.start();
  }
}

function measure(): void {
  const cuts = [...roads.values()].reduce((sum, road) => sum + road.cuts(), 0);
  const rss = process.memoryUsage.rss();
  say({
    is: 'measure',
    measure: { towers: towers.length, rss, rssBefore, bytesIn: traffic.in, bytesOut: traffic.out, cuts },
  });
}

async function end(): Promise<void> {
  isEnding = true;
  await Promise.allSettled(towers.map((tower) => tower.stop()));
  for (const road of roads.values()) await road.stop();
  tell();
  // timers of what was stopped may still run; nothing waits for them
  process.send?.({ is: 'ended' } satisfies News, () => process.exit(0));
}

async function obey(order: Order): Promise<void> {
  switch (order.do) {
    case 'run':
      return run(order);
    case 'close':
    case 'open':
      for (const [place, road] of roads) if (order.place === 'all' || order.place === place) road[order.do]();
      return;
    case 'wear':
      for (const road of roads.values()) road.wear(order.bytes);
      return;
    case 'skip':
      return clock.skip(order.ms);
    case 'measure':
      return measure();
    case 'end':
      return end();
  }
}

process.on('message', (order: Order) => {
  obey(order).catch((error: unknown) => say({ is: 'failed', text: asRelayError(error).message }));
});
// the terminal's Ctrl-C reaches the whole group; the head says when and in which order to end
process.on('SIGINT', () => undefined);
process.once('disconnect', () => {
  if (!isEnding) process.exit(1);
});
setInterval(tell, BATCH_MS).unref();
say({ is: 'ready' });
