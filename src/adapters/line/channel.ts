// Our LINE channel, outwards: fetches what people sent (LINE's content host) and answers by reply token. Every call
// has its deadline; LINE's answers become the house's errors here. Tokens, texts and ids of people stay out of the log.
import type { messagingApi } from '@line/bot-sdk';
import { RelayError } from '../../core/errors.ts';
import type { LineChannel, LineContent, Log } from '../../pipeline/ports.ts';

export interface LineChannelOptions {
  readonly channelAccessToken: string;
  /** Other hosts than LINE's own, for a stand-in. */
  readonly apiUrl?: string | undefined;
  readonly contentUrl?: string | undefined;
  readonly mostBytes?: number;
  /** For a whole download. */
  readonly contentTimeoutMs?: number;
  readonly replyTimeoutMs?: number;
}

const MIB = 1024 * 1024;
const LONGEST_REPLY = 5_000;

export function createLineChannel(options: LineChannelOptions, log: Log): LineChannel {
  const contentUrl = options.contentUrl ?? 'https://api-data.line.me';
  const mostBytes = options.mostBytes ?? 50 * MIB;
  const contentTimeoutMs = options.contentTimeoutMs ?? 60_000;
  const replyTimeoutMs = options.replyTimeoutMs ?? 10_000;
  let client: Promise<messagingApi.MessagingApiClient> | undefined;

  // The SDK takes 18 MB and 130 ms to load: not before somebody is answered.
  async function connect(): Promise<messagingApi.MessagingApiClient> {
    const sdk = await import('@line/bot-sdk');
    return new sdk.messagingApi.MessagingApiClient({
      channelAccessToken: options.channelAccessToken,
      ...(options.apiUrl === undefined ? {} : { baseURL: options.apiUrl }),
    });
  }

  async function download(messageId: string, signal: AbortSignal): Promise<LineContent> {
    // Not by the SDK: it can neither be given a deadline nor break off a download that grows too large.
    const response = await fetch(new URL(`/v2/bot/message/${messageId}/content`, contentUrl), {
      headers: { authorization: `Bearer ${options.channelAccessToken}` },
      redirect: 'error',
      signal,
    });
    if (response.status === 200) {
      const bytes = await readCapped(response, mostBytes);
      return { state: 'ready', bytes, type: response.headers.get('content-type') ?? '' };
    }
    await response.body?.cancel();
    if (response.status === 202) return { state: 'preparing' };
    if (response.status === 404) return { state: 'gone', why: 'unknown' };
    if (response.status === 410) return { state: 'gone', why: 'unsent' };
    throw new RelayError('line-failed', `LINE answered ${response.status} to a download`, {
      // A wrong or expired access token is put right by a person; the rest passes.
      retry: response.status === 429 || response.status >= 500 || response.status === 401,
      facts: { status: response.status },
    });
  }

  return {
    async content(messageId) {
      if (!/^[0-9A-Za-z_-]{1,64}$/.test(messageId)) return { state: 'gone', why: 'unknown' };
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(), contentTimeoutMs);
      try {
        return await download(messageId, deadline.signal);
      } catch (cause) {
        if (cause instanceof RelayError) throw cause;
        const late = deadline.signal.aborted;
        throw new RelayError(
          late ? 'timeout' : 'line-failed',
          late ? `LINE did not deliver within ${contentTimeoutMs} ms` : 'LINE could not be reached',
          { cause, retry: true },
        );
      } finally {
        clearTimeout(timer);
        // Whatever is still on its way is of no use now.
        deadline.abort();
      }
    },

    async reply(replyToken, text) {
      try {
        client ??= connect();
        const answer = (await client).replyMessage({
          replyToken,
          messages: [{ type: 'text', text: text.slice(0, LONGEST_REPLY) }],
        });
        await within(replyTimeoutMs, answer);
      } catch (cause) {
        // Never again: LINE may have taken it, and a second use of the token fails anyway.
        log.warn({ line: 'reply', ...factsOf(cause) }, 'A reply in LINE did not get through');
      }
    },
  };
}

async function readCapped(response: Response, mostBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  if (Number(response.headers.get('content-length') ?? 0) > mostBytes) throw tooLarge(mostBytes);
  const reader = response.body?.getReader();
  for (let read = await reader?.read(); read?.value !== undefined; read = await reader?.read()) {
    length += read.value.length;
    if (length > mostBytes) throw tooLarge(mostBytes);
    parts.push(read.value);
  }
  return Buffer.concat(parts);
}

function tooLarge(mostBytes: number): RelayError {
  return new RelayError('too-large', `what was sent in LINE is larger than ${mostBytes} bytes`, {
    facts: { field: 'file', longest: mostBytes },
  });
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RelayError('timeout', `LINE did not answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Only numbers and codes: LINE's error bodies can repeat what was sent. */
function factsOf(error: unknown): Record<string, string | number> {
  if (error instanceof RelayError) return { code: error.code };
  if (typeof error !== 'object' || error === null) return { code: 'line-failed' };
  const status = 'status' in error && typeof error.status === 'number' ? error.status : 0;
  const requestId =
    'headers' in error && error.headers instanceof Headers ? error.headers.get('x-line-request-id') : null;
  return { code: 'line-failed', status, ...(requestId === null ? {} : { requestId }) };
}
