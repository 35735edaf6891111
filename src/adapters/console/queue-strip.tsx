// The three lines on top of the queue: what waits for a decision, what airs next, whether a tower is silent. Desks → facts → lines.
import type { JSX } from 'preact';
import { conditionOf } from '../../core/tower.ts';
import type { TowerCare } from '../../pipeline/desks.ts';
import type { QueueCard } from '../../pipeline/records.ts';
import { Icon, useHere } from './bits.tsx';
import { isFit } from './tower-care.tsx';
import type { Visit } from './visit.ts';

interface StripFacts {
  readonly next: { readonly at: number; readonly count: number; readonly ms: number } | undefined;
  readonly sounding: number;
  readonly towers: readonly TowerCare[];
}

export async function stripOf({ house, org, when }: Visit): Promise<StripFacts> {
  const [plays, towers] = await Promise.all([
    house.views.plays(org, when.now - 3_600_000, when.now + 48 * 3_600_000),
    house.care.of(org),
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

/** What waits, what airs next, whether a tower is silent: each line a link. */
export function Strip({
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

function towersLine(towers: readonly TowerCare[], w: Visit['w'], when: Visit['when']): string {
  if (towers.length === 0) return w.noTowersYet;
  const ready = towers.filter((care) => isFit(care, when.now)).length;
  if (ready === towers.length) return w.allTowersReady(ready);
  const silent = towers
    .map(({ tower }) => tower)
    .filter((tower) => ['silent-may-not-play', 'silent-but-will-play'].includes(conditionOf(tower, when.now)))
    .filter((tower) => tower.lastContactAt !== undefined)
    .sort((a, b) => (a.lastContactAt ?? 0) - (b.lastContactAt ?? 0))[0];
  const worst =
    silent?.lastContactAt === undefined
      ? ''
      : ` · ${w.silentFor(w.moo(silent.village.moo), when.lasting(when.now - silent.lastContactAt))}`;
  return `${w.towersReady(ready, towers.length)}${worst}`;
}
