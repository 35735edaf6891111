// Changing keys: rotated, revoked, locked, moved to roots in a safe, and the power cut between any two steps of it.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createKeyActs, readPublicRoot } from '../../../src/adapters/keys/acts.ts';
import { createKeyring } from '../../../src/adapters/keys/keyring.ts';
import { createKeys, type Keys } from '../../../src/adapters/keys/keys.ts';
import { makeRoot, signWithRoot } from '../../../src/adapters/keys/roots.ts';
import { trustIn } from '../../../src/adapters/keys/settle.ts';
import type { ApprovalStatement } from '../../../src/core/approval.ts';
import type { BulletinId, OrgId } from '../../../src/core/ids.ts';
import { open, openTrust, type Roots, rootsOf, TYPES } from '../../../src/wire/signing.ts';

const NOW = Date.UTC(2026, 10, 23, 5, 30);
const DAY = 24 * 3_600_000;
const ONE = { org: 'org-1', area: ['300101'] };
const WORDS = 'เสาไฟต้นที่สาม หน้าวัด';

class PowerCut extends Error {}

function folderFor(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'rotation-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An office on one folder; the clock is moved by hand, `cutAt` cuts the power before that step on the disk. */
function office(folder: string, options: { passphrase?: string } = {}) {
  const state = { now: NOW, steps: 0, cutAt: Number.POSITIVE_INFINITY };
  const parts = {
    folder: join(folder, 'keys'),
    now: () => state.now,
    before() {
      state.steps += 1;
      if (state.steps >= state.cutAt) throw new PowerCut();
    },
    ...options,
  };
  const keyring = createKeyring(parts);
  return { state, keyring, keys: createKeys(parts), acts: createKeyActs(keyring, parts.now) };
}

const statement: ApprovalStatement = {
  org: 'org-1' as OrgId,
  bulletin: 'bulletin-1' as BulletinId,
  revision: 1,
  class: 'routine',
  area: ['300101'],
  clips: [{ sha256: 'ab'.repeat(32), ms: 12_345, codec: 'mp3' }],
  notBeforeAt: NOW,
  expiresAt: NOW + DAY,
  by: ['officer-1'],
  maxPlays: 3,
};
const kidOf = (jws: string): string =>
  JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()).kid;
const planKid = async (keys: Keys) => kidOf(await keys.sign('plan', { v: 1 }));
const approveKid = async (keys: Keys) => kidOf(await keys.seal(statement));

/** What a tower that holds to these roots makes of what the relay says now. */
async function towerSees(keys: Keys, roots: Roots) {
  const document = await keys.trustDocument();
  const opened = await openTrust(document, roots);
  if (!opened.ok) throw new Error(opened.text);
  return { document, trust: opened.trust };
}

t.test(
  'a rotated key seals once the towers were told, and the old one is obeyed for its overlap and no longer',
  async (t) => {
    const folder = folderFor(t);
    const { keys, acts, state } = office(folder);
    await keys.start([ONE]);
    const roots = keys.rootKeys();
    const first = await towerSees(keys, roots);
    keys.told(first.document);
    const [oldPlan, oldApproval] = [await planKid(keys), await approveKid(keys)];
    t.equal(await keys.hasNews(), false);

    const { kid } = await acts.rotate('plan');
    await acts.rotate('approve', 'org-1');
    t.equal(await planKid(keys), oldPlan, 'not before anybody was told');
    t.equal(await keys.hasNews(), true, 'the relay sees what the command did');
    const both = await towerSees(keys, roots);
    t.equal(await planKid(keys), oldPlan);
    keys.told(both.document);
    t.equal(await planKid(keys), kid);
    t.not(await approveKid(keys), oldApproval);
    t.equal(await keys.hasNews(), false);
    const until = (name: string) => both.trust.keys.find((key) => key.kid === name)?.exp ?? 0;
    t.equal(until(oldPlan), (NOW + 14 * DAY) / 1000);
    t.equal(until(oldApproval), (NOW + 31 * DAY) / 1000, 'longer than any approval it sealed is good for');

    state.now = NOW + 15 * DAY;
    t.equal(await keys.hasNews(), true);
    const later = await towerSees(keys, roots);
    const names = later.trust.keys.map((key) => key.kid);
    t.notOk(names.includes(oldPlan));
    t.ok(names.includes(oldApproval));
    t.notOk(existsSync(join(folder, 'keys', `${oldPlan}.key.json`)), 'its private half is gone');
    state.now = NOW + 32 * DAY;
    await keys.hasNews();
    const last = await towerSees(keys, roots);
    t.same(last.trust.keys.map((key) => key.use).toSorted(), ['approve', 'plan', 'root']);
    keys.told(last.document);
    t.equal(await keys.hasNews(), false);
  },
);

t.test('a revoked key is out of the next document, another takes its place in the same one', async (t) => {
  const folder = folderFor(t);
  const { keys, acts } = office(folder);
  await keys.start([ONE]);
  keys.told(await keys.trustDocument());
  const stolen = await approveKid(keys);
  const { instead } = await acts.revoke(stolen);
  const { document, trust } = await towerSees(keys, keys.rootKeys());
  t.equal(trust.ver, 2);
  t.same(
    trust.keys.filter((key) => key.use === 'approve').map((key) => key.kid),
    [instead],
  );
  keys.told(document);
  t.equal(await approveKid(keys), instead);
  t.notOk(existsSync(join(folder, 'keys', `${stolen}.key.json`)));
  await t.rejects(acts.revoke(stolen), { code: 'not-found', message: /revoked/ });
  const root = trust.keys.find((key) => key.use === 'root')?.kid ?? '';
  await t.rejects(acts.revoke(root), { code: 'invalid-input', message: /replace/ });
});

t.test(
  'the power may go between any two steps of a rotation or revocation: it is done or not, and goes on',
  async (t) => {
    const acts = ['rotate', 'revoke'] as const;
    for (const act of acts) {
      let cuts = 0;
      for (let cutAt = 1; ; cutAt += 1) {
        const folder = folderFor(t);
        const before = office(folder);
        await before.keys.start([ONE]);
        const roots = before.keys.rootKeys();
        const first = await towerSees(before.keys, roots);
        const old = await planKid(before.keys);
        before.state.steps = 0;
        before.state.cutAt = cutAt;
        const work = () => (act === 'rotate' ? before.acts.rotate('plan') : before.acts.revoke(old));
        const wasCut = await work().then(
          () => false,
          (error: unknown) => {
            if (error instanceof PowerCut) return true;
            throw error;
          },
        );
        const after = office(folder);
        await after.keys.start([ONE]);
        const now = await towerSees(after.keys, roots);
        t.ok(now.trust.ver >= first.trust.ver, `${act}, cut ${cutAt}: never back`);
        after.keys.told(now.document);
        const seals = await planKid(after.keys);
        t.ok(
          now.trust.keys.some((key) => key.kid === seals),
          `${act}, cut ${cutAt}: what seals is trusted`,
        );
        const isDone = now.trust.ver > first.trust.ver;
        t.equal(seals === old, !isDone, `${act}, cut ${cutAt}: done or not done`);
        if (!isDone) await (act === 'rotate' ? after.acts.rotate('plan') : after.acts.revoke(old));
        const whole = await towerSees(after.keys, roots);
        t.equal(
          whole.trust.ver,
          first.trust.ver + 1,
          `${act}, cut ${cutAt}: one document, whenever it was cut`,
        );
        const files = readdirSync(join(folder, 'keys')).filter((name) => name.startsWith('pl-'));
        t.equal(files.length, act === 'rotate' ? 2 : 1, `${act}, cut ${cutAt}: no key is left over`);
        if (!wasCut) break;
        cuts += 1;
      }
      t.ok(cuts >= 3, `${act}: cut at ${cuts} places`);
    }
  },
);

t.test(
  'commands and a relay that change the folder at the same moment undo nothing of each other',
  async (t) => {
    const folder = folderFor(t);
    const relay = office(folder);
    await relay.keys.start([ONE]);
    const others = Array.from({ length: 4 }, () => office(folder));
    await Promise.all([
      ...others.map(({ acts }) => acts.rotate('plan')),
      relay.keys.admit({ org: 'org-2', area: ['300102'] }),
      relay.keys.admit({ org: 'org-3', area: ['300103'] }),
    ]);
    const { trust } = await towerSees(relay.keys, relay.keys.rootKeys());
    t.equal(trust.keys.filter((key) => key.use === 'plan').length, 5);
    t.equal(trust.keys.filter((key) => key.use === 'approve').length, 3);
    t.equal(trust.ver, 7, 'six changes, each in a document of its own');
  },
);

t.test(
  'roots move into safes, two of three: nothing counts before both sides have signed, and a tower that was away is led',
  async (t) => {
    const folder = folderFor(t);
    const { keys, acts, state } = office(folder);
    await keys.start([ONE]);
    const pinned = keys.rootKeys();
    const before = await towerSees(keys, pinned);
    const made = await Promise.all([1, 2, 3].map((n) => makeRoot(join(folder, `root-${n}`), WORDS, NOW + n)));
    const publics = made.map(({ publicPath }) =>
      readPublicRoot(JSON.parse(readFileSync(publicPath, 'utf8')), publicPath),
    );
    t.notMatch(readFileSync(made[0]?.secretPath ?? '', 'utf8'), /"d":/, 'the private half lies locked');
    const own = pinned.keys[0]?.kid ?? '';
    await t.rejects(acts.changeRoots(publics, [own], 4), { code: 'invalid-input' });
    await t.rejects(acts.changeRoots([...publics, ...publics], [own], 2), { code: 'invalid-input' });
    await acts.changeRoots(publics, [own], 2);
    t.same((await towerSees(keys, pinned)).trust, before.trust, 'in force is what was');

    const sign = async (n: number) => {
      const file = await acts.exported();
      const signed = await signWithRoot(file.draft, made[n]?.secretPath ?? '', WORDS);
      return acts.imported({ v: 1, draft: signed.draft });
    };
    await t.rejects(
      signWithRoot((await acts.exported()).draft, made[0]?.secretPath ?? '', 'a wrong passphrase'),
      {
        code: 'locked-keys',
      },
    );
    t.equal((await sign(0)).ring.document?.payload, before.document.payload, 'one of two is not enough');
    t.match(keys.concerns().join(), /waits for signatures/);
    t.not((await sign(2)).ring.document?.payload, before.document.payload);
    const moved = await towerSees(keys, pinned);
    t.equal(moved.trust.threshold, 2);
    t.notOk(existsSync(join(folder, 'keys', `${own}.key.json`)), 'the machine’s own root is gone');

    keys.told(moved.document);
    await acts.rotate('plan');
    t.equal(
      (await keys.trustDocument()).payload,
      moved.document.payload,
      'now every change waits for the safes',
    );
    t.equal(kidOf(await keys.sign('plan', {})), await planKid(keys));
    const stale = await acts.exported();
    state.now += DAY;
    await acts.rotate('approve', 'org-1');
    await t.rejects(acts.imported(stale), { code: 'stale' });
    await sign(1);
    await sign(2);
    const away = await towerSees(keys, pinned);
    t.equal(
      away.trust.ver,
      moved.trust.ver + 1,
      'a tower that knows only the first root is led to the third document',
    );
    const { before: way, ...bare } = away.document;
    t.equal(way?.length, 1);
    t.match(await openTrust(bare, pinned), { ok: false, why: 'bad-signature' });
    t.ok((await openTrust(bare, rootsOf(moved.trust))).ok, 'who was there needs no leading');

    const again = office(folder);
    again.state.now = state.now;
    await again.keys.start([ONE]);
    t.same(await again.keys.trustDocument(), away.document, 'a restart keeps all of it');
    t.same(again.keys.rootKeys().threshold, 2);
    t.same(again.keys.concerns(), []);
    again.state.now = state.now + 340 * DAY;
    t.match(
      again.keys.concerns().join(),
      /towers take no new plan after \d+ days/,
      'told a month before (failure 25)',
    );
  },
);

t.test('a draft with changed words or a stranger’s signature is worth nothing', async (t) => {
  const folder = folderFor(t);
  const { keys, acts } = office(folder);
  await keys.start([ONE]);
  const own = keys.rootKeys().keys[0]?.kid ?? '';
  const a = await makeRoot(join(folder, 'a'), WORDS, NOW);
  const stranger = await makeRoot(join(folder, 'stranger'), WORDS, NOW);
  await acts.changeRoots([readPublicRoot(JSON.parse(readFileSync(a.publicPath, 'utf8')), '')], [own], 1);
  const { draft } = await acts.exported();
  const wide = { ...trustIn(draft), emergencyApprovals: 1 };
  const payload = Buffer.from(JSON.stringify(wide)).toString('base64url');
  await t.rejects(acts.imported({ v: 1, draft: { ...draft, payload } }), { code: 'stale' });
  const signed = await signWithRoot(draft, stranger.secretPath, WORDS);
  t.equal((await acts.imported({ v: 1, draft: signed.draft })).taken, 0);
  await t.rejects(acts.imported({ v: 1 }), { code: 'invalid-input' });
  t.equal(trustIn(await keys.trustDocument()).ver, 1);
});

t.test(
  'under a passphrase the keys lie locked: nothing is approved without it, and everything else goes on',
  async (t) => {
    const folder = folderFor(t);
    const plain = office(folder);
    await plain.keys.start([ONE]);
    const locked = office(folder, { passphrase: WORDS });
    await locked.keys.start([ONE]);
    t.ok(await locked.keys.seal(statement));
    const files = readdirSync(join(folder, 'keys')).filter((name) => /^(ap|rt)-/.test(name));
    t.equal(files.length, 2);
    for (const name of files) {
      const text = readFileSync(join(folder, 'keys', name), 'utf8');
      t.notMatch(text, /"d":/);
      t.match(JSON.parse(text), { locked: { kdf: 'scrypt', n: 131_072 } });
    }
    const without = office(folder);
    await without.keys.start([ONE, { org: 'org-2', area: ['300102'] }]);
    await t.rejects(without.keys.seal(statement), { code: 'locked-keys', retry: false });
    t.match(without.keys.concerns().join(), /locked/);
    t.same(locked.keys.concerns(), []);
    t.ok(await without.keys.sign('plan', { v: 1 }), 'what was approved is still delivered');
    t.equal(readdirSync(join(folder, 'keys')).filter((name) => name.startsWith('ap-')).length, 1);
    await t.rejects(office(folder, { passphrase: 'not the passphrase' }).keys.start([ONE]), {
      code: 'locked-keys',
    });
    const again = office(folder, { passphrase: WORDS.normalize('NFD') });
    await again.keys.start([ONE, { org: 'org-2', area: ['300102'] }]);
    t.ok(await again.keys.seal({ ...statement, org: 'org-2' as OrgId, area: ['300102'] }));
    await again.keyring.load();
    await again.keyring.unlock(WORDS);
    await again.acts.rotate('approve', 'org-1');
    for (const name of readdirSync(join(folder, 'keys')).filter((one) => one.startsWith('ap-')))
      t.notMatch(readFileSync(join(folder, 'keys', name), 'utf8'), /"d":/, 'new ones are locked as well');
    const name = files[0] ?? '';
    const file = JSON.parse(readFileSync(join(folder, 'keys', name), 'utf8'));
    writeFileSync(
      join(folder, 'keys', name),
      JSON.stringify({ ...file, locked: { ...file.locked, n: 2 ** 30 } }),
    );
    await t.rejects(
      office(folder, { passphrase: WORDS }).keys.start([ONE]),
      { code: 'config' },
      'no bill of 1 TB',
    );
  },
);

t.test('a folder of the version before is taken over as it is', async (t) => {
  const folder = folderFor(t);
  const { keys } = office(folder);
  await keys.start([ONE]);
  const document = await keys.trustDocument();
  const dir = join(folder, 'keys');
  for (const name of readdirSync(dir)) if (name.startsWith('trust-')) rmSync(join(dir, name));
  writeFileSync(join(dir, 'trust.json'), JSON.stringify({ v: 1, document }));
  const after = office(folder);
  await after.keys.start([ONE]);
  t.same(await after.keys.trustDocument(), document, 'not even signed anew');
  t.notOk(existsSync(join(dir, 'trust.json')));
  const jws = await after.keys.seal(statement);
  const approve = trustIn(document).keys.filter((key) => key.use === 'approve');
  t.ok((await open(TYPES.approval, jws, new Map(approve.map((key) => [key.kid, key])))).ok);
});
