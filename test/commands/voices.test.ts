// `hokrachai speak` and `hokrachai voices`, run as a person runs them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { findFfmpeg, pathDirsOf } from '../../src/adapters/audio/find-ffmpeg.ts';
import { readWav } from '../../src/adapters/speech/wav.ts';

const { PATH } = process.env;
const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const SOURCES = import.meta.resolve('../support/sources.mjs');
const ffmpeg = await findFfmpeg({ configured: undefined, pathDirs: pathDirsOf(PATH) }).catch(() => undefined);
const skip = ffmpeg === undefined && process.env['HOKRACHAI_REQUIRE_PEERS'] !== '1' && 'no ffmpeg here';

function start(t: Test, settings: string) {
  const folder = t.testdir({ tmp: {}, 'relay.yaml': settings });
  const run = (...args: string[]) =>
    spawn(process.execPath, ['--import', SOURCES, CLI, ...args], {
      cwd: folder,
      env: { PATH, TMPDIR: join(folder, 'tmp'), CONFIG_FILE: join(folder, 'relay.yaml') },
    });
  const answer = async (input: string, ...args: string[]) => {
    const child = run(...args);
    child.stdin.end(input);
    const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code: child.exitCode, out, error };
  };
  const left = () => readdirSync(join(folder, 'tmp'));
  return { folder, run, answer, left };
}

const KEYLESS = 'voices: [{ name: premwadee, title: เปรมวดี, engine: azure, keyFile: /nowhere/key }]';

t.test(
  'a text becomes a file, with its figures and its picture, and nothing else is left',
  { skip },
  async (t) => {
    const { folder, answer, left } = start(t, `${KEYLESS}\nvoice: { engines: [premwadee, embedded] }\n`);
    const spoken = await answer(
      'ประชุมวันเสาร์ เวลา 09.00 น.',
      'speak',
      '-o',
      'out.mp3',
      '--picture',
      'out.png',
    );
    t.equal(spoken.code, 0, spoken.error);
    t.match(spoken.out, /out\.mp3: [\d.]+ s, -1\d\.\d LUFS, -\d\.\d dBTP, espeak-/);
    t.match(spoken.out, /not spoken by เปรมวดี: its key file \/nowhere\/key cannot be read/);
    t.match(readFileSync(join(folder, 'out.mp3')).subarray(0, 3).toString('latin1'), /^(ID3|\xff)/);
    const png = readFileSync(join(folder, 'out.png'));
    t.equal(png.subarray(1, 4).toString(), 'PNG');
    t.equal(png.readUInt32BE(16), 1600);
    t.same(left(), []);
    writeFileSync(join(folder, 'news.txt'), 'น้ำท่วม');
    const raw = await answer(
      '',
      'speak',
      '--text-file',
      'news.txt',
      '--raw',
      '-o',
      'raw.wav',
      '--voice',
      'embedded',
    );
    t.match(raw, { code: 0, out: /raw\.wav: [\d.]+ s/ });
    t.ok(readWav(readFileSync(join(folder, 'raw.wav'))).samples.length > 5000, 'a WAV without chimes');
    t.same(left(), []);
  },
);

t.test('what cannot be spoken says why, and leaves nothing', { skip }, async (t) => {
  const { folder, run, answer, left } = start(t, KEYLESS);
  for (const [args, why] of [
    [['-o', 'x.mp3', '...'], /nothing in this text/],
    [['-o', 'x.mp3', '--voice', 'nobody', 'ข่าว'], /no voice named nobody/],
    [['-o', 'x.mp3', '--voice', 'premwadee', 'ข่าว'], /key file \/nowhere\/key/],
    [['--raw', '-o', '/nowhere/x.wav', 'ประชุมวันเสาร์'], /\/nowhere\/x\.wav cannot be written/],
  ] as const) {
    const failed = await answer('', 'speak', ...args);
    t.equal(failed.code, 2);
    t.match(failed.error, why);
    t.notMatch(failed.error, /at .*\.ts:\d/, 'no stack of ours');
  }
  const long = run('speak', '-o', 'x.mp3', 'ประชุมหมู่บ้าน '.repeat(400));
  const ended = once(long, 'close');
  // the core is left to the program meanwhile
  while (left().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  long.kill('SIGINT');
  await ended;
  t.not(long.exitCode, 0);
  t.notOk(existsSync(join(folder, 'x.mp3')));
  t.same(left(), [], 'also when it is interrupted');
});

t.test('the voices are listed with what they take, and speak a sample each', async (t) => {
  const { folder, answer } = start(t, KEYLESS);
  mkdirSync(join(folder, 'samples'));
  const listed = await answer('', 'voices', '--json', '--sample', 'samples');
  const { voices, orders } = JSON.parse(listed.out) as {
    voices: { name: string; usable: boolean; says: string; sendsTextTo: string | null; sample?: string }[];
    orders: { of: string; names: string[] }[];
  };
  t.same(
    voices.map(({ name }) => name),
    ['embedded', 'espeak-ng', 'espeak-ng-wasm', 'say', 'premwadee'],
  );
  t.match(voices.at(-1), {
    usable: false,
    says: /cannot be read/,
    sendsTextTo: 'southeastasia.tts.speech.microsoft.com',
  });
  t.match(orders[0], { of: 'routine', names: ['embedded', 'say'] });
  const usable = voices.filter((one) => one.usable).map(({ name }) => `${name}.wav`);
  t.same(readdirSync(join(folder, 'samples')).sort(), usable.sort());
  const plain = await answer('', 'voices');
  t.match(plain.out, /✗ premwadee: .*\n +limits: .*10 minutes.*\n +sends the words to southeastasia/);
});
