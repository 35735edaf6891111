// What the person who approves should look at first: dates that do not fit, numbers that belong to people, numbers nobody can
// keep, a text longer than its slot. They point into the text and stop nothing; where a touch mends it, the touch is there.
import type { JSX } from 'preact';
import type { LocalDate } from '../../core/timetable.ts';
import { soundingMs } from '../../core/timetable.ts';
import type { BulletinPage } from '../../pipeline/records.ts';
import type { Day, Warning } from '../../thai/warnings/warning.ts';
import { sayTwice, warningsOf } from '../../thai/warnings/warnings.ts';
import { Button, Hidden, Post } from './bits.tsx';
import type { Choices } from './choice.ts';
import type { Visit } from './visit.ts';

const WAITS: readonly string[] = ['drafted', 'unvoiced', 'voiced', 'returned'];

/** In the order of the text; none where nothing is decided any more. */
export function warningsFor({ when }: Visit, { bulletin: { current } }: BulletinPage): readonly Warning[] {
  if (current.reading === undefined || !WAITS.includes(current.state)) return [];
  return warningsOf(current.reading, dayOf(when.today));
}

function dayOf(date: LocalDate): Day {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return { year, month, day };
}

function dateOfDay({ year, month, day }: Day): LocalDate {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}` as LocalDate;
}

export function Warnings({
  visit,
  page,
  warnings,
  choices,
}: {
  readonly visit: Visit;
  readonly page: BulletinPage;
  readonly warnings: readonly Warning[];
  readonly choices: Choices;
}): JSX.Element | null {
  const { w } = visit;
  const long = tooLong(visit, page, choices);
  if (warnings.length === 0 && long === undefined) return null;
  return (
    <section class="box t-waiting warnings" id="warnings" aria-labelledby="warnings-head">
      <strong id="warnings-head">{w.lookFirst(warnings.length + (long === undefined ? 0 : 1))}</strong>
      <ul>
        {long === undefined ? null : (
          <li>
            {long} <a href={`/b/${page.bulletin.id}/book`}>{w.changeWhenWhere}</a>
          </li>
        )}
        {warnings.map((warning, n) => (
          <li key={`${warning.kind}.${warning.span.start}`}>
            <a href={`#k${n}`} lang="th">
              {short(warning.written)}
            </a>{' '}
            {sentenceOf(warning, visit)}
            <Twice visit={visit} page={page} warning={warning} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function short(written: string): string {
  const line = written.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

/** How many things the bar says to look at. */
export function countOf(
  visit: Visit,
  page: BulletinPage,
  warnings: readonly Warning[],
  choices: Choices,
): number {
  return warnings.length + (tooLong(visit, page, choices) === undefined ? 0 : 1);
}

/** Longer than the chosen slot, or than every slot there is. */
function tooLong({ w, when }: Visit, page: BulletinPage, { chosen, slots }: Choices): string | undefined {
  if (page.clip === undefined || page.bulletin.current.state !== 'voiced') return undefined;
  const ms = chosen === undefined ? page.clip.ms : soundingMs(page.clip.ms, chosen.wish.repeat);
  if (chosen?.slot !== undefined && ms > chosen.slot.lengthMs)
    return w.longerThanSlot(when.length(ms), chosen.slot.name, when.length(chosen.slot.lengthMs));
  const longest = Math.max(0, ...slots.map((slot) => slot.lengthMs));
  return slots.length > 0 && ms > longest
    ? w.longerThanAll(when.length(ms), when.length(longest))
    : undefined;
}

/** One touch that says the number a second time: an edit like any other. */
function Twice({
  visit,
  page: { bulletin },
  warning,
}: {
  readonly visit: Visit;
  readonly page: BulletinPage;
  readonly warning: Warning;
}): JSX.Element | null {
  const { w } = visit;
  if (!visit.may('edit-words') || sayTwice(bulletin.current.words, warning) === bulletin.current.words)
    return null;
  return (
    <Post action={`/b/${bulletin.id}/say-twice`}>
      <Hidden name="version" value={bulletin.version} />
      <Hidden name="at" value={warning.span.start} />
      {warning.facts.proposed === undefined ? null : (
        <p class="soft small" lang="th">
          {warning.facts.proposed}
        </p>
      )}
      <Button icon="rotate-ccw">{w.sayTwice}</Button>
    </Post>
  );
}

function sentenceOf({ kind, facts, written }: Warning, { w, when }: Visit): string {
  // Where the text tells no year, the one that is meant is told.
  const tellsYear = /[\d๐-๙]{4}/.test(written);
  const date = facts.date === undefined || tellsYear ? '' : `${when.date(dateOfDay(facts.date))} `;
  const day = (name: string | undefined) => (name ?? '').replace(/^วัน/, '');
  switch (kind) {
    case 'weekday':
      return w.warnWeekday(date, day(facts.rightWeekday), day(facts.writtenWeekday));
    case 'past':
      return w.warnPast(facts.daysAgo ?? 0);
    case 'impossible-date':
      return w.warnNoDate;
    case 'impossible-time':
      return w.warnNoTime;
    case 'ends-before-start':
      return w.warnEnds;
    case 'identity-number':
      return facts.checksum === true ? w.warnIdentity : w.warnThirteen;
    case 'private-phone':
      return w.warnPhone;
    case 'account-number':
      return w.warnAccount;
    case 'said-once':
      return w.warnOnce;
    case 'long-number':
      return w.warnLong;
    case 'link':
      return w.warnLink;
  }
}
