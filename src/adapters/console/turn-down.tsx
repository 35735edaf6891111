// Sending back, rejecting and withdrawing: one page each with reasons as chips and room for more words. What cannot be
// reached any more is said before the button.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RelayError } from '../../core/errors.ts';
import type { BulletinId } from '../../core/ids.ts';
import { isOver } from '../../core/play.ts';
import type { BulletinPage } from '../../pipeline/records.ts';
import { Box, Button, Chip, Field, Hidden, LinkButton, Post, type Problem } from './bits.tsx';
import { mustFind, showBulletin } from './bulletin.tsx';
import { stateWord } from './bulletin-record.tsx';
import { readFields, readMany, readNumber } from './fields.ts';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { statusOf } from './status.ts';
import { forOfficer, type Visit } from './visit.ts';
import { REASONS } from './words/decide.ts';

type Kind = 'returned' | 'rejected' | 'withdrawn';
const PATHS: Readonly<Record<Kind, string>> = {
  returned: 'return',
  rejected: 'reject',
  withdrawn: 'withdraw',
};

export function turnDownRoutes(app: FastifyInstance, house: House): void {
  for (const kind of ['returned', 'rejected', 'withdrawn'] as const) {
    const act = kind === 'withdrawn' ? 'withdraw' : 'decide';
    const url = `/b/:id/${PATHS[kind]}`;
    app.get(
      url,
      forOfficer(house, act, async (visit, request) =>
        reasonPage(visit, kind, await mustFind(visit, idOf(request))),
      ),
    );
    app.post(
      url,
      forOfficer(house, act, async (visit, request) => {
        try {
          return await turnDown(visit, kind, request);
        } catch (thrown) {
          return afterRefusal(visit, kind, request, thrown);
        }
      }),
    );
  }
}

const idOf = (request: FastifyRequest) => (request.params as { id: BulletinId }).id;

async function turnDown(visit: Visit, kind: Kind, request: FastifyRequest): Promise<FastifyReply> {
  const { house, officer } = visit;
  const id = idOf(request);
  const fields = readFields(request.body);
  const reason = [...readMany(request.body, 'chip'), (fields['reason'] ?? '').trim()]
    .filter((part) => part !== '')
    .join(' · ');
  if (kind === 'withdrawn') {
    const seenVersion = readNumber(fields['version'], 'version', 0, 1e9);
    await house.newsroom.withdraw(officer, id, { seenVersion, reason });
    return visit.go(`/b/${id}?done=withdrawn`);
  }
  const revision = readNumber(fields['revision'], 'revision', 1, 1e6);
  await house.newsroom.turnDown(officer, id, { revision, to: kind, reason });
  return visit.go(`/?done=${kind}`);
}

async function afterRefusal(
  visit: Visit,
  kind: Kind,
  request: FastifyRequest,
  thrown: unknown,
): Promise<FastifyReply> {
  if (!(thrown instanceof RelayError)) throw thrown;
  const page = await mustFind(visit, idOf(request));
  const { w } = visit;
  if (thrown.code === 'invalid-input' && thrown.facts['field'] === 'reason') {
    const sentence = kind === 'returned' ? w.sayWhyReturn : w.sayWhyReject;
    return reasonPage(visit, kind, page, { field: 'reason', sentence });
  }
  if (thrown.code !== 'conflict' && thrown.code !== 'stale') throw thrown;
  const notice =
    thrown.code === 'stale' ? w.stale : w.decidedMeanwhile(stateWord(page.bulletin.current.state, w));
  return showBulletin(visit, page, undefined, { status: statusOf(thrown.code), notice });
}

async function reasonPage(
  visit: Visit,
  kind: Kind,
  page: BulletinPage,
  problem?: Problem,
): Promise<FastifyReply> {
  const { w, language } = visit;
  const { bulletin } = page;
  const { towers, cut } = await reachOf(visit, page);
  const at = `/b/${bulletin.id}`;
  const words = {
    returned: { title: w.returnIt, ask: w.whyReturn, hint: w.goesToAuthor(bulletin.current.authorName) },
    rejected: { title: w.rejectIt, ask: w.whyReject, hint: w.rejectHint },
    withdrawn: { title: w.withdrawIt, ask: w.whyWithdraw, hint: w.withdrawSoft },
  }[kind];
  return showPage(
    visit,
    {
      tab: 'queue',
      title: words.title,
      fullTitle: `${words.title} – ${bulletin.title}`,
      back: { href: at, label: bulletin.title },
      problems: problem === undefined ? [] : [problem],
      status: problem === undefined ? 200 : 422,
    },
    <Post action={`${at}/${PATHS[kind]}`} class="pico">
      <Hidden name="revision" value={bulletin.current.n} />
      <Hidden name="version" value={bulletin.version} />
      {kind !== 'withdrawn' ? null : cut.length === 0 ? (
        <p>{w.withdrawFacts(towers.length)}</p>
      ) : (
        <Box tone="waiting">
          {w.withdrawUnreachable(
            towers.length - cut.length,
            cut.length,
            cut.map((tower) => tower.name).join(' '),
          )}
        </Box>
      )}
      <fieldset>
        <legend class="legend">{words.ask}</legend>
        <div class="chips">
          {REASONS[language][kind].map((reason) => (
            <Chip key={reason} name="chip" value={reason} label={reason} />
          ))}
        </div>
      </fieldset>
      <Field name="reason" label={w.moreWords} hint={words.hint} problem={problem}>
        {(ties) => <input {...ties} type="text" maxlength={400} />}
      </Field>
      <div class="actions">
        {kind === 'returned' ? (
          <Button tone="primary" icon="rotate-ccw">
            {words.title}
          </Button>
        ) : (
          <Button tone="stop" icon={kind === 'rejected' ? 'x' : 'undo-2'}>
            {words.title}
          </Button>
        )}
        <LinkButton href={at}>{w.back}</LinkButton>
      </div>
    </Post>,
  );
}

/** How many towers a withdrawal still concerns, and which of them we cannot tell it now. */
async function reachOf({ house, org }: Visit, page: BulletinPage) {
  const ahead = new Set(page.allPlays.filter((play) => !isOver(play.state)).map((play) => play.tower));
  const towers = (await house.towers.all(org)).filter((tower) => ahead.has(tower.id));
  return { towers, cut: towers.filter((tower) => !tower.online) };
}
