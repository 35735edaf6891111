// What a tower must never have done, by what its loudspeaker wrote down and what it told while it ran.
import type { LiveTower } from './processes.ts';

export interface Told {
  readonly id: string;
  readonly isWithdrawn: boolean;
}

/** What a tower did against a plan it had taken: none that sounded after it knew of the withdrawal, no older plan. */
export function misdeeds(tower: LiveTower, told: readonly Told[]): readonly string[] {
  const wrong: string[] = [];
  const heard = tower.heard();
  for (const [n, name] of heard.entries()) if (heard.indexOf(name) !== n) wrong.push(`twice: ${name}`);
  let held = { ep: 0, seq: 0 };
  const over = new Set<string>();
  for (const event of tower.events) {
    if (event.event === 'planned') {
      if (event.ep < held.ep || (event.ep === held.ep && event.seq < held.seq))
        wrong.push(`an older plan: ${event.ep}/${event.seq}`);
      held = event;
    }
    if (event.event === 'skipped' || event.event === 'stopped') over.add(event.ann);
    if (event.event === 'started' && over.has(event.ann)) wrong.push(`after its withdrawal: ${event.ann}`);
  }
  const finished = tower.events.flatMap((one) => (one.event === 'finished' ? [one.ann] : []));
  const silent = told.filter(({ id, isWithdrawn }) => !isWithdrawn && !finished.includes(id));
  return [...wrong, ...silent.map(({ id }) => `not played: ${id}`)];
}
