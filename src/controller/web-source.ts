// The second way to a clip: a range of its bytes over HTTPS, handed on as they come, so that what arrived before a cut
// stays. What the bytes are worth is told by the clip's hash, not by where they came from.
import { RelayError } from '../core/errors.ts';
import type { Clock, Web } from './ports.ts';

/** Silence on the line for so long means that it is dead. */
const SILENCE_MS = 30_000;

export function createWebSource(clock: Clock): Web {
  return {
    async get(url, { from, to }, take, signal) {
      const own = new AbortController();
      const abort = () => own.abort();
      signal.addEventListener('abort', abort, { once: true });
      let cancel: () => void = () => undefined;
      const alive = () => {
        cancel();
        cancel = clock.after(SILENCE_MS, abort);
      };
      try {
        alive();
        const response = await fetch(url, {
          headers: { range: `bytes=${from}-${to}`, 'accept-encoding': 'identity' },
          signal: own.signal,
        });
        await readRange(response, { from, to }, take, alive);
      } catch (cause) {
        if (cause instanceof RelayError) throw cause;
        throw new RelayError('timeout', 'The clip could not be fetched over HTTPS.', { cause, retry: true });
      } finally {
        cancel();
        own.abort();
        signal.removeEventListener('abort', abort);
      }
    },
  };
}

/** A server without ranges gives the whole: what comes before `from` is passed over, what comes after `to` is not read. */
async function readRange(
  response: Response,
  { from, to }: { readonly from: number; readonly to: number },
  take: (bytes: Uint8Array) => Promise<void>,
  alive: () => void,
): Promise<void> {
  const isPart = response.status === 206;
  const begins = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  if ((!isPart && response.status !== 200) || (isPart && Number(begins) !== from) || response.body === null) {
    throw new RelayError('not-found', `The clip's address answered ${response.status}.`, { retry: true });
  }
  let skip = isPart ? 0 : from;
  let left = to - from + 1;
  const reader = response.body.getReader();
  for (let one = await reader.read(); !one.done; one = await reader.read()) {
    const bytes = one.value;
    alive();
    const part = bytes.subarray(Math.min(skip, bytes.length)).subarray(0, left);
    skip -= Math.min(skip, bytes.length);
    left -= part.length;
    if (part.length > 0) await take(part);
    if (left <= 0) return;
  }
  throw new RelayError('timeout', 'The clip broke off.', { retry: true });
}
