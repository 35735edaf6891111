// Brings clips from the broker: subscribing to a retained piece is asking for it. Two pieces under way at a time, so
// that a stop command never waits behind more than 32 KiB; what the broker does not have comes over HTTPS; what arrives
// goes to the cache, the outcome to the caller. Source: tower protocol, section 4.
import { asRelayError } from '../core/errors.ts';
import type { Item } from '../wire/messages.ts';
import type { Topics } from '../wire/topics.ts';
import type { ClipCache } from './clip-cache.ts';
import type { Clock, Link, Log, Web } from './ports.ts';
import { createPrefetchTimes, type WantedClip } from './prefetch-times.ts';
import { createWebFetcher } from './web-fetcher.ts';

type ClipEntry = Item['clip'];
export type FetchOutcome = 'whole' | 'hash-mismatch' | 'disk-full';

const WINDOW = 2;
const PATIENCE_MS = 8000;
/** After asking the relay to publish a spoilt clip anew: time for it to do so before the old pieces are read again. */
const RENEWAL_MS = 3000;
/** Time for the other source to bring a spoilt clip before the broker is asked once more. */
const OTHER_SOURCE_MS = 60_000;
/** A link that has been down for so long is not waited for. */
const AWAY_MS = 60_000;
const NEED_AT_ONCE = 64;

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
  let online = false;
  let cancelAway: () => void = () => undefined;
  let isAway = false;
  let isStopped = false;
  /** Topics subscribed to now, with the cancel of their patience. */
  const asked = new Map<string, () => void>();
  /** Those of them that were not there when asked for. */
  const slow = new Set<string>();
  const spoilt = new Set<string>();
  const resting = new Map<string, () => void>();
  const over = new Set<string>();
  const joining = new Set<string>();
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

  const quietly = (doing: Promise<void>, what: string) =>
    doing.catch((cause) => log.debug({ err: cause }, `${what} not sent; tried again when due`));
  const isOpen = ({ h }: ClipEntry) => !over.has(h) && wanted.some((one) => one.h === h);

  function need(clip: ClipEntry, numbers: readonly number[]): void {
    for (let from = 0; online && from < numbers.length; from += NEED_AT_ONCE) {
      const payload = JSON.stringify({ h: clip.h, n: numbers.slice(from, from + NEED_AT_ONCE) });
      quietly(link.publish({ topic: topics.up(tower, 'need'), payload, qos: 0, retain: false }), 'need');
    }
  }

  function ask(clip: ClipEntry, n: number): void {
    const topic = topics.chunk(clip.h, n);
    const wait = () => asked.set(topic, clock.after(PATIENCE_MS, missed));
    const missed = () => {
      need(clip, [n]);
      wait();
      // asked for twice in vain: the other source, while this one stays open
      if (slow.has(topic)) {
        if (web.can(clip)) web.bring(clip);
        return;
      }
      slow.add(topic);
      advance();
    };
    wait();
    quietly(link.subscribe([topic]), 'chunk subscription');
  }

  function drop(topic: string): void {
    asked.get(topic)?.();
    slow.delete(topic);
    if (!asked.delete(topic) || !online) return;
    quietly(link.unsubscribe([topic]), 'chunk unsubscription');
  }

  const due = () => wanted.filter(({ h }) => !over.has(h) && times.isDue(h));

  /** The pieces that should be under way now. What does not come must not hold up the clips behind it. */
  function windowNow(): Map<string, { clip: ClipEntry; n: number }> {
    const open = (online ? due() : []).filter(({ h }) => !resting.has(h));
    const next = open.flatMap((clip) =>
      cache
        .missing(clip)
        .slice(0, WINDOW)
        .map((n) => ({ clip, n })),
    );
    let brisk = 0;
    const chosen = next.filter(({ clip, n }) => slow.has(topics.chunk(clip.h, n)) || brisk++ < WINDOW);
    return new Map(chosen.map((piece) => [topics.chunk(piece.clip.h, piece.n), piece]));
  }

  function advance(): void {
    const pieces = windowNow();
    for (const [topic, { clip, n }] of pieces) if (!asked.has(topic)) ask(clip, n);
    for (const topic of [...asked.keys()]) if (!pieces.has(topic)) drop(topic);
    if (isAway) bringAll(due());
  }

  function bringAll(clips: readonly ClipEntry[]): void {
    for (const clip of clips) if (web.can(clip)) web.bring(clip);
  }

  async function keepPiece(clip: ClipEntry, n: number, bytes: Uint8Array): Promise<void> {
    await attempt(clip, async () => {
      // a piece of the wrong size, or emptied: stay subscribed, patience will ask the relay to publish it again
      if (!(await cache.put(clip, n, bytes))) return;
      drop(topics.chunk(clip.h, n));
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
    else need(clip, cache.missing(clip));
    resting.get(clip.h)?.();
    const cancel = clock.after(isElsewhere ? OTHER_SOURCE_MS : RENEWAL_MS, () => {
      resting.delete(clip.h);
      if (isElsewhere) need(clip, cache.missing(clip));
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
        drop(topics.chunk(hash, n));
        return;
      }
      await keepPiece(clip, n, bytes);
      advance();
    },
    connected() {
      online = true;
      isAway = false;
      cancelAway();
      advance();
    },
    lost() {
      online = false;
      for (const cancel of asked.values()) cancel();
      asked.clear();
      slow.clear();
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
      for (const cancel of [...asked.values(), ...resting.values()]) cancel();
      asked.clear();
      resting.clear();
      cancelAway();
      times.stop();
      web.stop();
    },
  };
}
