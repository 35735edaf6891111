// The house itself: the rules of its rooms fire on planted violations, its settings load, its mistakes are all told.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { parse } from 'yaml';
import { readConfig } from '../../src/config.ts';
import { createVoices } from '../../src/engines.ts';
import { ENVIRONMENT } from '../../src/environment.ts';
import { readFoundation } from '../../src/foundation-file.ts';
import { createLog } from '../../src/log.ts';
import { loadConfig, loadFoundation } from '../../src/settings.ts';

const HOME = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const ROOMS = join(HOME, 'test/support/rooms.mjs');

/** Runs the rules over a house of these files; the rules that were broken. */
function broken(t: { teardown(fn: () => void): void }, files: Record<string, string>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'hokrachai-house-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(HOME, 'tsconfig.json'), join(folder, 'tsconfig.json'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const run = spawnSync(process.execPath, [ROOMS, 'src', '1'], { cwd: folder, encoding: 'utf8' });
  return run.stderr.split('\n').flatMap((line) => /^([a-z-]+): src/.exec(line)?.[1] ?? []);
}

/** One house in which every rule is broken once. */
const PLANTED: Record<string, string> = {
  'src/thai/a.ts': "import '../core/b.ts';",
  'src/core/b.ts': 'export {};',
  'src/core/c.ts': "import 'node:fs';",
  'src/core/d.ts': "import type { B } from './e.ts'; export type A = B;",
  'src/core/e.ts': "import type { A } from './d.ts'; export type B = A;",
  'src/wire/a.ts': "import '../pipeline/b.ts';",
  'src/pipeline/b.ts': 'export {};',
  'src/pipeline/voice.ts': "import '../adapters/audio/b.ts'; import './intake.ts';",
  'src/pipeline/intake.ts': 'export {};',
  'src/adapters/audio/b.ts': 'export {};',
  'src/adapters/line/a.ts': "import '../http/b.ts';",
  'src/adapters/http/b.ts': "import '../../wire/c.ts'; import '../../config.ts';",
  'src/wire/c.ts': 'export {};',
  'src/config.ts': 'export {};',
  'src/controller/a.ts': "import '../pipeline/b.ts';",
  'src/controller/b.ts': 'export {};',
  'src/conformance/a.ts': "import '../controller/b.ts';",
  'src/conformance/b.ts': 'export {};',
  'src/relay.ts': "import './controller/b.ts'; import './main.ts'; import './conformance/b.ts';",
  'src/main.ts': 'export {};',
  'src/relay/a.ts': 'export {};',
  'src/fleet/a.ts': "import '../relay/a.ts';",
};
const RULES = [
  'thai-is-pure',
  'core-is-pure',
  'no-cycles',
  'wire-knows-core-only',
  'pipeline-looks-inward',
  'stages-are-strangers',
  'line-is-a-stranger-to-other-adapters',
  'only-the-broker-and-the-keys-speak-wire',
  'adapters-never-read-config',
  'controller-could-live-alone',
  'nobody-imports-controller',
  'conformance-knows-the-contract-only',
  'only-commands-examine',
  'only-the-relay-joins-its-parts',
  'nobody-imports-the-mains',
];

t.test('every rule of the rooms fires on a planted violation', async (t) => {
  const seen = broken(t, PLANTED);
  for (const rule of RULES) t.ok(seen.includes(rule), rule);
});

t.test('a check that saw no modules fails', async (t) => {
  const run = spawnSync(process.execPath, [ROOMS, 'src/thai', '5000'], { cwd: HOME, encoding: 'utf8' });
  t.equal(run.status, 1);
  t.match(run.stderr, /the check itself is broken/);
});

t.test('the shipped settings and the sample organisation load', async (t) => {
  const config = loadConfig({});
  t.equal(config.host, '127.0.0.1');
  t.equal(config.portIsSet, false);
  const sample = loadFoundation(config);
  t.equal(sample.villages.length, 3);
  t.equal(sample.towers.length, 3);
  t.same(sample.quietHours, { fromMinute: 1260, toMinute: 300 });
});

t.test('every line of the settings file that is taken out of its comment is a setting', async (t) => {
  const text = readFileSync(join(HOME, 'config/relay.yaml'), 'utf8')
    .split('\n')
    .filter((line) => /^# ( *)[a-zA-Z]+:/.test(line) && !/[…]/.test(line))
    .map((line) => line.slice(2))
    .join('\n');
  const settings: Record<string, unknown> = parse(text);
  // Groups whose every line is a placeholder are empty here.
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null));
  t.ok(Object.keys(given).length > 8);
  t.doesNotThrow(() => readConfig({ ...given, mqtt: undefined }, {}, () => ''));
});

t.test('the sample voices are voices, and every mistake about voices is told at once', async (t) => {
  const sample: { voices: unknown[] } = parse(readFileSync(join(HOME, 'config/sample-voices.yaml'), 'utf8'));
  const order = ['premwadee', 'vaja', 'local-neural', 'embedded'];
  const byOrganisation = {
    'อบต.บ้านเหนือ': { engines: ['own-program'] },
    500102: { byClass: { routine: ['say'] } },
  };
  const voice = {
    engines: order,
    byClass: { emergency: ['espeak-ng', 'espeak-ng-wasm', 'say'] },
    byOrganisation,
  };
  const config = readConfig({ ...sample, voice }, { VOICE_PREMWADEE_KEY_FILE: '/run/other' }, () => '');
  t.equal(config.voices.length, 7);
  t.match(config.voices[0], { engine: 'azure', keyFile: '/run/other', timeoutSeconds: 30 });
  const voices = createVoices(config, { path: '', log: createLog({ level: 'silent', readable: false }) });
  t.same(voices.orderOf(undefined, 'routine'), order);
  t.same(voices.orderOf(undefined, 'emergency'), ['embedded', 'say'], 'the two builds are one voice');
  const village = { name: 'อบต.บ้านเหนือ', area: '500101' };
  t.same(voices.orderOf(village, 'emergency'), ['own-program'], 'the organisation’s own counts first');
  t.same(voices.orderOf({ name: 'x', area: '500102' }, 'routine'), ['say'], 'by its area');
  t.same(voices.strangersTo([village]), ['500102'], 'an organisation nobody knows is told at the start');
  t.equal(voices.engineFor(undefined, 'routine').id, 'azure th-TH-PremwadeeNeural r-15');
  t.equal(voices.engineFor(undefined, 'routine'), voices.engineFor({ name: 'x', area: 'y' }, 'routine'));
  t.match(
    voices.all.map(({ name, engine }) => [name, engine.terms?.sendsTextTo]),
    [
      ['embedded', undefined],
      ['espeak-ng'],
      ['espeak-ng-wasm'],
      ['say'],
      ['premwadee', /microsoft/],
      ['google', /google/],
    ],
  );

  const http = { name: 'a', engine: 'http', url: 'https://x', json: { t: '{text}' } };
  const command = { name: 'b', engine: 'command', argv: ['/x'] };
  const wrong: [unknown, RegExp][] = [
    [{ ...http, json: { t: 'x' } }, /voices\.0\.json: \{text\} must stand in exactly one value/],
    [{ ...http, json: { t: '{text}', u: '{text}' } }, /exactly one value/],
    [{ ...http, form: { u: 'x' } }, /either json or form/],
    [{ ...http, headers: { A: '{text}' } }, /no header/],
    [{ ...http, headers: { A: '{key}' } }, /keyFile and \{key\}/],
    [{ ...http, keyFile: '/k' }, /keyFile and \{key\}/],
    [{ ...http, method: 'GET' }, /GET has no json/],
    [{ ...http, url: 'file:///etc/passwd' }, /voices\.0\.url: expected https/],
    [{ ...http, headers: { 'A b': 'x' } }, /voices\.0\.headers/],
    [{ ...command, argv: ['speak'] }, /full path/],
    [{ ...command, argv: ['/x', '--say={text}'] }, /never stands on a command line/],
    [{ ...command, argv: [] }, /voices\.0\.argv/],
    [{ ...command, name: 'embedded' }, /built-in/],
    [{ ...command, name: 'Ab' }, /small letters/],
    [{ name: 'g', engine: 'google', keyFile: '/k', mostBytes: 6000 }, /voices\.0\.mostBytes/],
    [{ name: 'g', engine: 'azure' }, /voices\.0\.keyFile/],
    [{ name: 'g', engine: 'azure', keyFile: '/k', region: 'x.evil/' }, /region/],
    [{ name: 'g', engine: 'unknown' }, /voices\.0/],
  ];
  for (const [one, message] of wrong)
    t.throws(
      () => readConfig({ voices: [one] }, {}, () => ''),
      { code: 'config', message },
      JSON.stringify(one),
    );
  const all = () =>
    readConfig(
      {
        port: 'x',
        voices: [command, { ...command }, { name: 'c', engine: 'sherpa' }],
        voice: {
          engines: ['nobody'],
          byClass: { routine: ['no-one'] },
          byOrganisation: { x: { engines: ['neither'] } },
        },
      },
      {},
      () => '',
    );
  t.throws(all, {
    message:
      /6 mistake\(s\)[\s\S]*port[\s\S]*voices\.2\.folder[\s\S]*engines: there is no voice named nobody[\s\S]*byClass\.routine[\s\S]*byOrganisation\.x\.engines/,
  });
});

t.test('five mistakes are five lines, each with the name of its variable', async (t) => {
  const environment = {
    PORT: '99999',
    MQTT_URL: 'http://x',
    LOG_LEVEL: 'loud',
    VOICE_PACE: '9',
    LINE_CHANNEL_SECRET_FILE: '/nowhere',
  };
  const readFile = () => {
    throw Object.assign(new Error('no'), { code: 'ENOENT' });
  };
  const failure = t.throws(() => readConfig({}, environment, readFile), { code: 'config' });
  const message = failure instanceof Error ? failure.message : '';
  for (const name of ['PORT', 'MQTT_URL', 'LOG_LEVEL', 'VOICE_PACE', 'LINE_CHANNEL_SECRET_FILE'])
    t.match(message, name);
  t.throws(() => readConfig({ prot: 8080 }, {}, () => ''), { code: 'config' }, 'a word that is no setting');
});

t.test('the environment wins over the file, and a secret may lie in a file', async (t) => {
  const config = readConfig(
    { port: 1, line: { channelSecret: 'x'.repeat(20) } },
    { PORT: '8088', LINE_CHANNEL_SECRET_FILE: '/run/secret' },
    () => 'y'.repeat(20).concat('\n'),
  );
  t.equal(config.port, 8088);
  t.equal(config.portIsSet, true);
  t.equal(config.line.channelSecret, 'y'.repeat(20));
});

t.test('an organisation without an administrator is refused with its place', async (t) => {
  const file = {
    name: 'อบต.',
    kind: 'subdistrict',
    area: '990101',
    quietHours: { from: '21:00', to: '25:00' },
    villages: [{ code: '1', moo: 1, name: 'ก' }],
    slots: [],
    officers: [{ username: 'a b', name: 'ก', roles: ['approver'] }],
  };
  t.throws(() => readFoundation(file, 'my.yaml'), {
    code: 'config',
    message: /my\.yaml: quietHours\.to.*[\s\S]*villages\.0\.code[\s\S]*officers\.0\.username/,
  });
});

t.test('every variable of the README is a setting, and every setting is in the README', async (t) => {
  const readme = readFileSync(join(HOME, 'README.md'), 'utf8');
  for (const name of Object.keys(ENVIRONMENT)) t.match(readme, `\`${name}\``, name);
});

t.test('secrets never reach the log', async (t) => {
  const script = `import { createLog } from ${JSON.stringify(join(HOME, 'src/log.ts'))};
    const log = createLog({ level: 'debug', readable: false });
    for (const name of ['password', 'secret', 'token', 'replyToken', 'code', 'cookie', 'authorization', 'text', 'words', 'raw']) {
      log.info({ [name]: 'PLANTED' }, 'x'); log.warn({ inner: { [name]: 'PLANTED' } }, 'x');
    }`;
  const run = spawnSync(
    process.execPath,
    [`--import=${join(HOME, 'test/support/sources.mjs')}`, '--input-type=module', '-e', script],
    {
      cwd: HOME,
      encoding: 'utf8',
    },
  );
  t.match(run.stderr, /redacted/);
  t.notMatch(run.stderr, /PLANTED/);
  t.ok(createLog({ level: 'silent', readable: false }));
});
