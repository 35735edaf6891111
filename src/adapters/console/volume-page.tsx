// ความดังของหอ (/towers/volume for all of them, /t/{id}/volume for one): how loud by class, and at which hours softer.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JSX } from 'preact';
import { RelayError } from '../../core/errors.ts';
import type { TowerId } from '../../core/ids.ts';
import type { VolumePolicy } from '../../core/tower-volume.ts';
import { Button, LinkButton, Post, type Problem, Tick, useHere } from './bits.tsx';
import { readFields } from './fields.ts';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { SomeNames } from './tower-care.tsx';
import { forOfficer, type Visit } from './visit.ts';
import { readVolume, VolumeFields } from './volume-form.tsx';

const idOf = (request: FastifyRequest) => (request.params as { id: TowerId }).id;

/** Where on the page the desk's words for a field stand. */
const FIELDS: Readonly<Record<string, string>> = {
  volume: 'routine',
  emergencyVolume: 'emergency',
  softerHours: 'from-0',
};

/** A form that was refused: what was typed stays in it. */
interface Refused {
  readonly typed: VolumePolicy;
  readonly problem: Problem;
}

export function volumeRoutes(app: FastifyInstance, house: House): void {
  app.get(
    '/towers/volume',
    forOfficer(house, 'change-towers', (visit) => officePage(visit)),
  );
  app.post(
    '/towers/volume',
    forOfficer(house, 'change-towers', (visit, request) => {
      const typed = readVolume(request.body);
      return orRefused(visit, typed, {
        act: () => house.volume.set(visit.officer, typed),
        to: '/towers?done=volume',
        again: (refused) => officePage(visit, refused),
      });
    }),
  );
  app.get(
    '/t/:id/volume',
    forOfficer(house, 'change-towers', (visit, request) => towerVolumePage(visit, idOf(request))),
  );
  app.post(
    '/t/:id/volume',
    forOfficer(house, 'change-towers', (visit, request) => {
      const id = idOf(request);
      const typed = readVolume(request.body);
      const own = readFields(request.body)['own'] === 'yes';
      return orRefused(visit, typed, {
        act: () => house.volume.setTower(visit.officer, id, own ? typed : undefined),
        to: `/t/${id}?done=${own ? 'own-volume' : 'office-volume'}`,
        again: (refused) => towerVolumePage(visit, id, refused),
      });
    }),
  );
}

async function orRefused(
  visit: Visit,
  typed: VolumePolicy,
  {
    act,
    to,
    again,
  }: {
    readonly act: () => Promise<void>;
    readonly to: string;
    readonly again: (refused: Refused) => Promise<FastifyReply>;
  },
): Promise<FastifyReply> {
  try {
    await act();
  } catch (thrown) {
    if (!(thrown instanceof RelayError) || thrown.code !== 'invalid-input') throw thrown;
    const field = FIELDS[String(thrown.facts['field'])] ?? 'routine';
    return again({ typed, problem: { field, sentence: visit.house.sentenceFor(thrown, visit.language) } });
  }
  return visit.go(to);
}

async function officePage(visit: Visit, refused?: Refused): Promise<FastifyReply> {
  const { w, house, org } = visit;
  const [policy, towers] = await Promise.all([house.volume.of(org), house.towers.all(org)]);
  const own = towers.filter((tower) => tower.ownVolume === true);
  return showVolume(visit, {
    title: w.volumeTitle,
    action: '/towers/volume',
    back: { href: '/towers', label: w.towersLong },
    refused,
    policy,
    above: (
      <>
        <p>{w.volumeExplain}</p>
        {own.length === 0 ? null : (
          <p class="soft">
            {w.volumeOwnTowers} <SomeNames of={own.map(({ name }) => name)} />
          </p>
        )}
      </>
    ),
  });
}

async function towerVolumePage(visit: Visit, id: TowerId, refused?: Refused): Promise<FastifyReply> {
  const { w, house, org } = visit;
  const [office, towers] = await Promise.all([house.volume.of(org), house.towers.all(org)]);
  const tower = towers.find((one) => one.id === id);
  if (tower === undefined) throw new RelayError('not-found', 'there is no such tower');
  const { volume, softerHours = [] } = tower.limits;
  const isOwn = tower.ownVolume === true || refused !== undefined;
  return showVolume(visit, {
    title: w.volumeOfTower(tower.name),
    action: `/t/${id}/volume`,
    back: { href: `/t/${id}`, label: tower.name },
    refused,
    policy: { volume, softerHours },
    above: (
      <fieldset>
        <legend class="hidden">{w.setVolume}</legend>
        <div class="ticks">
          <Tick
            radio
            name="own"
            value="no"
            label={w.useOfficeVolume}
            hint={<VolumeLine policy={office} />}
            checked={!isOwn}
          />
          <Tick radio name="own" value="yes" label={w.useOwnVolume} checked={isOwn} />
        </div>
      </fieldset>
    ),
  });
}

function showVolume(
  visit: Visit,
  page: {
    readonly title: string;
    readonly action: string;
    readonly back: { readonly href: string; readonly label: string };
    readonly above: JSX.Element;
    readonly policy: VolumePolicy;
    readonly refused: Refused | undefined;
  },
): Promise<FastifyReply> {
  const { w } = visit;
  const { problem, typed } = page.refused ?? {};
  return showPage(
    visit,
    {
      tab: 'towers',
      title: page.title,
      back: page.back,
      problems: problem === undefined ? [] : [problem],
      status: problem === undefined ? 200 : 422,
    },
    <Post action={page.action} class="pico">
      {page.above}
      <VolumeFields policy={typed ?? page.policy} problem={problem} />
      <div class="actions">
        <Button tone="primary">{w.save}</Button>
        <LinkButton href={page.back.href}>{w.back}</LinkButton>
      </div>
    </Post>,
  );
}

/** `ทั่วไป 80% · สำคัญ 90% · ฉุกเฉิน 100% · 19:00–21:00 น. ไม่เกิน 50%` */
export function VolumeLine({ policy }: { readonly policy: VolumePolicy }): JSX.Element {
  const { w, when } = useHere();
  const { routine, important, emergency } = policy.volume;
  const classes = `${w.routine} ${routine}% · ${w.important} ${important}% · ${w.emergency} ${emergency}%`;
  const hours = policy.softerHours.map(({ fromMinute, toMinute, most }) =>
    w.softerLine(when.span(fromMinute, toMinute), most),
  );
  return <>{[classes, ...(hours.length === 0 ? [w.softerNone] : hours)].join(' · ')}</>;
}
