// A signer of its own: real sockets, a relay's keys on one side, the signer's folder on the other. What it refuses though
// the relay asks; what happens while it is away; what its book tells.
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createKeyActs } from '../../../src/adapters/keys/acts.ts';
import { createKeyring } from '../../../src/adapters/keys/keyring.ts';
import { createKeys } from '../../../src/adapters/keys/keys.ts';
import { createSigner } from '../../../src/adapters/keys/signer.ts';
import { createSignerClient } from '../../../src/adapters/keys/signer-client.ts';
import { policySchema } from '../../../src/adapters/keys/signer-policy.ts';
import { signerAddress } from '../../../src/adapters/keys/signer-wire.ts';
import type { ApprovalStatement } from '../../../src/core/approval.ts';
import type { BulletinId, OrgId } from '../../../src/core/ids.ts';
import { keysFor } from '../../../src/wire/judge.ts';
import { open, openTrust, TYPES } from '../../../src/wire/signing.ts';

const NOW = Date.UTC(2026, 10, 23, 5, 30);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ONE = { org: 'org-1', area: ['300101'] };
const TWO = { org: 'org-2', area: ['300102'] };
const SECRET = 'a secret of this machine only';

/** A relay's keys and a signer on one socket; both may be stopped and started. */
async function place(t: Test, policy: object = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'signer-'));
  const state = { now: NOW };
  const now = () => state.now;
  const address = signerAddress(join(folder, 'signer.sock'));
  const told: string[] = [];
  const signerFolder = join(folder, 'signer');
  const build = (more: object = {}) =>
    createSigner({
      folder: signerFolder,
      address,
      secret: SECRET,
      passphrase: 'เสาไฟต้นที่สาม หน้าวัด',
      policy: policySchema.parse(policy),
      now,
      tell: (_facts, event) => told.push(event),
      ...more,
    });
  let signer = build();
  await signer.start();
  const client = createSignerClient(address, SECRET);
  const relayFolder = join(folder, 'keys');
  const keys = createKeys({ folder: relayFolder, now, signer: client });
  t.teardown(async () => {
    await signer.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    state,
    folder,
    address,
    relayFolder,
    signerFolder,
    client,
    keys,
    told,
    build,
    acts: createKeyActs(createKeyring({ folder: relayFolder, now }), now, client),
    stop: () => signer.stop(),
    async start() {
      signer = build();
      await signer.start();
    },
    book: () =>
      readFileSync(join(signerFolder, 'signer.log'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { act: string; rule?: string; bulletin?: string }),
  };
}

const statement = (more: Partial<ApprovalStatement> = {}): ApprovalStatement => ({
  org: 'org-1' as OrgId,
  bulletin: 'bulletin-1' as BulletinId,
  revision: 1,
  class: 'routine',
  area: ['30010105'],
  clips: [{ sha256: 'ab'.repeat(32), ms: 12_345, codec: 'mp3' }],
  notBeforeAt: NOW - MINUTE,
  expiresAt: NOW + DAY,
  by: ['officer-1'],
  maxPlays: 3,
  ...more,
});

const refusedBy = (rule: string) => ({ code: 'signer-refused', facts: { rule } });

async function isGood(keys: ReturnType<typeof createKeys>, jws: string): Promise<boolean> {
  const trust = await openTrust(await keys.trustDocument(), keys.rootKeys());
  if (!trust.ok) throw new Error(trust.text);
  return (await open(TYPES.approval, jws, keysFor(trust.trust, 'approve'))).ok;
}

t.test('the relay never holds an approval key, and towers trust the signer’s', async (t) => {
  const here = await place(t);
  await here.keys.start([ONE, TWO]);
  t.same(
    readdirSync(here.relayFolder).filter((name) => name.startsWith('ap-')),
    [],
  );
  const own = readdirSync(here.signerFolder).filter((name) => name.startsWith('ap-'));
  t.equal(own.length, 2);
  t.notMatch(readFileSync(join(here.signerFolder, own[0] ?? ''), 'utf8'), /"d":/, 'under a passphrase');
  t.ok(await isGood(here.keys, await here.keys.seal(statement())));
  t.ok(await here.keys.sign('plan', { v: 1 }));
  t.same(
    here.book().map(({ act }) => act),
    ['started', 'key-made', 'key-made', 'sealed'],
  );
});

t.test(
  'what its own rules forbid it does not seal, whatever the relay says, and writes it down',
  async (t) => {
    const here = await place(t, {
      perHour: 4,
      emergenciesPerDay: 1,
      organisations: [
        { org: 'org-1', area: ['300101'], officers: ['officer-1', 'officer-2'] },
        { org: 'org-2', area: ['300102'], highest: 'routine' },
      ],
    });
    await here.keys.start([ONE, TWO]);
    const two = { org: 'org-2' as OrgId, area: ['300102'] };
    const emergency = {
      class: 'emergency',
      expiresAt: NOW + 15 * MINUTE,
      by: ['officer-1', 'officer-2'],
    } as const;
    const long = [{ sha256: 'ab'.repeat(32), ms: 30 * MINUTE, codec: 'mp3' as const }];
    const forbidden: readonly (readonly [string, Partial<ApprovalStatement>])[] = [
      ['area', { area: ['30010105', '30010201'] }],
      ['area', { area: ['3001'] }],
      ['class', { ...two, class: 'important' }],
      ['length', { clips: long }],
      ['plays', { maxPlays: 100_000 }],
      ['time', { notBeforeAt: NOW + HOUR }],
      ['validity', { expiresAt: NOW + 90 * DAY }],
      ['validity', { ...emergency, expiresAt: NOW + DAY }],
      ['validity', { expiresAt: NOW - 1 }],
      ['officers', { by: ['nobody'] }],
      ['names', { ...emergency, by: ['officer-1', 'officer-1'] }],
    ];
    for (const [rule, more] of forbidden)
      await t.rejects(here.keys.seal(statement(more)), refusedBy(rule), rule);
    t.ok(await here.keys.seal(statement(emergency)));
    await t.rejects(here.keys.seal(statement(emergency)), refusedBy('rate'), 'a second emergency of the day');
    for (let n = 0; n < 3; n += 1) await here.keys.seal(statement());
    await t.rejects(here.keys.seal(statement()), refusedBy('rate'));
    await here.stop();
    await here.start();
    await t.rejects(here.keys.seal(statement()), refusedBy('rate'), 'a restart forgets nothing');
    here.state.now = NOW + 2 * HOUR;
    const later = { notBeforeAt: here.state.now, expiresAt: here.state.now + HOUR };
    t.ok(await here.keys.seal(statement(later)));
    t.equal(here.book().filter(({ act }) => act === 'refused').length, forbidden.length + 3);
    await t.rejects(here.client.keyFor({ org: 'org-9', area: ['30'] }), refusedBy('organisation'));
    await t.rejects(here.client.keyFor({ org: 'org-1', area: ['30'] }), refusedBy('area'));
  },
);

t.test('the area that an organisation asked for first is the one it keeps', async (t) => {
  const here = await place(t);
  await here.keys.start([ONE]);
  await here.stop();
  await here.start();
  await t.rejects(here.client.keyFor({ org: 'org-1', area: ['30'] }), refusedBy('area'));
  await t.rejects(here.keys.seal(statement({ area: ['300102'] })), refusedBy('area'));
  const { kid } = await here.client.keyFor(TWO);
  await t.rejects(here.client.seal(kid, statement()), refusedBy('key'), 'nor with another’s key');
});

t.test(
  'while the signer is away nobody approves, and all else goes on; when it is back so is approving',
  async (t) => {
    const here = await place(t);
    await here.keys.start([ONE]);
    await here.stop();
    await t.rejects(here.keys.seal(statement()), { code: 'signer-away', retry: true });
    t.ok(await here.keys.sign('plan', { v: 1 }));
    const again = createKeys({ folder: here.relayFolder, now: () => here.state.now, signer: here.client });
    await again.start([ONE, TWO]);
    again.told(await again.trustDocument());
    await t.rejects(again.seal(statement()), { code: 'signer-away' }, 'a relay that starts without it');
    await here.start();
    t.ok(await isGood(again, await again.seal(statement())), 'with the same key');
    here.state.now += 2 * MINUTE;
    t.equal(await again.hasNews(), true, 'the new organisation’s key is asked for again');
    again.told(await again.trustDocument());
    t.ok(
      await again.seal(statement({ org: 'org-2' as OrgId, area: ['300102'], notBeforeAt: here.state.now })),
    );
  },
);

t.test('a key of the signer is rotated and revoked; revoked also while it is away', async (t) => {
  const here = await place(t);
  await here.keys.start([ONE]);
  here.keys.told(await here.keys.trustDocument());
  const kidOf = (jws: string) => JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()).kid;
  const first = kidOf(await here.keys.seal(statement()));
  const { kid } = await here.acts.rotate('approve', 'org-1');
  t.equal(await here.keys.hasNews(), true);
  here.keys.told(await here.keys.trustDocument());
  t.equal(kidOf(await here.keys.seal(statement())), kid);
  t.not(kid, first);
  await here.acts.revoke(first);
  await here.stop();
  t.equal((await here.acts.revoke(kid)).instead, undefined);
  t.equal(await here.keys.hasNews(), true);
  here.keys.told(await here.keys.trustDocument());
  await t.rejects(here.keys.seal(statement()), { code: 'signer-away' });
  await here.start();
  here.state.now += 2 * MINUTE;
  await here.keys.hasNews();
  here.keys.told(await here.keys.trustDocument());
  const third = kidOf(await here.keys.seal(statement()));
  t.notOk([first, kid].includes(third), 'another one, not the revoked');
});

t.test(
  'approval keys of the relay’s own machine make way for the signer’s, and what they sealed is still obeyed',
  async (t) => {
    const here = await place(t);
    const before = createKeys({ folder: here.relayFolder, now: () => NOW });
    await before.start([ONE]);
    const old = await before.seal(statement());
    await here.keys.start([ONE]);
    here.keys.told(await here.keys.trustDocument());
    t.ok(await isGood(here.keys, old));
    t.ok(await isGood(here.keys, await here.keys.seal(statement())));
    t.equal(here.book().at(-1)?.act, 'sealed', 'by the signer');
  },
);

t.test('a stranger learns nothing and gets nothing, on either end', async (t) => {
  const here = await place(t);
  await here.keys.start([ONE]);
  const stranger = createSignerClient(here.address, 'a guess at the secret');
  await t.rejects(stranger.seal('ap', statement()), { code: 'signer-away', message: /same secret/ });
  t.equal(here.told.at(-1), 'a stranger without the secret asked');
  await t.rejects(here.build().start(), { code: 'locked' }, 'nobody takes a living signer’s place');
  await here.stop();
  const said: string[] = [];
  const squatter = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.write(`${JSON.stringify({ v: 1, nonce: 'n'.repeat(43) })}\n`);
    socket.on('data', (bytes) => {
      said.push(String(bytes));
      socket.end(`${JSON.stringify({ body: '{"ok":true,"jws":"x"}', mac: '0'.repeat(64) })}\n`);
    });
  });
  await new Promise<void>((resolve) => squatter.listen(here.address, resolve));
  await t.rejects(here.keys.seal(statement()), { code: 'signer-away', message: /does not have the secret/ });
  t.notMatch(said.join(), SECRET);
  await new Promise((resolve) => squatter.close(resolve));
  t.throws(() => signerAddress('tcp://192.168.1.5:7780'), { code: 'config' });
  t.throws(() => signerAddress('tcp://signer.example:7780'), { code: 'config' });
  t.same(signerAddress('tcp://127.0.0.1:7780'), { host: '127.0.0.1', port: 7780 });
  await here.start();
});

t.test('a book with a changed line stops the start; half a line of a power cut does not', async (t) => {
  const here = await place(t);
  await here.keys.start([ONE]);
  for (let n = 0; n < 2; n += 1) await here.keys.seal(statement());
  await here.stop();
  const path = join(here.signerFolder, 'signer.log');
  const whole = readFileSync(path, 'utf8');
  appendFileSync(path, '{"n":5,"at":17');
  await here.start();
  await here.keys.seal(statement());
  await here.stop();
  t.equal(here.book().filter(({ act }) => act === 'sealed').length, 3);
  writeFileSync(path, whole.replace('bulletin-1', 'bulletin-2'));
  await t.rejects(here.start(), { code: 'config', message: /line \d+ does not follow/ });
  writeFileSync(path, whole.split('\n').slice(1).join('\n'));
  await t.rejects(here.start(), { code: 'config', message: /line 1/ });
  writeFileSync(path, whole);
  await t.rejects(here.build({ passphrase: 'another passphrase' }).start(), { code: 'locked-keys' });
  await here.start();
  t.ok(existsSync(path));
});
