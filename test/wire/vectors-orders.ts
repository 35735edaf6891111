// Vectors of the smaller sealed documents: commands, answers with the time they teach, configurations, trust documents.
import type { Ack, Cmd, TowerConfig, Trust, TrustKey } from '../../src/wire/messages.ts';
import { type KeyPair, type SealType, seal, sealTrust, signingKey, TYPES } from '../../src/wire/signing.ts';
import { testKey } from './test-keys.ts';

export interface OrderVector {
  readonly name: string;
  readonly jws: string;
  /** Instead of the bench's; null: no trusted time. */
  readonly now?: number | null;
  readonly floorAt?: number;
  /** Commands: ids obeyed in the last ten minutes. */
  readonly seen?: readonly string[];
  /** Configurations: the number held. */
  readonly heldSeq?: number;
  /** Its `iat`, s; only where the number is the same. */
  readonly heldIat?: number;
  /** `accepted`, or the Why of the refusal. */
  readonly decision: string;
}

/** How a clock follows from an answer. All but the answer in the device's own milliseconds. */
export interface TimeVector {
  readonly name: string;
  readonly nonce: string;
  readonly sentAt: number;
  readonly answer: { readonly nonce: string; readonly heardAt: number; readonly unixMs: number };
  /** Trusted time at `heardAt` and its error, ms; null: no clock is set. */
  readonly sets: { readonly time: number; readonly errMs: number } | null;
}

export interface TrustVector {
  readonly name: string;
  readonly document: unknown;
  /** The version held; the roots held are `trustRoots`. */
  readonly heldVer: number;
  /** `taken`, `same`, or the Why of the refusal. */
  readonly decision: string;
}

interface Parts {
  readonly pair: Readonly<
    Record<'plan' | 'approve' | 'far' | 'oldPlan' | 'comingPlan' | 'stranger', KeyPair>
  >;
  readonly trust: Trust;
  readonly now: number;
  readonly tower: string;
}

export async function makeOrders(parts: Parts) {
  const { pair, now } = parts;
  const nowS = now / 1000;
  const sealed = (type: SealType, body: object, by: KeyPair = pair.plan) => seal(type, body, signingKey(by));
  return {
    commands: await commands(parts, nowS, sealed),
    answers: await answers(parts, nowS, sealed),
    times: times(now),
    configurations: await configurations(parts, nowS, sealed),
    ...(await trusts(parts)),
  };
}

type Sealed = (type: SealType, body: object, by?: KeyPair) => Promise<string>;

async function commands({ pair, tower }: Parts, nowS: number, sealed: Sealed): Promise<OrderVector[]> {
  const good: Cmd = { v: 1, id: 'cmd-1', to: tower, iat: nowS - 1, exp: nowS + 30, op: 'stop' };
  const cmd = (more: object = {}, by?: KeyPair) => sealed(TYPES.cmd, { ...good, ...more }, by);
  const bent = (jws: string) =>
    `${jws.slice(0, -8)}${jws.slice(-8).startsWith('A') ? 'B' : 'A'}${jws.slice(-7)}`;
  return [
    { name: 'stop', jws: await cmd(), decision: 'accepted' },
    { name: 'stop one play', jws: await cmd({ args: { id: 'play-1' } }), decision: 'accepted' },
    { name: 'to its district', jws: await cmd({ to: { area: '3001' } }), decision: 'accepted' },
    { name: 'unknown fields are ignored', jws: await cmd({ mood: 'good' }), decision: 'accepted' },
    { name: 'to another tower', jws: await cmd({ to: '30010106-01' }), decision: 'wrong-tower' },
    { name: 'to another area', jws: await cmd({ to: { area: '3002' } }), decision: 'wrong-tower' },
    { name: 'seen before', jws: await cmd(), seen: ['cmd-1'], decision: 'replay' },
    { name: 'expired', jws: await cmd({ iat: nowS - 60, exp: nowS - 1 }), decision: 'key-expired' },
    {
      name: 'of the far future',
      jws: await cmd({ iat: nowS + 90, exp: nowS + 120 }),
      decision: 'key-expired',
    },
    {
      name: 'made a minute ahead: clocks differ',
      jws: await cmd({ iat: nowS + 60, exp: nowS + 90 }),
      decision: 'accepted',
    },
    { name: 'valid for too long', jws: await cmd({ exp: nowS + 3600 }), decision: 'schema' },
    { name: 'unknown op', jws: await cmd({ op: 'dance' }), decision: 'schema' },
    { name: 'without trusted time', jws: await cmd(), now: null, decision: 'no-time' },
    { name: 'bad signature', jws: bent(await cmd()), decision: 'bad-signature' },
    { name: 'sealed as a plan', jws: await sealed(TYPES.plan, good), decision: 'bad-signature' },
    { name: 'by an approve key', jws: await cmd({}, pair.approve), decision: 'unknown-key' },
    { name: 'by an unknown key', jws: await cmd({}, pair.stranger), decision: 'unknown-key' },
    { name: 'by a key of another area', jws: await cmd({}, pair.far), decision: 'key-scope' },
    { name: 'by an expired key', jws: await cmd({}, pair.oldPlan), decision: 'key-expired' },
  ];
}

async function answers({ pair, tower, now }: Parts, nowS: number, sealed: Sealed): Promise<OrderVector[]> {
  const good: Ack = {
    v: 1,
    tw: tower,
    nonce: 'asked-just-now-0001',
    unixMs: now,
    rack: 12,
    planSeq: 7,
    exp: nowS + 60,
  };
  const ack = (more: object = {}, by?: KeyPair) => sealed(TYPES.ack, { ...good, ...more }, by);
  return [
    { name: 'good', jws: await ack(), decision: 'accepted' },
    { name: 'without trusted time', jws: await ack(), now: null, decision: 'accepted' },
    { name: 'to receipts, without a nonce', jws: await ack({ nonce: '' }), decision: 'accepted' },
    { name: 'for another tower', jws: await ack({ tw: '30010106-01' }), decision: 'wrong-tower' },
    {
      name: 'over ten seconds before the floor',
      jws: await ack({ unixMs: now - 3_610_001 }),
      decision: 'replay',
    },
    {
      name: 'ten seconds before the floor',
      jws: await ack({ unixMs: now - 3_610_000 }),
      decision: 'accepted',
    },
    {
      name: 'the first of all, to a new tower: floor 0',
      jws: await ack(),
      now: null,
      floorAt: 0,
      decision: 'accepted',
    },
    {
      name: 'to a new tower, of a time before its key begins: floor 0',
      jws: await ack({ unixMs: now - 2 * 86_400_000 }),
      now: null,
      floorAt: 0,
      decision: 'key-expired',
    },
    {
      name: 'a clock that runs an hour ahead does not judge it',
      jws: await ack(),
      now: now + 3_600_000,
      decision: 'accepted',
    },
    { name: 'by a key that has not begun', jws: await ack({}, pair.comingPlan), decision: 'key-expired' },
    { name: 'its own exp says nothing', jws: await ack({ exp: nowS - 60 }), decision: 'accepted' },
    { name: 'without rack', jws: await ack({ rack: undefined }), decision: 'schema' },
    { name: 'by an unknown key', jws: await ack({}, pair.stranger), decision: 'unknown-key' },
    { name: 'sealed as a command', jws: await sealed(TYPES.cmd, good), decision: 'bad-signature' },
    {
      name: 'of a time after its key has ended',
      jws: await ack({ unixMs: now + 50 * 365 * 86_400_000 }),
      decision: 'key-expired',
    },
    { name: 'by an expired key', jws: await ack({}, pair.oldPlan), decision: 'key-expired' },
  ];
}

function times(now: number): TimeVector[] {
  const asked = { nonce: 'asked-just-now-0001', sentAt: 50_000 };
  const heard = (afterMs: number, nonce = asked.nonce) => ({
    nonce,
    heardAt: asked.sentAt + afterMs,
    unixMs: now,
  });
  return [
    { name: 'a quick answer', ...asked, answer: heard(200), sets: { time: now + 100, errMs: 100 } },
    {
      name: 'an answer of just under 4 s',
      ...asked,
      answer: heard(3999),
      sets: { time: now + 1999.5, errMs: 1999.5 },
    },
    { name: 'an answer of 4 s', ...asked, answer: heard(4000), sets: null },
    { name: 'an answer to somebody else', ...asked, answer: heard(200, 'somebody-elses-one'), sets: null },
    { name: 'an answer to receipts', ...asked, answer: heard(200, ''), sets: null },
    { name: 'an answer before the question', ...asked, answer: heard(-5), sets: null },
  ];
}

async function configurations({ pair, tower }: Parts, nowS: number, sealed: Sealed): Promise<OrderVector[]> {
  const good: TowerConfig = {
    v: 1,
    tw: tower,
    seq: 5,
    iat: nowS,
    area: ['30010105'],
    quietHours: { from: 1260, to: 300 },
    maxClipMs: 600_000,
    maxPlaysPerDay: 40,
    maxRepeat: 5,
    volume: { routine: 80, important: 90, emergency: 100 },
    leadInMs: 2000,
  };
  const config = (more: object = {}, by?: KeyPair) => sealed(TYPES.config, { ...good, ...more }, by);
  return [
    { name: 'good', jws: await config(), heldSeq: 4, decision: 'accepted' },
    {
      name: 'without quiet hours',
      jws: await config({ quietHours: null }),
      heldSeq: 4,
      decision: 'accepted',
    },
    { name: 'the first of all', jws: await config(), heldSeq: 0, decision: 'accepted' },
    {
      name: 'narrowed to its own code beside another',
      jws: await config({ area: ['99990101', '30010105'] }),
      heldSeq: 4,
      decision: 'accepted',
    },
    {
      name: 'of another area',
      jws: await config({ area: ['99990101'] }),
      heldSeq: 4,
      decision: 'key-scope',
    },
    {
      name: 'an emergency over a local mute',
      jws: await config({ emergencyOverMute: true, maxEmergencyMs: 300_000, emergencyPauseMs: 600_000 }),
      heldSeq: 4,
      decision: 'accepted',
    },
    {
      name: 'the number held, sealed earlier than what is held',
      jws: await config(),
      heldSeq: 5,
      heldIat: nowS + 60,
      decision: 'replay',
    },
    {
      name: 'the number held, sealed later',
      jws: await config(),
      heldSeq: 5,
      heldIat: nowS - 60,
      decision: 'accepted',
    },
    {
      name: 'to a new tower that was never told the time: floor 0',
      jws: await config(),
      now: null,
      floorAt: 0,
      heldSeq: 0,
      decision: 'accepted',
    },
    {
      name: 'to a new tower, by a key that has not begun: floor 0',
      jws: await config({}, pair.comingPlan),
      now: null,
      floorAt: 0,
      heldSeq: 0,
      decision: 'accepted',
    },
    {
      name: 'by a key that has not begun',
      jws: await config({}, pair.comingPlan),
      heldSeq: 4,
      decision: 'key-expired',
    },
    {
      name: 'hours with equal ends: none',
      jws: await config({ quietHours: { from: 300, to: 300 } }),
      heldSeq: 4,
      decision: 'accepted',
    },
    { name: 'an older number', jws: await config(), heldSeq: 6, decision: 'replay' },
    {
      name: 'for another tower',
      jws: await config({ tw: '30010106-01' }),
      heldSeq: 4,
      decision: 'wrong-tower',
    },
    {
      name: 'quiet hours that are none',
      jws: await config({ quietHours: { from: 1500, to: 0 } }),
      heldSeq: 4,
      decision: 'schema',
    },
    {
      name: 'louder than all',
      jws: await config({ volume: { routine: 180, important: 90, emergency: 100 } }),
      heldSeq: 4,
      decision: 'schema',
    },
    { name: 'by an approve key', jws: await config({}, pair.approve), heldSeq: 4, decision: 'unknown-key' },
  ];
}

async function trusts({ trust }: Parts) {
  const [a, b, c, newcomer] = ['root-a', 'root-b', 'root-c', 'root-new'].map(testKey);
  if (a === undefined || b === undefined || c === undefined || newcomer === undefined)
    throw new TypeError('four roots');
  const rootKey = ({ kid, x }: KeyPair): TrustKey => ({
    ...{ kid, use: 'root', x, area: [], cls: 'emergency', nbf: 0, exp: trust.exp },
  });
  const next = (ver: number, roots: readonly KeyPair[], more: Partial<Trust> = {}): Trust => ({
    ...trust,
    ver,
    threshold: 2,
    keys: [...roots.map(rootKey), ...trust.keys],
    ...more,
  });
  const old = [a, b, c];
  const document = (body: Trust, signers: readonly KeyPair[]) => sealTrust(body, signers.map(signingKey));
  const good = await document(next(4, old), [a, b]);
  const { d: _, ...publicA } = a;
  const list: TrustVector[] = [
    { name: 'the next version, two of three', document: good, heldVer: 3, decision: 'taken' },
    {
      name: 'several versions on',
      document: await document(next(9, old), [b, c]),
      heldVer: 3,
      decision: 'taken',
    },
    { name: 'the version held', document: good, heldVer: 4, decision: 'same' },
    { name: 'an older version', document: good, heldVer: 5, decision: 'replay' },
    {
      name: 'one signature of two',
      document: await document(next(4, old), [a]),
      heldVer: 3,
      decision: 'bad-signature',
    },
    {
      name: 'one root signing twice',
      document: await document(next(4, old), [a, a]),
      heldVer: 3,
      decision: 'bad-signature',
    },
    {
      name: 'words changed after signing',
      document: { ...good, payload: (await document(next(5, old), [a, b])).payload },
      heldVer: 3,
      decision: 'bad-signature',
    },
    {
      name: 'a new root that did not sign',
      document: await document(next(4, [a, newcomer]), [a, b]),
      heldVer: 3,
      decision: 'bad-signature',
    },
    {
      name: 'a new root, agreed by both sides',
      document: await document(next(4, [a, newcomer]), [a, b, newcomer]),
      heldVer: 3,
      decision: 'taken',
    },
    {
      name: 'signed by its own new roots only',
      document: await document(next(4, [newcomer], { threshold: 1 }), [newcomer]),
      heldVer: 3,
      decision: 'bad-signature',
    },
    {
      name: 'one key under two names',
      document: await document(
        next(4, old, { keys: [...next(4, old).keys, { ...rootKey(a), kid: 'again' }] }),
        [a, b],
      ),
      heldVer: 3,
      decision: 'schema',
    },
    { name: 'not a document', document: { payload: 'e30', signatures: [] }, heldVer: 3, decision: 'schema' },
  ];
  return {
    trustRoots: { threshold: 2, keys: [publicA, ...[b, c].map(({ kid, x }) => ({ kid, x }))] },
    trustDocuments: list,
  };
}
