// GET /clips/{sha256}.mp3|.opus: the sound of a clip of one's own organisation, whole or in part. The name is the
// clip's (the hash of its MP3), the ending says which rendition; under a name the bytes never change.
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { Rendition } from '../../core/clip.ts';
import { RelayError } from '../../core/errors.ts';
import type { ClipSha, OrgId } from '../../core/ids.ts';
import { answerWithClip, SLOWEST_ANSWER_MS } from './clip-answer.ts';
import type { ClipFiles, HttpDesks } from './parts.ts';
import { mustBeOfficer } from './sessions.ts';

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
    const rendition = await find(officer.org, request.params.name);
    return answerWithClip(request, reply, files, rendition, 'private');
  }

  return async (app) => {
    app.route({
      method: ['GET', 'HEAD'],
      url: '/clips/:name',
      handlerTimeout: SLOWEST_ANSWER_MS,
      handler: give,
    });
  };
}
