// `hokrachai controller`: one tower, enrolled once and then run until it is told to stop.
import { createHash } from 'node:crypto';
import { claimTower, readCredentials } from '../controller/claim-tower.ts';
import { createController } from '../controller/controller.ts';
import { createFileDisk } from '../controller/file-disk.ts';
import { createMqttLink } from '../controller/mqtt-link.ts';
import type { ControllerEvent } from '../controller/ports.ts';
import { createRealClock } from '../controller/real-clock.ts';
import { createUdpTimeServers } from '../controller/udp-time-servers.ts';
import { createWebSource } from '../controller/web-source.ts';
import { asRelayError, RelayError } from '../core/errors.ts';
import { createLog, type Log } from '../log.ts';
import type { ClaimResponse } from '../wire/claim.ts';
import { amplifierOf, loudspeakerOf } from './controller-loudspeaker.ts';
import { type ControllerSettings, controllerSettings, USAGE } from './controller-settings.ts';
import { keepStatus, showStatus } from './controller-status.ts';
import { tellSupervisor } from './supervisor.ts';

const CLAIMED = 'claimed-with';

export const controllerCommand = {
  async run(argv: string[]): Promise<number> {
    try {
      const settings = controllerSettings(argv, process.env);
      if (settings.help) {
        process.stdout.write(USAGE);
        return 0;
      }
      if (settings.status) return await onTheScreen(settings);
      const log = createLog({ level: settings.log, readable: process.stderr.isTTY });
      if (settings.silence) await amplifierOf(settings, createRealClock())?.off();
      else await runTower(settings, log);
      return 0;
    } catch (error) {
      process.stderr.write(`${asRelayError(error).message}\n`);
      return 1;
    }
  },
};

async function runTower(settings: ControllerSettings, log: Log): Promise<void> {
  const credentials = await enrolled(settings);
  if (settings.claimOnly) return;
  const clock = createRealClock();
  const { sink, rest } = await loudspeakerOf(settings, process.env, clock, log);
  // whatever a crash left on
  await rest();
  const controller = createController(
    {
      credentials,
      codecs: ['mp3', 'opus'],
      firmware: 'hokrachai-reference/1',
      hardware: `${process.platform}-${process.arch}`,
      trustOwnClock: settings.trustClock,
      cacheBytes: settings.cacheMb * 1024 * 1024,
      volume: settings.volume,
      ownQuietHours: settings.quietHours,
      ownVolumeHours: settings.volumeHours,
      ceiling: settings.ceiling,
      helloSpreadMs: 60_000,
      prefetchSpreadMs: settings.prefetchMinutes * 60_000,
      onEvent: (event) => {
        if (settings.jsonEvents) tell(credentials.tower, event);
      },
    },
    {
      clock,
      sink,
      log,
      disk: createFileDisk(settings.data),
      timeServers:
        settings.timeServers.length === 0 ? undefined : createUdpTimeServers(settings.timeServers, clock),
      web: settings.clipsOverHttps ? createWebSource(clock) : undefined,
      link: createMqttLink(
        {
          url: credentials.mqttUrl,
          tower: credentials.tower,
          password: credentials.password,
          ca: credentials.ca,
          keepalive: settings.keepalive,
        },
        clock,
        log,
      ),
    },
  );
  await controller.start();
  const stopStatus = keepStatus(settings, controller.status, log);
  const stopTelling = tellSupervisor(process.env, controller.idle, log);
  log.info({ tower: credentials.tower, sink: sink.name }, 'tower is running');
  const toggleMute = switchOf(controller.mute);
  process.on('SIGUSR2', toggleMute);
  await untilToldToStop();
  stopTelling();
  stopStatus();
  await controller.stop();
  await rest();
  // a listening parent would keep this process alive
  if (process.connected) process.disconnect();
}

/** The kept credentials; with --claim and nothing kept yet, fresh ones. */
async function enrolled(settings: ControllerSettings): Promise<ClaimResponse> {
  const kept = await readCredentials(settings.data);
  if (settings.claim === undefined && kept !== undefined) return kept;
  if (settings.claim === undefined) {
    throw new RelayError(
      'config',
      `This controller (${settings.data}) belongs to no relay yet. Create a tower in the console, then run: hokrachai controller --claim https://… --code …`,
    );
  }
  if (settings.code === undefined)
    throw new RelayError('config', '--claim needs --code, the one-time code from the office.');
  // a service that is started again with the same line must not need a new code
  if (kept !== undefined && (await hasUsed(settings, kept))) return kept;
  const fresh = await claimTower(settings.claim, settings.code, settings.data);
  await createFileDisk(settings.data).write(CLAIMED, claimMark(settings, fresh));
  return fresh;
}

/** A used code is worth nothing any more, yet only its fingerprint is kept. */
function claimMark({ claim, code }: ControllerSettings, { tower }: ClaimResponse): string {
  return createHash('sha256').update(`${claim} ${code} ${tower}`).digest('hex');
}

async function hasUsed(settings: ControllerSettings, kept: ClaimResponse): Promise<boolean> {
  const mark = await createFileDisk(settings.data).read(CLAIMED);
  return mark !== undefined && new TextDecoder().decode(mark) === claimMark(settings, kept);
}

function onTheScreen(settings: ControllerSettings): Promise<number> {
  const { stdout } = process;
  const screen = {
    columns: stdout.columns ?? 80,
    isTerminal: stdout.isTTY === true,
    hasColour:
      stdout.isTTY === true && process.env['NO_COLOR'] === undefined && process.env['TERM'] !== 'dumb',
    write: (text: string) => void stdout.write(text),
  };
  return showStatus(settings, screen, settings, untilToldToStop());
}

function tell(tower: string, event: ControllerEvent): void {
  process.stdout.write(`${JSON.stringify({ tower, at: Date.now(), ...event })}\n`);
}

function switchOf(set: (on: boolean) => void): () => void {
  let isOn = false;
  return () => {
    isOn = !isOn;
    set(isOn);
  };
}

/** SIGINT, SIGTERM, or the end of the parent that reads our events. */
function untilToldToStop(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
    process.stdout.once('error', () => resolve());
    process.once('disconnect', () => resolve());
  });
}
