// One tower (/t/{id}): how it stands and since when, what it played last, its limits; muting it, and a new claim code.
import type { FastifyReply } from 'fastify';
import type { ComponentChildren, JSX } from 'preact';
import { RelayError } from '../../core/errors.ts';
import type { TowerId } from '../../core/ids.ts';
import { conditionOf, type Tower } from '../../core/tower.ts';
import type { DayPlay } from '../../pipeline/records.ts';
import { LinkButton, type Problem, useHere } from './bits.tsx';
import { doneOf } from './done.tsx';
import { showPage } from './frame.tsx';
import { PlayTag } from './states.tsx';
import { Ailments } from './tower-ailments.tsx';
import { CareTag, LoudTag, officeOf } from './tower-care.tsx';
import { CaretakerForm, MuteForm, TestForm } from './tower-forms.tsx';
import type { Visit } from './visit.ts';
import { VolumeLine } from './volume-page.tsx';
import { faultOf, whyOf } from './why.ts';

/** Since when, with last contact and last sound: always there, never behind a setting. */
export function Since({ tower }: { readonly tower: Tower }): JSX.Element {
  const { w, when } = useHere();
  const condition = conditionOf(tower, when.now);
  const facts = [
    condition === 'off' && tower.mutedUntil !== undefined ? w.until(when.at(tower.mutedUntil)) : '',
    condition === 'faulty' ? (faultOf(tower, w) ?? '') : '',
    condition === 'silent-but-will-play' && tower.planValidUntil !== undefined
      ? w.holdsUntil(when.at(tower.planValidUntil))
      : '',
    condition.startsWith('silent') && tower.lastContactAt !== undefined
      ? w.silentSince(when.at(tower.lastContactAt))
      : '',
    tower.lastContactAt === undefined
      ? w.neverContact
      : condition === 'ready'
        ? w.lastContact(when.ago(tower.lastContactAt))
        : '',
    tower.lastHeardAt === undefined ? w.neverHeard : w.lastHeard(when.ago(tower.lastHeardAt)),
  ];
  return <>{facts.filter((fact) => fact !== '').join(' · ')}</>;
}

export async function towerPage(visit: Visit, id: TowerId, problem?: Problem): Promise<FastifyReply> {
  const { w, house, org } = visit;
  const [all, office] = await Promise.all([house.care.of(org), officeOf(visit)]);
  const care = all.find((one) => one.tower.id === id);
  if (care === undefined) throw new RelayError('not-found', 'there is no such tower');
  const { tower } = care;
  const plays = await house.views.playsAt(org, id, 10);
  return showPage(
    visit,
    {
      tab: 'towers',
      title: tower.name,
      back: { href: '/towers', label: w.towersLong },
      done: doneOf(visit),
      problems: problem === undefined ? [] : [problem],
      status: problem === undefined ? 200 : 422,
      above: (
        <div class="tags">
          <CareTag care={care} />
          <LoudTag loudness={care.loudness} />
        </div>
      ),
    },
    <>
      <p>
        <Since tower={tower} />
      </p>
      <Ailments care={care} office={office} />
      <LastPlays plays={plays} />
      <Limits visit={visit} tower={tower} />
      {visit.may('change-towers') ? (
        <>
          <TestForm care={care} />
          <CaretakerForm care={care} problem={problem} />
          <MuteForm tower={tower} />
        </>
      ) : null}
    </>,
  );
}

function LastPlays({ plays }: { readonly plays: readonly DayPlay[] }): JSX.Element {
  const { w, when } = useHere();
  return (
    <section class="section">
      <h2>{w.lastPlays}</h2>
      {plays.length === 0 ? <p class="soft">{w.noPlaysHere}</p> : null}
      <ul class="rows">
        {plays.map((play) => (
          <li key={play.id}>
            <a class="row link" href={`/r/${play.bulletin}`}>
              <span class="grow">
                <span class="title">{play.title}</span>
                <span class="soft small nums">
                  {when.at(play.at)}
                  {whyOf(play, w, when) === undefined ? '' : ` · ${whyOf(play, w, when)}`}
                </span>
                <span class="tags">
                  <PlayTag play={play} />
                </span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Limits({ visit, tower }: { readonly visit: Visit; readonly tower: Tower }): JSX.Element {
  const { w, when } = visit;
  return (
    <section class="section">
      <h2>{w.limits}</h2>
      <dl class="card facts">
        <Fact
          term={w.quietHours}
          fact={when.span(tower.limits.quietHours.fromMinute, tower.limits.quietHours.toMinute)}
        />
        <Fact
          term={w.volume}
          fact={
            <>
              <VolumeLine
                policy={{ volume: tower.limits.volume, softerHours: tower.limits.softerHours ?? [] }}
              />{' '}
              ({tower.ownVolume === true ? w.ownVolumeNow : w.officeVolumeNow})
            </>
          }
        />
        <Fact term={w.maxPlays} fact={w.times(tower.limits.maxPlaysPerDay)} />
        <Fact term={w.leadIn} fact={when.length(tower.limits.leadInMs)} />
        <Fact term={w.towerCode} fact={tower.id} />
      </dl>
      {visit.may('change-towers') ? (
        <LinkButton href={`/t/${tower.id}/volume`} icon="volume-2">
          {w.setVolume}
        </LinkButton>
      ) : null}
    </section>
  );
}

function Fact({ term, fact }: { readonly term: string; readonly fact: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{term}</dt>
      <dd class="nums">{fact}</dd>
    </div>
  );
}
