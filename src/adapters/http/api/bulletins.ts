// /api/v1/bulletins: what waits, one bulletin whole, and the decisions on it: the same acts as the console's buttons.
import { z } from 'zod';
import { RelayError } from '../../../core/errors.ts';
import { NO_FORMULAS } from '../../../core/formulas.ts';
import type { BulletinId } from '../../../core/ids.ts';
import { warningsFor } from '../../../core/warnings.ts';
import type { HttpDesks } from '../parts.ts';
import { mustBeAsker, mustBeOfficer, orgOf } from '../sessions.ts';
import { cardOf, cardShape, pageOf, pageShape } from './answers.ts';
import { booking, bookingOf, bulletinId, byId, clip, clipSha, count, reason } from './fields.ts';
import { NEXT_ROOM, withNextRoom } from './next-room.ts';
import { ANYBODY_KNOWN, type ApiScope, OFFICER, REFUSALS } from './scope.ts';

const done = z.object({ done: z.literal(true) });

export function addBulletins(api: ApiScope, desks: HttpDesks, clock: { now(): number }): void {
  const { newsroom, organisations, staff, timetable, views, voiceProgress } = desks;

  api.get(
    '/api/v1/bulletins',
    {
      schema: {
        summary: 'Bulletins that need somebody or are on their way, and items that wait for their words',
        security: ANYBODY_KNOWN,
        querystring: z.object({
          limit: z.coerce.number().int().min(1).max(200).default(50),
          mine: z.stringbool().default(false).describe('Only those the asking officer wrote or sent'),
        }),
        response: {
          200: z.object({
            bulletins: z.array(cardShape),
            untyped: z.array(z.object({ item: z.string(), kind: z.string(), sender: z.string() })),
          }),
          ...REFUSALS,
        },
      },
    },
    async (request) => {
      const asker = await mustBeAsker(request, staff, 'see-bulletins');
      const { limit, mine } = request.query;
      const own = mine && asker.kind === 'officer' ? { mine: asker.officer.id } : {};
      const [cards, untyped] = await Promise.all([
        views.queue(orgOf(asker), { limit, ...own }),
        views.untyped(orgOf(asker)),
      ]);
      return {
        bulletins: cards.map(cardOf),
        untyped: untyped.map(({ id, kind, senderName }) => ({ item: id, kind, sender: senderName })),
      };
    },
  );

  api.get(
    '/api/v1/bulletins/:id',
    {
      schema: {
        summary: 'One bulletin: words, reading, clip, state, consents and plays',
        security: ANYBODY_KNOWN,
        params: byId,
        response: { 200: pageShape, ...REFUSALS },
      },
    },
    async (request) => {
      const asker = await mustBeAsker(request, staff, 'see-bulletins');
      const id = bulletinId(request.params.id);
      const [page, slots, organisation] = await Promise.all([
        views.bulletin(orgOf(asker), id),
        timetable.slots(orgOf(asker)),
        organisations.find(orgOf(asker)),
      ]);
      if (page === undefined) throw new RelayError('not-found', 'there is no such bulletin');
      const at = { now: clock.now(), clipMs: page.clipMs, slots };
      const warnings = warningsFor(page.bulletin.current, at);
      return pageOf(page, voiceProgress.of(id), warnings, organisation?.formulas ?? NO_FORMULAS);
    },
  );

  api.post(
    '/api/v1/bulletins/:id/heard',
    {
      schema: {
        summary: 'This part of the clip was played to the officer',
        security: OFFICER,
        params: byId,
        body: z.strictObject({ clip, fromMs: count, toMs: count }),
        response: { 200: z.object({ covered: z.number().describe('0..1') }), ...REFUSALS },
      },
    },
    async (request) => {
      const { officer } = await mustBeOfficer(request, 'see-bulletins');
      bulletinId(request.params.id);
      const { clip: sha256, fromMs, toMs } = request.body;
      return { covered: await newsroom.heard(officer, clipSha(sha256), fromMs, toMs) };
    },
  );

  api.post(
    '/api/v1/bulletins/:id/approve',
    {
      schema: {
        summary: 'Consent to exactly this clip, and say when and where it sounds',
        description: NEXT_ROOM,
        security: OFFICER,
        params: byId,
        body: z.strictObject({
          revision: count,
          clip,
          declared: z.boolean().default(false).describe('The officer says that he or she knows all of it'),
          booking,
        }),
        response: { 200: z.object({ complete: z.boolean(), missing: z.number() }), ...REFUSALS },
      },
    },
    async (request) => {
      const { officer } = await mustBeOfficer(request, 'decide');
      const { booking: wished, clip: sha256, ...asked } = request.body;
      const id = bulletinId(request.params.id);
      const wish = bookingOf(wished);
      try {
        return await newsroom.approve(officer, id, { ...asked, clip: clipSha(sha256), wish });
      } catch (thrown) {
        throw await withNextRoom(thrown, desks, { org: officer.org, id, wish });
      }
    },
  );

  for (const [path, to, summary] of [
    ['return', 'returned', 'Send it back for other words'],
    ['reject', 'rejected', 'Turn it down'],
  ] as const) {
    api.post(
      `/api/v1/bulletins/:id/${path}`,
      {
        schema: {
          summary,
          security: OFFICER,
          params: byId,
          body: z.strictObject({ revision: count, reason }),
          response: { 200: done, ...REFUSALS },
        },
      },
      async (request) => {
        const { officer } = await mustBeOfficer(request, 'decide');
        await newsroom.turnDown(officer, bulletinId(request.params.id), { ...request.body, to });
        return { done: true } as const;
      },
    );
  }

  api.post(
    '/api/v1/bulletins/:id/withdraw',
    {
      schema: {
        summary: 'Take it off the air; says which towers cannot be reached and may still sound',
        security: OFFICER,
        params: byId,
        body: z.strictObject({ seenVersion: count, reason }),
        response: {
          200: z.object({ unreachable: z.array(z.object({ tower: z.string(), name: z.string() })) }),
          ...REFUSALS,
        },
      },
    },
    async (request) => {
      const { officer } = await mustBeOfficer(request, 'withdraw');
      const id: BulletinId = bulletinId(request.params.id);
      const { unreachable } = await newsroom.withdraw(officer, id, request.body);
      return { unreachable: unreachable.map((tower) => ({ tower: tower.id, name: tower.name })) };
    },
  );
}
