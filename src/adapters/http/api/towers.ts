// /api/v1/towers: an administrator's program adds towers and makes their one-time claim codes, as the console does by hand.
import { z } from 'zod';
import type { TowerId, VillageCode } from '../../../core/ids.ts';
import type { TowersDesk } from '../../../pipeline/desks.ts';
import { mustBeOfficer } from '../sessions.ts';
import { iso } from './fields.ts';
import { type ApiScope, OFFICER, REFUSALS } from './scope.ts';

const answer = z.object({
  tower: z.string(),
  code: z.string().describe('Good once, for seven days; POST /api/v1/claim spends it'),
  expiresAt: z.string(),
});

export function addTowers(api: ApiScope, towers: Pick<TowersDesk, 'add' | 'newCode'>): void {
  api.post(
    '/api/v1/towers',
    {
      schema: {
        summary: 'Add a tower to a village; its claim code is in the answer and nowhere else',
        security: OFFICER,
        body: z.strictObject({ village: z.string().regex(/^\d{8}$/), name: z.string().max(100).default('') }),
        response: { 201: answer, ...REFUSALS },
      },
    },
    async (request, reply) => {
      const { officer } = await mustBeOfficer(request, 'change-towers');
      const { village, name } = request.body;
      const { tower, code, expiresAt } = await towers.add(officer, { village: village as VillageCode, name });
      reply.header('cache-control', 'no-store');
      return reply.code(201).send({ tower, code, expiresAt: iso(expiresAt) });
    },
  );

  api.post(
    '/api/v1/towers/:id/code',
    {
      schema: {
        summary:
          'A new claim code for a tower; the old one is void, and the tower’s password with the next claim',
        security: OFFICER,
        params: z.object({ id: z.string().regex(/^[a-z0-9-]{1,23}$/) }),
        response: { 200: answer, ...REFUSALS },
      },
    },
    async (request, reply) => {
      const { officer } = await mustBeOfficer(request, 'change-towers');
      const { code, expiresAt } = await towers.newCode(officer, request.params.id as TowerId);
      reply.header('cache-control', 'no-store');
      return { tower: request.params.id, code, expiresAt: iso(expiresAt) };
    },
  );
}
