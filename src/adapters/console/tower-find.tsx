// Finding a tower among many: by a part of its name, its village or its number, and by how it stands. The choice is in the
// page's address, so that it works without a script and can be sent to somebody.
import type { JSX } from 'preact';
import type { TowerCare } from '../../pipeline/desks.ts';
import { useHere } from './bits.tsx';
import { SearchField } from './search-field.tsx';
import { isFit, needsCare } from './tower-care.tsx';

/** As many rows are seen at a glance; more need a search. */
export const MANY = 12;
const SHOWN = ['all', 'care', 'ready'] as const;
export type Shown = (typeof SHOWN)[number];

export interface Asked {
  readonly search: string;
  readonly shown: Shown;
}

export function askedOf(query: Readonly<Record<string, string | undefined>>): Asked {
  const shown = SHOWN.find((one) => one === query['show']) ?? 'all';
  return { search: (query['q'] ?? '').trim().slice(0, 60), shown };
}

/** @returns of the towers those that were asked for, in the same order */
export function found(
  towers: readonly TowerCare[],
  { search, shown }: Asked,
  now: number,
): readonly TowerCare[] {
  const words = search.toLocaleLowerCase('th').split(/\s+/).filter(Boolean);
  return towers.filter(
    (care) => fits(care, shown, now) && words.every((word) => textOf(care).includes(word)),
  );
}

function fits(care: TowerCare, shown: Shown, now: number): boolean {
  if (shown === 'care') return needsCare(care);
  return shown === 'all' || isFit(care, now);
}

function textOf({ tower, caretaker }: TowerCare): string {
  const { moo, name } = tower.village;
  return `${tower.name} ${tower.id} ม.${moo} หมู่ ${moo} ${name} ${caretaker?.name ?? ''}`.toLocaleLowerCase(
    'th',
  );
}

export function Find({
  asked,
  towers,
}: {
  readonly asked: Asked;
  readonly towers: readonly TowerCare[];
}): JSX.Element {
  const { w, when } = useHere();
  const count = (shown: Shown) => towers.filter((care) => fits(care, shown, when.now)).length;
  const name = { all: w.filterAll, care: w.showCare, ready: w.ready };
  return (
    <>
      <SearchField action="/towers" value={asked.search} word={w.findTower}>
        {asked.shown === 'all' ? null : <input type="hidden" name="show" value={asked.shown} />}
      </SearchField>
      <nav class="filters" aria-label={w.filterLabel}>
        {SHOWN.map((shown) => (
          <a
            key={shown}
            href={addressOf({ ...asked, shown })}
            {...(shown === asked.shown ? { 'aria-current': 'true' as const } : {})}
          >
            {name[shown]} {count(shown)}
          </a>
        ))}
      </nav>
    </>
  );
}

function addressOf({ search, shown }: Asked): string {
  const fields = new URLSearchParams();
  if (search !== '') fields.set('q', search);
  if (shown !== 'all') fields.set('show', shown);
  return fields.size === 0 ? '/towers' : `/towers?${fields}`;
}
