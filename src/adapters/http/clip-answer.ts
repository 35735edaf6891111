// The answer to whoever asked for a clip: whole, in part, or "you have it already". The name is the content's hash, so
// what has been fetched once never changes.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Rendition } from '../../core/clip.ts';
import { wantedRange } from './byte-range.ts';
import type { ClipFiles } from './parts.ts';

/** An answer that is still under way by then is cut off: the longest clip over the slowest connection. */
export const SLOWEST_ANSWER_MS = 20 * 60_000;

const TYPES: Readonly<Record<Rendition['codec'], string>> = { mp3: 'audio/mpeg', opus: 'audio/ogg' };

/** @param who may keep it on the way: the asker's own machine, or everybody's */
export async function answerWithClip(
  request: FastifyRequest,
  reply: FastifyReply,
  files: ClipFiles,
  { sha256, codec, bytes }: Pick<Rendition, 'sha256' | 'codec' | 'bytes'>,
  who: 'private' | 'public',
): Promise<FastifyReply> {
  const tag = `"${sha256}"`;
  reply
    .header('etag', tag)
    .header('cache-control', `${who}, max-age=31536000, immutable`)
    .header('accept-ranges', 'bytes')
    .type(TYPES[codec]);
  if (request.headers['if-none-match'] === tag) return reply.code(304).send();
  const condition = request.headers['if-range'];
  const isSame = condition === undefined || condition === tag;
  const wanted = wantedRange(isSame ? request.headers.range : undefined, bytes);
  if (wanted.kind === 'outside') return reply.code(416).header('content-range', `bytes */${bytes}`).send();
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
