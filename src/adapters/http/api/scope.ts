// The part of the server where requests and answers are checked by zod schemas; each group of routes is given it.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { errorShape } from './answers.ts';

export type ApiScope = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Who may knock: an officer's session, or also another organisation's system. */
export const OFFICER = [{ session: [] }, { cookie: [] }];
export const ANYBODY_KNOWN = [...OFFICER, { token: [] }];

/** For the description only: refusals are written by the error reply, which no schema filters. */
export const REFUSALS = { '4xx': errorShape, '5xx': errorShape } as const;
