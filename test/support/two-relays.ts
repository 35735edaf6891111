// Two relays over one PostgreSQL and one Mosquitto, the first of them behind a bad line of ours; towers and a witness of
// the plans reach the broker straight.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstDynamicSecurity } from '../../src/adapters/mqtt/dynamic-security.ts';
import { createOffice, type Office } from '../../src/commands/office-client.ts';
import { openLink } from './link-proxy.ts';
import { watchPlans } from './plan-watch.ts';
import {
  freePort,
  insist,
  type LiveVillageOptions,
  MOSQUITTO,
  MOSQUITTO_PLUGIN,
  mosquittoOver,
  openLiveVillage,
} from './processes.ts';

const ACCOUNT = { username: 'relay', password: 'the-relays-own-password-here' };

export const hasMosquitto = MOSQUITTO !== undefined && MOSQUITTO_PLUGIN !== undefined;

/** The second relay is not started yet. */
export async function openTwoRelays(
  options: Pick<LiveVillageOptions, 'towers' | 'clip'> & {
    readonly databaseUrl: string;
    readonly leaseMs: number;
  },
) {
  const home = mkdtempSync(join(tmpdir(), 'hokrachai-two-relays-'));
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
  const line = await openLink({ to: port });
  const village = await openLiveVillage({ ...options, broker: { port: line.port, ...ACCOUNT } });
  const second = village.secondRelay({
    port: await freePort(),
    mqtt: { url: `mqtt://127.0.0.1:${port}`, ...ACCOUNT },
  });
  const plans = await watchPlans(`mqtt://127.0.0.1:${port}`, ACCOUNT);
  return {
    village,
    /** Between the first relay and the broker. */
    line,
    second,
    plans,
    towers: village.ids.map((_, n) => village.tower(n, { through: port })),
    /** The office as one relay's door serves it; the relay must have been started. */
    officeAt: (relay: { url(): string }) => createOffice(relay.url(), village.session),
    async close() {
      village.relay.thaw();
      second.thaw();
      await plans.close();
      await second.kill();
      await village.close();
      await line.close();
      await broker.kill();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

let texts = 0;

/** Words handed in, read and heard. @returns the bulletin, ready to be approved */
export async function prepared(office: Office): Promise<string> {
  texts += 1;
  const key = `zombie-${texts}`;
  const words = `ประชุมหมู่บ้านครั้งที่ ${texts}`;
  const id = await insist(
    'the words to be taken',
    async () => (await office.handIn(words, key)) ?? undefined,
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

/** @returns the bulletin when it has its plays */
export const approved = (office: Office, id: string, towers: readonly string[], at: number) =>
  insist('the approval', async () => {
    const seen = await office.bulletin(id);
    if (seen.allPlays.length > 0) return seen;
    if (seen.state === 'voiced' && seen.clip !== null)
      await office.approve(id, seen.revision, seen.clip.sha256, towers, new Date(at).toISOString());
    return undefined;
  });

export const withdrawn = (office: Office, id: string) =>
  insist('the withdrawal', async () => {
    const { version } = await office.bulletin(id);
    return (await office.withdraw(id, version, 'story')) ?? true;
  });
