// The settings of a controller: command line over environment over config/controller.yaml, all mistakes told at once.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import type { z } from 'zod';
import { RelayError } from '../core/errors.ts';
import { settingsSchema } from './controller-settings-schema.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const HOME = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export interface ControllerSettings extends z.infer<typeof settingsSchema> {
  readonly claim: string | undefined;
  readonly code: string | undefined;
  readonly jsonEvents: boolean;
  /** Show the state of the controller that runs here, instead of running one. */
  readonly status: boolean;
  readonly json: boolean;
  readonly once: boolean;
  /** Switch the amplifier off and be gone: for after a crash. */
  readonly silence: boolean;
  /** Enrol and end. */
  readonly claimOnly: boolean;
  readonly help: boolean;
}

const VARIABLES = {
  data: 'HOKRACHAI_DATA',
  sink: 'HOKRACHAI_SINK',
  ffmpeg: 'HOKRACHAI_FFMPEG',
  volume: 'HOKRACHAI_VOLUME',
  quietHours: 'HOKRACHAI_QUIET_HOURS',
  trustClock: 'HOKRACHAI_TRUST_CLOCK',
  cacheMb: 'HOKRACHAI_CACHE_MB',
  keepalive: 'HOKRACHAI_KEEPALIVE',
  timeServers: 'HOKRACHAI_TIME_SERVERS',
  clipsOverHttps: 'HOKRACHAI_CLIPS_OVER_HTTPS',
  prefetchMinutes: 'HOKRACHAI_PREFETCH_MINUTES',
  runtime: 'HOKRACHAI_RUNTIME',
  log: 'HOKRACHAI_LOG',
} as const;

export const USAGE = `hokrachai controller: one village tower

  --claim URL          enrol at this relay first (once), with --code
  --claim-only         enrol, and end
  --code CODE          the one-time code from the office; also HOKRACHAI_CLAIM_CODE
  --data DIR           where credentials, plan, clips and receipts are kept
  --sink NAME          auto, wav, ffplay, afplay, aplay, mpg123 or powershell
  --ffmpeg PATH        the ffmpeg that decodes clips
  --volume 0..100      never louder than this
  --quiet-hours H      the owner's own quiet hours, e.g. 21:00-05:00, or none
  --trust-clock        this machine's clock is kept right by NTP or a clock module
  --log LEVEL          debug, info, warn, error or silent, on standard error
  --config FILE        settings file (config/controller.yaml)
  --status             show the state of the controller that runs here, on the box's own screen
                       (--once: draw it once; --json: as data; ends with 1 when none runs)
  --silence            switch the amplifier off and end
  --json-events        one JSON line on standard output for everything that happens
  --help
`;

/** @throws RelayError `config` naming every mistake and where it was made */
export function controllerSettings(argv: readonly string[], environment: Environment): ControllerSettings {
  const { values } = parsed(argv);
  const file = values.config ?? environment['HOKRACHAI_CONTROLLER_CONFIG'];
  const merged: Record<string, unknown> = { ...readYaml(file) };
  const from = new Map<string, string>();
  for (const [name, variable] of Object.entries(VARIABLES)) {
    const value = environment[variable];
    if (value === undefined || value === '') continue;
    merged[name] = value;
    from.set(name, variable);
  }
  const given = {
    data: values.data,
    sink: values.sink,
    ffmpeg: values.ffmpeg,
    volume: values.volume,
    quietHours: values['quiet-hours'],
    trustClock: values['trust-clock'],
    log: values.log,
  };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    merged[name] = value;
    from.set(name, `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
  }
  const settings = settingsSchema.safeParse(merged);
  if (!settings.success) {
    const mistakes = settings.error.issues.map(({ path, message }) => {
      const name = path.join('.');
      return `  ${from.get(name) ?? (name || 'settings')}: ${message}`;
    });
    throw new RelayError('config', `The controller's settings are not in order:\n${mistakes.join('\n')}`);
  }
  return {
    ...settings.data,
    claim: values.claim,
    code: values.code ?? environment['HOKRACHAI_CLAIM_CODE'],
    jsonEvents: values['json-events'] ?? false,
    ...wishesOf(values),
    help: values.help ?? false,
  };
}

function wishesOf({
  status,
  json,
  once,
  silence,
  'claim-only': claimOnly,
}: ReturnType<typeof parsed>['values']) {
  return {
    claimOnly: claimOnly ?? false,
    status: status ?? false,
    json: json ?? false,
    once: once ?? false,
    silence: silence ?? false,
  };
}

function parsed(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...argv],
      options: {
        claim: text,
        code: text,
        data: text,
        sink: text,
        ffmpeg: text,
        volume: text,
        'quiet-hours': text,
        'trust-clock': flag,
        log: text,
        config: text,
        'json-events': flag,
        status: flag,
        json: flag,
        once: flag,
        silence: flag,
        'claim-only': flag,
        help: flag,
      },
    });
  } catch (cause) {
    throw new RelayError(
      'config',
      `${cause instanceof Error ? cause.message : 'unknown option'}\n\n${USAGE}`,
      { cause },
    );
  }
}

function readYaml(given: string | undefined): object {
  const path = given ?? join(HOME, 'config', 'controller.yaml');
  if (!existsSync(path)) {
    if (given === undefined) return {};
    throw new RelayError('config', `The settings file ${path} is not there.`);
  }
  try {
    const value: unknown = parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch (cause) {
    throw new RelayError('config', `${path} is not readable YAML.`, { cause });
  }
}
