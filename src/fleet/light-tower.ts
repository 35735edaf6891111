// One simulated tower: the reference controller itself, with everything around it light — a disk in memory, a silent
// loudspeaker, a clock of its own that is wrong — and one real connection to the broker.
import { createController } from '../controller/controller.ts';
import { createMqttLink } from '../controller/mqtt-link.ts';
import type { ControllerEvent, Log } from '../controller/ports.ts';
import type { ClaimResponse } from '../wire/claim.ts';
import { countedLink, type Traffic } from './counted-link.ts';
import { type ClipPool, createMemoryDisk } from './memory-disk.ts';
import { createSilentSink } from './silent-sink.ts';
import type { SkippingClock } from './skipping-clock.ts';

const KEEPALIVE_S = 120;
const CACHE_BYTES = 8 * 1024 * 1024;
const HELLO_SPREAD_MS = 60_000;
/** A box without a battery for its clock is wrong by any amount; this is enough to show that nobody trusts it. */
const MOST_WRONG_MS = 3_600_000;

export interface LightTowerParts {
  readonly clock: SkippingClock;
  readonly pool: ClipPool;
  readonly traffic: Traffic;
  readonly log: Log;
  onEvent(event: ControllerEvent): void;
  /** The first sample of this play would have sounded now. */
  sounded(play: string): void;
}

/** @param mqttUrl the broker as this tower reaches it */
export function createLightTower(credentials: ClaimResponse, mqttUrl: string, parts: LightTowerParts) {
  const clock = parts.clock.offBy(Math.round((Math.random() * 2 - 1) * MOST_WRONG_MS));
  const link = createMqttLink(
    {
      url: mqttUrl,
      tower: credentials.tower,
      password: credentials.password,
      ca: credentials.ca,
      keepalive: KEEPALIVE_S,
    },
    clock,
    parts.log,
  );
  return createController(
    {
      credentials,
      codecs: ['mp3', 'opus'],
      firmware: 'hokrachai-fleet/1',
      hardware: 'simulated',
      trustOwnClock: false,
      cacheBytes: CACHE_BYTES,
      volume: 100,
      ownQuietHours: null,
      helloSpreadMs: HELLO_SPREAD_MS,
      onEvent: parts.onEvent,
    },
    {
      clock,
      link: countedLink(link, parts.traffic),
      disk: createMemoryDisk(parts.pool),
      sink: createSilentSink(clock, parts.sounded),
      log: parts.log,
    },
  );
}
