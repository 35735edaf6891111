// Somebody with the broker in his hands, or with a stolen plan key: he may hide things, but never make a sound of his own.
import type { Plan } from '../../src/wire/messages.ts';
import { topics } from './broker.ts';
import type { FaultParts } from './faults.ts';
import { TOWERS } from './founding.ts';
import { strangeClip } from './studio.ts';
import type { TowerBox } from './tower-box.ts';

export const FORGERIES = [
  'replay',
  'stranger',
  'stolen key',
  'another tower',
  'unapproved',
  'other class',
  'spoilt piece',
] as const;
/** A plan names a sound for a few seconds before the tower has it. */
const LOOK_MS = 500;
const MOST_LOOKS = 240;
export type Forgery = (typeof FORGERIES)[number];

export async function forge(
  { world, chance, broker, witness, keys }: FaultParts,
  box: TowerBox,
  how: Forgery,
): Promise<void> {
  const tower = box.id;
  const seen = witness.plansOf(tower);
  const last = seen.at(-1)?.plan;
  if (last === undefined || !broker.isUp()) return;
  const plant = (topic: string, payload: string, retain = true) => {
    world.note(`forger: ${how} at ${tower}`);
    world.count(`forger, ${how} × ${box.state()}`);
    broker.plant(topic, payload, retain);
  };
  /** What the tower holds already it does not fetch again: the next sound that is new to it. */
  function lieInWait(looks = MOST_LOOKS): void {
    const named = witness.plansOf(tower).at(-1)?.plan.items ?? [];
    const found = named.find(({ clip, st }) => st === 'sched' && !box.files.has(`clips/${clip.h}`));
    if (found === undefined) return void (looks > 0 && world.in(LOOK_MS, () => lieInWait(looks - 1)));
    if (broker.isUp()) plant(topics.chunk(found.clip.h, 0), '?'.repeat(Math.min(16_384, found.clip.sz)));
  }
  const topic = topics.down(tower, 'plan');
  const next: Plan = { ...last, seq: last.seq + 1, items: [...last.items] };
  if (how === 'replay') return plant(topic, chance.one(seen).jws, chance.happens(0.5));
  if (how === 'another tower') {
    const other = chance.one(TOWERS.filter((one) => one !== tower));
    const foreign = witness.plansOf(other).at(-1);
    return foreign === undefined ? undefined : plant(topic, foreign.jws, chance.happens(0.5));
  }
  if (how === 'spoilt piece') return lieInWait();
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
    return plant(topic, await keys.forge('plan', next, 'stranger'));
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
  plant(topic, await keys.forge('plan', next, 'plan'));
}
