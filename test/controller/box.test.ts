// The box as its owner meets it: its settings, its screen, its installation.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { controllerSettings } from '../../src/commands/controller-settings.ts';
import { keepStatus, readStatus, type Screen, showStatus } from '../../src/commands/controller-status.ts';
import { statusPage, widthOf } from '../../src/commands/status-page.ts';
import { tellSupervisor } from '../../src/commands/supervisor.ts';
import type { TowerStatus } from '../../src/controller/status-sheet.ts';
import { createOffice, createTower, itemOf, NOON, soundOf, TOWER, topics } from './support.ts';

const HOME = fileURLToPath(new URL('../..', import.meta.url));
const quiet = { debug: () => undefined };
const never = new Promise<void>(() => undefined);

const WELL: TowerStatus = {
  v: 1,
  tower: TOWER,
  now: NOON,
  writtenAt: NOON,
  upS: 3600,
  online: true,
  sinceAt: NOON - 7_200_000,
  muted: false,
  time: { src: 'mqtt', errMs: 40 },
  plan: { ep: 1, seq: 7, expAt: NOON + 86_400_000 },
  next: [{ id: 'a', cls: 'routine', at: NOON + 6 * 3_600_000 }],
  last: { s: 'finished', t: NOON - 6 * 3_600_000 },
  disk: 'ok',
  audio: 'ok',
  pending: 0,
};
const page = (status: TowerStatus | undefined, columns = 40, colour = false, now = NOON + 5000) =>
  statusPage(status, { columns, colour, now });

t.test('a well tower says so, with its clock large and what comes next', async (t) => {
  const { lines, isAlive } = page(WELL);
  const text = lines.join('\n');
  t.ok(isAlive);
  for (const word of [
    'หอกระจายข่าว 30010105-01',
    'หอนี้ปกติ',
    'ถัดไป: ประกาศทั่วไป 18:00 น.',
    'ล่าสุด: ออกอากาศครบ 06:00 น.',
  ])
    t.ok(text.includes(word), word);
  t.notOk(text.includes('[!!]'));
  t.equal(lines.filter((line) => line.includes('█')).length, 5, 'the time in large figures');
});

t.test('what is wrong is said in words, whatever the screen', async (t) => {
  const troubles: [Partial<TowerStatus>, RegExp][] = [
    [{ online: false }, /\[!!\] ติดต่อสำนักงานไม่ได้ 2 ชั่วโมงแล้ว/],
    [{ now: undefined }, /ยังไม่รู้เวลา/],
    [{ time: { src: 'ntp', errMs: 3000 } }, /เฉพาะเรื่องฉุกเฉิน/],
    [{ muted: true }, /ปิดเสียงไว้ที่หอนี้/],
    [{ audio: 'failed' }, /เครื่องเสียงขัดข้อง/],
    [{ disk: 'full' }, /การ์ดความจำเต็ม/],
    [{ disk: 'failed' }, /ต้องเปลี่ยน/],
    [{ last: { s: 'failed', why: 'amp-fault', t: NOON } }, /ไม่มีเสียงออกลำโพง/],
    [{ playing: { id: 'p', cls: 'emergency', at: NOON } }, /กำลังออกอากาศ: ประกาศฉุกเฉิน/],
    [{ next: [] }, /ยังไม่มีประกาศที่รออยู่/],
    [{ next: [{ id: 'a', cls: 'important', at: NOON + 20 * 3_600_000 }] }, /พรุ่งนี้ 08:00 น\./],
    [{ pending: 3 }, /รอส่งรายงาน 3 รายการ/],
  ];
  for (const [trouble, words] of troubles) {
    const text = page({ ...WELL, ...trouble }, 200).lines.join('\n');
    t.match(text, words);
  }
  t.match(page(WELL, 200, false, NOON + 600_000).lines.join('\n'), /โปรแกรมไม่ทำงาน[\s\S]*10 นาที/);
  t.equal(page(WELL, 200, false, NOON + 600_000).isAlive, false);
  t.match(page(undefined).lines.join('\n'), /ยังไม่เคยเปิดโปรแกรม/);
});

t.test('no line is wider than the screen, with or without colour', async (t) => {
  const worst: TowerStatus = {
    ...WELL,
    online: false,
    muted: true,
    audio: 'failed',
    disk: 'failed',
    pending: 1999,
    time: { src: 'ntp', errMs: 5000 },
    last: { s: 'failed', why: 'audio-device', t: NOON },
  };
  for (const columns of [30, 40, 80])
    for (const status of [WELL, worst, undefined]) {
      for (const line of page(status, columns).lines) {
        t.ok(widthOf(line) <= columns, `${columns}: ${line}`);
        t.notOk(line.includes('\u001b'), 'no colour where there is none');
      }
      // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
      const bare = page(status, columns, true).lines.map((line) => line.replace(/\u001b\[[\d;]*m/g, ''));
      t.same(bare, page(status, columns).lines, 'colour adds nothing that must be read');
    }
  t.equal(widthOf('น้ำที่นี่'), 4, 'marks above and below take no column');
});

function screenOf(isTerminal: boolean) {
  const written: string[] = [];
  const screen: Screen = {
    columns: 40,
    isTerminal,
    hasColour: false,
    write: (text) => void written.push(text),
  };
  return { screen, written };
}

t.test(
  'the running controller keeps its sheet; the screen reads it, draws it anew and leaves when told',
  async (t) => {
    const office = await createOffice();
    const clip = soundOf(40_000, 1);
    const tower = await createTower(office);
    tower.shelve(clip);
    const items = [
      await itemOf(office, clip),
      await itemOf(office, clip, { id: 'play-2', at: NOON + 3_600_000 }),
    ];
    tower.broker.publish(topics.down(TOWER, 'plan'), await office.plan(1, items), true);
    await tower.start();
    await tower.until(NOON + 65_000);
    t.match(tower.controller.status(), {
      online: true,
      playing: { id: 'play-1', cls: 'routine' },
      next: [{ id: 'play-2' }],
      plan: { ep: 1, seq: 1 },
      time: { src: 'mqtt' },
    });
    await tower.until(NOON + 120_000);
    tower.broker.cut();
    t.match(tower.controller.status(), { online: false, last: { s: 'finished' }, sinceAt: NOON + 120_000 });

    const place = { data: t.testdir(), runtime: t.testdir({ 'status.json': '{' }) };
    t.equal(await readStatus(place), undefined, 'half a sheet is none');
    writeFileSync(
      join(place.data, 'status.json'),
      JSON.stringify({ ...WELL, writtenAt: Date.now() - 3_600_000 }),
    );
    writeFileSync(join(place.runtime, 'status.json'), JSON.stringify({ ...WELL, writtenAt: Date.now() }));
    const data = screenOf(false);
    t.equal(await showStatus(place, data.screen, { json: true, once: false }, never), 0);
    t.match(JSON.parse(data.written.join('')), { tower: TOWER, disk: 'ok' });
    const printed = screenOf(false);
    t.equal(await showStatus(place, printed.screen, { json: false, once: false }, never), 0);
    t.match(printed.written.join(''), /หอนี้ปกติ/);
    const drawn = screenOf(true);
    let leave: () => void = () => undefined;
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    drawn.screen.write = (text) => {
      drawn.written.push(text);
      leave();
    };
    t.equal(await showStatus(place, drawn.screen, { json: false, once: false }, left), 0);
    t.ok(drawn.written[0]?.startsWith('\u001b[2J\u001b[H'));
    const empty = { data: t.testdir({ nothing: '' }), runtime: t.testdir({ nothing: '' }) };
    t.equal(await showStatus(empty, screenOf(false).screen, { json: false, once: true }, never), 1);
    const kept = { data: t.testdir({ kept: {} }) };
    const stop = keepStatus(kept, tower.controller.status, quiet);
    while ((await readStatus(kept)) === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    stop();
    t.match(await readStatus(kept), { tower: TOWER, online: false });
  },
);

t.test(
  'settings: amplifier, microphone, hours and time servers from the file; mistakes all at once',
  async (t) => {
    const folder = t.testdir({
      'good.yaml': `
amplifier: { on: [gpioset, -c, gpiochip0, 17=1], off: [gpioset, -c, gpiochip0, 17=0] }
microphone: { record: [arecord, -q, -d, '{seconds}', -r, 16000] }
volumeHours: [{ hours: 05:00-07:00, most: 50 }]
timeServers: [a.example, b.example]
runtime: /run/hokrachai-controller
`,
      'bad.yaml': `
amplifier: { on: 'gpioset 17=1' }
volumeHours: [{ hours: morning, most: 200 }]
prefetchMinutes: -1
`,
    });
    const of = (name: string, environment = {}) =>
      controllerSettings(['--config', join(folder, name)], environment);
    t.match(of('good.yaml'), {
      amplifier: { on: ['gpioset', '-c', 'gpiochip0', '17=1'], off: ['gpioset', '-c', 'gpiochip0', '17=0'] },
      microphone: { record: ['arecord', '-q', '-d', '{seconds}', '-r', '16000'], needs: 6 },
      volumeHours: [{ from: 300, to: 420, most: 50 }],
      timeServers: ['a.example', 'b.example'],
      clipsOverHttps: true,
      prefetchMinutes: 10,
    });
    t.same(of('good.yaml', { HOKRACHAI_TIME_SERVERS: 'none' }).timeServers, []);
    t.same(of('good.yaml', { HOKRACHAI_TIME_SERVERS: 'x.example, y.example' }).timeServers, [
      'x.example',
      'y.example',
    ]);
    for (const name of ['amplifier', 'volumeHours', 'prefetchMinutes'])
      t.throws(() => of('bad.yaml'), { code: 'config', message: new RegExp(name) });
    const shipped = controllerSettings([], {
      HOKRACHAI_CONTROLLER_CONFIG: join(HOME, 'config', 'controller.yaml'),
    });
    t.equal(shipped.timeServers.length, 4);
    t.equal(shipped.amplifier, undefined);
  },
);

t.test(
  'systemd is told that the controller is up and that its queue moves; nobody else is told anything',
  async (t) => {
    const folder = t.testdir();
    const told = join(folder, 'told');
    writeFileSync(join(folder, 'systemd-notify'), `#!/bin/sh\necho "$@" >> '${told}'\n`, { mode: 0o755 });
    const path = process.env['PATH'];
    process.env['PATH'] = `${folder}:${path}`;
    t.teardown(() => {
      process.env['PATH'] = path;
    });
    tellSupervisor({}, async () => undefined, quiet)();
    const stop = tellSupervisor(
      { NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: '30000' },
      async () => undefined,
      quiet,
    );
    const has = (word: string) => {
      try {
        return readFileSync(told, 'utf8').includes(word);
      } catch {
        return false;
      }
    };
    while (!has('--ready') || !has('WATCHDOG=1')) await new Promise((resolve) => setTimeout(resolve, 10));
    stop();
    t.pass('both were told');
  },
);

t.test('the command shows the state of a box without a controller, and ends with 1', async (t) => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(HOME, 'src/cli.ts'), 'controller', '--status', '--once', '--data', t.testdir()],
    {
      cwd: HOME,
      env: { ...process.env, HOKRACHAI_RUNTIME: t.testdir() },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let said = '';
  child.stdout.on('data', (text) => {
    said += String(text);
  });
  const [code] = await once(child, 'exit');
  t.equal(code, 1);
  t.match(said, /ยังไม่เคยเปิดโปรแกรมที่เครื่องนี้/);
});

/** A package as npm unpacks it, with a program that writes down how it was called and enrols. */
function packageIn(folder: string): string {
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  mkdirSync(join(folder, 'config', 'controller'), { recursive: true });
  const cli = `import fs from 'node:fs'; const at = process.argv[process.argv.indexOf('--data') + 1];
    const called = { argv: process.argv.slice(2), code: process.env.HOKRACHAI_CLAIM_CODE };
    fs.writeFileSync(${JSON.stringify(join(folder, 'called.json'))}, JSON.stringify(called));
    if (called.code === 'wrong') process.exit(1);
    fs.writeFileSync(at + '/credentials.json', '{}', { mode: 0o600 });`;
  writeFileSync(join(folder, 'dist', 'cli.js'), cli);
  for (const name of ['install.sh', 'hokrachai-controller.service', 'hokrachai-screen.service'])
    writeFileSync(
      join(folder, 'config', 'controller', name),
      readFileSync(join(HOME, 'config/controller', name)),
    );
  writeFileSync(
    join(folder, 'config', 'controller.yaml'),
    readFileSync(join(HOME, 'config/controller.yaml')),
  );
  for (const name of ['ffmpeg', 'aplay']) writeFileSync(join(folder, name), '#!/bin/sh\n', { mode: 0o755 });
  return folder;
}

t.test(
  'one line makes a machine a tower, under another root; run again it keeps what is there',
  async (t) => {
    const home = packageIn(t.testdir());
    const root = join(home, 'root');
    const install = (args: string[], environment: Record<string, string> = {}) =>
      spawnSync('sh', [join(home, 'config/controller/install.sh'), ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: `${home}:${process.env['PATH']}`, DESTDIR: root, ...environment },
      });
    const wrong = install(['--relay', 'https://relay.example'], { HOKRACHAI_CLAIM_CODE: 'wrong' });
    t.equal(wrong.status, 1);
    t.match(wrong.stderr, /Ask the office for a new code/);
    const first = install(['--relay', 'https://relay.example', '--code', 'abcde12345', '--screen']);
    t.equal(first.status, 0, first.stderr);
    const called = JSON.parse(readFileSync(join(home, 'called.json'), 'utf8'));
    t.same(called.argv.slice(0, 4), ['controller', '--claim', 'https://relay.example', '--claim-only']);
    t.notOk(called.argv.includes('abcde12345'), 'the code is on no command line of ours');
    t.equal(called.code, 'abcde12345');
    t.equal(statSync(join(root, 'var/lib/hokrachai-controller')).mode & 0o777, 0o700);
    const unit = readFileSync(join(root, 'etc/systemd/system/hokrachai-controller.service'), 'utf8');
    t.notMatch(unit, /@[A-Z]+@/, 'every place is filled in');
    t.ok(unit.includes(`${join(home, 'dist', 'cli.js')} controller\n`));
    t.ok(statSync(join(root, 'etc/systemd/system/hokrachai-screen.service')).isFile());
    const settings = join(root, 'etc/hokrachai/controller.yaml');
    writeFileSync(settings, 'volume: 70\n');
    const again = install([]);
    t.equal(again.status, 0, again.stderr);
    t.equal(readFileSync(settings, 'utf8'), 'volume: 70\n');
    t.match(again.stdout, /enrolled already/);
    t.equal(install(['--nonsense']).status, 1);
    t.equal(install(['--help']).status, 0);
  },
);

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
const noSystemd = !hasSystemd && 'systemd is not here';
t.test('systemd understands the units and finds little exposed', { skip: noSystemd }, async (t) => {
  const filled = (name: string) =>
    readFileSync(join(HOME, 'config/controller', name), 'utf8')
      .replaceAll('@NODE@', process.execPath)
      .replaceAll('@CLI@', join(HOME, 'src/cli.ts'))
      .replaceAll('@HOME@', HOME)
      .replaceAll('@GROUPS@', 'audio');
  const names = ['hokrachai-controller.service', 'hokrachai-screen.service'];
  const folder = t.testdir(Object.fromEntries(names.map((name) => [name, filled(name)])));
  for (const name of names) {
    const verified = spawnSync('systemd-analyze', ['verify', '--man=no', join(folder, name)], {
      encoding: 'utf8',
    });
    t.notMatch(verified.stderr, /hokrachai-[a-z]+\.service:\d+|Unknown|Failed to parse/i, verified.stderr);
  }
  const judged = spawnSync(
    'systemd-analyze',
    ['security', '--offline=true', '--no-pager', join(folder, names[0] ?? '')],
    { encoding: 'utf8' },
  );
  const exposure = Number(/exposure level[^:]*: ([\d.]+)/i.exec(judged.stdout)?.[1] ?? Number.NaN);
  t.comment(`exposure ${exposure} of 10`);
  if (!Number.isNaN(exposure)) t.ok(exposure < 3, `${exposure}`);
});
