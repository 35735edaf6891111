// The small fields that API requests are made of, checked once at the door. What passes has the house's own type.
import { z } from 'zod';
import { CLASSES } from '../../../core/bulletin.ts';
import { RelayError } from '../../../core/errors.ts';
import type { BulletinId, ClipSha, Instant, SlotId, TowerId } from '../../../core/ids.ts';
import type { LocalDate } from '../../../core/timetable.ts';
import { NO_TEXT } from '../problems.ts';

/** Letters, line ends and tabs: no other control characters, no halves of surrogate pairs, nothing undecodable. */
const NO_LETTERS = /[\p{Cs}\ufffd]|(?![\n\r\t])\p{Cc}/u;

/** No limit of length: the desk says how long is too long. */
export const text = z
  .string()
  .min(1)
  .refine((value) => !NO_LETTERS.test(value), { params: NO_TEXT });

export const bulletinClass = z.enum(CLASSES);
export const reason = text.max(500);
export const count = z.number().int().min(0);

/** An instant in ISO 8601 with its zone, `2026-11-22T18:00:00+07:00`. */
export const instant = z.iso.datetime({ offset: true });
export const date = z.iso.date().describe('A day in Bangkok, YYYY-MM-DD');
export const clip = z.string().regex(/^[0-9a-f]{64}$/);
const name = z.string().regex(/^[0-9A-Za-z._-]{1,80}$/);

export const wish = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('now') }),
  z.strictObject({ kind: z.literal('at'), at: instant }),
  z.strictObject({ kind: z.literal('slot'), slot: name, date }),
  z.strictObject({
    kind: z.literal('every'),
    slots: z.array(name).min(1).max(20),
    weekdays: z.array(z.number().int().min(0).max(6)).min(1).max(7),
    from: date,
    until: date,
  }),
]);

export const booking = z.strictObject({
  wish,
  repeat: z
    .strictObject({ times: z.number().int().min(1).max(10), gapMs: z.number().int().min(0).max(600_000) })
    .default({ times: 1, gapMs: 0 }),
  towers: z.array(name).min(1).max(5_000),
});

/** The booking in the house's own types. */
export function bookingOf(asked: z.output<typeof booking>) {
  return { wish: wishOf(asked.wish), repeat: asked.repeat, towers: asked.towers as unknown as TowerId[] };
}

function wishOf(asked: z.output<typeof wish>) {
  switch (asked.kind) {
    case 'now':
      return { kind: asked.kind };
    case 'at':
      return { kind: asked.kind, at: Date.parse(asked.at) };
    case 'slot':
      return { kind: asked.kind, slot: asked.slot as SlotId, date: asked.date as LocalDate };
    case 'every':
      return {
        kind: asked.kind,
        slots: asked.slots as unknown as SlotId[],
        weekdays: asked.weekdays,
        from: asked.from as LocalDate,
        until: asked.until as LocalDate,
      };
  }
}

export const byId = z.object({ id: z.string().max(80) });

/** What cannot be a name is nobody's: not found, as another organisation's is. */
export function bulletinId(id: string): BulletinId {
  if (!/^[0-9a-z]{10,40}$/.test(id)) throw new RelayError('not-found', 'there is no such bulletin');
  return id as BulletinId;
}

export function clipSha(sha256: string): ClipSha {
  return sha256 as ClipSha;
}

/** Instants leave as ISO 8601 in UTC; what has not happened is null. */
export function iso(at: Instant): string;
export function iso(at: Instant | undefined): string | null;
export function iso(at: Instant | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
