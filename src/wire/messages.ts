// The messages between relay and tower: schemas that a door parses with, and the types that follow from them.
// Field names are the protocol's (section 6). Unknown fields fall away; an unknown word in a required field is refused.
// Times: `iat`, `exp`, `nbf`, `fresh` in seconds; `at`, `late`, `ms`, `gap`, `t`, `unixMs` in milliseconds; all UTC.
import { z } from 'zod';
import { AREA, CLIP_HASH, TOWER_ID } from './topics.ts';

export const MAX_PLAN_BYTES = 16_384;
/** A plan may not claim to be valid longer than this: a frozen plan dies by itself. */
export const MAX_PLAN_VALID_S = 48 * 3600;
/** How far ahead of the tower's own trusted time a new plan may have been made: clocks differ. */
export const MAX_AHEAD_S = 600;
export const MAX_CMD_VALID_S = 60;
export const MAX_RECEIPTS_PER_BATCH = 20;

export const WIRE_CLASSES = ['ambient', 'routine', 'important', 'emergency'] as const;
export const CODECS = ['mp3', 'opus', 'adpcm'] as const;
export const RECEIPT_STATES = [
  'ready',
  'started',
  'finished',
  'stopped',
  'skipped',
  'failed',
  'rejected',
] as const;
export const WHYS = [
  'missed-window',
  'withdrawn',
  'superseded',
  'preempted',
  'quiet-hours',
  'local-mute',
  'daily-limit',
  'emergency-pause',
  'not-fresh',
  'no-time',
  'clip-missing',
  'hash-mismatch',
  'codec-unsupported',
  'audio-device',
  'amp-fault',
  'power',
  'disk-full',
  'bad-signature',
  'unknown-key',
  'key-scope',
  'key-expired',
  'replay',
  'wrong-tower',
  'too-long',
  'schema',
] as const;
export const COMMANDS = [
  'play-now',
  'stop',
  'stop-all',
  'mute',
  'test-tone',
  'report',
  'reboot',
  'refetch',
] as const;

const v1 = z.literal(1);
const count = z.number().int().nonnegative();
const seconds = count;
const ms = count;
const tower = z.string().regex(TOWER_ID, 'tower id');
const area = z.string().regex(AREA, 'area code');
const hash = z.string().regex(CLIP_HASH, 'base64url SHA-256');
const cls = z.enum(WIRE_CLASSES);
/** Also a file name at the tower, hence no slash and no leading dot. */
const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/);
const vol = z.number().int().min(0).max(100);

export const approvalSchema = z.object({
  v: v1,
  ann: id,
  rev: count,
  cls,
  area: z.array(area).min(1),
  clips: z.array(z.object({ h: hash, ms, c: z.string().max(16) })).min(1),
  nbf: seconds,
  exp: seconds,
  by: z.array(z.string().min(1).max(200)).min(1),
  maxPlays: count,
});
export type Approval = z.infer<typeof approvalSchema>;

export const itemSchema = z.object({
  id,
  ann: id,
  rev: count,
  cls,
  st: z.enum(['sched', 'withdrawn']),
  why: z.string().max(64).optional(),
  at: ms,
  late: ms,
  exp: seconds,
  key: z.string().max(64).optional(),
  rep: z.object({ n: z.number().int().min(1), gap: ms }).optional(),
  vol: vol.optional(),
  chime: z.string().max(64).optional(),
  fresh: seconds.optional(),
  clip: z.object({
    h: hash,
    sz: z
      .number()
      .int()
      .min(1)
      .max(16 * 1024 * 1024),
    n: z.number().int().min(1).max(1024),
    c: z.enum(CODECS),
    ms,
    src: z.array(z.union([z.literal('mqtt'), z.object({ u: z.url().max(500) })])).min(1),
  }),
  ap: z.string().max(4096),
});
export type Item = z.infer<typeof itemSchema>;
export type WireClass = Item['cls'];

const planHead = { v: v1, tw: tower, ep: count, seq: count, iat: seconds, exp: seconds, rack: count };
export const planSchema = z.object({ ...planHead, items: z.array(itemSchema).max(64) });
export type Plan = z.infer<typeof planSchema>;
/** A plan with its items still unread: one bad item must not silence the others. */
export const planEnvelopeSchema = z.object({ ...planHead, items: z.array(z.unknown()).max(64) });

export const cmdSchema = z.object({
  v: v1,
  id,
  to: z.union([tower, z.object({ area })]),
  iat: seconds,
  exp: seconds,
  op: z.enum(COMMANDS),
  item: itemSchema.optional(),
  args: z.object({ id: id.optional(), vol: vol.optional(), until: seconds.optional() }).optional(),
});
export type Cmd = z.infer<typeof cmdSchema>;

export const ackSchema = z.object({
  v: v1,
  tw: tower,
  /** The hello's nonce; empty when the ack answers receipts. Only an ack with our nonce may set the clock. */
  nonce: z.string().max(64),
  unixMs: ms,
  rack: count,
  planSeq: count,
  exp: seconds,
});
export type Ack = z.infer<typeof ackSchema>;

export const helloSchema = z.object({
  v: v1,
  boot: z.string().max(64),
  conn: count,
  nonce: z.string().min(16).max(64),
  fw: z.string().max(64),
  hw: z.string().max(64),
  proto: z.tuple([z.number().int(), z.number().int()]),
  codecs: z.array(z.string().max(16)).max(16),
  src: z.array(z.enum(['mqtt', 'https'])),
  planEp: count,
  planSeq: count,
  trustVer: count,
  cfgSeq: count,
  free: count,
  /** Number the next new receipt will get. */
  rnext: count,
  time: z.object({ src: z.enum(['none', 'mqtt', 'ntp', 'nitz', 'rtc']), errMs: count }),
});
export type Hello = z.infer<typeof helloSchema>;

export const presenceSchema = z.object({
  v: v1,
  state: z.enum(['online', 'offline']),
  boot: z.string().max(64),
  conn: count,
  at: ms.optional(),
  why: z.enum(['clean', 'lost']).optional(),
});
export type Presence = z.infer<typeof presenceSchema>;

export const relayStatusSchema = z.object({
  state: z.enum(['online', 'offline']),
  instance: z.string().max(64),
  since: ms,
});

export const receiptSchema = z.object({
  /** Numbered from 1 per tower without gaps; unique with the tower's id. */
  n: z.number().int().min(1),
  id,
  ann: z.string().max(96),
  rev: count,
  s: z.enum(RECEIPT_STATES),
  t: ms,
  /** Error of the tower's clock, ms. */
  te: count,
  why: z.enum(WHYS).optional(),
  /** Real start of the clip's first sample minus `at`. */
  skewMs: z.number().int().optional(),
  playedMs: ms.optional(),
  totalMs: ms.optional(),
  vol: vol.optional(),
  out: z.object({ amp: z.enum(['ok', 'fail', 'unknown']), dB: z.number().optional() }).optional(),
});
export type Receipt = z.infer<typeof receiptSchema>;
export type Why = NonNullable<Receipt['why']>;

export const receiptBatchSchema = z.object({
  v: v1,
  boot: z.string().max(64),
  receipts: z.array(receiptSchema).min(1).max(MAX_RECEIPTS_PER_BATCH),
});
export type ReceiptBatch = z.infer<typeof receiptBatchSchema>;

export const needSchema = z.object({ h: hash, n: z.array(count.max(1023)).min(1).max(64) });

export const healthSchema = z.object({
  v: v1,
  boot: z.string().max(64),
  t: ms,
  upS: seconds,
  planEp: count,
  planSeq: count,
  trustVer: count,
  cfgSeq: count,
  /** Bytes free on the tower's disk. */
  free: count,
  /** Receipts not yet acknowledged. */
  pending: count,
  time: helloSchema.shape.time,
  next: z.object({ id, at: ms }).optional(),
  playing: id.optional(),
  /** Whether the card takes what is written; where it does not, the tower lives on in memory until the power goes. */
  disk: z.enum(['ok', 'full', 'failed']).optional(),
  /** Whether the last sound that was tried came out of the player. */
  audio: z.enum(['ok', 'failed']).optional(),
});
export type Health = z.infer<typeof healthSchema>;

export const eventSchema = z.object({
  v: v1,
  t: ms,
  ev: z.enum([
    'boot',
    'refused',
    'replay',
    'time-step',
    'disk',
    'audio',
    'tamper',
    'power',
    'local-override',
    'plan-expired',
    'tone',
    'tone-refused',
  ]),
  why: z.enum(WHYS).optional(),
  /** What happened and to what, for a person; never a secret. */
  text: z.string().max(300).optional(),
});
export type TowerEvent = z.infer<typeof eventSchema>;

export const trustSchema = z.object({
  v: v1,
  ver: z.number().int().min(1),
  exp: seconds,
  threshold: z.number().int().min(1).max(10),
  keys: z
    .array(
      z.object({
        kid: z.string().min(1).max(64),
        use: z.enum(['root', 'approve', 'plan']),
        /** Raw public key, 32 bytes, base64url. */
        x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
        area: z.array(area),
        /** The highest class this key may speak for. */
        cls,
        nbf: seconds,
        exp: seconds,
      }),
    )
    .max(64),
  emergencyApprovals: z.union([z.literal(1), z.literal(2)]),
});
export type Trust = z.infer<typeof trustSchema>;
export type TrustKey = Trust['keys'][number];

const minuteOfDay = z.number().int().min(0).max(1439);
export const towerConfigSchema = z.object({
  v: v1,
  tw: tower,
  seq: z.number().int().min(1),
  iat: seconds,
  /** Some of the village codes that the tower was claimed with: it can be narrowed to them, never moved elsewhere. */
  area: z.array(area).min(1).optional(),
  /** Minutes of the day in Asia/Bangkok, `from` included, `to` not, may cross midnight; null: none. */
  quietHours: z.object({ from: minuteOfDay, to: minuteOfDay }).nullable(),
  maxClipMs: ms,
  maxPlaysPerDay: count,
  maxRepeat: z.number().int().min(1),
  /** Sound of emergencies that follow each other without a pause, all repeats together. */
  maxEmergencyMs: ms.optional(),
  /** After so much the tower rests from emergencies for this long. */
  emergencyPauseMs: ms.optional(),
  /** Whether an emergency sounds although somebody has muted the tower there; unless told, it does not. */
  emergencyOverMute: z.boolean().optional(),
  volume: z.object({ ambient: vol.optional(), routine: vol, important: vol, emergency: vol }),
  /** Softer at certain hours, minutes of the day as above: never louder than `most` then, save for emergencies. */
  volumeHours: z
    .array(z.object({ from: minuteOfDay, to: minuteOfDay, most: vol }))
    .max(12)
    .optional(),
  /** Silence before the clip while the amplifier's relay closes. */
  leadInMs: ms.max(10_000).default(2000),
});
export type TowerConfig = z.infer<typeof towerConfigSchema>;

/**
 * What no signed configuration can raise: the bound on harm even if every key leaks. Twenty minutes of clip, because a
 * real circular of two pages read whole takes ten.
 */
export const COMPILED_MAXIMA = {
  maxClipMs: 1_200_000,
  maxPlaysPerDay: 40,
  maxRepeat: 10,
  maxEmergencyMs: 600_000,
} as const;
/** What no signed configuration can lower: a siren that nobody can stop must leave room for people to speak. */
export const COMPILED_PAUSE_MS = 300_000;

/** The limits of a tower that has not been given any: the careful ones. */
export const DEFAULT_LIMITS: Omit<TowerConfig, 'v' | 'tw' | 'seq' | 'iat' | 'area'> = {
  quietHours: { from: 21 * 60, to: 5 * 60 },
  maxClipMs: 600_000,
  maxPlaysPerDay: 40,
  maxRepeat: 5,
  volume: { ambient: 60, routine: 80, important: 90, emergency: 100 },
  leadInMs: 2000,
};
