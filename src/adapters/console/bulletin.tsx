// ประกาศ (/b/{id}): understand, hear, decide. State and title first, then what is wrong, the player, the words and how they
// are read, when and where; the one button at the bottom says what will happen.
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ComponentChildren, JSX } from 'preact';
import { RelayError } from '../../core/errors.ts';
import type { BulletinId } from '../../core/ids.ts';
import type { Organisation } from '../../core/organisation.ts';
import type { BulletinPage } from '../../pipeline/records.ts';
import { Box, Hidden, Icon, LinkButton, Post, useHere } from './bits.tsx';
import { barOf } from './bulletin-bar.tsx';
import { Player, SoundFacts } from './bulletin-player.tsx';
import { Plays, Revisions } from './bulletin-record.tsx';
import { Words } from './bulletin-words.tsx';
import { type Choices, choicesOf, whenOf } from './choice.ts';
import { doneOf } from './done.tsx';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { sentenceOfReason } from './reasons.ts';
import { ClassTag, lookOf, StateTag } from './states.tsx';
import { forOfficer, type Visit } from './visit.ts';
import { Making } from './voice-progress.tsx';
import { WEEKDAYS } from './when.ts';

/** What has become of the bulletin since it was opened, or what was refused: stands above everything else. */
export interface Said {
  readonly status: number;
  readonly notice: ComponentChildren;
}

export function bulletinRoutes(app: FastifyInstance, house: House): void {
  app.get(
    '/b/:id',
    forOfficer(house, 'see-bulletins', async (visit, request) => {
      const id = (request.params as { id: BulletinId }).id;
      return showBulletin(visit, await mustFind(visit, id), request.query);
    }),
  );
}

export async function mustFind(visit: Visit, id: BulletinId): Promise<BulletinPage> {
  const page = await visit.house.views.bulletin(visit.org, id);
  if (page === undefined) throw new RelayError('not-found', 'there is no such bulletin');
  return page;
}

export async function showBulletin(
  visit: Visit,
  page: BulletinPage,
  query: unknown,
  said?: Said,
): Promise<FastifyReply> {
  const { w, house, org, when } = visit;
  const { bulletin } = page;
  const [choices, organisation] = await Promise.all([
    choicesOf(visit, page, bulletin.current.state === 'voiced' ? query : undefined),
    house.organisations.find(org),
  ]);
  const bar = barOf(visit, page, choices, organisation);
  const sent = page.item?.receivedAt ?? bulletin.madeAt;
  const from = [
    page.item?.claimedSource === undefined ? '' : w.from(page.item.claimedSource),
    w.sentBy(page.item?.senderName ?? bulletin.current.authorName, when.ago(sent)),
  ];
  return showPage(
    visit,
    {
      tab: 'queue',
      title: bulletin.title,
      fullTitle: `${bulletin.title} – ${lookOf(page, w).word}`,
      back: { href: '/', label: w.queue },
      done: doneOf(visit),
      help: w.helpBulletin,
      bar,
      status: said?.status ?? 200,
      above: (
        <>
          {said === undefined ? null : (
            <Box tone="problem" alert>
              {said.notice}
            </Box>
          )}
          <div class="tags state-line">
            <ClassTag of={bulletin.class} />
            <StateTag card={page} />
          </div>
        </>
      ),
    },
    <>
      <p class="from">{from.filter((part) => part !== '').join(' · ')}</p>
      <Troubles visit={visit} page={page} organisation={organisation} />
      {bulletin.current.state === 'drafted' ? (
        <div class="card">
          <Making id={bulletin.id} />
          {bulletin.current.reason === undefined ? null : (
            <p class="soft small">{sentenceOfReason(visit, bulletin.current.reason)}</p>
          )}
        </div>
      ) : null}
      {page.clip === undefined ? null : (
        <Player
          clip={page.clip}
          bulletin={bulletin.id}
          vouch={bar !== undefined}
          gate={bulletin.current.state === 'voiced'}
          {...(bulletin.current.state === 'voiced' ? {} : { heading: w.clipTitle })}
        />
      )}
      <Words page={page} view={visit.query['view'] === 'reading' ? 'reading' : 'written'} />
      <WhenWhere visit={visit} page={page} choices={choices} />
      <OriginalBeside page={page} />
      <Plays page={page} />
      <Revisions page={page} />
      {page.clip === undefined ? null : <SoundFacts clip={page.clip} />}
      <More visit={visit} page={page} />
    </>,
  );
}

function Troubles({
  visit,
  page,
  organisation,
}: {
  readonly visit: Visit;
  readonly page: BulletinPage;
  readonly organisation: Organisation | undefined;
}): JSX.Element {
  const { w, officer } = visit;
  const { state, reason, author, reading } = page.bulletin.current;
  const unread = reading?.unread ?? [];
  const own =
    state === 'voiced' &&
    visit.may('decide') &&
    author === officer.id &&
    organisation?.rules[page.bulletin.class].mayApproveOwn === false;
  return (
    <>
      {page.plays.sounding > 0 ? (
        <Box tone="info">
          <strong>
            {w.airingAt(
              page.plays.sounding,
              page.allPlays.filter((play) => play.state !== 'withdrawn').length,
            )}
          </strong>
          {visit.may('stop-sound') ? <a href="/stop">{w.stopSound}</a> : null}
        </Box>
      ) : null}
      {state === 'unvoiced' ? (
        <Box tone="problem">
          <strong>{w.unvoiced}</strong>
          <p>{reason === undefined ? '' : sentenceOfReason(visit, reason)}</p>
          {visit.may('edit-words') ? (
            <div class="actions">
              <Post action={`/b/${page.bulletin.id}/retry`}>
                <Hidden name="version" value={page.bulletin.version} />
                <button class="button" type="submit">
                  {w.retryVoice}
                </button>
              </Post>
              <LinkButton href={`/b/${page.bulletin.id}/edit`}>{w.edit}</LinkButton>
            </div>
          ) : null}
        </Box>
      ) : null}
      {page.wishRefused === undefined ? null : (
        <Box tone="problem">
          <strong>{w.wishRefused}</strong>
          <p>{sentenceOfReason(visit, page.wishRefused)}</p>
          {visit.may('book') ? <a href={`/b/${page.bulletin.id}/book`}>{w.bookItAgain}</a> : null}
        </Box>
      )}
      {(state === 'returned' || state === 'rejected' || state === 'withdrawn') &&
      reason !== undefined &&
      reason !== '' ? (
        <div class="inset">
          <p>
            <b>{state === 'returned' ? w.asksToFix : w.because}</b> {reason}
          </p>
        </div>
      ) : null}
      {unread.length > 0 && ['voiced', 'unvoiced', 'drafted'].includes(state) ? (
        <Box tone="waiting">
          <strong>{w.unreadWords(unread.length)}</strong>
          <p>
            {w.unreadHint} <a href={`/b/${page.bulletin.id}?view=written#u0`}>{w.goToFirstWord}</a>
          </p>
        </Box>
      ) : null}
      {own ? <Box tone="info">{w.ownWords}</Box> : null}
      {state === 'voiced' && !visit.may('decide') ? <p class="soft">{w.needApprover}</p> : null}
    </>
  );
}

function WhenWhere({
  visit,
  page,
  choices,
}: {
  readonly visit: Visit;
  readonly page: BulletinPage;
  readonly choices: Choices;
}): JSX.Element | null {
  const { w, when, language } = visit;
  const { state } = page.bulletin.current;
  if (state === 'voiced' && visit.may('decide')) {
    const { chosen, towers } = choices;
    const fields = new URLSearchParams();
    for (const name of ['wish', 'towers', 'times'] as const) {
      const value = visit.query[name];
      if (value !== undefined) fields.set(name, value);
    }
    return (
      <section class="section">
        <h2>{w.whenWhere}</h2>
        <dl class="card facts">
          <div>
            <dt>{w.whenLabel}</dt>
            <dd>{chosen === undefined ? w.noOffer : whenOf(chosen, visit, WEEKDAYS[language])}</dd>
          </div>
          <div>
            <dt>{w.whereLabel}</dt>
            <dd>
              {chosen === undefined || chosen.wish.towers.length === towers.length
                ? w.allTowers(towers.length)
                : w.someTowers(chosen.wish.towers.length, towers.length)}
            </dd>
          </div>
          {chosen !== undefined && chosen.wish.repeat.times > 1 ? (
            <div>
              <dt>{w.repeatLabel}</dt>
              <dd>{w.times(chosen.wish.repeat.times)}</dd>
            </div>
          ) : null}
        </dl>
        <LinkButton href={`/b/${page.bulletin.id}/book?${fields}`} icon="calendar-clock">
          {w.changeWhenWhere}
        </LinkButton>
      </section>
    );
  }
  if (state !== 'approved') return null;
  const ahead = page.allPlays.filter((play) => ['planned', 'published', 'ready'].includes(play.state));
  const next = page.nextPlayAt ?? ahead[0]?.at;
  const booked = page.bookings.length > 0 || page.allPlays.length > 0;
  return (
    <section class="section">
      <h2>{w.whenWhere}</h2>
      <p>
        {next === undefined
          ? booked || page.wishRefused !== undefined
            ? w.stripNoNext
            : w.beingBooked
          : w.nextAir(when.at(next), ahead.filter((play) => play.at - next < 60_000).length)}
      </p>
      {visit.may('book') ? (
        <LinkButton href={`/b/${page.bulletin.id}/book`} icon="calendar-clock">
          {w.bookAgain}
        </LinkButton>
      ) : null}
    </section>
  );
}

function OriginalBeside({ page }: { readonly page: BulletinPage }): JSX.Element | null {
  const { w } = useHere();
  const original = page.item?.original;
  if (page.item === undefined || original === undefined || page.item.erasedAt !== undefined) return null;
  const address = `/items/${page.item.id}/original`;
  return (
    <section class="section">
      <h2>{w.original}</h2>
      {original.type.startsWith('image/') ? (
        <a href={address}>
          <img class="original" src={address} alt={w.originalAlt(original.name)} loading="lazy" />
        </a>
      ) : (
        <LinkButton href={address} icon="file-text">
          {w.openOriginal}
        </LinkButton>
      )}
    </section>
  );
}

function More({ visit, page }: { readonly visit: Visit; readonly page: BulletinPage }): JSX.Element | null {
  const { w } = visit;
  const { state } = page.bulletin.current;
  const at = `/b/${page.bulletin.id}`;
  const decidable = visit.may('decide') && (state === 'voiced' || state === 'unvoiced');
  const links = [
    visit.may('edit-words') && state !== 'superseded'
      ? { href: `${at}/edit`, icon: 'square-pen' as const, word: w.edit }
      : undefined,
    decidable ? { href: `${at}/return`, icon: 'rotate-ccw' as const, word: w.returnIt } : undefined,
    decidable ? { href: `${at}/reject`, icon: 'x' as const, word: w.rejectIt } : undefined,
    visit.may('withdraw') && state === 'approved'
      ? { href: `${at}/withdraw`, icon: 'undo-2' as const, word: w.withdrawIt }
      : undefined,
    visit.may('see-history')
      ? { href: `/history?bulletin=${page.bulletin.id}`, icon: 'history' as const, word: w.history }
      : undefined,
  ].filter((link) => link !== undefined);
  if (links.length === 0) return null;
  return (
    <section class="section" id="more">
      <h2>{w.moreActions}</h2>
      <ul class="menu rows">
        {links.map((link) => (
          <li key={link.href}>
            <a href={link.href}>
              <Icon name={link.icon} />
              {link.word}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
