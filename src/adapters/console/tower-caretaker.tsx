// Where the tower's page sends its forms: who looks after the tower, and the test of its sound.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RelayError } from '../../core/errors.ts';
import type { TowerId } from '../../core/ids.ts';
import type { Problem } from './bits.tsx';
import { readFields } from './fields.ts';
import type { House } from './house.ts';
import { towerPage } from './tower-page.tsx';
import { forOfficer, type Visit } from './visit.ts';

const idOf = (request: FastifyRequest) => (request.params as { id: TowerId }).id;

export function caretakerRoutes(app: FastifyInstance, house: House): void {
  app.post(
    '/t/:id/caretaker',
    forOfficer(house, 'change-towers', async (visit, request) => {
      const { name = '', phone = '', whole } = readFields(request.body);
      try {
        const typed = { name, phone, wholeVillage: whole === '1' };
        await house.care.setCaretaker(visit.officer, idOf(request), typed);
      } catch (thrown) {
        const problem = problemOf(visit, thrown);
        if (problem === undefined) throw thrown;
        return towerPage(visit, idOf(request), problem);
      }
      return visit.go(`/t/${idOf(request)}?done=caretaker`);
    }),
  );
  app.post(
    '/t/:id/test',
    forOfficer(house, 'change-towers', async (visit, request) => {
      await house.care.testTone(visit.officer, idOf(request));
      return visit.go(`/t/${idOf(request)}?done=tested`);
    }),
  );
}

function problemOf({ w }: Visit, thrown: unknown): Problem | undefined {
  if (!(thrown instanceof RelayError) || thrown.code !== 'invalid-input') return undefined;
  return thrown.facts['field'] === 'name'
    ? { field: 'name', sentence: w.caretakerNameMissing }
    : { field: 'phone', sentence: w.caretakerPhoneWrong };
}
