// The HTTP door: one server for LINE's webhook, the API, the clips, the watchers and the console. It only asks the
// desks; what it adds is who may come in, how fast, how large, and what is said when something goes wrong.
import { randomUUID } from 'node:crypto';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyInstance } from 'fastify';
import { RelayError } from '../../core/errors.ts';
import type { Log } from '../../pipeline/ports.ts';
import { createApi } from './api/api.ts';
import { createClips } from './clips.ts';
import { createErrorReply } from './errors.ts';
import { createHealth } from './health.ts';
import { listen } from './listen.ts';
import type { HttpMetrics } from './metrics.ts';
import type { HttpDesks, HttpOptions, HttpParts } from './parts.ts';
import { addSessions } from './sessions.ts';
import { createTowerClips } from './tower-clips.ts';
import { createWebhook } from './webhook.ts';

export interface HttpDoor {
  /** @throws RelayError `config` naming the setting when the port cannot be had */
  start(): Promise<{ readonly url: string }>;
  stop(): Promise<void>;
}

const MOST_BYTES = 1024 * 1024;
const LAST_CALL_MS = 5_000;

export function createHttpDoor(options: HttpOptions, desks: HttpDesks, parts: HttpParts): HttpDoor {
  let app: FastifyInstance | undefined;
  return {
    async start() {
      app = await buildApp(options, desks, parts);
      const port = await listen(app, options);
      const host = options.host === '0.0.0.0' || options.host === '::' ? 'localhost' : options.host;
      return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}` };
    },
    async stop() {
      const closing = app;
      app = undefined;
      if (closing === undefined) return;
      // What is being answered may end; what does not end is cut.
      const cut = setTimeout(() => closing.server.closeAllConnections(), LAST_CALL_MS);
      await closing.close();
      clearTimeout(cut);
    },
  };
}

/** The server without its port: what the tests knock at. */
export async function buildApp(
  options: HttpOptions,
  desks: HttpDesks,
  parts: HttpParts,
): Promise<FastifyInstance> {
  const app = fastify({
    // The framework's own log would need care in many places; one line a request is written below.
    logger: false,
    trustProxy: options.trustProxy ?? false,
    bodyLimit: MOST_BYTES,
    // A recording of some minutes over a slow line; who sends slowly otherwise is cut off by its route.
    requestTimeout: 5 * 60_000,
    handlerTimeout: options.answerWithinMs ?? 30_000,
    forceCloseConnections: 'idle',
    connectionTimeout: 60_000,
    keepAliveTimeout: 65_000,
    http: { headersTimeout: 15_000 },
    routerOptions: { maxParamLength: 100 },
    genReqId: () => randomUUID(),
    frameworkErrors: (error, request, reply) => void createErrorReply(parts.log)(error, request, reply),
  });
  app.setErrorHandler(createErrorReply(parts.log));
  app.setNotFoundHandler((request, reply) =>
    createErrorReply(parts.log)(new RelayError('not-found', 'no such page'), request, reply),
  );
  observe(app, parts.log, parts.metrics);
  await addShields(app, options);
  await addSessions(app, desks.staff);
  await app.register(createWebhook(desks.webhook, parts));
  await app.register(createHealth(desks.readiness, parts.metrics));
  await app.register(createClips(desks.bulletins, parts.clips));
  if (parts.towerClips !== undefined) await app.register(createTowerClips(parts.towerClips, parts.clips));
  await app.register(createApi(options, desks, parts));
  for (const plugin of parts.plugins) await app.register(plugin);
  return app;
}

async function addShields(app: FastifyInstance, options: HttpOptions): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        mediaSrc: ["'self'"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Said only over https: over http browsers ignore it, and a trial on localhost must stay reachable.
    strictTransportSecurity: options.secureCookies,
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
  });
  await app.register(rateLimit, {
    max: options.mostPerMinute ?? 1_200,
    timeWindow: 60_000,
    errorResponseBuilder: (_request, { ttl }) =>
      new RelayError('too-many-tries', 'too many requests', { facts: { waitMs: ttl } }),
  });
}

/** One line and one figure for each request: never the address's query, a body or a header. */
function observe(app: FastifyInstance, log: Log, metrics: HttpMetrics): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const facts = {
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    metrics.answered(facts);
    log.debug({ ...facts, request: request.id }, 'Answered');
  });
}
