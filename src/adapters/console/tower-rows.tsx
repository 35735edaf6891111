// Towers as rows of a list: how each stands, since when, and whom to call where somebody must act.
import type { JSX } from 'preact';
import type { TowerCare } from '../../pipeline/desks.ts';
import { useHere } from './bits.tsx';
import { Briefly, Call, CareTag, LoudTag, needsCare, type Office } from './tower-care.tsx';
import { Since } from './tower-page.tsx';

/** Rows a thumb can pass; the rest is one touch away. */
const MOST_ROWS = 20;

export function Rows({
  of,
  office,
  whole = false,
}: {
  readonly of: readonly TowerCare[];
  readonly office: Office;
  readonly whole?: boolean;
}): JSX.Element | null {
  const { w } = useHere();
  if (of.length === 0) return null;
  const open = whole || of.length <= MOST_ROWS + MOST_ROWS / 4 ? of.length : MOST_ROWS;
  const rows = (some: readonly TowerCare[]) => (
    <ul class="rows">
      {some.map((care) => (
        <TowerRow key={care.tower.id} care={care} office={office} />
      ))}
    </ul>
  );
  return (
    <>
      {rows(of.slice(0, open))}
      {open === of.length ? null : (
        <details>
          <summary>{w.seeMoreTowers(of.length - open)}</summary>
          {rows(of.slice(open))}
        </details>
      )}
    </>
  );
}

/** The row is one link; whom to call stands below it, where somebody must act. */
function TowerRow({ care, office }: { readonly care: TowerCare; readonly office: Office }): JSX.Element {
  const { tower, ailments } = care;
  const first = ailments[0];
  return (
    <li>
      <a class="row link" href={`/t/${tower.id}`}>
        <span class="grow">
          <span class="title short">{tower.name}</span>
          <span class="tags">
            <CareTag care={care} />
            <LoudTag loudness={care.loudness} />
          </span>
          <span class="small">
            <Briefly care={care} named />
          </span>{' '}
          <span class="soft small">
            <Since tower={tower} />
          </span>
        </span>
      </a>
      {first !== undefined && needsCare(care) ? (
        <p class="small">
          <Call care={care} ailment={first} office={office} />
        </p>
      ) : null}
    </li>
  );
}
