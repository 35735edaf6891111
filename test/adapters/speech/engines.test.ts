import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import ts from 'typescript';
import { createEngineOrder } from '../../../src/adapters/speech/engine-order.ts';
import { createEspeakNative, findEspeak } from '../../../src/adapters/speech/espeak-native.ts';
import { createEspeakWasm } from '../../../src/adapters/speech/espeak-wasm.ts';
import { createSayEngine, type SayProgram } from '../../../src/adapters/speech/say-engine.ts';
import { readWav } from '../../../src/adapters/speech/wav.ts';
import type { SpeechEngine, SpeechScript } from '../../../src/pipeline/ports.ts';
import { phrase, shortWav, word } from './speech-fixtures.ts';

const { PATH, HOKRACHAI_REQUIRE_PEERS } = process.env;
const peers = HOKRACHAI_REQUIRE_PEERS === '1';
const espeak = await findEspeak(PATH);
const wasm = (() => {
  try {
    return createRequire(import.meta.url).resolve('@echogarden/espeak-ng-emscripten/package.json');
  } catch {
    return undefined;
  }
})();
const without = (...needed: (string | undefined)[]) =>
  !peers && needed.includes(undefined) && 'a program this compares with is not installed';

/** The engines built to plain JavaScript, as `npm run build` does it, so that a child starts without the tests' loader. */
const built = (() => {
  const folder = t.testdir({ adapters: { speech: {} }, core: {}, thai: {} });
  const sources = fileURLToPath(new URL('../../../src/', import.meta.url));
  const compilerOptions: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
  };
  const speech = readdirSync(join(sources, 'adapters/speech')).filter((name) => /^[a-z-]+\.ts$/.test(name));
  for (const name of [
    ...speech.map((file) => `adapters/speech/${file}`),
    'core/errors.ts',
    'thai/gaps.ts',
    'thai/sounds.ts',
  ]) {
    const { outputText } = ts.transpileModule(readFileSync(join(sources, name), 'utf8'), { compilerOptions });
    writeFileSync(join(folder, name.replace(/\.ts$/, '.js')), outputText);
  }
  return folder;
})();
const builtChild = join(built, 'adapters/speech/espeak-wasm-child.js');

type Expected = { code: string; message?: RegExp; retry?: boolean };
const never = new AbortController().signal;
/** ขอเชิญประชุมวันเสาร์, then พรุ่งนี้ฝนตกหนัก */
const MEETING: SpeechScript = {
  text: 'ขอเชิญประชุมวันเสาร์ พรุ่งนี้ฝนตกหนัก',
  phrases: [
    phrase(
      [
        word('kʰ-ɔː--rising'),
        word('tɕʰ-ɤː-n-mid'),
        word('pr-a--low', 'tɕʰ-u-m-mid'),
        word('w-a-n-mid', 's-a-w-rising'),
      ],
      450,
    ),
    phrase(
      [word('pʰr-u-ŋ-falling', 'n-iː--high'), word('f-o-n-rising'), word('t-o-k-low'), word('n-a-k-low')],
      900,
    ),
  ],
};
const one = (syllable: string): SpeechScript => ({ text: 'มา', phrases: [phrase([word(syllable)])] });

/** A stand-in for the program espeak-ng: a Node script that answers `--version` and does `body` with the text it is given. */
function standIn(t: Test, body: string): string {
  const program = join(t.testdir({ bin: {} }), 'bin', 'espeak-ng');
  writeFileSync(
    program,
    `#!${process.execPath}
const fs = require('node:fs');
if (process.argv[2] === '--version') { console.log('eSpeak NG text-to-speech: 9.9.1  Data at: /nowhere'); process.exit(0); }
const text = fs.readFileSync(0, 'utf8');
const wav = Buffer.from('${Buffer.from(shortWav([100, 200, 300])).toString('base64')}', 'base64');
const beside = (name) => require('node:path').join(__dirname, name);
${body}
`,
  );
  chmodSync(program, 0o755);
  return program;
}

t.test('espeak-ng is looked for in whole folders of PATH only', async (t) => {
  const program = standIn(t, '');
  const bin = join(program, '..');
  mkdirSync(join(bin, 'folder', 'espeak-ng'), { recursive: true });
  mkdirSync(join(bin, 'plain'));
  writeFileSync(join(bin, 'plain', 'espeak-ng'), 'not a program', { mode: 0o644 });
  t.equal(
    await findEspeak([join(bin, 'nowhere'), join(bin, 'folder'), join(bin, 'plain'), bin].join(delimiter)),
    program,
  );
  const here = process.cwd();
  process.chdir(bin);
  t.equal(
    await findEspeak(['', '.', 'bin'].join(delimiter)),
    undefined,
    'what lies in the current folder is not run',
  );
  process.chdir(here);
  t.equal(await findEspeak(undefined), undefined);
  t.same(await createEspeakNative({ pathDirs: bin }).describe(), {
    name: 'espeak-ng',
    version: '9.9.1',
    path: program,
  });
  t.equal(
    await createEspeakNative({ pathDirs: bin, program: '/nowhere/espeak-ng' }).describe(),
    undefined,
    'the setting wins',
  );
  t.equal(
    await createEspeakNative({ pathDirs: bin, program: 'espeak-ng' }).describe(),
    undefined,
    'and is a full path',
  );
  t.match(await createEspeakNative({ pathDirs: '' }).check(), {
    usable: false,
    why: /apt-get install espeak-ng/,
  });
  t.throws(() => createEspeakNative({ pathDirs: '', syllablesPerSecond: 9 }), { code: 'config' });
});

t.test(
  'the program gets mnemonics on its input and nothing of the words, on no command line, with an empty environment',
  async (t) => {
    const program = standIn(
      t,
      `fs.appendFileSync(beside('seen'), JSON.stringify({ text, args: process.argv.slice(2), env: process.env }) + '\\n');
process.stdout.write(wav);`,
    );
    const progress: number[] = [];
    const wavPath = join(program, '..', 'out.wav');
    const spoken = await createEspeakNative({ pathDirs: undefined, program, syllablesPerSecond: 3 }).speak(
      MEETING,
      wavPath,
      never,
      (share) => progress.push(share),
    );
    t.match(spoken, { engine: 'espeak-native 9.9.1 shn m2 male r3 g200-600-1000-600', wavPath });
    t.same(progress, [0.5, 1]);
    const lines = readFileSync(join(program, '..', 'seen'), 'utf8')
      .trim()
      .split('\n');
    const seen = lines.map((line) => JSON.parse(line) as { text: string; args: string[]; env: object });
    t.same(seen.map((call) => call.text).sort(), [
      "<speak><prosody range='60%'> [[k_hh'O:2 tSh'@:4n p*a2tShu4m wa2nsa4w]] </prosody></speak>",
      "<speak><prosody range='60%'> [[p_hh*u2Nn'i:4 fo2n to4k na2k]] </prosody></speak>",
    ]);
    for (const call of seen) {
      t.same(call.args, ['-v', 'shn', '-p', '70', '-s', '160', '-m', '-b', '1', '-z', '--stdin', '--stdout']);
      t.notOk('PATH' in call.env || 'HOME' in call.env, 'no environment of ours');
    }
  },
);

t.test(
  'a program that fails once is asked again; one that keeps failing leaves an error with its reason and no file',
  async (t) => {
    const once = standIn(
      t,
      `if (!fs.existsSync(beside('failed'))) { fs.writeFileSync(beside('failed'), ''); process.kill(process.pid, 'SIGSEGV'); }
else process.stdout.write(wav);`,
    );
    const wavPath = join(once, '..', 'out.wav');
    t.match(
      await createEspeakNative({ pathDirs: undefined, program: once }).speak(
        one('m-aː--mid'),
        wavPath,
        never,
      ),
      { ms: 0 },
    );
    const bodies: [string, Expected][] = [
      [
        `console.error('no voice shn'); process.exit(2);`,
        { code: 'engine-failed', message: /no voice shn/, retry: true },
      ],
      [
        `process.stdout.write('this is not sound, but it is long enough to be taken for a header');`,
        { code: 'engine-failed' },
      ],
      ['process.stdout.write(wav.fill(0, 44));', { code: 'engine-failed', message: /silence/ }],
      [
        `const block = Buffer.alloc(1e6); (function more() { process.stdout.write(block, more); })();`,
        { code: 'engine-failed' },
      ],
    ];
    for (const [body, expected] of bodies) {
      const program = standIn(t, body);
      const engine = createEspeakNative({ pathDirs: undefined, program });
      await t.rejects(engine.speak(MEETING, join(program, '..', 'out.wav'), never), expected);
      t.match(await engine.check(), { usable: false, why: /./ });
      t.notOk(existsSync(join(program, '..', 'out.wav')));
    }
  },
);

t.test('a hanging program is ended: by our patience, or when the caller stops listening', async (t) => {
  const program = standIn(
    t,
    `fs.writeFileSync(beside(String(process.pid)), ''); setInterval(() => {}, 1e6);`,
  );
  const folder = join(program, '..');
  const pids = () =>
    readdirSync(folder)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  const impatient = createEspeakNative({ pathDirs: undefined, program, patienceMs: 400 });
  await t.rejects(impatient.speak(one('m-aː--mid'), join(folder, 'a.wav'), never), {
    code: 'timeout',
    retry: true,
  });
  const stop = new AbortController();
  const before = pids().length;
  const speaking = createEspeakNative({ pathDirs: undefined, program }).speak(
    MEETING,
    join(folder, 'b.wav'),
    stop.signal,
  );
  while (pids().length < before + 2) await aMoment();
  stop.abort(new Error('withdrawn'));
  await t.rejects(speaking, { message: 'withdrawn' });
  await allGone(pids());
  t.notOk(existsSync(join(folder, 'a.wav')) || existsSync(join(folder, 'b.wav')));
});

/** Looks again soon, and leaves the core to what is looked for meanwhile. */
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 5));

async function allGone(pids: readonly number[]): Promise<void> {
  const alive = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  while (pids.some(alive)) await aMoment();
}

/** A stand-in for the WASM child. */
function childStandIn(t: Test, body: string): { childPath: string; folder: string } {
  const folder = t.testdir({ 'child.cjs': '' });
  const childPath = join(folder, 'child.cjs');
  writeFileSync(
    childPath,
    `const fs = require('node:fs'); const beside = (name) => require('node:path').join(__dirname, name);
fs.writeFileSync(beside(process.pid + '.pid'), JSON.stringify({ args: process.argv.slice(2), env: process.env }));
const sound = { samples: Int16Array.of(0, 500, 600, 0), samplesPerSecond: 22050 };
process.on('message', ({ text }) => { ${body} });`,
  );
  return { childPath, folder };
}

t.test('a child that dies is replaced and the text is spoken whole', { skip: without(wasm) }, async (t) => {
  const { childPath, folder } = childStandIn(
    t,
    `if (!fs.existsSync(beside('died')) && text.includes('p_hh')) { fs.writeFileSync(beside('died'), ''); process.exit(7); }
process.send(sound);`,
  );
  const wavPath = join(folder, 'out.wav');
  await createEspeakWasm({ childPath }).speak(MEETING, wavPath, never);
  t.equal(readWav(readFileSync(wavPath)).samples.length, 2 + Math.round(0.45 * 22_050) + 2);
  const pidFiles = readdirSync(folder).filter((name) => name.endsWith('.pid'));
  t.equal(pidFiles.length, 2, 'a second child did the rest');
  for (const name of pidFiles) {
    const { args, env } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    t.same(args, ['shn', '70', '30', '190']);
    t.notOk('PATH' in env || 'HOME' in env, 'no environment of ours');
  }
  await allGone(pidFiles.map((name) => Number.parseInt(name, 10)));
});

t.test(
  'a child that fails, dies each time or hangs is an error with its reason, and none is left behind',
  { skip: without(wasm) },
  async (t) => {
    const cases: [string, number | undefined, Expected][] = [
      [
        `process.send({ failure: 'out of memory' });`,
        undefined,
        { code: 'engine-failed', message: /out of memory/ },
      ],
      [`throw new Error('broken build');`, undefined, { code: 'engine-failed', message: /broken build/ }],
      ['process.exit(3);', undefined, { code: 'engine-failed', message: /ended with 3/ }],
      ['', 400, { code: 'timeout' }],
    ];
    for (const [body, patienceMs, expected] of cases) {
      const { childPath, folder } = childStandIn(t, body);
      await t.rejects(
        createEspeakWasm({ childPath, patienceMs }).speak(MEETING, join(folder, 'out.wav'), never),
        expected,
      );
      t.notOk(existsSync(join(folder, 'out.wav')));
      await allGone(
        readdirSync(folder)
          .filter((name) => name.endsWith('.pid'))
          .map((name) => Number.parseInt(name, 10)),
      );
    }
    const { childPath, folder } = childStandIn(t, `if (text.includes('p_hh')) return; process.send(sound);`);
    const stop = new AbortController();
    const speaking = createEspeakWasm({ childPath }).speak(
      MEETING,
      join(folder, 'out.wav'),
      stop.signal,
      () => stop.abort(new Error('withdrawn')),
    );
    await t.rejects(speaking, { message: 'withdrawn' });
    await allGone(
      readdirSync(folder)
        .filter((name) => name.endsWith('.pid'))
        .map((name) => Number.parseInt(name, 10)),
    );
  },
);

t.test('a machine with npm packages alone has a voice', { skip: without(wasm) }, async (t) => {
  const said: string[] = [];
  const log = {
    info: (facts: object) => said.push(JSON.stringify(facts)),
    warn: () => t.fail('nothing fails'),
  };
  const order = createEngineOrder({
    engines: [createEspeakNative({ pathDirs: '' }), createEspeakWasm({ childPath: builtChild })],
    log,
  });
  t.match(await order.check(), { usable: true, detail: /WASM/ });
  const wavPath = join(t.testdir(), 'out.wav');
  const spoken = await order.speak(MEETING, wavPath, never);
  t.match(spoken.engine, /^espeak-wasm 0\.3\.5 shn/);
  const { rate, samples } = readWav(readFileSync(wavPath));
  t.equal(rate, 22_050);
  t.equal(spoken.ms, Math.round((samples.length * 1000) / rate));
  t.ok(spoken.ms > 2500 && spoken.ms < 6000, `${spoken.ms} ms for 11 syllables and a pause`);
  t.match(said.join(), /espeak-wasm/, 'what was chosen is logged');
});

t.test(
  'built to plain JavaScript it works without any loader and with an empty PATH',
  { skip: without(wasm) },
  async (t) => {
    const folder = t.testdir();
    writeFileSync(
      join(folder, 'speak.mjs'),
      `import { createEspeakWasm } from ${JSON.stringify(pathToFileURL(join(built, 'adapters/speech/espeak-wasm.js')))};
console.log(JSON.stringify(await createEspeakWasm().speak(JSON.parse(process.argv[2]), process.argv[3], new AbortController().signal)));`,
    );
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(folder, 'speak.mjs'), JSON.stringify(MEETING), join(folder, 'built.wav')],
      { env: { PATH: '' } },
    );
    const fromSources = await createEspeakWasm().speak(MEETING, join(folder, 'sources.wav'), never);
    t.equal(JSON.parse(stdout).ms, fromSources.ms);
    t.same(
      readFileSync(join(folder, 'built.wav')),
      readFileSync(join(folder, 'sources.wav')),
      'the same sound to the bit',
    );
  },
);

t.test('both builds of espeak-ng speak with the same lengths', { skip: without(espeak, wasm) }, async (t) => {
  const folder = t.testdir();
  const engines = [createEspeakNative({ pathDirs: PATH }), createEspeakWasm({ childPath: builtChild })];
  const lengths = (script: SpeechScript) =>
    Promise.all(
      engines.map(async (engine, i) => (await engine.speak(script, join(folder, `${i}.wav`), never)).ms),
    );
  for (const phrases of [MEETING.phrases, MEETING.phrases.slice(0, 1), MEETING.phrases.slice(1)]) {
    const [native = 0, wasmMs = 0] = await lengths({ text: '', phrases });
    t.ok(Math.abs(native / wasmMs - 1) < 0.03, `${native} ms and ${wasmMs} ms`);
  }
  const [, , whole = 0] = [0, 0, (await engines[0]?.speak(MEETING, join(folder, 'x.wav'), never))?.ms];
  const parts = await Promise.all(
    MEETING.phrases.map((one, i) =>
      engines[0]?.speak({ text: '', phrases: [one] }, join(folder, `p${i}.wav`), never),
    ),
  );
  const sum = parts.reduce((ms, part) => ms + (part?.ms ?? 0), 0);
  t.ok(
    Math.abs(whole - sum - 450) <= 30,
    'a text is its phrases and the pause between them; only its end is lower, which shifts a cycle',
  );
});

t.test('long texts of the longest syllables come out whole', { skip: without(espeak) }, async (t) => {
  const engine = createEspeakNative({ pathDirs: PATH });
  const folder = t.testdir();
  const ms = async (n: number, inOneWord: boolean) => {
    const all = Array.from({ length: n }, () => 'pʰw-ɯː-n-falling');
    const words = inOneWord ? [word(...all)] : all.map((syllable) => word(syllable));
    return (await engine.speak({ text: '', phrases: [phrase(words)] }, join(folder, 'out.wav'), never)).ms;
  };
  const ten = await ms(10, false);
  for (const [n, inOneWord] of [
    [30, false],
    [30, true],
    [90, false],
    [160, true],
  ] as const) {
    const share = (await ms(n, inOneWord)) / ten / (n / 10);
    t.ok(
      share > 0.85 && share < 1.1,
      `${n} syllables ${inOneWord ? 'without' : 'with'} spaces: ${share.toFixed(2)} of the expected length`,
    );
  }
});

/** An engine that does as it is told. */
function pretend(id: string, part: Partial<SpeechEngine>): SpeechEngine & { calls: string[] } {
  const calls: string[] = [];
  return {
    id,
    calls,
    check: async () => {
      calls.push('check');
      return (await part.check?.()) ?? { usable: true, detail: id };
    },
    speak: async (...asked) => {
      calls.push('speak');
      return (await part.speak?.(...asked)) ?? { engine: id, wavPath: asked[1], ms: 1 };
    },
  };
}

t.test('engines are tried in their order, and what none of them can do names each reason', async (t) => {
  const quiet = { info: () => {}, warn: () => {} };
  const lacking = pretend('first', { check: async () => ({ usable: false, why: 'not installed' }) });
  let broken = true;
  const shaky = pretend('second', {
    speak: async (_, wavPath) => {
      if (broken) throw new TypeError('no such thing');
      return { engine: 'second', wavPath, ms: 2 };
    },
  });
  const steady = pretend('third', {});
  const chosen: object[] = [];
  const order = createEngineOrder({
    engines: [lacking, shaky, steady],
    log: { ...quiet, info: (facts) => chosen.push(facts) },
  });
  t.equal(order.id, 'first', 'clips are looked for by the voice that is wanted');
  t.match(await order.speak(MEETING, '/x.wav', never), { engine: 'third' });
  t.match(await order.speak(MEETING, '/x.wav', never), { engine: 'third' });
  t.same(shaky.calls, ['check', 'speak', 'check', 'speak'], 'one that failed is checked again');
  t.same(steady.calls, ['check', 'speak', 'speak'], 'one that works is not');
  broken = false;
  t.match(await order.speak(MEETING, '/x.wav', never), { engine: 'second' });
  t.match(await order.check(), { usable: true, detail: 'second' });
  t.match(
    chosen.map((facts) => (facts as { engine: string }).engine),
    ['third', 'second'],
    'a choice is logged when it changes',
  );

  broken = true;
  const none = createEngineOrder({ engines: [lacking, shaky], log: quiet });
  await t.rejects(none.speak(MEETING, '/x.wav', never), {
    code: 'engine-failed',
    retry: true,
    message: /first: not installed; second: no such thing/,
  });
  const missing = createEngineOrder({ engines: [lacking], log: quiet });
  t.match(await missing.check(), { usable: false, why: /first: not installed/ });
  await t.rejects(missing.speak(MEETING, '/x.wav', never), { code: 'no-engine', retry: true });
  await t.rejects(createEngineOrder({ engines: [], log: quiet }).speak(MEETING, '/x.wav', never), {
    code: 'no-engine',
    message: /settings/,
  });
});

t.test('an engine that hangs is left, and a full disk or a caller who stops ends it all', async (t) => {
  const quiet = { info: () => {}, warn: () => {} };
  const deaf = pretend('deaf', { speak: () => new Promise(() => {}) });
  const next = pretend('next', {});
  let asked = 0;
  const after = (ms: number) => {
    asked = ms;
    return asked > 0 && next.calls.length === 0 && deaf.calls.at(-1) === 'check'
      ? AbortSignal.abort(new Error('time is up'))
      : never;
  };
  const order = createEngineOrder({ engines: [deaf, next], log: quiet, after });
  t.match(await order.speak(MEETING, '/x.wav', never), { engine: 'next' });
  t.equal(asked, 20_000 + 400 * 11, 'patience grows with the text');

  const { RelayError } = await import('../../../src/core/errors.ts');
  const full = pretend('full', {
    speak: async () => {
      throw new RelayError('disk-full', 'full');
    },
  });
  const unused = pretend('unused', {});
  await t.rejects(
    createEngineOrder({ engines: [full, unused], log: quiet }).speak(MEETING, '/x.wav', never),
    { code: 'disk-full' },
  );
  const stop = new AbortController();
  const speaking = createEngineOrder({ engines: [deaf, unused], log: quiet }).speak(
    MEETING,
    '/x.wav',
    stop.signal,
  );
  stop.abort(new Error('withdrawn'));
  await t.rejects(speaking, { message: 'withdrawn' });
  t.same(unused.calls, []);
});

t.test('the package say speaks on workstations, and is never even loaded on Linux', async (t) => {
  const folder = t.testdir();
  const asked: unknown[][] = [];
  let stderr: unknown;
  const program = (platform: string): Promise<SayProgram> => {
    const fake: SayProgram = {
      child: null,
      buildExportCommand: () => ({ args: [] }),
      stop: (done) => done(null),
      export: (...call) => {
        const [text, voice, speed, filename, done] = call;
        asked.push([platform, text, voice, speed]);
        writeFileSync(filename, shortWav([0, 700, 800, 0]));
        setImmediate(done, stderr ?? null);
      },
    };
    return Promise.resolve(fake);
  };
  const installedVoices = async (platform: string) =>
    platform === 'darwin'
      ? 'Alex                en_US    # Most people recognize me.\nKanya               th_TH    # สวัสดี\n'
      : 'Microsoft David Desktop\r\nMicrosoft Pattara\r\n';
  const script: SpeechScript = {
    text: 'ประกาศ',
    phrases: [
      { ...phrase([], 100), spoken: 'ประกาศ เรื่อง' },
      { ...phrase([], 0), spoken: 'น้ำท่วม' },
    ],
  };

  const linux = createSayEngine({
    platform: 'linux',
    program: () => t.fail('loaded on Linux') as never,
    installedVoices: () => t.fail() as never,
  });
  t.match(await linux.check(), { usable: false, why: /macOS and Windows/ });
  await t.rejects(linux.speak(script, join(folder, 'out.wav'), never), { code: 'no-engine' });

  const mac = createSayEngine({ platform: 'darwin', program, installedVoices });
  t.match(await mac.check(), { usable: true, detail: /Kanya/ });
  const spoken = await mac.speak(script, join(folder, 'out.wav'), never);
  t.equal(spoken.engine, 'say 0.16.0 darwin Kanya s0.85');
  t.equal(
    readWav(readFileSync(join(folder, 'out.wav'))).samples.length,
    2 + 2205 + 2,
    'joined with their pause',
  );
  t.same(asked, [
    ['darwin', 'ประกาศ เรื่อง', 'Kanya', 0.85],
    ['darwin', 'น้ำท่วม', 'Kanya', 0.85],
  ]);
  t.same(readdirSync(folder), ['out.wav'], 'nothing else is left');
  for (const spokenText of [
    '-o /etc/passwd',
    'ประกาศ"; rm',
    'ประกาศ $(id)',
    "ประกาศ'",
    '--',
    'covid',
    'ประกาศ\nเรื่อง',
    '๑๒',
  ]) {
    const bad = { text: '', phrases: [{ ...phrase([], 0), spoken: spokenText }] };
    await t.rejects(mac.speak(bad, join(folder, 'bad.wav'), never), { code: 'invalid-input' }, spokenText);
  }
  stderr = new Error('no audio device');
  await t.rejects(mac.speak(script, join(folder, 'bad.wav'), never), { code: 'engine-failed', retry: true });
  t.same(readdirSync(folder), ['out.wav']);

  const windows = createSayEngine({ platform: 'win32', program, installedVoices });
  t.match(await windows.check(), { usable: true, detail: /Microsoft Pattara/ });
  await t.rejects(windows.speak(script, "C:\\a');calc;('\\out.wav", never), {
    code: 'engine-failed',
    message: /plain letters/,
  });
  t.match(
    await createSayEngine({
      platform: 'win32',
      installedVoices: async () => 'Microsoft David Desktop',
    }).check(),
    {
      usable: false,
      why: /no Thai voice/,
    },
  );
});

t.test('the package say keeps the text off any command line that a shell reads', async (t) => {
  const { Say } = (await import('say')).default as unknown as {
    Say: new (
      platform: string,
    ) => {
      buildExportCommand(asked: object): { args: string[]; pipedData: string; options: { shell?: boolean } };
    };
  };
  const asked = { text: 'ประกาศ', voice: 'Kanya', speed: 0.85, filename: 'C:\\x.wav' };
  const mac = new Say('darwin').buildExportCommand(asked);
  t.same([mac.args[2], mac.options.shell], ['ประกาศ', undefined], 'macOS: one argument, no shell');
  const windows = new Say('win32').buildExportCommand(asked);
  t.same(
    [windows.args.join().includes('ประกาศ'), windows.pipedData],
    [false, 'ประกาศ'],
    'Windows: standard input',
  );
});

t.test('patience is kept although memory is tidied meanwhile, alone and beside other signals', async (t) => {
  const program = join(t.testdir({}), 'tidy.ts');
  const patience = JSON.stringify(new URL('../../../src/adapters/speech/patience.ts', import.meta.url).href);
  writeFileSync(
    program,
    `import { patienceOf } from ${patience};
let ended = 0;
for (let n = 0; n < 50; n += 1)
  AbortSignal.any([new AbortController().signal, patienceOf(20)]).addEventListener('abort', () => { ended += 1; });
for (let n = 0; n < 10; n += 1) gc();
setTimeout(() => process.stdout.write(String(ended)), 60);`,
  );
  t.equal(
    execFileSync(process.execPath, ['--expose-gc', ...process.execArgv, program], { encoding: 'utf8' }),
    '50',
  );
});
