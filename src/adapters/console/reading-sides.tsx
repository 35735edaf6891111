// The written text beside what is read aloud: two columns on a wide screen; on a phone line under line, or one side alone.
// Every word that sounds different is tied to its pair by a plain link; our script marks both and brings the other to sight.
import type { JSX } from 'preact';
import { useHere } from './bits.tsx';
import type { Line, Mark } from './reading-lines.ts';

/** Which sides a phone shows; a wide screen always shows both. */
export const VIEWS = ['both', 'written', 'reading'] as const;
export type View = (typeof VIEWS)[number];

export function Sides({
  lines,
  view,
  at,
  settleAt,
  flags,
}: {
  readonly lines: readonly Line[];
  readonly view: View;
  /** The page's own address, for the switch. */
  readonly at: string;
  /** Where an uncertain word is settled; undefined where nothing can be settled any more, or not by this officer. */
  readonly settleAt: string | undefined;
  /** By a segment's start: the warnings that point there. */
  readonly flags: ReadonlyMap<number, readonly number[]>;
}): JSX.Element {
  const { w, language } = useHere();
  const names: Readonly<Record<View, string>> = { both: w.bothSides, written: w.written, reading: w.reading };
  return (
    <>
      <nav class="switch narrow-only" aria-label={w.textAndReading}>
        {VIEWS.map((one) => (
          <a
            key={one}
            href={`${at}?view=${one}#words`}
            {...(one === view ? { 'aria-current': 'true' as const } : {})}
          >
            {names[one]}
          </a>
        ))}
      </nav>
      <div class={`card sides only-${view}`} data-sides>
        <div class="line heads" aria-hidden="true">
          <b>{w.written}</b>
          <b>{w.reading}</b>
        </div>
        {lines.map((line) => (
          <div class={lineClass(line)} key={line.marks[0]?.segment.span.start}>
            <p class="text written" lang="th">
              {line.marks.map((mark) => (
                <Flagged key={mark.segment.span.start} of={flags.get(mark.segment.span.start) ?? []}>
                  <Written mark={mark} at={at} view={view} settleAt={settleAt} />
                </Flagged>
              ))}
            </p>
            <p class="text read" lang="th">
              <span class="hidden" lang={language}>
                {w.readingOf('')}
              </span>
              {trimmed(line.marks).map((mark) => (
                <Read key={mark.segment.span.start} mark={mark} />
              ))}
            </p>
          </div>
        ))}
      </div>
    </>
  );
}

/** `even`: read just as it is written, so a phone need not show it twice. */
function lineClass({ marks, paragraph }: Line): string {
  const even = marks.every((mark) => mark.kind === 'same');
  return `line${paragraph ? ' first' : ''}${even ? ' even' : ''}`;
}

/** No pause at either end of a line: the line itself is one. */
function trimmed(marks: readonly Mark[]): readonly Mark[] {
  const speaks = (mark: Mark) => mark.segment.kind !== 'pause';
  return marks.slice(marks.findIndex(speaks), marks.findLastIndex(speaks) + 1);
}

/** The place that one or more warnings point at. */
function Flagged({
  of,
  children,
}: {
  readonly of: readonly number[];
  readonly children: JSX.Element;
}): JSX.Element {
  return of.reduce(
    (inside, n) => (
      <span class="flag" id={`k${n}`}>
        {inside}
      </span>
    ),
    children,
  );
}

function Written({
  mark: { segment, kind, n },
  at,
  view,
  settleAt,
}: {
  readonly mark: Mark;
  readonly at: string;
  readonly view: View;
  readonly settleAt: string | undefined;
}): JSX.Element {
  const { w } = useHere();
  const says = segment.spoken === '' ? w.leftOut : w.readingOf(segment.spoken);
  if (kind === 'same') return <>{segment.written}</>;
  if (kind === 'hush') return <span class="hush">{segment.written}</span>;
  if (kind === 'unread') {
    return (
      <a
        class="unsure"
        id={`u${n}`}
        data-pair={`v${n}`}
        href={settleAt === undefined ? `#v${n}` : `${settleAt}#w${n}`}
        title={says}
      >
        {segment.written}
      </a>
    );
  }
  // On a phone that shows one side the pair is not there to go to.
  const there = view === 'both' ? '' : `${at}?view=both`;
  return (
    <>
      <a class="said-as" id={`p${n}`} data-pair={`r${n}`} href={`${there}#r${n}`} title={says}>
        {segment.written.trimEnd()}
      </a>
      {segment.written.slice(segment.written.trimEnd().length)}
    </>
  );
}

/** Not a stop for the Tab key: the written side has one for each pair already. */
function Read({ mark: { segment, kind, n } }: { readonly mark: Mark }): JSX.Element {
  const { w } = useHere();
  if (kind === 'same') return <>{segment.spoken}</>;
  if (kind === 'hush') return <>{segment.spoken}</>;
  const unread = kind === 'unread';
  const shown = segment.spoken === '' ? <i class="silent">{w.leftOutShort}</i> : segment.spoken;
  const pair = `${unread ? 'u' : 'p'}${n}`;
  return (
    <a
      class={unread ? 'unsure' : 'said-as'}
      id={`${unread ? 'v' : 'r'}${n}`}
      data-pair={pair}
      href={`#${pair}`}
      title={segment.written}
      tabIndex={-1}
    >
      {shown}
    </a>
  );
}
