// What became of a bulletin: at which towers it sounded or why not, and who wrote, approved, returned or withdrew what.
import type { JSX } from 'preact';
import type { BulletinPage } from '../../pipeline/records.ts';
import { Tag, useHere } from './bits.tsx';
import { PlayTag } from './states.tsx';
import { whyOf } from './why.ts';
import type { Words } from './words.ts';

export function Plays({ page }: { readonly page: BulletinPage }): JSX.Element | null {
  const { w, when } = useHere();
  if (page.allPlays.length === 0) return null;
  const plays = [...page.allPlays].sort(
    (a, b) => b.at - a.at || a.towerName.localeCompare(b.towerName, 'th'),
  );
  return (
    <section class="section">
      <h2>{w.perTower}</h2>
      <table class="result">
        <thead>
          <tr>
            <th scope="col">{w.towerCol}</th>
            <th scope="col">{w.dueCol}</th>
            <th scope="col">{w.resultCol}</th>
          </tr>
        </thead>
        <tbody>
          {plays.slice(0, 200).map((play) => (
            <tr key={play.id}>
              <td>
                <a href={`/t/${play.tower}`}>{play.towerName}</a>
              </td>
              <td class="nums">{when.at(play.at)}</td>
              <td>
                <PlayTag play={play} />
                <PlayFacts play={play} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Why not, or when it began and ended. */
export function PlayFacts({ play }: { readonly play: BulletinPage['allPlays'][number] }): JSX.Element | null {
  const { w, when } = useHere();
  const why = whyOf(play, w, when);
  const facts = [
    play.startedAt === undefined ? '' : w.startedAt(when.time(play.startedAt)),
    play.endedAt === undefined || play.state !== 'finished' ? '' : w.endedAt(when.time(play.endedAt)),
    why ?? '',
    play.measured?.dB === undefined ? '' : w.measuredRise(play.measured.dB),
  ].filter((fact) => fact !== '');
  return facts.length === 0 ? null : <div class="soft small">{facts.join(' · ')}</div>;
}

export function Revisions({
  page,
  mayEdit,
}: {
  readonly page: BulletinPage;
  readonly mayEdit: boolean;
}): JSX.Element {
  const { w, when } = useHere();
  const revisions = [...page.revisions].sort((a, b) => b.n - a.n);
  const plain = revisions.length <= 1 && page.given.length === 0;
  return (
    <section class="section">
      <h2>{w.revisions}</h2>
      {plain ? <p class="soft">{w.noHistory}</p> : null}
      <ul class="rows">
        {revisions.map((revision) => (
          <li key={revision.n}>
            <div class="row">
              <div class="grow">
                <span class="title">{w.revision(revision.n)}</span>
                <span class="small">{w.writtenBy(revision.authorName, when.ago(revision.madeAt))}</span>
                {page.given
                  .filter((one) => one.revision === revision.n)
                  .map((one) => (
                    <div class="small" key={one.officer}>
                      {w.approvedBy(one.officerName, when.ago(one.at))}
                      {one.voidedAt === undefined ? '' : ` · ${w.voided}`}
                    </div>
                  ))}
                {revision.reason !== undefined &&
                ['returned', 'rejected', 'withdrawn'].includes(revision.state) ? (
                  <div class="small">
                    {w.because} {revision.reason}
                  </div>
                ) : null}
                {revision.n === page.bulletin.current.n ? null : (
                  <details class="small">
                    <summary>{w.written}</summary>
                    <p class="text" lang="th">
                      {revision.words}
                    </p>
                    {mayEdit ? (
                      <p>
                        <a href={`/b/${page.bulletin.id}/edit?revision=${revision.n}`}>{w.editThisOne}</a>
                      </p>
                    ) : null}
                  </details>
                )}
              </div>
              <Tag tone={revision.state === 'approved' ? 'good' : 'idle'}>{stateWord(revision.state, w)}</Tag>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function stateWord(state: BulletinPage['bulletin']['current']['state'], w: Words): string {
  return w[state];
}
