// ผังเวลา (/d/{date}): one day as a list from morning to night, what sounds in each slot and how full it is. Desks → list.
import type { FastifyInstance } from 'fastify';
import type { JSX } from 'preact';
import { RelayError } from '../../core/errors.ts';
import { addDays, instantOf, type LocalDate, localDate, parseLocalDate } from '../../core/timetable.ts';
import type { DayPlay } from '../../pipeline/records.ts';
import { Button, Empty, Hidden, Icon, LinkButton, Post, useHere } from './bits.tsx';
import { doneOf } from './done.tsx';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { Broadcasts, Day, oncePlays } from './timetable-day.tsx';
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
