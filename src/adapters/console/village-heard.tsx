// Below the list of towers: when each village last really heard something, longest silence first.
import type { JSX } from 'preact';
import type { VillageHearing } from '../../core/village-hearing.ts';
import { useHere } from './bits.tsx';

/** More villages than this and the ones that heard something lately are folded away. */
const MOST_OPEN = 8;

export function Hearing({ hearing }: { readonly hearing: readonly VillageHearing[] }): JSX.Element {
  const { w } = useHere();
  const silent = hearing.filter(({ unheard }) => unheard).length;
  const open = hearing.length > MOST_OPEN ? Math.max(silent, MOST_OPEN) : hearing.length;
  return (
    <section class="section" id="heard">
      <h2>{w.villagesHeard}</h2>
      {silent === 0 ? null : (
        <p>
          <b>{w.villagesSilent(silent)}</b>
        </p>
      )}
      <Villages of={hearing.slice(0, open)} />
      {open < hearing.length ? (
        <details>
          <summary>{w.moreVillages(hearing.length - open)}</summary>
          <Villages of={hearing.slice(open)} />
        </details>
      ) : null}
    </section>
  );
}

function Villages({ of }: { readonly of: readonly VillageHearing[] }): JSX.Element {
  const { w } = useHere();
  return (
    <dl class="card facts">
      {of.map((one) => (
        <div key={one.village.code}>
          <dt>
            {w.moo(one.village.moo)} {one.village.name}
          </dt>
          <dd class="nums">
            <LastHeard one={one} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function LastHeard({ one }: { readonly one: VillageHearing }): JSX.Element {
  const { w, when } = useHere();
  const { towers, lastHeardAt, by, unheard } = one;
  if (towers === 0) return <>{w.villageNoTower}</>;
  const said =
    lastHeardAt === undefined
      ? w.heardNever
      : by === 'tone'
        ? w.heardTone(when.at(lastHeardAt))
        : w.heardPlay(when.at(lastHeardAt));
  return (
    <>
      {said}
      {unheard ? <b> · {w.heardLong}</b> : null}
    </>
  );
}
