// How far the sound of a bulletin is: drawn on its card and its page, asked again every two seconds only while it is made.
import type { FastifyInstance } from 'fastify';
import type { JSX } from 'preact';
import type { BulletinId } from '../../core/ids.ts';
import { HereProvider, Icon, useHere } from './bits.tsx';
import type { House } from './house.ts';
import { forOfficer } from './visit.ts';

export function voiceProgressRoutes(app: FastifyInstance, house: House): void {
  app.get<{ Params: { id: BulletinId } }>(
    '/b/:id/voice',
    forOfficer(house, 'see-bulletins', async (visit, request, reply) => {
      const id = (request.params as { id: BulletinId }).id;
      const page = await house.views.bulletin(visit.org, id);
      // Made, or gone: the page itself has more to show than this line.
      if (page?.bulletin.current.state !== 'drafted') return reply.header('HX-Refresh', 'true').send('');
      return visit.fragment(
        <HereProvider value={visit}>
          <Making id={id} />
        </HereProvider>,
      );
    }),
  );
}

export function Making({ id }: { readonly id: BulletinId }): JSX.Element {
  const { house, w } = useHere();
  const now = house.voiceProgress.of(id);
  const step = {
    waiting: w.stepWaiting,
    reading: w.stepReading,
    speaking: w.stepSpeaking,
    mastering: w.stepMastering,
  }[now?.step ?? 'waiting'];
  const share = Math.round(wholeShare(now) * 100);
  return (
    <div hx-get={`/b/${id}/voice`} hx-trigger="every 2s" hx-swap="outerHTML" class="making">
      <div class="progress">
        <Icon name="loader" />
        <span>
          {w.makingSound} <span class="soft">{step}</span>
        </span>
      </div>
      <progress max="100" value={share} aria-label={w.makingSound} />
    </div>
  );
}

/** Reading is a moment, speaking most of it, mastering the rest. */
function wholeShare(now: { readonly step: string; readonly share: number } | undefined): number {
  if (now === undefined || now.step === 'waiting') return 0.02;
  if (now.step === 'reading') return 0.05;
  if (now.step === 'speaking') return 0.1 + 0.5 * now.share;
  return 0.6 + 0.39 * now.share;
}
