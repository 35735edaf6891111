// What comes in on one connection: each message is taken, and acknowledged only when it is safe. One that cannot be stored
// cuts the line, so that the broker sends it again; after so many tries it is let go, for it would hold up all others.
import type { IPublishPacket } from 'mqtt';
import { asRelayError } from '../../core/errors.ts';
import type { Log } from '../../pipeline/ports.ts';

/** A message that cannot be stored after so many tries is let go; the tower sends again what was never confirmed. */
const MOST_TRIES = 5;
/** Messages without acknowledgement that may be stored at once. */
const MOST_LOOSE = 32;

/** Resolves when the message is safe. A rejection with `retry` asks for it once more. */
export type Take = (topic: string, payload: Uint8Array, retained: boolean) => Promise<void>;

export interface Incoming {
  /** @param done acknowledges; @param again cuts the line instead */
  receive(packet: IPublishPacket, done: () => void, again: () => void): void;
  /** How many messages have been taken; `busy` while one is being stored and the next cannot be read. */
  heard(): number | 'busy';
}

export function createIncoming(take: Take, log: Log): Incoming {
  let failures = 0;
  let loose = 0;
  let heard = 0;
  let busy = 0;

  function failed(topic: string, thrown: unknown): boolean {
    const error = asRelayError(thrown);
    failures += 1;
    const isWorthAnother = error.retry && failures < MOST_TRIES;
    log[isWorthAnother ? 'warn' : 'error']({ topic, err: error, again: isWorthAnother }, 'message-not-taken');
    if (!isWorthAnother) failures = 0;
    return isWorthAnother;
  }

  /** Nobody waits for an answer, so these must not hold up the others; too many at once are let go. */
  function takeLoosely(topic: string, taken: () => Promise<void>): void {
    if (loose >= MOST_LOOSE) return;
    loose += 1;
    taken()
      .catch((error: unknown) => log.warn({ topic, err: error }, 'message-not-taken'))
      .finally(() => {
        loose -= 1;
      });
  }

  return {
    receive({ topic, payload, qos, retain }, done, again) {
      const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
      heard += 1;
      if (qos === 0) {
        takeLoosely(topic, () => take(topic, bytes, retain));
        return done();
      }
      busy += 1;
      take(topic, bytes, retain).then(
        () => {
          busy -= 1;
          failures = 0;
          done();
        },
        (thrown: unknown) => {
          busy -= 1;
          if (failed(topic, thrown)) again();
          else done();
        },
      );
    },
    heard: () => (busy > 0 ? 'busy' : heard),
  };
}
