// Receipts on their way to the relay: sent in batches, and again until the relay says it holds them.
import { MAX_RECEIPTS_PER_BATCH } from '../wire/messages.ts';
import type { Journal } from './journal.ts';
import type { Clock } from './ports.ts';

const FIRST_RETRY_MS = 15_000;
const LAST_RETRY_MS = 120_000;
/** Batches under way without an answer. */
const AHEAD = 5;

export interface Outbox {
  /** Sends what has not been sent on this connection. */
  flush(): void;
  connected(): void;
  lost(): void;
  /** The relay told its watermark. */
  acknowledged(): void;
}

/** @param publish sends one batch as it is; a failure is only a batch to be sent again */
export function createOutbox(
  boot: string,
  journal: Journal,
  clock: Clock,
  publish: (payload: string) => Promise<void>,
): Outbox {
  let online = false;
  let sentUpTo = 0;
  let retryMs = FIRST_RETRY_MS;
  let cancelRetry: (() => void) | undefined;
  /** The oldest that is waited for, by its number. */
  let awaited: number | undefined;

  function flush(): void {
    if (!online) return;
    const pending = journal.pending();
    // numbers move when the relay knew more than this disk did
    if (sentUpTo >= journal.next) sentUpTo = 0;
    const window = pending.slice(0, AHEAD * MAX_RECEIPTS_PER_BATCH).filter((receipt) => receipt.n > sentUpTo);
    for (let from = 0; from < window.length; from += MAX_RECEIPTS_PER_BATCH) {
      const receipts = window.slice(from, from + MAX_RECEIPTS_PER_BATCH);
      sentUpTo = receipts.at(-1)?.n ?? sentUpTo;
      // not sent is not lost: the retry below sends all that was not acknowledged
      publish(JSON.stringify({ v: 1, boot, receipts })).catch(() => undefined);
    }
    if (pending.length > 0) cancelRetry ??= clock.after(retryMs, again);
    awaited = pending[0]?.n;
  }

  function again(): void {
    cancelRetry = undefined;
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    sentUpTo = 0;
    flush();
  }

  function rest(): void {
    cancelRetry?.();
    cancelRetry = undefined;
  }

  return {
    flush,
    connected() {
      online = true;
      sentUpTo = 0;
      retryMs = FIRST_RETRY_MS;
      flush();
    },
    lost() {
      online = false;
      rest();
    },
    acknowledged() {
      // One that was lost keeps its time: a busy tower is answered for later ones all the while.
      if (journal.pending()[0]?.n !== awaited) {
        retryMs = FIRST_RETRY_MS;
        rest();
      }
      flush();
    },
  };
}
