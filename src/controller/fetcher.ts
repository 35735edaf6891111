// Brings the clips a plan names: from the broker, piece by piece; what the broker does not have comes over HTTPS. What
// arrives goes to the cache, the outcome to the caller. Source: tower protocol, section 4.
import { asRelayError } from '../core/errors.ts';
import type { Item } from '../wire/messages.ts';
import type { Topics } from '../wire/topics.ts';
import { createBrokerPieces } from './broker-pieces.ts';
import type { ClipCache } from './clip-cache.ts';
import type { Clock, Link, Log, Web } from './ports.ts';
import { createPrefetchTimes, type WantedClip } from './prefetch-times.ts';
import { createWebFetcher } from './web-fetcher.ts';

type ClipEntry = Item['clip'];
export type FetchOutcome = 'whole' | 'hash-mismatch' | 'disk-full';

/** After asking the relay to publish a spoilt clip anew: time for it to do so before the old pieces are read again. */
const RENEWAL_MS = 3000;
/** Time for the other source to bring a spoilt clip before the broker is asked once more. */
const OTHER_SOURCE_MS = 60_000;
/** A link that has been down for so long is not waited for. */
const AWAY_MS = 60_000;

export interface Fetcher {
  /** The clips still wanted, most urgent first; replaces what was wanted before. */
  want(clips: readonly WantedClip[]): void;
  chunk(hash: string, n: number, bytes: Uint8Array): Promise<void>;
  connected(): void;
  lost(): void;
  stop(): void;
}

export interface FetcherParts {
  readonly tower: string;
  readonly topics: Topics;
  readonly link: Link;
  readonly clock: Clock;
  readonly cache: ClipCache;
  readonly log: Log;
  /** The second source; undefined where there is none. */
  readonly web: Web | undefined;
  /** Towers spread their fetching over this, so that thousands do not ask in one second. */
  readonly spreadMs: number;
  done(hash: string, outcome: FetchOutcome): void;
  /** Puts work into the controller's queue. */
  later(work: () => Promise<void>): void;
}

export function createFetcher(parts: FetcherParts): Fetcher {
  const { tower, topics, link, clock, cache, log } = parts;
  let wanted: readonly ClipEntry[] = [];
  let cancelAway: () => void = () => undefined;
  let isAway = false;
  let isStopped = false;
  const spoilt = new Set<string>();
  const resting = new Map<string, () => void>();
  const over = new Set<string>();
  const joining = new Set<string>();
  const pieces = createBrokerPieces({
    ...{ tower, topics, link, clock, cache, log },
    slow: advance,
    inVain: (clip) => bringAll([clip]),
  });
  const times = createPrefetchTimes(parts.spreadMs, clock, advance);
  const web = createWebFetcher({
    ...{ web: parts.web, clock, log },
    missing: (clip) => (isOpen(clip) ? cache.missing(clip) : []),
    piece: (clip, n, bytes) =>
      new Promise((resolve) => {
        parts.later(async () => {
          if (isOpen(clip) && cache.missing(clip).includes(n)) await keepPiece(clip, n, bytes);
          advance();
          resolve(isOpen(clip));
        });
      }),
  });

  const isOpen = ({ h }: ClipEntry) => !over.has(h) && wanted.some((one) => one.h === h);

  const due = () => wanted.filter(({ h }) => !over.has(h) && times.isDue(h));

  function advance(): void {
    pieces.ask(due().filter(({ h }) => !resting.has(h)));
    if (isAway) bringAll(due());
  }

  function bringAll(clips: readonly ClipEntry[]): void {
    for (const clip of clips) if (web.can(clip)) web.bring(clip);
  }

  async function keepPiece(clip: ClipEntry, n: number, bytes: Uint8Array): Promise<void> {
    await attempt(clip, async () => {
      // a piece of the wrong size, or emptied: stay subscribed, patience will ask the relay to publish it again
      if (!(await cache.put(clip, n, bytes))) return;
      pieces.drop(clip.h, n);
      if (cache.missing(clip).length === 0) await complete(clip);
    });
  }

  async function complete(clip: ClipEntry): Promise<void> {
    if (joining.has(clip.h)) return;
    joining.add(clip.h);
    const joined = await cache.join(clip).finally(() => joining.delete(clip.h));
    if (joined === 'whole') {
      spoilt.delete(clip.h);
      finish(clip, 'whole');
    } else if (spoilt.has(clip.h)) {
      finish(clip, 'hash-mismatch');
    } else {
      log.warn({ clip: clip.h }, 'clip does not have the hash of its name; bringing it anew');
      spoilt.add(clip.h);
      bringAnew(clip);
    }
  }

  /** From the other source where there is one; from the broker once the relay has had time to publish it again. */
  function bringAnew(clip: ClipEntry): void {
    const isElsewhere = web.can(clip);
    if (isElsewhere) web.bring(clip);
    else pieces.need(clip, cache.missing(clip));
    resting.get(clip.h)?.();
    const cancel = clock.after(isElsewhere ? OTHER_SOURCE_MS : RENEWAL_MS, () => {
      resting.delete(clip.h);
      if (isElsewhere) pieces.need(clip, cache.missing(clip));
      advance();
    });
    resting.set(clip.h, cancel);
  }

  function finish(clip: ClipEntry, outcome: FetchOutcome): void {
    over.add(clip.h);
    resting.get(clip.h)?.();
    resting.delete(clip.h);
    parts.done(clip.h, outcome);
  }

  /** What had arrived whole before a restart but was not put together. */
  async function joinComplete(): Promise<void> {
    for (const clip of wanted) {
      if (!over.has(clip.h) && !resting.has(clip.h) && cache.missing(clip).length === 0)
        await attempt(clip, () => complete(clip));
    }
  }

  async function attempt(clip: ClipEntry, doing: () => Promise<void>): Promise<void> {
    try {
      await doing();
    } catch (error) {
      log.error({ err: asRelayError(error), clip: clip.h }, 'clip could not be stored');
      finish(clip, 'disk-full');
    }
  }

  return {
    want(entries) {
      const clips = entries.map(({ clip }) => clip);
      const known = new Set(clips.map((clip) => clip.h));
      for (const hash of [...over]) if (!known.has(hash)) over.delete(hash);
      wanted = clips.filter(
        (clip, index) => clips.findIndex((one) => one.h === clip.h) === index && !cache.has(clip.h),
      );
      for (const clip of wanted) if (over.has(clip.h) && !spoilt.has(clip.h)) over.delete(clip.h);
      times.plan(entries.filter(({ clip }) => wanted.some((one) => one.h === clip.h)));
      web.keep(new Set(wanted.map(({ h }) => h)));
      joinComplete().then(advance, (cause) => log.error({ err: cause }, 'clips could not be put together'));
    },
    async chunk(hash, n, bytes) {
      const clip = wanted.find((one) => one.h === hash);
      if (clip === undefined || over.has(hash) || resting.has(hash) || !cache.missing(clip).includes(n)) {
        pieces.drop(hash, n);
        return;
      }
      await keepPiece(clip, n, bytes);
      advance();
    },
    connected() {
      isAway = false;
      cancelAway();
      pieces.connected();
      advance();
    },
    lost() {
      pieces.lost();
      cancelAway();
      // the link closes last: what comes after stopping must not keep the box waiting
      if (isStopped) return;
      cancelAway = clock.after(AWAY_MS, () => {
        isAway = true;
        advance();
      });
    },
    stop() {
      isStopped = true;
      pieces.stop();
      for (const cancel of resting.values()) cancel();
      resting.clear();
      cancelAway();
      times.stop();
      web.stop();
    },
  };
}
