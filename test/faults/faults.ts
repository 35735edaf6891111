// What befalls the village by itself: power cuts, cut lines, brokers that die, clocks that jump, full disks, and somebody
// at the broker who replays and forges. How often, the weather says.
import type { Plan } from '../../src/wire/messages.ts';
import { type Broker, topics } from './broker.ts';
import type { Chance } from './chance.ts';
import { TOWERS } from './founding.ts';
import type { OfficeKeys } from './office-keys.ts';
import type { RelayProcess } from './relay-process.ts';
import { strangeClip } from './studio.ts';
import type { TowerBox } from './tower-box.ts';
import type { Weather } from './weather.ts';
import type { Witness } from './witness.ts';
import type { World } from './world.ts';

const MINUTE = 60_000;

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

  every('powerEveryMs', () => {
    const box = chance.one(boxes);
    box.powerOff();
    world.in(chance.between(5_000, 6 * MINUTE), box.powerOn);
  });
  every('netEveryMs', () =>
    chance.one(boxes).cutNet(chance.between(1_000, chance.happens(0.2) ? 15 * MINUTE : 5 * MINUTE)),
  );
  every('brokerEveryMs', () => {
    const left = chance.one(['nothing', 'old', 'all'] as const);
    for (const box of boxes) world.count(`broker lost, ${left} is left × ${box.state()}`);
    broker.crash(left, chance.between(1_000, 2 * MINUTE));
  });
  every('cloneEveryMs', () => parts.clone(chance.one(boxes)));
  every('brokerEveryMs', broker.save);
  every('clockEveryMs', () => chance.one(relays).jump(chance.between(-10_000, 10_000)));
  every('diskEveryMs', () => {
    const box = chance.one(boxes);
    witness.diskBroke(box.id);
    box.fillDisk(chance.between(MINUTE, 6 * MINUTE));
  });
  every('forgerEveryMs', () => void forge(parts));
}

/** Somebody with the broker in his hands, or with a stolen plan key: he may hide things, but never make a sound of his own. */
async function forge({ world, chance, broker, boxes, witness, keys }: FaultParts): Promise<void> {
  const tower = chance.one(TOWERS);
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
  ] as const);
  world.note(`forger: ${how} at ${tower}`);
  world.count(`forger, ${how} × ${boxes.find(({ id }) => id === tower)?.state()}`);
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
