// /api/v1/dictionary: how the organisation's own words are said, to look up, change, bring in and take out as CSV. What
// it shares is what another organisation's system, the tree above, may read.
import { z } from 'zod';
import { csvText } from '../../../core/csv.ts';
import {
  type DictionaryEntry,
  ENTRY_KINDS,
  ENTRY_USES,
  type EntryWords,
  LONGEST_NOTE,
  LONGEST_SPOKEN,
  LONGEST_WRITTEN,
} from '../../../core/dictionary.ts';
import type { DictionaryDesk } from '../../../pipeline/desks.ts';
import type { HttpDesks } from '../parts.ts';
import { mustBeAsker, mustBeOfficer, orgOf } from '../sessions.ts';
import { iso, text } from './fields.ts';
import { ANYBODY_KNOWN, type ApiScope, OFFICER, REFUSALS } from './scope.ts';

const entryShape = z.object({
  written: z.string(),
  spoken: z.string().describe('Empty: left out'),
  kind: z.enum(ENTRY_KINDS),
  use: z.enum(ENTRY_USES).describe('always: before every rule; unread: where the reader does not know'),
  note: z.string(),
  shared: z.boolean().describe('Offered to the organisations above'),
  by: z.string(),
  at: z.string().describe('ISO 8601, UTC'),
  bulletin: z.string().nullable().describe('Where it was settled'),
});

function entryOf(entry: DictionaryEntry): z.input<typeof entryShape> {
  const { written, spoken, kind, use, note, shared, byName, at, bulletin } = entry;
  return { written, spoken, kind, use, note, shared, by: byName, at: iso(at), bulletin: bulletin ?? null };
}

const written = text.max(LONGEST_WRITTEN);
const flag = z.stringbool().default(false);
const fields = z.strictObject({
  written,
  spoken: z.union([text.max(LONGEST_SPOKEN), z.literal('')]).describe('Thai as it is said; empty: left out'),
  kind: z.enum(ENTRY_KINDS).optional(),
  use: z.enum(ENTRY_USES).optional(),
  note: z.string().max(LONGEST_NOTE).optional(),
  shared: z.boolean().optional(),
});
const file = z.instanceof(Uint8Array);
const refusedShape = z.object({ line: z.number(), field: z.string(), why: z.string(), text: z.string() });

export function addDictionary(api: ApiScope, { dictionary, staff }: HttpDesks): void {
  api.get(
    '/api/v1/dictionary',
    {
      schema: {
        summary: 'How the organisation’s own words are said; another system sees what is shared',
        security: ANYBODY_KNOWN,
        querystring: z.object({
          search: z.string().max(LONGEST_WRITTEN).optional(),
          shared: flag.describe('Only what is shared'),
        }),
        response: { 200: z.object({ entries: z.array(entryShape) }), ...REFUSALS },
      },
    },
    async (request) => {
      const asker = await mustBeAsker(request, staff, 'see-bulletins');
      const { search, shared } = request.query;
      const entries = await dictionary.all(orgOf(asker), {
        shared: shared || asker.kind === 'system',
        ...(search === undefined ? {} : { search }),
      });
      return { entries: entries.map(entryOf) };
    },
  );

  api.put(
    '/api/v1/dictionary',
    {
      schema: {
        summary: 'Say how a word is read; bulletins that wait for it are read again',
        security: OFFICER,
        body: fields,
        response: {
          200: z.object({
            entry: entryShape,
            before: entryShape.nullable(),
            readAgain: z.number().describe('Waiting bulletins that are read again'),
          }),
          ...REFUSALS,
        },
      },
    },
    async (request) => {
      const { officer } = await mustBeOfficer(request, 'change-dictionary');
      const { entry, before, readAgain } = await dictionary.put(officer, told(request.body));
      return { entry: entryOf(entry), before: before === undefined ? null : entryOf(before), readAgain };
    },
  );

  api.delete(
    '/api/v1/dictionary',
    {
      schema: {
        summary: 'Take a word out; the answer is what was removed, to put it back',
        security: OFFICER,
        querystring: z.object({ written }),
        response: { 200: z.object({ entry: entryShape }), ...REFUSALS },
      },
    },
    async (request) => {
      const { officer } = await mustBeOfficer(request, 'change-dictionary');
      return { entry: entryOf(await dictionary.remove(officer, request.query.written)) };
    },
  );

  api.get(
    '/api/v1/dictionary.csv',
    {
      schema: {
        summary: 'The dictionary as CSV: UTF-8 with BOM, RFC 4180',
        security: ANYBODY_KNOWN,
        querystring: z.object({ shared: flag }),
        produces: ['text/csv'],
        response: { 200: z.string(), ...REFUSALS },
      },
    },
    async (request, reply) => {
      const asker = await mustBeAsker(request, staff, 'see-bulletins');
      const shared = request.query.shared || asker.kind === 'system';
      const file = await dictionary.exportCsv(orgOf(asker), { shared });
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="dictionary.csv"')
        .serializer(String)
        .send(file);
    },
  );

  // Only here CSV is understood, and only CSV.
  api.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('text/csv', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    addImport(scope.withTypeProvider(), dictionary);
  });
}

function addImport(api: ApiScope, dictionary: DictionaryDesk): void {
  api.post(
    '/api/v1/dictionary.csv',
    {
      schema: {
        summary:
          'Bring in a CSV: all lines or none. Columns written, spoken, and if wished kind, use, note, shared',
        security: OFFICER,
        consumes: ['text/csv'],
        body: file,
        querystring: z.object({ dryRun: flag.describe('Only says what it would do') }),
        response: {
          200: z.object({
            imported: z.boolean().describe('false after a dry run, or where a line is refused'),
            added: z.number(),
            changed: z.number(),
            same: z.number(),
            refused: z.array(refusedShape),
            readAgain: z.number(),
          }),
          ...REFUSALS,
        },
      },
    },
    async (request) => {
      const { officer } = await mustBeOfficer(request, 'change-dictionary');
      const { dryRun } = request.query;
      const report = await dictionary.importCsv(officer, csvText(request.body), { dryRun });
      return {
        ...report,
        refused: report.refused.map((one) => ({ ...one })),
        imported: !dryRun && report.refused.length === 0,
      };
    },
  );
}

/** What was not said is not there, as the desk wants it. */
function told(body: z.output<typeof fields>): Pick<EntryWords, 'written' | 'spoken'> & Partial<EntryWords> {
  const { kind, use, note, shared, ...words } = body;
  return {
    ...words,
    ...(kind === undefined ? {} : { kind }),
    ...(use === undefined ? {} : { use }),
    ...(note === undefined ? {} : { note }),
    ...(shared === undefined ? {} : { shared }),
  };
}
