// Makes src/wire/vectors.json: sealed documents and what a tower must decide about each, as plain JSON that a firmware in any
// language can run. Keys follow from their names, so the file is the same every time it is made; `UPDATE_CONTRACT=1 npx tap
// test/wire/wire.test.ts` writes it anew.
import { clipHash } from '../../src/wire/chunks.ts';
import type { Approval, Item, Trust, TrustKey } from '../../src/wire/messages.ts';
import { type SealType, seal, signingKey, TYPES } from '../../src/wire/signing.ts';
import { testKey } from './test-keys.ts';
import { makeOrders } from './vectors-orders.ts';
import { clipVectors, messageVectors, receiptVectors } from './vectors-plain.ts';

export interface Vector {
  readonly name: string;
  readonly jws: string;
  /** What differs from the bench at the top of the file. */
  readonly bench?: {
    readonly now?: number | null;
    readonly floorAt?: number;
    readonly held?: { ep: number; seq: number } | null;
    readonly begun?: string[];
  };
  /** `accepted`, or the Why of the refusal of the whole plan. */
  readonly plan: string;
  /** Per item in order: `accepted`, `withdrawn`, or the Why of its rejection. */
  readonly items?: readonly string[];
}

const NOW = Date.UTC(2026, 10, 24, 5, 0);
const S = NOW / 1000;
const TOWER = '30010105-01';

export async function makeVectors() {
  const pair = {
    plan: testKey('pl-1'),
    approve: testKey('ap-1'),
    elsewhere: testKey('ap-elsewhere'),
    low: testKey('ap-low'),
    lowPlan: testKey('pl-low'),
    far: testKey('pl-elsewhere'),
    oldPlan: testKey('pl-old'),
    old: testKey('ap-old'),
    comingPlan: testKey('pl-coming'),
    coming: testKey('ap-coming'),
    stranger: testKey('pl-unknown'),
  };
  const key = (
    use: TrustKey['use'],
    { kid, x }: { kid: string; x: string },
    more: Partial<TrustKey> = {},
  ): TrustKey => ({
    kid,
    use,
    x,
    area: ['3001'],
    cls: 'emergency',
    nbf: S - 86_400,
    exp: S + 86_400 * 90,
    ...more,
  });
  const trust: Trust = {
    v: 1,
    ver: 3,
    exp: S + 86_400 * 365,
    threshold: 1,
    emergencyApprovals: 2,
    keys: [
      key('plan', pair.plan),
      key('plan', pair.lowPlan, { cls: 'routine' }),
      key('plan', pair.far, { area: ['50'] }),
      key('plan', pair.oldPlan, { exp: S - 60 }),
      key('approve', pair.approve),
      key('approve', pair.elsewhere, { area: ['50'] }),
      key('approve', pair.low, { cls: 'routine' }),
      key('approve', pair.old, { exp: S - 60 }),
      key('plan', pair.comingPlan, { nbf: S + 3600 }),
      key('approve', pair.coming, { nbf: S + 3600 }),
    ],
  };
  const clip = new TextEncoder().encode('a clip stands here');
  const h = clipHash(clip);
  const approve = (more: Partial<Approval> = {}, by = pair.approve, type: SealType = TYPES.approval) =>
    seal(
      type,
      {
        v: 1,
        ann: 'news',
        rev: 2,
        cls: 'important',
        area: ['300101'],
        clips: [{ h, ms: 20_000, c: 'mp3' }],
        nbf: S - 3600,
        exp: S + 86_400,
        by: ['สมศรี', 'สมชาย'],
        maxPlays: 2,
        ...more,
      },
      signingKey(by),
    );
  const item = async (more: Partial<Item> = {}): Promise<Item> => ({
    id: 'play-1',
    ann: 'news',
    rev: 2,
    cls: 'routine',
    st: 'sched',
    at: NOW + 600_000,
    late: 600_000,
    exp: S + 7200,
    clip: { h, sz: clip.length, n: 1, c: 'mp3', ms: 20_000, src: ['mqtt'] },
    ap: await approve(),
    ...more,
  });
  const plan = (items: unknown[], more: object = {}, by = pair.plan, type: SealType = TYPES.plan) =>
    seal(
      type,
      { v: 1, tw: TOWER, ep: 1, seq: 8, iat: S - 10, exp: S + 86_400, rack: 0, items, ...more },
      signingKey(by),
    );
  const one = async (more: Partial<Item>) => plan([await item(more)]);
  const good = await one({});
  const [head = '', body = '', signature = ''] = good.split('.');
  const header = (fields: object) => Buffer.from(JSON.stringify(fields)).toString('base64url');
  const pinned = { alg: 'Ed25519', kid: 'pl-1', typ: TYPES.plan };
  const clipWith = async (more: object) => ({ clip: { ...(await item()).clip, ...more } });

  const vectors: Vector[] = [
    { name: 'good', jws: good, plan: 'accepted', items: ['accepted'] },
    { name: 'empty plan', jws: await plan([]), plan: 'accepted', items: [] },
    {
      name: 'newer epoch with a lower seq',
      jws: await plan([], { ep: 2, seq: 1 }),
      plan: 'accepted',
      items: [],
    },
    {
      name: 'unknown fields are ignored',
      jws: await plan([{ ...(await item()), colour: 'red' }], { mood: 1 }),
      plan: 'accepted',
      items: ['accepted'],
    },
    {
      name: 'withdrawal needs no approval',
      jws: await one({ st: 'withdrawn', ap: '' }),
      plan: 'accepted',
      items: ['withdrawn'],
    },
    {
      name: 'bad signature',
      jws: `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      plan: 'bad-signature',
    },
    {
      name: 'payload changed',
      jws: `${head}.${Buffer.from('{}').toString('base64url')}.${signature}`,
      plan: 'bad-signature',
    },
    {
      name: 'alg EdDSA',
      jws: `${header({ ...pinned, alg: 'EdDSA' })}.${body}.${signature}`,
      plan: 'bad-signature',
    },
    { name: 'alg none', jws: `${header({ ...pinned, alg: 'none' })}.${body}.`, plan: 'bad-signature' },
    {
      name: 'alg HS256',
      jws: `${header({ ...pinned, alg: 'HS256' })}.${body}.${signature}`,
      plan: 'bad-signature',
    },
    {
      name: 'brings its own key',
      jws: `${header({ ...pinned, jwk: { kty: 'OKP', crv: 'Ed25519', x: pair.stranger.x } })}.${body}.${signature}`,
      plan: 'bad-signature',
    },
    {
      name: 'crit',
      jws: `${header({ ...pinned, crit: ['b64'], b64: false })}.${body}.${signature}`,
      plan: 'bad-signature',
    },
    { name: 'sealed as another type', jws: await plan([], {}, pair.plan, TYPES.cmd), plan: 'bad-signature' },
    { name: 'unknown key', jws: await plan([], {}, pair.stranger), plan: 'unknown-key' },
    { name: 'approval key used for a plan', jws: await plan([], {}, pair.approve), plan: 'unknown-key' },
    { name: 'plan key of another area', jws: await plan([], {}, pair.far), plan: 'key-scope' },
    { name: 'expired plan key', jws: await plan([], {}, pair.oldPlan), plan: 'key-expired' },
    {
      name: 'plan key of a lower class',
      jws: await plan([await item({ cls: 'important' }), await item({ id: 'play-2' })], {}, pair.lowPlan),
      plan: 'accepted',
      items: ['key-scope', 'accepted'],
    },
    { name: 'not a JWS', jws: 'hello', plan: 'schema' },
    { name: 'plan without seq', jws: await plan([], { seq: undefined }), plan: 'schema' },
    {
      name: 'plan key that has not begun',
      jws: await plan([], {}, pair.comingPlan),
      plan: 'key-expired',
    },
    { name: 'wrong tower', jws: await plan([], { tw: '30010106-01' }), plan: 'wrong-tower' },
    { name: 'same seq', jws: await plan([], { seq: 7 }), plan: 'replay' },
    { name: 'old seq', jws: await plan([], { seq: 6 }), plan: 'replay' },
    { name: 'older epoch', jws: await plan([], { ep: 0, seq: 99 }), plan: 'replay' },
    { name: 'expired plan', jws: await plan([], { iat: S - 7200, exp: S - 1 }), plan: 'key-expired' },
    {
      name: 'made in the future',
      jws: await plan([], { iat: S + 3600, exp: S + 7200 }),
      plan: 'key-expired',
    },
    { name: 'valid for too long', jws: await plan([], { iat: S, exp: S + 49 * 3600 }), plan: 'schema' },
    {
      name: 'expired by the floor, without trusted time',
      jws: await plan([], { iat: S - 90_000, exp: S - 7200 }),
      bench: { now: null },
      plan: 'key-expired',
    },
    { name: 'without trusted time', jws: good, bench: { now: null }, plan: 'accepted', items: ['accepted'] },
    {
      name: 'without trusted time nothing is too early: keys that have not begun',
      jws: await plan([await item({ ap: await approve({}, pair.coming) })], {}, pair.comingPlan),
      bench: { now: null },
      plan: 'accepted',
      items: ['accepted'],
    },
    {
      name: 'a new tower that was never told the time: floor 0',
      jws: good,
      bench: { now: null, floorAt: 0, held: null },
      plan: 'accepted',
      items: ['accepted'],
    },
    {
      name: 'a new tower cannot know that a key or a plan is over: floor 0',
      jws: await plan(
        [await item({ ap: await approve({}, pair.old) })],
        { iat: S - 7200, exp: S - 1 },
        pair.oldPlan,
      ),
      bench: { now: null, floorAt: 0, held: null },
      plan: 'accepted',
      items: ['accepted'],
    },
    {
      name: 'plan key over by the floor, without trusted time',
      jws: await plan([], {}, pair.oldPlan),
      bench: { now: null, floorAt: NOW },
      plan: 'key-expired',
    },
    {
      name: 'unknown class',
      jws: await plan([{ ...(await item()), cls: 'disaster' }, await item({ id: 'play-2' })]),
      plan: 'accepted',
      items: ['schema', 'accepted'],
    },
    {
      name: 'a play twice',
      jws: await plan([await item(), await item()]),
      plan: 'accepted',
      items: ['accepted', 'schema'],
    },
    {
      name: 'approval by the plan key',
      jws: await one({ ap: await approve({}, pair.plan) }),
      plan: 'accepted',
      items: ['unknown-key'],
    },
    {
      name: 'approval sealed as a plan',
      jws: await one({ ap: await approve({}, pair.approve, TYPES.plan) }),
      plan: 'accepted',
      items: ['bad-signature'],
    },
    {
      name: 'approval key of another area',
      jws: await one({ ap: await approve({}, pair.elsewhere) }),
      plan: 'accepted',
      items: ['key-scope'],
    },
    {
      name: 'approval for another area',
      jws: await one({ ap: await approve({ area: ['300102'] }) }),
      plan: 'accepted',
      items: ['key-scope'],
    },
    {
      name: 'key of a lower class',
      jws: await one({ cls: 'important', ap: await approve({}, pair.low) }),
      plan: 'accepted',
      items: ['key-scope'],
    },
    {
      name: 'approved for a lower class',
      jws: await one({ cls: 'emergency' }),
      plan: 'accepted',
      items: ['key-scope'],
    },
    {
      name: 'emergency with two approvers',
      jws: await one({ cls: 'emergency', ap: await approve({ cls: 'emergency' }) }),
      plan: 'accepted',
      items: ['accepted'],
    },
    {
      name: 'emergency with one approver twice',
      jws: await one({ cls: 'emergency', ap: await approve({ cls: 'emergency', by: ['สมศรี', 'สมศรี'] }) }),
      plan: 'accepted',
      items: ['key-scope'],
    },
    {
      name: 'approval of another revision',
      jws: await one({ rev: 3 }),
      plan: 'accepted',
      items: ['key-scope'],
    },
    {
      name: 'a sound nobody approved',
      jws: await one(await clipWith({ h: clipHash(new Uint8Array([1])) })),
      plan: 'accepted',
      items: ['key-scope'],
    },
    {
      name: 'expired approval key',
      jws: await one({ ap: await approve({}, pair.old) }),
      plan: 'accepted',
      items: ['key-expired'],
    },
    {
      name: 'play after the approval ends',
      jws: await one({ ap: await approve({ exp: S + 60 }) }),
      plan: 'accepted',
      items: ['key-expired'],
    },
    {
      name: 'play before the approval begins',
      jws: await one({ ap: await approve({ nbf: S + 700 }) }),
      plan: 'accepted',
      items: ['key-expired'],
    },
    {
      name: 'too long',
      jws: await one({ ...(await clipWith({ ms: 601_000 })) }),
      plan: 'accepted',
      items: ['too-long'],
    },
    {
      name: 'too many repeats',
      jws: await one({ rep: { n: 6, gap: 0 } }),
      plan: 'accepted',
      items: ['too-long'],
    },
    {
      name: 'a codec it cannot play',
      jws: await one({
        ...(await clipWith({ c: 'opus' })),
        ap: await approve({ clips: [{ h, ms: 20_000, c: 'opus' }] }),
      }),
      plan: 'accepted',
      items: ['codec-unsupported'],
    },
    {
      name: 'more plays than approved',
      jws: await plan([await item(), await item({ id: 'play-2' }), await item({ id: 'play-3' })]),
      plan: 'accepted',
      items: ['accepted', 'accepted', 'replay'],
    },
    {
      name: 'plays begun before count',
      jws: await plan([await item(), await item({ id: 'play-2' })]),
      bench: { begun: ['play-0', 'play-2'] },
      plan: 'accepted',
      items: ['replay', 'accepted'],
    },
    {
      name: 'the held plan judged again',
      jws: await plan([], { seq: 7 }),
      bench: { held: null },
      plan: 'accepted',
      items: [],
    },
    {
      name: 'the held plan judged again when its key has run out',
      jws: await plan([await item()], { seq: 7 }, pair.oldPlan),
      bench: { held: null },
      plan: 'key-expired',
    },
    {
      name: 'the held plan judged again when an approve key has run out',
      jws: await plan([await item({ ap: await approve({}, pair.old) }), await item({ id: 'play-2' })], {
        seq: 7,
      }),
      bench: { held: null },
      plan: 'accepted',
      items: ['key-expired', 'accepted'],
    },
    {
      name: 'the held plan judged again past its exp',
      jws: await plan([await item()], { seq: 7, iat: S - 7200, exp: S - 1 }),
      bench: { held: null },
      plan: 'key-expired',
    },
    {
      name: 'the held plan judged again by a clock that was set back',
      jws: await plan([await item()], { seq: 7, iat: S + 3600, exp: S + 7200 }),
      bench: { held: null },
      plan: 'accepted',
      items: ['accepted'],
    },
  ];
  return {
    format: 1,
    note: 'Described in README.md beside this file, under “Vectors”. The keys are for tests only.',
    bench: {
      tower: TOWER,
      area: ['30010105'],
      now: NOW,
      floorAt: NOW - 3_600_000,
      held: { ep: 1, seq: 7 },
      limits: { maxClipMs: 600_000, maxRepeat: 5 },
      codecs: ['mp3'],
      begun: [],
      trust,
    },
    plans: vectors,
    ...(await makeOrders({ pair, trust, now: NOW, tower: TOWER })),
    clips: clipVectors(),
    receipts: receiptVectors(),
    messages: messageVectors(),
  };
}
