// Voices on this machine that are not ours: any program, and sherpa-onnx-node. The latter speaks with a tiny model made by
// hand; a module of its shape stands in for it where it must fail.
import { EventEmitter } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import t, { type Test } from 'tap';
import { type CommandOptions, createCommandEngine } from '../../../src/adapters/speech/command-engine.ts';
import { createEngineOrder } from '../../../src/adapters/speech/engine-order.ts';
import { createRests } from '../../../src/adapters/speech/rests.ts';
import { createSayEngine } from '../../../src/adapters/speech/say-engine.ts';
import { createSherpaEngine } from '../../../src/adapters/speech/sherpa-engine.ts';
import { readWav } from '../../../src/adapters/speech/wav.ts';
import { RelayError } from '../../../src/core/errors.ts';
import type { SpeechEngine, SpeechScript } from '../../../src/pipeline/ports.ts';
import { toPhrases } from '../../../src/thai/phrases.ts';
import { readThai } from '../../../src/thai/reading.ts';
import { toneWav } from './fake-service.ts';
import { TINY_LETTER, TINY_RATE, writeTinyVoice } from './tiny-voice.ts';

const never = new AbortController().signal;
const isInstalled = (() => {
  try {
    createRequire(createRequire(import.meta.url).resolve('sherpa-onnx-node'))('./addon.js');
    return true;
  } catch {
    return false;
  }
})();
const say = (...spoken: string[]): SpeechScript => ({
  text: spoken.join(' '),
  phrases: spoken.map((one) => ({ spoken: one, words: [], pauseAfterMs: 600 })),
});

/** A program that does `body` with `text`, `wav` (a path, or undefined) and `sound`. */
function program(t: Test, body: string): string {
  const path = join(t.testdir({ bin: {}, out: {} }), 'bin', 'speaker');
  writeFileSync(
    path,
    `#!${process.execPath}
const fs = require('node:fs');
const beside = (name) => require('node:path').join(__dirname, name);
const [textFile, wav] = process.argv.slice(2).filter((one) => /\\.(txt|wav)$/.test(one)).sort((a) => (a.endsWith('.txt') ? -1 : 1));
const text = fs.readFileSync(textFile?.endsWith('.txt') ? textFile : 0, 'utf8');
const sound = Buffer.from('${toneWav(0.5).toString('base64')}', 'base64');
fs.appendFileSync(beside('seen'), JSON.stringify({ text, args: process.argv.slice(2), env: Object.keys(process.env), pid: process.pid }) + '\\n');
${body}
`,
  );
  chmodSync(path, 0o755);
  return path;
}
function commandOf(argv: CommandOptions['argv'], more: Partial<CommandOptions> = {}): SpeechEngine {
  return createCommandEngine({ name: 'ours', argv, env: {}, limits: {}, ...more });
}
type Expected = { code: string; message?: RegExp };
type Seen = { text: string; args: string[]; env: string[]; pid: number };
const seenBy = (path: string) =>
  readFileSync(join(path, '..', 'seen'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Seen);

t.test('a program gets the text by a file or by its input, and never on its command line', async (t) => {
  const sly = `-o /etc/passwd; $(id) "'`;
  const byFile = program(t, 'fs.writeFileSync(process.argv.at(-1), sound);');
  const out = join(byFile, '..', '..', 'out');
  const engine = commandOf([byFile, '--rate', '0.9', '{text-file}', '--to', '{wav}'], {
    env: { VOICE: 'th' },
  });
  t.match(await engine.check(), { usable: true });
  const spoken = await engine.speak(say('ข่าว', sly), join(out, 'a.wav'), never);
  t.equal(spoken.engine, engine.id);
  t.ok(spoken.ms > 1500 && spoken.ms < 1900, `two sounds and the pause between them: ${spoken.ms} ms`);
  const seen = seenBy(byFile);
  t.same(
    seen.map(({ text }) => text),
    ['ข่าว\n', `${sly}\n`],
  );
  t.notMatch(seen.flatMap(({ args }) => args).join(' '), /passwd|ข่าว/);
  t.ok(seen[0]?.env.includes('VOICE'));
  t.notOk(seen[0]?.env.includes('PATH') || seen[0]?.env.includes('HOME'), 'nothing of our environment');
  t.same(readdirSync(out), ['a.wav'], 'no text and no sound is left lying about');

  const byInput = program(t, 'process.stdout.write(sound);');
  await commandOf([byInput, '-']).speak(say('ข่าว'), join(byInput, '..', '..', 'out', 'a.wav'), never);
  t.same(seenBy(byInput)[0], { ...seenBy(byInput)[0], text: 'ข่าว\n', args: ['-'] });
  t.not(commandOf([byInput]).id, commandOf([byInput, '--slow']).id);
  t.match(await commandOf(['/nowhere/speaker']).check(), { usable: false, why: /no program at \/nowhere/ });
});

t.test('a program that fails or hangs is told, ended with what it started, and leaves nothing', async (t) => {
  const cases: [string, Expected][] = [
    [`console.error('no such voice'); process.exit(3);`, { code: 'engine-failed', message: /no such voice/ }],
    ['process.exit(4);', { code: 'engine-failed', message: /ended with 4/ }],
    [
      `process.stdout.write('not a sound at all, but long enough for a header of one');`,
      { code: 'engine-failed' },
    ],
    ['', { code: 'engine-failed', message: /cannot be read/ }],
    [
      `const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)']);
fs.writeFileSync(beside('child'), String(child.pid)); setInterval(() => {}, 1e6);`,
      { code: 'timeout', message: /ended/ },
    ],
  ];
  for (const [body, expected] of cases) {
    const path = program(t, body);
    const out = join(path, '..', '..', 'out');
    const engine = commandOf([path], { timeoutMs: body.includes('child') ? 2_500 : 20_000 });
    await t.rejects(engine.speak(say('ข่าว'), join(out, 'a.wav'), never), expected);
    t.same(readdirSync(out), []);
    if (body.includes('child')) await gone(Number(readFileSync(join(path, '..', 'child'), 'utf8')));
  }
  const path = program(t, 'setInterval(() => {}, 1e6);');
  const stop = new AbortController();
  const speaking = commandOf([path]).speak(say('ข่าว'), join(path, '..', '..', 'out', 'a.wav'), stop.signal);
  const ended = t.rejects(speaking, { message: 'withdrawn' });
  // there, and written whole
  const seen = join(path, '..', 'seen');
  while (!existsSync(seen) || !readFileSync(seen, 'utf8').endsWith('\n')) await aMoment();
  stop.abort(new Error('withdrawn'));
  await ended;
  await gone(seenBy(path)[0]?.pid ?? 0);
});

/** Looks again soon, and leaves the core to what is looked for meanwhile. */
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 5));

async function gone(pid: number): Promise<void> {
  const alive = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  while (alive()) await aMoment();
}

/** A module of the shape of sherpa-onnx-node, and a voice's folder for it. */
function sherpaStandIn(t: Test, body: string, createAsync = true) {
  const folder = t.testdir({
    voice: { 'th.onnx': 'weights', 'tokens.txt': 'ก 1', 'espeak-ng-data': {} },
    out: {},
  });
  const module = join(folder, 'sherpa.cjs');
  writeFileSync(
    module,
    `const fs = require('node:fs');
class OfflineTts {
  constructor(config) { this.config = config; fs.writeFileSync(__dirname + '/config', JSON.stringify(config)); }
  ${createAsync ? 'static async createAsync(config) { return new OfflineTts(config); }' : ''}
  generate(asked) {
    const said = (text) => fs.appendFileSync(__dirname + '/asked', text + '\\n');
    const samples = new Float32Array(8000).map((_, i) => 1.5 * Math.sin(i / 5));
    ${body}
    said(JSON.stringify(asked));
    return { samples, sampleRate: 16000 };
  }
}
module.exports = { OfflineTts };
`,
  );
  return { folder, module };
}

t.test('a voice of sherpa-onnx speaks from its folder, in a process of its own', async (t) => {
  for (const createAsync of [true, false]) {
    const { folder, module } = sherpaStandIn(t, '', createAsync);
    const engine = createSherpaEngine({
      name: 'local',
      folder: join(folder, 'voice'),
      speaker: 2,
      speed: 0.85,
      module,
    });
    t.match(await engine.check(), { usable: true, detail: /sherpa local .* th 7/ });
    const out = join(folder, 'out', 'a.wav');
    const spoken = await engine.speak(say('ข่าว', 'ประชุม'), out, never);
    t.match(spoken.engine, /^sherpa local [0-9a-f]{8} s2 r0\.85 th 7$/);
    const { rate, samples } = readWav(readFileSync(out));
    t.equal(rate, 16_000);
    t.ok(
      samples.length > 2 * 7500 + 9000 && Math.max(...samples) === 32_767,
      'floats over 1 are not wrapped around',
    );
    const voice = join(folder, 'voice');
    t.match(JSON.parse(readFileSync(join(folder, 'config'), 'utf8')), {
      model: {
        vits: {
          model: join(voice, 'th.onnx'),
          tokens: join(voice, 'tokens.txt'),
          lexicon: '',
          dataDir: join(voice, 'espeak-ng-data'),
        },
        provider: 'cpu',
        debug: false,
      },
      maxNumSentences: 1,
    });
    const asked = readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n').slice(-2);
    t.same(
      asked.map((line) => JSON.parse(line)),
      ['ข่าว', 'ประชุม'].map((text) => ({ text, sid: 2, speed: 0.85, enableExternalBuffer: false })),
    );
  }
});

t.test(
  'a voice of sherpa-onnx that is not there, fails, ends its process or hangs is only an error',
  async (t) => {
    const { folder, module } = sherpaStandIn(t, '');
    const options = { name: 'local', folder: join(folder, 'voice'), speaker: 0, speed: 1, module };
    const { module: _, ...real } = options;
    const absent = createSherpaEngine({ ...real, module: 'sherpa-onnx-nowhere' });
    t.match(await absent.check(), { usable: false, why: /not installed: npm i / });
    await t.rejects(absent.speak(say('ข่าว'), '/x.wav', never), { code: 'no-engine' });
    // Its package ends the process over weights that are none: that must be the child's.
    if (isInstalled) t.match(await createSherpaEngine(real).check(), { usable: false });
    t.match(await createSherpaEngine({ ...options, folder: '/nowhere' }).check(), { why: /cannot be read/ });
    t.match(await createSherpaEngine({ ...options, folder }).check(), { why: /exactly one \.onnx/ });
    const bodies: [string, number, Expected][] = [
      [`throw new Error('bad model');`, 20_000, { code: 'engine-failed', message: /bad model/ }],
      ['process.exit(255);', 20_000, { code: 'engine-failed', message: /ended with 255/ }],
      ['for (;;) {}', 2500, { code: 'timeout', message: /hung/ }],
      ['return { samples: "no", sampleRate: 1 };', 20_000, { code: 'engine-failed' }],
    ];
    for (const [body, timeoutMs, expected] of bodies) {
      const bad = sherpaStandIn(t, body);
      const engine = createSherpaEngine({
        ...options,
        folder: join(bad.folder, 'voice'),
        module: bad.module,
        timeoutMs,
      });
      await t.rejects(engine.speak(say('ข่าว'), join(bad.folder, 'out', 'a.wav'), never), expected, body);
      t.same(readdirSync(join(bad.folder, 'out')), []);
    }
  },
);

t.test(
  'the real sherpa-onnx reads a voice’s folder and says every letter of the reading',
  { skip: !isInstalled && 'sherpa-onnx-node has no build for this machine' },
  async (t) => {
    const folder = t.testdir({ voice: {}, out: {} });
    writeTinyVoice(join(folder, 'voice'));
    const engine = createSherpaEngine({
      name: 'local',
      folder: join(folder, 'voice'),
      speaker: 0,
      speed: 1,
    });
    t.match(await engine.check(), { usable: true, detail: /tiny/ });
    const reading = readThai('ประชุมหมู่บ้าน เวลา 09.00 น.');
    const out = join(folder, 'out', 'said.wav');
    await engine.speak({ text: reading.spoken, phrases: toPhrases(reading) }, out, never);
    const { rate, samples } = readWav(readFileSync(out));
    t.equal(rate, TINY_RATE);
    const letters = reading.spoken.replaceAll(/[ ,.]/g, '').length;
    const sounding = samples.filter((one) => one !== 0).length / TINY_LETTER;
    t.ok(
      Math.abs(sounding - letters) <= letters * 0.15,
      `${sounding.toFixed(1)} of ${letters} letters sound`,
    );
  },
);

const quiet = { info: () => {}, warn: () => {} };
function pretend(id: string, speak?: SpeechEngine['speak'], usable = true): SpeechEngine & { asked: number } {
  const engine = {
    id,
    name: `voice ${id}`,
    asked: 0,
    check: async () => (usable ? { usable, detail: id } : { usable: false as const, why: 'no key' }),
    speak: async (...all: Parameters<SpeechEngine['speak']>) => {
      engine.asked += 1;
      return speak === undefined ? { engine: id, wavPath: all[1], ms: 1 } : speak(...all);
    },
  } as SpeechEngine & { asked: number };
  return engine;
}

t.test('that another voice speaks than the wanted one is told with its reason', async (t) => {
  const failing = pretend('azure', () => Promise.reject(new RelayError('engine-failed', 'refuses the key')));
  const embedded = createEngineOrder({
    engines: [pretend('native', undefined, false), pretend('wasm')],
    sameVoice: true,
    log: quiet,
  });
  const alone = createEngineOrder({ engines: [embedded], log: quiet });
  t.same(await alone.speak(say('ก'), '/x.wav', never), { engine: 'wasm', wavPath: '/x.wav', ms: 1 });
  t.equal(embedded.id, 'native > wasm');
  const order = createEngineOrder({ engines: [failing, embedded], log: quiet });
  t.equal(order.id, 'azure');
  t.match(await order.speak(say('ก'), '/x.wav', never), {
    engine: 'wasm',
    fallback: { wanted: 'voice azure', why: 'refuses the key', by: 'native > wasm' },
  });
  const missing = createEngineOrder({ engines: [pretend('google', undefined, false), embedded], log: quiet });
  t.match(await missing.speak(say('ก'), '/x.wav', never), { fallback: { why: 'no key' } });
});

t.test(
  'a voice that failed is left alone for a while, longer each time, by every order it is in',
  async (t) => {
    let now = 0;
    let dead = true;
    const rests = createRests(() => now);
    const shaky = pretend('shaky', async (_, wavPath) => {
      if (dead) throw new RelayError('engine-failed', 'It fell down.', { retry: true });
      return { engine: 'shaky', wavPath, ms: 1 };
    });
    const steady = pretend('steady');
    const one = createEngineOrder({ engines: [shaky, steady], log: quiet, rests });
    const other = createEngineOrder({ engines: [shaky, steady], log: quiet, rests });
    await one.speak(say('ก'), '/x.wav', never);
    now = 59_000;
    const told = await other.speak(say('ก'), '/x.wav', never);
    t.equal(told.fallback?.why, 'It fell down. It is asked again in 1 s.');
    t.equal(shaky.asked, 1);
    t.match(await one.check(), { usable: true, detail: 'steady' });
    now = 60_000;
    await one.speak(say('ก'), '/x.wav', never);
    t.equal(shaky.asked, 2);
    now = 179_000;
    await one.speak(say('ก'), '/x.wav', never);
    t.equal(shaky.asked, 2, 'the second rest is two minutes');
    now = 180_000;
    dead = false;
    t.same(await one.speak(say('ก'), '/x.wav', never), { engine: 'shaky', wavPath: '/x.wav', ms: 1 });
    dead = true;
    const last = createEngineOrder({ engines: [shaky], log: quiet, rests });
    await t.rejects(last.speak(say('ก'), '/x.wav', never), { code: 'engine-failed' });
    await t.rejects(last.speak(say('ก'), '/x.wav', never), { code: 'engine-failed' });
    t.equal(shaky.asked, 5, 'the last voice is asked every time');
  },
);

t.test(
  'what the package say starts on Windows reads our letters as UTF-8, from its input alone',
  async (t) => {
    const children = createRequire(import.meta.url)('node:child_process') as { spawn: unknown };
    const real = children.spawn;
    t.teardown(() => Object.assign(children, { spawn: real }));
    const started: { command: string; args: string[]; input: string }[] = [];
    children.spawn = (command: string, args: string[]) => {
      const child = Object.assign(new EventEmitter(), {
        stdin: Object.assign(new PassThrough(), { setEncoding: () => {} }),
        stderr: new PassThrough(),
      });
      const one = { command, args, input: '' };
      started.push(one);
      child.stdin.on('data', (piece: Buffer) => {
        one.input += piece.toString('utf8');
        const path = /SetOutputToWaveFile\('([^']+)'\)/.exec(args.join(' '))?.[1] ?? '';
        writeFileSync(path, toneWav(0.5));
        setImmediate(() => child.emit('exit', 0, null));
      });
      return child;
    };
    // A folder as Windows writes it; here it is a name in the current one.
    const folder = t.testdir();
    const here = process.cwd();
    process.chdir(folder);
    t.teardown(() => process.chdir(here));
    const engine = createSayEngine({
      platform: 'win32',
      installedVoices: async () => 'Microsoft Pattara\r\n',
    });
    await t.rejects(engine.speak(say('ข่าว'), join(folder, 'a.wav'), never), { message: /plain letters/ });
    mkdirSync('C:/x', { recursive: true });
    await engine.speak(say('ข่าว'), 'C:/x/a.wav', never);
    t.equal(started.length, 1);
    t.equal(started[0]?.command, 'powershell');
    t.match(
      started[0]?.args[0],
      /^\[Console\]::InputEncoding=New-Object System\.Text\.UTF8Encoding;Add-Type /,
    );
    t.notMatch(started[0]?.args.join(), 'ข่าว');
    t.equal(started[0]?.input, 'ข่าว');
  },
);
