// Two relays over one PostgreSQL and one Mosquitto. One stands still past its claims, with a plan on its way that the other
// makes newer ones over; then what it said arrives after all, and it goes on. No older plan may stay at the broker and no
// tower may play twice, by an older plan or what was withdrawn.
// One round with the tests; ROUNDS=10 SEED=7 npx tap --timeout=3600 test/journeys/zombies.test.ts for more, and as many in
// which a relay stops anywhere in its work. Another seed for many: a tower plays no more than 40 times a day.
import t from 'tap';
import { throwAwayServer } from '../contracts/store-databases.ts';
import { drawing } from '../support/drawing.ts';
import { misdeeds, type Told } from '../support/misdeeds.ts';
import { isNewest, plansIn } from '../support/plan-watch.ts';
import { insist, until } from '../support/processes.ts';
import { approved, hasMosquitto, openTwoRelays, prepared, withdrawn } from '../support/two-relays.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 0);
const SEED = Number(process.env['SEED'] ?? 1);
const REQUIRED = process.env['HOKRACHAI_REQUIRE_PEERS'] === '1';
const LEASE_MS = 2_000;
/** Until what the stale plan names is to sound: the stale plan is there by then. */
const AHEAD_MS = 10_000;
/** Once it goes on, a zombie has so long until nothing of it is left at the broker. */
const HEALED_MS = 60_000;
const OVER = ['finished', 'stopped', 'skipped', 'withdrawn', 'missed'];

const server = hasMosquitto ? await throwAwayServer() : undefined;
if (server === undefined && REQUIRED) t.fail('Mosquitto and PostgreSQL must be installed here');
const skip = server === undefined ? 'it needs PostgreSQL and Mosquitto' : false;

t.test('a relay that stood still past its claims', { skip }, async (t) => {
  const shared = await openTwoRelays({
    towers: 2,
    clip: { bytes: 20_000, ms: 500 },
    databaseUrl: server?.url ?? '',
    leaseMs: LEASE_MS,
  });
  const { village, line, second, plans, towers, officeAt } = shared;
  const { ids } = village;
  t.teardown(async () => {
    await shared.close();
    await server?.stop();
  });
  for (const tower of towers) await tower.next('time');
  const told: Told[] = [];

  await t.test('its plan, come after the newer one, moves no tower and is published over', async (t) => {
    const zombie = village.relay;
    const office = officeAt(zombie);
    for (let round = 0; round < Math.max(1, ROUNDS); round += 1) {
      const [awake, asleep] = round % 2 === 0 ? towers : [...towers].reverse();
      if (awake === undefined || asleep === undefined) throw new Error('two towers');
      const id = await prepared(office);
      const from = plans.seen.length;
      const before = awake.events.length;
      await asleep.kill();

      line.keep('up', '/down/plan');
      const at = Date.now() + AHEAD_MS;
      await approved(office, id, ids, at);
      const late = await until('the plans in the line', () => {
        const kept = plansIn(line.kept());
        const isThere = (tower: string) =>
          kept.some((one) => one.tower === tower && one.sounding.includes(id));
        return ids.every(isThere) ? kept : undefined;
      });
      zombie.freeze();

      await second.start();
      const living = officeAt(second);
      await withdrawn(living, id);
      await until('newer plans by the other', () =>
        ids.every((tower) => {
          const newest = plans.newest(tower);
          return newest?.sounding.includes(id) === false && isNewest(newest, late);
        }),
      );
      const known = plans.newest(awake.id)?.seq ?? 0;
      await until('the tower to have it', () =>
        awake.events.some((one) => one.event === 'planned' && one.seq >= known),
      );
      const knew = new Map([[awake, awake.events.length]]);

      line.letGo();
      for (const tower of ids)
        await until('the older plan at the broker', () => plans.cameLate(tower, id, from));
      await until('the tower to refuse it', () =>
        awake.events
          .slice(before)
          .some((one) => one.event === 'refused' && one.what === 'plan' && one.why === 'replay'),
      );
      // The one that sleeps cannot tell anybody, and the zombie stands still yet.
      for (const tower of ids)
        await until(`the newest plan of ${tower} at the broker`, () => !plans.isStale(tower));
      zombie.thaw();
      await insist('the zombie to be a relay again', async () => (await office.bulletin(id)).id);

      asleep.start();
      told.push({ id, isWithdrawn: true });
      // What sounds after its time shows that its time has passed without it.
      const after = await prepared(living);
      await approved(living, after, ids, Math.max(at + 500, Date.now() + 2_000));
      told.push({ id: after, isWithdrawn: false });
      for (const tower of towers) await tower.next('finished', after);
      for (const tower of ids) await until('the newest plans at the broker', () => !plans.isStale(tower));
      const sounded = towers.flatMap((tower) =>
        tower.events
          .slice(knew.get(tower))
          .filter((one) => one.event === 'started' && one.ann === id)
          .map(() => tower.id),
      );
      t.same(sounded, [], 'what was withdrawn did not sound where it was known');
      await second.kill();
    }
    for (const tower of towers) t.same(misdeeds(tower, told), []);
    t.comment(`${Math.max(1, ROUNDS)} rounds: ${plans.overtaken()} plans came late`);
  });

  const anywhere = 'stopped anywhere in its work, it leaves no older plan behind, and nothing sounds twice';
  await t.test(anywhere, { skip: ROUNDS === 0 ? 'set ROUNDS' : false }, async (t) => {
    await second.start();
    const relays = [village.relay, second].map((relay) => ({ relay, office: officeAt(relay) }));
    const draw = drawing(SEED);
    for (let round = 0; round < ROUNDS; round += 1) {
      const [zombie, living] = round % 2 === 0 ? [relays[1], relays[0]] : [relays[0], relays[1]];
      if (zombie === undefined || living === undefined) throw new Error('two relays');
      const id = await prepared(zombie.office);
      const at = Date.now() + AHEAD_MS;
      // Its next work is this approval's plan: it stops before it, in the middle of it, or with it at the broker already.
      if (round % 4 < 2) zombie.relay.stopAt('ulid', 1 + draw(3));
      zombie.relay.stopAt('now', 1 + draw(80));
      const asked = approved(zombie.office, id, ids, at).catch(() => undefined); // whoever asks a zombie waits in vain
      let isLeft = false;
      await until('the zombie', () => {
        if (zombie.relay.isStopped()) return true;
        if (isLeft || !ids.every((tower) => plans.newest(tower)?.sounding.includes(id))) return undefined;
        // It has done its work without a stop: it has nothing to do at its next look.
        zombie.relay.stopAt('now', 1);
        isLeft = true;
        return undefined;
      });
      const seen = await approved(living.office, id, ids, at);
      const isWithdrawn = draw(3) > 0;
      if (isWithdrawn) {
        await withdrawn(living.office, id);
      } else {
        const more = await prepared(living.office);
        await approved(living.office, more, ids, Math.max(at, Date.now() + 3_000));
        told.push({ id: more, isWithdrawn: false });
      }
      told.push({ id: seen.id, isWithdrawn });
      const last = told.at(-1)?.id ?? '';
      const other = told.at(-2)?.id ?? '';
      await until(
        'newer plans by the other',
        () =>
          ids.every((tower) => {
            const sounding = plans.newest(tower)?.sounding ?? [];
            return isWithdrawn
              ? !sounding.includes(last) && plans.newest(tower) !== undefined
              : sounding.includes(other);
          }) || undefined,
      );
      zombie.relay.thaw();
      const thawedAt = performance.now();
      await insist('the zombie to be a relay again', async () => {
        zombie.relay.thaw();
        return (await zombie.office.bulletin(id)).id;
      });
      await asked;
      await until(
        'the newest plans at the broker',
        () => ids.every((tower) => !plans.isStale(tower)) || undefined,
      );
      const healedMs = performance.now() - thawedAt;
      if (healedMs > HEALED_MS)
        t.fail(`round ${round}: an older plan stayed for ${Math.round(healedMs / 1000)} s`);
      for (const one of told.slice(-2)) {
        let last = '';
        await until(
          () => `the end of ${one.id}: ${last}`,
          async () => {
            const { allPlays } = await living.office.bulletin(one.id);
            last = allPlays.map(({ tower, state }) => `${tower} ${state}`).join(', ');
            return (allPlays.length > 0 && allPlays.every(({ state }) => OVER.includes(state))) || undefined;
          },
        );
      }
    }

    for (const tower of ids) t.notOk(plans.isStale(tower), 'the newest plan is what the broker keeps');
    for (const tower of towers) t.same(misdeeds(tower, told), []);
    const fenced = relays.reduce((sum, { relay }) => sum + relay.fenced(), 0);
    t.comment(`seed ${SEED}, ${ROUNDS} rounds: ${plans.seen.length} plans, ${fenced} were fenced`);
  });
});
