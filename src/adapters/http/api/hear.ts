// POST /api/v1/hear: how a typed reading sounds, at once and before anything is saved. Words in, a WAV out.
import { z } from 'zod';
import { LONGEST_SPOKEN } from '../../../core/dictionary.ts';
import type { VoicePreview } from '../../../pipeline/desks.ts';
import { mustBeOfficer } from '../sessions.ts';
import { text } from './fields.ts';
import { type ApiScope, OFFICER, REFUSALS } from './scope.ts';

/** A word every two seconds for a while: more than anybody listens to, less than keeps the voice from its work. */
const PER_MINUTE = { rateLimit: { max: 30, timeWindow: 60_000 } } as const;

export function addHear(api: ApiScope, preview: VoicePreview): void {
  api.post(
    '/api/v1/hear',
    {
      config: PER_MINUTE,
      schema: {
        summary: 'Hear a reading before it is saved: the embedded voice alone, without chimes',
        security: OFFICER,
        body: z.strictObject({
          text: text.max(LONGEST_SPOKEN).describe('Thai as it is said; a word may be respelt, สะ-หฺวัด-ดี'),
        }),
        produces: ['audio/wav'],
        response: { 200: z.any().describe('audio/wav'), ...REFUSALS },
      },
    },
    async (request, reply) => {
      const { officer } = await mustBeOfficer(request);
      const { bytes, type } = await preview.hear(officer, request.body.text);
      return reply.type(type).header('cache-control', 'no-store').send(Buffer.from(bytes));
    },
  );
}
