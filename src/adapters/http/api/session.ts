// /api/v1/session: an officer signs in and gets the session's secret, to be sent as Bearer token. No cookie is set here:
// the browser's session begins on the console's own page.
import { z } from 'zod';
import type { Officer } from '../../../core/officer.ts';
import type { StaffDesk } from '../../../pipeline/desks.ts';
import { mustBeOfficer, sessionTokenOf } from '../sessions.ts';
import { officerOf, officerShape } from './answers.ts';
import { iso } from './fields.ts';
import { type ApiScope, OFFICER, REFUSALS } from './scope.ts';

const answer = z.object({ token: z.string(), officer: officerShape });
/** The desk counts tries in the database by account and address; this only keeps the hashing from being a weapon. */
const FEW = { rateLimit: { max: 30, timeWindow: 60_000 } } as const;

export function addSession(api: ApiScope, staff: StaffDesk): void {
  const given = ({ token, officer }: { token: string; officer: Officer }) => ({
    token,
    officer: officerOf(officer),
  });

  api.post(
    '/api/v1/session',
    {
      config: FEW,
      schema: {
        summary: 'Sign in with user name and password',
        security: [],
        body: z.strictObject({ username: z.string().min(1).max(60), password: z.string().min(1).max(200) }),
        response: { 200: answer, ...REFUSALS },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const { username, password } = request.body;
      return given(await staff.signIn(username, password, request.ip));
    },
  );

  api.post(
    '/api/v1/session/link',
    {
      config: FEW,
      schema: {
        summary: 'Sign in with a one-time link’s token',
        security: [],
        body: z.strictObject({ token: z.string().min(1).max(200) }),
        response: { 200: answer, ...REFUSALS },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return given(await staff.signInByLink(request.body.token, request.ip));
    },
  );

  api.get(
    '/api/v1/session',
    {
      schema: {
        summary: 'Who is signed in, and the token a change by cookie must carry as X-CSRF-Token',
        security: OFFICER,
        response: {
          200: z.object({ officer: officerShape, csrf: z.string(), expiresAt: z.string() }),
          ...REFUSALS,
        },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const { officer, session } = await mustBeOfficer(request);
      return { officer: officerOf(officer), csrf: session.csrf, expiresAt: iso(session.expiresAt) };
    },
  );

  api.delete(
    '/api/v1/session',
    { schema: { summary: 'Sign out', security: OFFICER, response: { 204: z.null(), ...REFUSALS } } },
    async (request, reply) => {
      await mustBeOfficer(request);
      await staff.signOut(sessionTokenOf(request) ?? '');
      return reply.code(204).send(null);
    },
  );
}
