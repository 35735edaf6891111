// คำเปิดและคำปิด, on /slots: what the organisation's announcements begin and end with, set by an administrator.
import type { FastifyInstance } from 'fastify';
import { RelayError } from '../../core/errors.ts';
import { LONGEST_FORMULA } from '../../core/formulas.ts';
import type { Problem } from './bits.tsx';
import { readFields } from './fields.ts';
import type { House } from './house.ts';
import { slotsPage } from './slots-page.tsx';
import { forOfficer, type Guest } from './visit.ts';

export function formulaRoutes(app: FastifyInstance, house: House): void {
  app.post(
    '/slots/formulas',
    forOfficer(house, 'change-timetable', async (visit, request) => {
      const fields = readFields(request.body);
      const typed = { opening: fields['opening'] ?? '', closing: fields['closing'] ?? '' };
      try {
        await house.formulas.set(visit.officer, typed);
        return visit.go('/slots?done=formulas');
      } catch (thrown) {
        const problem = problemOf(visit, thrown);
        if (problem === undefined) throw thrown;
        return slotsPage(visit, problem, typed);
      }
    }),
  );
}

function problemOf({ w }: Guest, thrown: unknown): Problem | undefined {
  if (!(thrown instanceof RelayError)) return undefined;
  const field = String(thrown.facts['field']);
  if (thrown.code === 'too-large') return { field, sentence: w.formulaTooLong(LONGEST_FORMULA) };
  return thrown.code === 'invalid-input' ? { field, sentence: w.formulaUnread } : undefined;
}
