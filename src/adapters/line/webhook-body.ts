// The body of a webhook request → its events, each with its name and its JSON exactly as LINE wrote it. One poisoned
// event never costs the others of its batch: it is kept under a name of our own and parked later.
import { createHash } from 'node:crypto';
import { RelayError } from '../../core/errors.ts';
import { elementsUnder } from './json-slices.ts';

export interface RawLineEvent {
  /** LINE's ULID, or `sha256-…` of the event's bytes where LINE gave none. */
  readonly webhookEventId: string;
  readonly raw: string;
}

/** @throws RelayError `invalid-input` when the whole body is not a webhook request: not UTF-8, not JSON, no events */
export function splitBody(rawBody: Uint8Array): readonly RawLineEvent[] {
  const text = decode(rawBody);
  const body = parse(text);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new RelayError('invalid-input', 'the webhook body is not an object', { facts: { field: 'body' } });
  }
  const raws = elementsUnder(text, 'events');
  if (raws === undefined) {
    throw new RelayError('invalid-input', 'the webhook body has no list of events', {
      facts: { field: 'events' },
    });
  }
  const byId = new Map<string, RawLineEvent>();
  for (const raw of raws) {
    const webhookEventId = nameOf(raw);
    if (!byId.has(webhookEventId)) byId.set(webhookEventId, { webhookEventId, raw });
  }
  return [...byId.values()];
}

function decode(rawBody: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(rawBody);
  } catch (cause) {
    throw new RelayError('invalid-input', 'the webhook body is not UTF-8', {
      cause,
      facts: { field: 'body' },
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Without the cause: its message repeats a piece of what people wrote.
    throw new RelayError('invalid-input', 'the webhook body is not JSON', { facts: { field: 'body' } });
  }
}

function nameOf(raw: string): string {
  const event: unknown = JSON.parse(raw);
  const id =
    typeof event === 'object' && event !== null && 'webhookEventId' in event
      ? event.webhookEventId
      : undefined;
  if (typeof id === 'string' && /^[0-9A-Za-z_-]{1,64}$/.test(id)) return id;
  return `sha256-${createHash('sha256').update(raw).digest('hex')}`;
}
