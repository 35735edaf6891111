// Waiting for what others do, with an end to it: patience runs out, or the whole voyage is called off.
import { RelayError } from '../core/errors.ts';

const LOOK_EVERY_MS = 200;

/** @param calledOff aborted with the reason when nobody is to wait any more */
export function createWaiting(calledOff: AbortSignal) {
  function pause(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (calledOff.aborted) return reject(calledOff.reason);
      const stop = () => {
        clearTimeout(timer);
        reject(calledOff.reason);
      };
      const timer = setTimeout(() => {
        calledOff.removeEventListener('abort', stop);
        resolve();
      }, ms);
      calledOff.addEventListener('abort', stop, { once: true });
    });
  }

  async function wait<T>(
    patienceMs: number,
    look: () => T | undefined | Promise<T | undefined>,
  ): Promise<T | undefined> {
    const giveUpAt = performance.now() + patienceMs;
    for (;;) {
      const seen = await look();
      if (seen !== undefined || performance.now() > giveUpAt) return seen;
      await pause(LOOK_EVERY_MS);
    }
  }

  return {
    pause,
    /** @throws RelayError `timeout` naming what did not come */
    async until<T>(
      what: string,
      patienceMs: number,
      look: () => T | undefined | Promise<T | undefined>,
    ): Promise<T> {
      const seen = await wait(patienceMs, look);
      if (seen !== undefined) return seen;
      throw new RelayError('timeout', `The fleet waited ${Math.round(patienceMs / 1000)} s for ${what}.`);
    },
    /** What has not come by then is seen in the figures. */
    async atMost(patienceMs: number, is: () => boolean): Promise<void> {
      await wait(patienceMs, () => is() || undefined);
    },
  };
}
