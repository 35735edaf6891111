// Whether the relay still hears what it would say to itself. The listening connection never says anything, so a line that
// went half-open would look like quiet towers until the keepalive ends. Every few seconds the speaking connection sends a
// beat that the listening one must hear; the same beat finds out a speaking line that nobody answers any more.
import { asRelayError } from '../../core/errors.ts';
import type { Log } from '../../pipeline/ports.ts';
import { createTopics } from '../../wire/topics.ts';
import type { BrokerConnection } from './broker-connection.ts';
import type { After } from './in-turn.ts';
import { NOBODY } from './self-test.ts';

const BEAT_MS = 15_000;
/** Time for the beat to come round, and between two tries of one that the broker did not acknowledge. */
const ROUND_MS = 3_000;
/** After a long pause of this program its timers run before the socket is read: once is no proof. */
const MOST_MISSES = 2;

export interface HeartbeatParts {
  readonly root: string;
  /** Tells our beats from another relay's. */
  readonly mark: string;
  readonly voice: Pick<BrokerConnection, 'publish' | 'isUp'>;
  readonly ears: Pick<BrokerConnection, 'isUp' | 'heard' | 'cut'>;
  readonly after: After;
  readonly log: Log;
}

export interface Heartbeat {
  start(): void;
  stop(): void;
}

export function createHeartbeat({ root, mark, voice, ears, after, log }: HeartbeatParts): Heartbeat {
  // Within what the listening connection is subscribed to already, and no message of any tower.
  const topic = `${createTopics(root).up(NOBODY, 'health')}/${mark}`;
  let cancel: () => void = () => undefined;
  let isRunning = false;
  let misses = 0;

  function next(ms: number): void {
    if (isRunning) cancel = after(ms, () => void beat());
  }

  async function beat(): Promise<void> {
    if (!voice.isUp() || !ears.isUp()) {
      next(BEAT_MS);
      return;
    }
    const before = ears.heard();
    try {
      await voice.publish(topic, mark, { qos: 1, retain: false });
    } catch (error) {
      // Silence is counted by the speaking connection itself, which hangs up after three.
      log.debug({ err: error }, 'beat-not-answered');
      next(asRelayError(error).code === 'timeout' ? 0 : BEAT_MS);
      return;
    }
    if (isRunning) cancel = after(ROUND_MS, () => judge(before));
  }

  /** Whatever came since is a sign of life: behind a full disk or a hundred towers' words a beat may wait. */
  function judge(before: number | 'busy'): void {
    const isDeaf = ears.isUp() && before !== 'busy' && ears.heard() === before;
    misses = isDeaf ? misses + 1 : 0;
    const isDead = misses >= MOST_MISSES;
    if (isDead) {
      misses = 0;
      log.warn({}, 'relay-hears-nothing');
      ears.cut('nothing is heard on it any more');
    }
    next(isDeaf && !isDead ? 0 : BEAT_MS);
  }

  return {
    start() {
      if (isRunning) return;
      isRunning = true;
      next(BEAT_MS);
    },
    stop() {
      isRunning = false;
      cancel();
    },
  };
}
