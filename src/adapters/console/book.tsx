// When and where: the next slots with room, another time, or a repeat over days, and which towers. For a bulletin that
// waits the choice goes back to its button by the address; for an approved one it is booked here.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RelayError } from '../../core/errors.ts';
import type { BulletinId } from '../../core/ids.ts';
import { instantOf, type LocalDate, ONCE, parseLocalDate, type Wish } from '../../core/timetable.ts';
import type { BookingWish, BulletinPage } from '../../pipeline/records.ts';
import { Button, Chip, Hidden, LinkButton, Post, type Problem } from './bits.tsx';
import { Times } from './book-times.tsx';
import { TowerTicks } from './book-towers.tsx';
import { mustFind } from './bulletin.tsx';
import { choicesOf } from './choice.ts';
import { readFields, readMany, readMinute, readNumber, readTowers, readWish, writeWish } from './fields.ts';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { statusOf } from './status.ts';
import { forOfficer, type Visit } from './visit.ts';

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
        <TowerTicks
          all={choices.care}
          isChosen={({ tower }) => chosen === undefined || chosen.towers.includes(tower.id)}
          wrong={problem?.field === 'towers'}
        />
      </fieldset>
      <div class="actions">
        <Button tone="primary">{approved ? w.bookThis : w.useThis}</Button>
        <LinkButton href={at}>{w.back}</LinkButton>
      </div>
    </Post>,
  );
}
