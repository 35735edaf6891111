// The reference controller as the device under test, in a process of its own and with a loudspeaker that is only a clock: what
// `conformance --reference` examines. It enrols at the examination's door like any other device.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { MuteSwitch, Power } from '../conformance/ports.ts';
import { createTimedLoudspeaker } from '../conformance/timed-loudspeaker.ts';
import { claimTower, readCredentials } from '../controller/claim-tower.ts';
import { createController } from '../controller/controller.ts';
import { createFileDisk } from '../controller/file-disk.ts';
import { createMqttLink } from '../controller/mqtt-link.ts';
import { createRealClock } from '../controller/real-clock.ts';
import { createWebSource } from '../controller/web-source.ts';
import { commandLog } from './command.ts';

const CLI = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../cli.ts' : '../cli.js', import.meta.url),
);

/** Runs until it is killed. */
export async function beReference(url: string, code: string, folder: string): Promise<never> {
  const credentials = (await readCredentials(folder)) ?? (await claimTower(url, code, folder));
  const clock = createRealClock();
  const log = commandLog('error');
  const controller = createController(
    {
      credentials,
      codecs: ['mp3', 'opus'],
      firmware: 'hokrachai-reference/1',
      hardware: `${process.platform}-${process.arch}`,
      trustOwnClock: false,
      cacheBytes: 16 * 1024 * 1024,
      volume: 100,
      ownQuietHours: null,
      helloSpreadMs: 0,
      onEvent: () => undefined,
    },
    {
      clock,
      log,
      disk: createFileDisk(folder),
      web: createWebSource(clock),
      sink: createTimedLoudspeaker(clock),
      link: createMqttLink(
        {
          url: credentials.mqttUrl,
          tower: credentials.tower,
          password: credentials.password,
          ca: credentials.ca,
          keepalive: 120,
        },
        clock,
        log,
      ),
    },
  );
  await controller.start();
  process.on('message', (what) => controller.mute(what === 'mute'));
  // the examination that forked it has gone
  process.once('disconnect', () => process.exit(0));
  return new Promise<never>(() => undefined);
}

/**
 * Its `off` is as when the power goes: nothing is said and nothing is saved.
 * @param url of the claim door, asked when it is switched on
 * @param folder what the device keeps over a power cut
 * @param caFile authority of the claim door and the clip address, where they have TLS by one that is not public
 */
export function createReferenceDevice(
  url: () => string,
  code: string,
  folder: string,
  caFile: string | undefined,
): Power & MuteSwitch {
  let child: ChildProcess | undefined;
  return {
    async on() {
      child = fork(CLI, ['conformance', '--be-reference', url(), '--data', folder], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        // the code is a secret: not on a command line that every user of the machine can read
        env: {
          ...process.env,
          HOKRACHAI_CLAIM_CODE: code,
          ...(caFile === undefined ? {} : { NODE_EXTRA_CA_CERTS: caFile }),
        },
      });
    },
    async press() {
      child?.send('mute');
    },
    async release() {
      child?.send('hear');
    },
    async off() {
      const one = child;
      child = undefined;
      if (one === undefined || one.exitCode !== null) return;
      const gone = new Promise<void>((resolve) => one.once('exit', () => resolve()));
      one.kill('SIGKILL');
      await gone;
    },
  };
}
