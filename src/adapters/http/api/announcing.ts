// /api/v1/announcing: what an organisation's announcements begin and end with, and whether wind and rain are to be overcome.
import { z } from 'zod';
import { LONGEST_FORMULA, NO_FORMULAS } from '../../../core/formulas.ts';
import type { OrgId } from '../../../core/ids.ts';
import type { HttpDesks } from '../parts.ts';
import { mustBeOfficer } from '../sessions.ts';
import { type ApiScope, OFFICER, REFUSALS } from './scope.ts';

const formula = z.string().max(LONGEST_FORMULA);
const ANNOUNCING = z.object({
  opening: formula.describe('put before the words of every new draft; empty for none'),
  closing: formula.describe('put after them; empty for none'),
  roughWeather: z.boolean().describe('the harder sound, for clips made from now on'),
});

export function addAnnouncing(
  api: ApiScope,
  { organisations, formulas, weather }: Pick<HttpDesks, 'organisations' | 'formulas' | 'weather'>,
): void {
  const now = async (org: OrgId) => {
    const { formulas = NO_FORMULAS, roughWeather = false } = (await organisations.find(org)) ?? {};
    return { ...formulas, roughWeather };
  };

  api.get(
    '/api/v1/announcing',
    {
      schema: {
        summary: 'Opening and closing words, and the sound for wind and rain',
        security: OFFICER,
        response: { 200: ANNOUNCING, ...REFUSALS },
      },
    },
    async (request) => now((await mustBeOfficer(request)).officer.org),
  );

  api.patch(
    '/api/v1/announcing',
    {
      schema: {
        summary: 'Change some of them; what is left out stays',
        security: OFFICER,
        body: ANNOUNCING.partial().strict(),
        response: { 200: ANNOUNCING, ...REFUSALS },
      },
    },
    async (request) => {
      const { officer } = await mustBeOfficer(request);
      const { opening, closing, roughWeather } = request.body;
      const before = await now(officer.org);
      if (opening !== undefined || closing !== undefined)
        await formulas.set(officer, {
          opening: opening ?? before.opening,
          closing: closing ?? before.closing,
        });
      if (roughWeather !== undefined) await weather.set(officer, roughWeather);
      return now(officer.org);
    },
  );
}
