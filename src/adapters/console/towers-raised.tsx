// On top of the first page: towers that somebody has to go to, since when, and which broadcast they would miss.
import type { JSX } from 'preact';
import { atLeast } from '../../core/tower-loudness.ts';
import type { TowerCare } from '../../pipeline/desks.ts';
import { Box, useHere } from './bits.tsx';
import { Briefly, loudestFirst } from './tower-care.tsx';

const MOST_RAISED = 5;

export function Raised({ all }: { readonly all: readonly TowerCare[] }): JSX.Element | null {
  const { w, when } = useHere();
  const raised = all.filter(({ loudness }) => atLeast(loudness, 'raised'));
  const reported = raised.filter(({ loudness }) => loudness === 'reported').length;
  if (raised.length === 0) return null;
  return (
    <Box tone="problem">
      <strong>{w.raisedTitle(raised.length)}</strong>
      <ul>
        {loudestFirst(raised, when.now)
          .slice(0, MOST_RAISED)
          .map((care) => (
            <li key={care.tower.id}>
              <a href={`/t/${care.tower.id}`}>{care.tower.name}</a> – <Briefly care={care} />
              <Soon care={care} />
            </li>
          ))}
      </ul>
      {reported === 0 ? null : <p>{w.reportedNote(reported)}</p>}
      {raised.length > MOST_RAISED ? (
        <p>
          <a href="/towers?show=care">{w.seeAllTowers(raised.length)}</a>
        </p>
      ) : null}
    </Box>
  );
}

function Soon({ care }: { readonly care: TowerCare }): JSX.Element | null {
  const { w, when } = useHere();
  const at = care.ailments.map((one) => one.missesAt ?? 0).find((one) => one > when.now);
  return at === undefined ? null : <> · {w.missesNext(when.at(at))}</>;
}
