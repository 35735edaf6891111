// One simulated tower on a bad line: what the clip costs in bytes where every connection is cut after 60 KB, and how long
// a sound goes on after it was withdrawn while another clip fills a line of 16 KB a second.
import { createOffice } from '../../src/commands/office-client.ts';
import type { ControllerEvent } from '../../src/controller/ports.ts';
import { claimAll } from '../../src/fleet/enrol.ts';
import { createLightTower } from '../../src/fleet/light-tower.ts';
import { createClipPool } from '../../src/fleet/memory-disk.ts';
import { startOwnRelay } from '../../src/fleet/own-relay.ts';
import { createSkippingClock } from '../../src/fleet/skipping-clock.ts';
import { openLink } from '../support/link-proxy.ts';
import { SILENT } from './brokers.ts';
import { until, voiced } from './office.ts';

const CUT_EVERY = 60 * 1024;
const SLOW = 16 * 1024;
/** The first is the one that is fetched over the cutting line; the second sounds while the third is fetched. */
const CLIPS = [
  { bytes: 140 * 1024, ms: 5_000 },
  { bytes: 8 * 1024, ms: 120_000 },
  { bytes: 300 * 1024, ms: 30_000 },
];

export interface BadLines {
  /** Bytes over the cutting line, both ways, and of the clip that came by it. */
  readonly carried: number;
  readonly clip: number;
  readonly connections: number;
  /** From the officer's order until it was silent, ms; and how much of the other clip was still to come. */
  readonly stopMs: number;
  readonly leftToFetch: number;
}

export async function measureBadLines(): Promise<BadLines> {
  const own = await startOwnRelay({
    towers: 1,
    clip: (n) => CLIPS[n] ?? { bytes: 1024, ms: 1_000 },
    mqtt: {},
    log: SILENT,
    path: process.env['PATH'],
  });
  const events: ControllerEvent[] = [];
  const said = (event: ControllerEvent['event'], ann?: string) => () =>
    events.find((one) => one.event === event && (ann === undefined || ('ann' in one && one.ann === ann)));
  try {
    const office = createOffice(own.url);
    await office.signIn(own.linkToken);
    const [credentials] = await claimAll(office, await own.codes(), () => undefined);
    if (credentials === undefined) throw new Error('no tower was enrolled');
    const ids = [credentials.tower];
    const link = await openLink({ to: Number(new URL(credentials.mqttUrl).port) });
    const tower = createLightTower(credentials, `mqtt://127.0.0.1:${link.port}`, {
      clock: createSkippingClock(),
      pool: createClipPool(),
      traffic: { in: 0, out: 0 },
      log: SILENT,
      onEvent: (event) => void events.push(event),
      sounded: () => undefined,
    });
    await tower.start();
    try {
      await until(said('time'));
      const soon = (ms: number) => new Date(Date.now() + ms).toISOString();

      const first = await voiced(office, 0);
      link.become({ cutEveryBytes: CUT_EVERY });
      const before = { bytes: link.bytesDown() + link.bytesUp(), connections: link.connections() };
      await office.approve(first.bulletin, 1, first.clip.sha256, ids, soon(3_600_000));
      await until(said('ready', first.bulletin));
      const carried = link.bytesDown() + link.bytesUp() - before.bytes;
      const connections = link.connections() - before.connections;

      link.become({});
      const sounding = await voiced(office, 1);
      await office.approve(sounding.bulletin, 1, sounding.clip.sha256, ids, soon(4_000));
      await until(said('started', sounding.bulletin));
      const third = await voiced(office, 2);
      link.become({ rate: SLOW });
      const beganAt = link.bytesDown();
      await office.approve(third.bulletin, 1, third.clip.sha256, ids, soon(3_600_000));
      await until(() => link.bytesDown() - beganAt > 3 * SLOW || undefined);
      const { version } = await office.bulletin(sounding.bulletin);
      const orderedAt = performance.now();
      await office.withdraw(sounding.bulletin, version, 'bench');
      await until(said('stopped', sounding.bulletin));
      const stopMs = performance.now() - orderedAt;
      const leftToFetch = Math.max(0, (CLIPS[2]?.bytes ?? 0) - (link.bytesDown() - beganAt));
      return { carried, clip: CLIPS[0]?.bytes ?? 0, connections, stopMs, leftToFetch };
    } finally {
      await tower.stop();
      await link.close();
    }
  } finally {
    await own.stop();
  }
}
