// The acts on a bulletin: what was heard, approve, send back, reject, withdraw, try the voice again. Each posts, and ends
// in a page that says what happened; a refusal says what to do now.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ComponentChildren } from 'preact';
import { RelayError } from '../../core/errors.ts';
import type { BulletinId, ClipSha } from '../../core/ids.ts';
import type { BulletinPage } from '../../pipeline/records.ts';
import { Box, HereProvider } from './bits.tsx';
import { mustFind, showBulletin } from './bulletin.tsx';
import { stateWord } from './bulletin-record.tsx';
import { choicesOf, whenOf } from './choice.ts';
import { readFields, readNumber } from './fields.ts';
import type { House } from './house.ts';
import { doubtsOf } from './reading-lines.ts';
import { statusOf } from './status.ts';
import { forOfficer, type Visit, wantsFragment } from './visit.ts';
import { WEEKDAYS } from './when.ts';

const idOf = (request: FastifyRequest) => (request.params as { id: BulletinId }).id;

export function decideRoutes(app: FastifyInstance, house: House): void {
  app.post(
    '/b/:id/heard',
    forOfficer(house, 'see-bulletins', async ({ officer }, request, reply) => {
      const fields = readFields(request.body);
      const clip = (readFields(request.query)['clip'] ?? '') as ClipSha;
      const covered = await house.newsroom.heard(
        officer,
        clip,
        readNumber(fields['from'], 'from', 0, 1e9),
        readNumber(fields['to'], 'to', 0, 1e9),
      );
      return reply.send({ covered });
    }),
  );

  app.post(
    '/b/:id/approve',
    forOfficer(house, 'decide', async (visit, request) => {
      const page = await mustFind(visit, idOf(request));
      try {
        return await approve(visit, page, request);
      } catch (thrown) {
        if (!(thrown instanceof RelayError)) throw thrown;
        return refused(visit, await mustFind(visit, page.bulletin.id), request, thrown);
      }
    }),
  );

  app.post(
    '/b/:id/retry',
    forOfficer(house, 'edit-words', async (visit, request) => {
      const version = readNumber(readFields(request.body)['version'], 'version', 0, 1e9);
      await house.newsroom.retryVoice(visit.officer, idOf(request), version);
      return visit.go(`/b/${idOf(request)}?done=retried`);
    }),
  );
}

async function approve(visit: Visit, page: BulletinPage, request: FastifyRequest): Promise<FastifyReply> {
  const { house, officer } = visit;
  const fields = readFields(request.body);
  const id = page.bulletin.id;
  const clip = (fields['clip'] ?? '') as ClipSha;
  if (page.bulletin.class !== 'routine' && fields['understand'] !== '1') {
    throw new RelayError('invalid-input', 'the effect must be understood first', {
      facts: { field: 'understand' },
    });
  }
  const { chosen } = await choicesOf(visit, page, request.body);
  if (chosen === undefined) {
    throw new RelayError('invalid-input', 'choose when it goes on air', { facts: { field: 'wish' } });
  }
  // What the player has played and not yet told comes along, so that the tap right after the end is not too early.
  for (const [from, to] of partsOf(fields['heard'] ?? ''))
    await house.newsroom.heard(officer, clip, from, to);
  const outcome = await house.newsroom.approve(officer, id, {
    revision: readNumber(fields['revision'], 'revision', 1, 1e6),
    clip,
    declared: fields['declared'] === '1',
    wish: chosen.wish,
  });
  if (!outcome.complete) return visit.go(`/b/${id}?done=consented&missing=${outcome.missing}`);
  const now = chosen.wish.wish.kind === 'now' ? '&now=1' : '';
  return visit.go(
    `/?done=approved&b=${id}&at=${chosen.at ?? visit.when.now}&towers=${chosen.wish.towers.length}${now}`,
  );
}

/** `0-5000,5000-9800` in milliseconds; what is not that is left out. */
function partsOf(heard: string): readonly (readonly [number, number])[] {
  return heard
    .split(',')
    .slice(0, 200)
    .map((part) => /^(\d{1,9})-(\d{1,9})$/.exec(part))
    .filter((match) => match !== null)
    .map((match) => [Number(match[1]), Number(match[2])] as const);
}

/** Why it was not approved, where the officer is looking: above the button, or above the page without JavaScript. */
async function refused(
  visit: Visit,
  page: BulletinPage,
  request: FastifyRequest,
  error: RelayError,
): Promise<FastifyReply> {
  const notice = await noticeOf(visit, page, error);
  const status = statusOf(error.code);
  // What was chosen stays chosen, unless the choice itself is what cannot be.
  const keeps = error.code === 'needs-listening' || error.facts['field'] === 'understand';
  if (!wantsFragment(request))
    return showBulletin(visit, page, keeps ? request.body : undefined, { status, notice });
  const early = error.code === 'needs-listening';
  return visit.fragment(
    <HereProvider value={visit}>
      <Box tone={early ? 'waiting' : 'problem'} alert>
        {notice}
      </Box>
    </HereProvider>,
    status,
    early ? { 'listen-on': { fromMs: Number(error.facts['coveredMs'] ?? 0) } } : undefined,
  );
}

async function noticeOf(visit: Visit, page: BulletinPage, error: RelayError): Promise<ComponentChildren> {
  const { w, when, house, language, org } = visit;
  const at = `/b/${page.bulletin.id}`;
  switch (error.code) {
    case 'needs-listening':
      return w.leftToHear(when.length(Math.max(1000, Number(error.facts['leftMs'] ?? 0))));
    case 'unread-words':
      return (
        <>
          {w.settleFirst(doubtsOf(page.bulletin.current.words, page.bulletin.current.reading).length)}{' '}
          <a href={`${at}/settle`}>{w.settleIt}</a>
        </>
      );
    case 'own-words': {
      const others = (await house.staff.all(org)).filter(
        (one) => one.active && one.roles.includes('approver') && one.id !== visit.officer.id,
      );
      return `${w.ownWords} ${others.length === 0 ? '' : w.askOthers(others.map((one) => one.name).join(' '))}`;
    }
    case 'conflict':
    case 'stale':
      return (
        <>
          {whoWasFirst(visit, page, error)} <a href={at}>{w.seeBulletin}</a>
        </>
      );
    case 'in-the-past': {
      const { chosen } = await choicesOf(visit, page, undefined);
      const next = chosen === undefined ? w.noOffer : whenOf(chosen, visit, WEEKDAYS[language]);
      return (
        <>
          {w.slotPassed(next)} <a href={at}>{w.tryAgain}</a>
        </>
      );
    }
    case 'slot-full':
    case 'quiet-hours':
    case 'expired': {
      const { chosen } = await choicesOf(visit, page, undefined);
      const next = chosen === undefined ? w.noOffer : w.nextRoom(whenOf(chosen, visit, WEEKDAYS[language]));
      return (
        <>
          {house.sentenceFor(error, language)} {chosen === undefined ? next : <a href={at}>{next}</a>}{' '}
          <a href={`${at}/book`}>{w.changeWhenWhere}</a>
        </>
      );
    }
    case 'invalid-input':
      if (error.facts['field'] === 'understand') return w.mustUnderstand;
      if (error.facts['field'] === 'towers') return w.oneTower;
      return house.sentenceFor(error, language);
    default:
      return house.sentenceFor(error, language);
  }
}

/** The same decision made by another is no error, and says whose it was. */
function whoWasFirst({ w, when, officer }: Visit, page: BulletinPage, error: RelayError): string {
  const { n, state } = page.bulletin.current;
  const other = page.given.find((one) => one.revision === n && one.officer !== officer.id);
  if (state === 'approved' && other !== undefined)
    return w.otherApproved(other.officerName, when.ago(other.at));
  return error.code === 'stale' ? w.stale : w.decidedMeanwhile(stateWord(state, w));
}
