// One thing at a time: whatever the controller does goes through this queue, so that no two steps ever meet in the middle.
// Work comes in; what fails is logged and the next begins. Regular work comes round with a spread of its own. What waits
// for somebody outside goes beside it: a loudspeaker’s second does not wait for a broker’s answer.
import { asRelayError } from '../core/errors.ts';
import type { Clock, Log } from './ports.ts';

/** Of a round's length, either way: towers that started together do not stay together. */
const SPREAD = 0.2;

export interface WorkQueue {
  later(work: () => Promise<void>): void;
  /** Beside the queue, at once: work that waits for the network, and puts into the queue what it changes. */
  meanwhile(work: () => Promise<void>): void;
  /** Again and again, about every `ms`. */
  every(ms: number, work: () => Promise<void>): void;
  /** Resolves when everything that is in it, or beside it, so far has been done. */
  idle(): Promise<void>;
  /** No round comes any more; what waits is still done. */
  close(): void;
}

export function createWorkQueue(clock: Clock, log: Log): WorkQueue {
  const rounds = new Set<() => void>();
  const beside = new Set<Promise<void>>();
  let tail: Promise<void> = Promise.resolve();

  const failed = (error: unknown) =>
    log.error({ err: error, kind: asRelayError(error).code }, 'controller could not finish a step');
  function later(work: () => Promise<void>): void {
    tail = tail.then(work).catch(failed);
  }

  return {
    later,
    meanwhile(work) {
      const doing: Promise<void> = work()
        .catch(failed)
        .finally(() => beside.delete(doing));
      beside.add(doing);
    },
    every(ms, work) {
      let cancel: () => void = () => undefined;
      const arm = () => {
        const spread = ms * (1 - SPREAD + Math.random() * 2 * SPREAD);
        cancel = clock.after(spread, () => {
          later(work);
          arm();
        });
      };
      rounds.add(() => cancel());
      arm();
    },
    async idle() {
      let seen: Promise<void>;
      do {
        seen = tail;
        await Promise.all([seen, ...beside]);
      } while (seen !== tail || beside.size > 0);
    },
    close() {
      for (const cancel of rounds) cancel();
    },
  };
}
