// The tower's page: what it suffers from, each in a box of its own, the quiet ones as well: what it means for residents,
// what to do next, whom to call.
import type { JSX } from 'preact';
import { atLeast } from '../../core/tower-loudness.ts';
import { MEANINGS, type UnwellReason } from '../../core/tower-meanings.ts';
import type { TowerCare } from '../../pipeline/desks.ts';
import { Box, useHere } from './bits.tsx';
import { Call, type Office, type Told } from './tower-care.tsx';
import type { Visit } from './visit.ts';
import { whyOf } from './why.ts';

/** A tone shows whether it is mended: its button is one touch away. */
const TRIED_BY_TONE: readonly UnwellReason[] = ['sound', 'tone-failed', 'unheard'];

export function Ailments({
  care,
  office,
}: {
  readonly care: TowerCare;
  readonly office: Office;
}): JSX.Element | null {
  const { w } = useHere();
  if (care.ailments.length === 0) return null;
  return (
    <section class="section">
      <h2>{w.unwellTitle}</h2>
      {care.ailments.map((one, n) => (
        <Box key={one.reason} tone={atLeast(one.loudness, 'raised') ? 'problem' : 'waiting'}>
          <Sentences ailment={one} />
          {n > 0 && MEANINGS[one.reason].turn === 'village' ? null : (
            <div>
              <Call care={care} ailment={one} office={office} />
            </div>
          )}
        </Box>
      ))}
    </section>
  );
}

function Sentences({ ailment }: { readonly ailment: Told }): JSX.Element {
  const here = useHere();
  const { w, when } = here;
  const { reason, since, missesAt, loudness } = ailment;
  const mayTry = 'may' in here && (here as Visit).may('change-towers');
  return (
    <>
      <strong>{w.unwellName(reason)}</strong>
      <p>{w.unwellSince(when.lasting(when.now - since), when.at(since))}</p>
      {loudness === 'reported' ? (
        <p>
          <b>{w.loudReported}</b>
        </p>
      ) : null}
      <p>{w.unwellMeans(reason)}</p>
      <ToneRefused ailment={ailment} />
      {missesAt === undefined || missesAt < when.now ? null : (
        <p>
          <b>{w.missesNext(when.at(missesAt))}</b>
        </p>
      )}
      <p>
        {w.unwellNext(reason)}
        {mayTry && TRIED_BY_TONE.includes(reason) ? (
          <>
            {' '}
            <a href="#test">{w.testSound}</a>
          </>
        ) : null}
      </p>
    </>
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
