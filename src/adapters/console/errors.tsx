// A refusal is a page in words: what happened, what to do now, who can. Errors of the house come in here from every page;
// an htmx request gets the sentence alone, for the notice on the page it came from.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ComponentChildren, JSX } from 'preact';
import { asRelayError, RelayError } from '../../core/errors.ts';
import { ROLES, type Role } from '../../core/officer.ts';
import { Box, HereProvider, LinkButton } from './bits.tsx';
import { showGuest, showPage } from './frame.tsx';
import type { House } from './house.ts';
import { statusOf } from './status.ts';
import { type Guest, guestOf, type Visit, visitOf, wantsFragment } from './visit.ts';
import type { Words } from './words.ts';

export function createErrorPages(house: House) {
  return async (thrown: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const error = foreign(thrown);
    const status = statusOf(error.code);
    if (status >= 500) house.log.error({ err: error, request: request.id, code: error.code }, 'page failed');
    const visit = await visitOf(house, request, reply).catch((failed: unknown) => {
      house.log.warn({ err: failed, request: request.id }, 'no session could be read for the error page');
      return undefined;
    });
    const guest = visit ?? guestOf(house, request, reply);
    const said = await wordsFor(guest, visit, error);
    if (wantsFragment(request)) {
      reply.header('HX-Retarget', '#notice').header('HX-Reswap', 'innerHTML');
      return guest.fragment(
        <HereProvider value={guest}>
          <Box tone="problem" alert>
            {said.sentence}
          </Box>
        </HereProvider>,
        status,
      );
    }
    if (request.headers.accept?.startsWith('application/json') === true) {
      return reply.code(status).send({ error: error.code, message: said.sentence });
    }
    const body = (
      <ErrorBody guest={guest} signedIn={visit !== undefined} said={said} status={status} request={request} />
    );
    // The frame asks the database too: when that is what failed, the page stands without it.
    if (visit === undefined || status >= 500) return showGuest(guest, { title: said.title, status }, body);
    return showPage(visit, { tab: 'queue', title: said.title, status }, body);
  };
}

function ErrorBody({
  guest: { w },
  signedIn,
  said,
  status,
  request,
}: {
  readonly guest: Guest;
  readonly signedIn: boolean;
  readonly said: Said;
  readonly status: number;
  readonly request: FastifyRequest;
}): JSX.Element {
  const again = request.method === 'GET' ? request.url : '/';
  return (
    <>
      <p>{said.sentence}</p>
      {status >= 500 ? (
        <p class="soft small">
          {w.reference('')}
          <span lang="en">{request.id}</span>
        </p>
      ) : null}
      <div class="actions">
        {signedIn ? (
          <LinkButton href="/" icon="inbox" tone="primary">
            {w.toQueue}
          </LinkButton>
        ) : null}
        {status >= 500 || !signedIn ? <LinkButton href={again}>{w.tryAgain}</LinkButton> : null}
      </div>
    </>
  );
}

/** Fastify's own refusals (too large a body, a type it cannot read) as errors of the house. */
function foreign(thrown: unknown): RelayError {
  if (thrown instanceof RelayError) return thrown;
  const status: unknown =
    thrown !== null && typeof thrown === 'object' && 'statusCode' in thrown ? thrown.statusCode : undefined;
  if (status === 413) return new RelayError('too-large', 'the request is too large', { cause: thrown });
  if (status === 429) return new RelayError('too-many-tries', 'too many requests', { cause: thrown });
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new RelayError('invalid-input', 'the request cannot be read', { cause: thrown });
  return asRelayError(thrown);
}

interface Said {
  readonly title: string;
  readonly sentence: ComponentChildren;
}

async function wordsFor(guest: Guest, visit: Visit | undefined, error: RelayError): Promise<Said> {
  const { w, house, language } = guest;
  switch (error.code) {
    case 'not-found':
      return { title: w.notFoundTitle, sentence: w.notFound };
    case 'not-allowed':
      return { title: w.notAllowedTitle, sentence: await whoMay(w, visit, error) };
    case 'own-words':
      return { title: w.notAllowedTitle, sentence: w.ownWords };
    case 'bad-signature':
      return { title: w.csrfTitle, sentence: w.csrf };
    case 'too-many-tries':
      return { title: w.tooManyTitle, sentence: w.tooMany };
    case 'gone':
      return { title: w.linkTitle, sentence: w.linkGone };
    case 'stale':
      return { title: w.staleTitle, sentence: w.stale };
    case 'conflict':
      return {
        title: w.conflictTitle,
        sentence:
          error.facts['state'] === 'last-administrator'
            ? w.lastAdministrator
            : house.sentenceFor(error, language),
      };
    default:
      return statusOf(error.code) >= 500
        ? { title: w.brokenTitle, sentence: w.broken }
        : { title: w.inputTitle, sentence: house.sentenceFor(error, language) };
  }
}

export function roleWord(role: Role, w: Words): string {
  return {
    reporter: w.roleReporter,
    editor: w.roleEditor,
    approver: w.roleApprover,
    administrator: w.roleAdministrator,
  }[role];
}

/** `งานนี้เป็นของผู้อนุมัติ คือ คุณวิชัย คุณสมศรี` */
async function whoMay(w: Words, visit: Visit | undefined, error: RelayError): Promise<string> {
  if (error.facts['act'] === 'raise-own-rights') return w.raiseOwn;
  const named = String(error.facts['roles'] ?? '').split(',');
  const roles = ROLES.filter((role) => named.includes(role));
  const people = visit === undefined ? [] : await visit.house.staff.all(visit.org);
  const names = people
    .filter(
      (one) => one.active && one.id !== visit?.officer.id && one.roles.some((role) => roles.includes(role)),
    )
    .map((one) => one.name);
  return w.notAllowed(roles.map((role) => roleWord(role, w)).join(' / '), names.slice(0, 5).join(' '));
}
