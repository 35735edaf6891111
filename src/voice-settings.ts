// The voices of the settings: which engines there are beside the built-in ones, each with what it needs, and who speaks
// in which order. YAML in, validated values out; config.ts reports the mistakes with all others.
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { CLASSES } from './core/bulletin.ts';

/** Voices that need no entry under `voices:`; `embedded` is espeak-ng from the system, else from npm. */
export const BUILT_IN = ['embedded', 'espeak-ng', 'espeak-ng-wasm', 'say'] as const;

const WORDS = /^[A-Za-z0-9._:-]+$/;
const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected a name of small letters, digits and -')
  .refine((one) => !(BUILT_IN as readonly string[]).includes(one), 'this name is a built-in voice’s');
const shared = {
  name,
  /** What people read on the page; the name unless it is given. */
  title: z.string().min(1).max(60).optional(),
  timeoutSeconds: z.coerce.number().min(1).max(300).default(30),
};
const keyFile = z.string().min(1, 'expected the path of a file that holds the key');
const address = z.url({ protocol: /^https?$/, error: 'expected https://… (or http://… inside the house)' });
const mostLetters = z.coerce.number().int().min(60).max(20_000).optional();
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const headers = z.record(
  z.string().regex(/^[A-Za-z0-9-]+$/, 'expected the name of a header'),
  z.string().regex(/^[\x20-\x7e]*$/, 'expected plain letters'),
);

const google = z.strictObject({
  ...shared,
  engine: z.literal('google'),
  voice: z.string().regex(WORDS).default('th-TH-Neural2-C'),
  speakingRate: z.coerce.number().min(0.25).max(2).default(0.85),
  keyFile,
  auth: z.enum(['api-key', 'bearer']).default('api-key'),
  project: z.string().regex(WORDS).optional(),
  endpoint: address.optional(),
  // Long stretches without a full stop are refused by some voices: googleapis/google-cloud-node issue 4074.
  mostBytes: z.coerce.number().int().min(300).max(5_000).default(1_200),
});

const azure = z.strictObject({
  ...shared,
  engine: z.literal('azure'),
  region: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'expected a region such as southeastasia')
    .default('southeastasia'),
  voice: z.string().regex(WORDS).default('th-TH-PremwadeeNeural'),
  ratePercent: z.coerce.number().int().min(-50).max(50).default(-15),
  keyFile,
  endpoint: address.optional(),
});

const answer = z.union([
  z.literal('sound'),
  z.strictObject({ base64: z.string().min(1) }),
  z.strictObject({
    address: z.string().min(1),
    hosts: z.array(z.string().regex(/^\.?[A-Za-z0-9.:-]+$/)).default([]),
    headers: headers.default({}),
  }),
]);

const http = z
  .strictObject({
    ...shared,
    engine: z.literal('http'),
    url: address,
    method: z.enum(['GET', 'POST']).default('POST'),
    headers: headers.default({}),
    query: z.record(z.string(), scalar).default({}),
    json: z.json().optional(),
    form: z.record(z.string(), scalar).optional(),
    answer: answer.default('sound'),
    keyFile: keyFile.optional(),
    mostLetters,
    mostBytes: z.coerce.number().int().min(180).max(60_000).optional(),
    gapSeconds: z.coerce.number().min(0).max(60).default(0),
  })
  .superRefine((one, context) => {
    const mistake = (message: string, path: string) =>
      context.addIssue({ code: 'custom', message, path: [path] });
    const places = JSON.stringify([one.query, one.json ?? null, one.form ?? null]).split('{text}').length - 1;
    if (places !== 1) mistake('{text} must stand in exactly one value of query, json or form', 'json');
    if (one.json !== undefined && one.form !== undefined) mistake('either json or form, not both', 'form');
    if (one.method === 'GET' && (one.json ?? one.form) !== undefined)
      mistake('GET has no json or form', 'method');
    const all = JSON.stringify([one.headers, one.query, one.json ?? null, one.form ?? null, one.answer]);
    if (all.includes('{key}') !== (one.keyFile !== undefined))
      mistake('keyFile and {key} in headers, query, json or form belong together', 'keyFile');
    if (JSON.stringify([one.url, one.headers, one.answer]).includes('{text}'))
      mistake('{text} stands in no address and no header', 'headers');
  });

const command = z
  .strictObject({
    ...shared,
    engine: z.literal('command'),
    argv: z.tuple([z.string()], z.string()),
    env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()).default({}),
    mostLetters,
  })
  .superRefine(({ argv }, context) => {
    const mistake = (message: string) => context.addIssue({ code: 'custom', message, path: ['argv'] });
    if (!isAbsolute(argv[0])) mistake('the program must be a full path');
    if (argv.some((one) => one.includes('{text}')))
      mistake(
        'the text never stands on a command line: use {text-file}, or neither, and it comes by standard input',
      );
  });

const sherpa = z.strictObject({
  ...shared,
  engine: z.literal('sherpa'),
  folder: z.string().min(1),
  speaker: z.coerce.number().int().min(0).default(0),
  speed: z.coerce.number().min(0.4).max(2).default(0.85),
  timeoutSeconds: z.coerce.number().min(1).max(600).default(120),
});

export const voices = z
  .array(z.discriminatedUnion('engine', [google, azure, http, command, sherpa]))
  .default([]);
export type VoiceSetting = z.infer<typeof voices>[number];

const order = z.array(z.string().min(1)).min(1, 'name at least one voice');
const byClass = z.partialRecord(z.enum(CLASSES), order).default({});

export const voiceOrder = {
  engines: order.default(['embedded', 'say']),
  byClass,
  byOrganisation: z
    .record(z.string().min(1), z.strictObject({ engines: order.optional(), byClass }))
    .default({}),
};
const orders = z.object(voiceOrder);
type Order = z.infer<typeof orders>;

/** VOICE_NAME_KEY_FILE wins over the keyFile of the voice called `name`. */
export function withKeyFiles(
  settings: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, unknown>> {
  const listed = settings['voices'];
  if (!Array.isArray(listed)) return settings;
  return {
    ...settings,
    voices: listed.map((voice: unknown) => {
      if (typeof voice !== 'object' || voice === null || !('name' in voice)) return voice;
      const path = environment[`VOICE_${String(voice.name).toUpperCase().replaceAll('-', '_')}_KEY_FILE`];
      return path === undefined || path === '' ? voice : { ...voice, keyFile: path };
    }),
  };
}

/** Voices of one name, and names in an order that no voice has, one a line: told beside mistakes of any other kind. */
export function voiceMistakes(settings: Readonly<Record<string, unknown>>): readonly string[] {
  const listed: readonly unknown[] = Array.isArray(settings['voices']) ? settings['voices'] : [];
  const own = listed.map((one) =>
    typeof one === 'object' && one !== null && 'name' in one ? one.name : one,
  );
  const twice = own.flatMap((one, n) =>
    own.indexOf(one) === n ? [] : [`voices.${n}.name: two voices are named ${one}`],
  );
  const voice = orders.safeParse(settings['voice'] ?? {});
  const known = new Set<unknown>([...BUILT_IN, ...own]);
  const unknown = (voice.success ? ordersIn(voice.data) : []).flatMap(([place, names]) =>
    names.filter((one) => !known.has(one)).map((one) => `voice.${place}: there is no voice named ${one}`),
  );
  return [...twice, ...unknown];
}

function ordersIn(of: Order): readonly (readonly [place: string, names: readonly string[]])[] {
  const classes = (place: string, some: Order['byClass']) =>
    Object.entries(some).map(([one, names]) => [`${place}byClass.${one}`, names ?? []] as const);
  return [
    ['engines', of.engines],
    ...classes('', of.byClass),
    ...Object.entries(of.byOrganisation).flatMap(([org, its]) => [
      [`byOrganisation.${org}.engines`, its.engines ?? []] as const,
      ...classes(`byOrganisation.${org}.`, its.byClass),
    ]),
  ];
}
