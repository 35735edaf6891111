// หอ (/towers): which village will not hear and since when, worst first; adding a tower, muting one, a new claim code.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RelayError } from '../../core/errors.ts';
import type { Instant, TowerId, VillageCode } from '../../core/ids.ts';
import { addDays, instantOf } from '../../core/timetable.ts';
import { readFields } from './fields.ts';
import type { House } from './house.ts';
import { toneRoutes } from './tone-page.tsx';
import { caretakerRoutes } from './tower-caretaker.tsx';
import { towerList } from './tower-list.tsx';
import { claimPage, newTower } from './tower-new.tsx';
import { towerPage } from './tower-page.tsx';
import { forOfficer, type Visit } from './visit.ts';
import { volumeRoutes } from './volume-page.tsx';

const idOf = (request: FastifyRequest) => (request.params as { id: TowerId }).id;

export function towerRoutes(app: FastifyInstance, house: House): void {
  app.get('/towers', forOfficer(house, 'see-bulletins', towerList));
  toneRoutes(app, house);
  caretakerRoutes(app, house);
  volumeRoutes(app, house);
  app.get('/towers/new', forOfficer(house, 'change-towers', newTower));
  app.post(
    '/towers/new',
    forOfficer(house, 'change-towers', async (visit, request) => {
      const { village = '', name = '' } = readFields(request.body);
      const made = await house.towers.add(visit.officer, { village: village as VillageCode, name });
      return claimPage(visit, made);
    }),
  );
  app.get(
    '/t/:id',
    forOfficer(house, 'see-bulletins', async (visit, request) => towerPage(visit, idOf(request))),
  );
  app.post(
    '/t/:id/code',
    forOfficer(house, 'change-towers', async (visit, request) =>
      claimPage(visit, {
        tower: idOf(request),
        ...(await house.towers.newCode(visit.officer, idOf(request))),
      }),
    ),
  );
  app.post(
    '/t/:id/mute',
    forOfficer(house, 'change-towers', async (visit, request) => {
      const until = untilOf(visit, readFields(request.body)['until']);
      await house.towers.mute(visit.officer, idOf(request), until);
      return visit.go(`/t/${idOf(request)}?done=${until === undefined ? 'unmuted' : 'muted'}`);
    }),
  );
}

function untilOf({ when }: Visit, choice: string | undefined): Instant | undefined {
  if (choice === 'hour') return when.now + 3_600_000;
  if (choice === 'morning') return instantOf(addDays(when.today, 1), 5 * 60);
  if (choice === 'week') return when.now + 7 * 24 * 3_600_000;
  if (choice === 'off') return undefined;
  throw new RelayError('invalid-input', 'until when', { facts: { field: 'until' } });
}
