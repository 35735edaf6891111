// A bulletin's reading as the API tells it: written and spoken side by side with their places, what nobody could read,
// what people said of it, what to look at before it goes on air, and what an official letter could be announced as.
import { z } from 'zod';
import { announcementsIn } from '../../../core/announcements.ts';
import { CLASSES, type Revision } from '../../../core/bulletin.ts';
import { type Formulas, withFormulas } from '../../../core/formulas.ts';
import type { BulletinWarning } from '../../../core/warnings.ts';
import { iso } from './fields.ts';

const place = z.number().describe('UTF-16 offset into `words`');
const figure = z.union([z.string(), z.number(), z.boolean()]);

export const readingShape = z.object({
  spoken: z.string(),
  segments: z
    .array(
      z.object({
        start: place,
        end: place,
        written: z.string(),
        spoken: z.string(),
        kind: z.string(),
        confidence: z.enum(['sure', 'likely', 'unread']),
      }),
    )
    .describe('In order and without a gap: put together, `written` is the words'),
  unread: z
    .array(
      z.object({
        start: place,
        end: place,
        written: z.string(),
        why: z.string(),
        proposed: z.string().describe('What is heard meanwhile; empty: left out'),
      }),
    )
    .describe('Has to be settled before approval'),
});

export function readingOf({ reading }: Pick<Revision, 'reading'>): z.input<typeof readingShape> | null {
  if (reading === undefined) return null;
  return {
    spoken: reading.spoken,
    segments: reading.segments.map(({ span, written, spoken, kind, confidence }) => ({
      ...span,
      written,
      spoken,
      kind,
      confidence,
    })),
    unread: reading.unread.map(({ span, written, why, proposed }) => ({ ...span, written, why, proposed })),
  };
}

export const settledShape = z.object({
  written: z.string(),
  how: z.enum(['as-proposed', 'said', 'left-out']),
  spoken: z.string(),
  by: z.string(),
  at: z.string(),
});

export function settledOf({ settled }: Pick<Revision, 'settled'>): z.input<typeof settledShape>[] {
  return settled.map(({ written, how, spoken, byName, at }) => ({
    written,
    how,
    spoken,
    by: byName,
    at: iso(at),
  }));
}

export const warningShape = z.object({
  kind: z.string(),
  start: place.nullable().describe('null: concerns the whole'),
  end: place.nullable(),
  written: z.string(),
  facts: z.record(z.string(), figure),
});

export function warningOf({ kind, span, written, facts }: BulletinWarning): z.input<typeof warningShape> {
  const told = Object.entries(facts).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, typeof value === 'object' ? dateOf(value) : value] as const],
  );
  return {
    kind,
    start: span?.start ?? null,
    end: span?.end ?? null,
    written,
    facts: Object.fromEntries(told),
  };
}

function dateOf({
  year,
  month,
  day,
}: {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}) {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export const announcementShape = z.object({
  words: z.string().describe('To edit and to send as the new words'),
  proposedClass: z.enum(CLASSES),
  urgency: z.string().nullable(),
  speechMs: z.number().describe('How long an announcer would take'),
  kept: z.array(z.object({ start: place, end: place, written: z.string() })),
  leftOut: z.array(z.object({ start: place, end: place, written: z.string(), why: z.string() })),
});

/** What official letters in the words could be announced as; none where there is no letter. */
/** With the organisation's closing words, as an officer is offered them. */
export function announcementsOf(
  { words }: Pick<Revision, 'words'>,
  formulas: Formulas,
): z.input<typeof announcementShape>[] {
  return announcementsIn(words).map((one) => ({
    words: withFormulas(one.words, formulas),
    proposedClass: one.proposedClass,
    urgency: one.urgency ?? null,
    speechMs: one.speechMs,
    kept: one.kept.map(({ span, written }) => ({ ...span, written })),
    leftOut: one.leftOut.map(({ span, written, why }) => ({ ...span, written, why })),
  }));
}
