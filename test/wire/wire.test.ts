// The contract itself: topics, seals, trust, pieces, and the tower's judgement on every vector in vectors.json.
import { readFile, writeFile } from 'node:fs/promises';
import t from 'tap';
import { createJournal, type NewLine } from '../../src/controller/journal.ts';
import { createTowerTime } from '../../src/controller/tower-time.ts';
import {
  CHUNK_BYTES,
  chunkSize,
  clipHash,
  hashFromHex,
  hashToHex,
  splitClip,
} from '../../src/wire/chunks.ts';
import { claimRequestSchema } from '../../src/wire/claim.ts';
import { judgePlan } from '../../src/wire/judge.ts';
import { judgeAck, judgeCommand, judgeConfig } from '../../src/wire/judge-orders.ts';
import {
  eventSchema,
  healthSchema,
  helloSchema,
  needSchema,
  presenceSchema,
  receiptBatchSchema,
} from '../../src/wire/messages.ts';
import {
  generateKey,
  open,
  openTrust,
  rootsOf,
  seal,
  sealTrust,
  signingKey,
  TYPES,
} from '../../src/wire/signing.ts';
import { createTopics } from '../../src/wire/topics.ts';
import { CODE, createOffice, manualClock, memoryDisk, NOON, TOWER } from '../controller/support.ts';
import { makeVectors } from './vectors.ts';
import { bytesOf } from './vectors-plain.ts';

const PATH = 'src/wire/vectors.json';
const file = await makeVectors();
const { bench: shared } = file;
const atNow = (now: number | null | undefined) => (now === null ? undefined : (now ?? shared.now));
const orderBench = (one: { readonly now?: number | null; readonly floorAt?: number }) => ({
  ...shared,
  now: atNow(one.now),
  floorAt: one.floorAt ?? shared.floorAt,
});

t.test('the vectors that are handed to other makers are the ones that are tried here', async (t) => {
  const text = `${JSON.stringify(file, null, 1)}\n`;
  // Written anew with UPDATE_CONTRACT=1, so that a change of the contract is seen as one.
  if (process.env['UPDATE_CONTRACT'] === '1') await writeFile(PATH, text);
  t.equal(await readFile(PATH, 'utf8'), text);
});

t.test('a tower decides on every sealed plan as the vectors say', async (t) => {
  for (const { name, jws, bench = {}, plan, items } of file.plans) {
    const judged = await judgePlan(jws, {
      ...shared,
      now: atNow(bench.now),
      floorAt: bench.floorAt ?? shared.floorAt,
      held: bench.held === null ? undefined : shared.held,
      begun: () => new Set(bench.begun),
    });
    t.equal(judged.ok ? 'accepted' : judged.why, plan, name);
    if (judged.ok) {
      const found = judged.verdicts.map((one) => (one.is === 'rejected' ? one.why : one.is));
      t.same(found, items, `${name}: items`);
    }
  }
});

t.test('a tower decides on commands, answers and configurations as the vectors say', async (t) => {
  for (const one of file.commands) {
    const { name, jws, seen = [], decision } = one;
    const judged = await judgeCommand(jws, orderBench(one), new Set(seen));
    t.equal(judged.ok ? 'accepted' : judged.why, decision, `command ${name}`);
  }
  for (const one of file.answers) {
    const { name, jws, decision } = one;
    const judged = await judgeAck(jws, orderBench(one));
    t.equal(judged.ok ? 'accepted' : judged.why, decision, `answer ${name}`);
  }
  for (const one of file.configurations) {
    const { name, jws, heldSeq = 0, heldIat, decision } = one;
    const judged = await judgeConfig(jws, orderBench(one), heldSeq, heldIat);
    t.equal(judged.ok ? 'accepted' : judged.why, decision, `configuration ${name}`);
  }
});

t.test('a trust document is taken or refused as the vectors say', async (t) => {
  for (const { name, document, heldVer, decision } of file.trustDocuments) {
    const opened = await openTrust(document, file.trustRoots);
    const ver = opened.ok ? opened.trust.ver : 0;
    const fresh = ver > heldVer ? 'taken' : ver === heldVer ? 'same' : 'replay';
    t.equal(opened.ok ? fresh : opened.why, decision, name);
  }
});

t.test('clips, clocks and receipts come out as the vectors say', async (t) => {
  for (const { name, bytes, hash, pieces } of file.clips) {
    const clip = bytesOf(bytes);
    t.equal(clipHash(clip), hash, name);
    const found = splitClip(clip).map((piece, n) => ({ n, size: piece.length, sha256: clipHash(piece) }));
    t.same(found, pieces, `${name}: pieces`);
  }
  for (const { name, nonce, sentAt, answer, sets } of file.times) {
    const clock = manualClock(answer.heardAt);
    const time = createTowerTime(clock, false);
    if (answer.nonce === nonce)
      time.learn({ sentAt, heardAt: answer.heardAt, unixMs: answer.unixMs, by: 'pl-1' });
    t.equal(time.now(), sets?.time, name);
    if (sets !== null) t.equal(time.errMs(), Math.round(sets.errMs), `${name}: error`);
  }
  for (const { name, steps, pending, next } of file.receipts) {
    const files = new Map<string, Uint8Array>();
    let journal = createJournal(memoryDisk(files), QUIET);
    let said = 0;
    for (const step of steps) {
      if ('rack' in step) await journal.acknowledge(step.rack, 0);
      else if ('boot' in step) {
        journal = createJournal(memoryDisk(files), QUIET);
        await journal.load(0);
      } else for (let i = 0; i < step.say; i++) await journal.add(lineOf(++said));
    }
    t.same(
      journal.pending().map(({ n }) => n),
      pending,
      name,
    );
    t.equal(journal.next, next, `${name}: next`);
  }
});

t.test('messages fit or do not fit their schema as the vectors say', async (t) => {
  const schemas = {
    ...{ hello: helloSchema, presence: presenceSchema, receipt: receiptBatchSchema },
    ...{ event: eventSchema, health: healthSchema, need: needSchema },
  };
  for (const { name, kind, body, fits } of file.messages)
    t.equal(schemas[kind].safeParse(body).success, fits, `${kind} ${name}`);
});

const QUIET = { debug() {}, info() {}, warn() {}, error() {} };
const lineOf = (i: number): NewLine => ({
  ...{ id: `play-${i}`, ann: 'news', rev: 1, s: 'ready', t: 1, te: 0, exp: 99, emergency: false },
});

t.test('topics are built and read back; what could break a level is refused', (t) => {
  const topics = createTopics('site/tower/v1');
  const hash = clipHash(new Uint8Array([1]));
  const table: [string, object][] = [
    [topics.down(TOWER, 'plan'), { kind: 'plan', tower: TOWER }],
    [topics.up(TOWER, 'receipt'), { kind: 'receipt', tower: TOWER }],
    [topics.flash('3001'), { kind: 'flash', area: '3001' }],
    [topics.chunk(hash, 12), { kind: 'chunk', hash, n: 12 }],
    [topics.trust, { kind: 'trust' }],
    [topics.relayStatus, { kind: 'relay-status' }],
  ];
  for (const [topic, parsed] of table) {
    t.same(topics.parse(topic), parsed, topic);
    t.ok(topic.split('/').length <= 8, 'at most seven slashes');
  }
  const foreign = [
    '',
    'tower/v1/trust',
    'site/tower/v1/t/a/down/receipt',
    'site/tower/v1/t/a/up/plan',
    'site/tower/v1/t/A/up/hello',
  ];
  const odd = [
    'site/tower/v1/a/300/flash',
    `site/tower/v1/clip/${hash}/01`,
    'site/tower/v1/t/a/up/hello/x',
    'site/tower/v1/clip/x/0',
  ];
  for (const topic of [...foreign, ...odd]) t.equal(topics.parse(topic), undefined, topic);
  for (const bad of ['', 'a/b', '+', 'หอ', 'a'.repeat(24)]) {
    t.throws(() => topics.down(bad, 'plan'), { code: 'invalid-input' }, bad);
  }
  t.throws(() => topics.flash('300'), { code: 'invalid-input' });
  t.throws(() => topics.chunk('../etc', 0), { code: 'invalid-input' });
  t.throws(() => topics.chunk(hash, -1), { code: 'invalid-input' });
  t.throws(() => createTopics('a/#'), { code: 'invalid-input' });
  t.end();
});

t.test('a clip is cut into pieces of 16 KiB named by its hash', (t) => {
  const clip = new Uint8Array(CHUNK_BYTES * 2 + 5).map((_, n) => n);
  const pieces = splitClip(clip);
  t.same(
    pieces.map((one) => one.length),
    [CHUNK_BYTES, CHUNK_BYTES, 5],
  );
  t.same(
    [0, 1, 2, 3].map((n) => chunkSize(clip.length, n)),
    [CHUNK_BYTES, CHUNK_BYTES, 5, 0],
  );
  t.same(Buffer.concat(pieces), Buffer.from(clip));
  t.equal(hashFromHex(hashToHex(clipHash(clip))), clipHash(clip));
  t.throws(() => hashFromHex('ABC'), { code: 'invalid-input' });
  t.end();
});

t.test('a seal opens with its own key and type only', async (t) => {
  const pair = generateKey('k');
  const jws = await seal(TYPES.ack, { a: 'หอ' }, signingKey(pair));
  t.same(await open(TYPES.ack, jws, new Map([['k', pair]])), { ok: true, kid: 'k', payload: { a: 'หอ' } });
  t.match(await open(TYPES.cmd, jws, new Map([['k', pair]])), { ok: false, why: 'bad-signature' });
  t.match(await open(TYPES.ack, jws, new Map()), { ok: false, why: 'unknown-key' });
  t.match(await open(TYPES.ack, jws, new Map([['k', generateKey('k')]])), {
    ok: false,
    why: 'bad-signature',
  });
});

t.test('a trust document needs the threshold of old roots and of new ones', async (t) => {
  const office = await createOffice();
  const pairs = [generateKey('r1'), generateKey('r2'), generateKey('r3')];
  const [one, two, three] = pairs.map((pair) => signingKey(pair));
  if (one === undefined || two === undefined || three === undefined) throw new Error('three keys');
  const trust = office.trust({ ver: 2, threshold: 2, keys: pairs.map((pair) => office.key('root', pair)) });
  const roots = rootsOf(trust);
  t.match(await openTrust(await sealTrust(trust, [one, three]), roots), { ok: true });
  t.match(await openTrust(await sealTrust(trust, [one]), roots), { ok: false, why: 'bad-signature' });
  t.match(
    await openTrust(await sealTrust(trust, [one, one]), roots),
    { ok: false },
    'one key twice is one signer',
  );
  t.match(await openTrust(await sealTrust(trust, [one, office.keys.stranger]), roots), { ok: false });
  const stolen = office.trust({ keys: [office.key('root', office.pairs.stranger)] });
  t.match(
    await openTrust(await sealTrust(stolen, [one, two]), roots),
    { ok: false },
    'new roots must have signed too',
  );
  t.match(await openTrust({ payload: 'x', signatures: [] }, roots), { ok: false, why: 'schema' });
});

t.test('commands, answers and configuration are for one tower, fresh, and by the plan key', async (t) => {
  const office = await createOffice();
  const bench = { tower: TOWER, area: [CODE], trust: office.trust(), now: NOON, floorAt: NOON };
  const why = async (jws: string, seen: string[] = [], now: number | undefined = NOON) => {
    const judged = await judgeCommand(jws, { ...bench, now }, new Set(seen));
    return judged.ok ? judged.cmd.op : judged.why;
  };
  t.equal(await why(await office.cmd('stop', NOON)), 'stop');
  t.equal(await why(await office.cmd('stop', NOON, { to: { area: '3001' } })), 'stop');
  t.equal(await why(await office.cmd('stop', NOON, { to: { area: '3002' } })), 'wrong-tower');
  t.equal(await why(await office.cmd('stop', NOON, { to: 'another' })), 'wrong-tower');
  t.equal(await why(await office.cmd('stop', NOON - 61_000)), 'key-expired');
  t.equal(await why(await office.cmd('stop', NOON, { exp: NOON / 1000 + 3600 })), 'schema');
  t.equal(await why(await office.cmd('stop', NOON, { op: 'explode' as 'stop' })), 'schema');
  t.equal(await why(await office.cmd('stop', NOON, { id: 'seen' }), ['seen']), 'replay');
  const noTime = await judgeCommand(await office.cmd('stop', NOON), { ...bench, now: undefined }, new Set());
  t.match(noTime, { ok: false, why: 'no-time' });
  t.match(await judgeAck(await office.ack('n', NOON), bench), { ok: true, ack: { nonce: 'n' } });
  t.match(await judgeAck(await office.ack('n', NOON - 60_000), bench), { ok: false, why: 'replay' });
  t.match(await judgeConfig(await office.config(2), bench, 1), { ok: true, config: { leadInMs: 2000 } });
  t.match(await judgeConfig(await office.config(2), bench, 2), { ok: false, why: 'replay' });
  const nine = { kind: 'receipt', n: 1, id: 'a', ann: 'b', rev: 1, s: 'ready', t: 1, te: 0 };
  t.equal(receiptBatchSchema.safeParse({ v: 1, boot: 'b', receipts: Array(20).fill(nine) }).success, true);
  t.equal(receiptBatchSchema.safeParse({ v: 1, boot: 'b', receipts: Array(21).fill(nine) }).success, false);
  t.equal(claimRequestSchema.parse({ v: 1, code: ' abcde-FGH23 ' }).code, 'abcdefgh23');
});
