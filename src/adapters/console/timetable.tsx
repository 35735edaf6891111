// ผังเวลา (/d/{date}): one day as a list from morning to night, what sounds in each slot and how full it is. Desks → list.
import type { FastifyInstance } from 'fastify';
import type { JSX } from 'preact';
import { RelayError } from '../../core/errors.ts';
import type { QuietHours } from '../../core/timetable.ts';
import { addDays, instantOf, type LocalDate, localDate, parseLocalDate } from '../../core/timetable.ts';
import type { SlotDay } from '../../pipeline/desks.ts';
import type { DayPlay } from '../../pipeline/records.ts';
import { Button, Empty, Hidden, Icon, LinkButton, Post, Tag, useHere } from './bits.tsx';
import { doneOf } from './done.tsx';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { airedLook, tallyOf } from './states.tsx';
import { forOfficer } from './visit.ts';
import { daysFrom } from './when.ts';

/** Years as people write them here; the address of a day may be pasted into a chat. */
const BUDDHIST = 543;

export function timetableRoutes(app: FastifyInstance, house: House): void {
  app.get(
    '/d',
    forOfficer(house, 'see-bulletins', async (visit) => visit.go(`/d/${addressOf(visit.when.today)}`)),
  );

  app.get(
    '/d/:date',
    forOfficer(house, 'see-bulletins', async (visit, request) => {
      const { w, when, org } = visit;
      const date = dateOf((request.params as { date: string }).date);
      const week = daysFrom(addDays(date, -1), 7);
      const [day, organisation, slots, plays] = await Promise.all([
        house.timetable.day(org, date),
        house.organisations.find(org),
        house.timetable.slots(org),
        house.views.plays(org, instantOf(week[0] ?? date, 0), instantOf(week[6] ?? date, 1440)),
      ]);
      const next = day.openings.find((opening) => opening.closesAt > when.now)?.slot.id;
      return showPage(
        visit,
        {
          tab: 'timetable',
          title: when.longDate(date),
          fullTitle: `${w.timetable} ${when.date(date)}`,
          help: w.helpTimetable,
          done: doneOf(visit),
        },
        <>
          <Stepper date={date} />
          <Week week={week} chosen={date} plays={plays} />
          {slots.length === 0 ? <NoSlots mayChange={visit.may('change-timetable')} /> : null}
          {slots.length > 0 && day.openings.length === 0 ? (
            <Empty icon="calendar-clock" title={w.noPlaysDay} />
          ) : null}
          <Day date={date} openings={day.openings} next={next} quiet={organisation?.quietHours} />
          {day.others.length === 0 ? null : (
            <section class="section">
              <h2>{w.otherTimes}</h2>
              <Broadcasts plays={day.others} />
            </section>
          )}
          {visit.may('change-timetable') && slots.length > 0 ? (
            <div class="actions">
              <LinkButton href="/slots" icon="settings">
                {w.changeSlots}
              </LinkButton>
            </div>
          ) : null}
        </>,
      );
    }),
  );
}

/** `2569-11-22`, as it stands in addresses. */
export function addressOf(date: LocalDate): string {
  return `${Number(date.slice(0, 4)) + BUDDHIST}${date.slice(4)}`;
}

/** Reads a day of either era: years after 2400 are พ.ศ. @throws not-found for what is no day */
export function dateOf(text: string): LocalDate {
  const year = Number(text.slice(0, 4));
  try {
    return parseLocalDate(year > 2400 ? `${year - BUDDHIST}${text.slice(4)}` : text);
  } catch (thrown) {
    throw new RelayError('not-found', 'no such day', { cause: thrown });
  }
}

function Stepper({ date }: { readonly date: LocalDate }): JSX.Element {
  const { w, when } = useHere();
  return (
    <div class="stepper">
      <a href={`/d/${addressOf(addDays(date, -1))}`}>
        <Icon name="chevron-left" />
        {w.prevDay}
      </a>
      {date === when.today ? <b>{when.day(date)}</b> : <a href="/d">{when.day(when.today)}</a>}
      <a href={`/d/${addressOf(addDays(date, 1))}`}>
        {w.nextDay}
        <Icon name="chevron-right" />
      </a>
    </div>
  );
}

function Week({
  week,
  chosen,
  plays,
}: {
  readonly week: readonly LocalDate[];
  readonly chosen: LocalDate;
  readonly plays: readonly DayPlay[];
}): JSX.Element {
  const { w, when } = useHere();
  return (
    <nav class="days nums" aria-label={w.weekStrip}>
      {week.map((date) => {
        const count = oncePlays(plays.filter((play) => localDate(play.at) === date)).length;
        return (
          <a
            key={date}
            href={`/d/${addressOf(date)}`}
            title={when.longDate(date)}
            {...(date === chosen ? { 'aria-current': 'date' as const } : {})}
          >
            {when.weekday(date)}
            <b>{Number(date.slice(8))}</b>
            <small>{count === 0 ? '–' : w.bulletinsN(count)}</small>
          </a>
        );
      })}
    </nav>
  );
}

function Day({
  date,
  openings,
  next,
  quiet,
}: {
  readonly date: LocalDate;
  readonly openings: readonly SlotDay[];
  readonly next: string | undefined;
  readonly quiet: QuietHours | undefined;
}): JSX.Element {
  const { w, when } = useHere();
  const sorted = [...openings].sort((a, b) => a.opensAt - b.opensAt);
  const today = date === when.today;
  const nowBefore = today ? sorted.findIndex((opening) => opening.closesAt > when.now) : -1;
  const now = <p class="now nums">{w.nowLine(when.time(when.now))}</p>;
  return (
    <>
      {sorted.map((opening, n) => (
        <div key={opening.slot.id}>
          {n === nowBefore ? now : null}
          <SlotCard
            opening={opening}
            state={
              opening.closesAt <= when.now ? 'over' : today && opening.slot.id === next ? 'next' : 'ahead'
            }
          />
        </div>
      ))}
      {today && nowBefore === -1 && sorted.length > 0 ? now : null}
      {quiet === undefined || quiet.fromMinute === quiet.toMinute ? null : (
        <p class="quiet nums">
          <Icon name="moon" /> {w.quietRow(when.span(quiet.fromMinute, quiet.toMinute))}
        </p>
      )}
    </>
  );
}

function SlotCard({
  opening,
  state,
}: {
  readonly opening: SlotDay;
  readonly state: 'next' | 'ahead' | 'over';
}): JSX.Element {
  const { w, when } = useHere();
  const length = opening.closesAt - opening.opensAt;
  return (
    <section class={state === 'next' ? 'card slot next' : 'card slot'}>
      <h2 class="slot-head">
        <span class="when">{when.time(opening.opensAt)}</span>
        <span>{opening.slot.name}</span>
        {state === 'next' ? <Tag tone="info">{w.slotNext}</Tag> : null}
        {state === 'over' ? <Tag tone="idle">{w.slotOver}</Tag> : null}
      </h2>
      <p class="soft small nums">
        {opening.usedMs === 0
          ? `${w.slotEmpty} · ${when.length(length)}`
          : w.slotUsed(when.length(opening.usedMs), when.length(length))}
      </p>
      {opening.plays.length === 0 ? null : <Broadcasts plays={opening.plays} />}
    </section>
  );
}

/** Each bulletin once, with how many towers and what became of it. */
function Broadcasts({ plays }: { readonly plays: readonly DayPlay[] }): JSX.Element {
  const { w, when } = useHere();
  return (
    <ul class="rows">
      {oncePlays(plays).map(({ first, all }) => {
        const look = airedLook(tallyOf(all), w);
        return (
          <li key={first.id}>
            <a class="row link" href={`/b/${first.bulletin}`}>
              <span class="at">{when.time(first.at)}</span>
              <span class="grow">
                <span class="title">{first.title}</span>
                <span class="soft small nums">
                  {when.length(first.clipMs * first.times)} · {w.towersN(all.length)}
                </span>
                <span class="tags">
                  <Tag tone={look.tone} icon={look.icon}>
                    {look.word}
                  </Tag>
                </span>
              </span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

function oncePlays(
  plays: readonly DayPlay[],
): readonly { readonly first: DayPlay; readonly all: readonly DayPlay[] }[] {
  const groups = new Map<string, DayPlay[]>();
  for (const play of [...plays].sort((a, b) => a.at - b.at)) {
    const key = `${play.booking}.${play.occurrence}`;
    groups.set(key, [...(groups.get(key) ?? []), play]);
  }
  return [...groups.values()].flatMap((all) => (all[0] === undefined ? [] : [{ first: all[0], all }]));
}

function NoSlots({ mayChange }: { readonly mayChange: boolean }): JSX.Element {
  const { w } = useHere();
  return (
    <Empty icon="calendar-clock" title={w.noSlots}>
      {mayChange ? (
        <Post action="/slots/default">
          <Hidden name="default" value="1" />
          <Button tone="primary">{w.acceptDefault}</Button>
        </Post>
      ) : null}
    </Empty>
  );
}
