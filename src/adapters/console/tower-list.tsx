// The list of towers: which village will not hear and since when, loudest first, with whom to call; below it when each
// village last heard anything, the volume and the daily tone. Many towers can be searched, and those that are well fold away.
import type { FastifyReply } from 'fastify';
import type { JSX } from 'preact';
import type { TonePolicy } from '../../core/tone.ts';
import type { VolumePolicy } from '../../core/tower-volume.ts';
import type { TowerCare } from '../../pipeline/desks.ts';
import { Empty, LinkButton, useHere } from './bits.tsx';
import { doneOf } from './done.tsx';
import { showPage } from './frame.tsx';
import { isFit, LoudTag, loudestFirst, needsCare, type Office, officeOf } from './tower-care.tsx';
import { type Asked, askedOf, Find, found, MANY } from './tower-find.tsx';
import { Rows } from './tower-rows.tsx';
import { Hearing } from './village-heard.tsx';
import type { Visit } from './visit.ts';
import { VolumeLine } from './volume-page.tsx';

export async function towerList(visit: Visit): Promise<FastifyReply> {
  const { w, when, house, org } = visit;
  const [all, hearing, organisation, volume, office] = await Promise.all([
    house.care.of(org),
    house.care.hearing(org),
    house.organisations.find(org),
    house.volume.of(org),
    officeOf(visit),
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
        <Loud towers={towers} />
        <Found towers={towers} asked={askedOf(visit.query)} office={office} />
        {add}
        <Hearing hearing={hearing} />
        <Volume visit={visit} policy={volume} />
        <Tone visit={visit} tone={organisation?.tone} />
      </>
    ),
  );
}

/** How many have become how loud: the first thing to know where there are many. */
function Loud({ towers }: { readonly towers: readonly TowerCare[] }): JSX.Element {
  return (
    <p class="tags">
      {(['reported', 'raised'] as const).map((step) => {
        const count = towers.filter(({ loudness }) => loudness === step).length;
        return count === 0 ? null : <LoudTag key={step} loudness={step} count={count} />;
      })}
    </p>
  );
}

function Found({
  towers,
  asked,
  office,
}: {
  readonly towers: readonly TowerCare[];
  readonly asked: Asked;
  readonly office: Office;
}): JSX.Element {
  const { w, when } = useHere();
  if (towers.length <= MANY) return <Rows of={towers} office={office} />;
  const matches = found(towers, asked, when.now);
  const isAsked = asked.search !== '' || asked.shown !== 'all';
  const rest = isAsked ? [] : matches.filter((care) => !needsCare(care));
  const first = isAsked ? matches : matches.filter(needsCare);
  return (
    <>
      <Find asked={asked} towers={towers} />
      {matches.length === 0 ? (
        <Empty icon="radio-tower" title={w.noTowerFound}>
          <LinkButton href="/towers">{w.allTowersLink}</LinkButton>
        </Empty>
      ) : null}
      {isAsked || first.length === 0 ? null : <h2>{w.careTitle(first.length)}</h2>}
      <Rows of={first} office={office} />
      {rest.length === 0 ? null : (
        <details>
          <summary>{w.otherTowers(rest.length)}</summary>
          <Rows of={rest} office={office} whole />
        </details>
      )}
    </>
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
