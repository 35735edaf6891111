// GET /clips/{sha256}.mp3|.opus: the sound of a clip of one's own organisation, whole or in part. The name is the
// clip's (the hash of its MP3), the ending says which rendition; under a name the bytes never change.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Rendition } from '../../core/clip.ts';
import { RelayError } from '../../core/errors.ts';
import type { ClipSha, OrgId } from '../../core/ids.ts';
import { wantedRange } from './byte-range.ts';
import type { ClipFiles, HttpDesks } from './parts.ts';
import { mustBeOfficer } from './sessions.ts';

/** An answer that is still under way by then is cut off: the longest clip over the slowest connection. */
const SLOW_PHONE_MS = 20 * 60_000;

const TYPES: Readonly<Record<Rendition['codec'], string>> = { mp3: 'audio/mpeg', opus: 'audio/ogg' };

export function createClips(bulletins: HttpDesks['bulletins'], files: ClipFiles): FastifyPluginAsync {
  async function find(org: OrgId, name: string): Promise<Rendition> {
    const [, sha256, codec] = /^([0-9a-f]{64})\.(mp3|opus)$/.exec(name) ?? [];
    const clip = sha256 === undefined ? undefined : await bulletins.clip(org, sha256 as ClipSha);
    const rendition = clip?.renditions.find((one) => one.codec === codec);
    if (rendition === undefined) throw new RelayError('not-found', 'there is no such clip');
    return rendition;
  }

  async function give(
    request: FastifyRequest<{ Params: { name: string } }>,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { officer } = await mustBeOfficer(request, 'see-bulletins');
    const { sha256, codec, bytes } = await find(officer.org, request.params.name);
    const tag = `"${sha256}"`;
    reply
      .header('etag', tag)
      .header('cache-control', 'private, max-age=31536000, immutable')
      .header('accept-ranges', 'bytes')
      .type(TYPES[codec]);
    if (request.headers['if-none-match'] === tag) return reply.code(304).send();
    const condition = request.headers['if-range'];
    const wanted = wantedRange(
      condition === undefined || condition === tag ? request.headers.range : undefined,
      bytes,
    );
    if (wanted.kind === 'outside') {
      return reply.code(416).header('content-range', `bytes */${bytes}`).send();
    }
    const length = wanted.kind === 'part' ? wanted.to - wanted.from + 1 : bytes;
    reply.header('content-length', length);
    if (wanted.kind === 'part') {
      reply.code(206).header('content-range', `bytes ${wanted.from}-${wanted.to}/${bytes}`);
    }
    if (request.method === 'HEAD') return reply.send();
    const range = wanted.kind === 'part' ? { from: wanted.from, to: wanted.to } : undefined;
    const { stream } = await files.open(sha256, codec, range);
    return reply.send(stream);
  }

  return async (app) => {
    app.route({
      method: ['GET', 'HEAD'],
      url: '/clips/:name',
      handlerTimeout: SLOW_PHONE_MS,
      handler: give,
    });
  };
}
