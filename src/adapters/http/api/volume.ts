// /api/v1/volume and /api/v1/towers/{id}/volume: how loud towers play by class, and at which hours softer.
import { z } from 'zod';
import { RelayError } from '../../../core/errors.ts';
import type { OrgId, TowerId } from '../../../core/ids.ts';
import type { VolumePolicy } from '../../../core/tower-volume.ts';
import type { HttpDesks } from '../parts.ts';
import { mustBeOfficer } from '../sessions.ts';
import { type ApiScope, OFFICER, REFUSALS } from './scope.ts';

const percent = z.number().int().min(0).max(100);
const minute = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
  .describe('HH:MM in Bangkok');

export const volumeShape = z.strictObject({
  volume: z
    .strictObject({ routine: percent, important: percent, emergency: percent })
    .describe('Percent; never falling from routine to emergency, which is 50 at least'),
  softerHours: z
    .array(z.strictObject({ from: minute, to: minute, most: percent }))
    .max(20)
    .describe('Nothing but an emergency is louder than `most` then; `to` may lie on the next day'),
});
const towerVolumeShape = volumeShape.extend({
  own: z.boolean().describe('False: as the organisation’s'),
});

export function volumeOf({ volume, softerHours }: VolumePolicy): z.output<typeof volumeShape> {
  const { routine, important, emergency } = volume;
  return {
    volume: { routine, important, emergency },
    softerHours: softerHours.map(({ fromMinute, toMinute, most }) => ({
      from: clock(fromMinute),
      to: clock(toMinute),
      most,
    })),
  };
}

export function addVolume(
  api: ApiScope,
  { volume, towers }: Pick<HttpDesks, 'volume'> & { readonly towers: Pick<HttpDesks['towers'], 'all'> },
): void {
  async function ofTower(org: OrgId, id: string) {
    const tower = (await towers.all(org)).find((one) => one.id === id);
    if (tower === undefined) throw new RelayError('not-found', 'there is no such tower');
    const { limits, ownVolume: own = false } = tower;
    return { ...volumeOf({ volume: limits.volume, softerHours: limits.softerHours ?? [] }), own };
  }
  const params = z.object({ id: z.string().regex(/^[a-z0-9-]{1,23}$/) });

  api.get(
    '/api/v1/volume',
    {
      schema: {
        summary: 'How loud the organisation’s towers play, by class and hour',
        security: OFFICER,
        response: { 200: volumeShape, ...REFUSALS },
      },
    },
    async (request) => volumeOf(await volume.of((await mustBeOfficer(request)).officer.org)),
  );

  api.put(
    '/api/v1/volume',
    {
      schema: {
        summary: 'Set it for every tower that has no volume of its own',
        security: OFFICER,
        body: volumeShape,
        response: { 200: volumeShape, ...REFUSALS },
      },
    },
    async (request) => {
      const { officer } = await mustBeOfficer(request, 'change-towers');
      await volume.set(officer, policyOf(request.body));
      return volumeOf(await volume.of(officer.org));
    },
  );

  api.put(
    '/api/v1/towers/:id/volume',
    {
      schema: {
        summary: 'A volume for this tower alone',
        security: OFFICER,
        params,
        body: volumeShape,
        response: { 200: towerVolumeShape, ...REFUSALS },
      },
    },
    async (request) => {
      const { officer } = await mustBeOfficer(request, 'change-towers');
      const { id } = request.params;
      await volume.setTower(officer, id as TowerId, policyOf(request.body));
      return ofTower(officer.org, id);
    },
  );

  api.delete(
    '/api/v1/towers/:id/volume',
    {
      schema: {
        summary: 'The organisation’s volume again',
        security: OFFICER,
        params,
        response: { 200: towerVolumeShape, ...REFUSALS },
      },
    },
    async (request) => {
      const { officer } = await mustBeOfficer(request, 'change-towers');
      const { id } = request.params;
      await volume.setTower(officer, id as TowerId, undefined);
      return ofTower(officer.org, id);
    },
  );
}

function policyOf({ volume, softerHours }: z.output<typeof volumeShape>): VolumePolicy {
  return {
    volume,
    softerHours: softerHours.map(({ from, to, most }) => ({
      fromMinute: minuteIn(from),
      toMinute: minuteIn(to),
      most,
    })),
  };
}

function minuteIn(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
