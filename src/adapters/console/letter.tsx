// จากหนังสือเป็นประกาศ (/b/{id}/letter): the draft of each letter in a box to edit, beside the letter with what was left out. To
// choose one is an edit like any other: revision n+1, and the whole letter stays among the revisions.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JSX } from 'preact';
import type { BulletinClass } from '../../core/bulletin.ts';
import { type Formulas, NO_FORMULAS, withFormulas } from '../../core/formulas.ts';
import type { BulletinId } from '../../core/ids.ts';
import type { BulletinPage } from '../../pipeline/records.ts';
import type { Proposal } from '../../thai/letter/propose.ts';
import { Button, Hidden, LinkButton, Post, useHere } from './bits.tsx';
import { mustFind } from './bulletin.tsx';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { proposalsOf, wholeMs } from './letter-card.tsx';
import { LetterSheet } from './letter-sheet.tsx';
import { forOfficer, type Visit } from './visit.ts';
import { ClassChoice, WordsField } from './words-field.tsx';

export function letterRoutes(app: FastifyInstance, house: House): void {
  app.get(
    '/b/:id/letter',
    forOfficer(house, 'edit-words', async (visit, request: FastifyRequest) =>
      letterPage(visit, await mustFind(visit, (request.params as { id: BulletinId }).id)),
    ),
  );
}

async function letterPage(visit: Visit, page: BulletinPage): Promise<FastifyReply> {
  const { w, when, house, org } = visit;
  const formulas = (await house.organisations.find(org))?.formulas ?? NO_FORMULAS;
  const { bulletin } = page;
  const at = `/b/${bulletin.id}`;
  const proposals = proposalsOf(page);
  const whole = wholeMs(page.clip?.ms, bulletin.current.reading);
  return showPage(
    visit,
    {
      tab: 'queue',
      title: w.letterTitle,
      fullTitle: `${w.letterTitle} – ${bulletin.title}`,
      back: { href: at, label: bulletin.title },
      help: w.helpLetter,
      wide: true,
    },
    <>
      {proposals.length === 0 ? (
        <p>{w.noLetter}</p>
      ) : (
        <p class="soft">
          {w.letterLead(proposals.length)} {whole === undefined ? '' : w.letterWhole(when.length(whole))}
        </p>
      )}
      {proposals.length < 2 ? null : (
        <nav class="filters" aria-label={w.letterTitle}>
          {proposals.map((proposal, n) => (
            <a key={proposal.letter.span.start} href={`#letter-${n}`}>
              {w.letterN(n + 1, proposals.length)}
            </a>
          ))}
        </nav>
      )}
      {proposals.map((proposal, n) => (
        <Draft
          key={proposal.letter.span.start}
          page={page}
          proposal={proposal}
          formulas={formulas}
          n={n}
          count={proposals.length}
        />
      ))}
      <div class="actions">
        <LinkButton href={at}>{w.useWhole}</LinkButton>
      </div>
    </>,
  );
}

function Draft({
  page,
  proposal,
  formulas,
  n,
  count,
}: {
  readonly page: BulletinPage;
  readonly proposal: Proposal;
  readonly formulas: Formulas;
  readonly n: number;
  readonly count: number;
}): JSX.Element {
  const { w, when, house } = useHere();
  const { bulletin } = page;
  const { letter } = proposal;
  const from = [letter.from?.written, letter.number?.written, letter.date?.written].filter(
    (fact) => fact !== undefined,
  );
  return (
    <section class="section letter" aria-labelledby={`letter-${n}`}>
      <h2 id={`letter-${n}`}>{count === 1 ? w.theDraft : w.letterN(n + 1, count)}</h2>
      {from.length === 0 ? null : (
        <p class="soft small" lang="th">
          {from.join(' · ')}
        </p>
      )}
      <div class="two">
        <Post action={`/b/${bulletin.id}/edit`} class="pico">
          <Hidden name="version" value={bulletin.version} />
          <Hidden name="key" value={house.clock.ulid()} />
          <WordsField
            id={`words-${n}`}
            words={withFormulas(proposal.words, formulas)}
            label={w.draftLabel(when.length(proposal.speechMs))}
            hint={w.draftHint}
            problem={undefined}
            keep={`letter-${bulletin.id}-${bulletin.version}-${n}`}
            fresh
          />
          <ClassChoice chosen={bulletin.class} advice={adviceOf(proposal, bulletin.class, w)} />
          <div class="actions">
            <Button tone="primary">{w.useDraft}</Button>
            {count === 1 ? null : <Button formaction="/items/new">{w.asOwnBulletin}</Button>}
          </div>
        </Post>
        <details open>
          <summary>{w.wholeLetter}</summary>
          <p class="soft small">{w.wholeLetterHint}</p>
          <LetterSheet words={bulletin.current.words} proposal={proposal} />
        </details>
      </div>
    </section>
  );
}

/** Urgency proposes a class; only a person sets it. */
function adviceOf(
  { urgency, proposedClass }: Proposal,
  now: BulletinClass,
  w: Visit['w'],
): string | undefined {
  if (urgency === undefined || proposedClass === now || now === 'emergency') return undefined;
  return w.classAdvice(urgency, w[proposedClass]);
}
