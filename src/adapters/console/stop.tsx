// หยุดเสียง (/stop): the page with one big button, and what sounds now. What is booked later still airs, and it says so.
import type { FastifyInstance, FastifyReply } from 'fastify';
import { RelayError } from '../../core/errors.ts';
import type { TowerId } from '../../core/ids.ts';
import { Box, Button, Post } from './bits.tsx';
import { doneOf } from './done.tsx';
import { readFields } from './fields.ts';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { forOfficer, type Visit } from './visit.ts';

export function stopRoutes(app: FastifyInstance, house: House): void {
  app.get('/stop', forOfficer(house, 'stop-sound', stopPage));
  app.post(
    '/stop',
    forOfficer(house, 'stop-sound', async (visit, request) => {
      const tower = readFields(request.body)['tower'] ?? '';
      if (tower === '') throw new RelayError('invalid-input', 'which tower', { facts: { field: 'towers' } });
      await house.towers.stopSound(visit.officer, tower === 'all' ? 'all' : (tower as TowerId));
      return visit.go('/stop?done=stopped');
    }),
  );
}

async function stopPage(visit: Visit): Promise<FastifyReply> {
  const { w, when, house, org } = visit;
  const [plays, towers] = await Promise.all([
    house.views.plays(org, when.now - 6 * 3_600_000, when.now + 60_000),
    house.towers.all(org),
  ]);
  const sounding = plays.filter((play) => play.state === 'started');
  return showPage(
    visit,
    { tab: 'towers', title: w.stopSound, back: { href: '/', label: w.queue }, done: doneOf(visit) },
    <>
      {sounding.length === 0 ? (
        <p>{w.nothingSounds}</p>
      ) : (
        <Box tone="info">
          <strong>{w.stripSounding(sounding.length)}</strong>
          {[...new Set(sounding.map((play) => play.title))].join(' · ')}
        </Box>
      )}
      <Post action="/stop" class="actions">
        <input type="hidden" name="tower" value="all" />
        <Button tone="stop" icon="volume-x">
          {w.stopAll}
        </Button>
      </Post>
      <p class="soft section">{w.stopHint}</p>
      <details>
        <summary>{w.stopSome}</summary>
        <ul class="rows">
          {towers.map((tower) => (
            <li key={tower.id}>
              <Post action="/stop">
                <input type="hidden" name="tower" value={tower.id} />
                <div class="row">
                  <Button tone="danger" icon="volume-x">
                    {w.stopOne(tower.name)}
                  </Button>
                </div>
              </Post>
            </li>
          ))}
        </ul>
      </details>
    </>,
  );
}
