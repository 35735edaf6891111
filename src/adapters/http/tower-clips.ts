// GET /c/{hash}: a clip for towers, the second way beside the broker. Nobody signs in: its sound is meant for a whole
// village, and its name is the hash of its content (base64url, as in the plan). Only what is on its way to towers now is
// given out; what is merely drafted or already over is not there.
import type { FastifyPluginAsync } from 'fastify';
import { RelayError } from '../../core/errors.ts';
import { answerWithClip, SLOWEST_ANSWER_MS } from './clip-answer.ts';
import type { ClipFiles, ClipsOnTheWay } from './parts.ts';

/** Many towers come from one address of a mobile network. */
const MOST_PER_MINUTE = 6000;

export function createTowerClips(clips: ClipsOnTheWay, files: ClipFiles): FastifyPluginAsync {
  return async (app) => {
    app.route<{ Params: { hash: string } }>({
      method: ['GET', 'HEAD'],
      url: '/c/:hash',
      handlerTimeout: SLOWEST_ANSWER_MS,
      config: { rateLimit: { max: MOST_PER_MINUTE } },
      async handler(request, reply) {
        const { hash } = request.params;
        const sha256 = /^[A-Za-z0-9_-]{43}$/.test(hash) ? Buffer.from(hash, 'base64url').toString('hex') : '';
        const clip = sha256 === '' ? undefined : await clips.onTheWay(sha256);
        if (clip === undefined) throw new RelayError('not-found', 'no such clip is on its way to towers');
        return answerWithClip(request, reply, files, { ...clip, sha256 }, 'public');
      },
    });
  };
}
