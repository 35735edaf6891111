// The words as written beside how they are read aloud, and the words nobody is certain of: how many, where the first is, and
// how people have settled the others.
import type { JSX } from 'preact';
import type { BulletinPage } from '../../pipeline/records.ts';
import type { Warning } from '../../thai/warnings/warning.ts';
import { useHere } from './bits.tsx';
import { doubtsOf, flagsOf, linesOf } from './reading-lines.ts';
import { Sides, VIEWS } from './reading-sides.tsx';
import type { Visit } from './visit.ts';

export function Words({
  visit,
  page,
  warnings,
}: {
  readonly visit: Visit;
  readonly page: BulletinPage;
  readonly warnings: readonly Warning[];
}): JSX.Element {
  const { w } = visit;
  const { reading, words, source } = page.bulletin.current;
  const at = `/b/${page.bulletin.id}`;
  if (source.kind === 'recording') {
    return (
      <section class="section">
        <h2>{w.textAndReading}</h2>
        <p class="soft">{w.recordedSound}</p>
        {page.item?.text === undefined || page.item.erasedAt !== undefined ? null : (
          <>
            <p class="soft">{w.noteFromSender}</p>
            <p class="text" lang="th">
              {page.item.text}
            </p>
          </>
        )}
      </section>
    );
  }
  return (
    <section class="section" id="words">
      <h2>{w.textAndReading}</h2>
      {reading === undefined ? (
        <div class="card">
          <p class="text" lang="th">
            {words}
          </p>
        </div>
      ) : (
        <>
          <Uncertain page={page} />
          <a class="skip" href="#after-words">
            {w.skipWords}
          </a>
          <Sides
            lines={linesOf(reading)}
            view={VIEWS.find((one) => one === visit.query['view']) ?? 'both'}
            at={at}
            flags={flagsOf(reading, warnings)}
            settleAt={maySettle(visit, page) ? `${at}/settle` : undefined}
          />
          <p class="soft small" id="after-words">
            {w.readingHint}
          </p>
          <Settled page={page} />
        </>
      )}
    </section>
  );
}

/** The uncertain words as a row of ways into the text: the first, the next, and so to the last. */
function Uncertain({ page }: { readonly page: BulletinPage }): JSX.Element | null {
  const { w } = useHere();
  const { reading, words } = page.bulletin.current;
  const doubts = doubtsOf(words, reading);
  if (doubts.length === 0) return null;
  return (
    <nav class="doubts" aria-label={w.unreadWords(doubts.length)}>
      {doubts.slice(0, 40).map((doubt) => (
        <a class="unsure" lang="th" href={`#u${doubt.places[0]}`} key={doubt.written}>
          {doubt.written}
        </a>
      ))}
    </nav>
  );
}

/** Who said how which word is read: an approver sees on whose word it rests. */
function Settled({ page }: { readonly page: BulletinPage }): JSX.Element | null {
  const { w, when } = useHere();
  const { settled } = page.bulletin.current;
  if (settled.length === 0) return null;
  return (
    <details>
      <summary>
        {w.settledWords} ({settled.length})
      </summary>
      <ul class="card pairs">
        {settled.map((one) => (
          <li key={one.written}>
            <b lang="th">{one.written}</b>
            {' → '}
            {one.spoken === '' ? w.leftOut : <span lang="th">{one.spoken}</span>}
            <br />
            <span class="soft small">{w.settledBy(one.byName, when.ago(one.at))}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Whether this officer can still say how the uncertain words are read. */
export function maySettle(visit: Visit, { bulletin: { current } }: BulletinPage): boolean {
  return (
    visit.may('edit-words') &&
    ['voiced', 'unvoiced', 'returned'].includes(current.state) &&
    (current.reading?.unread.length ?? 0) > 0
  );
}
