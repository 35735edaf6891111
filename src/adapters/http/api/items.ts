// POST /api/v1/items: a ministry's or province's own system hands in a text. The caller's Idempotency-Key makes the
// retry of a lost answer harmless; the same key with other words is a mistake of the caller and is told so.
import { z } from 'zod';
import { cleanWords } from '../../../core/bulletin.ts';
import { RelayError } from '../../../core/errors.ts';
import { LONGEST_TEXT } from '../../../core/item.ts';
import type { Asker } from '../../../pipeline/desks.ts';
import type { HttpDesks } from '../parts.ts';
import { mustBeAsker, orgOf } from '../sessions.ts';
import { bulletinClass, text } from './fields.ts';
import { ANYBODY_KNOWN, type ApiScope, REFUSALS } from './scope.ts';

const LONGEST_SOURCE = 200;

const body = z.strictObject({
  text: text.describe('The announcement as it was written, Thai, up to 20,000 characters'),
  class: bulletinClass.optional(),
  claimedSource: text.max(LONGEST_SOURCE).optional().describe('Whose words these are, e.g. กรมอุตุนิยมวิทยา'),
});
const answer = z.object({ item: z.string(), bulletin: z.string().nullable() });

export function addItems(api: ApiScope, { intake, items, staff }: HttpDesks): void {
  api.post(
    '/api/v1/items',
    {
      schema: {
        summary: 'Hand in a text: it becomes an item and the draft of a bulletin',
        security: ANYBODY_KNOWN,
        headers: z.looseObject({
          'idempotency-key': z
            .string()
            .regex(/^[\x21-\x7e]{1,200}$/)
            .describe('Your own name of this message; the same one when you send it again'),
        }),
        body,
        response: { 200: answer.describe('It came before'), 201: answer, ...REFUSALS },
      },
    },
    async (request, reply) => {
      const asker = await mustBeAsker(request, staff, 'send-item');
      const asked = request.body;
      const submitted = await intake.submit(asker, {
        door: 'api',
        channel: channelOf(asker),
        messageId: request.headers['idempotency-key'],
        text: asked.text,
        ...(asked.class === undefined ? {} : { class: asked.class }),
        ...(asked.claimedSource === undefined ? {} : { claimedSource: asked.claimedSource }),
      });
      if (submitted.outcome === 'unsent') throw new RelayError('gone', 'this message was taken back');
      if (submitted.outcome === 'known') {
        const before = await items.find(orgOf(asker), submitted.item);
        const isOther = before?.text !== undefined && before.text !== cleanWords(asked.text, LONGEST_TEXT);
        if (isOther) {
          throw new RelayError('conflict', 'this Idempotency-Key came with other words', {
            facts: { state: 'key-reused', item: submitted.item },
          });
        }
      }
      return reply
        .code(submitted.outcome === 'added' ? 201 : 200)
        .send({ item: submitted.item, bulletin: submitted.bulletin ?? null });
    },
  );
}

/** Keys of one caller never meet those of another. */
export function channelOf(asker: Asker): string {
  return asker.kind === 'system' ? `api:${asker.name}` : `api:officer:${asker.officer.id}`;
}
