// What is in the way of a bulletin, or has happened to it: on air now, no sound, no booking, sent back, words with no certain
// reading, one's own words. Each with what can be done about it.
import type { ComponentChildren, JSX } from 'preact';
import type { Organisation } from '../../core/organisation.ts';
import type { BulletinPage } from '../../pipeline/records.ts';
import { Box, Button, Hidden, LinkButton, Post } from './bits.tsx';
import { maySettle } from './bulletin-words.tsx';
import { doubtsOf } from './reading-lines.ts';
import { sentenceOfReason } from './reasons.ts';
import type { Visit } from './visit.ts';

interface Case {
  readonly visit: Visit;
  readonly page: BulletinPage;
}

export function Troubles({
  visit,
  page,
  organisation,
}: Case & { readonly organisation: Organisation | undefined }): JSX.Element {
  return (
    <>
      {onAir({ visit, page })}
      {noSound({ visit, page })}
      {notBooked({ visit, page })}
      {turnedDown({ visit, page })}
      {unsureWords({ visit, page })}
      {notMine({ visit, page }, organisation)}
    </>
  );
}

function onAir({ visit: { w, may }, page }: Case): ComponentChildren {
  if (page.plays.sounding === 0) return null;
  const all = page.allPlays.filter((play) => play.state !== 'withdrawn').length;
  return (
    <Box tone="info">
      <strong>{w.airingAt(page.plays.sounding, all)}</strong>
      {may('stop-sound') ? <a href="/stop">{w.stopSound}</a> : null}
    </Box>
  );
}

function noSound({ visit, page }: Case): ComponentChildren {
  const { w } = visit;
  const { state, reason } = page.bulletin.current;
  if (state !== 'unvoiced') return null;
  return (
    <Box tone="problem">
      <strong>{w.unvoiced}</strong>
      <p>{reason === undefined ? '' : sentenceOfReason(visit, reason)}</p>
      {visit.may('edit-words') ? (
        <div class="actions">
          <Post action={`/b/${page.bulletin.id}/retry`}>
            <Hidden name="version" value={page.bulletin.version} />
            <Button>{w.retryVoice}</Button>
          </Post>
          <LinkButton href={`/b/${page.bulletin.id}/edit`}>{w.edit}</LinkButton>
        </div>
      ) : null}
    </Box>
  );
}

function notBooked({ visit, page }: Case): ComponentChildren {
  const { w } = visit;
  if (page.wishRefused === undefined) return null;
  return (
    <Box tone="problem">
      <strong>{w.wishRefused}</strong>
      <p>{sentenceOfReason(visit, page.wishRefused)}</p>
      {visit.may('book') ? <a href={`/b/${page.bulletin.id}/book`}>{w.bookItAgain}</a> : null}
    </Box>
  );
}

/** News, not an error: an inset without a colour. */
function turnedDown({ visit: { w }, page }: Case): ComponentChildren {
  const { state, reason } = page.bulletin.current;
  if (!['returned', 'rejected', 'withdrawn'].includes(state) || reason === undefined || reason === '')
    return null;
  return (
    <div class="inset">
      <p>
        <b>{state === 'returned' ? w.asksToFix : w.because}</b> {reason}
      </p>
    </div>
  );
}

function unsureWords({ visit, page }: Case): ComponentChildren {
  const { w } = visit;
  const { state, reading, words } = page.bulletin.current;
  const count = doubtsOf(words, reading).length;
  if (count === 0 || !['voiced', 'unvoiced', 'drafted'].includes(state)) return null;
  return (
    <Box tone="waiting">
      <strong>{w.unreadWords(count)}</strong>
      <p>
        {w.unreadHint} <a href="#u0">{w.goToFirstWord}</a>
      </p>
      {maySettle(visit, page) ? (
        <div class="actions">
          <LinkButton href={`/b/${page.bulletin.id}/settle`} icon="square-pen">
            {w.settleIt}
          </LinkButton>
        </div>
      ) : null}
    </Box>
  );
}

function notMine(
  { visit: { w, officer, may }, page }: Case,
  organisation: Organisation | undefined,
): ComponentChildren {
  const { state, author } = page.bulletin.current;
  if (state !== 'voiced') return null;
  if (!may('decide')) return <p class="soft">{w.needApprover}</p>;
  const own = author === officer.id && organisation?.rules[page.bulletin.class].mayApproveOwn === false;
  return own ? <Box tone="info">{w.ownWords}</Box> : null;
}
