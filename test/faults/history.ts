// One history from one seed: an hour in which things go wrong, then everything heals and one more piece of news must be
// heard everywhere; at the end the witness compares what sounded with what the record says.
import { rmSync } from 'node:fs';
import { createStore } from '../../src/adapters/store/store.ts';
import type { ClaimResponse } from '../../src/wire/claim.ts';
import { createBroker } from './broker.ts';
import { createChance, rule } from './chance.ts';
import { befall } from './faults.ts';
import { AREA, codeOf, NOON, newGround, ORG, QUIET_HOURS, TOWERS } from './founding.ts';
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
const STORM_MS = 60 * MINUTE;
const QUIET_LOG = { debug() {}, info() {}, warn() {}, error() {} };

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
  const startAt = NOON - 30 * MINUTE + chance.below(60) * MINUTE;
  const world = createWorld(startAt, keepTrace);
  const weather = drawWeather(chance.apart('weather'));
  const folder = await newGround('now');
  const store = createStore({ kind: 'sqlite', folder, beside: true, now: world.now }, QUIET_LOG);
  await store.start();
  try {
    const keys = await createOfficeKeys(startAt, AREA);
    const witness = createWitness(world, { quiet: QUIET_HOURS, areaOf: codeOf });
    const broker = createBroker(world, weather, chance.apart('broker'), witness.capture);
    const shelf = createShelf();
    const relays = ['relay-a', 'relay-b'].map((name) =>
      createRelayProcess({ name, world, weather, chance: chance.apart(name), broker, store, keys, shelf }),
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
    office.work(startAt + STORM_MS - 5 * MINUTE);
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
    await world.passTo(healedAt + 35 * MINUTE);
    office.prove();
    // Every play must have its end by then: the latest may begin an hour after its time, and silence is told after that.
    const plays = () => store.views.plays(ORG, startAt - DAY_MS, startAt + 2 * DAY_MS);
    for (let minute = 60; minute <= 155; minute += 15) {
      await world.passTo(healedAt + minute * MINUTE);
      if ((await plays()).every((play) => hasEnded(play.state))) break;
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
  } finally {
    await store.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
