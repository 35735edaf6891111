// The options of `hokrachai fleet`, every mistake told at once, and whether this machine can hold so many towers.
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { RelayError } from '../core/errors.ts';
import { SCENARIOS } from '../fleet/scenarios.ts';

const MOST_TOWERS = 5_000;
/** What the broker inside a relay takes, less the relay's own two connections and some that are leaving. */
const MOST_EMBEDDED = 590;
const PER_PROCESS = 500;
const MOST_PROCESSES = 4;
/** Files and sockets a process has open beside those of its towers. */
const OTHER_FILES = 100;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

const names = Object.keys(SCENARIOS);
const whole = (from: number, to: number) =>
  z.coerce
    .number({ error: 'is a number' })
    .int('is a whole number')
    .min(from, `is ${from} to ${to}`)
    .max(to, `is ${from} to ${to}`);

const schema = z.strictObject({
  towers: whole(1, MOST_TOWERS).default(100),
  scenario: z.enum(names, { error: `is one of: ${names.join(', ')}` }).default('steady'),
  relay: z.url({ protocol: /^https?$/, error: 'is an address such as http://localhost:8080' }).optional(),
  link: z.string().optional(),
  own: z.boolean().default(false),
  processes: whole(1, 16).optional(),
  'clip-kb': whole(1, 2_000).default(140),
  lead: whole(3, 3_600).optional(),
  away: z
    .string()
    .regex(/^\d+[smh]$/, 'is a time such as 90s, 20m or 3h')
    .default('3h')
    .transform((text) => Number(text.slice(0, -1)) * (UNIT_MS[text.slice(-1)] ?? 0)),
  'cut-kb': whole(20, 10_000).default(60),
  json: z.boolean().default(false),
  help: z.boolean().default(false),
});

export interface FleetSettings {
  readonly towers: number;
  readonly scenario: string;
  /** Undefined: a relay of the fleet's own. */
  readonly relay:
    | { readonly url: string; readonly linkToken: string | undefined; readonly session: string }
    | undefined;
  readonly processes: number;
  readonly clipBytes: number;
  readonly leadMs: number;
  readonly awayMs: number;
  readonly wearBytes: number;
  readonly json: boolean;
  readonly help: boolean;
  /** MQTT_URL and its account, for a relay of the fleet's own. */
  readonly mqtt: Readonly<Record<string, string | undefined>>;
}

export const USAGE = `hokrachai fleet: simulated towers that speak the real contract against a real relay and broker

  --towers N        how many, 1 to ${MOST_TOWERS} (100)
  --scenario NAME   what they live through (steady):
${Object.entries(SCENARIOS)
  .map(([name, { summary }]) => `                      ${name.padEnd(8)} ${summary}`)
  .join('\n')}
  --own             a throw-away relay in a temporary folder, with its own broker or that of MQTT_URL,
                    MQTT_USERNAME and MQTT_PASSWORD; so it is when no relay is named
  --relay URL       a relay that is running; it gets towers called หอจำลอง, and only these are broadcast to
  --link LINK       a one-time sign-in link of an administrator who may approve, from: hokrachai link USERNAME
                    (or the secret of an open session in HOKRACHAI_SESSION)
  --processes P     processes the towers are dealt out to (one for each ${PER_PROCESS}, at most ${MOST_PROCESSES})
  --clip-kb K       size of a clip of the throw-away relay (140)
  --lead S          seconds from the consent to the broadcast (15 and one more for each 50 towers)
  --away T          how long a third is off in the scenario offline: 90s, 20m, 3h (3h, skipped with --own)
  --cut-kb K        what a connection carries before it is cut in the scenario flaky (60)
  --json            the figures as one line of JSON on standard output; the view goes to standard error
  --help

Exit code 0: every promise of the scenario was kept; 1: one was not; 2: it could not be tried.
`;

/** @throws RelayError `config` naming every mistake */
export function fleetSettings(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  openFiles: number,
): FleetSettings {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      ...{
        towers: text,
        scenario: text,
        relay: text,
        link: text,
        own: flag,
        processes: text,
        'clip-kb': text,
      },
      ...{ lead: text, away: text, 'cut-kb': text, json: flag, help: flag },
    },
  });
  const read = schema.safeParse(values);
  if (!read.success)
    throw mistakes(read.error.issues.map(({ path, message }) => `--${path.join('.')} ${message}`));
  const given = read.data;
  const { MQTT_URL, MQTT_USERNAME, MQTT_PASSWORD, MQTT_PUBLIC_URL } = environment;
  const processes = given.processes ?? Math.min(MOST_PROCESSES, Math.ceil(given.towers / PER_PROCESS));
  const session = environment['HOKRACHAI_SESSION'] ?? '';
  const relay = relayOf(given.relay, given.link);
  const wrong = [
    ...(given.own && relay !== undefined
      ? ['--own is a relay of the fleet’s own: leave out --relay and --link']
      : []),
    ...(relay !== undefined && relay.linkToken === undefined && session === ''
      ? ['--relay needs --link, a sign-in link of an administrator: hokrachai link USERNAME prints one']
      : []),
    ...(relay === undefined && MQTT_URL === undefined && given.towers > MOST_EMBEDDED
      ? [
          `--towers: the broker inside a relay takes ${MOST_EMBEDDED}; for ${given.towers} set MQTT_URL to a Mosquitto`,
        ]
      : []),
    ...tooManyFiles(given.towers, processes, SCENARIOS[given.scenario]?.roads ?? false, openFiles),
  ];
  if (wrong.length > 0) throw mistakes(wrong);
  return {
    towers: given.towers,
    scenario: given.scenario,
    relay: relay === undefined ? undefined : { ...relay, session },
    processes,
    clipBytes: given['clip-kb'] * 1024,
    leadMs: (given.lead ?? 15 + Math.ceil(given.towers / 50)) * 1000,
    awayMs: given.away,
    wearBytes: given['cut-kb'] * 1024,
    json: given.json,
    help: given.help,
    mqtt: { MQTT_URL, MQTT_USERNAME, MQTT_PASSWORD, MQTT_PUBLIC_URL },
  };
}

function mistakes(list: readonly string[]): RelayError {
  return new RelayError('config', `The fleet cannot sail like this:\n  ${list.join('\n  ')}`);
}

/** The link names its relay itself; --relay is for one that is reached at another address than it prints. */
function relayOf(url: string | undefined, link: string | undefined) {
  if (url === undefined && link === undefined) return undefined;
  const at = link === undefined ? undefined : URL.parse(link);
  const linkToken = link === undefined ? undefined : (at?.pathname ?? link).split('/').at(-1);
  return { url: url ?? at?.origin ?? '', linkToken };
}

function tooManyFiles(towers: number, processes: number, roads: boolean, openFiles: number): string[] {
  // a road has both of its ends in the same process
  const needed = Math.ceil(towers / processes) * (roads ? 3 : 1) + OTHER_FILES;
  if (needed <= openFiles) return [];
  const enough = Math.ceil((towers * (roads ? 3 : 1)) / Math.max(1, openFiles - OTHER_FILES));
  return [
    `--towers: a process may have ${openFiles} files and sockets open here, ${needed} are needed: raise the limit (ulimit -n ${needed}) or use --processes ${enough}`,
  ];
}
