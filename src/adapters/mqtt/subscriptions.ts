// What a connection of the relay listens to: its own topics, which the broker must grant it, and what others say, which it
// need not.
import type { MqttClient } from 'mqtt';
import { RelayError } from '../../core/errors.ts';
import type { Exchanges } from './exchanges.ts';
import type { Level } from './mqtt-level.ts';

/** @throws RelayError `timeout`, or `broker-down` naming the topic that the broker refused */
export async function subscribe(
  ask: Exchanges['ask'],
  client: MqttClient,
  topics: readonly string[],
): Promise<void> {
  if (topics.length === 0) return;
  await ask((done) =>
    client.subscribe([...topics], { qos: 1 }, (error, granted) => {
      const refused = granted?.find(({ qos }) => qos >= 128);
      if (refused === undefined) return done(error);
      done(new RelayError('broker-down', `the broker does not let the relay read ${refused.topic}`));
    }),
  );
}

/** Each message once at most. @throws RelayError `timeout`, `broker-down` where the broker would not have it */
export async function subscribeToOthers(
  ask: Exchanges['ask'],
  client: MqttClient,
  topics: readonly string[],
  level: Level,
): Promise<void> {
  if (topics.length === 0) return;
  // What is kept there already is no news.
  const terms = level === 5 ? { qos: 0 as const, nl: true, rh: 2 } : { qos: 0 as const };
  await ask((done) => client.subscribe([...topics], terms, (error) => done(error)));
}
