// When and where: the next slots with room, another time, or a repeat over days, and which towers. For a bulletin that
// waits the choice goes back to its button by the address; for an approved one it is booked here.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JSX } from 'preact';
import { RelayError } from '../../core/errors.ts';
import type { BulletinId } from '../../core/ids.ts';
import {
  addDays,
  instantOf,
  type LocalDate,
  localDate,
  ONCE,
  parseLocalDate,
  type Wish,
} from '../../core/timetable.ts';
import type { BookingWish, BulletinPage } from '../../pipeline/records.ts';
import { Button, Chip, Field, Hidden, LinkButton, Post, type Problem, Tick, useHere } from './bits.tsx';
import { mustFind } from './bulletin.tsx';
import { type Choices, choicesOf } from './choice.ts';
import { readFields, readMany, readMinute, readNumber, readTowers, readWish, writeWish } from './fields.ts';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { ConditionTag } from './states.tsx';
import { statusOf } from './status.ts';
import { forOfficer, type Visit } from './visit.ts';
import { daysFrom, WEEKDAYS } from './when.ts';

const DAYS_AHEAD = 30;
const idOf = (request: FastifyRequest) => (request.params as { id: BulletinId }).id;

export function bookRoutes(app: FastifyInstance, house: House): void {
  app.get(
    '/b/:id/book',
    forOfficer(house, 'book', async (visit, request) =>
      bookPage(visit, await mustFind(visit, idOf(request)), request.query),
    ),
  );

  app.post(
    '/b/:id/book',
    forOfficer(house, 'book', async (visit, request) => {
      const page = await mustFind(visit, idOf(request));
      try {
        const wish = bookingOf(request.body, visit.when.today);
        if (page.bulletin.current.state !== 'approved') {
          const chosen = new URLSearchParams({
            wish: writeWish(wish.wish),
            towers: wish.towers.join(','),
            times: String(wish.repeat.times),
          });
          return visit.go(`/b/${page.bulletin.id}?${chosen}`);
        }
        const version = readNumber(readFields(request.body)['version'], 'version', 0, 1e9);
        await house.newsroom.bookAgain(visit.officer, page.bulletin.id, version, wish);
        return visit.go(`/b/${page.bulletin.id}?done=booked`);
      } catch (thrown) {
        const problem = problemOf(visit, thrown);
        if (problem === undefined) throw thrown;
        return bookPage(visit, page, undefined, problem);
      }
    }),
  );
}

/** @throws invalid-input naming what is missing */
function bookingOf(body: unknown, today: LocalDate): BookingWish {
  const fields = readFields(body);
  const towers = readTowers(body);
  if (towers.length === 0)
    throw new RelayError('invalid-input', 'choose a tower', { facts: { field: 'towers' } });
  const times = readNumber(fields['times'] ?? '1', 'times', 1, 3);
  const repeat = times > 1 ? { times, gapMs: 3_000 } : ONCE;
  return { wish: wishOf(body, fields, today), repeat, towers };
}

function wishOf(body: unknown, fields: ReturnType<typeof readFields>, today: LocalDate): Wish {
  if (fields['wish'] === 'other') {
    const date = parseLocalDate(fields['date'] ?? '');
    return { kind: 'at', at: instantOf(date, readMinute(`${fields['hour']}:${fields['minute']}`, 'hour')) };
  }
  if (fields['wish'] !== 'days') return readWish(fields['wish'] ?? '');
  const slots = readMany(body, 'slots');
  const weekdays = readMany(body, 'weekdays').map((day) => readNumber(day, 'weekdays', 0, 6));
  if (slots.length === 0 || weekdays.length === 0)
    throw new RelayError('invalid-input', 'choose days and slots', { facts: { field: 'weekdays' } });
  return {
    kind: 'every',
    slots: slots as Extract<Wish, { kind: 'every' }>['slots'],
    weekdays,
    from: today,
    until: parseLocalDate(fields['until'] ?? ''),
  };
}

function problemOf(
  { w, house, language }: Visit,
  thrown: unknown,
): (Problem & { status: number }) | undefined {
  if (!(thrown instanceof RelayError)) return undefined;
  const status = statusOf(thrown.code);
  const field = String(thrown.facts['field'] ?? 'wish');
  if (thrown.code === 'not-allowed' && field !== 'towers') return undefined;
  if (
    !['invalid-input', 'in-the-past', 'slot-full', 'quiet-hours', 'expired', 'not-allowed'].includes(
      thrown.code,
    )
  )
    return undefined;
  const own = { towers: w.oneTower, weekdays: w.oneDay };
  const sentence =
    thrown.code === 'invalid-input' && (field === 'towers' || field === 'weekdays')
      ? own[field]
      : house.sentenceFor(thrown, language);
  return { field: field === 'towers' ? 'towers' : 'wish', sentence, status };
}

async function bookPage(
  visit: Visit,
  page: BulletinPage,
  query: unknown,
  problem?: Problem & { status: number },
): Promise<FastifyReply> {
  const { w } = visit;
  const choices = await choicesOf(visit, page, query);
  const at = `/b/${page.bulletin.id}`;
  const approved = page.bulletin.current.state === 'approved';
  const chosen = choices.chosen?.wish;
  const title = approved ? w.bookAgain : w.changeWhenWhere;
  return showPage(
    visit,
    {
      tab: 'queue',
      title,
      fullTitle: `${title} – ${page.bulletin.title}`,
      back: { href: at, label: page.bulletin.title },
      problems: problem === undefined ? [] : [problem],
      status: problem?.status ?? 200,
    },
    <Post action={`${at}/book`} class="pico">
      <Hidden name="version" value={page.bulletin.version} />
      <Times choices={choices} visit={visit} />
      <fieldset>
        <legend class="legend">{w.repeatLabel}</legend>
        <div class="chips">
          {[1, 2, 3].map((times) => (
            <Chip
              key={times}
              radio
              name="times"
              value={String(times)}
              label={w.times(times)}
              checked={(chosen?.repeat.times ?? 1) === times}
            />
          ))}
        </div>
      </fieldset>
      <fieldset id="towers">
        <legend class="legend">{w.whichTowers}</legend>
        <div class="ticks">
          {choices.towers.map((tower) => (
            <Tick
              key={tower.id}
              name="towers"
              value={tower.id}
              label={tower.name}
              hint={<ConditionTag tower={tower} />}
              checked={chosen === undefined || chosen.towers.includes(tower.id)}
            />
          ))}
        </div>
      </fieldset>
      <div class="actions">
        <Button tone="primary">{approved ? w.bookThis : w.useThis}</Button>
        <LinkButton href={at}>{w.back}</LinkButton>
      </div>
    </Post>,
  );
}

function Times({ choices, visit }: { readonly choices: Choices; readonly visit: Visit }): JSX.Element {
  const { w, when } = useHere();
  const { offers, chosen, slots } = choices;
  const now = chosen === undefined ? '' : writeWish(chosen.wish.wish);
  const offered = offers.some((offer) => writeWish(offer.wish.wish) === now);
  const wish = chosen?.wish.wish;
  return (
    <fieldset id="wish">
      <legend class="legend">{w.chooseWhen}</legend>
      <div class="ticks">
        {offers.map((offer) => {
          const value = writeWish(offer.wish.wish);
          const instant = offer.wish.wish.kind === 'now';
          return (
            <Tick
              key={value}
              radio
              name="wish"
              value={value}
              label={instant ? w.airNowLong : when.at(offer.at)}
              hint={instant ? undefined : offer.slot?.name}
              checked={value === now}
            />
          );
        })}
        {offers.length === 0 ? <p class="soft">{w.noOffer}</p> : null}
        <Tick
          radio
          name="wish"
          value="other"
          label={w.atAnotherTime}
          checked={!offered && wish?.kind === 'at'}
        />
        <OneTime wish={wish} visit={visit} />
        {slots.length === 0 ? null : (
          <>
            <Tick
              radio
              name="wish"
              value="days"
              label={w.everyDay}
              checked={!offered && wish?.kind === 'every'}
            />
            <ManyDays choices={choices} visit={visit} />
          </>
        )}
      </div>
    </fieldset>
  );
}

function OneTime({ wish, visit }: { readonly wish: Wish | undefined; readonly visit: Visit }): JSX.Element {
  const { w, when } = visit;
  const at = wish?.kind === 'at' ? wish.at : instantOf(addDays(when.today, 1), 6 * 60);
  const minute = Math.floor((at + 7 * 3_600_000) / 60_000) % 1440;
  return (
    <div class="under">
      <Field name="date" label={w.dayLabel}>
        {(ties) => (
          <select {...ties}>
            {daysFrom(when.today, DAYS_AHEAD).map((date) => (
              <option key={date} value={date} selected={date === localDate(at)}>
                {when.day(date)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div class="pair">
        <Field name="hour" label={w.hourLabel}>
          {(ties) => <Numbers ties={ties} from={0} to={23} step={1} chosen={Math.floor(minute / 60)} />}
        </Field>
        <Field name="minute" label={w.minuteLabel}>
          {(ties) => <Numbers ties={ties} from={0} to={55} step={5} chosen={minute % 60} />}
        </Field>
      </div>
    </div>
  );
}

export function Numbers({
  ties,
  from,
  to,
  step,
  chosen,
}: {
  readonly ties: object;
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly chosen: number;
}): JSX.Element {
  const numbers = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, n) => from + n * step);
  const all = numbers.includes(chosen) ? numbers : [...numbers, chosen].sort((a, b) => a - b);
  return (
    <select {...ties}>
      {all.map((number) => (
        <option key={number} value={number} selected={number === chosen}>
          {String(number).padStart(2, '0')}
        </option>
      ))}
    </select>
  );
}

function ManyDays({
  choices: { chosen, slots },
  visit,
}: {
  readonly choices: Choices;
  readonly visit: Visit;
}): JSX.Element {
  const { w, when, language } = visit;
  const wish = chosen?.wish.wish;
  const every = wish?.kind === 'every' ? wish : undefined;
  return (
    <div class="under">
      <fieldset>
        <legend class="legend">{w.slotsLabel}</legend>
        <div class="chips">
          {slots.map((slot) => (
            <Chip
              key={slot.id}
              name="slots"
              value={slot.id}
              label={`${when.minute(slot.startsAtMinute)} ${slot.name}`}
              checked={every?.slots.includes(slot.id) === true}
            />
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend class="legend">{w.weekdaysLabel}</legend>
        <div class="chips">
          {[1, 2, 3, 4, 5, 6, 0].map((day) => (
            <Chip
              key={day}
              name="weekdays"
              value={String(day)}
              label={WEEKDAYS[language][day] ?? ''}
              checked={every?.weekdays.includes(day) === true}
            />
          ))}
        </div>
      </fieldset>
      <Field name="until" label={w.untilLabel}>
        {(ties) => (
          <select {...ties}>
            {daysFrom(when.today, DAYS_AHEAD).map((date) => (
              <option key={date} value={date} selected={date === (every?.until ?? addDays(when.today, 6))}>
                {when.day(date)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}
