// The console without a browser: pages are asked and forms sent as an officer's browser would, over desks of paper.
import type { FastifyInstance, InjectOptions } from 'fastify';
import type { Test } from 'tap';
import { createVillage, openConsole, type PaperVillage, type VillageOptions } from './village.ts';

/** Between a figure and its unit. */
export const NB = '\u00a0';

export interface House {
  readonly village: PaperVillage;
  readonly app: FastifyInstance;
  get(
    who: string | undefined,
    url: string,
    more?: InjectOptions,
  ): Promise<{ status: number; body: string; headers: Record<string, unknown> }>;
  post(
    who: string | undefined,
    url: string,
    fields: Record<string, string | string[]>,
    more?: InjectOptions,
  ): Promise<{ status: number; body: string; to: string; headers: Record<string, unknown> }>;
}

export async function open(test: Test, options: VillageOptions = {}, secure = false): Promise<House> {
  const village = createVillage(options);
  const app = await openConsole(village, secure);
  test.teardown(() => app.close());
  const cookie = (who: string | undefined) =>
    who === undefined ? {} : { cookie: `hokrachai=token-of-${who}` };
  return {
    village,
    app,
    async get(who, url, more = {}) {
      const answer = await app.inject({
        method: 'GET',
        url,
        ...more,
        headers: { ...cookie(who), ...more.headers },
      });
      return { status: answer.statusCode, body: answer.body, headers: answer.headers };
    },
    async post(who, url, fields, more = {}) {
      const form = new URLSearchParams();
      for (const [name, value] of Object.entries({ csrf: `csrf-of-${who}`, ...fields }))
        for (const one of [value].flat()) form.append(name, one);
      const answer = await app.inject({
        method: 'POST',
        url,
        payload: form.toString(),
        ...more,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...cookie(who), ...more.headers },
      });
      return {
        status: answer.statusCode,
        body: answer.body,
        to: String(answer.headers.location ?? ''),
        headers: answer.headers,
      };
    },
  };
}
