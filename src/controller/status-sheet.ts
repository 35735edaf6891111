// What a tower knows of itself at this moment, for the screen at the box: gathered from its parts, written to one file,
// read by whoever looks. Times are trusted ms UTC where there is time, else the best guess.
import { z } from 'zod';
import { healthSchema, itemSchema, receiptSchema } from '../wire/messages.ts';

const ms = z.number();
const play = z.object({ id: z.string(), cls: itemSchema.shape.cls, at: ms });

export const statusSchema = z.object({
  v: z.literal(1),
  tower: z.string(),
  /** By the tower's own time; undefined while it has none. */
  now: ms.optional(),
  /** By the machine's clock: how old this sheet is. */
  writtenAt: ms,
  upS: z.number(),
  online: z.boolean(),
  /** Since when, by the machine's clock. */
  sinceAt: ms,
  muted: z.boolean(),
  time: healthSchema.shape.time,
  plan: z.object({ ep: z.number(), seq: z.number(), expAt: ms }).optional(),
  playing: play.optional(),
  next: z.array(play).max(3),
  last: z
    .object({ s: receiptSchema.shape.s, why: receiptSchema.shape.why, t: ms, amp: z.string().optional() })
    .optional(),
  disk: z.enum(['ok', 'full', 'failed']),
  audio: z.enum(['ok', 'failed']),
  /** Receipts the relay does not hold yet. */
  pending: z.number(),
});
export type TowerStatus = z.infer<typeof statusSchema>;
