// One question to a speech service over HTTP: tried again when it is busy or falls down, never when it refuses; ended by
// the caller's signal or by our patience; its answer read up to a limit. Failures become sentences without the key.

import { setTimeout as wait } from 'node:timers/promises';
import { RelayError } from '../../core/errors.ts';
import { patienceOf } from './patience.ts';

export interface Call {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface Answer {
  /** Content type in lower case, without parameters. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

export interface CallRules {
  /** The service's name for people: `Azure Speech`. */
  readonly who: string;
  /** For one try, until the last byte; default 30 s. */
  readonly timeoutMs?: number | undefined;
  /** Longest answer; default 64 MB: 20 minutes of 24 kHz sound are 58 MB. */
  readonly mostBytes?: number | undefined;
  /** Words that must not stand in an error: the key. */
  readonly secrets?: readonly string[] | undefined;
  /** What is "not there yet" rather than wrong: some services give the sound's address before the sound. */
  readonly laterToo?: readonly number[] | undefined;
  /** Waits between tries; replaced in tests. Rejects when the signal aborts. */
  readonly pause?: ((ms: number, signal: AbortSignal) => Promise<unknown>) | undefined;
}

const TIMEOUT_MS = 30_000;
const MOST_BYTES = 64_000_000;
const TRIES = 3;
const FIRST_WAIT_MS = 500;
/** A service that asks for a longer wait is left for the next voice. */
const LONGEST_WAIT_MS = 20_000;
/** Busy, or it may pass: RFC 9110 section 15.5.9 and 15.6, RFC 6585 section 4. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * @param read makes of the answer what is wanted; what it throws with `retry` is tried again like a broken line
 * @throws RelayError `engine-failed` (`retry` false when the service refused: a person must act), `timeout`, or the
 *   signal's reason
 */
export async function callService<T>(
  call: Call,
  rules: CallRules,
  read: (answer: Answer) => T,
  signal: AbortSignal,
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return read(await once(call, rules, signal));
    } catch (error) {
      signal.throwIfAborted();
      const failure = translated(error, rules);
      const asked = failure.facts['waitMs'];
      const waitMs = typeof asked === 'number' ? asked : FIRST_WAIT_MS * 2 ** (tried - 1);
      const useless = !failure.retry || failure.code === 'timeout' || waitMs > LONGEST_WAIT_MS;
      if (useless || tried === TRIES) throw failure;
      await pauseFor(waitMs, signal, rules.pause);
    }
  }
}

/** @throws the signal's reason */
export async function pauseFor(ms: number, signal: AbortSignal, pause: CallRules['pause']): Promise<void> {
  try {
    await (pause === undefined ? wait(ms, undefined, { signal }) : pause(ms, signal));
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
}

async function once(call: Call, rules: CallRules, signal: AbortSignal): Promise<Answer> {
  const limit = patienceOf(rules.timeoutMs ?? TIMEOUT_MS);
  const response = await fetch(call.url, {
    method: call.method,
    headers: { 'user-agent': 'hokrachai', ...call.headers },
    ...(call.body === undefined ? {} : { body: call.body }),
    // A redirect would take the key and the words to another house.
    redirect: 'manual',
    signal: AbortSignal.any([signal, limit]),
  });
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const bytes = await readBody(response, rules);
  if (!response.ok) throw refusal(response, type, bytes, rules);
  return { type, bytes };
}

async function readBody(response: Response, { who, mostBytes = MOST_BYTES }: CallRules): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length;
    if (length > mostBytes) {
      await reader.cancel();
      throw new RelayError('engine-failed', `${who} sent more than ${Math.round(mostBytes / 1e6)} MB.`);
    }
    pieces.push(next.value);
  }
  return Buffer.concat(pieces);
}

function refusal(response: Response, type: string, bytes: Uint8Array, rules: CallRules): RelayError {
  const { status } = response;
  const { who } = rules;
  const passing = PASSING.has(status) || (rules.laterToo?.includes(status) ?? false);
  const waitMs = passing ? retryAfterMs(response.headers.get('retry-after')) : undefined;
  const said = complaintOf(type, bytes, rules.secrets ?? []);
  return new RelayError(
    'engine-failed',
    `${sentenceOf(status, who)}${said === '' ? '' : ` It says: ${said}`}`,
    {
      retry: passing,
      facts: { status, ...(waitMs === undefined ? {} : { waitMs }) },
    },
  );
}

function sentenceOf(status: number, who: string): string {
  if (status === 401 || status === 403) return `${who} refuses the key (${status}): check it in its file.`;
  if (status === 429) return `${who} has had too many requests (429).`;
  if (status >= 300 && status < 400)
    return `${who} sends to another address (${status}): set that one in the settings.`;
  if (status >= 500) return `${who} is out of order (${status}).`;
  return `${who} does not take the request (${status}).`;
}

/** Seconds or a date, as RFC 9110 section 10.2.3 writes it. */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** A service's own sentence about its refusal: short, in one line, without secrets; pages of HTML are not sentences. */
function complaintOf(type: string, bytes: Uint8Array, secrets: readonly string[]): string {
  const text = Buffer.from(bytes.subarray(0, 4000)).toString('utf8');
  const told = type.endsWith('json') ? messageIn(text) : type === 'text/plain' ? text : '';
  const clean = secrets
    .filter((secret) => secret !== '')
    .reduce((rest, secret) => rest.replaceAll(secret, '***'), told);
  return clean
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 200);
}

function messageIn(text: string): string {
  try {
    const answer: unknown = JSON.parse(text);
    const told = ['error.message', 'message', 'error', 'detail'].map((path) => fieldOf(answer, path));
    return told.find((one) => typeof one === 'string') ?? '';
  } catch {
    // Half of a JSON document tells nothing; the status alone has to do.
    return '';
  }
}

/** `a.b.0.c` in what JSON gave; undefined where there is no such field. */
export function fieldOf(value: unknown, path: string): unknown {
  let at = value;
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  return at;
}

function translated(error: unknown, { who, timeoutMs = TIMEOUT_MS }: CallRules): RelayError {
  if (error instanceof RelayError) return error;
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new RelayError('timeout', `${who} did not answer within ${timeoutMs / 1000} s.`, {
      cause: error,
      retry: true,
    });
  }
  const code = error instanceof Error && error.cause instanceof Error ? codeOf(error.cause) : codeOf(error);
  return new RelayError(
    'engine-failed',
    `${who} cannot be reached${code === '' ? '' : ` (${code})`}, or the line broke.`,
    { cause: error, retry: true },
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
