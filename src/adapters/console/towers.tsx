// หอ (/towers): which village will not hear and since when, worst first; adding a tower, muting one, a new claim code.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JSX } from 'preact';
import { RelayError } from '../../core/errors.ts';
import type { Instant, TowerId, VillageCode } from '../../core/ids.ts';
import { addDays, instantOf } from '../../core/timetable.ts';
import type { TonePolicy } from '../../core/tone.ts';
import { atLeast } from '../../core/tower-loudness.ts';
import type { VillageHearing } from '../../core/village-hearing.ts';
import type { TowerCare } from '../../pipeline/desks.ts';
import { Button, Empty, Field, LinkButton, Post, useHere } from './bits.tsx';
import { doneOf } from './done.tsx';
import { readFields } from './fields.ts';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { toneRoutes } from './tone-page.tsx';
import { Briefly, Call, CareTag, isFit, loudestFirst } from './tower-care.tsx';
import { caretakerRoutes } from './tower-caretaker.tsx';
import { Since, towerPage } from './tower-page.tsx';
import { forOfficer, type Visit } from './visit.ts';

const idOf = (request: FastifyRequest) => (request.params as { id: TowerId }).id;

export function towerRoutes(app: FastifyInstance, house: House): void {
  app.get('/towers', forOfficer(house, 'see-bulletins', list));
  toneRoutes(app, house);
  caretakerRoutes(app, house);
  app.get('/towers/new', forOfficer(house, 'change-towers', newTower));
  app.post(
    '/towers/new',
    forOfficer(house, 'change-towers', async (visit, request) => {
      const { village = '', name = '' } = readFields(request.body);
      const made = await house.towers.add(visit.officer, { village: village as VillageCode, name });
      return claimPage(visit, made);
    }),
  );
  app.get(
    '/t/:id',
    forOfficer(house, 'see-bulletins', async (visit, request) => towerPage(visit, idOf(request))),
  );
  app.post(
    '/t/:id/code',
    forOfficer(house, 'change-towers', async (visit, request) =>
      claimPage(visit, {
        tower: idOf(request),
        ...(await house.towers.newCode(visit.officer, idOf(request))),
      }),
    ),
  );
  app.post(
    '/t/:id/mute',
    forOfficer(house, 'change-towers', async (visit, request) => {
      const until = untilOf(visit, readFields(request.body)['until']);
      await house.towers.mute(visit.officer, idOf(request), until);
      return visit.go(`/t/${idOf(request)}?done=${until === undefined ? 'unmuted' : 'muted'}`);
    }),
  );
}

function untilOf({ when }: Visit, choice: string | undefined): Instant | undefined {
  if (choice === 'hour') return when.now + 3_600_000;
  if (choice === 'morning') return instantOf(addDays(when.today, 1), 5 * 60);
  if (choice === 'week') return when.now + 7 * 24 * 3_600_000;
  if (choice === 'off') return undefined;
  throw new RelayError('invalid-input', 'until when', { facts: { field: 'until' } });
}

async function list(visit: Visit): Promise<FastifyReply> {
  const { w, when, house, org } = visit;
  const [all, hearing, organisation] = await Promise.all([
    house.care.of(org),
    house.care.hearing(org),
    house.organisations.find(org),
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

async function newTower(visit: Visit): Promise<FastifyReply> {
  const { w, house, org } = visit;
  const villages = await house.organisations.villages(org);
  return showPage(
    visit,
    { tab: 'towers', title: w.addTower, back: { href: '/towers', label: w.towersLong } },
    <Post action="/towers/new" class="pico">
      <Field name="village" label={w.village}>
        {(ties) => (
          <select {...ties} required>
            {villages.map((village) => (
              <option key={village.code} value={village.code}>
                {w.moo(village.moo)} {village.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field name="name" label={w.towerName} hint={w.towerNameHint}>
        {(ties) => <input {...ties} type="text" maxlength={100} />}
      </Field>
      <Button tone="primary">{w.addTower}</Button>
    </Post>,
  );
}

function claimPage(
  visit: Visit,
  made: { readonly tower: TowerId; readonly code: string; readonly expiresAt: Instant },
): Promise<FastifyReply> {
  const { w, when } = visit;
  return showPage(
    visit,
    { tab: 'towers', title: w.claimTitle, back: { href: `/t/${made.tower}`, label: w.towersLong } },
    <>
      <p>{w.claimHint}</p>
      <p class="code" lang="en">
        {made.code}
      </p>
      <p class="soft">
        {w.claimOnce} · {w.validUntil(when.at(made.expiresAt))}
      </p>
    </>,
  );
}
