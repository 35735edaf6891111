// The frame round every page: office and stop at the top, five ways at the bottom (left on a wide screen), one h1, one
// band with the result of the last act.
import type { FastifyReply } from 'fastify';
import type { ComponentChildren, JSX, VNode } from 'preact';
import { HereProvider, Icon, type Problem, useHere } from './bits.tsx';
import { Document } from './document.tsx';
import type { Guest, Visit } from './visit.ts';
import { countsOf, type Tab, Ways } from './ways.tsx';

interface Page {
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

/** Renders the page in its frame and sends it. */
export async function showPage(visit: Visit, page: Page, children: ComponentChildren): Promise<FastifyReply> {
  const [organisation, counts] = await Promise.all([
    visit.house.organisations.find(visit.org),
    countsOf(visit),
  ]);
  return visit.show(
    <HereProvider value={visit}>
      <Document title={titleOf(visit, page)} class={page.bar === undefined ? 'with-nav' : 'with-bar'}>
        <Top visit={visit} office={organisation?.name} />
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
        <Foot help={page.help} phone={organisation?.phone} />
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

function Top({ visit, office }: { readonly visit: Visit; readonly office: string | undefined }): JSX.Element {
  const { w } = visit;
  return (
    <>
      <header class="top">
        <a class="org" href="/">
          {office ?? w.product}
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
