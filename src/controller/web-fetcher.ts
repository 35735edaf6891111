// Clips that the broker does not bring: their missing pieces in runs over HTTPS, one clip at a time. Pieces go to the
// cache as they become whole, so that the next try asks only for what is missing still.
import { CHUNK_BYTES, chunkSize } from '../wire/chunks.ts';
import type { Item } from '../wire/messages.ts';
import type { Clock, Log, Web } from './ports.ts';

type ClipEntry = Item['clip'];
const AGAIN_MS = 15_000;
const RAREST = 16;

export interface WebFetcherParts {
  readonly web: Web | undefined;
  readonly clock: Clock;
  readonly log: Log;
  missing(clip: ClipEntry): readonly number[];
  /** One piece has come. @returns false when it is not wanted any more */
  piece(clip: ClipEntry, n: number, bytes: Uint8Array): Promise<boolean>;
}

export interface WebFetcher {
  /** Whether this clip can be had here. */
  can(clip: ClipEntry): boolean;
  /** Brings what is missing of this clip; harmless when it is under way. */
  bring(clip: ClipEntry): void;
  /** Only these are wanted still. */
  keep(hashes: ReadonlySet<string>): void;
  stop(): void;
}

export function createWebFetcher(parts: WebFetcherParts): WebFetcher {
  const { web, clock, log } = parts;
  const queue = new Map<string, { clip: ClipEntry; tries: number }>();
  const resting = new Map<string, () => void>();
  let current: { readonly hash: string; readonly abort: AbortController } | undefined;

  function next(): void {
    if (current !== undefined || web === undefined) return;
    const one = [...queue.values()].find(({ clip }) => !resting.has(clip.h));
    if (one === undefined) return;
    const abort = new AbortController();
    current = { hash: one.clip.h, abort };
    fetchRuns(web, one.clip, abort.signal)
      .then(
        () => queue.delete(one.clip.h),
        (cause: unknown) => rest(one, cause),
      )
      .finally(() => {
        current = undefined;
        next();
      });
  }

  function rest(one: { clip: ClipEntry; tries: number }, cause: unknown): void {
    const { h } = one.clip;
    if (!queue.has(h)) return;
    log.info({ err: cause, clip: h }, 'clip not fetched over HTTPS; tried again');
    one.tries += 1;
    const ms = AGAIN_MS * Math.min(one.tries, RAREST) * (0.5 + Math.random());
    const cancel = clock.after(ms, () => {
      resting.delete(h);
      next();
    });
    resting.set(h, cancel);
  }

  async function fetchRuns(from: Web, clip: ClipEntry, signal: AbortSignal): Promise<void> {
    const url = addressIn(clip);
    for (let run = firstRun(parts.missing(clip)); run !== undefined; run = firstRun(parts.missing(clip))) {
      if (url === undefined || signal.aborted) return;
      const last = run.last * CHUNK_BYTES + chunkSize(clip.sz, run.last) - 1;
      await fetchRun(from, url, clip, { n: run.first, to: last }, signal);
    }
  }

  async function fetchRun(
    from: Web,
    url: string,
    clip: ClipEntry,
    run: { n: number; readonly to: number },
    signal: AbortSignal,
  ): Promise<void> {
    let held: Uint8Array = new Uint8Array();
    const take = async (bytes: Uint8Array) => {
      held = Buffer.concat([held, bytes]);
      for (let size = chunkSize(clip.sz, run.n); size > 0 && held.length >= size; ) {
        const isWanted = await parts.piece(clip, run.n, held.subarray(0, size));
        if (!isWanted) current?.abort.abort();
        held = held.subarray(size);
        run.n += 1;
        size = run.n < clip.n ? chunkSize(clip.sz, run.n) : 0;
      }
    };
    await from.get(url, { from: run.n * CHUNK_BYTES, to: run.to }, take, signal);
  }

  return {
    can: (clip) => web !== undefined && addressIn(clip) !== undefined,
    bring(clip) {
      if (!queue.has(clip.h)) queue.set(clip.h, { clip, tries: 0 });
      next();
    },
    keep(hashes) {
      for (const hash of [...queue.keys()]) {
        if (hashes.has(hash)) continue;
        queue.delete(hash);
        resting.get(hash)?.();
        resting.delete(hash);
        if (current?.hash === hash) current.abort.abort();
      }
    },
    stop() {
      queue.clear();
      for (const cancel of resting.values()) cancel();
      resting.clear();
      current?.abort.abort();
    },
  };
}

function firstRun(missing: readonly number[]): { readonly first: number; readonly last: number } | undefined {
  const [first] = missing;
  if (first === undefined) return undefined;
  let last = first;
  while (missing.includes(last + 1)) last += 1;
  return { first, last };
}

/** A plan may send towers only to places that are named after the clip: nobody's machine is knocked at otherwise. */
function addressIn(clip: ClipEntry): string | undefined {
  const urls = clip.src.flatMap((one) => (one === 'mqtt' ? [] : [one.u]));
  return urls.find((one) => {
    const url = URL.canParse(one) ? new URL(one) : undefined;
    const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
    return isWeb && url.pathname.endsWith(`/c/${clip.h}`) && url.username === '' && url.search === '';
  });
}
