// POST /api/v1/items/recording: a person's voice as the body, to be mastered and broadcast as it was spoken. What kind of
// sound it is, its bytes tell; who asks is known before any of them is taken.
import { z } from 'zod';
import { RelayError } from '../../../core/errors.ts';
import { LONGEST_RECORDING_BYTES } from '../../../pipeline/desks.ts';
import type { HttpDesks } from '../parts.ts';
import { mustBeAsker } from '../sessions.ts';
import { bulletinClass, text } from './fields.ts';
import { channelOf } from './items.ts';
import { ANYBODY_KNOWN, type ApiScope, REFUSALS } from './scope.ts';

/** The largest one over a slow line. */
const SLOW_LINE_MS = 5 * 60_000;

const answer = z.object({ item: z.string(), bulletin: z.string().nullable() });

export function addRecordings(api: ApiScope, desks: Pick<HttpDesks, 'intake' | 'staff'>): void {
  // Only here a body is bytes, whatever it says it is.
  api.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: LONGEST_RECORDING_BYTES },
      (_request, body, done) => done(null, body),
    );
    addRecording(scope.withTypeProvider(), desks);
  });
}

function addRecording(api: ApiScope, { intake, staff }: Pick<HttpDesks, 'intake' | 'staff'>): void {
  api.post(
    '/api/v1/items/recording',
    {
      bodyLimit: LONGEST_RECORDING_BYTES,
      handlerTimeout: SLOW_LINE_MS,
      onRequest: async (request) => void (await mustBeAsker(request, staff, 'send-item')),
      schema: {
        summary:
          'Hand in a recording (m4a, aac, mp3, ogg, wav or webm): it becomes a bulletin that sounds as spoken',
        security: ANYBODY_KNOWN,
        consumes: ['application/octet-stream', 'audio/*'],
        headers: z.looseObject({
          'idempotency-key': z
            .string()
            .regex(/^[\x21-\x7e]{1,200}$/)
            .describe('Your own name of this recording; the same one when you send it again'),
        }),
        querystring: z.object({
          title: z
            .union([text.max(200), z.literal('')])
            .default('')
            .describe('Of the bulletin; else the speaker’s name'),
          note: z
            .union([text.max(1000), z.literal('')])
            .default('')
            .describe('For who approves; it is not said'),
          class: bulletinClass.optional(),
        }),
        body: z.instanceof(Uint8Array).describe('The sound, at most 20 MB'),
        response: { 200: answer.describe('It came before'), 201: answer, ...REFUSALS },
      },
    },
    async (request, reply) => {
      const asker = await mustBeAsker(request, staff, 'send-item');
      const { title, note, class: of } = request.query;
      const taken = await intake.record(asker, {
        channel: channelOf(asker),
        messageId: request.headers['idempotency-key'],
        bytes: request.body,
        title,
        note,
        ...(of === undefined ? {} : { class: of }),
      });
      if (taken.outcome === 'unsent') throw new RelayError('gone', 'this recording was taken back');
      return reply
        .code(taken.outcome === 'added' ? 201 : 200)
        .send({ item: taken.item, bulletin: taken.bulletin ?? null });
    },
  );
}
