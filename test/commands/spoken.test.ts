// `hokrachai spoken`, run as a person or a program runs it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const SOURCES = import.meta.resolve('../support/sources.mjs');
const start = (...args: string[]) =>
  spawn(process.execPath, ['--import', SOURCES, CLI, 'spoken', ...args], {
    env: { PATH: process.env['PATH'] },
  });

async function answer(input: string, ...args: string[]) {
  const child = start(...args);
  child.stdin.end(input);
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, error };
}

t.test('a text is printed as an announcer says it, also one that begins with a stroke', async (t) => {
  const { code, out } = await answer('', 'ประชุม', 'เวลา 09.00 น.');
  t.equal(out, 'ประชุม เวลาเก้านาฬิกา\n');
  t.equal(code, 0);
  t.equal((await answer('', '-12 องศา')).out, 'ลบสิบสององศา\n');
  t.equal((await answer('๑๑ คน')).out, 'สิบเอ็ดคน\n', 'what comes in is read too');
});

t.test(
  'what could not be read stands marked where it is, with the reason under it, and is no failure',
  async (t) => {
    const { code, out } = await answer('', 'ถาม Xylophone ที่ https://bit.ly/3abcD');
    const [said, ...list] = out.trimEnd().split('\n');
    t.match(said, 'ถาม ⟦Xylophone → เอกซ์วายแอลโอพีเอชโอเอ็นอี⟧ ที่ ⟦https://bit.ly/3abcD → เว้น⟧');
    t.equal(list.length, 2);
    t.match(list[0], /Xylophone: .*[\u0e01-\u0e4e]{8}/);
    t.equal(code, 0);
  },
);

t.test('ten thousand lines are answered in order in one run, a broken one in its place', async (t) => {
  const count = 10_000;
  const lines = Array.from({ length: count }, (_, id) =>
    id === 7 ? 'no JSON' : JSON.stringify({ id, text: `หมู่ที่ ${id} โทร. 042-519-191` }),
  );
  const { code, out, error } = await answer(lines.join('\n'), '--jsonl');
  const answers = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.equal(answers.length, count);
  t.ok(answers.every(({ id }, at) => id === (at === 7 ? null : at)));
  t.equal(answers[11].spoken, 'หมู่ที่สิบเอ็ด โทรศัพท์ศูนย์สี่สองห้าหนึ่งเก้าหนึ่งเก้าหนึ่ง');
  t.same([answers[7].spoken, answers[7].unread], ['', []]);
  t.match(error, 'not JSON');
  t.equal(code, 1);
});

t.test('a line is answered with what stays unread as it is written', async (t) => {
  const asked = { id: 'ก', text: 'ถาม Xylophone ที่ https://bit.ly/3abcD' };
  const { out } = await answer(`${JSON.stringify(asked)}\n`, '--jsonl');
  const { id, unread } = JSON.parse(out);
  t.same([id, unread], ['ก', ['Xylophone', 'https://bit.ly/3abcD']]);
});

t.test('a reader that stops listening ends the work quietly', async (t) => {
  const child = start('--jsonl');
  child.stdin.on('error', () => undefined);
  child.stdout.once('data', () => child.stdout.destroy());
  const line = `${JSON.stringify({ id: 1, text: 'น้ำประปาไม่ไหล '.repeat(200) })}\n`;
  child.stdin.end(line.repeat(2000));
  const [error] = await Promise.all([text(child.stderr), once(child, 'close')]);
  t.equal(child.signalCode, null);
  t.notMatch(error, /EPIPE|Error/);
});
