// What can be looked up: towers and their state, a day's timetable, what was heard where (as-run), who did what.
import { z } from 'zod';
import { CLASSES } from '../../../core/bulletin.ts';
import { RelayError } from '../../../core/errors.ts';
import type { OfficerId } from '../../../core/ids.ts';
import { addDays, instantOf, parseLocalDate } from '../../../core/timetable.ts';
import type { DayPlay } from '../../../pipeline/records.ts';
import type { HttpDesks } from '../parts.ts';
import { mustBeAsker, mustBeOfficer, orgOf } from '../sessions.ts';
import { playOf, playShape } from './answers.ts';
import { date, iso } from './fields.ts';
import { ANYBODY_KNOWN, type ApiScope, OFFICER, REFUSALS } from './scope.ts';
import { towerOf, towerShape, villageOf, villageShape } from './tower-answers.ts';

const MOST_DAYS = 92;
const titledPlay = playShape.extend({ title: z.string() });
const titled = (play: DayPlay) => ({ ...playOf(play), title: play.title });

export function addRecords(api: ApiScope, desks: HttpDesks, clock: { now(): number }): void {
  const { staff, timetable, care, views, audit } = desks;

  api.get(
    '/api/v1/towers',
    {
      schema: {
        summary: 'The towers and how they are; the villages and when each last heard anything',
        security: ANYBODY_KNOWN,
        response: {
          200: z.object({
            towers: z.array(towerShape),
            villages: z.array(villageShape).describe('Longest silence first'),
          }),
          ...REFUSALS,
        },
      },
    },
    async (request) => {
      const asker = await mustBeAsker(request, staff, 'see-bulletins');
      const [all, hearing] = await Promise.all([care.of(orgOf(asker)), care.hearing(orgOf(asker))]);
      return { towers: all.map((one) => towerOf(one, clock.now())), villages: hearing.map(villageOf) };
    },
  );

  api.get(
    '/api/v1/timetable/:date',
    {
      schema: {
        summary: 'The openings of a day in Bangkok with what is booked in them',
        security: ANYBODY_KNOWN,
        params: z.object({ date }),
        response: {
          200: z.object({
            date: z.string(),
            openings: z.array(
              z.object({
                slot: z.string(),
                name: z.string(),
                opensAt: z.string(),
                closesAt: z.string(),
                usedMs: z.number(),
                plays: z.array(titledPlay),
              }),
            ),
            others: z.array(titledPlay).describe('Outside any slot'),
          }),
          ...REFUSALS,
        },
      },
    },
    async (request) => {
      const asker = await mustBeAsker(request, staff, 'see-bulletins');
      const day = parseLocalDate(request.params.date);
      const { openings, others } = await timetable.day(orgOf(asker), day);
      return {
        date: day,
        openings: openings.map(({ slot, opensAt, closesAt, usedMs, plays }) => ({
          slot: slot.id,
          name: slot.name,
          opensAt: iso(opensAt),
          closesAt: iso(closesAt),
          usedMs,
          plays: plays.map(titled),
        })),
        others: others.map(titled),
      };
    },
  );

  api.get(
    '/api/v1/as-run',
    {
      schema: {
        summary: 'What was heard where, approved by whom',
        security: ANYBODY_KNOWN,
        querystring: z.object({ from: date, to: date.describe('The last day, included; at most 92 days') }),
        response: {
          200: z.object({
            rows: z.array(
              z.object({
                bulletin: z.string(),
                title: z.string(),
                class: z.enum(CLASSES),
                at: z.string(),
                clip: z.string(),
                clipMs: z.number(),
                approvedBy: z.array(z.string()),
                plays: z.array(playShape),
              }),
            ),
          }),
          ...REFUSALS,
        },
      },
    },
    async (request) => {
      const asker = await mustBeAsker(request, staff, 'see-bulletins');
      const from = parseLocalDate(request.query.from);
      const end = addDays(parseLocalDate(request.query.to), 1);
      if (end <= from || end > addDays(from, MOST_DAYS)) {
        throw new RelayError('invalid-input', `from must lie before to, at most ${MOST_DAYS} days`, {
          facts: { field: 'date', longest: MOST_DAYS },
        });
      }
      const rows = await views.asRun(orgOf(asker), instantOf(from, 0), instantOf(end, 0));
      return {
        rows: rows.map((row) => ({
          bulletin: row.bulletin,
          title: row.title,
          class: row.class,
          at: iso(row.at),
          clip: row.clip,
          clipMs: row.clipMs,
          approvedBy: [...row.approvedBy],
          plays: row.plays.map(playOf),
        })),
      };
    },
  );

  const kinds = [
    'item',
    'bulletin',
    'booking',
    'slot',
    'tower',
    'officer',
    'organisation',
    'token',
    'dictionary',
  ] as const;
  const line = z.object({
    n: z.number(),
    at: z.string(),
    act: z.string(),
    by: z.object({ name: z.string(), door: z.string() }),
    subject: z.object({ kind: z.enum(kinds), id: z.string() }),
    facts: z.record(z.string(), z.union([z.string(), z.number()])),
    hash: z.string(),
  });

  api.get(
    '/api/v1/history',
    {
      schema: {
        summary: 'The audit trail, newest first',
        security: OFFICER,
        querystring: z
          .object({
            kind: z.enum(kinds).optional(),
            id: z.string().min(1).max(80).optional(),
            officer: z.string().min(1).max(80).optional(),
            before: z.coerce.number().int().min(1).optional().describe('Only lines with a smaller number'),
            limit: z.coerce.number().int().min(1).max(200).default(50),
          })
          .refine(({ kind, id }) => (kind === undefined) === (id === undefined), { path: ['id'] }),
        response: { 200: z.object({ lines: z.array(line) }), ...REFUSALS },
      },
    },
    async (request) => {
      const { officer } = await mustBeOfficer(request, 'see-history');
      const { kind, id, officer: person, before, limit } = request.query;
      const lines = await audit.list(officer.org, {
        limit,
        ...(kind === undefined || id === undefined ? {} : { subject: { kind, id } }),
        ...(person === undefined ? {} : { officer: person as OfficerId }),
        ...(before === undefined ? {} : { before }),
      });
      return {
        lines: lines.map(({ n, at, act, by, subject, facts, hash }) => ({
          n,
          at: iso(at),
          act,
          by: { name: by.name, door: by.door },
          subject: { ...subject },
          facts: { ...facts },
          hash,
        })),
      };
    },
  );
}
