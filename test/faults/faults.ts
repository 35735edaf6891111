// What befalls the village by itself: power cuts, cut lines, brokers that die, clocks that jump, full disks, and somebody
// at the broker who replays and forges. How often, the weather says; what must meet a rare state waits for it.
import type { Aim } from './aim.ts';
import type { Broker } from './broker.ts';
import type { Chance } from './chance.ts';
import { FORGERIES, forge } from './forger.ts';
import type { OfficeKeys } from './office-keys.ts';
import type { RelayProcess } from './relay-process.ts';
import type { TowerBox, TowerState } from './tower-box.ts';
import type { Weather } from './weather.ts';
import type { Witness } from './witness.ts';
import type { World } from './world.ts';

const MINUTE = 60_000;
const AIMS: readonly TowerState[] = ['fetching', 'waiting', 'sounding', 'alone', 'off'];
const LOOK_MS = 700;
const MOST_LOOKS = 120;
const CALM_LOOKS = 240;

export interface FaultParts {
  readonly world: World;
  readonly weather: Weather;
  readonly aim: Aim;
  readonly chance: Chance;
  readonly broker: Broker;
  readonly relays: readonly RelayProcess[];
  readonly boxes: readonly TowerBox[];
  readonly witness: Witness;
  readonly keys: OfficeKeys;
  /** Another box with this one's disk comes on the line. */
  readonly clone: (box: TowerBox) => void;
  /** For longer than news is worth playing. */
  readonly takeAway: (box: TowerBox) => void;
}

export function befall(parts: FaultParts): void {
  const { world, weather, aim, chance, broker, relays, boxes, witness } = parts;

  const crash = (left: 'nothing' | 'old' | 'all') => (box: TowerBox) => {
    if (!broker.isUp()) return;
    world.count(`broker lost, ${left} is left × ${box.state()}`);
    const downMs = chance.between(1_000, 12_000);
    broker.crash(left, downMs);
    if (left !== 'all') world.in(downMs + 1, witness.brokerForgot);
  };
  const hits: Readonly<Record<string, (box: TowerBox) => void>> = {
    'power cut'(box) {
      box.powerOff();
      world.in(chance.between(3_000, 25_000), box.powerOn);
    },
    'network cut': (box) => box.cutNet(chance.between(1_000, chance.happens(0.2) ? 3 * MINUTE : 20_000)),
    'disk full'(box) {
      witness.diskBroke(box.id);
      box.fillDisk(chance.between(10_000, MINUTE));
    },
    clone: parts.clone,
    'away for half an hour': parts.takeAway,
    'broker lost, nothing is left': crash('nothing'),
    'broker lost, old is left': crash('old'),
    'broker lost, all is left': crash('all'),
    ...Object.fromEntries(
      FORGERIES.map((how) => [`forger, ${how}`, (box: TowerBox) => void forge(parts, box, how)]),
    ),
  };

  function every(gap: keyof Weather, fault: () => void): void {
    const wait = weather[gap];
    if (wait === 0) return;
    world.in(-Math.log(1 - chance.next()) * wait, () => {
      // All is healed: nothing befalls any more.
      if (weather[gap] === 0) return;
      fault();
      every(gap, fault);
    });
  }

  /** Half of what befalls is aimed at a state: what comes by chance would seldom come in the seconds that matter. */
  function at(gap: keyof Weather, fault: () => string): void {
    every(gap, () => {
      const wanted = chance.one(AIMS);
      let looks = chance.happens(0.5) ? MOST_LOOKS : 0;
      const look = () => {
        if (weather[gap] === 0) return;
        const box = looks > 0 ? boxes.find((one) => one.state() === wanted) : chance.one(boxes);
        looks -= 1;
        if (box === undefined) world.in(LOOK_MS, look);
        else hits[fault()]?.(box);
      };
      look();
    });
  }

  at('powerEveryMs', () => 'power cut');
  at('netEveryMs', () => 'network cut');
  at('brokerEveryMs', () => `broker lost, ${chance.one(['nothing', 'old', 'all'])} is left`);
  every('brokerEveryMs', broker.save);
  at('cloneEveryMs', () => 'clone');
  every('clockEveryMs', () => chance.one(relays).jump(chance.between(-10_000, 10_000)));
  at('diskEveryMs', () => 'disk full');
  at('forgerEveryMs', () => `forger, ${chance.one(FORGERIES)}`);

  const waiting = Object.keys(hits).filter(aim.waits);
  if (waiting.length === 0) return;
  for (const box of boxes)
    box.watch(() => {
      const state = box.state();
      for (const fault of waiting) if (aim.strikes(fault, state)) world.in(0, () => hits[fault]?.(box));
    });
}

/**
 * Longer away than a routine play may wait, in peace, so that the plan it comes back with is still the newest: nothing but
 * its own clock tells it that the window has closed. Many come back in the minute in which all else that the plan says of
 * the sound still holds.
 */
export function missWindow({
  world,
  chance,
  boxes,
  witness,
}: Pick<FaultParts, 'world' | 'chance' | 'boxes' | 'witness'>): void {
  let looks = CALM_LOOKS;
  const look = () => {
    const box = boxes.find((one) => one.state() === 'waiting');
    looks -= 1;
    if (box === undefined) return void (looks > 0 && world.in(LOOK_MS, look));
    world.count('away past a window × waiting');
    box.takeAway();
    world.in(awayMs(box), () => box.bringBack(true));
  };
  function awayMs(box: TowerBox): number {
    const items = witness.plansOf(box.id).at(-1)?.plan.items ?? [];
    const next = items.find(({ st, at, cls }) => st === 'sched' && at > world.now() && cls === 'routine');
    if (next === undefined || chance.happens(0.3)) return chance.between(11, 22) * MINUTE;
    const closesAt = next.at + next.late + (next.rep?.n ?? 1) * (next.clip.ms + (next.rep?.gap ?? 0));
    return closesAt - world.now() + chance.between(20_000, 48_000);
  }
  look();
}
