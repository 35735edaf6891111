// One day of the timetable: its slots from morning to night, how full each is, and what sounds in it.
import type { JSX } from 'preact';
import type { LocalDate, QuietHours } from '../../core/timetable.ts';
import type { SlotDay } from '../../pipeline/desks.ts';
import type { DayPlay } from '../../pipeline/records.ts';
import { Icon, Tag, useHere } from './bits.tsx';
import { airedLook, tallyOf } from './states.tsx';

export function Day({
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
export function Broadcasts({ plays }: { readonly plays: readonly DayPlay[] }): JSX.Element {
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

export function oncePlays(
  plays: readonly DayPlay[],
): readonly { readonly first: DayPlay; readonly all: readonly DayPlay[] }[] {
  const groups = new Map<string, DayPlay[]>();
  for (const play of [...plays].sort((a, b) => a.at - b.at)) {
    const key = `${play.booking}.${play.occurrence}`;
    groups.set(key, [...(groups.get(key) ?? []), play]);
  }
  return [...groups.values()].flatMap((all) => (all[0] === undefined ? [] : [{ first: all[0], all }]));
}
