// What a tower suffers from, on whatever page it is told: what it means for residents, what to do next, whom to call.
import type { JSX } from 'preact';
import { conditionOf } from '../../core/tower.ts';
import { atLeast, LOUDNESS } from '../../core/tower-loudness.ts';
import { MEANINGS } from '../../core/tower-wellness.ts';
import type { TowerCare } from '../../pipeline/desks.ts';
import { Box, Icon, Tag, useHere } from './bits.tsx';
import { ConditionTag, whyOf, worstFirst } from './states.tsx';
import type { Visit } from './visit.ts';

type Told = TowerCare['ailments'][number];

/** Residents will hear what is booked there: in contact, and nothing known that speaks against it. */
export function isFit({ tower, ailments }: TowerCare, now: number): boolean {
  return conditionOf(tower, now) === 'ready' && !ailments.some(isInTheWay);
}

/** It is not certain that something new would be heard there. */
export function mayMiss({ tower, ailments }: TowerCare, at: number): boolean {
  return !tower.claimed || (tower.mutedUntil ?? 0) > at || ailments.some(isInTheWay);
}

const isInTheWay = ({ reason }: Told) => MEANINGS[reason].effect !== 'sounds' && reason !== 'unheard';

/** Loudest first, then as towers are sorted without. */
export function loudestFirst(all: readonly TowerCare[], now: number): readonly TowerCare[] {
  const place = new Map(
    worstFirst(
      all.map(({ tower }) => tower),
      now,
    ).map((tower, n) => [tower.id, n]),
  );
  const loud = ({ loudness }: TowerCare) =>
    loudness === undefined || !atLeast(loudness, 'listed') ? 0 : LOUDNESS.indexOf(loudness);
  return [...all].sort(
    (a, b) => loud(b) - loud(a) || (place.get(a.tower.id) ?? 0) - (place.get(b.tower.id) ?? 0),
  );
}

/** The tower's state in a word; one that seems ready but is not says what is in the way. */
export function CareTag({ care }: { readonly care: TowerCare }): JSX.Element {
  const { w, when } = useHere();
  const first = care.ailments.find(isInTheWay);
  if (first === undefined || conditionOf(care.tower, when.now) !== 'ready')
    return <ConditionTag tower={care.tower} />;
  return (
    <Tag tone="problem" icon="triangle-alert">
      {w.unwellName(first.reason)}
    </Tag>
  );
}

/** `ขาดการติดต่อ มา 2 ชั่วโมง`, of the loudest one. */
export function Briefly({ care }: { readonly care: TowerCare }): JSX.Element | null {
  const { w, when } = useHere();
  const first = care.ailments[0];
  if (first === undefined || !atLeast(first.loudness, 'listed')) return null;
  return <>{w.unwellFor(w.unwellName(first.reason), when.lasting(when.now - first.since))}</>;
}

/** Whom to call: the tower's own people, or the office where nobody in the village can help. */
export function Call({ care, ailment }: { readonly care: TowerCare; readonly ailment: Told }): JSX.Element {
  const here = useHere();
  const { w } = here;
  const isAllowed = 'may' in here && (here as Visit).may('change-towers');
  if (MEANINGS[ailment.reason].turn === 'office') return <span>{w.callOffice}</span>;
  const { caretaker } = care;
  // Whoever may not name somebody only reads that nobody is named.
  if (caretaker === undefined)
    return isAllowed ? (
      <a href={`/t/${care.tower.id}#caretaker`}>{w.nobodyToCall}</a>
    ) : (
      <span>{w.nobodyToCall}</span>
    );
  return (
    <a class="button" href={`tel:${caretaker.phone.replace(/[^\d+]/g, '')}`}>
      <Icon name="smartphone" />
      {w.callWho(`${caretaker.name} ${caretaker.phone}`)}
    </a>
  );
}

/** The tower's page: each in a box of its own, the quiet ones as well. */
export function Ailments({ care }: { readonly care: TowerCare }): JSX.Element | null {
  const { w, when } = useHere();
  if (care.ailments.length === 0) return null;
  return (
    <section class="section">
      <h2>{w.unwellTitle}</h2>
      {care.ailments.map((one, n) => (
        <Box key={one.reason} tone={atLeast(one.loudness, 'raised') ? 'problem' : 'waiting'}>
          <strong>{w.unwellName(one.reason)}</strong>
          <p>{w.unwellSince(when.lasting(when.now - one.since), when.at(one.since))}</p>
          <p>{w.unwellMeans(one.reason)}</p>
          <ToneRefused ailment={one} />
          {one.missesAt === undefined || one.missesAt < when.now ? null : (
            <p>
              <b>{w.missesNext(when.at(one.missesAt))}</b>
            </p>
          )}
          <p>{w.unwellNext(one.reason)}</p>
          {n > 0 && MEANINGS[one.reason].turn === 'village' ? null : (
            <div>
              <Call care={care} ailment={one} />
            </div>
          )}
        </Box>
      ))}
    </section>
  );
}

/** A tone that was refused has a reason of its own; one that was played and not heard was not refused. */
function ToneRefused({ ailment }: { readonly ailment: Told }): JSX.Element | null {
  const { w, when } = useHere();
  const { reason, detail } = ailment;
  if (reason !== 'tone-failed' || detail === undefined) return null;
  if (detail === 'amp-fault') return <p>{w.toneSilent}</p>;
  const said =
    detail === 'preempted'
      ? w.toneBusy
      : whyOf({ why: String(detail), playedMs: undefined, state: 'skipped' }, w, when);
  return <p>{w.toneRefusedWhy(said ?? String(detail))}</p>;
}

/** On top of the first page: towers that somebody has to go to, with whom to call. */
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
      {raised.length > MOST_RAISED ? <a href="/towers">{w.towersN(raised.length)}</a> : null}
      {reported === 0 ? null : <p>{w.reportedNote(reported)}</p>}
    </Box>
  );
}
const MOST_RAISED = 5;

function Soon({ care }: { readonly care: TowerCare }): JSX.Element | null {
  const { w, when } = useHere();
  const at = care.ailments.map((one) => one.missesAt ?? 0).find((one) => one > when.now);
  return at === undefined ? null : <> · {w.missesNext(when.at(at))}</>;
}

/** Before booking and approving: which of the chosen towers may not play it. */
export function WontPlay({
  chosen,
  at,
}: {
  readonly chosen: readonly TowerCare[];
  readonly at: number;
}): JSX.Element | null {
  const { w } = useHere();
  const missing = chosen.filter((care) => mayMiss(care, at));
  if (missing.length === 0) return null;
  return (
    <Box tone="waiting">
      <strong>{w.wontPlay(missing.length, chosen.length)}</strong>
      <p>{missing.map(({ tower }) => tower.name).join(', ')}</p>
      <p>
        <a href="/towers">{w.towersLong}</a>
      </p>
    </Box>
  );
}
