// One MQTT connection of the relay. A message goes out now or not at all: what must last is in the database, never
// in this program's memory. What comes in is acknowledged to the broker only after `take` has put it on disk.
// Every try is a new mqtt.js client, so nothing unsent of an older connection can overtake what is true now.
// MQTT 5 is spoken where the broker does; nothing but clearer complaints and tidier brokers depends on it.
import mqtt, { type MqttClient } from 'mqtt';
import { asRelayError, RelayError } from '../../core/errors.ts';
import type { Log } from '../../pipeline/ports.ts';
import { type ClientSettings, optionsOf } from './client-settings.ts';
import { createExchanges } from './exchanges.ts';
import { type After, afterRealTime, createGate } from './in-turn.ts';
import { createIncoming, type Take } from './incoming.ts';
import { type Level, LOWEST, nextLevel, propertiesOf, refusalIn, termsOf } from './mqtt-level.ts';
import { subscribe, subscribeToOthers } from './subscriptions.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 120_000;
/** A connection that held so long was a good one: the next failure starts from the shortest wait again. */
const GOOD_AFTER_MS = 10_000;
const IN_FLIGHT = 20;
const MOST_BYTES = 65_536;
/** Header, packet id and properties around a payload. */
const OVERHEAD = 32;
/** Silent this often in a row: the line is dead though TCP does not know it yet. */
const MOST_SILENCES = 3;

export interface Sending {
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** Seconds after which the broker may forget it, where it can (MQTT 5); what is signed inside decides. */
  readonly expiresS?: number;
}

export interface BrokerConnectionOptions extends ClientSettings {
  readonly topics: readonly string[];
  /**
   * What others say here is wanted too, each message once at most; a broker that refuses is let be. Before MQTT 5 our own
   * words come back with them.
   */
  readonly others?: readonly string[];
  /** Resolves when the message is safe. A rejection with `retry` cuts the line, so that the broker sends it again. */
  readonly take: Take;
  readonly onUp: () => void;
  readonly onDown: (reason: string) => void;
  readonly log: Log;
  /** The highest level to try; a broker that does not speak it is tried with 3.1.1 (4). 4 unless told. */
  readonly level?: Level;
  readonly after?: After;
  /** 0 to 1. */
  readonly chance?: () => number;
}

export interface BrokerConnection {
  start(): void;
  stop(): Promise<void>;
  isUp(): boolean;
  /** How many messages came in so far; `busy` while one is being stored. */
  heard(): number | 'busy';
  /** Hangs up and tries anew: somebody knows that this line is dead though TCP does not. */
  cut(reason: string): void;
  /** Resolves after the broker's PUBACK (QoS 1). @throws RelayError `broker-down`, `timeout`, `too-large` */
  publish(topic: string, payload: string | Uint8Array, how: Sending): Promise<void>;
}

export function createBrokerConnection(options: BrokerConnectionOptions): BrokerConnection {
  const { log, others = [] } = options;
  const after = options.after ?? afterRealTime;
  const chance = options.chance ?? Math.random;
  const gate = createGate(IN_FLIGHT);
  const exchanges = createExchanges(after);
  const incoming = createIncoming(options.take, log);
  let client: MqttClient | undefined;
  let level = options.level ?? 4;
  let mostBytes = MOST_BYTES;
  let isUp = false;
  let isStopped = true;
  let tries = 0;
  let silences = 0;
  let cancelTimer: () => void = () => undefined;

  function connect(): void {
    const one = mqtt.connect(options.account.url, optionsOf(options, level));
    client = one;
    one.handleMessage = (packet, done) =>
      incoming.receive(
        packet,
        () => done(),
        () => drop(one, 'a message could not be stored'),
      );
    let isAnswered = false;
    one.on('connect', (connack) => {
      isAnswered = true;
      const terms = termsOf(connack);
      gate.widen(Math.min(IN_FLIGHT, terms.receiveMaximum));
      mostBytes = Math.min(MOST_BYTES, terms.mostBytes);
      void opened(one);
    });
    one.on('error', (error) => {
      isAnswered = true;
      level = nextLevel(level, error);
      drop(one, error.message);
    });
    one.on('close', () => {
      // Some brokers of the older level hang up without a word.
      if (!isAnswered) level = LOWEST;
      drop(one, 'the connection was closed');
    });
  }

  async function opened(one: MqttClient): Promise<void> {
    try {
      await subscribe(exchanges.ask, one, options.topics);
      await subscribeToOthers(exchanges.ask, one, others, level).catch((error: unknown) => {
        if (client !== one) throw error;
        log.info({ wanted: others, err: error }, 'others-not-heard');
      });
    } catch (error) {
      return drop(one, asRelayError(error).message);
    }
    if (client !== one) return;
    isUp = true;
    cancelTimer = after(GOOD_AFTER_MS, () => {
      tries = 0;
    });
    log.info({ connection: options.clientId }, 'broker-connected');
    options.onUp();
  }

  /** The end of one client, whatever its reason; a second call for the same client finds nothing to do. */
  function drop(one: MqttClient, reason: string): void {
    if (client !== one) return;
    client = undefined;
    isUp = false;
    silences = 0;
    cancelTimer();
    one.end(true);
    const error = new RelayError('broker-down', `the broker is away: ${reason}`, { retry: true });
    exchanges.fail(error);
    if (isStopped) return;
    const waitMs = Math.round(chance() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries));
    tries = Math.min(tries + 1, 10);
    log.warn({ connection: options.clientId, reason, waitMs }, 'broker-away');
    cancelTimer = after(waitMs, connect);
    options.onDown(reason);
  }

  async function send(topic: string, payload: Buffer, how: Sending): Promise<void> {
    const one = client;
    if (one === undefined || !isUp)
      throw new RelayError('broker-down', 'the broker is away', { retry: true });
    try {
      const { qos, retain } = how;
      const packet = { qos, retain, ...propertiesOf(level, how.expiresS) };
      await exchanges.ask((done) =>
        one.publish(topic, payload, packet, (error) => done(error && refusalIn(error, topic))),
      );
      silences = 0;
    } catch (error) {
      silences += asRelayError(error).code === 'timeout' ? 1 : 0;
      if (silences >= MOST_SILENCES) drop(one, 'the broker does not answer');
      throw error;
    }
  }

  return {
    start() {
      if (!isStopped) return;
      isStopped = false;
      connect();
    },
    async stop() {
      isStopped = true;
      cancelTimer();
      const one = client;
      if (one === undefined) return;
      // Said properly, so that the broker does not publish our will.
      if (isUp) await exchanges.ask((done) => one.end(false, {}, () => done())).catch(() => undefined); // it ends anyway
      drop(one, 'stopped');
    },
    isUp: () => isUp,
    heard: incoming.heard,
    cut(reason) {
      if (client !== undefined) drop(client, reason);
    },
    async publish(topic, payload, how) {
      const bytes = Buffer.from(payload);
      if (bytes.length + Buffer.byteLength(topic) + OVERHEAD > mostBytes) {
        throw new RelayError('too-large', 'the message does not fit into one packet of the broker', {
          facts: { bytes: bytes.length, most: mostBytes },
        });
      }
      await gate.pass(() => send(topic, bytes, how));
    },
  };
}
