// What the relay says of itself at the broker, retained: that it is there, and that it has gone. Several may be there at one
// time, and towers know them all by one word.
import type { Clock, Log } from '../../pipeline/ports.ts';
import type { Sending } from './broker-connection.ts';
import { RETAINED } from './outgoing.ts';

export interface RelayStatusParts {
  readonly topic: string;
  /** Names this relay: one instance going away does not mean that all have. */
  readonly instance: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether it hears what towers say, and can answer. */
  isThere(): boolean;
  say(topic: string, payload: string, how: Sending): Promise<void>;
}

export interface RelayStatus {
  /** What the broker says in our place when the connection about to be tried is lost. */
  will(): { readonly topic: string; readonly payload: string };
  /** Says that we are there, once we are. @throws RelayError `broker-down`, `timeout` */
  announce(): Promise<void>;
  /** Says so as well as it can. */
  remind(): void;
  /** Another relay's word: a will, a goodbye, or what was left standing. */
  hear(payload: Uint8Array): void;
  goodbye(): Promise<void>;
}

export function createRelayStatus(parts: RelayStatusParts): RelayStatus {
  const { topic, instance, clock, log, say } = parts;
  let since = clock.now();
  const status = (state: 'online' | 'offline') => JSON.stringify({ state, instance, since });

  async function announce(): Promise<void> {
    if (parts.isThere()) await say(topic, status('online'), RETAINED);
  }

  function remind(): void {
    announce().catch((error: unknown) => log.warn({ err: error }, 'relay-status-not-published'));
  }

  return {
    will() {
      since = clock.now();
      return { topic, payload: status('offline') };
    },
    announce,
    remind,
    hear(payload) {
      // whoever is still here says so, or towers would take it for all of us
      if (Buffer.from(payload).includes('"offline"')) remind();
    },
    async goodbye() {
      await say(topic, status('offline'), RETAINED).catch((error: unknown) =>
        log.debug({ err: error }, 'relay-status-not-published'),
      );
    },
  };
}
