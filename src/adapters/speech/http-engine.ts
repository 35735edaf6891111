// Any speech service that takes a text in one request: address, headers and body come from the settings, the text goes
// in as a value of JSON, of a form or of the address, and the sound comes back as WAV, in base64, or at an address.
import { createHash } from 'node:crypto';
import { RelayError } from '../../core/errors.ts';
import type { SpeechEngine } from '../../pipeline/ports.ts';
import { textFieldIn, wavIn, wavInBase64 } from './answered-sound.ts';
import { type Answer, type Call, type CallRules, callService, pauseFor } from './call-service.ts';
import { readKey } from './key-file.ts';
import { createServiceEngine } from './service-engine.ts';
import type { TextLimits } from './text-pieces.ts';
import type { Sound } from './wav.ts';

/** JSON as the settings hold it; `{text}` and `{key}` in its strings are filled in. */
export type Template =
  | string
  | number
  | boolean
  | null
  | readonly Template[]
  | { readonly [name: string]: Template };
type Fields = Readonly<Record<string, string | number | boolean>>;

/** Where the sound is in the answer. */
export type Expected =
  | { readonly kind: 'sound' }
  | { readonly kind: 'base64'; readonly field: string }
  | {
      readonly kind: 'address';
      readonly field: string;
      /** Hosts the address may be of, besides the service's own; `.example.com` for all under it. */
      readonly hosts: readonly string[];
      readonly headers: Readonly<Record<string, string>>;
    };

export interface HttpOptions {
  readonly name: string;
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Fields;
  readonly json: Template | undefined;
  readonly form: Fields | undefined;
  readonly expected: Expected;
  readonly keyFile: string | undefined;
  readonly limits: TextLimits;
  /** At least this long between two requests, for services that count them by the second. */
  readonly gapMs: number;
  readonly calls?: Omit<CallRules, 'who' | 'secrets' | 'laterToo'> | undefined;
}

/** The sound's address is known before the sound lies there. */
const NOT_YET = [404] as const;

export function createHttpEngine(options: HttpOptions): SpeechEngine {
  const { name, limits } = options;
  const { host } = new URL(options.url);
  const turn = inTurn(options.gapMs, options.calls?.pause);
  return createServiceEngine({
    id: `http ${name} ${fingerprint(options)}`,
    name,
    host,
    keyFile: options.keyFile,
    limits,
    limitsInWords: limitsInWords(options),
    atOnce: options.gapMs > 0 ? 1 : 2,
    async make(text, signal) {
      const key = options.keyFile === undefined ? '' : await readKey(options.keyFile);
      const rules = { ...options.calls, who: name, secrets: [key] };
      await turn(signal);
      const call = callOf(options, { text, key });
      return soundOf(options, call, { key, rules }, signal);
    },
  });
}

function callOf(options: HttpOptions, values: { readonly text: string; readonly key: string }): Call {
  const url = new URL(options.url);
  for (const [field, value] of Object.entries(options.query))
    url.searchParams.set(field, String(filled(value, values)));
  const headers = filledHeaders(options.headers, values.key);
  if (options.json !== undefined) {
    const body = JSON.stringify(filled(options.json, values));
    const type = { 'content-type': 'application/json; charset=utf-8' };
    return { url: url.href, method: options.method, headers: { ...type, ...headers }, body };
  }
  if (options.form !== undefined) {
    const fields = Object.entries(options.form).map(([field, value]) => [
      field,
      String(filled(value, values)),
    ]);
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams(fields).toString();
    return { url: url.href, method: options.method, headers: { ...type, ...headers }, body };
  }
  return { url: url.href, method: options.method, headers };
}

/** The text is put in before anything is encoded, so that no letter of it can end a value. */
function filled(template: Template, values: Readonly<Record<'text' | 'key', string>>): Template {
  if (typeof template === 'string')
    return template.replaceAll(/\{(text|key)\}/g, (_, name: 'text' | 'key') => values[name]);
  if (Array.isArray(template)) return template.map((one: Template) => filled(one, values));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([name, one]) => [name, filled(one, values)]));
}

function filledHeaders(headers: Readonly<Record<string, string>>, key: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      value.replaceAll('{key}', () => key),
    ]),
  );
}

async function soundOf(
  { expected, name, url }: HttpOptions,
  call: Call,
  { key, rules }: { readonly key: string; readonly rules: CallRules },
  signal: AbortSignal,
): Promise<Sound> {
  if (expected.kind === 'sound')
    return callService(call, rules, ({ bytes, type }) => wavIn(bytes, type, name), signal);
  const field = (answer: Answer) => textFieldIn(answer, expected.field, name);
  if (expected.kind === 'base64')
    return callService(call, rules, (answer) => wavInBase64(field(answer), name), signal);
  const address = allowedAddress(await callService(call, rules, field, signal), url, expected.hosts, name);
  return callService(
    { url: address.href, method: 'GET', headers: filledHeaders(expected.headers, key) },
    { ...rules, laterToo: NOT_YET },
    ({ bytes, type }) => wavIn(bytes, type, name),
    signal,
  );
}

/** A service must not be able to make the relay look into its own network. */
function allowedAddress(field: string, own: string, hosts: readonly string[], who: string): URL {
  const address = URL.canParse(field, own) ? new URL(field, own) : undefined;
  const home = new URL(own);
  const known =
    address !== undefined &&
    (address.protocol === 'https:' || address.protocol === home.protocol) &&
    (address.host === home.host ||
      hosts.some((host) => (host.startsWith('.') ? address.hostname.endsWith(host) : address.host === host)));
  if (address !== undefined && known) return address;
  throw new RelayError(
    'engine-failed',
    `${who} gave its sound at ${address?.host || 'no known address'}: name that host under answer.hosts if it is right.`,
  );
}

/** At least the gap between the beginnings of two requests, whoever makes them. */
function inTurn(gapMs: number, pause: CallRules['pause']): (signal: AbortSignal) => Promise<void> {
  let freeAt = 0;
  return async (signal) => {
    const now = Date.now();
    const waitMs = Math.max(0, freeAt - now);
    freeAt = now + waitMs + gapMs;
    if (waitMs > 0) await pauseFor(waitMs, signal, pause);
  };
}

function fingerprint({ url, method, headers, query, json, form, expected }: HttpOptions): string {
  const all = JSON.stringify([url, method, headers, query, json ?? null, form ?? null, expected]);
  return createHash('sha256').update(all).digest('hex').slice(0, 8);
}

function limitsInWords({ limits, gapMs, url }: HttpOptions): string {
  const parts = [
    limits.mostLetters === undefined ? '' : `${limits.mostLetters} letters a request`,
    limits.mostBytes === undefined ? '' : `${limits.mostBytes} bytes a request`,
    gapMs === 0 ? '' : `one request in ${gapMs / 1000} s`,
    url.startsWith('http:') ? 'not encrypted' : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'none in the settings' : parts.join(', ');
}
