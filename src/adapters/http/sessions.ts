// Who is asking: the session's secret comes in a cookie (browser) or as Bearer token (API), the staff's desk knows whose
// it is. A change asked by cookie must also carry the session's CSRF token: a foreign page can send the one only.
import { timingSafeEqual } from 'node:crypto';
import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RelayError } from '../../core/errors.ts';
import { type Act, mustBeAbleTo, type Officer } from '../../core/officer.ts';
import type { Asker, SignedIn, StaffDesk } from '../../pipeline/desks.ts';

/** The console sets it when somebody signs in there. */
export const SESSION_COOKIE = 'hokrachai';
const CSRF_HEADERS = ['x-csrf-token', 'x-csrf'];
const SYSTEM_TOKEN = /^hk_/;

export async function addSessions(app: FastifyInstance, staff: StaffDesk): Promise<void> {
  const known = new WeakMap<FastifyRequest, Promise<SignedIn | undefined>>();

  await app.register(cookie);
  app.decorateRequest('signedIn', async function signedIn(this: FastifyRequest) {
    const asked = known.get(this);
    if (asked !== undefined) return asked;
    const token = sessionTokenOf(this);
    const found = token === undefined || !isToken(token) ? Promise.resolve(undefined) : staff.session(token);
    known.set(this, found);
    return found;
  });
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The officer behind this request's session, by cookie or Bearer token; the database is asked once a request. */
    signedIn(): Promise<SignedIn | undefined>;
  }
}

export function sessionTokenOf(request: FastifyRequest): string | undefined {
  return bearerOf(request) ?? request.cookies[SESSION_COOKIE];
}

/** @throws RelayError not-signed-in; not-allowed when a change comes by cookie without the session's CSRF token */
export async function mustBeOfficer(request: FastifyRequest, act?: Act): Promise<SignedIn> {
  const signedIn = await request.signedIn();
  if (signedIn === undefined) throw new RelayError('not-signed-in', 'no session');
  const changes = !['GET', 'HEAD', 'OPTIONS'].includes(request.method);
  if (changes && bearerOf(request) === undefined) mustHaveCsrf(request, signedIn);
  if (act !== undefined) mustBeAbleTo(signedIn.officer, act);
  return signedIn;
}

/** An officer by session, or another organisation's system by its API token. */
export async function mustBeAsker(request: FastifyRequest, staff: StaffDesk, act: Act): Promise<Asker> {
  const token = bearerOf(request);
  if (token !== undefined && SYSTEM_TOKEN.test(token)) {
    if (!isToken(token)) throw new RelayError('not-signed-in', 'no such token', { facts: { why: 'token' } });
    return staff.system(token);
  }
  const { officer } = await mustBeOfficer(request, act);
  return { kind: 'officer', officer, door: 'api' };
}

export function orgOf(asker: Asker): Officer['org'] {
  return asker.kind === 'officer' ? asker.officer.org : asker.org;
}

function mustHaveCsrf(request: FastifyRequest, { session }: SignedIn): void {
  const given = CSRF_HEADERS.map((name) => request.headers[name]);
  if (given.some((token) => typeof token === 'string' && sameText(token, session.csrf))) return;
  throw new RelayError('not-allowed', "the CSRF token is missing or not this session's", {
    facts: { field: 'csrf' },
  });
}

function bearerOf(request: FastifyRequest): string | undefined {
  return /^Bearer +([^\s]+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** Ours are letters and digits; anything else needs no look into the database. */
function isToken(token: string): boolean {
  return /^[0-9A-Za-z_-]{16,200}$/.test(token);
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
