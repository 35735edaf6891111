// One history from one seed: ten minutes in which things go wrong, then everything heals and one more piece of news must be
// heard everywhere; at the end the witness compares what sounded with what the record says.
import type { ClaimResponse } from '../../src/wire/claim.ts';
import { createBroker } from './broker.ts';
import { createChance, rule } from './chance.ts';
import { befall } from './faults.ts';
import { AREA, codeOf, NOON, ORG, QUIET_HOURS, TOWERS, theGround } from './founding.ts';
import { createOfficeKeys } from './office-keys.ts';
import { createOffice } from './officers.ts';
import { createRelayProcess } from './relay-process.ts';
import { createShelf } from './studio.ts';
import { createTowerBox } from './tower-box.ts';
import { CALM, drawWeather } from './weather.ts';
import { createWitness, hasEnded } from './witness.ts';
import { createWorld } from './world.ts';

const MINUTE = 60_000;
const DAY_MS = 86_400_000;
const STORM_MS = 10 * MINUTE;

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
  const startAt = NOON - 20 * MINUTE + chance.below(80) * MINUTE;
  const world = createWorld(startAt, keepTrace);
  const weather = drawWeather(chance.apart('weather'));
  const { store, begin } = await theGround();
  begin(world.now);
  const keys = await createOfficeKeys(startAt, AREA);
  const witness = createWitness(world, { quiet: QUIET_HOURS, areaOf: codeOf });
  const broker = createBroker(world, weather, chance.apart('broker'), witness.capture);
  const shelf = createShelf();
  const relays = ['relay-a', 'relay-b'].map((name) =>
    createRelayProcess({
      ...{ name, world, weather, chance: chance.apart(name), broker, store, keys, shelf },
      logged: witness.logged,
    }),
  );
  const boxes = TOWERS.map((id) => {
    const credentials: ClaimResponse = {
      v: 1,
      tower: id,
      org: ORG,
      mqttUrl: 'mqtt://localhost',
      password: 'x'.repeat(32),
      topicRoot: 'tower/v1',
      area: [codeOf(id)],
      trust: keys.trust,
      roots: keys.roots,
    };
    return createTowerBox({
      id,
      credentials,
      world,
      weather,
      chance: chance.apart(id),
      broker,
      witness,
      lengthOf: shelf.lengthOf,
    });
  });
  const office = createOffice({ world, chance: chance.apart('office'), store, relays, witness });

  for (const relay of relays) relay.start();
  for (const box of boxes) box.powerOn();
  office.work(startAt + STORM_MS - 3 * MINUTE);
  befall({ world, weather, chance: chance.apart('faults'), broker, relays, boxes, witness, keys });
  await world.passTo(startAt + STORM_MS);

  world.note('all heals');
  Object.assign(weather, CALM);
  for (const relay of relays) {
    relay.jump(0);
    relay.start();
  }
  for (const box of boxes) box.heal();
  witness.calm();
  const healedAt = startAt + STORM_MS;
  await world.passTo(healedAt + 12 * MINUTE);
  office.prove();
  // Every play must have its end by then: the latest may begin an hour after its time, and silence is told after that.
  const plays = () => store.views.plays(ORG, startAt - DAY_MS, startAt + 2 * DAY_MS);
  for (let minute = 20; minute <= 150; minute += 5) {
    await world.passTo(healedAt + minute * MINUTE);
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
