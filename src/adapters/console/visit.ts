// One visit: a request of a signed-in officer, with language, times and the way to answer. Every page goes through here,
// so that session, CSRF token and rights are tested in one place before a page's own work begins.
import { timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { RelayError } from '../../core/errors.ts';
import type { OrgId } from '../../core/ids.ts';
import { type Act, may, mustBeAbleTo, type Officer } from '../../core/officer.ts';
import { readFields } from './fields.ts';
import type { House } from './house.ts';
import { createWhen, type Language, type When } from './when.ts';
import { type Words, words } from './words.ts';

/** The session's cookie; over HTTPS its name's prefix keeps subdomains from planting one of theirs. */
export function sessionCookie(secure: boolean): string {
  return secure ? '__Host-hokrachai' : 'hokrachai';
}

/** Anyone's request: language and times, nobody known. */
export interface Guest {
  readonly house: House;
  readonly language: Language;
  readonly theme: 'light' | 'dark' | undefined;
  readonly w: Words;
  readonly when: When;
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Of the session, for every form; undefined where nobody is signed in. */
  readonly csrf: string | undefined;
  /** Sends the page, or for htmx the same page: fragments are sent by `fragment`. */
  show(page: VNode, status?: number): FastifyReply;
  /** A part of a page for htmx; `happened` names an event for our script, with its facts. */
  fragment(part: VNode, status?: number, happened?: Readonly<Record<string, object>>): FastifyReply;
  /** After a post: the browser is sent to read the result. */
  go(to: string): FastifyReply;
}

export interface Visit extends Guest {
  readonly officer: Officer;
  readonly org: OrgId;
  readonly csrf: string;
  may(act: Act): boolean;
}

export function guestOf(house: House, request: FastifyRequest, reply: FastifyReply): Guest {
  const language: Language = request.cookies['lang'] === 'en' ? 'en' : 'th';
  const theme = request.cookies['theme'];
  const send = (page: VNode, status: number, head: string) =>
    reply
      .code(status)
      .type('text/html; charset=utf-8')
      .send(`${head}${render(page)}`);
  return {
    house,
    language,
    theme: theme === 'light' || theme === 'dark' ? theme : undefined,
    w: words(language),
    when: createWhen(language, house.clock.now()),
    path: request.url,
    query: readFields(request.query),
    csrf: undefined,
    show: (page, status = 200) => send(page, status, '<!doctype html>'),
    fragment: (part, status = 200, happened) => {
      if (happened !== undefined) reply.header('HX-Trigger', JSON.stringify(happened));
      return send(part, status, '');
    },
    go: (to) => (wantsFragment(request) ? reply.header('HX-Redirect', to).send('') : reply.redirect(to, 303)),
  };
}

export function wantsFragment(request: FastifyRequest): boolean {
  return request.headers['hx-request'] === 'true';
}

/** The secret in the cookie; anything that ours cannot look like needs no look into the database. */
export function sessionToken(house: House, request: FastifyRequest): string | undefined {
  const token = request.cookies[sessionCookie(house.secureCookies)] ?? '';
  return /^[0-9A-Za-z_-]{1,200}$/.test(token) ? token : undefined;
}

/** The officer behind the cookie, or undefined. */
export async function visitOf(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Visit | undefined> {
  const token = sessionToken(house, request);
  const found = token === undefined ? undefined : await house.staff.session(token);
  if (found === undefined) return undefined;
  const { officer, session } = found;
  return {
    ...guestOf(house, request, reply),
    officer,
    org: officer.org,
    csrf: session.csrf,
    may: (act) => may(officer, act),
  };
}

type Answer = Promise<FastifyReply>;

/** A page for signed-in officers who may do `act`; others are shown the way in, or told who may. */
export function forOfficer(
  house: House,
  act: Act,
  run: (visit: Visit, request: FastifyRequest, reply: FastifyReply) => Answer,
): RouteHandlerMethod {
  return async (request, reply) => {
    const visit = await visitOf(house, request, reply);
    if (visit === undefined) {
      const back = request.method === 'GET' && !wantsFragment(request) ? request.url : '/';
      return guestOf(house, request, reply).go(`/sign-in?back=${encodeURIComponent(back)}`);
    }
    if (request.method !== 'GET') mustBeOurForm(request, visit.csrf);
    mustBeAbleTo(visit.officer, act);
    return run(visit, request, reply);
  };
}

/** Refuses a post that did not come from one of our own pages of this session. */
function mustBeOurForm(request: FastifyRequest, csrf: string): void {
  mustBeSameSite(request);
  const given = request.headers['x-csrf-token'] ?? readFields(request.body)['csrf'] ?? '';
  const [a, b] = [Buffer.from(String(given)), Buffer.from(csrf)];
  if (a.length !== b.length || !timingSafeEqual(a, b)) {
    throw new RelayError('bad-signature', 'the form does not carry the token of this session');
  }
}

/** Browsers say where a post comes from; one from another site is refused also where there is no session yet. */
export function mustBeSameSite(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  const origin = request.headers.origin;
  const foreign =
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && origin !== 'null' && hostOf(origin) !== request.headers.host);
  if (foreign) throw new RelayError('bad-signature', 'the form came from another site');
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : '';
}
