// Relay, broker and towers are killed without warning (SIGKILL), stopped in their tracks and started again, at moments drawn
// from a seed: nothing is lost and nothing sounds twice, by what the loudspeakers wrote down themselves.
// A few rounds with the tests; ROUNDS=30 SEED=7 npx tap --timeout=3600 test/journeys/kills.test.ts for many, and another seed
// for more: a tower plays no more than 40 times a day.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { firstDynamicSecurity } from '../../src/adapters/mqtt/dynamic-security.ts';
import { drawing } from '../support/drawing.ts';
import {
  freePort,
  type LiveTower,
  MOSQUITTO,
  MOSQUITTO_PLUGIN,
  mosquittoOver,
  openLiveVillage,
  until,
} from '../support/processes.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 4);
const SEED = Number(process.env['SEED'] ?? 1);
const TOWERS = 2;
const CLIP = { bytes: 40_000, ms: 1_000 };
const OVER = ['finished', 'stopped', 'skipped', 'failed', 'rejected', 'missed', 'withdrawn'];

type Village = Awaited<ReturnType<typeof openLiveVillage>>;
interface Victim {
  readonly name: string;
  strike(pauseMs: number): Promise<void>;
}

/** Both villages live at the same time: most of it is waiting for processes to come up and for clips to sound. */
t.jobs = 2;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function killing(name: string, one: { kill(): Promise<void> | undefined; start(): unknown }): Victim {
  return {
    name,
    async strike(pauseMs) {
      await one.kill();
      await pause(pauseMs);
      await one.start();
    },
  };
}

/** Everything ends; what sounded is compared with what the relay was told. */
async function settled(t: Test, village: Village, towers: readonly LiveTower[], ids: readonly string[]) {
  const plays = [];
  for (const id of ids) {
    let last = '';
    const words = () => `the end of ${id}: ${last}`;
    const seen = await until(words, async () => {
      const { allPlays } = await village.office.bulletin(id).catch(() => ({ allPlays: [] }));
      last = allPlays.map(({ tower, state, why }) => `${tower} ${state} ${why ?? ''}`).join(', ');
      const over = allPlays.filter(({ state }) => OVER.includes(state));
      return over.length === towers.length ? allPlays : undefined;
    });
    plays.push(...seen);
  }
  const heard = towers.flatMap((tower) => tower.heard());
  const twice = heard.filter((name, n) => heard.indexOf(name) !== n);
  t.same(twice, [], 'nothing sounded twice');
  const silent = plays.filter(({ id, state }) => state === 'finished' && !heard.includes(id));
  t.same(silent, [], 'nothing was told as played that did not sound');
  // A tower that lost its power while it sounded says so, and is the only one that may not have finished.
  const lost = plays.filter(({ state, why }) => state !== 'finished' && why !== 'power');
  t.same(lost, [], 'nothing was lost');
  t.equal(plays.length, ids.length * towers.length);
}

async function rounds(t: Test, village: Village, towers: readonly LiveTower[], victims: readonly Victim[]) {
  const draw = drawing(SEED);
  const ids: string[] = [];
  const struck: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const announcing = village.announce(village.ids);
    // Every victim in turn, its moment by chance: while the words come in, the plan goes out, the clip is fetched, it sounds.
    const victim = victims[round % victims.length];
    await pause(draw(4_000));
    struck.push(victim?.name ?? '');
    await victim?.strike(draw(500));
    ids.push((await announcing).id);
  }
  await settled(t, village, towers, ids);
  const times = victims.map(({ name }) => `${name} ${struck.filter((one) => one === name).length} times`);
  t.comment(`seed ${SEED}, ${ROUNDS} rounds, ${ids.length * towers.length} plays: ${times.join(', ')}`);
}

t.test(
  'relay and embedded broker in one process, and towers, are killed at any moment (failures 4, 5 and 8)',
  { buffered: true },
  async (t) => {
    const village = await openLiveVillage({ towers: TOWERS, clip: CLIP });
    t.teardown(() => village.close());
    const towers = village.ids.map((_, n) => village.tower(n));
    for (const tower of towers) await tower.next('time');
    const frozen: Victim = {
      name: 'relay frozen',
      async strike(pauseMs) {
        village.relay.freeze();
        await pause(1_000 + pauseMs);
        village.relay.thaw();
      },
    };
    const one = towers.map((tower) => killing(`tower ${tower.id}`, tower));
    await rounds(t, village, towers, [killing('relay', village.relay), ...one, frozen]);

    await t.test(
      'killed 30 s before the hour: every tower that has the clip plays (failures 10 and 11)',
      async (t) => {
        const at = Date.now() + 60_000;
        const { id } = await village.announce(village.ids, at);
        for (const tower of towers) await tower.next('ready', id);
        await village.relay.kill();
        const ahead = at - 30_000 - Date.now();
        for (const tower of towers) tower.skip(ahead + 27_000);
        for (const tower of towers) await tower.next('finished', id);
        await village.relay.start({ aheadMs: ahead + 27_000 });
        await settled(t, village, towers, [id]);
      },
    );
  },
);

const skip = MOSQUITTO === undefined || MOSQUITTO_PLUGIN === undefined ? 'Mosquitto is not installed' : false;
const killed = 'Mosquitto, relay and towers are killed at any moment (failures 4, 8 and 9)';
t.test(killed, { skip, buffered: true }, async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'hokrachai-mosquitto-'));
  const port = await freePort();
  const account = { username: 'relay', password: 'the-relays-own-password-here' };
  const conf = join(home, 'mosquitto.conf');
  writeFileSync(join(home, 'accounts.json'), firstDynamicSecurity('tower/v1', account));
  // What a crash of the broker forgets is the point: the last minute is not on its disk.
  writeFileSync(
    conf,
    `listener ${port} 127.0.0.1\nallow_anonymous false\nuser root\npersistence true\npersistence_location ${home}/\n` +
      `autosave_interval 60\nplugin ${MOSQUITTO_PLUGIN}\nplugin_opt_config_file ${join(home, 'accounts.json')}\n`,
  );
  const broker = mosquittoOver({ program: MOSQUITTO ?? '', conf });
  await broker.start();
  const village = await openLiveVillage({ towers: TOWERS, clip: CLIP, broker: { port, ...account } });
  t.teardown(async () => {
    await village.close();
    await broker.kill();
    rmSync(home, { recursive: true, force: true });
  });
  const towers = village.ids.map((_, n) => village.tower(n));
  for (const tower of towers) await tower.next('time');
  const one = towers.map((tower) => killing(`tower ${tower.id}`, tower));
  await rounds(t, village, towers, [killing('broker', broker), killing('relay', village.relay), ...one]);
});
