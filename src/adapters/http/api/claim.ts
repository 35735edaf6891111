// POST /api/v1/claim: a controller at a tower trades its one-time code for credentials of its own. The answer is made by
// the wire contract's side of the house and passed on as it is.
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { may } from '../../../core/officer.ts';
import type { TowersDesk } from '../../../pipeline/desks.ts';
import type { HttpParts } from '../parts.ts';
import { type ApiScope, REFUSALS } from './scope.ts';

/** Who may make codes need not be kept from trying them: a day's worth of boxes is enrolled from one desk. */
async function isEnroller(request: FastifyRequest): Promise<boolean> {
  if (request.headers.authorization === undefined) return false;
  const signedIn = await request.signedIn();
  return signedIn !== undefined && may(signedIn.officer, 'change-towers');
}

export function addClaim(
  api: ApiScope,
  towers: Pick<TowersDesk, 'claim'>,
  welcome: HttpParts['welcome'],
): void {
  api.post(
    '/api/v1/claim',
    {
      config: { rateLimit: { max: 20, timeWindow: 60_000, allowList: isEnroller } },
      schema: {
        summary: 'A tower’s controller spends its one-time code',
        security: [],
        body: z.object({
          v: z.literal(1),
          code: z
            .string()
            .max(40)
            .describe('As printed on the enrolment sheet; spaces, dashes and capitals do not matter'),
        }),
        response: { 200: z.looseObject({}), ...REFUSALS },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const code = request.body.code.toLowerCase().replace(/[\s-]/g, '');
      const answer = await welcome(await towers.claim(code, request.ip));
      return answer as Record<string, unknown>;
    },
  );
}
