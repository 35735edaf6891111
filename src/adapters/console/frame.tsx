// The frame round every page: office and stop at the top, five ways at the bottom (left on a wide screen), one h1, one
// band with the result of the last act. Counts in it are the server's own at this moment.
import type { FastifyReply } from 'fastify';
import type { ComponentChildren, JSX, VNode } from 'preact';
import type { Organisation } from '../../core/organisation.ts';
import { atLeast } from '../../core/tower-loudness.ts';
import type { IconName } from './assets/icons.ts';
import { HereProvider, Icon, type Problem, useHere } from './bits.tsx';
import type { Guest, Visit } from './visit.ts';

export type Tab = 'queue' | 'timetable' | 'towers' | 'record' | 'menu';

export interface Page {
  readonly tab: Tab;
  readonly title: string;
  /** The document's title where it says more than the h1. */
  readonly fullTitle?: string;
  readonly back?: { readonly href: string; readonly label: string } | undefined;
  /** What the last act did; stands before the h1. */
  readonly done?: ComponentChildren;
  readonly problems?: readonly Problem[] | undefined;
  readonly above?: ComponentChildren;
  readonly help?: string;
  /** The one sticky thing at the bottom of a page with a decision, in place of the five ways. */
  readonly bar?: VNode | undefined;
  readonly status?: number;
  /** Two texts side by side need the room. */
  readonly wide?: boolean;
}

interface Counts {
  readonly organisation: Organisation | undefined;
  readonly waiting: number;
  readonly unwell: number;
}

/** Renders the page in its frame and sends it. */
export async function showPage(visit: Visit, page: Page, children: ComponentChildren): Promise<FastifyReply> {
  const counts = await countsOf(visit);
  return visit.show(
    <HereProvider value={visit}>
      <Document title={titleOf(visit, page)} class={page.bar === undefined ? 'with-nav' : 'with-bar'}>
        <Top visit={visit} counts={counts} />
        <Ways visit={visit} tab={page.tab} counts={counts} hidden={page.bar !== undefined} />
        <main id="main" {...(page.wide === true ? { class: 'wide' } : {})}>
          {page.back === undefined ? null : (
            <a class="back" href={page.back.href}>
              <Icon name="arrow-left" />
              <span class="cut">{page.back.label}</span>
            </a>
          )}
          {page.bar === undefined ? <div id="notice" aria-live="polite" /> : null}
          {page.done === undefined || page.done === null ? null : (
            <div class="box t-good" role="status">
              {page.done}
            </div>
          )}
          <Summary problems={page.problems ?? []} />
          {page.above}
          <h1>{page.title}</h1>
          {children}
        </main>
        <Foot help={page.help} phone={counts.organisation?.phone} />
        {page.bar}
      </Document>
    </HereProvider>,
    page.status,
  );
}

/** A page for somebody who is not signed in. */
export function showGuest(
  guest: Guest,
  page: { readonly title: string; readonly problems?: readonly Problem[]; readonly status?: number },
  children: ComponentChildren,
): FastifyReply {
  return guest.show(
    <HereProvider value={guest}>
      <Document title={`${page.title} – ${guest.w.product}`} class="guest">
        <main id="main">
          <p class="brand">
            <Icon name="radio-tower" />
            <span>{guest.w.product}</span>
          </p>
          <div id="notice" aria-live="polite" />
          <Summary problems={page.problems ?? []} />
          <h1>{page.title}</h1>
          {children}
          <p class="small">
            <LanguageLink />
          </p>
        </main>
      </Document>
    </HereProvider>,
    page.status,
  );
}

function titleOf({ w }: Visit, page: Page): string {
  const start = (page.problems ?? []).length > 0 ? w.titleProblem : '';
  return `${start}${page.fullTitle ?? page.title} – ${w.product}`;
}

async function countsOf(visit: Visit): Promise<Counts> {
  const { house, org } = visit;
  const [organisation, queue, towers] = await Promise.all([
    house.organisations.find(org),
    house.views.queue(org, { limit: 200 }),
    house.care.of(org),
  ]);
  return {
    organisation,
    waiting: queue.filter((card) => card.bulletin.current.state === 'voiced').length,
    unwell: towers.filter(({ loudness }) => atLeast(loudness, 'listed')).length,
  };
}

function Document({
  title,
  class: kind,
  children,
}: {
  readonly title: string;
  readonly class: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { house, language, theme, w, csrf } = useHere();
  const { assets } = house;
  return (
    <html lang={language} {...(theme === undefined ? {} : { 'data-theme': theme })}>
      <head>
        <meta charSet="utf-8" />
        <title>{title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <meta
          name="htmx-config"
          content='{"noSwap":[204,304,"5xx"],"includeIndicatorCSS":false,"defaultTimeout":15000}'
        />
        {csrf === undefined ? null : <meta name="csrf" content={csrf} />}
        <meta name="no-answer" content={w.noAnswer} />
        <meta name="broken" content={w.broken} />
        <link rel="preload" href={assets.font} as="font" type="font/woff2" crossOrigin="anonymous" />
        <link rel="stylesheet" href={assets.style} />
        <link rel="icon" href={`${assets.mark}`} type="image/svg+xml" />
        <script src={assets.htmx} defer />
        <script src={assets.script} defer />
      </head>
      <body class={kind}>
        <a class="skip" href="#main">
          {w.skip}
        </a>
        {children}
      </body>
    </html>
  );
}

function Top({ visit, counts }: { readonly visit: Visit; readonly counts: Counts }): JSX.Element {
  const { w } = visit;
  return (
    <>
      <header class="top">
        <a class="org" href="/">
          {counts.organisation?.name ?? w.product}
        </a>
        {visit.may('stop-sound') ? (
          <a class="quick" href="/stop">
            <Icon name="volume-x" />
            {w.stopSound}
          </a>
        ) : null}
      </header>
      <div class="band" id="offline" role="status" hidden>
        {w.offline}
      </div>
    </>
  );
}

const WAYS: readonly { readonly tab: Tab; readonly href: string; readonly icon: IconName }[] = [
  { tab: 'queue', href: '/', icon: 'inbox' },
  { tab: 'timetable', href: '/d', icon: 'calendar-clock' },
  { tab: 'towers', href: '/towers', icon: 'radio-tower' },
  { tab: 'record', href: '/r', icon: 'clipboard-check' },
  { tab: 'menu', href: '/menu', icon: 'menu' },
];

function Ways({
  visit: { w },
  tab,
  counts,
  hidden,
}: {
  readonly visit: Visit;
  readonly tab: Tab;
  readonly counts: Counts;
  readonly hidden: boolean;
}): JSX.Element {
  const badge = (of: Tab) => {
    if (of === 'queue' && counts.waiting > 0)
      return <Count count={counts.waiting} means={w.waitingCount(counts.waiting)} />;
    if (of === 'towers' && counts.unwell > 0)
      return <Count count={counts.unwell} means={w.unwellCount(counts.unwell)} bad />;
    return null;
  };
  return (
    <nav class={hidden ? 'nav wide-only' : 'nav'} aria-label={w.mainMenu}>
      <ul>
        {WAYS.map((way) => (
          <li key={way.tab}>
            <a href={way.href} {...(way.tab === tab ? { 'aria-current': 'page' as const } : {})}>
              <Icon name={way.icon} />
              <span>{w[way.tab]}</span>
              {badge(way.tab)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Count({
  count,
  means,
  bad,
}: {
  readonly count: number;
  readonly means: string;
  readonly bad?: boolean;
}): JSX.Element {
  return (
    <>
      <span class={bad === true ? 'count bad' : 'count'} aria-hidden="true">
        {count > 99 ? '99+' : count}
      </span>
      <span class="hidden">{means}</span>
    </>
  );
}

function Summary({ problems }: { readonly problems: readonly Problem[] }): JSX.Element | null {
  const { w } = useHere();
  if (problems.length === 0) return null;
  return (
    <div class="box t-problem" role="alert">
      <strong>{w.fixFirst(problems.length)}</strong>
      <ul>
        {problems.map((problem) => (
          <li key={problem.field}>
            <a href={`#${problem.field}`}>{problem.sentence}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Foot({
  help,
  phone,
}: {
  readonly help: string | undefined;
  readonly phone: string | undefined;
}): JSX.Element {
  const { w, when } = useHere();
  return (
    <footer class="foot">
      <details>
        <summary>{w.pageHelp}</summary>
        {help === undefined ? null : <p>{help}</p>}
        {phone === undefined || phone === '' ? null : (
          <p>
            <a href={`tel:${phone.replace(/[^\d+]/g, '')}`}>{w.officePhone(phone)}</a>
          </p>
        )}
        <p>
          {w.asOf(when.time(when.now))} · <LanguageLink />
        </p>
      </details>
    </footer>
  );
}

/** The same page in the other language; the choice is kept in a cookie. */
export function LanguageLink(): JSX.Element {
  const { language, path, w } = useHere();
  const other = language === 'th' ? 'en' : 'th';
  const [bare = '/', query = ''] = path.split('?');
  const fields = new URLSearchParams(query);
  fields.set('lang', other);
  return (
    <a href={`${bare}?${fields}`} lang={other} hreflang={other}>
      {w.otherLanguage}
    </a>
  );
}
