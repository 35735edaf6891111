// A relay of the fleet's own, thrown away afterwards: the real one in a temporary folder, with an organisation of as many
// towers as are wanted and a studio that makes clips of a given size without a voice or ffmpeg.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClipShelf } from '../adapters/audio/clip-shelf.ts';
import { makeUlid } from '../adapters/time/clock.ts';
import { type Config, readConfig } from '../config.ts';
import type { Rendition } from '../core/clip.ts';
import type { Log } from '../log.ts';
import type { Foundation } from '../pipeline/founding.ts';
import type { Mastering, SpeechEngine } from '../pipeline/ports.ts';
import { createRelay, type Relay } from '../relay.ts';
import { HOME, loadFoundation } from '../settings.ts';

const VILLAGES = 20;
const AREA = '990101';

export interface OwnRelayOptions {
  readonly towers: number;
  /** The nth clip that the studio makes, from 0. */
  clip(n: number): { readonly bytes: number; readonly ms: number };
  /** MQTT_URL and its account; none: the broker inside the relay. */
  readonly mqtt: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** The environment's PATH. */
  readonly path: string | undefined;
}

export interface OwnRelay {
  readonly url: string;
  /** Token of a one-time sign-in link of an officer who may do all. */
  readonly linkToken: string;
  /** One claim code per tower. */
  codes(): Promise<readonly string[]>;
  /** A tower is enrolled in the register alone: no account is made for it at an outside broker. */
  enrol(code: string): Promise<{ readonly tower: string; readonly password: string }>;
  /** The broker lives inside it and ends with it. */
  readonly hasOwnBroker: boolean;
  /** It ends and comes again after a while at the same addresses; the broker inside it has forgotten all it held. */
  restart(mqttUrl: string, awayMs: number): Promise<void>;
  /** Hours pass at once. */
  skip(ms: number): void;
  stop(): Promise<void>;
}

export async function startOwnRelay(options: OwnRelayOptions): Promise<OwnRelay> {
  const folder = await mkdtemp(join(tmpdir(), 'hokrachai-fleet-'));
  let skipped = 0;
  const now = () => Date.now() + skipped;
  const settings = readConfig(
    { dataDir: folder, mqtt: {}, port: 0, logLevel: 'warn' },
    options.mqtt,
    () => '',
  );
  const hasOwnBroker = settings.mqtt.url === undefined;
  const build = (ports: { http: number; mqtt: number }): Relay =>
    createRelay(configWith(settings, ports), {
      log: options.log,
      foundation: villagesFor(options.towers, loadFoundation(settings)),
      home: HOME,
      path: options.path,
      replace: {
        clock: { now, ulid: () => makeUlid(now(), randomBytes(16)) },
        engine: SILENT_VOICE,
        mastering: () => studio(join(folder, 'clips'), options.clip),
      },
    });
  let relay = build({ http: 0, mqtt: 0 });
  try {
    const { url, link } = await relay.start();
    return {
      url,
      linkToken: new URL(link ?? url).pathname.split('/').at(-1) ?? '',
      hasOwnBroker,
      async codes() {
        const ids = (await relay.towerIds()).slice(0, options.towers);
        const codes: string[] = [];
        for (const id of ids) {
          codes.push(await relay.claimCode(id));
          // the database answers without leaving this turn: the broker would be thought dead meanwhile
          await new Promise((resolve) => setImmediate(resolve));
        }
        return codes;
      },
      enrol: (code) => relay.desks.towers.claim(code, 'fleet'),
      async restart(mqttUrl, awayMs) {
        await relay.stop();
        await new Promise((resolve) => setTimeout(resolve, awayMs));
        relay = build({ http: Number(new URL(url).port), mqtt: Number(new URL(mqttUrl).port) });
        await relay.start();
      },
      skip(ms) {
        skipped += ms;
      },
      async stop() {
        await relay.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function configWith(settings: Config, ports: { readonly http: number; readonly mqtt: number }): Config {
  return {
    ...settings,
    port: ports.http,
    portIsSet: ports.http !== 0,
    mqtt: { ...settings.mqtt, port: ports.mqtt },
    mqttPortIsSet: ports.mqtt !== 0,
  };
}

/** The sample organisation with as many towers as are wanted, and no quiet hours: a fleet sails at any hour. */
function villagesFor(towers: number, sample: Foundation): Foundation {
  const villages = Array.from({ length: Math.min(VILLAGES, towers) }, (_, n) => ({
    code: `${AREA}${String(n + 1).padStart(2, '0')}`,
    moo: n + 1,
    name: `บ้านทดสอบ ${n + 1}`,
  }));
  return {
    ...sample,
    area: AREA,
    villages,
    towers: Array.from({ length: towers }, (_, n) => ({
      village: villages[n % villages.length]?.code ?? '',
      name: `หอจำลอง ${n + 1}`,
    })),
    quietHours: { fromMinute: 0, toMinute: 0 },
  };
}

const SILENT_VOICE: SpeechEngine = {
  id: 'fleet',
  check: async () => ({ usable: true, detail: 'silent' }),
  speak: async (_script, wavPath) => ({ engine: 'fleet', wavPath, ms: 4_000 }),
};

/** Clips of chance: nothing can be decoded from them, and no simulated loudspeaker tries. */
function studio(folder: string, clip: OwnRelayOptions['clip']): Mastering {
  const shelf = createClipShelf(folder);
  let made = 0;
  return {
    async master() {
      const { bytes, ms } = clip(made);
      made += 1;
      const renditions: Rendition[] = [];
      for (const codec of ['mp3', 'opus'] as const) {
        const sound = randomBytes(bytes);
        const sha256 = createHash('sha256').update(sound).digest('hex');
        await shelf.put(sha256, codec, sound);
        renditions.push({ codec, sha256, bytes, ms, lufs: -16, truePeakDb: -2 });
      }
      const sha256 = renditions[0]?.sha256 ?? '';
      return { sha256, ms, lufs: -16, truePeakDb: -2, renditions, peaks: [], doubts: [] };
    },
  };
}
