// A tower as a box in a village: the real controller on a disk that loses what was not synced, a clock that starts wrong
// and drifts, a line that falls, an amplifier that writes down what truly sounded.
import { type Controller, createController } from '../../src/controller/controller.ts';
import type { Clock, ControllerEvent, Log } from '../../src/controller/ports.ts';
import type { ClaimResponse } from '../../src/wire/claim.ts';
import type { Aim } from './aim.ts';
import { createBoxDisk } from './box-disk.ts';
import { createBoxLink } from './box-link.ts';
import { createBoxSink, type Sounding } from './box-sink.ts';
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
  const plug: { session: Session | undefined } = { session: undefined };
  let controller: Controller | undefined;
  let sounding: Sounding | undefined;
  let skewMs = 0;
  let drift = 0;

  /** What it has fetched and not begun. */
  const waiting = new Set<string>();

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
    if (plug.session === undefined) return 'alone';
    if ([...plug.session.topics].some((topic) => topic.includes('/clip/'))) return 'fetching';
    return waiting.size > 0 ? 'waiting' : 'idle';
  }

  function clockOf(boot: number): Clock {
    const bootedAt = world.now();
    return {
      now: () => bootedAt + skewMs + (world.now() - bootedAt) * (1 + drift),
      after: (ms, call) => world.in(ms / (1 + drift), () => isOn && boots === boot && call()),
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
    const of = {
      ...{ id, place, files, loose, world, weather, aim, chance, broker, witness, clock, plug },
      lengthOf: parts.lengthOf,
      alive: () => isOn && boots === boot,
      isThisBoot: () => boots === boot,
      isFull: () => isFull,
      hasNet: () => hasNet,
      felt: () => felt(),
      sounds(what: Sounding | undefined) {
        sounding = what;
      },
      cutPower(forMs: number) {
        powerOff();
        world.in(forMs, powerOn);
      },
    };
    world.note(`${place}: power on, boot ${boot}, its clock is off by ${skewMs} ms`);
    controller = createController(
      {
        credentials: parts.credentials,
        codecs: id.endsWith('02-01') ? ['mp3'] : ['mp3', 'opus'],
        firmware: 'simulated',
        hardware: 'box',
        trustOwnClock: false,
        cacheBytes: 200_000,
        volume: 100,
        ownQuietHours: null,
        helloSpreadMs: 10_000,
        onEvent: (event) => boots === boot && told(event),
      },
      { clock, link: createBoxLink(of), disk: createBoxDisk(of), sink: createBoxSink(of), log: QUIET },
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
    const old = plug.session;
    plug.session = undefined;
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
      if (plug.session !== undefined) broker.end(plug.session, 'cut');
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
