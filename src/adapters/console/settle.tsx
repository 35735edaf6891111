// บอกวิธีอ่าน (/b/{id}/settle): each word that nobody can read surely as a card with its sentence, three answers and a memory;
// one button saves them all. What was chosen stays on the page whatever goes wrong.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ComponentChildren } from 'preact';
import { cleanSpoken, LONGEST_SPOKEN } from '../../core/dictionary.ts';
import { RelayError } from '../../core/errors.ts';
import type { BulletinId } from '../../core/ids.ts';
import type { ReadingAnswer } from '../../pipeline/desks.ts';
import type { BulletinPage } from '../../pipeline/records.ts';
import { Box, Hidden, LinkButton, Post, type Problem } from './bits.tsx';
import { mustFind } from './bulletin.tsx';
import { maySettle } from './bulletin-words.tsx';
import { readFields, readNumber } from './fields.ts';
import { showPage } from './frame.tsx';
import { EnterSaves } from './hear.tsx';
import type { House } from './house.ts';
import { type Doubt, doubtsOf } from './reading-lines.ts';
import { type Chosen, DoubtCard, Rest } from './settle-cards.tsx';
import { forOfficer, type Visit } from './visit.ts';

const idOf = (request: FastifyRequest) => (request.params as { id: BulletinId }).id;

/** With this many words or more there is a way to answer for all that are left. */
const MANY = 4;

export function settleRoutes(app: FastifyInstance, house: House): void {
  app.get(
    '/b/:id/settle',
    forOfficer(house, 'edit-words', async (visit, request) =>
      settlePage(visit, await mustFind(visit, idOf(request)), new Map()),
    ),
  );

  app.post(
    '/b/:id/settle',
    forOfficer(house, 'edit-words', async (visit, request) => {
      const id = idOf(request);
      const fields = readFields(request.body);
      const chosen = chosenOf(fields);
      const problems = problemsOf(visit, chosen);
      if (chosen.size === 0 || problems.length > 0)
        return settlePage(visit, await mustFind(visit, id), chosen, problems);
      try {
        const { left } = await house.newsroom.settle(visit.officer, id, {
          seenVersion: readNumber(fields['version'], 'version', 0, 1e9),
          answers: [...chosen.values()].map(answerOf),
        });
        return visit.go(`/b/${id}?done=settled&left=${left}`);
      } catch (thrown) {
        if (!(thrown instanceof RelayError)) throw thrown;
        const page = await mustFind(visit, id);
        if (thrown.code === 'stale') return settlePage(visit, page, chosen, [], visit.w.textChanged);
        const refused = refusedOf(visit, chosen, thrown);
        if (refused === undefined) throw thrown;
        return settlePage(visit, page, chosen, [refused]);
      }
    }),
  );
}

/** What was chosen, by written form; a word with no choice takes the one for the rest. */
function chosenOf(fields: Readonly<Record<string, string | undefined>>): ReadonlyMap<string, Chosen> {
  const rest = howOf(fields['rest']);
  const chosen = new Map<string, Chosen>();
  for (let n = 0; fields[`written.${n}`] !== undefined; n++) {
    const written = fields[`written.${n}`] ?? '';
    const spoken = fields[`spoken.${n}`] ?? '';
    // Whoever typed a reading means it, also where no script could tick the line above it.
    const typed = spoken.trim() === '' ? undefined : ('said' as const);
    const mayPropose = fields[`proposed.${n}`] === '1';
    const left = rest === 'as-proposed' && !mayPropose ? undefined : rest;
    chosen.set(written, {
      n,
      written,
      how: howOf(fields[`how.${n}`]) ?? typed ?? left,
      spoken,
      remember: fields[`remember.${n}`] === '1',
    });
  }
  return chosen;
}

function howOf(value: string | undefined): ReadingAnswer['how'] | undefined {
  return (['as-proposed', 'said', 'left-out'] as const).find((one) => one === value);
}

function answerOf({ written, how, spoken, remember }: Chosen): ReadingAnswer {
  if (how === undefined)
    throw new RelayError('invalid-input', 'a word has no answer', { facts: { field: 'how' } });
  return { written, how, remember, ...(how === 'said' ? { spoken } : {}) };
}

/** One problem a word at most; whether a reading can be spoken is the core's to say. */
function problemsOf(visit: Visit, chosen: ReadonlyMap<string, Chosen>): readonly Problem[] {
  return [...chosen.values()].flatMap((one) => {
    if (one.how === undefined) return [{ field: `w${one.n}`, sentence: visit.w.chooseReading(one.written) }];
    if (one.how !== 'said') return [];
    try {
      cleanSpoken(one.spoken);
      return [];
    } catch (thrown) {
      if (!(thrown instanceof RelayError)) throw thrown;
      return [{ field: `spoken.${one.n}`, sentence: spokenProblem(visit, one.written, thrown) }];
    }
  });
}

function spokenProblem({ w }: Visit, written: string, error: RelayError): string {
  if (error.code === 'too-large')
    return w.readingTooLong(written, Number(error.facts['longest'] ?? LONGEST_SPOKEN));
  return error.facts['why'] === 'empty' ? w.typeItFor(written) : w.notSpoken(written);
}

/** What the desk alone knows to refuse, at the word it names. */
function refusedOf(
  visit: Visit,
  chosen: ReadonlyMap<string, Chosen>,
  error: RelayError,
): Problem | undefined {
  if (error.code !== 'invalid-input' && error.code !== 'too-large') return undefined;
  const one = chosen.get(String(error.facts['written'] ?? '')) ?? [...chosen.values()][0];
  if (one === undefined) return undefined;
  const spoken = error.facts['field'] === 'spoken';
  return {
    field: spoken ? `spoken.${one.n}` : `w${one.n}`,
    sentence: spoken
      ? spokenProblem(visit, one.written, error)
      : visit.house.sentenceFor(error, visit.language),
  };
}

function settlePage(
  visit: Visit,
  page: BulletinPage,
  chosen: ReadonlyMap<string, Chosen>,
  problems: readonly Problem[] = [],
  news?: string,
): Promise<FastifyReply> {
  const { w } = visit;
  const { bulletin } = page;
  const at = `/b/${bulletin.id}`;
  const doubts = doubtsOf(bulletin.current.words, bulletin.current.reading);
  const frame = {
    tab: 'queue',
    title: w.settleTitle,
    fullTitle: `${w.settleTitle} – ${bulletin.title}`,
    back: { href: at, label: bulletin.title },
    problems,
    status: news !== undefined ? 409 : problems.length === 0 ? 200 : 422,
  } as const;
  if (!maySettle(visit, page)) {
    return showPage(
      visit,
      frame,
      <>
        {news === undefined ? null : <News>{news}</News>}
        <p>{w.nothingToSettle}</p>
        <LinkButton href={at}>{w.seeBulletin}</LinkButton>
      </>,
    );
  }
  return showPage(
    visit,
    { ...frame, help: w.helpSettle, bar: <SaveBar count={doubts.length} visit={visit} /> },
    <>
      {news === undefined ? null : <News>{news}</News>}
      <p class="soft">{w.settleLead(doubts.length)}</p>
      <Post action={`${at}/settle`} class="pico" id="settle">
        <Hidden name="version" value={bulletin.version} />
        <EnterSaves />
        {doubts.map((doubt, n) => (
          <DoubtCard
            key={doubt.written}
            doubt={doubt}
            n={n}
            next={n + 1 < doubts.length}
            chosen={chosen.get(doubt.written)}
            problem={problemAt(problems, doubt, chosen)}
          />
        ))}
        {doubts.length >= MANY ? <Rest /> : null}
      </Post>
    </>,
  );
}

/** Problems name fields by the form that was sent; its words are looked up by what is written. */
function problemAt(
  problems: readonly Problem[],
  { written }: Doubt,
  chosen: ReadonlyMap<string, Chosen>,
): Problem | undefined {
  const n = chosen.get(written)?.n;
  return problems.find((one) => one.field === `w${n}` || one.field === `spoken.${n}`);
}

function News({ children }: { readonly children: ComponentChildren }) {
  return (
    <Box tone="waiting" alert>
      {children}
    </Box>
  );
}

function SaveBar({ count, visit: { w } }: { readonly count: number; readonly visit: Visit }) {
  return (
    <div class="bar">
      <div class="notice" id="notice" aria-live="polite" />
      <div class="in">
        <button type="submit" class="button primary" form="settle">
          {w.saveReadings(count)}
          <small>{w.saveReadingsWhat}</small>
        </button>
      </div>
    </div>
  );
}
