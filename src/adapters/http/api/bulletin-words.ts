// What a bulletin says, changed through the API: other words, and how words are read that nobody could read.
import { z } from 'zod';
import { ENTRY_KINDS, LONGEST_SPOKEN } from '../../../core/dictionary.ts';
import { LONGEST_TEXT } from '../../../core/item.ts';
import type { NewsroomDesk } from '../../../pipeline/desks.ts';
import { mustBeOfficer } from '../sessions.ts';
import { bulletinClass, bulletinId, byId, count, text } from './fields.ts';
import { type ApiScope, OFFICER, REFUSALS } from './scope.ts';

const done = z.object({ done: z.literal(true) });

export function addBulletinWords(api: ApiScope, newsroom: NewsroomDesk): void {
  api.post(
    '/api/v1/bulletins/:id/revise',
    {
      schema: {
        summary: 'Other words or another class: a new revision, to be voiced and approved anew',
        security: OFFICER,
        params: byId,
        body: z.strictObject({ seenVersion: count, words: text, class: bulletinClass }),
        response: { 200: done, ...REFUSALS },
      },
    },
    async (request) => {
      const { officer } = await mustBeOfficer(request, 'edit-words');
      await newsroom.revise(officer, bulletinId(request.params.id), request.body);
      return { done: true } as const;
    },
  );

  api.post(
    '/api/v1/bulletins/:id/settle',
    {
      schema: {
        summary: 'Say how words are read that the reader does not know; the voice is then made anew',
        security: OFFICER,
        params: byId,
        body: z.strictObject({
          seenVersion: count,
          answers: z
            .array(
              z.strictObject({
                written: z.string().min(1).max(LONGEST_TEXT).describe('As in `reading.unread`'),
                how: z.enum(['as-proposed', 'said', 'left-out']),
                spoken: text.max(LONGEST_SPOKEN).optional().describe('With `said`: Thai as it is spoken'),
                remember: z.boolean().default(true).describe('Also in the organisation’s dictionary'),
                kind: z.enum(ENTRY_KINDS).optional(),
              }),
            )
            .min(1)
            .max(1000),
        }),
        response: { 200: z.object({ left: z.number().describe('Still without an answer') }), ...REFUSALS },
      },
    },
    async (request) => {
      const { officer } = await mustBeOfficer(request, 'edit-words');
      const { seenVersion, answers } = request.body;
      return newsroom.settle(officer, bulletinId(request.params.id), {
        seenVersion,
        answers: answers.map(({ spoken, kind, ...answer }) => ({
          ...answer,
          ...(spoken === undefined ? {} : { spoken }),
          ...(kind === undefined ? {} : { kind }),
        })),
      });
    },
  );
}
