// The door at which the device under test enrols, as at a relay: one code, good once, for its credentials. Behind it are the
// clips too.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { CLAIM_PATH, type ClaimResponse, claimRequestSchema } from '../wire/claim.ts';
import type { Certificate } from './bench-broker.ts';
import type { WebClipDoor } from './clip-door.ts';
import { listen } from './listen.ts';

const MOST_BODY = 4096;

export interface ClaimDoorOptions {
  readonly host: string;
  readonly port: number;
  /** Ten letters and digits. */
  readonly code: string;
  readonly tls: Certificate | undefined;
  credentials(): ClaimResponse;
  readonly clips?: Pick<WebClipDoor, 'answer'> | undefined;
}

export interface ClaimDoor {
  /** @returns the port it listens on */
  start(): Promise<number>;
  stop(): Promise<void>;
}

export function createClaimDoor(options: ClaimDoorOptions): ClaimDoor {
  let isUsed = false;
  let server: Server | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (options.clips?.answer(request, response) === true) return;
    if (request.method !== 'POST' || request.url !== CLAIM_PATH)
      return say(response, 404, { error: 'not here' });
    const asked = claimRequestSchema.safeParse(await bodyOf(request));
    if (!asked.success) return say(response, 400, { error: 'not a claim: {"v":1,"code":"…"}' });
    if (isUsed || asked.data.code !== options.code)
      return say(response, 404, { error: 'wrong or used code' });
    isUsed = true;
    say(response, 200, options.credentials());
  }

  const take = (request: IncomingMessage, response: ServerResponse) =>
    void answer(request, response).catch(() => response.destroy());
  return {
    start() {
      server = options.tls === undefined ? createServer(take) : createSecureServer(options.tls, take);
      return listen(server, options.host, options.port);
    },
    async stop() {
      server?.closeAllConnections();
      await new Promise<void>((resolve) =>
        server === undefined ? resolve() : server.close(() => resolve()),
      );
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const bytes of request) {
    text += String(bytes);
    if (text.length > MOST_BODY) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // answered as "not a claim"
  }
}

function say(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
