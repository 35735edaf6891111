// POST /line/webhook: exact bytes in, signature checked, raw events stored, then 200. LINE gives up after two seconds,
// so nothing else happens before the answer. A scope of its own: here every body is bytes, whatever its type is called.
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { asRelayError, RelayError } from '../../core/errors.ts';
import type { WebhookDesk } from '../../pipeline/desks.ts';
import type { Log } from '../../pipeline/ports.ts';
import { bodyOf } from './errors.ts';
import { languageOf } from './errors-in-words.ts';
import type { HttpMetrics } from './metrics.ts';
import type { LineDoor } from './parts.ts';

export const WEBHOOK_PATH = '/line/webhook';
const MOST_BYTES = 1024 * 1024;

export function createWebhook(
  webhook: WebhookDesk,
  parts: { readonly line?: LineDoor | undefined; readonly log: Log; readonly metrics: HttpMetrics },
): FastifyPluginAsync {
  const { line, log, metrics } = parts;

  async function take(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (line === undefined) {
      metrics.webhook('not-set-up', 0);
      log.warn({ setting: 'LINE_CHANNEL_SECRET' }, 'A LINE webhook came, but no LINE channel is set up');
      throw new RelayError('not-found', 'no LINE channel is set up: LINE_CHANNEL_SECRET');
    }
    const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const signature = request.headers['x-line-signature'];
    if (!line.verify(rawBody, typeof signature === 'string' ? signature : undefined)) {
      metrics.webhook('bad-signature', 0);
      log.warn(
        { bytes: rawBody.length, signed: signature !== undefined },
        'A webhook with a wrong signature was refused; is LINE_CHANNEL_SECRET the channel’s own?',
      );
      throw new RelayError('bad-signature', 'the signature does not match');
    }
    const events = splitOrUndefined(line, rawBody);
    if (events === undefined) {
      const error = new RelayError('invalid-input', 'the body is no webhook request', {
        facts: { field: 'body' },
      });
      return reply.code(400).send(bodyOf(error, languageOf(request.headers['accept-language']), request.id));
    }
    if (events.length === 0) {
      metrics.webhook('empty', 0);
      return reply.code(200).send({});
    }
    try {
      await webhook.keep(line.channel, events);
    } catch (error) {
      // Not 200: LINE sends it again when redelivery is on.
      metrics.webhook('not-stored', 0);
      throw asRelayError(error);
    }
    metrics.webhook('kept', events.length);
    return reply.code(200).send({});
  }

  function splitOrUndefined(door: LineDoor, rawBody: Uint8Array) {
    try {
      return door.split(rawBody);
    } catch (error) {
      if (asRelayError(error).code !== 'invalid-input') throw error;
      metrics.webhook('malformed', 0);
      log.warn(
        { why: asRelayError(error).message, bytes: rawBody.length },
        'A signed webhook request could not be read',
      );
      return undefined;
    }
  }

  return async (app: FastifyInstance) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    app.addHook('onRequest', async (request) => {
      // However the type is spelt, or misspelt: the signature decides what these bytes are.
      request.raw.headers['content-type'] = 'application/octet-stream';
    });
    app.addHook('onError', async (_request, _reply, error) => {
      if (error.statusCode === 413) metrics.webhook('too-large', 0);
    });
    app.post(WEBHOOK_PATH, { bodyLimit: MOST_BYTES, config: { rateLimit: false } }, take);
  };
}
