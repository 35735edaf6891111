// Settings: config/relay.yaml and the environment in, one validated frozen object out. The environment wins; NAME_FILE
// reads a secret from a file. Every mistake is reported, not only the first.
import { z } from 'zod';
import { RelayError } from './core/errors.ts';
import { ENVIRONMENT, withEnvironment } from './environment.ts';
import { GAPS } from './thai/gaps.ts';
import { voiceMistakes, voiceOrder, voices, withKeyFiles } from './voice-settings.ts';

const port = z.coerce.number().int().min(0).max(65_535);
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
  const merged = withEnvironment(settings, environment, readFile, problems);
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
