// Editing a bulletin's words: always a new revision. An approved one is warned of first; when somebody was faster both
// texts are shown and nothing typed is lost.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type BulletinClass, CLASSES } from '../../core/bulletin.ts';
import { RelayError } from '../../core/errors.ts';
import type { BulletinId } from '../../core/ids.ts';
import type { BulletinPage } from '../../pipeline/records.ts';
import { sayTwice } from '../../thai/warnings/warnings.ts';
import { Box, Button, Hidden, LinkButton, Post, type Problem } from './bits.tsx';
import { mustFind } from './bulletin.tsx';
import { warningsFor } from './bulletin-warnings.tsx';
import { readFields, readNumber } from './fields.ts';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { forOfficer, type Visit } from './visit.ts';
import { ClassChoice, WordsField, wordsProblem } from './words-field.tsx';

const idOf = (request: FastifyRequest) => (request.params as { id: BulletinId }).id;

export function editRoutes(app: FastifyInstance, house: House): void {
  app.get(
    '/b/:id/edit',
    forOfficer(house, 'edit-words', async (visit, request) => {
      const page = await mustFind(visit, idOf(request));
      if (page.bulletin.current.state === 'approved' && visit.query['sure'] !== '1') return warn(visit, page);
      const { words } = revisionOf(page, visit.query['revision']);
      return editor(visit, page, { words, class: page.bulletin.class });
    }),
  );

  // The offer beside a warning: the number is found again in the words as they are, and said twice.
  app.post(
    '/b/:id/say-twice',
    forOfficer(house, 'edit-words', async (visit, request) => {
      const page = await mustFind(visit, idOf(request));
      const fields = readFields(request.body);
      const at = readNumber(fields['at'], 'at', 0, 1e6);
      const { words } = page.bulletin.current;
      const twice = warningsFor(visit, page)
        .filter((one) => one.span.start === at)
        .map((one) => sayTwice(words, one))
        .find((one) => one !== words);
      if (twice === undefined) throw new RelayError('stale', 'the words have changed');
      await house.newsroom.revise(visit.officer, page.bulletin.id, {
        seenVersion: readNumber(fields['version'], 'version', 0, 1e9),
        words: twice,
        class: page.bulletin.class,
      });
      return visit.go(`/b/${page.bulletin.id}?done=revised`);
    }),
  );

  app.post(
    '/b/:id/edit',
    forOfficer(house, 'edit-words', async (visit, request) => {
      const id = idOf(request);
      const fields = readFields(request.body);
      const typed = {
        words: fields['words'] ?? '',
        class: CLASSES.find((one) => one === fields['class']) ?? 'routine',
      };
      try {
        await house.newsroom.revise(visit.officer, id, {
          seenVersion: readNumber(fields['version'], 'version', 0, 1e9),
          ...typed,
        });
        return visit.go(`/b/${id}?done=revised`);
      } catch (thrown) {
        const page = await mustFind(visit, id);
        if (thrown instanceof RelayError && thrown.code === 'stale')
          return editor(visit, page, typed, 'stale');
        const problem = wordsProblem(visit, thrown);
        if (problem === undefined) throw thrown;
        return editor(visit, page, typed, problem);
      }
    }),
  );
}

/** The revision to begin from: an older one is brought back by editing it into a new one. */
function revisionOf(page: BulletinPage, asked: string | undefined): BulletinPage['revisions'][number] {
  const { current } = page.bulletin;
  if (asked === undefined) return current;
  const found = page.revisions.find((one) => String(one.n) === asked);
  if (found === undefined) throw new RelayError('not-found', 'there is no such revision');
  return found;
}

function warn(visit: Visit, page: BulletinPage): Promise<FastifyReply> {
  const { w } = visit;
  const at = `/b/${page.bulletin.id}`;
  return showPage(
    visit,
    { tab: 'queue', title: w.editWarnTitle, back: { href: at, label: page.bulletin.title } },
    <>
      <p>{w.editWarn}</p>
      <div class="actions">
        <LinkButton href={`${at}/edit?sure=1`} icon="square-pen" tone="primary">
          {w.editNew}
        </LinkButton>
        <LinkButton href={at}>{w.back}</LinkButton>
      </div>
    </>,
  );
}

function editor(
  visit: Visit,
  page: BulletinPage,
  typed: { readonly words: string; readonly class: BulletinClass },
  trouble?: Problem | 'stale',
): Promise<FastifyReply> {
  const { w, when } = visit;
  const { bulletin } = page;
  const at = `/b/${bulletin.id}`;
  const stale = trouble === 'stale';
  const problem = stale ? undefined : trouble;
  const who = bulletin.current.authorName;
  return showPage(
    visit,
    {
      tab: 'queue',
      title: w.editTitle,
      fullTitle: `${w.editTitle} – ${bulletin.title}`,
      back: { href: at, label: bulletin.title },
      problems: problem === undefined ? [] : [problem],
      status: stale ? 409 : problem === undefined ? 200 : 422,
    },
    <>
      {stale ? (
        <>
          <Box tone="waiting" alert>
            {w.someoneEdited}
          </Box>
          <section class="card">
            <h2>{w.theirText(who, when.ago(bulletin.current.madeAt))}</h2>
            <p class="text" lang="th">
              {bulletin.current.words}
            </p>
            <div class="actions">
              <LinkButton href={at}>{w.useTheirs(who)}</LinkButton>
            </div>
          </section>
        </>
      ) : null}
      <Post action={`${at}/edit`} class="pico">
        <Hidden name="version" value={bulletin.version} />
        <WordsField
          words={typed.words}
          hint={w.editHint}
          problem={problem}
          keep={`edit-${bulletin.id}-${bulletin.version}`}
          fresh={trouble === undefined && visit.query['revision'] === undefined}
        />
        <ClassChoice chosen={typed.class} />
        <div class="actions">
          <Button tone="primary">{stale ? w.useMine : w.saveRevision}</Button>
          <LinkButton href={at}>{w.back}</LinkButton>
        </div>
      </Post>
    </>,
  );
}
