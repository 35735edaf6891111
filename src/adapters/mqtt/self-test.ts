// Whether the broker really lets the relay speak to towers and hear them. On MQTT 3.1.1 a broker that forbids a message
// still acknowledges it and drops it in silence, so the relay sends itself one each way and waits for it to come round.
import { randomBytes } from 'node:crypto';
import { RelayError } from '../../core/errors.ts';
import { createTopics } from '../../wire/topics.ts';
import type { BrokerConnection } from './broker-connection.ts';
import type { After } from './in-turn.ts';

/** No village's code: a tower of this name cannot exist. */
export const NOBODY = 'self-test';
const ROUND_MS = 3_000;

export interface SelfTest {
  /** What the testing connection must subscribe to. */
  readonly topics: readonly string[];
  hear(topic: string, payload: Uint8Array): void;
  /** @throws RelayError `broker-down` naming the topic that did not come round; `timeout` */
  run(connection: Pick<BrokerConnection, 'publish'>): Promise<void>;
}

export function createSelfTest(root: string, after: After): SelfTest {
  const names = createTopics(root);
  // One level deeper than any word of a tower: another relay that hears it has nothing to read.
  const topics = [names.down(NOBODY, 'ack'), `${names.up(NOBODY, 'health')}/round`];
  const awaited = new Map<string, () => void>();

  async function round(connection: Pick<BrokerConnection, 'publish'>, topic: string): Promise<void> {
    const mark = randomBytes(12).toString('hex');
    const key = `${topic} ${mark}`;
    let cancel: () => void = () => undefined;
    const heard = new Promise<boolean>((resolve) => {
      awaited.set(key, () => resolve(true));
      cancel = after(ROUND_MS, () => resolve(false));
    });
    try {
      await connection.publish(topic, mark, { qos: 1, retain: false });
      if (await heard) return;
    } finally {
      cancel();
      awaited.delete(key);
    }
    throw new RelayError(
      'broker-down',
      `the broker accepts messages on ${topic} but does not deliver them: look at the relay's rights there`,
      { retry: true },
    );
  }

  return {
    topics,
    hear: (topic, payload) => awaited.get(`${topic} ${Buffer.from(payload).toString('latin1')}`)?.(),
    async run(connection) {
      await Promise.all(topics.map((topic) => round(connection, topic)));
    },
  };
}
