// The list of the office's own readings: sought by words, narrowed by kind, a hundred on a page, each with who said so and
// when; and the list as a file.
import type { FastifyReply } from 'fastify';
import type { ComponentChildren, JSX } from 'preact';
import { type DictionaryEntry, ENTRY_KINDS, type EntryKind } from '../../core/dictionary.ts';
import { Empty, LinkButton, Tag, useHere } from './bits.tsx';
import { kindWord } from './dictionary-forms.tsx';
import { showPage } from './frame.tsx';
import { SearchField } from './search-field.tsx';
import type { Visit } from './visit.ts';

/** Rows on one page: a phone scrolls them, and a search finds the rest. */
const A_PAGE = 100;

const FILTERS = ['all', ...ENTRY_KINDS, 'shared'] as const;
type Filter = (typeof FILTERS)[number];

export async function listPage(visit: Visit, done?: ComponentChildren): Promise<FastifyReply> {
  const { w, house, org } = visit;
  const search = (visit.query['q'] ?? '').slice(0, 100);
  const filter = FILTERS.find((one) => one === visit.query['kind']) ?? 'all';
  const from = Math.max(0, Math.floor(Number(visit.query['from']) || 0));
  const found = (await house.dictionary.all(org, { search, shared: filter === 'shared' })).filter(
    (entry) => filter === 'all' || filter === 'shared' || entry.kind === filter,
  );
  const shown = found.slice(from, from + A_PAGE);
  const change = visit.may('change-dictionary');
  return showPage(
    visit,
    {
      tab: 'menu',
      title: w.dictionary,
      back: { href: '/menu', label: w.menu },
      done,
      help: w.helpDictionary,
    },
    <>
      <p class="soft">{w.dictionaryLead}</p>
      {change ? (
        <p>
          <LinkButton href="/dictionary/entry" icon="plus">
            {w.addEntry}
          </LinkButton>
        </p>
      ) : null}
      <SearchField action="/dictionary" value={search} word={w.searchEntries}>
        {filter === 'all' ? null : <input type="hidden" name="kind" value={filter} />}
      </SearchField>
      <Kinds search={search} filter={filter} />
      {shown.length === 0 ? (
        <NoneFound asked={search !== '' || filter !== 'all'} />
      ) : (
        <>
          <p class="soft small nums">{w.entriesShown(from + 1, from + shown.length, found.length)}</p>
          <ul class="rows">
            {shown.map((entry) => (
              <Entry key={entry.written} entry={entry} change={change} />
            ))}
          </ul>
          {from + A_PAGE < found.length ? (
            <div class="actions">
              <LinkButton href={addressOf(search, filter, from + A_PAGE)} icon="chevron-right">
                {w.moreEntries}
              </LinkButton>
            </div>
          ) : null}
        </>
      )}
      <AsFile shared={found.some((entry) => entry.shared)} change={change} />
    </>,
  );
}

function addressOf(search: string, filter: Filter, from: number): string {
  const fields = new URLSearchParams();
  if (search !== '') fields.set('q', search);
  if (filter !== 'all') fields.set('kind', filter);
  if (from > 0) fields.set('from', String(from));
  return fields.size === 0 ? '/dictionary' : `/dictionary?${fields}`;
}

function NoneFound({ asked }: { readonly asked: boolean }): JSX.Element {
  const { w } = useHere();
  return (
    <Empty icon="book-open" title={asked ? w.emptyFilter : w.noEntries}>
      {asked ? <LinkButton href="/dictionary">{w.clearFilter}</LinkButton> : w.noEntriesHint}
    </Empty>
  );
}

function AsFile({ shared, change }: { readonly shared: boolean; readonly change: boolean }): JSX.Element {
  const { w } = useHere();
  return (
    <section class="section">
      <h2>{w.asFile}</h2>
      <p class="soft">{w.asFileHint}</p>
      <div class="actions">
        <LinkButton href="/dictionary.csv" icon="file-text">
          {w.exportCsv}
        </LinkButton>
        {shared ? (
          <LinkButton href="/dictionary.csv?only=shared" icon="send">
            {w.exportShared}
          </LinkButton>
        ) : null}
        {change ? (
          <LinkButton href="/dictionary/import" icon="inbox">
            {w.importCsv}
          </LinkButton>
        ) : null}
      </div>
    </section>
  );
}

function Kinds({ search, filter }: { readonly search: string; readonly filter: Filter }): JSX.Element {
  const { w } = useHere();
  return (
    <nav class="filters" aria-label={w.filterLabel}>
      {FILTERS.map((one) => (
        <a
          key={one}
          href={addressOf(search, one, 0)}
          {...(one === filter ? { 'aria-current': 'true' as const } : {})}
        >
          {one === 'all' ? w.filterAll : one === 'shared' ? w.sharedTag : kindWord(one, w)}
        </a>
      ))}
    </nav>
  );
}

function Entry({
  entry,
  change,
}: {
  readonly entry: DictionaryEntry;
  readonly change: boolean;
}): JSX.Element {
  const { w, when } = useHere();
  const inside = (
    <span class="grow">
      <span class="title" lang="th">
        {entry.written}
      </span>
      <span class="said-line" lang="th">
        {entry.spoken === '' ? w.leftOut : entry.spoken}
      </span>
      <span class="tags">
        <KindTag kind={entry.kind} />
        {entry.use === 'unread' ? <Tag tone="idle">{w.useUnreadTag}</Tag> : null}
        {entry.shared ? (
          <Tag tone="info" icon="send">
            {w.sharedTag}
          </Tag>
        ) : null}
      </span>
      <span class="soft small">
        {entry.note === '' ? '' : `${entry.note} · `}
        {w.settledBy(entry.by === undefined ? w.systemName : entry.byName, when.ago(entry.at))}
      </span>
    </span>
  );
  return (
    <li>
      {change ? (
        <a class="row link" href={`/dictionary/entry?w=${encodeURIComponent(entry.written)}`}>
          {inside}
        </a>
      ) : (
        <div class="row">{inside}</div>
      )}
    </li>
  );
}

function KindTag({ kind }: { readonly kind: EntryKind }): JSX.Element {
  const { w } = useHere();
  return <Tag tone="idle">{kindWord(kind, w)}</Tag>;
}
