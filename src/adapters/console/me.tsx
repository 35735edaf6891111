// เมนู and บัญชีของฉัน: the ways that are not on the bar, and what belongs to the officer alone: password, LINE, language,
// colours, signing out.
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { JSX } from 'preact';
import type { Instant } from '../../core/ids.ts';
import { Box, Button, Chip, Field, Icon, Post, type Problem } from './bits.tsx';
import { doneOf } from './done.tsx';
import { readFields } from './fields.ts';
import { LanguageLink, showPage } from './frame.tsx';
import type { House } from './house.ts';
import { passwordProblem } from './sign-in.tsx';
import { forOfficer, type Visit } from './visit.ts';

const YEAR_S = 365 * 24 * 3600;

export function meRoutes(app: FastifyInstance, house: House): void {
  app.get('/menu', forOfficer(house, 'send-item', menu));
  app.get(
    '/me',
    forOfficer(house, 'send-item', async (visit) => mePage(visit, {})),
  );

  app.post(
    '/me/password',
    forOfficer(house, 'send-item', async (visit, request) => {
      const { oldPassword = '', newPassword = '' } = readFields(request.body);
      try {
        await house.staff.changePassword(visit.officer, oldPassword, newPassword);
        return visit.go('/me?done=password');
      } catch (thrown) {
        const problem = passwordProblem(visit, thrown, 'newPassword');
        if (problem === undefined) throw thrown;
        return mePage(visit, { problem });
      }
    }),
  );

  app.post(
    '/me/line',
    forOfficer(house, 'send-item', async (visit) =>
      mePage(visit, { code: await house.staff.lineCode(visit.officer) }),
    ),
  );

  app.post(
    '/me/theme',
    forOfficer(house, 'send-item', async (visit, request, reply) => {
      const theme = readFields(request.body)['theme'];
      reply.setCookie('theme', theme === 'light' || theme === 'dark' ? theme : '', {
        path: '/',
        sameSite: 'lax',
        secure: house.secureCookies,
        maxAge: theme === 'light' || theme === 'dark' ? YEAR_S : 0,
      });
      return visit.go('/me?done=theme');
    }),
  );
}

function menu(visit: Visit): Promise<FastifyReply> {
  const { w, officer } = visit;
  const ways = [
    { href: '/me', icon: 'settings' as const, word: w.me, may: true },
    { href: '/people', icon: 'users' as const, word: w.people, may: true },
    { href: '/dictionary', icon: 'book-open' as const, word: w.dictionary, may: true },
    { href: '/slots', icon: 'calendar-clock' as const, word: w.slots, may: visit.may('change-timetable') },
    { href: '/history', icon: 'history' as const, word: w.history, may: visit.may('see-history') },
    { href: '/stop', icon: 'volume-x' as const, word: w.stopSound, may: visit.may('stop-sound') },
  ];
  return showPage(
    visit,
    { tab: 'menu', title: w.menu },
    <>
      <p class="soft">{officer.name}</p>
      <ul class="menu rows">
        {ways
          .filter((way) => way.may)
          .map((way) => (
            <li key={way.href}>
              <a href={way.href}>
                <Icon name={way.icon} />
                {way.word}
              </a>
            </li>
          ))}
        <li>
          <SignOut word={w.signOut} />
        </li>
      </ul>
      <p class="section">
        <Icon name="languages" /> <LanguageLink />
      </p>
    </>,
  );
}

function SignOut({ word }: { readonly word: string }): JSX.Element {
  return (
    <Post action="/sign-out">
      <button type="submit">
        <Icon name="log-out" />
        {word}
      </button>
    </Post>
  );
}

function mePage(
  visit: Visit,
  {
    problem,
    code,
  }: { readonly problem?: Problem; readonly code?: { readonly code: string; readonly expiresAt: Instant } },
): Promise<FastifyReply> {
  const { w, when, officer, theme } = visit;
  const of = (field: string) => (problem?.field === field ? problem : undefined);
  return showPage(
    visit,
    {
      tab: 'menu',
      title: w.me,
      back: { href: '/menu', label: w.menu },
      done: doneOf(visit),
      problems: problem === undefined ? [] : [problem],
      status: problem === undefined ? 200 : 422,
    },
    <>
      <p>
        <b>{officer.name}</b> <span class="soft">({officer.username})</span>
      </p>
      <section class="section">
        <h2>{w.lineTitle}</h2>
        {officer.lineUserId !== undefined && code === undefined ? (
          <Box tone="good">{w.lineConnected}</Box>
        ) : (
          <p class="soft">{w.lineHint}</p>
        )}
        {code === undefined ? null : (
          <div role="status">
            <p>
              {w.lineCodeIs} ({w.validUntil(when.time(code.expiresAt))})
            </p>
            <p class="code" lang="en">
              {code.code}
            </p>
          </div>
        )}
        <Post action="/me/line">
          <Button icon="smartphone">{w.lineCode}</Button>
        </Post>
      </section>
      <section class="section">
        <h2>{w.languageTitle}</h2>
        <p>
          <Icon name="languages" /> <LanguageLink />
        </p>
      </section>
      <section class="section">
        <h2>{w.themeTitle}</h2>
        <Post action="/me/theme">
          <fieldset>
            <legend class="hidden">{w.themeTitle}</legend>
            <div class="chips">
              <Chip radio name="theme" value="" label={w.themeSystem} checked={theme === undefined} />
              <Chip radio name="theme" value="light" label={w.themeLight} checked={theme === 'light'} />
              <Chip radio name="theme" value="dark" label={w.themeDark} checked={theme === 'dark'} />
            </div>
          </fieldset>
          <Button>{w.save}</Button>
        </Post>
      </section>
      <section class="section">
        <h2>{officer.hasPassword ? w.changePassword : w.setPassword}</h2>
        <Post action="/me/password" class="pico">
          <input
            class="hidden"
            type="text"
            name="username"
            value={officer.username}
            autocomplete="username"
            tabIndex={-1}
            aria-hidden="true"
            readOnly
          />
          {officer.hasPassword ? (
            <Field name="oldPassword" label={w.oldPassword} problem={of('oldPassword')}>
              {(ties) => <input {...ties} type="password" autocomplete="current-password" required />}
            </Field>
          ) : null}
          <Field name="newPassword" label={w.newPassword} hint={w.passwordHint} problem={of('newPassword')}>
            {(ties) => (
              <input {...ties} type="password" autocomplete="new-password" minlength={10} required />
            )}
          </Field>
          <Button tone="primary">{w.save}</Button>
        </Post>
      </section>
      <div class="menu section">
        <SignOut word={w.signOut} />
      </div>
    </>,
  );
}
