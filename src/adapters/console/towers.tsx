// หอ (/towers, /t/{id}): which village will not hear and since when, worst first; adding a tower, muting one, and the page
// that stops what is sounding.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JSX } from 'preact';
import { RelayError } from '../../core/errors.ts';
import type { Instant, TowerId, VillageCode } from '../../core/ids.ts';
import { addDays, instantOf } from '../../core/timetable.ts';
import { conditionOf, type Tower } from '../../core/tower.ts';
import { Box, Button, Chip, Empty, Field, LinkButton, Post, useHere } from './bits.tsx';
import { doneOf } from './done.tsx';
import { readFields } from './fields.ts';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { ConditionTag, faultOf, PlayTag, whyOf, worstFirst } from './states.tsx';
import { forOfficer, type Visit } from './visit.ts';

const idOf = (request: FastifyRequest) => (request.params as { id: TowerId }).id;

export function towerRoutes(app: FastifyInstance, house: House): void {
  app.get('/towers', forOfficer(house, 'see-bulletins', list));
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
    forOfficer(house, 'see-bulletins', async (visit, request) => onePage(visit, idOf(request))),
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
  app.get('/stop', forOfficer(house, 'stop-sound', stopPage));
  app.post(
    '/stop',
    forOfficer(house, 'stop-sound', async (visit, request) => {
      const tower = readFields(request.body)['tower'] ?? '';
      if (tower === '') throw new RelayError('invalid-input', 'which tower', { facts: { field: 'towers' } });
      await house.towers.stopSound(visit.officer, tower === 'all' ? 'all' : (tower as TowerId));
      return visit.go('/stop?done=stopped');
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
  const towers = worstFirst(await house.towers.all(org), when.now);
  const ready = towers.filter((tower) => conditionOf(tower, when.now) === 'ready').length;
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
          {towers.map((tower) => (
            <li key={tower.id}>
              <a class="row link" href={`/t/${tower.id}`}>
                <span class="grow">
                  <span class="title">{tower.name}</span>
                  <span class="tags">
                    <ConditionTag tower={tower} />
                  </span>
                  <span class="soft small">
                    <Since tower={tower} />
                  </span>
                </span>
              </a>
            </li>
          ))}
        </ul>
        {add}
      </>
    ),
  );
}

/** Since when, with last contact and last sound: always there, never behind a setting. */
function Since({ tower }: { readonly tower: Tower }): JSX.Element {
  const { w, when } = useHere();
  const condition = conditionOf(tower, when.now);
  const facts = [
    condition === 'off' && tower.mutedUntil !== undefined ? w.until(when.at(tower.mutedUntil)) : '',
    condition === 'faulty' ? (faultOf(tower, w) ?? '') : '',
    condition === 'silent-but-will-play' && tower.planValidUntil !== undefined
      ? w.holdsUntil(when.at(tower.planValidUntil))
      : '',
    condition.startsWith('silent') && tower.lastContactAt !== undefined
      ? w.since(when.at(tower.lastContactAt))
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

async function onePage(visit: Visit, id: TowerId): Promise<FastifyReply> {
  const { w, when, house, org } = visit;
  const tower = (await house.towers.all(org)).find((one) => one.id === id);
  if (tower === undefined) throw new RelayError('not-found', 'there is no such tower');
  const plays = await house.views.playsAt(org, id, 10);
  const muted = tower.mutedUntil !== undefined && tower.mutedUntil > when.now;
  const clock = Math.abs(tower.clockErrorMs ?? 0);
  return showPage(
    visit,
    {
      tab: 'towers',
      title: tower.name,
      back: { href: '/towers', label: w.towersLong },
      done: doneOf(visit),
      above: (
        <div class="tags">
          <ConditionTag tower={tower} />
        </div>
      ),
    },
    <>
      <p>
        <Since tower={tower} />
      </p>
      {clock > 60_000 ? <Box tone="problem">{w.clockOff(when.lasting(clock))}</Box> : null}
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
      <section class="section">
        <h2>{w.limits}</h2>
        <dl class="card facts">
          <Fact
            term={w.quietHours}
            fact={when.span(tower.limits.quietHours.fromMinute, tower.limits.quietHours.toMinute)}
          />
          <Fact
            term={w.volume}
            fact={`${w.routine} ${tower.limits.volume.routine}% · ${w.important} ${tower.limits.volume.important}% · ${w.emergency} ${tower.limits.volume.emergency}%`}
          />
          <Fact term={w.maxPlays} fact={w.times(tower.limits.maxPlaysPerDay)} />
          <Fact term={w.leadIn} fact={when.length(tower.limits.leadInMs)} />
          <Fact term={w.towerCode} fact={tower.id} />
        </dl>
      </section>
      {visit.may('change-towers') ? (
        <section class="section">
          <h2>{w.muteIt}</h2>
          <Post action={`/t/${id}/mute`}>
            <p class="soft">{w.muteHint}</p>
            {muted ? (
              <input type="hidden" name="until" value="off" />
            ) : (
              <fieldset>
                <legend class="hidden">{w.muteIt}</legend>
                <div class="chips">
                  <Chip radio name="until" value="hour" label={w.mute1h} checked />
                  <Chip radio name="until" value="morning" label={w.muteTomorrow} />
                  <Chip radio name="until" value="week" label={w.mute7d} />
                </div>
              </fieldset>
            )}
            <Button icon={muted ? 'volume-2' : 'volume-x'}>{muted ? w.unmute : w.muteIt}</Button>
          </Post>
          <Post action={`/t/${id}/code`} class="section">
            <p class="soft">{w.newCodeHint}</p>
            <Button icon="link">{w.newCode}</Button>
          </Post>
        </section>
      ) : null}
    </>,
  );
}

function Fact({ term, fact }: { readonly term: string; readonly fact: string }): JSX.Element {
  return (
    <div>
      <dt>{term}</dt>
      <dd class="nums">{fact}</dd>
    </div>
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

async function stopPage(visit: Visit): Promise<FastifyReply> {
  const { w, when, house, org } = visit;
  const [plays, towers] = await Promise.all([
    house.views.plays(org, when.now - 6 * 3_600_000, when.now + 60_000),
    house.towers.all(org),
  ]);
  const sounding = plays.filter((play) => play.state === 'started');
  return showPage(
    visit,
    { tab: 'towers', title: w.stopSound, back: { href: '/', label: w.queue }, done: doneOf(visit) },
    <>
      {sounding.length === 0 ? (
        <p>{w.nothingSounds}</p>
      ) : (
        <Box tone="info">
          <strong>{w.stripSounding(sounding.length)}</strong>
          {[...new Set(sounding.map((play) => play.title))].join(' · ')}
        </Box>
      )}
      <Post action="/stop" class="actions">
        <input type="hidden" name="tower" value="all" />
        <Button tone="stop" icon="volume-x">
          {w.stopAll}
        </Button>
      </Post>
      <p class="soft section">{w.stopHint}</p>
      <details>
        <summary>{w.stopSome}</summary>
        <ul class="rows">
          {towers.map((tower) => (
            <li key={tower.id}>
              <Post action="/stop">
                <input type="hidden" name="tower" value={tower.id} />
                <div class="row">
                  <Button tone="danger" icon="volume-x">
                    {w.stopOne(tower.name)}
                  </Button>
                </div>
              </Post>
            </li>
          ))}
        </ul>
      </details>
    </>,
  );
}
