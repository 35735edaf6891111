// What befalls the village by itself: power cuts, cut lines, brokers that die, clocks that jump, full disks, and somebody
// at the broker who replays and forges. How often, the weather says.
import type { Plan } from '../../src/wire/messages.ts';
import { type Broker, topics } from './broker.ts';
import type { Chance } from './chance.ts';
import { TOWERS } from './founding.ts';
import type { OfficeKeys } from './office-keys.ts';
import type { RelayProcess } from './relay-process.ts';
import { strangeClip } from './studio.ts';
import type { TowerBox, TowerState } from './tower-box.ts';
import type { Weather } from './weather.ts';
import type { Witness } from './witness.ts';
import type { World } from './world.ts';

const MINUTE = 60_000;
const AIMS: readonly TowerState[] = ['fetching', 'waiting', 'sounding', 'alone', 'off'];
const LOOK_MS = 700;
const MOST_LOOKS = 120;

export interface FaultParts {
  readonly world: World;
  readonly weather: Weather;
  readonly chance: Chance;
  readonly broker: Broker;
  readonly relays: readonly RelayProcess[];
  readonly boxes: readonly TowerBox[];
  readonly witness: Witness;
  readonly keys: OfficeKeys;
  /** Another box with this one's disk comes on the line. */
  readonly clone: (box: TowerBox) => void;
}

export function befall(parts: FaultParts): void {
  const { world, weather, chance, broker, relays, boxes, witness } = parts;

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

  /** Half of what befalls is aimed: what comes by chance would seldom come in the seconds that matter. */
  function at(gap: keyof Weather, hit: (box: TowerBox) => void): void {
    every(gap, () => {
      const wanted = chance.one(AIMS);
      let looks = chance.happens(0.5) ? MOST_LOOKS : 0;
      const look = () => {
        if (weather[gap] === 0) return;
        const box = looks > 0 ? boxes.find((one) => one.state() === wanted) : chance.one(boxes);
        looks -= 1;
        if (box === undefined) world.in(LOOK_MS, look);
        else hit(box);
      };
      look();
    });
  }

  at('powerEveryMs', (box) => {
    box.powerOff();
    world.in(chance.between(5_000, 6 * MINUTE), box.powerOn);
  });
  at('netEveryMs', (box) =>
    box.cutNet(chance.between(1_000, chance.happens(0.2) ? 15 * MINUTE : 5 * MINUTE)),
  );
  at('brokerEveryMs', (box) => {
    const left = chance.one(['nothing', 'old', 'all'] as const);
    world.count(`broker lost, ${left} is left × ${box.state()}`);
    broker.crash(left, chance.between(1_000, 2 * MINUTE));
  });
  every('brokerEveryMs', broker.save);
  at('cloneEveryMs', parts.clone);
  every('clockEveryMs', () => chance.one(relays).jump(chance.between(-10_000, 10_000)));
  at('diskEveryMs', (box) => {
    witness.diskBroke(box.id);
    box.fillDisk(chance.between(MINUTE, 6 * MINUTE));
  });
  at('forgerEveryMs', (box) => void forge(parts, box));
}

/** Somebody with the broker in his hands, or with a stolen plan key: he may hide things, but never make a sound of his own. */
async function forge({ world, chance, broker, witness, keys }: FaultParts, box: TowerBox): Promise<void> {
  const tower = box.id;
  const seen = witness.plansOf(tower);
  const last = seen.at(-1)?.plan;
  if (last === undefined) return;
  const topic = topics.down(tower, 'plan');
  const how = chance.one([
    'replay',
    'stranger',
    'stolen key',
    'another tower',
    'unapproved',
    'other class',
    'spoilt piece',
  ] as const);
  world.note(`forger: ${how} at ${tower}`);
  world.count(`forger, ${how} × ${box.state()}`);
  const next: Plan = { ...last, seq: last.seq + 1, items: [...last.items] };
  if (how === 'replay') return broker.plant(topic, chance.one(seen).jws, chance.happens(0.5));
  if (how === 'another tower') {
    const other = chance.one(TOWERS.filter((one) => one !== tower));
    const foreign = witness.plansOf(other).at(-1);
    return foreign === undefined ? undefined : broker.plant(topic, foreign.jws, chance.happens(0.5));
  }
  // Of a sound the tower may well hold already.
  const items = seen.slice(-6).flatMap(({ plan }) => plan.items);
  const item = items.length === 0 ? undefined : chance.one(items);
  if (item === undefined) return;
  if (how === 'spoilt piece')
    return broker.plant(topics.chunk(item.clip.h, 0), '?'.repeat(Math.min(16_384, item.clip.sz)), true);
  const soon = {
    at: world.now() + chance.between(8_000, 40_000),
    late: 600_000,
    exp: Math.ceil(world.now() / 1000) + 3_600,
    st: 'sched' as const,
  };
  if (how === 'stranger') {
    next.items = [{ ...item, ...soon, id: `forged-${world.now()}` }];
    return broker.plant(topic, await keys.forge('plan', next, 'stranger'), true);
  }
  if (how === 'stolen key') {
    // Approved sound once more, perhaps in the quiet hours: the tower's own limits must hold.
    next.items = [...next.items, { ...item, ...soon, id: `stolen-${world.now()}` }];
  } else if (how === 'other class') {
    const cls = chance.one(['important', 'emergency'] as const);
    next.items = [{ ...item, ...soon, cls, id: `raised-${world.now()}` }];
  } else {
    const { hash, bytes } = strangeClip();
    broker.plant(topics.chunk(hash, 0), Buffer.from(bytes).toString(), true);
    const clip = { ...item.clip, h: hash, sz: bytes.length, n: 1 };
    next.items = [{ ...item, ...soon, clip, id: `strange-${world.now()}` }];
  }
  broker.plant(topic, await keys.forge('plan', next, 'plan'), true);
}
