// คิวข่าว, the home: what needs this officer most is on top, and three lines say what waits, what airs next and whether
// a tower is silent. Desks → cards.
import type { FastifyInstance } from 'fastify';
import type { JSX } from 'preact';
import type { Officer } from '../../core/officer.ts';
import { localDate } from '../../core/timetable.ts';
import type { QueueCard } from '../../pipeline/records.ts';
import { LinkButton, useHere } from './bits.tsx';
import { doneOf } from './done.tsx';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { Card, Nothing, Poster } from './queue-cards.tsx';
import { Strip, stripOf } from './queue-strip.tsx';
import { Raised } from './towers-raised.tsx';
import { forOfficer, type Visit } from './visit.ts';

const FILTERS = ['all', 'waiting', 'fix', 'today', 'mine'] as const;
type Filter = (typeof FILTERS)[number];

export function queueRoutes(app: FastifyInstance, house: House): void {
  app.get(
    '/',
    forOfficer(house, 'send-item', async (visit) => {
      const { w, org, officer } = visit;
      const filter = FILTERS.find((one) => one === visit.query['show']) ?? 'all';
      const [cards, untyped, strip] = await Promise.all([
        house.views.queue(org, { limit: 200 }),
        house.views.untyped(org),
        stripOf(visit),
      ]);
      const shown = orderByNeed(
        cards.filter((card) => passes(card, filter, visit)),
        officer,
      );
      const posters = filter === 'all' || filter === 'fix' ? untyped : [];
      return showPage(
        visit,
        { tab: 'queue', title: w.queue, help: w.helpQueue, done: doneOf(visit) },
        <>
          <Raised all={strip.towers} />
          <Strip strip={strip} cards={cards} />
          <p>
            <LinkButton href="/items/new" icon="square-pen">
              {w.writeBulletin}
            </LinkButton>
          </p>
          <Filters filter={filter} />
          {posters.map((item) => (
            <Poster key={item.id} item={item} />
          ))}
          {shown.map((card) => (
            <Card key={card.bulletin.id} card={card} />
          ))}
          {shown.length + posters.length === 0 ? (
            <Nothing filtered={filter !== 'all'} never={cards.length + untyped.length === 0} />
          ) : null}
        </>,
      );
    }),
  );
}

function passes(card: QueueCard, filter: Filter, { officer, when }: Visit): boolean {
  const { state, author } = card.bulletin.current;
  if (filter === 'waiting') return state === 'voiced';
  if (filter === 'fix') return state === 'returned' || state === 'unvoiced' || card.wishRefused !== undefined;
  if (filter === 'mine') return author === officer.id || card.item?.sentBy === officer.id;
  if (filter === 'today') return card.nextPlayAt !== undefined && localDate(card.nextPlayAt) === when.today;
  return true;
}

/** Rows of need from top to bottom; who may approve and who may not look for different things first. */
type Need =
  | 'emergency'
  | 'sounding'
  | 'important'
  | 'mine-back'
  | 'stuck'
  | 'waiting'
  | 'making'
  | 'back'
  | 'settled';
const APPROVERS_NEEDS: readonly Need[] = [
  'emergency',
  'sounding',
  'important',
  'mine-back',
  'waiting',
  'making',
  'stuck',
  'back',
  'settled',
];
const OTHERS_NEEDS: readonly Need[] = [
  'emergency',
  'sounding',
  'mine-back',
  'stuck',
  'important',
  'waiting',
  'making',
  'back',
  'settled',
];

function needOf({ bulletin, plays, wishRefused }: QueueCard, officer: Officer): Need {
  const { state, author } = bulletin.current;
  if (state === 'voiced') return bulletin.class === 'routine' ? 'waiting' : bulletin.class;
  if (plays.sounding > 0) return 'sounding';
  if (state === 'returned') return author === officer.id ? 'mine-back' : 'back';
  if (state === 'unvoiced' || wishRefused !== undefined) return 'stuck';
  return state === 'drafted' ? 'making' : 'settled';
}

/** Who must act comes first; among equals the one whose slot, else whose age, is nearest. */
export function orderByNeed(cards: readonly QueueCard[], officer: Officer): readonly QueueCard[] {
  const needs = officer.roles.includes('approver') ? APPROVERS_NEEDS : OTHERS_NEEDS;
  const rank = (card: QueueCard) => needs.indexOf(needOf(card, officer));
  const time = (card: QueueCard) => card.nextPlayAt ?? card.bulletin.changedAt;
  return [...cards].sort((a, b) => rank(a) - rank(b) || time(a) - time(b));
}

function Filters({ filter }: { readonly filter: Filter }): JSX.Element {
  const { w } = useHere();
  const words: Readonly<Record<Filter, string>> = {
    all: w.filterAll,
    waiting: w.filterWaiting,
    fix: w.filterFix,
    today: w.filterToday,
    mine: w.filterMine,
  };
  return (
    <nav class="filters" aria-label={w.filterLabel}>
      {FILTERS.map((one) => (
        <a
          key={one}
          href={one === 'all' ? '/' : `/?show=${one}`}
          {...(one === filter ? { 'aria-current': 'true' as const } : {})}
        >
          {words[one]}
        </a>
      ))}
    </nav>
  );
}
