// Settings: config/relay.yaml and the environment in, one validated frozen object out. The environment wins; NAME_FILE
// reads a secret from a file. Every mistake is reported, not only the first.
import { z } from 'zod';
import { RelayError } from './core/errors.ts';
import { LONGEST_FORMULA } from './core/formulas.ts';
import { ROLES } from './core/officer.ts';
import type { Foundation } from './pipeline/founding.ts';
import { GAPS } from './thai/gaps.ts';
import { voiceMistakes, voiceOrder, voices, withKeyFiles } from './voice-settings.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const minute = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected HH:MM')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
const yes = z.union([z.boolean(), z.stringbool()]);

const schema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: port.optional(),
  publicUrl: z.url().optional(),
  trustProxy: yes.default(false),
  dataDir: z.string().min(1).default('data'),
  databaseUrl: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'expected postgres://…')
    .optional(),
  organisation: z.string().min(1).default('config/sample-organisation.yaml'),
  sampleControllers: z.coerce.number().int().min(0).max(20).default(2),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  mqtt: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: port.optional(),
      url: z
        .string()
        .regex(/^mqtts?:\/\//, 'expected mqtt:// or mqtts://')
        .optional(),
      username: z.string().optional(),
      password: z.string().optional(),
      publicUrl: z
        .string()
        .regex(/^mqtts?:\/\//, 'expected mqtt:// or mqtts://')
        .optional(),
      /** PEM of an outside broker's own authority; towers are told it at their claim. */
      ca: z.string().includes('BEGIN CERTIFICATE').optional(),
      /** PEM: with both the embedded broker also listens with TLS, on tlsPort, for towers outside. */
      tlsCert: z.string().includes('BEGIN CERTIFICATE').optional(),
      tlsKey: z.string().includes('PRIVATE KEY').optional(),
      tlsPort: port.default(8883),
      topicRoot: z
        .string()
        .regex(/^[a-z0-9-]+(\/[a-z0-9-]+)*$/)
        .default('tower/v1'),
    })
    .refine(
      ({ url, username, password }) =>
        url === undefined || (username !== undefined && password !== undefined),
      {
        message: 'an outside broker needs username and password (MQTT_USERNAME, MQTT_PASSWORD)',
      },
    )
    .prefault({}),
  line: z
    .strictObject({
      channelSecret: z.string().min(16).optional(),
      /** The secret before, accepted while it is being changed. */
      previousChannelSecret: z.string().min(16).optional(),
      channelAccessToken: z.string().min(1).optional(),
      apiUrl: z.url().optional(),
      contentUrl: z.url().optional(),
    })
    .prefault({}),
  voice: z
    .strictObject({
      ...voiceOrder,
      espeakPath: z.string().optional(),
      register: z.enum(['male', 'female']).default('male'),
      /** Syllables a second, without the pauses. */
      pace: z
        .strictObject({
          usual: z.coerce.number().min(2.5).max(4.7).default(3.5),
          emergency: z.coerce.number().min(2.5).max(4.7).default(3.15),
        })
        .prefault({}),
      /** Milliseconds between groups of words, clauses, sentences, and around telephone numbers. */
      gaps: z
        .strictObject({
          group: z.coerce.number().int().min(0).max(5_000).default(GAPS.group),
          clause: z.coerce.number().int().min(0).max(5_000).default(GAPS.clause),
          sentence: z.coerce.number().int().min(0).max(5_000).default(GAPS.sentence),
          number: z.coerce.number().int().min(0).max(5_000).default(GAPS.number),
        })
        .prefault({}),
      parallel: z.coerce.number().int().min(1).max(16).default(2),
    })
    .prefault({}),
  voices,
  ffmpegPath: z.string().optional(),
  tower: z
    .strictObject({
      /** Where towers reach us over HTTPS, or a cache before us: then they may fetch clips there too. */
      clipsUrl: z
        .url({ protocol: /^https?$/ })
        .max(400)
        .optional(),
      maxClipMinutes: z.coerce.number().min(1).max(30).default(20),
      maxPlaysPerDay: z.coerce.number().int().min(1).max(40).default(40),
      maxRepeat: z.coerce.number().int().min(1).max(10).default(5),
      /** Sound of emergencies without a pause between them, and the pause after that. */
      maxEmergencyMinutes: z.coerce.number().min(1).max(10).default(10),
      emergencyPauseMinutes: z.coerce.number().min(5).max(60).default(5),
      /** Whether an emergency sounds although somebody has muted the tower there. */
      emergencyOverMute: z.boolean().default(false),
      leadInSeconds: z.coerce.number().min(0).max(8).default(2),
      volume: z
        .strictObject({
          routine: z.coerce.number().min(0).max(100).default(70),
          important: z.coerce.number().min(0).max(100).default(85),
          emergency: z.coerce.number().min(0).max(100).default(100),
        })
        .prefault({}),
    })
    .prefault({}),
  approvals: z
    .strictObject({
      /** Opens the approval keys, which lie locked from then on. */
      passphrase: z.string().min(12, 'at least 12 characters').optional(),
      /** Where `hokrachai signer` listens, which then alone holds the approval keys: a path, or tcp://127.0.0.1:PORT. */
      signer: z.string().min(1).optional(),
      signerSecret: z.string().min(16, 'at least 16 characters').optional(),
      /** Names an emergency must carry; 1 only for a lone officer at night. */
      emergency: z.coerce
        .number()
        .pipe(z.union([z.literal(1), z.literal(2)]))
        .default(2),
    })
    .refine(({ signer, signerSecret }) => (signer === undefined) === (signerSecret === undefined), {
      message: 'a signer needs its address and its secret (APPROVAL_SIGNER, APPROVAL_SIGNER_SECRET_FILE)',
    })
    .prefault({}),
  /** In days, but for the size. What was approved and heard, its bookings and the audit trail stand here nowhere. */
  retention: z
    .strictObject({
      rawEventDays: z.coerce.number().int().min(1).max(365).default(30),
      messageIdDays: z.coerce.number().int().min(7).max(3650).default(90),
      originalDays: z.coerce.number().int().min(0).max(3650).default(30),
      spareClipDays: z.coerce.number().int().min(1).max(3650).default(30),
      airedClipDays: z.coerce.number().int().min(90).max(36_500).default(1825),
      clipMegabytes: z.coerce.number().int().min(50).max(10_000_000).default(5000),
    })
    .refine(({ rawEventDays, messageIdDays }) => rawEventDays <= messageIdDays, {
      message: 'messageIdDays must not be less than rawEventDays: the id goes with the event',
    })
    .prefault({}),
});
export type Config = z.infer<typeof schema> & {
  readonly portIsSet: boolean;
  readonly mqttPortIsSet: boolean;
};

/** Environment names and the settings they are. Each also as NAME_FILE: the path of a file that holds the value. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  HOST: 'host',
  PORT: 'port',
  PUBLIC_URL: 'publicUrl',
  TRUST_PROXY: 'trustProxy',
  DATA_DIR: 'dataDir',
  DATABASE_URL: 'databaseUrl',
  ORGANISATION_FILE: 'organisation',
  SAMPLE_CONTROLLERS: 'sampleControllers',
  LOG_LEVEL: 'logLevel',
  MQTT_HOST: 'mqtt.host',
  MQTT_PORT: 'mqtt.port',
  MQTT_URL: 'mqtt.url',
  MQTT_USERNAME: 'mqtt.username',
  MQTT_PASSWORD: 'mqtt.password',
  MQTT_PUBLIC_URL: 'mqtt.publicUrl',
  MQTT_CA: 'mqtt.ca',
  MQTT_TLS_CERT: 'mqtt.tlsCert',
  MQTT_TLS_KEY: 'mqtt.tlsKey',
  MQTT_TLS_PORT: 'mqtt.tlsPort',
  MQTT_TOPIC_ROOT: 'mqtt.topicRoot',
  LINE_CHANNEL_SECRET: 'line.channelSecret',
  LINE_PREVIOUS_CHANNEL_SECRET: 'line.previousChannelSecret',
  LINE_CHANNEL_ACCESS_TOKEN: 'line.channelAccessToken',
  LINE_API_URL: 'line.apiUrl',
  LINE_CONTENT_URL: 'line.contentUrl',
  VOICE_ENGINES: 'voice.engines',
  ESPEAK_PATH: 'voice.espeakPath',
  VOICE_REGISTER: 'voice.register',
  VOICE_PACE: 'voice.pace.usual',
  VOICE_EMERGENCY_PACE: 'voice.pace.emergency',
  VOICE_PARALLEL: 'voice.parallel',
  FFMPEG_PATH: 'ffmpegPath',
  APPROVAL_PASSPHRASE: 'approvals.passphrase',
  APPROVAL_SIGNER: 'approvals.signer',
  APPROVAL_SIGNER_SECRET: 'approvals.signerSecret',
  EMERGENCY_APPROVALS: 'approvals.emergency',
  TOWER_CLIPS_URL: 'tower.clipsUrl',
};

/**
 * @param settings what config/relay.yaml holds, already parsed (undefined: no file)
 * @param environment variables; unknown ones are somebody else's
 * @param readFile for NAME_FILE; throws when it cannot
 * @throws RelayError `config` whose message lists every mistake, one a line
 */
export function readConfig(
  settings: unknown,
  environment: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): Config {
  const problems: string[] = [];
  const merged: Record<string, unknown> =
    typeof settings === 'object' && settings !== null
      ? structuredClone(settings as Record<string, unknown>)
      : {};
  for (const [name, place] of Object.entries(ENVIRONMENT)) {
    const value = fromEnvironment(name, environment, readFile, problems);
    if (value !== undefined && value !== '')
      put(merged, place, name === 'VOICE_ENGINES' ? value.split(/[\s,]+/) : value);
  }
  const parsed = schema.safeParse(withKeyFiles(merged, environment));
  problems.push(...(parsed.error?.issues ?? []).map(problemOf), ...voiceMistakes(merged));
  if (problems.length > 0 || !parsed.success) {
    throw new RelayError(
      'config',
      `${problems.length} mistake(s) in the settings:\n  ${problems.join('\n  ')}`,
      { facts: { mistakes: problems.length } },
    );
  }
  return Object.freeze({
    ...parsed.data,
    portIsSet: parsed.data.port !== undefined,
    mqttPortIsSet: parsed.data.mqtt.port !== undefined,
  });
}

function problemOf(issue: { readonly path: readonly PropertyKey[]; readonly message: string }): string {
  const place = issue.path.map(String).join('.');
  const variable = Object.entries(ENVIRONMENT).find(([, known]) => known === place)?.[0];
  return `${place === '' ? 'config' : place}${variable === undefined ? '' : ` (${variable})`}: ${issue.message}`;
}

function fromEnvironment(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
  problems: string[],
): string | undefined {
  const path = environment[`${name}_FILE`];
  // ORGANISATION_FILE is itself a path.
  if (path === undefined || path === '' || name === 'ORGANISATION_FILE') return environment[name];
  try {
    return readFile(path).trim();
  } catch (cause) {
    problems.push(
      `${name}_FILE: cannot read ${path} (${cause instanceof Error && 'code' in cause ? cause.code : 'unreadable'})`,
    );
    return undefined;
  }
}

function put(into: Record<string, unknown>, place: string, value: unknown): void {
  const [first = '', ...rest] = place.split('.');
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  const inner = into[first];
  const next: Record<string, unknown> =
    typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
  into[first] = next;
  put(next, rest.join('.'), value);
}

const role = z.enum(ROLES);
const village = z.string().regex(/^\d{8}$/, 'a DOPA village code has 8 digits');

const foundation = z.strictObject({
  name: z.string().min(1).max(200),
  kind: z.enum(['subdistrict', 'municipality', 'district', 'province', 'ministry']),
  area: z.string().regex(/^\d{2,8}$/),
  phone: z.string().default(''),
  quietHours: z
    .strictObject({ from: minute, to: minute })
    .transform(({ from, to }) => ({ fromMinute: from, toMinute: to })),
  villages: z
    .array(z.strictObject({ code: village, moo: z.number().int().min(0).max(99), name: z.string().min(1) }))
    .min(1),
  towers: z.array(z.strictObject({ village, name: z.string().min(1) })).default([]),
  slots: z.array(
    z
      .strictObject({
        name: z.string().min(1),
        at: minute,
        minutes: z.number().min(1).max(180),
        weekdays: z.array(z.number().int().min(0).max(6)).min(1),
      })
      .transform(({ name, at, minutes, weekdays }) => ({
        name,
        startsAtMinute: at,
        lengthMs: minutes * 60_000,
        weekdays,
      })),
  ),
  officers: z
    .array(
      z
        .strictObject({
          username: z.string().regex(/^[a-z0-9._-]{3,40}$/),
          name: z.string().min(1).max(100),
          roles: z.array(role).min(1),
          lineUserId: z
            .string()
            .regex(/^U[0-9a-f]{32}$/)
            .optional(),
        })
        .transform((person) => ({ ...person, lineUserId: person.lineUserId })),
    )
    .min(1)
    .refine(
      (people) => people.some((person) => person.roles.includes('administrator')),
      'somebody must be administrator',
    ),
  readings: z.record(z.string(), z.string()).default({}),
  opening: z.string().max(LONGEST_FORMULA).default(''),
  closing: z.string().max(LONGEST_FORMULA).default(''),
});

/** The organisation's file, parsed. @throws RelayError `config` with every mistake */
export function readFoundation(file: unknown, path: string): Foundation {
  const parsed = foundation.safeParse(file);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${path}: ${issue.path.join('.')}: ${issue.message}`);
  throw new RelayError(
    'config',
    `${problems.length} mistake(s) in the organisation's file:\n  ${problems.join('\n  ')}`,
  );
}
