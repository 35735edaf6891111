// บันทึกการออกอากาศ (/r): what was heard on a day, where, approved by whom. Nobody edits it; unknown is a result of its own.
import type { FastifyInstance } from 'fastify';
import type { JSX } from 'preact';
import type { BulletinId } from '../../core/ids.ts';
import type { Play } from '../../core/play.ts';
import { addDays, DAY_MS, instantOf, type LocalDate } from '../../core/timetable.ts';
import type { AsRunRow } from '../../pipeline/records.ts';
import { Empty, Icon, LinkButton, Tag, useHere } from './bits.tsx';
import { mustFind } from './bulletin.tsx';
import { Player, SoundFacts } from './bulletin-player.tsx';
import { Plays } from './bulletin-record.tsx';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { airedLook, ClassTag, tallyOf } from './states.tsx';
import { addressOf, dateOf } from './timetable.tsx';
import { forOfficer } from './visit.ts';

export function asRunRoutes(app: FastifyInstance, house: House): void {
  app.get(
    '/r',
    forOfficer(house, 'see-bulletins', async (visit) => {
      const { w, when, org } = visit;
      const date = visit.query['date'] === undefined ? when.today : dateOf(visit.query['date']);
      const from = instantOf(date, 0);
      const rows = [...(await house.views.asRun(org, from, from + DAY_MS))]
        .filter((row) => row.at <= when.now)
        .sort((a, b) => b.at - a.at);
      const tallies = rows.map((row) => tallyOf(row.plays));
      const part = tallies.filter((tally) => tally.failed > 0).length;
      const unknown = tallies.filter((tally) => tally.failed === 0 && tally.unknown > 0).length;
      const full = tallies.filter(
        (tally) => tally.finished > 0 && tally.failed + tally.unknown + tally.planned + tally.sounding === 0,
      ).length;
      return showPage(
        visit,
        {
          tab: 'record',
          title: w.recordLong,
          fullTitle: `${w.recordLong} ${when.date(date)}`,
          help: w.helpRecord,
        },
        <>
          <Stepper date={date} />
          {rows.length === 0 ? (
            <Empty icon="clipboard-check" title={`${when.day(date)} ${w.noAirDay}`}>
              {w.noAirDayHint}
            </Empty>
          ) : (
            <>
              <p>
                <b>{when.day(date)}</b> · {w.dayTally(rows.length, full, part, unknown)}
              </p>
              <ul class="rows">
                {rows.map((row) => (
                  <Row key={`${row.bulletin}.${row.at}`} row={row} />
                ))}
              </ul>
            </>
          )}
        </>,
      );
    }),
  );

  app.get(
    '/r/:id',
    forOfficer(house, 'see-bulletins', async (visit, request) => {
      const { w, when } = visit;
      const page = await mustFind(visit, (request.params as { id: BulletinId }).id);
      const look = airedLook(page.plays, w);
      const given = page.given.filter((one) => one.voidedAt === undefined);
      return showPage(
        visit,
        {
          tab: 'record',
          title: page.bulletin.title,
          fullTitle: `${w.record}: ${page.bulletin.title}`,
          back: { href: '/r', label: w.recordLong },
          above: (
            <div class="tags">
              <ClassTag of={page.bulletin.class} />
              <Tag tone={look.tone} icon={look.icon}>
                {look.word}
              </Tag>
            </div>
          ),
        },
        <>
          <p class="from">
            {w.approvers}: {given.map((one) => `${one.officerName} ${when.at(one.at)}`).join(' · ') || '–'}
          </p>
          {page.clip === undefined ? null : (
            <Player clip={page.clip} bulletin={page.bulletin.id} heading={w.listenAired} gate={false} />
          )}
          {page.allPlays.length === 0 ? <p class="soft">{w.noPlaysYet}</p> : <Plays page={page} />}
          <p class="soft small">
            <Measured plays={page.allPlays} />
          </p>
          <section class="section">
            <h2>{w.written}</h2>
            <div class="card">
              <p class="text" lang="th">
                {page.bulletin.current.words}
              </p>
            </div>
          </section>
          {page.clip === undefined ? null : <SoundFacts clip={page.clip} />}
          <div class="actions">
            <LinkButton href={`/b/${page.bulletin.id}`}>{w.seeBulletin}</LinkButton>
          </div>
        </>,
      );
    }),
  );
}

function Stepper({ date }: { readonly date: LocalDate }): JSX.Element {
  const { w, when } = useHere();
  const to = (other: LocalDate) => `/r?date=${addressOf(other)}`;
  return (
    <div class="stepper">
      <a href={to(addDays(date, -1))}>
        <Icon name="chevron-left" />
        {w.prevDay}
      </a>
      <b class="nums">{when.date(date)}</b>
      {date < when.today ? (
        <a href={to(addDays(date, 1))}>
          {w.nextDay}
          <Icon name="chevron-right" />
        </a>
      ) : (
        <span />
      )}
    </div>
  );
}

function Row({ row }: { readonly row: AsRunRow }): JSX.Element {
  const { w, when } = useHere();
  const tally = tallyOf(row.plays);
  const look = airedLook(tally, w);
  const counted = row.plays.filter((play) => play.state !== 'withdrawn').length;
  return (
    <li>
      <a class="row link" href={`/r/${row.bulletin}`}>
        <span class="at">{when.time(row.at)}</span>
        <span class="grow">
          <span class="title">{row.title}</span>
          <span class="soft small nums">
            {w.ofTowers(tally.finished, counted)} · {when.length(row.clipMs)} · {row.approvedBy.join(' ')}
          </span>
          <span class="tags">
            <ClassTag of={row.class} />
            <Tag tone={look.tone} icon={look.icon}>
              {look.word}
            </Tag>
          </span>
        </span>
      </a>
    </li>
  );
}

/** How far it is known that people could hear it. */
function Measured({ plays }: { readonly plays: readonly Play[] }): JSX.Element | null {
  const { w } = useHere();
  const over = plays.filter(({ state }) => ['finished', 'failed', 'stopped'].includes(state));
  if (over.length === 0) return null;
  const heard = over.filter(({ measured }) => measured?.amp === 'ok').length;
  const all = heard + over.filter(({ measured }) => measured?.amp === 'fail').length;
  return <>{all === 0 ? w.noMeter : w.someMeters(heard, all, over.length)}</>;
}
