// Bringing a file of readings in (/dictionary/import): first what it would change and which lines are wrong, then, by a second
// touch, all of it. One wrong line stops the whole file, so that nobody wonders what came in.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JSX } from 'preact';
import type { EntryWords } from '../../core/dictionary.ts';
import { type RefusedLine, readDictionary } from '../../core/dictionary-csv.ts';
import { RelayError } from '../../core/errors.ts';
import type { ImportReport } from '../../pipeline/desks.ts';
import { Box, Button, Field, LinkButton, Post, type Problem, useHere } from './bits.tsx';
import { readFields } from './fields.ts';
import { readForm } from './form-files.ts';
import { showPage } from './frame.tsx';
import type { House } from './house.ts';
import { forOfficer, type Visit } from './visit.ts';
import type { Words } from './words.ts';

/** A file of a million Thai letters, and the form round it. */
const MOST_BYTES = 4_000_000;
const SHOWN = 30;

export function dictionaryImportRoutes(app: FastifyInstance, house: House): void {
  if (!app.hasContentTypeParser('multipart/form-data')) {
    app.addContentTypeParser(
      'multipart/form-data',
      { parseAs: 'buffer', bodyLimit: MOST_BYTES },
      (request: FastifyRequest, body: Buffer, done) =>
        done(null, readForm(body, request.headers['content-type'] ?? '')),
    );
  }

  app.get(
    '/dictionary/import',
    forOfficer(house, 'change-dictionary', async (visit) => filePage(visit)),
  );

  app.post(
    '/dictionary/import',
    { bodyLimit: MOST_BYTES },
    forOfficer(house, 'change-dictionary', async (visit, request) => {
      const { w, officer, org } = visit;
      const fields = readFields(request.body);
      const text = fields['text'] ?? fields['file'] ?? '';
      if (text.trim() === '') return filePage(visit, { field: 'file', sentence: w.chooseFile });
      try {
        const report = await house.dictionary.importCsv(officer, text, { dryRun: fields['sure'] !== '1' });
        if (fields['sure'] === '1' && report.refused.length === 0)
          return visit.go(`/dictionary?done=imported`);
        const present = new Map((await house.dictionary.all(org)).map((entry) => [entry.written, entry]));
        return previewPage(visit, text, report, present);
      } catch (thrown) {
        if (!(thrown instanceof RelayError) || thrown.code !== 'too-large') throw thrown;
        return filePage(visit, { field: 'file', sentence: w.fileTooLong });
      }
    }),
  );
}

function filePage(visit: Visit, problem?: Problem): Promise<FastifyReply> {
  const { w } = visit;
  return showPage(
    visit,
    {
      tab: 'menu',
      title: w.importCsv,
      back: { href: '/dictionary', label: w.dictionary },
      problems: problem === undefined ? [] : [problem],
      status: problem === undefined ? 200 : 422,
    },
    <Post action="/dictionary/import" class="pico" enctype="multipart/form-data">
      <p>{w.importLead}</p>
      <Field name="file" label={w.fileLabel} hint={w.fileHint} problem={problem}>
        {(ties) => <input {...ties} type="file" accept=".csv,text/csv,text/plain" required />}
      </Field>
      <div class="actions">
        <Button tone="primary">{w.lookAtFile}</Button>
        <LinkButton href="/dictionary.csv" icon="file-text">
          {w.exampleFile}
        </LinkButton>
      </div>
    </Post>,
  );
}

function previewPage(
  visit: Visit,
  text: string,
  report: ImportReport,
  present: ReadonlyMap<string, EntryWords>,
): Promise<FastifyReply> {
  const { w } = visit;
  const { added, changed, same, refused } = report;
  const nothing = added + changed === 0;
  return showPage(
    visit,
    {
      tab: 'menu',
      title: w.previewTitle,
      back: { href: '/dictionary/import', label: w.importCsv },
      status: refused.length === 0 ? 200 : 422,
    },
    refused.length > 0 ? (
      <>
        <Box tone="problem" alert>
          <strong>{w.linesRefused(refused.length)}</strong>
          <p>{w.linesRefusedHint}</p>
        </Box>
        <ul class="card pairs">
          {refused.map((line) => (
            <li key={`${line.line}.${line.field}`}>
              <b class="nums">{w.lineNumber(line.line)}</b> {refusalWord(line, w)}
              {line.text === '' ? null : (
                <>
                  <br />
                  <span class="soft" lang="th">
                    {line.text}
                  </span>
                </>
              )}
            </li>
          ))}
        </ul>
        <div class="actions">
          <LinkButton href="/dictionary/import">{w.chooseAgain}</LinkButton>
        </div>
      </>
    ) : (
      <>
        <p>
          <b>{w.importCounts(added, changed, same)}</b>
        </p>
        {nothing ? <p>{w.importNothing}</p> : <Changes text={text} present={present} />}
        <Post action="/dictionary/import" enctype="multipart/form-data">
          <input type="hidden" name="sure" value="1" />
          <textarea name="text" hidden readOnly>
            {/* The first line break of a textarea is not part of it. */}
            {`\n${text}`}
          </textarea>
          <div class="actions">
            {nothing ? null : <Button tone="primary">{w.importIt(added + changed)}</Button>}
            <LinkButton href="/dictionary">{w.back}</LinkButton>
          </div>
        </Post>
      </>
    ),
  );
}

/** New words, and words that would be said in another way; the first ones of many. */
function Changes({
  text,
  present,
}: {
  readonly text: string;
  readonly present: ReadonlyMap<string, EntryWords>;
}): JSX.Element {
  const { w } = useHere();
  const { entries } = readDictionary(text, (written) => present.get(written));
  const shown = entries.filter((entry) => present.get(entry.written)?.spoken !== entry.spoken);
  const say = (spoken: string) => (spoken === '' ? w.leftOut : spoken);
  return (
    <>
      <ul class="card pairs">
        {shown.slice(0, SHOWN).map((entry) => {
          const before = present.get(entry.written);
          return (
            <li key={entry.written}>
              <b lang="th">{entry.written}</b>{' '}
              <span class="soft small">{before === undefined ? w.isNew : ''}</span>
              <br />
              {before === undefined ? null : (
                <>
                  <del lang="th">{say(before.spoken)}</del>
                  {' → '}
                </>
              )}
              <span lang="th">{say(entry.spoken)}</span>
            </li>
          );
        })}
      </ul>
      {shown.length > SHOWN ? <p class="soft">{w.andMore(shown.length - SHOWN)}</p> : null}
    </>
  );
}

function refusalWord({ field, why }: RefusedLine, w: Words): string {
  const whole: Readonly<Partial<Record<RefusedLine['why'], string>>> = {
    header: w.csvHeader,
    quotes: w.csvQuotes,
    'too-many': w.csvTooMany,
    twice: w.csvTwice,
    'too-long': w.csvTooLong,
    unread: w.csvUnread,
  };
  const known = whole[why];
  if (known !== undefined) return known;
  if (why === 'empty')
    return field === 'spoken' ? w.csvNoSpoken : field === 'file' ? w.csvEmpty : w.csvNoWritten;
  return { kind: w.csvKind, use: w.csvUse, shared: w.csvShared }[String(field)] ?? w.csvForm;
}
