// Questions to the broker that are under way: each ends with its answer, after three seconds of silence, or with the line.
import { RelayError } from '../../core/errors.ts';
import type { After } from './in-turn.ts';

const ANSWER_MS = 3_000;

export interface Exchanges {
  /** @throws RelayError `timeout` after silence, `broker-down` for whatever else the broker or the line say */
  ask(question: (done: (error?: unknown) => void) => void): Promise<void>;
  /** The line is gone: nothing that is under way will be answered. */
  fail(error: RelayError): void;
}

export function createExchanges(after: After): Exchanges {
  const pending = new Set<(error: RelayError) => void>();
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        const settle = (error?: unknown) => {
          pending.delete(settle);
          cancel();
          if (error === undefined || error === null) resolve();
          else reject(error instanceof RelayError ? error : broken(error));
        };
        const cancel = after(ANSWER_MS, () => settle(silent()));
        pending.add(settle);
        question(settle);
      }),
    fail(error) {
      for (const settle of [...pending]) settle(error);
    },
  };
}

function silent(): RelayError {
  return new RelayError('timeout', 'the broker did not answer within 3 seconds', { retry: true });
}

function broken(cause: unknown): RelayError {
  return new RelayError('broker-down', 'the broker is away', { cause, retry: true });
}
