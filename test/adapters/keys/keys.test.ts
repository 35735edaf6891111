// The keys at the first start, at the next, and when something is wrong with their files.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createKeys } from '../../../src/adapters/keys/keys.ts';
import type { ApprovalStatement } from '../../../src/core/approval.ts';
import type { BulletinId, OrgId } from '../../../src/core/ids.ts';
import { approvalSchema, type Trust } from '../../../src/wire/messages.ts';
import { open, openTrust, TYPES } from '../../../src/wire/signing.ts';

const NOW = Date.UTC(2026, 10, 23, 5, 30);
const DAY = 24 * 3_600_000;
const ONE = { org: 'org-1', area: ['300101'] };
const TWO = { org: 'org-2', area: ['300102'] };

function folderFor(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'keys');
}

async function trustIn(keys: ReturnType<typeof createKeys>): Promise<Trust> {
  const opened = await openTrust(await keys.trustDocument(), keys.rootKeys());
  if (!opened.ok) throw new Error(opened.text);
  return opened.trust;
}

const statement: ApprovalStatement = {
  org: 'org-1' as OrgId,
  bulletin: 'bulletin-1' as BulletinId,
  revision: 2,
  class: 'important',
  area: ['300101'],
  clips: [{ sha256: 'ab'.repeat(32), ms: 12_345.4, codec: 'mp3' }],
  notBeforeAt: NOW + 999,
  expiresAt: NOW + DAY + 999,
  by: ['officer-1'],
  maxPlays: 3,
};

t.test('the first start makes root, plan and approval key apart, for nobody else to read', async (t) => {
  const folder = folderFor(t);
  const keys = createKeys({ folder, now: () => NOW });
  await keys.start([ONE, TWO]);
  const files = readdirSync(folder).sort();
  t.equal(files.length, 5);
  t.strictSame(
    files.map((name) => name.replace(/[0-9a-f]{6}\.key/, '*.key')),
    [
      'ap-2026-11-23-*.key.json',
      'ap-2026-11-23-*.key.json',
      'pl-2026-11-23-*.key.json',
      'rt-2026-11-23-*.key.json',
      'trust-000000001.json',
    ],
  );
  if (process.platform !== 'win32') {
    t.equal(statSync(folder).mode & 0o777, 0o700);
    for (const file of files) t.equal(statSync(join(folder, file)).mode & 0o777, 0o600, file);
  }
  const trust = await trustIn(keys);
  t.match(trust, { ver: 1, threshold: 1, emergencyApprovals: 2 });
  const areas = trust.keys.map(({ use, area }) => `${use} ${area.join('+')}`).sort();
  t.same(areas, ['approve 300101', 'approve 300102', 'plan 300101+300102', 'root ']);
  t.ok(trust.keys.every(({ nbf, exp }) => nbf < NOW / 1000 && exp > NOW / 1000 + 300 * 86_400));
});

t.test('an approval is sealed by its own organisation and carries whole seconds', async (t) => {
  const keys = createKeys({ folder: folderFor(t), now: () => NOW });
  await keys.start([ONE, TWO]);
  const jws = await keys.seal(statement);
  const trust = await trustIn(keys);
  const own = trust.keys.filter(({ use, area }) => use === 'approve' && area.includes('300101'));
  const opened = await open(TYPES.approval, jws, new Map(own.map((key) => [key.kid, key])));
  if (!opened.ok) throw new Error(opened.text);
  t.same(approvalSchema.parse(opened.payload), {
    v: 1,
    ann: 'bulletin-1',
    rev: 2,
    cls: 'important',
    area: ['300101'],
    clips: [{ h: Buffer.from('ab'.repeat(32), 'hex').toString('base64url'), ms: 12_345, c: 'mp3' }],
    nbf: NOW / 1000,
    exp: (NOW + DAY) / 1000,
    by: ['officer-1'],
    maxPlays: 3,
  });
  const plan = await keys.sign('plan', { v: 1 });
  t.match(await open(TYPES.plan, plan, new Map(own.map((key) => [key.kid, key]))), { why: 'unknown-key' });
  await t.rejects(keys.seal({ ...statement, org: 'org-9' as OrgId }), { code: 'config' });
  await t.rejects(keys.seal({ ...statement, area: [] }), { code: 'invalid-input' });
});

t.test('later starts load the same keys, and the trust moves only when what it says moves', async (t) => {
  const folder = folderFor(t);
  const first = createKeys({ folder, now: () => NOW });
  await first.start([ONE]);
  const document = await first.trustDocument();
  const roots = first.rootKeys();

  const again = createKeys({ folder, now: () => NOW + 20 * DAY });
  await again.start([ONE]);
  t.same(again.rootKeys(), roots);
  t.same(await again.trustDocument(), document, 'not even signed anew');

  await again.admit(TWO);
  const wider = await trustIn(again);
  t.equal(wider.ver, 2);
  t.equal(wider.keys.filter(({ use }) => use === 'approve').length, 2);
  await again.admit(TWO);
  t.equal((await trustIn(again)).ver, 2);

  let now = NOW + 20 * DAY;
  const long = createKeys({ folder, now: () => now });
  await long.start([ONE, TWO]);
  now = NOW + 250 * DAY;
  const prolonged = await trustIn(long);
  t.equal(prolonged.ver, 3, 'half of a year is over: prolonged while the relay runs');
  t.same(
    prolonged.keys.map(({ x }) => x),
    wider.keys.map(({ x }) => x),
    'with the same keys',
  );
  t.ok(prolonged.exp > wider.exp);
});

t.test('a spoiled or missing key stops the start with its name and is never replaced', async (t) => {
  const folder = folderFor(t);
  await createKeys({ folder, now: () => NOW }).start([ONE]);
  const plan = readdirSync(folder).find((name) => name.startsWith('pl-')) ?? '';
  const path = join(folder, plan);
  const whole = readFileSync(path, 'utf8');
  const other = JSON.parse(
    readFileSync(join(folder, plan.replace(plan, readdirSync(folder)[0] ?? '')), 'utf8'),
  );
  const spoiled = {
    'cut in half': whole.slice(0, whole.length / 2),
    empty: '',
    'not a key': '{"v":1}',
    'two halves of different keys': JSON.stringify({ ...JSON.parse(whole), d: other.d }),
  };
  for (const [what, text] of Object.entries(spoiled)) {
    writeFileSync(path, text);
    await t.rejects(
      createKeys({ folder, now: () => NOW }).start([ONE]),
      { code: 'config', message: new RegExp(`${plan}.*backup`) },
      what,
    );
    t.equal(readFileSync(path, 'utf8'), text, 'left as it was');
  }
  rmSync(path);
  await t.rejects(createKeys({ folder, now: () => NOW }).start([ONE]), {
    code: 'config',
    message: new RegExp(plan),
  });
  t.notOk(readdirSync(folder).includes(plan));
  writeFileSync(path, whole);
  writeFileSync(join(folder, 'trust-000000001.json'), '{"v":2');
  await t.rejects(createKeys({ folder, now: () => NOW }).start([ONE]), {
    code: 'config',
    message: /trust-000000001\.json/,
  });
});

t.test('a first start that was cut off is finished by the next', async (t) => {
  const folder = folderFor(t);
  await createKeys({ folder, now: () => NOW }).start([ONE]);
  const root = readdirSync(folder).find((name) => name.startsWith('rt-')) ?? '';
  for (const name of readdirSync(folder)) if (name !== root) rmSync(join(folder, name));
  writeFileSync(join(folder, 'pl-2026-11-23-000000.key.json.new'), '{"v":1,"us');
  const keys = createKeys({ folder, now: () => NOW });
  await keys.start([ONE]);
  t.equal(keys.rootKeys().keys[0]?.kid, root.replace('.key.json', ''), 'the root that was there is kept');
  t.equal((await trustIn(keys)).ver, 1);
});
