// Two relays over one PostgreSQL and one Mosquitto. One stands still in the middle of its work until its claims are
// another's, who makes newer plans; then it goes on with what it held in its hands. No older plan may stay at the broker
// and no tower may play twice or by an older plan.
// Only where ROUNDS is set, for it takes most of a minute: ROUNDS=200 SEED=7 npx tap test/journeys/zombies.test.ts
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { firstDynamicSecurity } from '../../src/adapters/mqtt/dynamic-security.ts';
import { createOffice, type Office } from '../../src/commands/office-client.ts';
import { throwAwayServer } from '../contracts/store-databases.ts';
import { drawing } from '../support/drawing.ts';
import { watchPlans } from '../support/plan-watch.ts';
import {
  freePort,
  insist,
  type LiveTower,
  MOSQUITTO,
  MOSQUITTO_PLUGIN,
  mosquittoOver,
  openLiveVillage,
  until,
} from '../support/processes.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 0);
const SEED = Number(process.env['SEED'] ?? 1);
const REQUIRED = process.env['HOKRACHAI_REQUIRE_PEERS'] === '1';
const ACCOUNT = { username: 'relay', password: 'the-relays-own-password-here' };
const LEASE_MS = 2_000;
/** Once it goes on, a zombie has so long until nothing of it is left at the broker. */
const HEALED_MS = 60_000;
const OVER = ['finished', 'stopped', 'skipped', 'withdrawn', 'missed'];

interface Told {
  readonly id: string;
  readonly isWithdrawn: boolean;
}

/** What a tower did against a plan it had taken: none that sounded after it knew of the withdrawal, no older plan. */
function misdeeds(tower: LiveTower, told: readonly Told[]): readonly string[] {
  const wrong: string[] = [];
  const heard = tower.heard();
  for (const [n, name] of heard.entries()) if (heard.indexOf(name) !== n) wrong.push(`twice: ${name}`);
  let held = { ep: 0, seq: 0 };
  const over = new Set<string>();
  for (const event of tower.events) {
    if (event.event === 'planned') {
      if (event.ep < held.ep || (event.ep === held.ep && event.seq < held.seq))
        wrong.push(`an older plan: ${event.ep}/${event.seq}`);
      held = event;
    }
    if (event.event === 'skipped' || event.event === 'stopped') over.add(event.ann);
    if (event.event === 'started' && over.has(event.ann)) wrong.push(`after its withdrawal: ${event.ann}`);
  }
  const finished = tower.events.flatMap((one) => (one.event === 'finished' ? [one.ann] : []));
  const silent = told.filter(({ id, isWithdrawn }) => !isWithdrawn && !finished.includes(id));
  return [...wrong, ...silent.map(({ id }) => `not played: ${id}`)];
}

const server =
  ROUNDS === 0 || MOSQUITTO === undefined || MOSQUITTO_PLUGIN === undefined
    ? undefined
    : await throwAwayServer();
if (server === undefined && REQUIRED && ROUNDS > 0) t.fail('Mosquitto and PostgreSQL must be installed here');

t.test(
  'a relay that stood still past its claims leaves no older plan behind, and nothing sounds twice',
  { skip: server === undefined ? 'set ROUNDS; it needs PostgreSQL and Mosquitto' : false },
  async (t) => {
    const home = mkdtempSync(join(tmpdir(), 'hokrachai-zombies-'));
    const port = await freePort();
    const conf = join(home, 'mosquitto.conf');
    writeFileSync(join(home, 'accounts.json'), firstDynamicSecurity('tower/v1', ACCOUNT));
    writeFileSync(
      conf,
      `listener ${port} 127.0.0.1\nallow_anonymous false\nuser root\nplugin ${MOSQUITTO_PLUGIN}\n` +
        `plugin_opt_config_file ${join(home, 'accounts.json')}\n`,
    );
    const broker = mosquittoOver({ program: MOSQUITTO ?? '', conf });
    await broker.start();
    const village = await openLiveVillage({
      towers: 2,
      clip: { bytes: 20_000, ms: 500 },
      broker: { port, ...ACCOUNT },
      databaseUrl: server?.url ?? '',
      leaseMs: LEASE_MS,
    });
    const second = village.secondRelay({ port: await freePort() });
    const plans = await watchPlans(`mqtt://127.0.0.1:${port}`, ACCOUNT);
    t.teardown(async () => {
      village.relay.thaw();
      second.thaw();
      await plans.close();
      await second.kill();
      await village.close();
      await broker.kill();
      await server?.stop();
      rmSync(home, { recursive: true, force: true });
    });
    await second.start();
    const towers = village.ids.map((_, n) => village.tower(n));
    for (const tower of towers) await tower.next('time');
    const relays = [village.relay, second].map((relay) => ({
      relay,
      office: createOffice(relay.url(), village.session),
    }));
    const draw = drawing(SEED);
    const told: Told[] = [];
    let texts = 0;

    /** Words handed in, read and heard. @returns the bulletin, ready to be approved */
    async function prepared(office: Office): Promise<string> {
      texts += 1;
      const key = `zombie-${texts}`;
      const id = await insist(
        'the words to be taken',
        async () => (await office.handIn(`ประชุมหมู่บ้านครั้งที่ ${key.split('-')[1]}`, key)) ?? undefined,
      );
      await insist('the clip', async () => {
        const seen = await office.bulletin(id);
        if ((seen.reading?.unread ?? []).length > 0) await office.settle(id, seen);
        if (seen.clip === null) return undefined;
        await office.listen(id, seen.clip);
        return true;
      });
      return id;
    }

    const approved = (office: Office, id: string, at: number) =>
      insist('the approval', async () => {
        const seen = await office.bulletin(id);
        if (seen.allPlays.length > 0) return seen;
        if (seen.state === 'voiced' && seen.clip !== null)
          await office.approve(id, seen.revision, seen.clip.sha256, village.ids, new Date(at).toISOString());
        return undefined;
      });

    for (let round = 0; round < ROUNDS; round += 1) {
      const [zombie, living] = round % 2 === 0 ? [relays[1], relays[0]] : [relays[0], relays[1]];
      if (zombie === undefined || living === undefined) throw new Error('two relays');
      const id = await prepared(zombie.office);
      const at = Date.now() + 6_000;
      // Its next work is this approval's plan: it stops before it, in the middle of it, or with it at the broker already.
      if (round % 4 < 2) zombie.relay.stopAt('ulid', 1 + draw(3));
      zombie.relay.stopAt('now', 1 + draw(round % 4 < 2 ? 400 : 80));
      const asked = approved(zombie.office, id, at).catch(() => undefined); // whoever asks a zombie waits in vain
      await until('the zombie', () => zombie.relay.isStopped() || undefined);
      const seen = await approved(living.office, id, at);
      const isWithdrawn = draw(3) > 0;
      if (isWithdrawn) {
        await insist('the withdrawal', async () => {
          const { version } = await living.office.bulletin(id);
          return (await living.office.withdraw(id, version, 'story')) ?? true;
        });
      } else {
        const more = await prepared(living.office);
        await approved(living.office, more, at);
        told.push({ id: more, isWithdrawn: false });
      }
      told.push({ id: seen.id, isWithdrawn });
      const last = told.at(-1)?.id ?? '';
      const other = told.at(-2)?.id ?? '';
      await until(
        'newer plans by the other',
        () =>
          village.ids.every((tower) => {
            const sounding = plans.newest(tower)?.sounding ?? [];
            return isWithdrawn
              ? !sounding.includes(last) && plans.newest(tower) !== undefined
              : sounding.includes(other);
          }) || undefined,
      );
      zombie.relay.thaw();
      const thawedAt = performance.now();
      await insist('the zombie to be a relay again', async () => (await zombie.office.bulletin(id)).id);
      await asked;
      await until(
        'the newest plans at the broker',
        () => village.ids.every((tower) => !plans.isStale(tower)) || undefined,
      );
      const healedMs = performance.now() - thawedAt;
      if (healedMs > HEALED_MS)
        t.fail(`round ${round}: an older plan stayed for ${Math.round(healedMs / 1000)} s`);
      for (const one of told.slice(-2))
        await until(`the end of ${one.id}`, async () => {
          const { allPlays } = await living.office.bulletin(one.id);
          return (allPlays.length > 0 && allPlays.every(({ state }) => OVER.includes(state))) || undefined;
        });
    }

    for (const tower of village.ids)
      t.notOk(plans.isStale(tower), 'the newest plan is what the broker keeps');
    for (const tower of towers) t.same(misdeeds(tower, told), []);
    const fenced = relays.reduce((sum, { relay }) => sum + relay.fenced(), 0);
    t.comment(
      `seed ${SEED}, ${ROUNDS} rounds: ${plans.seen.length} plans, ${plans.overtaken()} came late and ${fenced} were fenced`,
    );
  },
);
