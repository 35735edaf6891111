// What goes out to the towers: plans, clips, configurations, answers and orders → sealed and put on the topic they
// belong on, retained or not.
import { RelayError } from '../../core/errors.ts';
import type { Clock, Log, TowerLine } from '../../pipeline/ports.ts';
import { CHUNK_BYTES, chunkCount, clipHash, hashFromHex, splitClip } from '../../wire/chunks.ts';
import { MAX_CMD_VALID_S, MAX_PLAN_BYTES } from '../../wire/messages.ts';
import type { Topics } from '../../wire/topics.ts';
import type { Sending } from './broker-connection.ts';
import { ackToWire, configToWire, planToWire, stopToWire, toneToWire } from './to-wire.ts';

export const RETAINED: Sending = { qos: 1, retain: true };
const ORDER: Sending = { qos: 1, retain: false, expiresS: MAX_CMD_VALID_S };

export interface OutgoingParts {
  readonly topics: Topics;
  readonly keys: { sign(type: 'plan' | 'ack' | 'cmd' | 'config', payload: object): Promise<string> };
  readonly clock: Clock;
  readonly log: Log;
  /** Where towers may fetch clips over HTTPS as well. */
  readonly clipsUrl?: string | undefined;
  /** Resolves with the broker's acknowledgement. @throws RelayError `broker-down`, `timeout` */
  say(topic: string, payload: string | Uint8Array, how: Sending): Promise<void>;
}

export function createOutgoing({ topics, keys, clock, log, clipsUrl, say }: OutgoingParts): TowerLine {
  /** @throws RelayError `too-large` */
  async function sealed(type: 'plan' | 'config', document: object): Promise<string> {
    const jws = await keys.sign(type, document);
    if (jws.length <= MAX_PLAN_BYTES) return jws;
    throw new RelayError(
      'too-large',
      `the ${type} is too long for a tower: fewer plays must be booked ahead`,
      { facts: { bytes: jws.length, most: MAX_PLAN_BYTES } },
    );
  }

  return {
    async publishPlan(plan, after) {
      const [jws] = await Promise.all([sealed('plan', planToWire(plan, clipsUrl)), after]);
      const expiresS = (plan.expiresAt - clock.now()) / 1000;
      await say(topics.down(plan.tower, 'plan'), jws, { ...RETAINED, expiresS });
    },

    async publishClip(sha256, bytes) {
      const hash = proven(sha256, bytes);
      await Promise.all(splitClip(bytes).map((piece, n) => say(topics.chunk(hash, n), piece, RETAINED)));
    },

    async publishChunk(sha256, n, bytes) {
      if (n >= chunkCount(bytes.length)) {
        log.warn({ sha256, n }, 'no-such-chunk');
        return;
      }
      const piece = bytes.subarray(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES);
      await say(topics.chunk(proven(sha256, bytes), n), piece, RETAINED);
    },

    async clearClip(sha256, bytes) {
      const hash = hashFromHex(sha256);
      const chunks = Array.from({ length: chunkCount(bytes) }, (_, n) => topics.chunk(hash, n));
      await Promise.all(chunks.map((topic) => say(topic, '', RETAINED)));
    },

    async publishConfig(_org, tower, seq, limits, area) {
      const jws = await sealed('config', configToWire(tower, seq, limits, area, clock.now()));
      await say(topics.down(tower, 'config'), jws, RETAINED);
    },

    async acknowledge(tower, answer) {
      const ack = await keys.sign('ack', ackToWire(tower, answer, clock.now()));
      await say(topics.down(tower, 'ack'), ack, { qos: 0, retain: false });
    },

    async stop(tower, play) {
      const order = stopToWire(clock.ulid(), tower, play, clock.now());
      await say(topics.down(tower, 'cmd'), await keys.sign('cmd', order), ORDER);
    },

    async testTone(tower, volume) {
      const order = toneToWire(clock.ulid(), tower, volume, clock.now());
      await say(topics.down(tower, 'cmd'), await keys.sign('cmd', order), ORDER);
    },
  };
}

/** A file that is no longer what its name says must not go out: every tower would fetch it and refuse it. */
function proven(sha256: string, bytes: Uint8Array): string {
  const hash = hashFromHex(sha256);
  if (clipHash(bytes) === hash) return hash;
  throw new RelayError(
    'unreadable-audio',
    'the stored clip is damaged: it is not the sound that was approved',
    {
      facts: { sha256 },
    },
  );
}
