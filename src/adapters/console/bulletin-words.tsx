// The words as written and as they are read aloud. Where both differ the word is underlined and leads to its pair in the
// list below; what has no certain reading stands in a dotted box.
import type { JSX } from 'preact';
import type { BulletinPage } from '../../pipeline/records.ts';
import type { Segment } from '../../thai/reading.ts';
import { useHere } from './bits.tsx';

export type View = 'written' | 'reading';

interface Mark {
  readonly segment: Segment;
  readonly kind: 'same' | 'changed' | 'unread';
  /** Its number among the marked ones of its kind. */
  readonly n: number;
}

export function Words({ page, view }: { readonly page: BulletinPage; readonly view: View }): JSX.Element {
  const { w } = useHere();
  const { reading, words, source } = page.bulletin.current;
  const at = `/b/${page.bulletin.id}`;
  if (source.kind === 'recording') {
    return (
      <section class="section">
        <h2>{w.textAndReading}</h2>
        <p class="soft">{w.recordedSound}</p>
      </section>
    );
  }
  const marks = reading === undefined ? [] : marksOf(reading.segments);
  const changed = marks.filter((mark) => mark.kind === 'changed');
  return (
    <section class="section" id="words">
      <h2>{w.textAndReading}</h2>
      {reading === undefined ? (
        <div class="card">
          <p class="text">{words}</p>
        </div>
      ) : (
        <>
          <nav class="switch" aria-label={w.textAndReading}>
            <Way href={`${at}?view=written#words`} word={w.written} here={view === 'written'} />
            <Way href={`${at}?view=reading#words`} word={w.reading} here={view === 'reading'} />
          </nav>
          <div class="card">
            <p class={view === 'reading' ? 'text read' : 'text'} lang="th">
              {marks.map((mark) => (
                <Word key={mark.segment.span.start} mark={mark} view={view} />
              ))}
            </p>
          </div>
          {changed.length + reading.unread.length === 0 ? null : <p class="soft small">{w.readingHint}</p>}
          {reading.unread.length === 0 ? null : (
            <ul class="card pairs">
              {reading.unread.map((token, n) => (
                <li key={token.span.start} id={`x${n}`}>
                  <b>{token.written}</b> {token.why}
                  <br />
                  <span class="soft">{token.proposed === '' ? w.leftOut : w.willReadAs(token.proposed)}</span>
                </li>
              ))}
            </ul>
          )}
          {changed.length === 0 ? null : (
            <details>
              <summary>
                {w.changedWords} ({changed.length})
              </summary>
              <ul class="card pairs">
                {changed.map((mark) => (
                  <li key={mark.segment.span.start} id={`p${mark.n}`}>
                    <del>{mark.segment.written}</del> →{' '}
                    {mark.segment.spoken === '' ? w.leftOut : mark.segment.spoken}
                  </li>
                ))}
              </ul>
            </details>
          )}
        </>
      )}
    </section>
  );
}

function Way({
  href,
  word,
  here,
}: {
  readonly href: string;
  readonly word: string;
  readonly here: boolean;
}): JSX.Element {
  return (
    <a href={href} {...(here ? { 'aria-current': 'true' as const } : {})}>
      {word}
    </a>
  );
}

function Word({ mark, view }: { readonly mark: Mark; readonly view: View }): JSX.Element {
  const { w } = useHere();
  const { segment, kind, n } = mark;
  const shown = view === 'written' ? segment.written : spokenOf(segment);
  if (kind === 'same') return <>{shown}</>;
  const says = segment.spoken === '' ? w.leftOut : w.readingOf(segment.spoken);
  if (kind === 'unread') {
    return (
      <a class="unsure" id={`u${n}`} href={`#x${n}`} title={says}>
        {shown}
      </a>
    );
  }
  return (
    <a class="said-as" href={`#p${n}`} title={view === 'written' ? says : segment.written}>
      {shown}
    </a>
  );
}

/** In the reading a pause stays the space or line it was on paper: an officer follows the lines of the letter. */
function spokenOf(segment: Segment): string {
  if (segment.kind !== 'pause') return segment.spoken;
  return segment.written.includes('\n') ? segment.written : segment.spoken;
}

function marksOf(segments: readonly Segment[]): readonly Mark[] {
  const counts = { same: 0, changed: 0, unread: 0 };
  return segments.map((segment) => {
    const same = segment.kind === 'pause' || segment.spoken.trim() === segment.written.trim();
    const kind = segment.confidence === 'unread' ? 'unread' : same ? 'same' : 'changed';
    return { segment, kind, n: counts[kind]++ };
  });
}
