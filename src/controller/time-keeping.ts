// Keeps the tower's time: the relay's signed answers and, while they do not come, the network's servers → trusted time →
// what waits for it is armed anew. The latest time that surely has passed is kept on disk, by the key that said so.
import { z } from 'zod';
import type { Ack } from '../wire/messages.ts';
import type { Greeting } from './greeting.ts';
import { createNetworkTime } from './network-time.ts';
import type { Clock, ControllerEvent, Disk, Log, TimeServers } from './ports.ts';
import type { TimeFloors, TowerTime } from './tower-time.ts';

const FLOOR = 'floor';
/** Half of the longest gap that does not count as one, so that a restart can tell which it was. */
export const FLOOR_EVERY_MS = 300_000;
export const LONG_GAP_MS = 600_000;
/** The relay is given this long to say the time itself. */
const RELAY_FIRST_MS = 20_000;
const SOONEST_MS = 30_000;
const RAREST_MS = 900_000;
/** So blunt that drift may make it useless before the next regular hello: the relay is asked again sooner. */
const BLUNT_MS = 1000;
/** A step that people notice and timers must know of. */
const STEP_MS = 2000;

export interface TimeKeepingParts {
  readonly clock: Clock;
  readonly time: TowerTime;
  readonly disk: Disk;
  readonly log: Log;
  readonly greeting: Pick<Greeting, 'askedAt' | 'answered'>;
  /** Undefined where the network is not asked. */
  readonly servers: TimeServers | undefined;
  onEvent(event: ControllerEvent): void;
  stepped(text: string): void;
  /** Time is known for the first time, or is another than was thought: what was judged by it is judged again. */
  known(wasCutOff: boolean): Promise<void>;
  /** It moved: timers are set anew. */
  moved(): Promise<void>;
  later(work: () => Promise<void>): void;
}

export interface TimeKeeping {
  start(): Promise<void>;
  /** A signed answer; sets the clock only when it has our own nonce. */
  answered(ack: Pick<Ack, 'nonce' | 'unixMs'>, by: string, heardAt: number): Promise<void>;
  keepFloor(): Promise<void>;
  stop(): void;
}

export function createTimeKeeping(parts: TimeKeepingParts): TimeKeeping {
  const { clock, time, disk, log, greeting } = parts;
  const network = parts.servers === undefined ? undefined : createNetworkTime(parts.servers, clock, log);
  let floorAtBoot = 0;
  let cancelAsking: () => void = () => undefined;
  let isStopped = false;

  async function follow(wasUnknown: boolean, moved: number): Promise<void> {
    const offsetMs = Math.round((time.now() ?? 0) - clock.now());
    parts.onEvent({ event: 'time', offsetMs, errMs: time.errMs() });
    const isStep = Math.abs(moved) > STEP_MS;
    if (isStep) parts.stepped(`clock moved by ${Math.round(moved)} ms`);
    if (wasUnknown || isStep) {
      const wasCutOff = wasUnknown && floorAtBoot > 0 && (time.now() ?? 0) - floorAtBoot > LONG_GAP_MS;
      floorAtBoot = 0;
      await keepFloor();
      await parts.known(wasCutOff);
    }
    await parts.moved();
  }

  async function keepFloor(): Promise<void> {
    if (time.now() === undefined) return;
    await disk
      .write(FLOOR, JSON.stringify(time.raiseFloor()))
      .catch((cause: unknown) => log.warn({ err: cause }, 'time not kept'));
  }

  function askIn(ms: number, fails: number): void {
    cancelAsking();
    const spread = ms * (0.75 + Math.random() * 0.5);
    cancelAsking = clock.after(spread, () => {
      askNetwork(fails).catch((cause: unknown) => log.error({ err: cause }, 'asking for the time failed'));
    });
  }

  /** Not inside the controller's queue: a stop command must not wait for a time server. */
  async function askNetwork(fails: number): Promise<void> {
    if (network === undefined || isStopped) return;
    const found = time.isWanting() ? await network.ask() : undefined;
    if (isStopped) return;
    if (found !== undefined)
      parts.later(async () => {
        const wasUnknown = time.now() === undefined;
        const moved = time.isWanting() ? time.learnUnsigned(found) : undefined;
        if (moved !== undefined) await follow(wasUnknown, moved);
      });
    const isServed = found !== undefined || !time.isWanting();
    askIn(isServed ? RAREST_MS : Math.min(RAREST_MS, SOONEST_MS * 2 ** fails), isServed ? 0 : fails + 1);
  }

  return {
    async start() {
      const floors = readFloors(new TextDecoder().decode(await disk.read(FLOOR)));
      time.setFloors(floors);
      floorAtBoot = Math.max(0, ...Object.values(floors));
      if (network !== undefined && time.isWanting()) askIn(RELAY_FIRST_MS, 0);
      else if (network !== undefined) askIn(RAREST_MS, 0);
    },
    async answered({ nonce, unixMs }, by, heardAt) {
      const sentAt = greeting.askedAt(nonce);
      if (sentAt === undefined) return;
      const wasUnknown = time.now() === undefined;
      const moved = time.learn({ sentAt, heardAt, unixMs, by });
      // too slow to set a clock by: where there is time already, the next regular hello will do
      if ((moved !== undefined || !wasUnknown) && time.errMs() <= BLUNT_MS) greeting.answered();
      if (moved !== undefined) await follow(wasUnknown, moved);
    },
    keepFloor,
    stop() {
      isStopped = true;
      cancelAsking();
    },
  };
}

const floorsSchema = z.record(z.string(), z.number());

function readFloors(kept: string): TimeFloors {
  try {
    return floorsSchema.safeParse(JSON.parse(kept)).data ?? {};
  } catch {
    return {}; // never written, or a damaged card: what the relay says next becomes the floor
  }
}
