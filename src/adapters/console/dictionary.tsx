// คำอ่านเฉพาะถิ่น (/dictionary): how the office's own places, people and short forms are said, as acts and pages. Everyone may
// look; changing is undone by one touch as long as the page stands.
import type { FastifyInstance } from 'fastify';
import { RelayError } from '../../core/errors.ts';
import { Removed, Saved } from './dictionary-done.tsx';
import { entryForm, problemOf, typedOf, typedOfEntry, UNWRITTEN } from './dictionary-forms.tsx';
import { listPage } from './dictionary-list.tsx';
import { doneOf } from './done.tsx';
import { readFields } from './fields.ts';
import type { House } from './house.ts';
import { forOfficer } from './visit.ts';

export function dictionaryRoutes(app: FastifyInstance, house: House): void {
  app.get(
    '/dictionary',
    forOfficer(house, 'see-bulletins', async (visit) => listPage(visit, doneOf(visit))),
  );

  app.get(
    '/dictionary/entry',
    forOfficer(house, 'change-dictionary', async (visit) => {
      const written = visit.query['w'];
      if (written === undefined) return entryForm(visit, UNWRITTEN);
      const found = (await house.dictionary.all(visit.org)).find((one) => one.written === written);
      if (found === undefined) throw new RelayError('not-found', 'there is no such entry');
      return entryForm(visit, typedOfEntry(found), { before: found });
    }),
  );

  app.post(
    '/dictionary/entry',
    forOfficer(house, 'change-dictionary', async (visit, request) => {
      const typed = typedOf(request.body);
      try {
        const { entry, before, readAgain } = await house.dictionary.put(visit.officer, typed);
        return listPage(visit, <Saved entry={entry} before={before} readAgain={readAgain} />);
      } catch (thrown) {
        const problem = problemOf(visit, thrown);
        if (problem === undefined) throw thrown;
        return entryForm(visit, typed, { problem });
      }
    }),
  );

  app.post(
    '/dictionary/remove',
    forOfficer(house, 'change-dictionary', async (visit, request) => {
      const written = readFields(request.body)['written'] ?? '';
      try {
        const entry = await house.dictionary.remove(visit.officer, written);
        return listPage(visit, <Removed entry={entry} />);
      } catch (thrown) {
        // Gone already, by a colleague or a second touch: the list shows it.
        if (thrown instanceof RelayError && thrown.code === 'not-found') return visit.go('/dictionary');
        throw thrown;
      }
    }),
  );

  app.get(
    '/dictionary.csv',
    forOfficer(house, 'see-bulletins', async (visit, _request, reply) => {
      const shared = visit.query['only'] === 'shared';
      const text = await house.dictionary.exportCsv(visit.org, { shared });
      return reply
        .type('text/csv; charset=utf-8')
        .header(
          'content-disposition',
          `attachment; filename="readings.csv"; filename*=UTF-8''${encodeURIComponent('คำอ่านเฉพาะถิ่น.csv')}`,
        )
        .send(text);
    }),
  );
}
