// The embedded store and its folder: one relay at a time, never an empty database beside an old folder, plain words for
// every way in which a disk can fail, and no acknowledged row lost when the process is killed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from '@photostructure/sqlite';
import t, { type Test } from 'tap';
import { databaseError, isDeadlock } from '../../../src/adapters/store/foreign-errors.ts';
import { lockDataFolder } from '../../../src/adapters/store/lock.ts';
import { createStore } from '../../../src/adapters/store/store.ts';
import { DEFAULT_RULES } from '../../../src/core/approval.ts';
import { RelayError } from '../../../src/core/errors.ts';
import type { BulletinId, OrgId } from '../../../src/core/ids.ts';

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };
const NOW = Date.UTC(2026, 10, 22);
const org = 'org-1' as OrgId;

function folderFor(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'hokrachai-folder-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function storeIn(folder: string, beside = false) {
  return createStore({ kind: 'sqlite', folder, beside, now: () => NOW }, QUIET);
}

async function founded(folder: string) {
  const store = storeIn(folder);
  await store.start();
  await store.organisations.add(
    {
      id: org,
      parent: undefined,
      name: 'อบต.ตัวอย่าง',
      kind: 'subdistrict',
      area: '341901',
      phone: '',
      quietHours: { fromMinute: 0, toMinute: 0 },
      rules: DEFAULT_RULES,
      formulas: { opening: 'เรียนพี่น้อง', closing: 'ขอบคุณ' },
    },
    [],
    {
      by: { officer: undefined, name: 'relay', door: 'system' },
      at: NOW,
      act: 'organisation-made',
      subject: { kind: 'organisation', id: org },
      facts: {},
    },
  );
  return store;
}

t.test(
  'a second relay on the same folder is told who has it, and may start when that one is gone',
  async (t) => {
    const folder = folderFor(t);
    const first = storeIn(folder);
    await first.start();
    await t.rejects(storeIn(folder).start(), {
      code: 'locked',
      message: new RegExp(`process id ${process.pid} on ${hostname()}`),
      facts: { pid: process.pid, folder },
    });
    await first.ready();
    const beside = storeIn(folder, true);
    await beside.start();
    t.same(await beside.organisations.all(), [], 'a command may work beside it');
    await beside.stop();
    await first.stop();
    const second = storeIn(folder);
    await second.start();
    await second.stop();
  },
);

t.test('a lock left behind by a dead process holds nobody up', async (t) => {
  const folder = folderFor(t);
  writeFileSync(join(folder, 'relay.lock.json'), '{"pid":1,"host":"elsewhere"}');
  writeFileSync(join(folder, 'relay.lock'), '');
  const lock = lockDataFolder(folder);
  t.throws(() => lockDataFolder(folder), { code: 'locked' });
  lock.release();
  lock.release();
  lockDataFolder(folder).release();
});

t.test('an old folder without its database is refused, by the name of the missing file', async (t) => {
  const folder = folderFor(t);
  const path = join(folder, 'hokrachai.sqlite');
  await (await founded(folder)).stop();
  t.match(JSON.parse(readFileSync(join(folder, 'identity.json'), 'utf8')), {
    database: 'hokrachai.sqlite',
    madeAt: NOW,
  });
  rmSync(path);
  for (const file of [`${path}-wal`, `${path}-shm`]) rmSync(file, { force: true });
  await t.rejects(storeIn(folder).start(), {
    code: 'database',
    message: /hokrachai\.sqlite is missing/,
    facts: { file: path },
  });
  t.notOk(existsSync(path), 'and none was made');
  writeFileSync(path, '');
  await t.rejects(storeIn(folder).start(), { code: 'database' }, 'an empty file is no database either');
});

t.test('a damaged database is refused before anything is written to it', async (t) => {
  const folder = folderFor(t);
  const path = join(folder, 'hokrachai.sqlite');
  const store = await founded(folder);
  await store.stop();
  const whole = readFileSync(path);
  truncateSync(path, whole.length - 8192);
  await t.rejects(storeIn(folder).start(), { code: 'database', facts: { file: path } });
  writeFileSync(
    path,
    'this is a letter, not a database, and longer than a header of a hundred bytes would ever have to be, really',
  );
  await t.rejects(storeIn(folder).start(), { code: 'database', facts: { file: path } });
  writeFileSync(path, whole);
  const again = storeIn(folder);
  await again.start();
  t.equal((await again.organisations.all()).length, 1, 'put back from a copy it works');
  await again.stop();
});

t.test('the tables of a newer program are left alone', async (t) => {
  const folder = folderFor(t);
  await (await founded(folder)).stop();
  const file = new DatabaseSync(join(folder, 'hokrachai.sqlite'));
  file.exec(`insert into kysely_migration values ('9901-tomorrow', '2027-01-01T00:00:00Z')`);
  file.close();
  await t.rejects(storeIn(folder).start(), {
    code: 'database',
    message: /newer hokrachai \(9901-tomorrow\)/,
  });
});

t.test('revisions made before voices had stand-ins are read as before', async (t) => {
  const folder = folderFor(t);
  await (await founded(folder)).stop();
  const file = new DatabaseSync(join(folder, 'hokrachai.sqlite'));
  file.exec(`alter table revisions drop column fallback;
    delete from kysely_migration where name >= '0501';
    insert into bulletins (id, org_id, current_n, version, made_at, changed_at) values ('b', 'org-1', 1, 1, 0, 0);
    insert into revisions (id, org_id, bulletin_id, n, title, class, rank, words, source, author_name, state, made_at)
    values ('b.1', 'org-1', 'b', 1, 'ข่าว', 'routine', 2, 'ข่าว', '{"kind":"words"}', 'สมศรี', 'drafted', 0)`);
  file.close();
  const store = storeIn(folder);
  await store.start();
  const bulletin = await store.bulletins.find(org, 'b' as BulletinId);
  t.match(bulletin?.current, { words: 'ข่าว', state: 'drafted', fallback: undefined });
  await store.stop();
});

t.test('an organisation founded before it could have formulas has none', async (t) => {
  const folder = folderFor(t);
  await (await founded(folder)).stop();
  const file = new DatabaseSync(join(folder, 'hokrachai.sqlite'));
  file.exec(`alter table organisations drop column opening;
    alter table organisations drop column closing;
    delete from kysely_migration where name >= '0701'`);
  file.close();
  const store = storeIn(folder);
  await store.start();
  t.match(await store.organisations.find(org), { area: '341901', formulas: { opening: '', closing: '' } });
  await store.stop();
});

t.test('towers from before volume could be set, and sound measured, are as they were', async (t) => {
  const folder = folderFor(t);
  await (await founded(folder)).stop();
  const file = new DatabaseSync(join(folder, 'hokrachai.sqlite'));
  file.exec(`alter table organisations drop column volume;
    alter table towers drop column own_volume;
    alter table receipts drop column amp;
    alter table receipts drop column amp_db;
    alter table plays drop column amp;
    alter table plays drop column amp_db;
    alter table tower_signs drop column tone_refused;
    alter table tower_signs drop column tone_refused_at;
    delete from kysely_migration where name >= '0760';
    insert into villages (org_id, code, moo, name) values ('${org}', '34190101', 1, 'บ้านหว้า');
    insert into towers (id, org_id, village_code, name, codecs, limits) values ('t-1', '${org}', '34190101', 'หอ', '[]',
      '{"quietHours":{},"maxClipMs":1,"maxPlaysPerDay":1,"maxRepeat":1,"leadInMs":1,"volume":{"routine":80}}');
    insert into tower_plans (id, org_id) values ('t-1', '${org}')`);
  file.close();
  const store = storeIn(folder);
  await store.start();
  t.match(await store.towers.all(org), [
    { id: 't-1', ownVolume: false, limits: { volume: { routine: 80 } } },
  ]);
  t.equal((await store.organisations.find(org))?.volume, undefined);
  await store.stop();
});

t.test('migrations interrupted anywhere go on where they stopped', async (t) => {
  const folder = folderFor(t);
  await (await founded(folder)).stop();
  const file = new DatabaseSync(join(folder, 'hokrachai.sqlite'));
  // As after a kill between a change and its mark: the tables are there, the last marks are not.
  file.exec(`delete from kysely_migration where name > '0206'`);
  file.close();
  const store = storeIn(folder);
  await store.start();
  t.equal((await store.organisations.all()).length, 1);
  await store.stop();
});

t.test('a database from before the dictionary knew who and when keeps its words', async (t) => {
  const folder = folderFor(t);
  await (await founded(folder)).stop();
  const file = new DatabaseSync(join(folder, 'hokrachai.sqlite'));
  for (const column of ['kind', 'use', 'note', 'shared', 'by_id', 'by_name', 'at', 'bulletin_id'])
    file.exec(`alter table dictionary drop column ${column}`);
  file.exec('alter table revisions drop column settled');
  file.exec(`insert into dictionary (org_id, written, spoken) values ('${org}', 'บ้านหว้า', 'บ้านว่า')`);
  file.exec(`delete from kysely_migration where name >= '0401'`);
  file.close();
  const store = storeIn(folder);
  await store.start();
  t.match(await store.dictionary.all(org), [
    { written: 'บ้านหว้า', spoken: 'บ้านว่า', kind: 'place', use: 'always', shared: false, byName: 'hokrachai' },
  ]);
  t.same([...(await store.dictionary.read(org)).always], [['บ้านหว้า', 'บ้านว่า']]);
  await store.stop();
});

t.test('tables are strict, commits are synced, keys between rows are checked', async (t) => {
  const folder = folderFor(t);
  const store = await founded(folder);
  const room = new DatabaseSync(join(folder, 'hokrachai.sqlite'));
  const tables = room
    .prepare(`select name, strict from pragma_table_list where schema = 'main' and type = 'table'`)
    .all();
  const loose = tables.filter(
    (one: { name: string; strict: number }) => one.strict === 0 && !/^(sqlite|kysely)_/.test(one.name),
  );
  t.same(loose, []);
  t.ok(tables.length > 25);
  t.equal(Object.values(room.prepare('pragma journal_mode').get())[0], 'wal');
  const scoped = tables
    .map((one: { name: string }) => one.name)
    .filter((name: string) => !/^(sqlite|kysely)_|^(tries|marks|broker_shelf)$/.test(name))
    .filter(
      (name: string) =>
        !room.prepare(`select 1 from pragma_table_info('${name}') where name = 'org_id'`).get(),
    );
  t.same(scoped, [], 'every table has its organisation');
  room.close();
  await t.rejects(store.inbox.keep('nobody' as OrgId, 'line', [{ webhookEventId: 'e', raw: '{}' }], 1), {
    code: 'not-found',
  });
  await store.stop();
});

t.test('every way in which a database can fail has its word, by code alone', async (t) => {
  const full = databaseError(Object.assign(new Error('x'), { code: 'ERR_SQLITE_ERROR', errcode: 13 }));
  t.match(full, { code: 'disk-full', retry: true });
  t.match(databaseError(Object.assign(new Error('x'), { code: 'ENOSPC' })), {
    code: 'disk-full',
    retry: true,
  });
  t.match(databaseError(Object.assign(new Error('x'), { code: '53100' })), {
    code: 'disk-full',
    retry: true,
  });
  t.match(databaseError(Object.assign(new Error('x'), { errcode: 5 })), { code: 'database', retry: true });
  t.match(databaseError(Object.assign(new Error('x'), { errcode: 11 })), {
    code: 'database',
    retry: false,
    message: /damaged/,
  });
  t.match(databaseError(Object.assign(new Error('x'), { errcode: 2067 })), { code: 'conflict' });
  t.match(databaseError(new Error('Connection terminated unexpectedly')), { code: 'database', retry: true });
  t.match(databaseError('odd'), { code: 'database', cause: 'odd' });
  const deadlock = databaseError(Object.assign(new Error('x'), { code: '40P01' }));
  t.ok(isDeadlock(deadlock));
  t.equal(databaseError(deadlock), deadlock, 'ours passes as it is');
  t.notOk(isDeadlock(new RelayError('conflict', 'x')));
});

t.test('a store that was not started says so', async (t) => {
  await t.rejects(async () => storeIn(folderFor(t)).organisations.all(), {
    code: 'database',
    message: /not been started/,
  });
});

t.test('a relay killed while it writes loses no row that it has acknowledged', async (t) => {
  const folder = folderFor(t);
  await (await founded(folder)).stop();
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, 'writer.ts'), folder, org],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let acknowledged = -1;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    if (acknowledged === 40) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  t.ok(acknowledged >= 40);
  const store = storeIn(folder);
  await store.start();
  const kept = new Set(
    (await store.inbox.claim('intake', NOW, 100_000)).map((event) => event.webhookEventId),
  );
  const lost = Array.from({ length: acknowledged + 1 }, (_, n) => `event-${n}`).filter((id) => !kept.has(id));
  t.same(lost, []);
  await store.stop();
});
