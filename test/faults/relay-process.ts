// One process of the relay: the real stages, desks and conveyor over the shared store, every port behind a gate where
// the process may die, fall asleep past its lease, or find its disk full. What it says goes to the broker in memory.
import { createOutgoing } from '../../src/adapters/mqtt/outgoing.ts';
import { createTowerNewsReader } from '../../src/adapters/mqtt/tower-news-reader.ts';
import type { createStore } from '../../src/adapters/store/store.ts';
import { makeUlid } from '../../src/adapters/time/clock.ts';
import { RelayError } from '../../src/core/errors.ts';
import { createClearing } from '../../src/pipeline/clearing.ts';
import { createConveyor } from '../../src/pipeline/conveyor.ts';
import { createDelivery } from '../../src/pipeline/delivery.ts';
import { createIntake } from '../../src/pipeline/intake.ts';
import { createNewsroom } from '../../src/pipeline/newsroom.ts';
import type { Clock, Log, TowerLine } from '../../src/pipeline/ports.ts';
import { createReceipts } from '../../src/pipeline/receipts.ts';
import { createTimetable } from '../../src/pipeline/timetable.ts';
import { createTowers } from '../../src/pipeline/towers.ts';
import { createVoice } from '../../src/pipeline/voice.ts';
import type { Aim } from './aim.ts';
import { type Broker, type Session, topics } from './broker.ts';
import type { Chance } from './chance.ts';
import { LIMITS } from './founding.ts';
import type { OfficeKeys } from './office-keys.ts';
import { createStudio, type Shelf } from './studio.ts';
import type { Weather } from './weather.ts';
import type { World } from './world.ts';

/** Asked all the time with nothing to do: a crash there would teach little. */
const IDLE = /\.(claim\w*|unapplied|silent|idle)$/;
const FIRST_TICK_MS = 3_000;
const LAST_TICK_MS = 90_000;
const MOST_SILENCES = 3;

export type Store = ReturnType<typeof createStore>;
export type RelayProcess = ReturnType<typeof createRelayProcess>;

export interface RelayParts {
  readonly name: string;
  readonly world: World;
  readonly weather: Weather;
  readonly aim: Aim;
  readonly chance: Chance;
  readonly broker: Broker;
  readonly store: Store;
  readonly keys: OfficeKeys;
  readonly shelf: Shelf;
  /** How many plays a packet takes. */
  readonly mostItems: number;
  /** What it writes in its log. */
  readonly logged: (event: string, facts: Record<string, unknown>) => void;
}

export function createRelayProcess(parts: RelayParts) {
  const { name, world, weather, aim, chance, broker, store, keys, shelf, mostItems } = parts;
  let boots = 0;
  let isOn = false;
  let wokenAt = 0;
  let skewMs = 0;
  let session: Session | undefined;
  /** Since when it is on, on the line and has greeted. */
  let workSince = Number.POSITIVE_INFINITY;
  let desks: ReturnType<typeof build> | undefined;
  const sleepers = new Set<() => void>();

  const never = <T>() => new Promise<T>(() => undefined);

  function crash(where: string): void {
    if (!isOn) return;
    isOn = false;
    world.note(`${name}: crashes at ${where}`);
    world.count(`crash × ${where}`);
    desks = undefined;
    const old = session;
    session = undefined;
    workSince = Number.POSITIVE_INFINITY;
    if (old !== undefined) broker.end(old, 'crash');
    world.in(chance.between(500, 10_000), start);
  }

  function build(boot: number) {
    const alive = () => isOn && boots === boot;
    const owner = `${name}-${boot}`;
    const clock: Clock = {
      now: () => world.now() + skewMs,
      ulid: () =>
        makeUlid(
          world.now(),
          Uint8Array.from({ length: 16 }, () => chance.below(32)),
        ),
    };
    const note = (level: string) => (facts: object, event: string) => {
      const { err: _err, ...rest } = facts as Record<string, unknown>;
      if (!alive()) return;
      world.note(`${name} ${level} ${event} ${JSON.stringify(rest)}`);
      parts.logged(event, rest);
    };
    const log: Log = { debug() {}, info: note('info'), warn: note('warn'), error: note('error') };

    async function awake(): Promise<void> {
      if (!alive()) return never();
      if (world.now() < wokenAt) await new Promise<void>((resolve) => sleepers.add(resolve));
      return alive() ? undefined : never();
    }

    /** What may happen around a call: before it, instead of it, or when it is done and nobody knows. */
    async function gate<T>(where: string, call: () => Promise<T>, mayFail: boolean): Promise<T> {
      await awake();
      const share = IDLE.test(where) ? 0.02 : 1;
      if (aim.strikes('pause', where) || chance.happens(weather.pause * share)) {
        fallAsleep(where, chance.between(16_000, 24_000));
        await awake();
      }
      if (aim.strikes('crash', `${where} before`) || chance.happens((weather.crash * share) / 2)) {
        crash(`${where} before`);
        return never();
      }
      if (mayFail && (aim.strikes('store fails', where) || chance.happens(weather.storeFails * share))) {
        world.count(`store fails × ${where}`);
        throw new RelayError('disk-full', 'no room for the database', { retry: true });
      }
      const result = await call();
      await awake();
      if (aim.strikes('crash', `${where} after`) || chance.happens((weather.crash * share) / 2)) {
        crash(`${where} after`);
        return never();
      }
      return result;
    }

    function gated<T extends object>(port: string, of: T, mayFail: boolean): T {
      return new Proxy(of, {
        get(target, key) {
          const method: unknown = Reflect.get(target, key);
          if (typeof method !== 'function') return method;
          return (...args: unknown[]) =>
            gate(`${port}.${String(key)}`, () => method.apply(target, args) as Promise<unknown>, mayFail);
        },
      });
    }

    const records = Object.fromEntries(
      Object.entries(store).map(([port, of]) => [port, typeof of === 'object' ? gated(port, of, true) : of]),
    ) as unknown as Store;

    let silences = 0;
    async function say(
      topic: string,
      payload: string | Uint8Array,
      how: { qos: 0 | 1; retain: boolean },
    ): Promise<void> {
      const mine = session;
      if (mine === undefined || !mine.isAlive)
        throw new RelayError('broker-down', 'the broker is away', { retry: true });
      try {
        await broker.send(mine, { topic, payload, ...how });
        silences = 0;
      } catch (error) {
        silences += error instanceof RelayError && error.code === 'timeout' ? 1 : 0;
        if (silences >= MOST_SILENCES) {
          silences = 0;
          broker.end(mine, 'no answers');
        }
        throw error;
      }
    }
    const outgoing = createOutgoing({ topics, keys, clock, log, say });
    const publishPlan: TowerLine['publishPlan'] = async (plan, after) => {
      if (plan.items.length > mostItems) {
        world.count('plan shortened');
        throw new RelayError('too-large', 'the plan has too many items for these packets');
      }
      return await outgoing.publishPlan(plan, after);
    };
    const line = gated('line', { ...outgoing, publishPlan }, false);

    let tickMs = FIRST_TICK_MS;
    let cancelTick: () => void = () => undefined;
    const ticker = {
      start(tick: () => void) {
        const wait = () => {
          cancelTick = world.in(tickMs * (0.8 + chance.next() * 0.4), () => {
            if (!alive()) return;
            tickMs = Math.min(LAST_TICK_MS, tickMs * 12);
            if (world.now() >= wokenAt) tick();
            wait();
          });
        };
        wakeUp = () => {
          if (tickMs === FIRST_TICK_MS) return;
          tickMs = FIRST_TICK_MS;
          cancelTick();
          wait();
        };
        wait();
      },
      stop: () => cancelTick(),
    };
    let wakeUp: () => void = () => undefined;
    const changed = () => {
      if (!alive()) return;
      conveyor.nudge();
      wakeUp();
    };

    const ports = {
      ...records,
      contacts: records.towerContacts,
      line,
      shelf: gated('shelf', shelf, false),
      clock,
      log,
      owner,
      changed,
    };
    const studio = createStudio(shelf);
    const voice = createVoice({
      ...ports,
      ...studio,
      every: (ms, work) => {
        let cancel: () => void = () => undefined;
        const again = () => {
          cancel = world.in(ms, () => {
            if (!alive()) return;
            work();
            again();
          });
        };
        again();
        return () => cancel();
      },
      parallel: 2,
    });
    const intake = createIntake({
      ...ports,
      ...studio,
      parser: { parse: neverAsked },
      channel: undefined,
      secrets: NO_SECRETS,
    });
    const newsroom = createNewsroom({ ...ports, seal: gated('seal', keys, false) });
    const timetable = createTimetable(ports);
    const delivery = createDelivery(ports);
    const receipts = createReceipts(ports);
    const clearing = createClearing(ports);
    const towers = createTowers({ ...ports, secrets: NO_SECRETS, limits: LIMITS });
    const conveyor = createConveyor([voice, timetable, delivery, receipts, clearing], {
      ticker,
      log,
      glance: () => records.worklist.idle(clock.now()),
    });
    const reader = createTowerNewsReader(topics, receipts.news, { log, now: clock.now });

    function connect(): void {
      if (!alive()) return;
      if (world.now() < wokenAt) return void world.in(5_000, connect);
      const mine = broker.open(name, {
        will: { topic: topics.relayStatus, payload: status('offline'), qos: 1, retain: true },
        take: () => undefined,
        lost() {
          if (session === mine) {
            session = undefined;
            workSince = Number.POSITIVE_INFINITY;
          }
          if (alive()) world.in(chance.between(500, 20_000), connect);
        },
      });
      if (mine === undefined) return void world.in(chance.between(1_000, 20_000), connect);
      session = mine;
      greet(mine).catch((error: unknown) => {
        world.note(`${name}: greeting failed: ${String(error)}`);
        if (alive() && session === mine) broker.end(mine, 'greeting failed');
      });
    }
    const status = (state: string) => JSON.stringify({ state, instance: owner, since: clock.now() });

    /** As the line to the towers does it: trust first, then everything again, and only then the relay listens. */
    async function greet(mine: Session): Promise<void> {
      await say(topics.trust, JSON.stringify(keys.trust), { qos: 1, retain: true });
      await delivery.brokerIsBack();
      changed();
      broker.hear(mine, async (topic, payload, retained) => {
        if (!alive()) return never();
        await reader.take(topic, payload, retained);
      });
      await say(topics.relayStatus, status('online'), { qos: 1, retain: true });
      if (session === mine) workSince = world.now();
    }
    return { connect, conveyor, intake, newsroom, towers, changed };
  }

  function fallAsleep(where: string, forMs: number): void {
    if (world.now() < wokenAt) return;
    wokenAt = world.now() + forMs;
    world.note(`${name}: stands still for ${forMs} ms at ${where}`);
    world.count(`pause × ${where}`);
    world.in(forMs, () => {
      const waiting = [...sleepers];
      sleepers.clear();
      for (const wake of waiting) wake();
    });
  }

  function start(): void {
    if (isOn) return;
    isOn = true;
    boots += 1;
    wokenAt = 0;
    world.note(`${name}: starts`);
    desks = build(boots);
    desks.conveyor.start();
    desks.connect();
  }

  return {
    name,
    start,
    crash,
    /** Undefined while it is down or stands still: an officer's page does not load. */
    desks: () => (isOn && world.now() >= wokenAt ? desks : undefined),
    /** Since when it has been on the line and awake without a break; never while it is not. */
    atWorkSince: () =>
      isOn && world.now() >= wokenAt ? Math.max(workSince, wokenAt) : Number.POSITIVE_INFINITY,
    jump(ms: number): void {
      const before = skewMs;
      if (ms === before) return;
      skewMs = ms;
      world.note(`${name}: clock jumps to ${ms} ms beside the truth`);
      world.count(`relay clock × ${ms < before ? 'back' : 'ahead'}`);
    },
  };
}

const NO_SECRETS = {
  hash: async () => 'x',
  hashRandom: () => 'x',
  matches: async () => true,
  make: () => 'x',
  fingerprint: () => 'x',
};
const neverAsked = () => {
  throw new Error('nothing comes by LINE here');
};
