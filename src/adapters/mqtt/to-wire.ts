// The trade's plan, limits and orders as the tower reads them (tower protocol, section 6). Core values in, wire documents
// out; milliseconds become seconds where the wire has seconds, rounded so that nothing lasts longer than was decided.
import type { ZodType } from 'zod';
import { RelayError } from '../../core/errors.ts';
import type { Instant, TowerId } from '../../core/ids.ts';
import type { PlanItem, TowerPlan } from '../../core/plan.ts';
import type { TowerLimits } from '../../core/tower.ts';
import { chunkCount, hashFromHex } from '../../wire/chunks.ts';
import {
  type Ack,
  ackSchema,
  type Cmd,
  cmdSchema,
  type Item,
  MAX_CMD_VALID_S,
  type Plan,
  planSchema,
  type TowerConfig,
  towerConfigSchema,
} from '../../wire/messages.ts';

const seconds = (at: Instant) => Math.floor(at / 1000);

/**
 * @param clipsUrl where towers may fetch clips beside the broker: `{clipsUrl}/c/{hash}`; undefined for nowhere
 * @throws RelayError `invalid-input` when a tower would not understand the plan
 */
export function planToWire(plan: TowerPlan, clipsUrl?: string): Plan {
  return checked(planSchema, {
    v: 1,
    tw: plan.tower,
    ep: plan.epoch,
    seq: plan.seq,
    iat: seconds(plan.issuedAt),
    exp: seconds(plan.expiresAt),
    rack: plan.rack,
    items: plan.items.map((item) => itemToWire(item, clipsUrl)),
  });
}

function itemToWire({ play, state, why, clip, approval }: PlanItem, clipsUrl: string | undefined): Item {
  const hash = hashFromHex(clip.sha256);
  return {
    id: play.id,
    ann: play.bulletin,
    rev: play.revision,
    cls: play.class,
    st: state,
    ...(why === undefined ? {} : { why: why.slice(0, 64) }),
    at: Math.round(play.at),
    late: Math.round(play.lateMs),
    exp: seconds(play.expiresAt),
    ...(play.times > 1 ? { rep: { n: play.times, gap: Math.round(play.gapMs) } } : {}),
    clip: {
      h: hash,
      sz: clip.bytes,
      n: chunkCount(clip.bytes),
      c: clip.codec,
      ms: Math.round(clip.ms),
      src: clipsUrl === undefined ? ['mqtt'] : ['mqtt', { u: `${clipsUrl.replace(/\/+$/, '')}/c/${hash}` }],
    },
    ap: approval,
  };
}

export function configToWire(
  tower: TowerId,
  seq: number,
  limits: TowerLimits,
  area: readonly string[],
  now: Instant,
): TowerConfig {
  const { fromMinute: from, toMinute: to } = limits.quietHours;
  return checked(towerConfigSchema, {
    v: 1,
    tw: tower,
    seq,
    iat: seconds(now),
    area: [...area],
    quietHours: from === to ? null : { from, to },
    maxClipMs: limits.maxClipMs,
    maxPlaysPerDay: limits.maxPlaysPerDay,
    maxRepeat: limits.maxRepeat,
    maxEmergencyMs: limits.maxEmergencyMs,
    emergencyPauseMs: limits.emergencyPauseMs,
    emergencyOverMute: limits.emergencyOverMute,
    volume: { ...limits.volume },
    ...volumeHoursOf(limits),
    leadInMs: limits.leadInMs,
  });
}

function volumeHoursOf({ softerHours = [] }: TowerLimits): Pick<TowerConfig, 'volumeHours'> {
  if (softerHours.length === 0) return {};
  return {
    volumeHours: softerHours.map(({ fromMinute, toMinute, most }) => ({
      from: fromMinute,
      to: toMinute,
      most,
    })),
  };
}

export function ackToWire(
  tower: TowerId,
  answer: { readonly nonce: string; readonly rack: number; readonly planSeq: number },
  now: Instant,
): Ack {
  return checked(ackSchema, { v: 1, tw: tower, ...answer, unixMs: now, exp: seconds(now) + MAX_CMD_VALID_S });
}

/** @param play what to stop; undefined stops everything */
export function stopToWire(id: string, tower: TowerId, play: string | undefined, now: Instant): Cmd {
  const iat = seconds(now);
  const head = { v: 1, id, to: tower, iat, exp: iat + MAX_CMD_VALID_S };
  return checked(
    cmdSchema,
    play === undefined ? { ...head, op: 'stop-all' } : { ...head, op: 'stop', args: { id: play } },
  );
}

/** A short tone at `vol` 0..100, never louder than the tower's routine volume. */
export function toneToWire(id: string, tower: TowerId, vol: number, now: Instant): Cmd {
  const iat = seconds(now);
  const head = { v: 1, id, to: tower, iat, exp: iat + MAX_CMD_VALID_S };
  return checked(cmdSchema, { ...head, op: 'test-tone', args: { vol } });
}

/** What leaves is read with the tower's own schema first: a mistake of ours is seen here and not in the village. */
function checked<T>(schema: ZodType<T>, document: unknown): T {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  throw new RelayError(
    'invalid-input',
    `a tower would not understand this: ${first?.path.join('.')} ${first?.message}`,
    { cause: parsed.error },
  );
}
