// Is it alive, is it ready, how is it doing: for watchers, not for people. /healthz answers as long as the event loop
// turns; /readyz says what is missing; /metrics gives the figures.
import type { FastifyPluginAsync } from 'fastify';
import type { Readiness } from '../../pipeline/desks.ts';
import type { HttpMetrics } from './metrics.ts';

type Reason =
  | Awaited<ReturnType<Readiness['reasons']>>[number]
  | { readonly part: 'relay'; readonly why: string };

const MOST_MS = 3_000;

export function createHealth(readiness: Readiness, metrics: HttpMetrics): FastifyPluginAsync {
  return async (app) => {
    const route = { config: { rateLimit: false } } as const;
    for (const path of ['/healthz', '/livez']) app.get(path, route, async () => ({ status: 'ok' }));
    app.get('/readyz', route, async (_request, reply) => {
      const reasons = await reasonsInTime(readiness);
      if (reasons.length === 0) return { status: 'ready' };
      return reply.code(503).send({ status: 'not-ready', reasons });
    });
    app.get('/metrics', route, async (_request, reply) =>
      reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
    );
  };
}

/** A check that hangs is itself the reason. */
async function reasonsInTime(readiness: Readiness): Promise<readonly Reason[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly Reason[]>((resolve) => {
    timer = setTimeout(() => resolve([{ part: 'relay', why: `no answer within ${MOST_MS} ms` }]), MOST_MS);
  });
  try {
    return await Promise.race([readiness.reasons(), late]);
  } finally {
    clearTimeout(timer);
  }
}
