// คิวข่าว, the home: what needs this officer most is on top, and three lines say what waits, what airs next and whether
// a tower is silent. Desks → cards.
import type { FastifyInstance } from 'fastify';
import type { JSX } from 'preact';
import type { Item } from '../../core/item.ts';
import type { Officer } from '../../core/officer.ts';
import { localDate } from '../../core/timetable.ts';
import { conditionOf, type Tower } from '../../core/tower.ts';
import type { QueueCard } from '../../pipeline/records.ts';
import { Empty, Icon, LinkButton, Tag, Time, useHere } from './bits.tsx';
import { doneOf } from './done.tsx';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { ClassTag, StateTag } from './states.tsx';
import { forOfficer, type Visit } from './visit.ts';
import { Making } from './voice-progress.tsx';

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
            <Nothing filter={filter} never={cards.length + untyped.length === 0} />
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

interface StripFacts {
  readonly next: { readonly at: number; readonly count: number; readonly ms: number } | undefined;
  readonly sounding: number;
  readonly towers: readonly Tower[];
}

async function stripOf({ house, org, when }: Visit): Promise<StripFacts> {
  const [plays, towers] = await Promise.all([
    house.views.plays(org, when.now - 3_600_000, when.now + 48 * 3_600_000),
    house.towers.all(org),
  ]);
  const ahead = plays
    .filter((play) => play.at >= when.now && ['planned', 'published', 'ready'].includes(play.state))
    .sort((a, b) => a.at - b.at);
  const first = ahead[0];
  // What follows within half an hour belongs to the same broadcast in people's minds.
  const together = first === undefined ? [] : ahead.filter((play) => play.at < first.at + 30 * 60_000);
  const once = new Map(
    together.map((play) => [`${play.booking}.${play.occurrence}`, play.clipMs * play.times]),
  );
  return {
    next:
      first === undefined
        ? undefined
        : { at: first.at, count: once.size, ms: [...once.values()].reduce((sum, ms) => sum + ms, 0) },
    sounding: plays.filter((play) => play.state === 'started').length,
    towers,
  };
}

function Strip({
  strip: { next, sounding, towers },
  cards,
}: {
  readonly strip: StripFacts;
  readonly cards: readonly QueueCard[];
}): JSX.Element {
  const { w, when } = useHere();
  const waiting = cards.filter((card) => card.bulletin.current.state === 'voiced');
  const urgent = waiting.filter((card) => card.bulletin.class !== 'routine').length;
  return (
    <ul class="strip nums">
      <li>
        <a href="/?show=waiting">
          <Icon name="clock" />
          <span>
            {waiting.length === 0 ? w.stripNothing : w.stripWaiting(waiting.length)}{' '}
            {urgent === 0 ? '' : w.stripUrgent(urgent)}
          </span>
        </a>
      </li>
      <li>
        <a href="/d">
          <Icon name={sounding > 0 ? 'volume-2' : 'calendar-clock'} />
          <span>
            {sounding > 0
              ? w.stripSounding(sounding)
              : next === undefined
                ? w.stripNoNext
                : w.stripNext(when.at(next.at), next.count, when.length(next.ms))}
          </span>
        </a>
      </li>
      <li>
        <a href="/towers">
          <Icon name="radio-tower" />
          <span>{towersLine(towers, w, when)}</span>
        </a>
      </li>
    </ul>
  );
}

function towersLine(towers: readonly Tower[], w: Visit['w'], when: Visit['when']): string {
  if (towers.length === 0) return w.noTowersYet;
  const ready = towers.filter((tower) => conditionOf(tower, when.now) === 'ready').length;
  if (ready === towers.length) return w.allTowersReady(ready);
  const silent = towers
    .filter((tower) => ['silent-may-not-play', 'silent-but-will-play'].includes(conditionOf(tower, when.now)))
    .filter((tower) => tower.lastContactAt !== undefined)
    .sort((a, b) => (a.lastContactAt ?? 0) - (b.lastContactAt ?? 0))[0];
  const worst =
    silent?.lastContactAt === undefined
      ? ''
      : ` · ${w.silentFor(w.moo(silent.village.moo), when.lasting(when.now - silent.lastContactAt))}`;
  return `${w.towersReady(ready, towers.length)}${worst}`;
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

function Card({ card }: { readonly card: QueueCard }): JSX.Element {
  const { w, when } = useHere();
  const { bulletin, item } = card;
  const facts = [
    card.clipMs === undefined ? '' : w.clipLength(when.length(card.clipMs)),
    card.unread === 0 ? '' : w.wordsToLook(card.unread),
    card.nextPlayAt === undefined || bulletin.current.state !== 'approved' ? '' : when.at(card.nextPlayAt),
  ].filter((fact) => fact !== '');
  return (
    <a class="card news" href={`/b/${bulletin.id}`}>
      <span class="tags">
        <ClassTag of={bulletin.class} />
        <StateTag card={card} />
      </span>
      <span class="title">{bulletin.title}</span>
      <p class="soft small">
        {item?.claimedSource === undefined ? '' : `${w.from(item.claimedSource)} `}
        <Time at={item?.receivedAt ?? bulletin.madeAt}>
          {w.sentBy(
            item?.senderName ?? bulletin.current.authorName,
            when.ago(item?.receivedAt ?? bulletin.madeAt),
          )}
        </Time>
      </p>
      {facts.length === 0 ? null : <p class="small nums">{facts.join(' · ')}</p>}
      {bulletin.current.state === 'drafted' ? <Making id={bulletin.id} /> : null}
      {bulletin.current.state === 'returned' && bulletin.current.reason !== undefined ? (
        <p class="small">
          {w.asksToFix} {bulletin.current.reason}
        </p>
      ) : null}
    </a>
  );
}

function Poster({ item }: { readonly item: Item }): JSX.Element {
  const { w, when } = useHere();
  return (
    <a class="card news" href={`/items/${item.id}`}>
      <span class="tags">
        <Tag tone="waiting" icon={item.kind === 'image' ? 'image' : 'file-text'}>
          {item.kind === 'image' ? w.picture : w.fileItem}
        </Tag>
      </span>
      <span class="title">{item.original?.name ?? w.posterWaits}</span>
      <p class="soft small">{w.sentBy(item.senderName, when.ago(item.receivedAt))}</p>
      <p class="small">{w.posterWaits}</p>
    </a>
  );
}

function Nothing({ filter, never }: { readonly filter: Filter; readonly never: boolean }): JSX.Element {
  const { w } = useHere();
  if (filter !== 'all') {
    return (
      <Empty icon="inbox" title={w.emptyFilter}>
        <LinkButton href="/">{w.clearFilter}</LinkButton>
      </Empty>
    );
  }
  return (
    <Empty icon={never ? 'inbox' : 'circle-check'} title={never ? w.emptyNever : w.emptyDone}>
      {never ? w.emptyNeverHint : w.emptyDoneHint}
    </Empty>
  );
}
