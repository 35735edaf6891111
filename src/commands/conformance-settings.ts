// What `hokrachai conformance` is told on its command line, read and checked, all in one place.
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { parseArgs } from 'node:util';
import { PROFILES, type Profile, RULES } from '../conformance/rules.ts';
import { RelayError } from '../core/errors.ts';
import { DEFAULT_ROOT, isAreaCode, isTowerId } from '../wire/topics.ts';

export const USAGE = `hokrachai conformance: plays the relay against a speaker controller and says rule by rule what it does

  --tower ID           the tower it shall be (30010105-01); its area is the first eight digits, or --area CODE
  --profile NAME       which rules bind: full, or esp32 for the minimal profile
  --quick              about a minute: seals, approvals, refusals, commands, trust
  --only A,B           only the scenes of these rules, by name or number
  --list               print the rules and stop
  --json               one JSON line per rule and one summary on standard output
  --reference          examine the project's own controller in a child process
  --power              ask a person to cut the power of the device, too (rules W…)
  --mute               ask a person to press the device's own mute, too (rules mute-…)
  --long               forty quiet minutes more: asking for the time again, health, drift
  --credentials FILE   write the credentials there instead of opening a door for a claim
  --listen HOST        where broker and claim door listen (all interfaces; --reference: 127.0.0.1)
  --address HOST       the name or address by which the device reaches this machine
  --mqtt-port N --http-port N   fixed ports instead of free ones
  --tls                TLS on both doors, by an authority made for this run; with --ca FILE it is written there
  --cert FILE --key FILE --ca FILE   TLS by your own; ca is handed to the device
  --lead SECONDS       from telling the device of a play to its time (10)
  --tolerance MS       how far the first sample may be from its time (500)
  --patience MINUTES   how long to wait for the device to come (15)
  --topic-root ROOT    first levels of every topic (tower/v1)

Keys are made for this run and thrown away. Exit: 0 all binding rules kept, 1 not, 2 the device never came or a mistake here.
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const OPTIONS = {
  tower: text,
  area: text,
  profile: text,
  quick: flag,
  only: text,
  list: flag,
  json: flag,
  reference: flag,
  power: flag,
  mute: flag,
  long: flag,
  credentials: text,
  listen: text,
  address: text,
  'mqtt-port': text,
  'http-port': text,
  tls: flag,
  cert: text,
  key: text,
  ca: text,
  lead: text,
  tolerance: text,
  patience: text,
  'topic-root': text,
  'be-reference': text,
  data: text,
  help: flag,
} as const;

export type ConformanceSettings = ReturnType<typeof conformanceSettings>;

/** @throws RelayError `config` */
export function conformanceSettings(argv: readonly string[]) {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS });
  return {
    tower: towerOf(values),
    profile: profileOf(values.profile),
    isQuick: values.quick === true,
    only: rulesNamed(values.only),
    isList: values.list === true,
    isJson: values.json === true,
    isReference: values.reference === true,
    asksForPower: values.power === true,
    asksForMute: values.mute === true,
    isLong: values.long === true,
    credentialsFile: values.credentials,
    ...placeOf(values),
    mqttPort: numberOf('--mqtt-port', values['mqtt-port'], 0),
    httpPort: numberOf('--http-port', values['http-port'], 0),
    hasOwnAuthority: values.tls === true,
    caFile: values.ca,
    tls: tlsOf(values),
    ca:
      values.ca === undefined || values.tls === true ? undefined : fileOf('--ca', values.ca).toString('utf8'),
    leadMs: numberOf('--lead', values.lead, 10) * 1000,
    toleranceMs: numberOf('--tolerance', values.tolerance, 500),
    patienceMs: numberOf('--patience', values.patience, 15) * 60_000,
    topicRoot: values['topic-root'] ?? DEFAULT_ROOT,
    beReference: values['be-reference'],
    data: values.data ?? '',
    isHelp: values.help === true,
  };
}

type Given = Partial<Record<'tower' | 'area' | 'listen' | 'address', string>>;

function towerOf({ tower = '30010105-01', area = tower.slice(0, 8) }: Given) {
  if (!isTowerId(tower)) throw mistake('--tower', 'is 1 to 23 of a-z 0-9 and -');
  if (!isAreaCode(area) || area.length !== 8) throw mistake('--area', 'is a village code of 8 digits');
  return { id: tower, area };
}

function profileOf(name = 'full'): Profile {
  const profile = PROFILES.find((one) => one === name);
  if (profile === undefined) throw mistake('--profile', `is one of ${PROFILES.join(', ')}`);
  return profile;
}

/** Our own controller needs no other machine to reach us. */
function placeOf(values: Given & { readonly reference?: boolean }) {
  const listen = values.listen ?? (values.reference === true ? '127.0.0.1' : '0.0.0.0');
  return { listen, address: values.address ?? (listen === '0.0.0.0' ? ownAddress() : listen) };
}

/** Names or numbers, as the list has them. */
function rulesNamed(only: string | undefined): readonly string[] | undefined {
  return only?.split(',').map((one) => {
    const rule = RULES.find(({ no, name }) => name === one || no.toLowerCase() === one.toLowerCase());
    if (rule === undefined) throw mistake('--only', `names rules; ${one} is none: see --list`);
    return rule.name;
  });
}

interface GivenTls {
  readonly tls?: boolean | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

function tlsOf({ tls, cert, key }: GivenTls) {
  if (tls === true && (cert ?? key) !== undefined) throw mistake('--tls', 'makes its own --cert and --key');
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) throw mistake('--cert', 'and --key go together');
  return { cert: fileOf('--cert', cert), key: fileOf('--key', key) };
}

function fileOf(option: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new RelayError('config', `${option}: ${path} cannot be read`, { cause });
  }
}

function numberOf(option: string, value: string | undefined, otherwise: number): number {
  const number = value === undefined ? otherwise : Number(value);
  if (!Number.isFinite(number) || number < 0) throw mistake(option, 'is a number');
  return number;
}

function mistake(option: string, what: string): RelayError {
  return new RelayError('config', `${option} ${what}`);
}

/** The first address of this machine that is not only for itself. */
function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}
