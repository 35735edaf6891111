// Towers on the links that villages have, over real processes and our own bad lines: what is carried is counted at the
// line itself, so that a slow machine does not change the outcome.
import t from 'tap';
import { openLink } from '../support/link-proxy.ts';
import { openLiveVillage, until } from '../support/processes.ts';

const LONG = { bytes: 240_000, ms: 60_000 };
const SHORT = { bytes: 20_000, ms: 1_000 };
const SLOW = 16_384;
/** Until a play: enough for plan and clip on a busy machine. */
const SOON_MS = 6_000;

t.test('towers on rough links', async (t) => {
  const village = await openLiveVillage({ towers: 6, clip: SHORT });
  const { office, mqttPort } = village;
  t.teardown(() => village.close());
  // Each tower has its own line, so that nobody waits for another's.
  t.jobs = 6;

  let last: Promise<unknown> = Promise.resolve();
  /** One after the other, for the next clip's shape is the relay's. @param inMs left out: as soon as it can */
  function announce(clip: typeof LONG, ids: readonly string[], inMs?: number) {
    const mine = last.then(() => {
      village.relay.clips(clip);
      return village.announce(ids, inMs === undefined ? undefined : Date.now() + inMs);
    });
    last = mine.catch(() => undefined); // whoever asked for it hears of it
    return mine;
  }
  const played = (id: string) =>
    until(
      'the relay knows the end',
      async () =>
        (await office.bulletin(id)).allPlays.every(({ state }) => state === 'finished') || undefined,
    );

  t.test(
    'a clip completes on a line that is cut every 60 KB, for less than 1.3 times its bytes (failure 2)',
    { buffered: true },
    async (t) => {
      const line = await openLink({ to: mqttPort, cutEveryBytes: 60_000 });
      t.teardown(line.close);
      const tower = village.tower(0, { through: line.port });
      await tower.next('connected');
      const before = line.bytesDown();
      const { id } = await announce(LONG, [tower.id], 3_600_000);
      await tower.next('ready', id);
      const carried = line.bytesDown() - before;
      t.comment(
        `${carried} bytes for a clip of ${LONG.bytes}: ${(carried / LONG.bytes).toFixed(2)}; ${line.connections()} connections`,
      );
      t.ok(carried < LONG.bytes * 1.3, `${carried} bytes`);
      t.ok(line.connections() > 4, 'it was cut');
      await tower.kill();
    },
  );

  t.test(
    'a stop during a transfer at 16 KB/s waits for less than five seconds of the line (failure 17)',
    { buffered: true },
    async (t) => {
      const line = await openLink({ to: mqttPort, rate: SLOW });
      t.teardown(line.close);
      const tower = village.tower(1, { through: line.port });
      const first = await announce({ ...SHORT, ms: LONG.ms }, [tower.id]);
      await tower.next('started', first.id);
      const at = line.bytesDown();
      await announce(LONG, [tower.id], 3_600_000);
      await until('the transfer', () => line.bytesDown() > at + 40_000 || undefined);
      const before = line.bytesDown();
      const seen = await office.bulletin(first.id);
      await office.withdraw(first.id, seen.version, 'story');
      await tower.next('stopped', first.id);
      const carried = line.bytesDown() - before;
      t.comment(`the stop came after ${(carried / SLOW).toFixed(1)} s of the line`);
      t.ok(carried < 5 * SLOW, `${carried} bytes`);
      t.notOk(tower.events.filter(({ event }) => event === 'ready').length > 1, 'the transfer was under way');
      await tower.kill();
    },
  );

  t.test(
    'two seconds late and a clock off by a year: it plays, and the relay hears of it (failure 6)',
    { buffered: true },
    async (t) => {
      const line = await openLink({ to: mqttPort, delayMs: 1000 });
      t.teardown(line.close);
      const tower = village.tower(2, { through: line.port, offMs: -365 * 86_400_000 });
      const { id } = await announce(SHORT, [tower.id]);
      await played(id);
      const { allPlays } = await office.bulletin(id);
      t.ok(
        Math.abs(allPlays[0]?.skewMs ?? Number.POSITIVE_INFINITY) < 60_000,
        'by the true time, not by its own',
      );
      t.equal(tower.heard().length, 1);
      await tower.kill();
    },
  );

  t.test(
    'a half-open line: it plays without it, and connects anew when no answer comes (failures 1 and 28)',
    { buffered: true },
    async (t) => {
      const line = await openLink({ to: mqttPort });
      t.teardown(line.close);
      const tower = village.tower(3, { through: line.port });
      await tower.next('time');
      const { id } = await announce(SHORT, [tower.id], SOON_MS);
      await tower.next('ready', id);
      line.halfOpen();
      await tower.next('finished', id);
      t.notOk(
        (await office.bulletin(id)).allPlays.every(({ state }) => state === 'finished'),
        'nobody knows yet',
      );
      tower.skip(60_000);
      await played(id);
      t.equal(line.connections(), 2);
      t.equal(tower.heard().length, 1);
      await tower.kill();
    },
  );

  t.test(
    'a quiet line that went half-open is found out by its keepalive (failure 28)',
    { buffered: true },
    async (t) => {
      const line = await openLink({ to: mqttPort });
      t.teardown(line.close);
      const tower = village.tower(4, { through: line.port, keepalive: 4 });
      await tower.next('time');
      line.halfOpen();
      await until('another connection', () => line.connections() > 1 || undefined);
      await tower.kill();
    },
  );

  t.test(
    'a line that carries one way only: nothing is lost and it comes back when it can (failure 28)',
    { buffered: true },
    async (t) => {
      const line = await openLink({ to: mqttPort });
      t.teardown(line.close);
      const tower = village.tower(5, { through: line.port });
      await tower.next('time');
      const { id } = await announce(SHORT, [tower.id], SOON_MS);
      await tower.next('ready', id);
      line.oneWay('up');
      await tower.next('finished', id);
      tower.skip(60_000);
      await until('another try', () => line.connections() > 1 || undefined);
      line.heal();
      await played(id);
      t.equal(tower.heard().length, 1);
      await tower.kill();
    },
  );
});
