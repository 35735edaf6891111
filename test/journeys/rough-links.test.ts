// Towers on the links that villages have, over real processes and our own bad lines: what is carried is counted at the
// line itself, so that a slow machine does not change the outcome.
import t from 'tap';
import { openLink } from '../support/link-proxy.ts';
import { openLiveVillage, until } from '../support/processes.ts';

const CLIP = 240_000;
const SLOW = 16_384;

t.test('towers on rough links', async (t) => {
  const village = await openLiveVillage({ towers: 5, clipBytes: CLIP, clipMs: 120_000 });
  const { office, mqttPort } = village;
  t.teardown(() => village.close());

  t.test(
    'a clip completes on a line that is cut every 60 KB, for less than 1.3 times its bytes (failure 2)',
    async (t) => {
      const line = await openLink({ to: mqttPort, cutEveryBytes: 60_000 });
      t.teardown(line.close);
      const tower = village.tower(0, { through: line.port });
      await tower.next('connected');
      const before = line.bytesDown();
      const { id } = await village.announce([tower.id], Date.now() + 3_600_000);
      await tower.next('ready', id);
      const carried = line.bytesDown() - before;
      t.comment(
        `${carried} bytes for a clip of ${CLIP}: ${(carried / CLIP).toFixed(2)}; ${line.connections()} connections`,
      );
      t.ok(carried < CLIP * 1.3, `${carried} bytes`);
      t.ok(line.connections() > 4, 'it was cut');
      await tower.kill();
    },
  );

  t.test(
    'a stop during a transfer at 16 KB/s waits for less than five seconds of the line (failure 17)',
    async (t) => {
      const line = await openLink({ to: mqttPort, rate: SLOW });
      t.teardown(line.close);
      const tower = village.tower(1, { through: line.port });
      const first = await village.announce([tower.id]);
      await tower.next('started', first.id);
      const at = line.bytesDown();
      await village.announce([tower.id], Date.now() + 3_600_000);
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
});
