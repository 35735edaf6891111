// The list of towers: which village will not hear and since when, worst first, with whom to call; below it when each
// village last heard anything, the daily tone and the volume.
import type { FastifyReply } from 'fastify';
import type { JSX } from 'preact';
import type { TonePolicy } from '../../core/tone.ts';
import { atLeast } from '../../core/tower-loudness.ts';
import type { VolumePolicy } from '../../core/tower-volume.ts';
import type { VillageHearing } from '../../core/village-hearing.ts';
import type { TowerCare } from '../../pipeline/desks.ts';
import { Empty, LinkButton, useHere } from './bits.tsx';
import { doneOf } from './done.tsx';
import { showPage } from './frame.tsx';
import { Briefly, Call, CareTag, isFit, loudestFirst } from './tower-care.tsx';
import { Since } from './tower-page.tsx';
import type { Visit } from './visit.ts';
import { VolumeLine } from './volume-page.tsx';

export async function towerList(visit: Visit): Promise<FastifyReply> {
  const { w, when, house, org } = visit;
  const [all, hearing, organisation, volume] = await Promise.all([
    house.care.of(org),
    house.care.hearing(org),
    house.organisations.find(org),
    house.volume.of(org),
  ]);
  const towers = loudestFirst(all, when.now);
  const ready = towers.filter((care) => isFit(care, when.now)).length;
  const add = visit.may('change-towers') ? (
    <div class="actions">
      <LinkButton href="/towers/new" icon="plus">
        {w.addTower}
      </LinkButton>
    </div>
  ) : null;
  return showPage(
    visit,
    { tab: 'towers', title: w.towersLong, help: w.helpTowers, done: doneOf(visit) },
    towers.length === 0 ? (
      <>
        <Empty icon="radio-tower" title={w.noTowersYet}>
          {w.emptyTowersHint}
        </Empty>
        {add}
      </>
    ) : (
      <>
        <p>{w.readySentence(ready, towers.length)}</p>
        <ul class="rows">
          {towers.map((care) => (
            <TowerRow key={care.tower.id} care={care} />
          ))}
        </ul>
        {add}
        <Hearing hearing={hearing} />
        <Volume visit={visit} policy={volume} />
        <Tone visit={visit} tone={organisation?.tone} />
      </>
    ),
  );
}

/** The row is one link; whom to call stands below it, where somebody must act. */
function TowerRow({ care }: { readonly care: TowerCare }): JSX.Element {
  const { tower, ailments } = care;
  const first = ailments[0];
  return (
    <li>
      <a class="row link" href={`/t/${tower.id}`}>
        <span class="grow">
          <span class="title">{tower.name}</span>
          <span class="tags">
            <CareTag care={care} />
          </span>
          <span class="small">
            <Briefly care={care} />
          </span>{' '}
          <span class="soft small">
            <Since tower={tower} />
          </span>
        </span>
      </a>
      {first !== undefined && atLeast(first.loudness, 'listed') ? (
        <p class="small">
          <Call care={care} ailment={first} />
        </p>
      ) : null}
    </li>
  );
}

function Hearing({ hearing }: { readonly hearing: readonly VillageHearing[] }): JSX.Element {
  const { w, when } = useHere();
  const heard = ({ towers, lastHeardAt, by }: VillageHearing) => {
    if (towers === 0) return w.villageNoTower;
    if (lastHeardAt === undefined) return w.heardNever;
    return by === 'tone' ? w.heardTone(when.at(lastHeardAt)) : w.heardPlay(when.at(lastHeardAt));
  };
  return (
    <section class="section">
      <h2>{w.villagesHeard}</h2>
      <dl class="card facts">
        {hearing.map((one) => (
          <div key={one.village.code}>
            <dt>
              {w.moo(one.village.moo)} {one.village.name}
            </dt>
            <dd class="nums">
              {heard(one)}
              {one.unheard ? <b> · {w.heardLong}</b> : null}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Tone({
  visit: { w, when, may },
  tone,
}: {
  readonly visit: Visit;
  readonly tone: TonePolicy | undefined;
}): JSX.Element {
  const { fromMinute = 0, volume = 0 } = tone ?? {};
  const now =
    tone === undefined ? w.toneOff : w.toneAt(when.span(fromMinute, (fromMinute + 60) % 1440), volume);
  return (
    <section class="section">
      <h2>{w.dailyTone}</h2>
      <p class="nums">{now}</p>
      {may('change-towers') ? (
        <LinkButton href="/towers/tone" icon="volume-2">
          {w.dailyTone}
        </LinkButton>
      ) : null}
    </section>
  );
}

function Volume({
  visit: { w, may },
  policy,
}: {
  readonly visit: Visit;
  readonly policy: VolumePolicy;
}): JSX.Element {
  return (
    <section class="section">
      <h2>{w.volume}</h2>
      <p class="nums">
        <VolumeLine policy={policy} />
      </p>
      {may('change-towers') ? (
        <LinkButton href="/towers/volume" icon="volume-2">
          {w.setVolume}
        </LinkButton>
      ) : null}
    </section>
  );
}
