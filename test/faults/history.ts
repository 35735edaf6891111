// One history from one seed: a minute or so in which things go wrong, then everything heals and one more piece of news must be
// heard everywhere; at the end the witness compares what sounded with what the record says.
import type { TowerId } from '../../src/core/ids.ts';
import type { ClaimResponse } from '../../src/wire/claim.ts';
import { createAim } from './aim.ts';
import { createBroker } from './broker.ts';
import { type Chance, createChance, rule } from './chance.ts';
import { befall, missWindow } from './faults.ts';
import { AREA, codeOf, deedFor, NOON, ORG, QUIET_HOURS, TOWERS, theGround } from './founding.ts';
import { cloneOf } from './notebook.ts';
import { createOfficeKeys, type OfficeKeys } from './office-keys.ts';
import { createOffice } from './officers.ts';
import { createRelayProcess, type Store } from './relay-process.ts';
import { createShelf } from './studio.ts';
import { createTowerBox, type TowerBox } from './tower-box.ts';
import { CALM, drawWeather } from './weather.ts';
import { createWitness, hasEnded, type Witness } from './witness.ts';
import { createWorld } from './world.ts';

const MINUTE = 60_000;
const DAY_MS = 86_400_000;
/** Most are short; what takes longer to go wrong has the long ones. */
const STORMS_MS = [35_000, 45_000, 55_000, 55_000, 60_000, 70_000];
/** First the village comes to life, more or less: what befalls a tower without any plan teaches little. */
const CALM_BEFORE_MS = [3_000, 14_000] as const;
const LONG_STORM = 0.05;
const LONG_STORM_MS = 9 * MINUTE;
/** Into the quiet hours, or out of them: everything else waits there for their end. */
const INTO_QUIET = 0.03;
const OUT_OF_QUIET = 0.06;
const LONG_AWAY = 0.08;
const LATE_BACK = 0.08;
/** Packets so small that a plan holds a play or two, as on a day of thirty: the rest must follow. */
const SMALL_PACKETS = 0.1;

export interface History {
  readonly seed: string;
  readonly problems: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
  readonly steps: number;
  readonly hash: string;
  readonly trace: readonly string[];
}

export async function playHistory(seed: string, keepTrace = false): Promise<History> {
  const chance = createChance(seed);
  rule(chance.apart('machine'));
  const startAt = NOON + minuteOf(chance) * MINUTE;
  const stormMs = chance.happens(LONG_STORM) ? LONG_STORM_MS : chance.one(STORMS_MS);
  const world = createWorld(startAt, keepTrace);
  const weather = { ...CALM };
  const aim = createAim(chance.apart('aim'));
  const { store: ground, begin } = await theGround();
  begin(world.now);
  const keys = await createOfficeKeys(startAt, AREA);
  const witness = createWitness(world, { quiet: QUIET_HOURS, areaOf: codeOf, towers: TOWERS });
  const store = recordedBy(witness, ground);
  const broker = createBroker(world, weather, aim, chance.apart('broker'), witness.capture);
  const shelf = createShelf();
  const packets = chance.apart('packets');
  const mostItems = packets.happens(SMALL_PACKETS) ? packets.between(1, 3) : Number.POSITIVE_INFINITY;
  const relays = ['relay-a', 'relay-b'].map((name) =>
    createRelayProcess({
      ...{ name, world, weather, aim, chance: chance.apart(name), broker, store, keys, shelf, mostItems },
      logged(event, facts) {
        witness.logged(event, facts);
        // As the relay's watch does it: whoever was shut out is put off the line.
        if (event === 'hello-of-unknown-tower') broker.bar(String(facts['tower']));
      },
    }),
  );
  const boxAt = (id: TowerId, place: string, files: Map<string, Uint8Array>) =>
    createTowerBox({
      ...{ id, place, files, world, weather, aim, chance: chance.apart(place), broker, witness },
      credentials: credentialsOf(id, keys),
      lengthOf: shelf.lengthOf,
    });
  const boxes = TOWERS.map((id) => boxAt(id, id, new Map()));
  const clones = new Map<string, TowerBox>();
  function clone(box: TowerBox): void {
    if (clones.has(box.id)) return;
    world.count(`clone × ${box.state()}`);
    const copy = boxAt(box.id as TowerId, cloneOf(box.id), new Map(box.files));
    clones.set(box.id, copy);
    witness.cloned(box.id);
    copy.powerOn();
  }
  /** Both were shut out; whoever stands at the true tower connects it anew. */
  async function claimAgain(id: TowerId): Promise<void> {
    await store.towers.offer(ORG, id, `again-${id}`, world.now() + DAY_MS, deedFor(id, world.now()));
    await store.towers.claim(`again-${id}`, 'hash', world.now(), deedFor(id, world.now()));
    broker.admit(id);
    witness.claimedAnew(id);
  }
  witness.watch({
    retained: broker.retained,
    atWorkSince: () => Math.min(...relays.map((relay) => relay.atWorkSince())),
  });
  const office = createOffice({ world, chance: chance.apart('office'), store, relays, witness });

  for (const relay of relays) relay.start();
  for (const box of boxes) box.powerOn();
  // Longer away than news is worth playing.
  let longAway: TowerBox | undefined;
  function takeAway(box: TowerBox): void {
    if (longAway !== undefined) return;
    longAway = box;
    world.count(`away for half an hour × ${box.state()}`);
    box.takeAway();
  }
  const leaving = chance.happens(LONG_AWAY) ? chance.one(boxes) : undefined;
  if (leaving !== undefined) world.in(chance.below(stormMs), () => takeAway(leaving));
  office.work(startAt + Math.min(stormMs, MINUTE) - MINUTE / 4);
  world.in(chance.between(...CALM_BEFORE_MS), () => {
    Object.assign(weather, drawWeather(chance.apart('weather'), Math.max(1, stormMs / MINUTE)));
    aim.begin();
    befall({
      ...{ world, weather, aim, chance: chance.apart('faults') },
      ...{ broker, relays, boxes, witness, keys, clone, takeAway },
    });
  });
  await world.passTo(startAt + stormMs);

  world.note('all heals');
  Object.assign(weather, CALM);
  aim.rest();
  for (const relay of relays) {
    relay.jump(0);
    relay.start();
  }
  for (const copy of clones.values()) copy.takeAway();
  for (const box of boxes) box.heal();
  if (longAway !== undefined) {
    await world.passTo(startAt + stormMs + chance.between(8, 20) * MINUTE);
    const hasDisk = chance.happens(0.5);
    world.count(`comes back × ${hasDisk ? 'with its disk' : 'with an empty disk'}`);
    if (!hasDisk) witness.diskLost(longAway.id);
    longAway.bringBack(hasDisk);
  }
  witness.calm();
  const healedAt = world.now();
  const calm = chance.apart('calm');
  const missesWindow = longAway === undefined && clones.size === 0 && calm.happens(LATE_BACK);
  if (missesWindow) world.in(MINUTE, () => missWindow({ world, chance: calm, boxes, witness }));
  await world.passTo(healedAt + 4.5 * MINUTE);
  for (const tower of await store.towers.all(ORG)) {
    witness.shutOut(tower.id, !tower.claimed);
    if (!tower.claimed && clones.has(tower.id)) await claimAgain(tower.id);
  }
  // Of two late plays a tower makes up for one: what must be heard comes when it is back.
  await world.passTo(healedAt + (missesWindow ? 30 : 6) * MINUTE);
  office.prove();
  // Every play must have its end by then: the latest may begin an hour after its time, and silence is told after that.
  const plays = () => store.views.plays(ORG, startAt - DAY_MS, startAt + 2 * DAY_MS);
  for (let wait = (missesWindow ? 33 : 8.5) * MINUTE; wait <= 190 * MINUTE; wait = Math.round(wait * 1.25)) {
    await world.passTo(healedAt + wait);
    const all = await plays();
    const isProven = all.some(({ bulletin }) => bulletin === office.probe());
    if (isProven && all.every((play) => hasEnded(play.state))) break;
  }
  witness.close(await plays(), office.probe());
  return {
    seed,
    problems: witness.problems,
    counts: world.counts,
    steps: world.steps(),
    hash: world.hash(),
    trace: world.trace,
  };
}

/** Minutes after noon at which it begins. */
function minuteOf(chance: Chance): number {
  if (chance.happens(INTO_QUIET)) return chance.between(38, 40);
  return chance.happens(OUT_OF_QUIET) ? chance.between(55, 64) : chance.between(-10, 30);
}

/** What is written down as sent is told to the witness in the same moment. */
function recordedBy(witness: Witness, store: Store): Store {
  const published: Store['plans']['published'] = async (plans, now) => {
    const fenced = await store.plans.published(plans, now);
    for (const { plan } of plans) if (!fenced.includes(plan.tower)) witness.recorded(plan);
    return fenced;
  };
  return { ...store, plans: { ...store.plans, published } };
}

function credentialsOf(id: TowerId, keys: OfficeKeys): ClaimResponse {
  return {
    ...{ v: 1, tower: id, org: ORG, mqttUrl: 'mqtt://localhost', password: 'x'.repeat(32) },
    ...{ topicRoot: 'tower/v1', area: [codeOf(id)], trust: keys.trust, roots: keys.roots },
  };
}
