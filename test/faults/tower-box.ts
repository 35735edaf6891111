// A tower as a box in a village: the real controller on a disk that loses what was not synced, a clock that starts wrong
// and drifts, a line that falls, an amplifier that writes down what truly sounded.
import { type Controller, createController } from '../../src/controller/controller.ts';
import type {
  Clock,
  ControllerEvent,
  Disk,
  Link,
  LinkEvents,
  Log,
  Message,
  Sink,
} from '../../src/controller/ports.ts';
import { RelayError } from '../../src/core/errors.ts';
import { clipHash } from '../../src/wire/chunks.ts';
import type { ClaimResponse } from '../../src/wire/claim.ts';
import type { Aim } from './aim.ts';
import type { Broker, Session } from './broker.ts';
import type { Chance } from './chance.ts';
import type { Weather } from './weather.ts';
import type { Witness } from './witness.ts';
import type { World } from './world.ts';

const QUIET: Log = { debug() {}, info() {}, warn() {}, error() {} };

export interface BoxParts {
  readonly id: string;
  /** Where it stands: a clone has a tower's name and another place. */
  readonly place: string;
  /** What is on its disk. */
  readonly files: Map<string, Uint8Array>;
  readonly credentials: ClaimResponse;
  readonly world: World;
  readonly weather: Weather;
  readonly aim: Aim;
  readonly chance: Chance;
  readonly broker: Broker;
  readonly witness: Witness;
  lengthOf(hash: string): number;
}

export type TowerState = 'off' | 'alone' | 'idle' | 'fetching' | 'waiting' | 'sounding';
export type TowerBox = ReturnType<typeof createTowerBox>;

export function createTowerBox(parts: BoxParts) {
  const { id, place, files, world, weather, aim, chance, broker, witness } = parts;
  /** What a power cut may take. */
  const loose = new Set<string>();
  let boots = 0;
  let isOn = false;
  let hasNet = true;
  let isFull = false;
  let isAway = false;
  let session: Session | undefined;
  let controller: Controller | undefined;
  let sounding: { stop(why: 'stopped' | 'power'): void } | undefined;
  let skewMs = 0;
  let drift = 0;

  /** What it has fetched and not begun. */
  const waiting = new Set<string>();

  const never = <T>() => new Promise<T>(() => undefined);
  /** Somebody waits for a state. */
  let felt: () => void = () => undefined;

  function told(event: ControllerEvent): void {
    if (event.event === 'ready') waiting.add(event.id);
    else if ('id' in event) waiting.delete(event.id);
    witness.told(place, event);
    felt();
  }

  /** What a fault comes upon. */
  function state(): TowerState {
    if (!isOn) return 'off';
    if (sounding !== undefined) return 'sounding';
    if (session === undefined) return 'alone';
    if ([...session.topics].some((topic) => topic.includes('/clip/'))) return 'fetching';
    return waiting.size > 0 ? 'waiting' : 'idle';
  }

  function clockOf(boot: number): Clock {
    const bootedAt = world.now();
    return {
      now: () => bootedAt + skewMs + (world.now() - bootedAt) * (1 + drift),
      after: (ms, call) => world.in(ms / (1 + drift), () => isOn && boots === boot && call()),
    };
  }

  function diskOf(boot: number): Disk {
    const alive = () => isOn && boots === boot;
    /** The power may go at any write: before it, in its midst, or when it is on the disk and nobody has been told. */
    async function put(
      name: string,
      before: Uint8Array | undefined,
      after: Uint8Array,
      half: Uint8Array | undefined,
    ): Promise<void> {
      if (!alive()) return never();
      if (isFull) {
        world.count(`write on a full disk × ${kindOf(name)}`);
        throw new RelayError('disk-full', 'no room', { retry: true });
      }
      const fates: (readonly [string, Uint8Array | undefined])[] = [
        ['before', before],
        ['after', after],
      ];
      if (half !== undefined) fates.push(['amid', half]);
      const aimed = fates.find(([how]) => aim.strikes(`power cut ${how} a write`, () => kindOf(name)));
      if (aimed === undefined && !chance.happens(weather.cutAtWrite)) {
        files.set(name, after);
        return;
      }
      const [how, left] = aimed ?? chance.one(fates);
      world.count(`power cut ${how} a write × ${kindOf(name)}`);
      if (left === undefined) files.delete(name);
      else files.set(name, left);
      powerOff();
      world.in(chance.between(5_000, 400_000), powerOn);
      return never();
    }
    return {
      async read(name) {
        return alive() ? files.get(name) : never();
      },
      async write(name, content, how) {
        const bytes = bytesOf(content);
        const before = files.get(name);
        await put(name, before, bytes, undefined);
        if (how === 'loose') loose.add(name);
        else loose.delete(name);
      },
      async append(name, text) {
        const before = files.get(name) ?? new Uint8Array();
        const added = bytesOf(text);
        const cut = chance.below(added.length);
        await put(
          name,
          before,
          Buffer.concat([before, added]),
          Buffer.concat([before, added.subarray(0, cut)]),
        );
      },
      async remove(name) {
        if (!alive()) return never();
        files.delete(name);
      },
      async list(folder) {
        if (!alive()) return never();
        return [...files.keys()]
          .filter((name) => name.startsWith(`${folder}/`))
          .map((name) => name.slice(folder.length + 1));
      },
      free: async () => 1_000_000,
    };
  }

  function linkOf(boot: number, clock: Clock): Link {
    let events: LinkEvents | undefined;
    let isClosed = false;
    const alive = () => isOn && boots === boot;
    const again = () => clock.after(chance.between(500, 40_000), connect);
    function connect(): void {
      if (isClosed || !alive() || events === undefined) return;
      const on = events;
      const will = on.will();
      const mine = hasNet
        ? broker.open(id, {
            will,
            take(topic, payload) {
              if (!alive()) return;
              on.message(topic, payload);
              felt();
            },
            lost() {
              if (session !== mine) return;
              session = undefined;
              if (!alive()) return;
              on.lost();
              if (!isClosed) again();
              felt();
            },
          })
        : undefined;
      if (mine === undefined) return void again();
      session = mine;
      on.connected();
    }
    const up = () => {
      if (session?.isAlive) return session;
      throw new RelayError('broker-down', 'cut', { retry: true });
    };
    return {
      open(on) {
        events = on;
        world.in(chance.between(100, 5_000), () => alive() && connect());
      },
      subscribe: async (list) => broker.subscribe(up(), list),
      unsubscribe: async (list) => broker.unsubscribe(up(), list),
      publish: async (message: Message) => broker.send(up(), message),
      async close() {
        isClosed = true;
        if (session !== undefined) broker.end(session, 'clean');
      },
    };
  }

  function sinkOf(boot: number, clock: Clock): Sink {
    return {
      name: 'simulated',
      headStartMs: (leadInMs) => leadInMs,
      async prepare(sound) {
        if (chance.happens(weather.badSound)) {
          world.count(`amplifier refuses × ${sound.codec}`);
          throw new RelayError('no-engine', 'the device is gone');
        }
        const hash = clipHash(sound.clip);
        const lengthMs = parts.lengthOf(hash);
        let end: (stopped: boolean) => void = () => undefined;
        let cancel: () => void = () => undefined;
        let isStopped = false;
        return {
          start(inMs) {
            const wait = Math.max(sound.leadInMs, inMs);
            return new Promise((resolve) => {
              let entry: ReturnType<Witness['sounds']> | undefined;
              end = (stopped) => {
                cancel();
                if (boots !== boot) return;
                sounding = undefined;
                const playedMs = entry === undefined ? 0 : world.now() - entry.at;
                entry?.over(stopped ? 'stopped' : 'whole');
                resolve({ lateMs: wait - inMs, playedMs, stopped });
              };
              if (isStopped) return end(true);
              cancel = clock.after(wait, () => {
                entry = witness.sounds(place, {
                  name: sound.name,
                  hash,
                  volume: sound.volume,
                  lengthMs,
                  codec: sound.codec,
                });
                sounding = { stop: (why) => entry?.over(why) };
                felt();
                cancel = clock.after(lengthMs, () => end(false));
              });
            });
          },
          stop() {
            isStopped = true;
            end(true);
          },
          release: async () => undefined,
        };
      },
    };
  }

  function powerOn(): void {
    if (isOn || isAway) return;
    isOn = true;
    boots += 1;
    skewMs = chance.happens(0.3)
      ? chance.between(-40, 40) * 86_400_000
      : chance.between(-3_600_000, 3_600_000);
    drift = (chance.next() - 0.5) * 1e-4;
    const boot = boots;
    const clock = clockOf(boot);
    world.note(`${place}: power on, boot ${boot}, its clock is off by ${skewMs} ms`);
    controller = createController(
      {
        credentials: parts.credentials,
        codecs: place.endsWith('02-01') ? ['mp3'] : ['mp3', 'opus'],
        firmware: 'simulated',
        hardware: 'box',
        trustOwnClock: false,
        cacheBytes: 200_000,
        volume: 100,
        ownQuietHours: null,
        helloSpreadMs: 10_000,
        onEvent: (event) => boots === boot && told(event),
      },
      { clock, link: linkOf(boot, clock), disk: diskOf(boot), sink: sinkOf(boot, clock), log: QUIET },
    );
    controller.start().catch((error: unknown) => {
      // systemd would start it again
      world.note(`${place}: could not start: ${String(error)}`);
      world.count('tower could not start');
      if (boots !== boot) return;
      powerOff();
      world.in(30_000, powerOn);
    });
  }

  function powerOff(): void {
    if (!isOn) return;
    world.count(`power cut × ${state()}`);
    isOn = false;
    world.note(`${place}: power off`);
    sounding?.stop('power');
    sounding = undefined;
    // The last writes that nobody waited for are gone, whole or in part.
    for (const name of loose) {
      const bytes = files.get(name);
      const fate = chance.below(3);
      if (fate === 0) files.delete(name);
      else if (fate === 1 && bytes !== undefined)
        files.set(name, bytes.subarray(0, chance.below(bytes.length + 1)));
    }
    loose.clear();
    const old = session;
    session = undefined;
    controller = undefined;
    if (old !== undefined) broker.abandon(old);
    felt();
  }

  return {
    id,
    powerOn,
    powerOff,
    cutNet(forMs: number): void {
      world.count(`network cut × ${state()}`);
      hasNet = false;
      world.note(`${place}: network cut`);
      if (session !== undefined) broker.end(session, 'cut');
      world.in(forMs, () => {
        hasNet = true;
      });
    },
    fillDisk(forMs: number): void {
      world.count(`disk full × ${state()}`);
      isFull = true;
      world.note(`${place}: disk full`);
      world.in(forMs, () => {
        isFull = false;
      });
    },
    /** Nobody switches it on again before it is brought back. */
    takeAway(): void {
      isAway = true;
      powerOff();
    },
    bringBack(withItsDisk: boolean): void {
      isAway = false;
      if (!withItsDisk) files.clear();
      powerOn();
    },
    /** Everything is well again. */
    heal(): void {
      hasNet = true;
      isFull = false;
      powerOn();
    },
    state,
    files,
    /** Calls back whenever its state may have become another. */
    watch(call: () => void): void {
      felt = call;
    },
  };
}

function bytesOf(content: Uint8Array | string): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content);
}

function kindOf(name: string): string {
  return name.startsWith('clips/') ? (name.endsWith('.part') ? 'a piece' : 'a clip') : name;
}
