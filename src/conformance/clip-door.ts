// The web address of clips, as a relay has one: bytes of what was offered, by Range. The first answer for a clip breaks off
// where the scene wants it. Requests are noted, nothing is kept when the examination ends.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClipDoor, Fetched } from './ports.ts';

const PATH = /^\/c\/([A-Za-z0-9_-]{43})$/;

interface Offered {
  readonly bytes: Uint8Array;
  /** Undefined after it has broken off. */
  breaksAfter: number | undefined;
  sent: number;
}

export interface WebClipDoor extends ClipDoor {
  /** @returns false when the request is for something else */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
}

/** @param url where the server is that answers, e.g. `https://192.0.2.7:8443`; asked when a clip is offered */
export function createClipDoor(isSecure: boolean, url: () => string): WebClipDoor {
  const offered = new Map<string, Offered>();
  const fetched: Fetched[] = [];

  return {
    isSecure,
    fetched: () => fetched,
    sentBytes: (hash) => offered.get(hash)?.sent ?? 0,
    offer(hash, bytes, breaksAfter) {
      offered.set(hash, { bytes, breaksAfter, sent: 0 });
      return `${url()}/c/${hash}`;
    },
    answer(request, response) {
      const hash = PATH.exec(request.url ?? '')?.[1] ?? '';
      const one = offered.get(hash);
      if (one === undefined || request.method !== 'GET') return false;
      const range = rangeOf(request.headers.range, one.bytes.length);
      fetched.push({ hash, from: range?.from ?? 0, hasRange: range !== undefined });
      send(response, one, range);
      return true;
    },
  };
}

interface Range {
  readonly from: number;
  /** Included. */
  readonly to: number;
}

/** One range of bytes from a first one; whatever else is asked is answered with the whole. */
function rangeOf(header: string | undefined, size: number): Range | undefined {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined) return undefined;
  return { from: Number(first), to: Math.min(size - 1, last ? Number(last) : size - 1) };
}

function send(response: ServerResponse, one: Offered, range: Range | undefined): void {
  const size = one.bytes.length;
  const { from, to } = range ?? { from: 0, to: size - 1 };
  if (from > to) {
    response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
    return;
  }
  const part = one.bytes.subarray(from, to + 1);
  response.writeHead(range === undefined ? 200 : 206, {
    'content-type': 'audio/mpeg',
    'content-length': part.length,
    'accept-ranges': 'bytes',
    ...(range === undefined ? {} : { 'content-range': `bytes ${from}-${to}/${size}` }),
  });
  const whole = one.breaksAfter === undefined || part.length <= one.breaksAfter;
  const goes = whole ? part : part.subarray(0, one.breaksAfter);
  one.sent += goes.length;
  if (whole) {
    response.end(goes);
    return;
  }
  one.breaksAfter = undefined;
  // what was written must have left before the line breaks
  response.write(goes, () => response.destroy());
}
