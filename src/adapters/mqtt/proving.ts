// Whether the line to the towers can be used: a new connection is proven before anything is entrusted to it, and tried again
// until it is. What stands in the way comes out, in words for a person.
import { asRelayError, type RelayError } from '../../core/errors.ts';
import type { Log } from '../../pipeline/ports.ts';
import type { After } from './in-turn.ts';

const TEST_AGAIN_MS = 30_000;

export interface ProvingParts {
  /** What a new connection must pass. @throws RelayError saying what it did not */
  prove(): Promise<void>;
  /** Uses it for the first time. @throws RelayError */
  proven(): Promise<void>;
  readonly after: After;
  readonly log: Log;
}

export interface Proving {
  /** Why nothing can be entrusted to the line now; undefined when all is well. */
  trouble(): string | undefined;
  /** A new connection is there. @returns whether it can be used; where not, it is tried again by itself */
  connected(): Promise<boolean>;
  /** There is none any more. */
  away(trouble: string): void;
  /** Nothing that is under way here comes to an end any more. */
  halt(): void;
}

export function createProving({ prove, proven, after, log }: ProvingParts): Proving {
  let trouble: string | undefined = 'the line to the towers has not been started';
  let cancelRetest: () => void = () => undefined;
  // Moves with every connection that comes or goes, so that an older proof cannot speak for a newer line.
  let generation = 0;

  function halt(): void {
    generation += 1;
    cancelRetest();
  }

  async function run(): Promise<void> {
    const mine = generation;
    cancelRetest();
    try {
      await prove();
      if (mine !== generation) return;
      trouble = undefined;
      await proven();
    } catch (error) {
      if (mine === generation) failed(asRelayError(error));
    }
  }

  function failed(error: RelayError): void {
    trouble = error.message;
    log.error({ err: error }, 'broker-not-usable');
    cancelRetest = after(TEST_AGAIN_MS, () => void run());
  }

  return {
    trouble: () => trouble,
    async connected() {
      generation += 1;
      await run();
      return trouble === undefined;
    },
    away(why) {
      halt();
      trouble = why;
    },
    halt,
  };
}
