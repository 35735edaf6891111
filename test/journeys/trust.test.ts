// Whom the towers trust, changed while the village lives: a real relay, a real broker, real controllers. First with the
// clock that stands still, then once in real time, with the command an operator types.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { createKeyActs } from '../../src/adapters/keys/acts.ts';
import { createKeyring } from '../../src/adapters/keys/keyring.ts';
import { claimTower } from '../../src/controller/claim-tower.ts';
import { createController } from '../../src/controller/controller.ts';
import { createFileDisk } from '../../src/controller/file-disk.ts';
import { createMqttLink } from '../../src/controller/mqtt-link.ts';
import type { ControllerEvent } from '../../src/controller/ports.ts';
import { createRealClock } from '../../src/controller/real-clock.ts';
import { createLog } from '../../src/log.ts';
import { createRelay } from '../../src/relay.ts';
import { HOME, loadConfig, loadFoundation } from '../../src/settings.ts';
import { type Trust, trustSchema } from '../../src/wire/messages.ts';
import { peek } from '../../src/wire/signing.ts';
import { fakeSink } from '../controller/support.ts';
import { NOON, openVillage } from '../support/village.ts';

const NEWS = 'แจ้งงดจ่ายน้ำ วันที่ ๒๓ พ.ย. ๒๕๖๙ หมู่ ๑';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const kidIn = (jws: string): string =>
  JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()).kid;
async function trustAt(folder: string): Promise<Trust | undefined> {
  const text = await readFile(join(folder, 'trust.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : trustSchema.parse(peek(`.${JSON.parse(text).payload}`));
}
const planKeyAt = async (folder: string) => kidIn(await readFile(join(folder, 'plan.jws'), 'utf8'));

t.test('while the village lives its keys are changed', async (t) => {
  const village = await openVillage({
    startAt: NOON - 5 * HOUR,
    plainClips: true,
    foundation: (sample) => ({ ...sample, quietHours: { fromMinute: 0, toMinute: 0 } }),
  });
  t.teardown(village.close);
  const [one, two] = village.towers;
  if (one === undefined || two === undefined) throw new Error('two towers');
  const somsri = await village.officer('somsri');
  const now = () => village.clock.now();
  const keyring = createKeyring({ folder: join(village.dataDir, 'keys'), now });
  const acts = createKeyActs(keyring, now);
  const keyOf = async (use: 'plan' | 'approve') =>
    (await keyring.load()).keys.filter((key) => key.use === use && key.until === undefined).at(-1)?.kid ?? '';
  const booked = async (at: number) => {
    const seen = await village.news(NEWS);
    const wish = { kind: 'at', at: new Date(at).toISOString() };
    await somsri.approve(seen, { wish, towers: [one.id, two.id] });
    return village.ready(seen.id);
  };
  const states = async (id: string) => {
    const seen = await village.bulletin(id, 'its plays end', ({ allPlays }) =>
      allPlays.every(({ state }) => ['finished', 'stopped', 'skipped', 'failed', 'rejected'].includes(state)),
    );
    return seen.allPlays.map(({ state, why }) => [state, why].filter(Boolean).join(': '));
  };
  const versions = async () =>
    (await Promise.all([one, two].map((tower) => trustAt(tower.folder)))).map((trust) => trust?.ver);

  await t.test(
    'rotated, with a restart in the middle: what was approved and planned before sounds',
    async (t) => {
      const seen = await booked(now() + 30 * MINUTE);
      const old = await keyOf('plan');
      const { kid } = await acts.rotate('plan');
      await acts.rotate('approve', somsri.person.org);
      await village.restartRelay();
      await village.connected();
      await village.until('both towers hold plans of the new key', async () => {
        const keys = await Promise.all([one, two].map((tower) => planKeyAt(tower.folder)));
        return keys.every((name) => name === kid);
      });
      t.not(old, kid);
      const before = one.heard.length;
      await village.passTo(now() + 40 * MINUTE);
      t.same(await states(seen.id), ['finished', 'finished']);
      t.equal(one.heard.length, before + 1);
      t.notOk(
        one.events.some((event) => event.event === 'refused'),
        'nothing was refused on the way, limits neither',
      );
    },
  );

  await t.test(
    'a stolen approval key is revoked: what it sealed falls silent, also at the tower that was away',
    async (t) => {
      const seen = await booked(now() + 20 * MINUTE);
      two.cut();
      await acts.revoke(await keyOf('approve'));
      // whoever stole it sealed nothing new; the rotated one before it goes too
      for (const key of (await keyring.load()).keys.filter(
        ({ use, until }) => use === 'approve' && until !== undefined,
      ))
        await acts.revoke(key.kid);
      await village.until(
        'the connected tower hears of it',
        async () => (await versions())[0] !== (await versions())[1],
      );
      await village.passTo(now() + 15 * MINUTE);
      two.mend();
      await village.connected();
      const heard = [one.heard.length, two.heard.length];
      await village.passTo(now() + 30 * MINUTE);
      t.same([one.heard.length, two.heard.length], heard, 'silent at both');
      const [here, there] = await versions();
      t.equal(here, there);
      const trail = await village.beside((store) => store.audit.list(somsri.person.org, { limit: 200 }));
      t.ok(
        trail.some(({ act, facts }) => act === 'keys-made' && facts['version'] === here),
        'and the audit trail has it',
      );
      t.ok(
        (await states(seen.id)).every((state) => /unknown-key/.test(state)),
        (await states(seen.id)).join(),
      );
      const again = await booked(now() + 10 * MINUTE);
      await village.passTo(now() + 15 * MINUTE);
      t.same(await states(again.id), ['finished', 'finished'], 'approved anew it sounds');
    },
  );
});

t.test('the command at a running relay: a connected tower obeys a revocation within seconds', async (t) => {
  const folder = t.testdir({});
  const env = {
    ...process.env,
    DATA_DIR: join(folder, 'relay'),
    PORT: '0',
    MQTT_PORT: '0',
    SAMPLE_CONTROLLERS: '0',
  };
  const config = loadConfig(env);
  const log = createLog({ level: 'silent', readable: false });
  const relay = createRelay(config, {
    log,
    foundation: loadFoundation(config),
    home: HOME,
    path: process.env['PATH'],
  });
  const { url } = await relay.start();
  t.teardown(() => relay.stop());
  const [id] = await relay.towerIds();
  if (id === undefined) throw new Error('no tower');
  const place = join(folder, 'tower');
  const credentials = await claimTower(url, await relay.claimCode(id), place);
  const clock = createRealClock();
  const events: ControllerEvent[] = [];
  const { mqttUrl, password } = credentials;
  const controller = createController(
    {
      credentials,
      codecs: ['mp3'],
      firmware: 'test',
      hardware: 'test',
      trustOwnClock: false,
      cacheBytes: 1_000_000,
      volume: 100,
      ownQuietHours: null,
      helloSpreadMs: 0,
      onEvent: (event) => events.push(event),
    },
    {
      clock,
      log,
      disk: createFileDisk(place),
      sink: fakeSink(clock).sink,
      link: createMqttLink({ url: mqttUrl, tower: id, password, ca: undefined, keepalive: 60 }, clock, log),
    },
  );
  await controller.start();
  t.teardown(() => controller.stop());
  const until = async (what: string, look: () => Promise<boolean>) => {
    for (let turn = 0; turn < 600; turn += 1) {
      if (await look().catch(() => false)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`waited in vain for: ${what}`);
  };
  const keys = (...args: string[]) =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', join(HOME, 'src/cli.ts'), 'keys', ...args], {
      cwd: HOME,
      env,
    });
  const list = async () =>
    JSON.parse((await keys('--json')).stdout) as { keys: { kid: string; use: string }[] };
  await until('the first plan', async () => (await planKeyAt(place)) !== '');
  const stolen = (await list()).keys.find(({ use }) => use === 'plan')?.kid ?? '';
  t.equal(await planKeyAt(place), stolen);

  await t.rejects(keys('revoke', stolen), /confirm|--yes/, 'nothing harmful without a yes');
  await keys('revoke', stolen, '--yes');
  const at = process.hrtime.bigint();
  await until('the tower has dropped the key', async () => {
    const trust = await trustAt(place);
    return trust !== undefined && !trust.keys.some(({ kid }) => kid === stolen);
  });
  const droppedMs = Number(process.hrtime.bigint() - at) / 1e6;
  await until('a plan of the new key', async () => (await planKeyAt(place)) !== stolen);
  t.comment(
    `dropped after ${Math.round(droppedMs)} ms, new plan after ${Math.round(Number(process.hrtime.bigint() - at) / 1e6)} ms`,
  );
  const { stdout } = await keys();
  t.match(stdout, new RegExp(`${stolen} .*revoked`));
  t.match(stdout, /Enough roots lie on this machine/);
});
