// Towers and villages as the API tells them: how each stands, what it suffers from and how loud that is told, and when
// residents last heard anything. Who looks after a tower, and their number, does not leave the house.
import { z } from 'zod';
import { conditionOf } from '../../../core/tower.ts';
import { LOUDNESS } from '../../../core/tower-loudness.ts';
import { MEANINGS, UNWELL_REASONS } from '../../../core/tower-meanings.ts';
import type { VillageHearing } from '../../../core/village-hearing.ts';
import type { TowerCare } from '../../../pipeline/desks.ts';
import { iso } from './fields.ts';
import { volumeOf, volumeShape } from './volume.ts';

const at = z.string().describe('ISO 8601, UTC');
const maybeAt = at.nullable();
const heardBy = z
  .enum(['play', 'tone'])
  .nullable()
  .describe('What was heard then: a broadcast or a test tone');

export const towerShape = z.object({
  id: z.string(),
  name: z.string(),
  village: z.object({ code: z.string(), moo: z.number(), name: z.string() }),
  condition: z.enum(['ready', 'silent-but-will-play', 'silent-may-not-play', 'faulty', 'off', 'unclaimed']),
  online: z.boolean(),
  lastContactAt: maybeAt,
  lastHeardAt: maybeAt,
  heardBy,
  planSeq: z.number(),
  heldSeq: z.number().describe('The plan the tower says it holds'),
  planValidUntil: maybeAt,
  clockErrorMs: z.number().nullable(),
  fault: z.string().nullable(),
  mutedUntil: maybeAt,
  ...volumeShape.shape,
  ownVolume: z.boolean().describe('Its volume was set for it alone'),
  loudness: z
    .enum(LOUDNESS)
    .nullable()
    .describe('How loud it is told that the tower is unwell; null: it is well'),
  unwell: z
    .array(
      z.object({
        reason: z.enum(UNWELL_REASONS as [string, ...string[]]),
        since: at,
        loudness: z.enum(LOUDNESS),
        effect: z.enum(['silent', 'uncertain', 'sounds']).describe('What it means for residents'),
        turn: z.enum(['village', 'office']).describe('Who must act'),
        detail: z
          .string()
          .nullable()
          .describe('More of it: why a play failed or a tone was refused, a figure'),
        missesAt: maybeAt.describe('The next play that will not be heard because of it'),
      }),
    )
    .describe('Loudest first'),
});

export function towerOf({ tower, ailments, loudness }: TowerCare, now: number): z.input<typeof towerShape> {
  const { code, moo, name } = tower.village;
  return {
    id: tower.id,
    name: tower.name,
    village: { code, moo, name },
    condition: conditionOf(tower, now),
    online: tower.online,
    lastContactAt: iso(tower.lastContactAt),
    lastHeardAt: iso(tower.lastHeardAt),
    heardBy: tower.heardBy ?? null,
    planSeq: tower.planSeq,
    heldSeq: tower.heldSeq,
    planValidUntil: iso(tower.planValidUntil),
    clockErrorMs: tower.clockErrorMs ?? null,
    fault: tower.fault ?? null,
    mutedUntil: iso(tower.mutedUntil),
    ...volumeOf({ volume: tower.limits.volume, softerHours: tower.limits.softerHours ?? [] }),
    ownVolume: tower.ownVolume === true,
    loudness: loudness ?? null,
    unwell: ailments.map((one) => ({
      reason: one.reason,
      since: iso(one.since),
      loudness: one.loudness,
      ...MEANINGS[one.reason],
      detail: one.detail === undefined ? null : String(one.detail),
      missesAt: iso(one.missesAt),
    })),
  };
}

export const villageShape = z.object({
  code: z.string(),
  moo: z.number(),
  name: z.string(),
  towers: z.number(),
  lastHeardAt: maybeAt,
  heardBy,
  unheard: z.boolean().describe('Nothing for so long that nobody knows whether its towers work'),
});

export function villageOf(one: VillageHearing): z.input<typeof villageShape> {
  const { code, moo, name } = one.village;
  const { towers, unheard } = one;
  return { code, moo, name, towers, lastHeardAt: iso(one.lastHeardAt), heardBy: one.by ?? null, unheard };
}
