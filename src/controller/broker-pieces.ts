// Pieces of clips from the broker: subscribing to a retained piece is asking for it. Two are under way at a time, so that a
// stop command never waits behind more than 32 KiB; the relay is told of one that does not come.
// Source: tower protocol, section 4.
import type { Item } from '../wire/messages.ts';
import type { Topics } from '../wire/topics.ts';
import type { ClipCache } from './clip-cache.ts';
import type { Clock, Link, Log } from './ports.ts';

type ClipEntry = Item['clip'];

const WINDOW = 2;
const PATIENCE_MS = 8000;
const NEED_AT_ONCE = 64;

export interface BrokerPieces {
  /** Asks for the next pieces of these clips, most urgent first, and for no others. */
  ask(clips: readonly ClipEntry[]): void;
  /** This piece is asked for no more. */
  drop(hash: string, n: number): void;
  /** Tells the relay which pieces are not at the broker. */
  need(clip: ClipEntry, numbers: readonly number[]): void;
  connected(): void;
  lost(): void;
  stop(): void;
}

export interface BrokerPiecesParts {
  readonly tower: string;
  readonly topics: Topics;
  readonly link: Link;
  readonly clock: Clock;
  readonly cache: Pick<ClipCache, 'missing'>;
  readonly log: Log;
  /** A piece did not come in time: others need not wait behind it. */
  slow(): void;
  /** It was asked for twice in vain; this source stays open for it. */
  inVain(clip: ClipEntry): void;
}

export function createBrokerPieces(parts: BrokerPiecesParts): BrokerPieces {
  const { tower, topics, link, clock, cache, log } = parts;
  let online = false;
  /** Topics subscribed to now, with the cancel of their patience. */
  const asked = new Map<string, () => void>();
  /** Those of them that were not there when asked for. */
  const slow = new Set<string>();

  const quietly = (doing: Promise<void>, what: string) =>
    doing.catch((cause) => log.debug({ err: cause }, `${what} not sent; tried again when due`));

  function need(clip: ClipEntry, numbers: readonly number[]): void {
    for (let from = 0; online && from < numbers.length; from += NEED_AT_ONCE) {
      const payload = JSON.stringify({ h: clip.h, n: numbers.slice(from, from + NEED_AT_ONCE) });
      quietly(link.publish({ topic: topics.up(tower, 'need'), payload, qos: 0, retain: false }), 'need');
    }
  }

  function subscribe(topic: string, clip: ClipEntry, n: number): void {
    const wait = () => asked.set(topic, clock.after(PATIENCE_MS, missed));
    const missed = () => {
      need(clip, [n]);
      wait();
      if (slow.has(topic)) return parts.inVain(clip);
      slow.add(topic);
      parts.slow();
    };
    wait();
    quietly(link.subscribe([topic]), 'chunk subscription');
  }

  function unsubscribe(topic: string): void {
    asked.get(topic)?.();
    slow.delete(topic);
    if (!asked.delete(topic) || !online) return;
    quietly(link.unsubscribe([topic]), 'chunk unsubscription');
  }

  /** The pieces that should be under way now. What does not come must not hold up the clips behind it. */
  function windowOf(clips: readonly ClipEntry[]): Map<string, { clip: ClipEntry; n: number }> {
    const next = clips.flatMap((clip) =>
      cache
        .missing(clip)
        .slice(0, WINDOW)
        .map((n) => ({ clip, n })),
    );
    let brisk = 0;
    const chosen = next.filter(({ clip, n }) => slow.has(topics.chunk(clip.h, n)) || brisk++ < WINDOW);
    return new Map(chosen.map((piece) => [topics.chunk(piece.clip.h, piece.n), piece]));
  }

  function forget(): void {
    for (const cancel of asked.values()) cancel();
    asked.clear();
    slow.clear();
  }

  return {
    ask(clips) {
      const pieces = windowOf(online ? clips : []);
      for (const [topic, { clip, n }] of pieces) if (!asked.has(topic)) subscribe(topic, clip, n);
      for (const topic of [...asked.keys()]) if (!pieces.has(topic)) unsubscribe(topic);
    },
    drop: (hash, n) => unsubscribe(topics.chunk(hash, n)),
    need,
    connected() {
      online = true;
    },
    lost() {
      online = false;
      forget();
    },
    stop: forget,
  };
}
