// The ways in: password, a one-time link, an invitation. A link is spent only by the button, so that a chat's preview of
// it does not use it up.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RelayError } from '../../core/errors.ts';
import { Button, Field, Hidden, Post, type Problem } from './bits.tsx';
import { readFields } from './fields.ts';
import { showGuest } from './frame.tsx';
import type { House } from './house.ts';
import { type Guest, guestOf, mustBeSameSite, sessionCookie, sessionToken, visitOf } from './visit.ts';

const COOKIE_DAYS = 30;

export function signInRoutes(app: FastifyInstance, house: House): void {
  const open = (reply: FastifyReply, token: string) =>
    reply.setCookie(sessionCookie(house.secureCookies), token, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: house.secureCookies,
      maxAge: COOKIE_DAYS * 24 * 3600,
    });
  const tokenOf = (request: FastifyRequest) => (request.params as { token: string }).token;

  app.get('/sign-in', async (request, reply) => {
    const guest = guestOf(house, request, reply);
    if ((await visitOf(house, request, reply)) !== undefined) return guest.go(backOf(guest.query['back']));
    return signInPage(guest, backOf(guest.query['back']), '');
  });

  app.post('/sign-in', async (request, reply) => {
    mustBeSameSite(request);
    const guest = guestOf(house, request, reply);
    const { username = '', password = '', back } = readFields(request.body);
    try {
      const { token } = await house.staff.signIn(username, password, request.ip);
      open(reply, token);
      return guest.go(backOf(back));
    } catch (thrown) {
      if (!(thrown instanceof RelayError) || thrown.code !== 'not-signed-in') throw thrown;
      return signInPage(guest, backOf(back), username, {
        field: 'username',
        sentence: guest.w.wrongPassword,
      });
    }
  });

  app.get('/sign-in/:token', async (request, reply) => {
    const guest = guestOf(house, request, reply);
    const { w } = guest;
    return showGuest(
      guest,
      { title: w.linkTitle },
      <Post action={`/sign-in/${encodeURIComponent(tokenOf(request))}`}>
        <p>{w.linkHint}</p>
        <Button tone="primary">{w.signIn}</Button>
      </Post>,
    );
  });

  app.post('/sign-in/:token', async (request, reply) => {
    mustBeSameSite(request);
    const { token } = await house.staff.signInByLink(tokenOf(request), request.ip);
    open(reply, token);
    return guestOf(house, request, reply).go('/');
  });

  app.get('/invite/:token', async (request, reply) =>
    invitePage(guestOf(house, request, reply), tokenOf(request)),
  );

  app.post('/invite/:token', async (request, reply) => {
    mustBeSameSite(request);
    const guest = guestOf(house, request, reply);
    try {
      const { token } = await house.staff.accept(
        tokenOf(request),
        readFields(request.body)['password'] ?? '',
      );
      open(reply, token);
      return guest.go('/');
    } catch (thrown) {
      const short = passwordProblem(guest, thrown, 'password');
      if (short === undefined) throw thrown;
      return invitePage(guest, tokenOf(request), short);
    }
  });

  app.post('/sign-out', async (request, reply) => {
    mustBeSameSite(request);
    const token = sessionToken(house, request);
    if (token !== undefined) await house.staff.signOut(token);
    reply.clearCookie(sessionCookie(house.secureCookies), {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: house.secureCookies,
    });
    return guestOf(house, request, reply).go('/sign-in?out=1');
  });
}

/** A place of our own to come back to; anything else is the queue. */
function backOf(back: string | undefined): string {
  const fine = back?.startsWith('/') === true && !/^\/[/\\]/.test(back) && !/[\r\n]/.test(back);
  return fine && back !== undefined && !back.startsWith('/sign-in') ? back : '/';
}

export function passwordProblem({ w }: Guest, thrown: unknown, field: string): Problem | undefined {
  if (!(thrown instanceof RelayError) || thrown.code !== 'invalid-input') return undefined;
  if (thrown.facts['field'] === 'oldPassword') return { field: 'oldPassword', sentence: w.oldPasswordWrong };
  if (thrown.facts['field'] !== 'password') return undefined;
  return { field, sentence: w.passwordShort(Number(thrown.facts['shortest'] ?? 10)) };
}

function signInPage(guest: Guest, back: string, username: string, problem?: Problem): FastifyReply {
  const { w, query } = guest;
  return showGuest(
    guest,
    {
      title: w.signInTitle,
      problems: problem === undefined ? [] : [problem],
      status: problem === undefined ? 200 : 401,
    },
    <>
      {query['out'] === '1' && problem === undefined ? (
        <div class="box t-good" role="status">
          {w.signedOutBand}
        </div>
      ) : null}
      {back === '/' ? null : <p class="soft">{w.comeBack}</p>}
      <Post action="/sign-in" class="pico">
        <Hidden name="back" value={back} />
        <Field name="username" label={w.username} problem={problem}>
          {(ties) => (
            <input
              {...ties}
              type="text"
              value={username}
              autocomplete="username"
              autocapitalize="none"
              spellcheck={false}
              required
            />
          )}
        </Field>
        <Field name="password" label={w.password}>
          {(ties) => <input {...ties} type="password" autocomplete="current-password" required />}
        </Field>
        <Button tone="primary">{w.signIn}</Button>
      </Post>
    </>,
  );
}

function invitePage(guest: Guest, token: string, problem?: Problem): FastifyReply {
  const { w } = guest;
  return showGuest(
    guest,
    {
      title: w.inviteTitle,
      problems: problem === undefined ? [] : [problem],
      status: problem === undefined ? 200 : 422,
    },
    <Post action={`/invite/${encodeURIComponent(token)}`} class="pico">
      <p>{w.inviteWelcome}</p>
      <Field name="password" label={w.newPassword} hint={w.passwordHint} problem={problem}>
        {(ties) => <input {...ties} type="password" autocomplete="new-password" minlength={10} required />}
      </Field>
      <Button tone="primary">{w.accept}</Button>
    </Post>,
  );
}
