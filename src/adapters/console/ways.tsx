// The five ways through the console, with how much waits behind them: the server's own count at this moment.
import type { JSX } from 'preact';
import { atLeast } from '../../core/tower-loudness.ts';
import type { IconName } from './assets/icons.ts';
import { Icon } from './bits.tsx';
import type { Visit } from './visit.ts';

export type Tab = 'queue' | 'timetable' | 'towers' | 'record' | 'menu';

interface Counts {
  readonly waiting: number;
  readonly unwell: number;
}

export async function countsOf({ house, org }: Visit): Promise<Counts> {
  const [queue, towers] = await Promise.all([house.views.queue(org, { limit: 200 }), house.care.of(org)]);
  return {
    waiting: queue.filter((card) => card.bulletin.current.state === 'voiced').length,
    unwell: towers.filter(({ loudness }) => atLeast(loudness, 'listed')).length,
  };
}

const WAYS: readonly { readonly tab: Tab; readonly href: string; readonly icon: IconName }[] = [
  { tab: 'queue', href: '/', icon: 'inbox' },
  { tab: 'timetable', href: '/d', icon: 'calendar-clock' },
  { tab: 'towers', href: '/towers', icon: 'radio-tower' },
  { tab: 'record', href: '/r', icon: 'clipboard-check' },
  { tab: 'menu', href: '/menu', icon: 'menu' },
];

export function Ways({
  visit: { w },
  tab,
  counts,
  hidden,
}: {
  readonly visit: Visit;
  readonly tab: Tab;
  readonly counts: Counts;
  readonly hidden: boolean;
}): JSX.Element {
  const badge = (of: Tab) => {
    if (of === 'queue' && counts.waiting > 0)
      return <Count count={counts.waiting} means={w.waitingCount(counts.waiting)} />;
    if (of === 'towers' && counts.unwell > 0)
      return <Count count={counts.unwell} means={w.unwellCount(counts.unwell)} bad />;
    return null;
  };
  return (
    <nav class={hidden ? 'nav wide-only' : 'nav'} aria-label={w.mainMenu}>
      <ul>
        {WAYS.map((way) => (
          <li key={way.tab}>
            <a href={way.href} {...(way.tab === tab ? { 'aria-current': 'page' as const } : {})}>
              <Icon name={way.icon} />
              <span>{w[way.tab]}</span>
              {badge(way.tab)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Count({
  count,
  means,
  bad,
}: {
  readonly count: number;
  readonly means: string;
  readonly bad?: boolean;
}): JSX.Element {
  return (
    <>
      <span class={bad === true ? 'count bad' : 'count'} aria-hidden="true">
        {count > 99 ? '99+' : count}
      </span>
      <span class="hidden">{means}</span>
    </>
  );
}
