// Which towers: a tick for each with how it stands. Where there are many and all are meant, one line says so and opens.
import type { JSX } from 'preact';
import type { TowerCare } from '../../pipeline/desks.ts';
import { Tick, useHere } from './bits.tsx';
import { Briefly, CareTag } from './tower-care.tsx';
import { MANY } from './tower-find.tsx';

export function TowerTicks({
  all,
  isChosen,
  wrong,
}: {
  readonly all: readonly TowerCare[];
  readonly isChosen: (care: TowerCare) => boolean;
  /** What was ticked was refused: then the ticks are to be seen. */
  readonly wrong: boolean;
}): JSX.Element {
  const { w } = useHere();
  const ticks = (
    <div class="ticks">
      {all.map((care) => (
        <Tick
          key={care.tower.id}
          name="towers"
          value={care.tower.id}
          label={care.tower.name}
          hint={
            <>
              <CareTag care={care} /> <Briefly care={care} named />
            </>
          }
          checked={isChosen(care)}
        />
      ))}
    </div>
  );
  if (all.length <= MANY) return ticks;
  const chosen = all.filter(isChosen).length;
  const isAll = chosen === all.length;
  return (
    <details open={wrong || !isAll}>
      <summary>{isAll ? w.allOrSome(all.length) : w.chosenTowers(chosen, all.length)}</summary>
      {ticks}
    </details>
  );
}
