// LINE's side in memory, by the rules its documentation gives: the content host (200, 202 while it is prepared, 404,
// 410 after unsend) and replies whose token is good once. Written from those rules, not from our adapter.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export type FakeContent =
  | {
      readonly kind: 'ready';
      readonly bytes: Uint8Array;
      readonly type: string;
      readonly withoutLength?: boolean;
    }
  | { readonly kind: 'preparing' }
  | { readonly kind: 'unsent' }
  | { readonly kind: 'status'; readonly status: number }
  /** Never answers. */
  | { readonly kind: 'silent' }
  /** Sends for ever. */
  | { readonly kind: 'endless' }
  /** Breaks off in the middle. */
  | { readonly kind: 'torn' };

export interface FakeLine {
  readonly url: string;
  readonly contents: Map<string, FakeContent>;
  /** Tokens that may be used, once each. */
  readonly replyTokens: Set<string>;
  readonly replies: { readonly replyToken: string; readonly messages: readonly unknown[] }[];
  readonly refused: { readonly status: number; readonly path: string }[];
  /** Bytes an endless download has sent. */
  sent: number;
  /** Replies are taken but never answered. */
  mute: boolean;
  stop(): Promise<void>;
}

/** @param accessToken the only one that is let in */
export async function startFakeLine(accessToken: string): Promise<FakeLine> {
  const server = createServer((request, response) => {
    answer(fake, accessToken, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const fake: FakeLine = {
    url: `http://127.0.0.1:${port}`,
    contents: new Map(),
    replyTokens: new Set(),
    replies: [],
    refused: [],
    sent: 0,
    mute: false,
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return fake;
}

async function answer(
  fake: FakeLine,
  accessToken: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<ServerResponse | undefined> {
  const path = request.url ?? '';
  const refuse = (status: number, message: string) => {
    fake.refused.push({ status, path });
    response.writeHead(status, { 'content-type': 'application/json', 'x-line-request-id': 'fake-request' });
    return response.end(JSON.stringify({ message }));
  };
  if (request.headers.authorization !== `Bearer ${accessToken}`) {
    return refuse(
      401,
      'Authentication failed. Confirm that the access token in the authorization header is valid.',
    );
  }
  const messageId = /^\/v2\/bot\/message\/([^/]+)\/content$/.exec(path)?.[1];
  if (request.method === 'GET' && messageId !== undefined) {
    return give(fake, fake.contents.get(messageId), response, refuse);
  }
  if (request.method === 'POST' && path === '/v2/bot/message/reply') {
    return takeReply(fake, await bodyOf(request), response, refuse);
  }
  return refuse(404, 'Not found');
}

function give(
  fake: FakeLine,
  content: FakeContent | undefined,
  response: ServerResponse,
  refuse: (status: number, message: string) => ServerResponse,
): ServerResponse | undefined {
  switch (content?.kind) {
    case undefined:
      return refuse(404, 'Not found');
    case 'unsent':
      return refuse(410, 'Gone');
    case 'status':
      return refuse(content.status, 'refused');
    case 'preparing':
      return response.writeHead(202).end();
    case 'silent':
      return undefined;
    case 'ready':
      response.writeHead(200, {
        'content-type': content.type,
        ...(content.withoutLength === true ? {} : { 'content-length': content.bytes.length }),
      });
      return response.end(content.bytes);
    case 'torn':
      response.writeHead(200, { 'content-type': 'audio/mp4', 'content-length': 1000 });
      response.write(Buffer.alloc(10), () => response.destroy());
      return response;
    case 'endless': {
      response.writeHead(200, { 'content-type': 'audio/mp4' });
      const more = () => {
        while (!response.destroyed) {
          fake.sent += 64 * 1024;
          if (!response.write(Buffer.alloc(64 * 1024))) {
            response.once('drain', more);
            return;
          }
        }
      };
      more();
      return response;
    }
  }
}

function takeReply(
  fake: FakeLine,
  body: string,
  response: ServerResponse,
  refuse: (status: number, message: string) => ServerResponse,
): ServerResponse | undefined {
  const { replyToken, messages } = JSON.parse(body) as { replyToken: string; messages: { text?: string }[] };
  if (fake.mute) return undefined;
  if (messages.length < 1 || messages.length > 5) return refuse(400, 'Size must be between 1 and 5');
  if (messages.some((message) => (message.text?.length ?? 0) > 5_000))
    return refuse(400, 'Length must be at most 5000');
  if (!fake.replyTokens.delete(replyToken)) return refuse(400, 'Invalid reply token');
  fake.replies.push({ replyToken, messages });
  response.writeHead(200, { 'content-type': 'application/json', 'x-line-request-id': 'fake-request' });
  return response.end(JSON.stringify({ sentMessages: [{ id: '1' }] }));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
