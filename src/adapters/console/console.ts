// The console as one plugin of the HTTP door: pages for officers, their acts as forms, and the files pages ask for. It only
// asks the desks; what it is given stays behind createConsole.
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { RelayError } from '../../core/errors.ts';
import { asRunRoutes } from './as-run.tsx';
import { type Assets, openAssets } from './assets/shelf.ts';
import { bookRoutes } from './book.tsx';
import { bulletinRoutes } from './bulletin.tsx';
import { decideRoutes } from './decide.tsx';
import { dictionaryRoutes } from './dictionary.tsx';
import { dictionaryImportRoutes } from './dictionary-import.tsx';
import { editRoutes } from './edit.tsx';
import { createErrorPages } from './errors.tsx';
import { formulaRoutes } from './formulas.tsx';
import { hearRoutes } from './hear.tsx';
import { historyRoutes } from './history.tsx';
import type { ConsoleDesks, ConsoleParts, House } from './house.ts';
import { itemRoutes } from './items.tsx';
import { letterRoutes } from './letter.tsx';
import { meRoutes } from './me.tsx';
import { peopleRoutes } from './people.tsx';
import { queueRoutes } from './queue.tsx';
import { recordingRoutes } from './recording.tsx';
import { settleRoutes } from './settle.tsx';
import { signInRoutes } from './sign-in.tsx';
import { slotRoutes } from './slots.tsx';
import { stopRoutes } from './stop.tsx';
import { timetableRoutes } from './timetable.tsx';
import { towerRoutes } from './towers.tsx';
import { turnDownRoutes } from './turn-down.tsx';
import { voiceProgressRoutes } from './voice-progress.tsx';
import { weatherRoutes } from './weather.tsx';

/** Nothing inline, nothing from elsewhere. Said here as well as by the door, so that no page is ever without it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ROOMS = [
  signInRoutes,
  queueRoutes,
  bulletinRoutes,
  decideRoutes,
  turnDownRoutes,
  editRoutes,
  settleRoutes,
  hearRoutes,
  letterRoutes,
  bookRoutes,
  voiceProgressRoutes,
  recordingRoutes,
  itemRoutes,
  timetableRoutes,
  slotRoutes,
  formulaRoutes,
  weatherRoutes,
  towerRoutes,
  stopRoutes,
  asRunRoutes,
  dictionaryRoutes,
  dictionaryImportRoutes,
  peopleRoutes,
  historyRoutes,
  meRoutes,
] as const;

export type { ConsoleDesks, ConsoleParts } from './house.ts';

/**
 * Pages, forms and static files. Registers the cookie and form plugins where the server has none.
 * @throws at registration when htmx, Pico or the font is not installed
 */
export function createConsole(desks: ConsoleDesks, parts: ConsoleParts): FastifyPluginAsync {
  return async (app) => {
    const assets = openAssets();
    const house: House = {
      ...desks,
      ...parts,
      clipUrl: parts.clipUrl ?? ((clip) => `/clips/${clip}.mp3`),
      assets,
    };
    if (!app.hasReplyDecorator('setCookie')) await app.register(cookie);
    if (!app.hasContentTypeParser('application/x-www-form-urlencoded')) await app.register(formbody);
    app.setErrorHandler(createErrorPages(house));
    app.addHook('onRequest', async (_request, reply) => {
      reply
        .header('content-security-policy', POLICY)
        .header('x-content-type-options', 'nosniff')
        .header('referrer-policy', 'same-origin')
        .header('cache-control', 'no-store')
        .header('vary', 'HX-Request, Cookie');
    });
    app.addHook('onRequest', keepLanguage(house));

    app.get('/static/:name', async (request, reply) => sendAsset(assets, request, reply));
    for (const routes of ROOMS) routes(app, house);

    // What no page answers to; other doors on this server answer for their own addresses.
    app.get('/*', async (request, reply) => {
      if (/^\/(api|line|clips|metrics|healthz|readyz)(\/|$|\?)/.test(request.url))
        return reply.callNotFound();
      throw new RelayError('not-found', 'no such page');
    });
  };
}

/** `?lang=en` on any page: kept in a cookie, and the same page without it. */
function keepLanguage(house: House) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const asked = new URL(request.url, 'http://here').searchParams.get('lang');
    if (request.method !== 'GET' || (asked !== 'th' && asked !== 'en')) return undefined;
    const [bare = '/', query = ''] = request.url.split('?');
    const fields = new URLSearchParams(query);
    fields.delete('lang');
    const rest = fields.toString();
    return reply
      .setCookie('lang', asked, {
        path: '/',
        sameSite: 'lax',
        secure: house.secureCookies,
        maxAge: 365 * 24 * 3600,
      })
      .redirect(`/${bare.replace(/^\/+/, '')}${rest === '' ? '' : `?${rest}`}`, 303);
  };
}

function sendAsset(assets: Assets, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const asset = assets.find((request.params as { name: string }).name);
  if (asset === undefined) throw new RelayError('not-found', 'there is no such file');
  reply.header('cache-control', 'public, max-age=31536000, immutable').type(asset.type);
  const packs = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  if (asset.packed === undefined || !packs) return reply.send(asset.body);
  return reply.header('content-encoding', 'gzip').header('vary', 'Accept-Encoding').send(asset.packed);
}
