// ประวัติการทำงาน (/history): the audit trail as sentences, newest first, by day. Read only; the chain of hashes behind it
// can be checked from here.
import type { FastifyInstance } from 'fastify';
import type { JSX } from 'preact';
import type { BulletinId, OfficerId } from '../../core/ids.ts';
import { type LocalDate, localDate } from '../../core/timetable.ts';
import type { AuditLine } from '../../pipeline/records.ts';
import { Box, Empty, LinkButton, useHere } from './bits.tsx';
import { deedSentence } from './deed-words.ts';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { forOfficer, type Visit } from './visit.ts';

const PAGE = 50;

export function historyRoutes(app: FastifyInstance, house: House): void {
  app.get(
    '/history',
    forOfficer(house, 'see-history', async (visit) => {
      const { w, org, query } = visit;
      const { bulletin, officer } = query;
      const lines = await house.audit.list(org, { limit: PAGE, ...filterOf(query) });
      const titles = await titlesOf(visit, lines);
      const last = lines.at(-1);
      const older = new URLSearchParams(
        Object.entries({ bulletin, officer, before: String(last?.n ?? 0) }).filter(
          (field): field is [string, string] => field[1] !== undefined,
        ),
      );
      return showPage(
        visit,
        {
          tab: 'menu',
          title: w.history,
          back:
            bulletin === undefined
              ? { href: '/menu', label: w.menu }
              : { href: `/b/${bulletin}`, label: titles.get(bulletin) ?? w.seeBulletin },
        },
        <>
          {query['check'] === '1' ? <Chain broken={await house.audit.firstBroken(org)} /> : null}
          {lines.length === 0 ? <Empty icon="history" title={w.noHistoryLines} /> : null}
          <Days lines={lines} titles={titles} />
          <div class="actions">
            {lines.length === PAGE ? (
              <LinkButton href={`/history?${older}`}>{w.olderLines}</LinkButton>
            ) : null}
            {query['before'] === undefined ? null : <LinkButton href="/history">{w.newestLines}</LinkButton>}
            <LinkButton href="/history?check=1" icon="circle-check">
              {w.checkChain}
            </LinkButton>
          </div>
        </>,
      );
    }),
  );
}

function filterOf({ bulletin, officer, before }: Visit['query']) {
  const n = Number(before);
  return {
    ...(bulletin === undefined ? {} : { subject: { kind: 'bulletin' as const, id: bulletin } }),
    ...(officer === undefined ? {} : { officer: officer as OfficerId }),
    ...(Number.isInteger(n) && n > 0 ? { before: n } : {}),
  };
}

/** Titles of the bulletins the lines tell of, each looked up once. */
async function titlesOf(
  { house, org }: Visit,
  lines: readonly AuditLine[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Set(
    lines.filter((line) => line.subject.kind === 'bulletin').map((line) => line.subject.id),
  );
  const found = await Promise.all([...ids].map((id) => house.views.bulletin(org, id as BulletinId)));
  return new Map(
    found.flatMap((page) => (page === undefined ? [] : [[page.bulletin.id as string, page.bulletin.title]])),
  );
}

function Chain({ broken }: { readonly broken: number | undefined }): JSX.Element {
  const { w } = useHere();
  return broken === undefined ? (
    <Box tone="good">{w.chainWhole}</Box>
  ) : (
    <Box tone="problem" alert>
      {w.chainBroken(broken)}
    </Box>
  );
}

function Days({
  lines,
  titles,
}: {
  readonly lines: readonly AuditLine[];
  readonly titles: ReadonlyMap<string, string>;
}): JSX.Element {
  const { when } = useHere();
  const days = new Map<LocalDate, AuditLine[]>();
  for (const line of lines) {
    const date = localDate(line.at);
    days.set(date, [...(days.get(date) ?? []), line]);
  }
  return (
    <>
      {[...days].map(([date, of]) => (
        <section key={date} class="section">
          <h2>{when.day(date)}</h2>
          <ul class="rows">
            {of.map((line) => (
              <li key={line.n} class="row">
                <span class="at">{when.time(line.at)}</span>
                <span class="grow">
                  <Line line={line} titles={titles} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Line({
  line,
  titles,
}: {
  readonly line: AuditLine;
  readonly titles: ReadonlyMap<string, string>;
}): JSX.Element {
  const here = useHere();
  const { w } = here;
  const door = { console: w.doorConsole, line: w.doorLine, api: w.doorApi, system: w.doorSystem }[
    line.by.door
  ];
  const { kind, id } = line.subject;
  const title = titles.get(id);
  return (
    <>
      <b>{line.by.door === 'system' ? w.doorSystem : line.by.name}</b> {deedSentence(line, here)}{' '}
      {kind === 'bulletin' ? (
        <a href={`/b/${id}`}>{title === undefined ? w.seeBulletin : `“${title}”`}</a>
      ) : null}
      {kind === 'tower' && id !== 'all' ? <a href={`/t/${id}`}>{id}</a> : null}
      {line.by.door === 'system' ? null : <span class="soft small"> ({door})</span>}
    </>
  );
}
