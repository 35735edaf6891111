// ประกาศ (/b/{id}): understand, hear, decide. State and title first, then what is wrong, the player, the words and how they
// are read, when and where; the one button at the bottom says what will happen.
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ComponentChildren, JSX } from 'preact';
import { RelayError } from '../../core/errors.ts';
import type { BulletinId } from '../../core/ids.ts';
import type { BulletinPage } from '../../pipeline/records.ts';
import { Box, Icon, LinkButton, useHere } from './bits.tsx';
import { barOf } from './bulletin-bar.tsx';
import { Doubts } from './bulletin-doubts.tsx';
import { Player, SoundFacts } from './bulletin-player.tsx';
import { Plays, Revisions } from './bulletin-record.tsx';
import { Troubles } from './bulletin-troubles.tsx';
import { countOf, Warnings, warningsFor } from './bulletin-warnings.tsx';
import { WhenWhere } from './bulletin-when.tsx';
import { Words } from './bulletin-words.tsx';
import { choicesOf } from './choice.ts';
import { doneOf, settledBand } from './done.tsx';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { LetterCard } from './letter-card.tsx';
import { sentenceOfReason } from './reasons.ts';
import { ClassTag, lookOf, StateTag } from './states.tsx';
import { forOfficer, type Visit } from './visit.ts';
import { Making } from './voice-progress.tsx';

/** What has become of the bulletin since it was opened, or what was refused: stands above everything else. */
export interface Said {
  readonly status: number;
  readonly notice: ComponentChildren;
}

const MAKING: readonly string[] = ['submitted', 'recorded', 'revised', 'retried'];

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
  const { w, house, org } = visit;
  const { bulletin } = page;
  const [choices, organisation] = await Promise.all([
    choicesOf(visit, page, bulletin.current.state === 'voiced' ? query : undefined),
    house.organisations.find(org),
  ]);
  const warnings = warningsFor(visit, page);
  const bar = barOf(visit, page, choices, organisation, countOf(visit, page, warnings, choices));
  return showPage(
    visit,
    {
      tab: 'queue',
      title: bulletin.title,
      fullTitle: `${bulletin.title} – ${lookOf(page, w).word}`,
      back: { href: '/', label: w.queue },
      done: bandOf(visit, page),
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
      <p class="from">{senderLine(visit, page)}</p>
      <LetterCard visit={visit} page={page} />
      <Troubles visit={visit} page={page} organisation={organisation} />
      {bulletin.current.state === 'drafted' ? (
        <div class="card">
          <Making id={bulletin.id} />
          {bulletin.current.reason === undefined ? null : (
            <p class="soft small">{sentenceOfReason(visit, bulletin.current.reason)}</p>
          )}
        </div>
      ) : null}
      <Doubts page={page} />
      {page.clip === undefined ? null : (
        <Player
          clip={page.clip}
          bulletin={bulletin.id}
          fallback={bulletin.current.fallback}
          vouch={bar !== undefined && (bulletin.current.reading?.unread.length ?? 0) === 0}
          gate={bulletin.current.state === 'voiced'}
          {...(bulletin.current.state === 'voiced' ? {} : { heading: w.clipTitle })}
        />
      )}
      <Warnings visit={visit} page={page} warnings={warnings} choices={choices} />
      <Words visit={visit} page={page} warnings={warnings} />
      <WhenWhere visit={visit} page={page} choices={choices} />
      <OriginalBeside page={page} />
      <Plays page={page} />
      <Revisions page={page} mayEdit={visit.may('edit-words')} />
      {page.clip === undefined ? null : <SoundFacts clip={page.clip} />}
      <More visit={visit} page={page} />
    </>,
  );
}

/** That the sound is being made is news only until it is there. */
function bandOf(visit: Visit, page: BulletinPage): ComponentChildren {
  const settled = settledBand(visit, page);
  if (settled !== undefined) return settled;
  const old = page.bulletin.current.state !== 'drafted' && MAKING.includes(visit.query['done'] ?? '');
  return old ? null : doneOf(visit);
}

function senderLine({ w, when }: Visit, { item, bulletin }: BulletinPage): string {
  const by = w.sentBy(
    item?.senderName ?? bulletin.current.authorName,
    when.ago(item?.receivedAt ?? bulletin.madeAt),
  );
  return item?.claimedSource === undefined ? by : `${w.from(item.claimedSource)} · ${by}`;
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
