// The link to the broker with mqtt.js: one clean 3.1.1 session at a time, a new client for every try, because the last
// will carries the number of the connection. Messages go out at once or not at all; what must last is on disk.
import mqtt, { type MqttClient } from 'mqtt';
import { RelayError } from '../core/errors.ts';
import type { Clock, Link, LinkEvents, Log, Message } from './ports.ts';

const FIRST_MS = 1000;
const LONGEST_MS = 120_000;
const ANSWER_MS = 15_000;
/** An answer is owed and so long nothing at all has come: the line is dead though TCP does not know it. */
const DEAD_MS = 45_000;

export interface MqttLinkOptions {
  /** `mqtt://` or `mqtts://` */
  readonly url: string;
  /** Client id and user name. */
  readonly tower: string;
  readonly password: string;
  readonly ca: string | undefined;
  /** Seconds. */
  readonly keepalive: number;
  /** Between two tries at most; two minutes unless told. */
  readonly longestWaitMs?: number;
}

export function createMqttLink(options: MqttLinkOptions, clock: Clock, log: Log): Link {
  let client: MqttClient | undefined;
  let events: LinkEvents | undefined;
  let tries = 0;
  let heardAt = 0;
  let cancelRetry: () => void = () => undefined;
  let isClosed = false;
  /** Whoever waits for an answer on the line as it is. */
  const waiting = new Set<(gone: RelayError) => void>();

  function connect(): void {
    if (events === undefined || isClosed) return;
    const on = events;
    const will = on.will();
    const one = mqtt.connect(options.url, {
      clientId: options.tower,
      username: options.tower,
      password: options.password,
      protocolVersion: 4,
      clean: true,
      keepalive: options.keepalive,
      reconnectPeriod: 0,
      connectTimeout: ANSWER_MS,
      queueQoSZero: false,
      resubscribe: false,
      will: { topic: will.topic, payload: Buffer.from(will.payload), qos: will.qos, retain: will.retain },
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    });
    client = one;
    let wasUp = false;
    one.on('packetreceive', () => {
      heardAt = clock.now();
    });
    one.on('connect', () => {
      wasUp = true;
      tries = 0;
      on.connected();
    });
    one.on('message', (topic, payload) => on.message(topic, payload));
    one.on('error', (error) => {
      log.warn(
        { code: 'code' in error ? error.code : undefined, reason: error.message },
        'broker link failed',
      );
      // a refusal such as a wrong password leaves the socket open
      one.end(true);
    });
    one.once('close', () => {
      if (client !== one) return;
      client = undefined;
      one.end(true);
      for (const giveUp of waiting) giveUp(down());
      if (wasUp) on.lost();
      if (isClosed) return;
      // full jitter, so that a province of towers does not come back in one second
      const most = Math.min(options.longestWaitMs ?? LONGEST_MS, FIRST_MS * 2 ** tries);
      tries = Math.min(tries + 1, 7);
      cancelRetry = clock.after(Math.max(100, Math.random() * most), connect);
    });
  }

  function up(): MqttClient {
    if (client?.connected) return client;
    throw down();
  }

  const down = () =>
    new RelayError('broker-down', 'The broker cannot be reached at the moment.', { retry: true });

  /** mqtt.js waits for ever for an answer on a link that is half open, or that broke meanwhile. */
  async function answered<T>(doing: Promise<T>): Promise<T> {
    const asked = client;
    let cancel: () => void = () => undefined;
    let giveUp: (gone: RelayError) => void = () => undefined;
    const late = new Promise<never>((_, reject) => {
      giveUp = reject;
      waiting.add(giveUp);
      cancel = clock.after(ANSWER_MS, () => {
        reject(new RelayError('timeout', 'The broker did not answer in time.', { retry: true }));
        if (clock.now() - heardAt < DEAD_MS) return;
        log.warn({ silentMs: clock.now() - heardAt }, 'broker link is dead');
        asked?.end(true);
      });
    });
    try {
      return await Promise.race([doing, late]);
    } catch (cause) {
      if (cause instanceof RelayError) throw cause;
      throw new RelayError('broker-down', 'The broker did not take the message.', { cause, retry: true });
    } finally {
      cancel();
      waiting.delete(giveUp);
    }
  }

  const bytes = (payload: Message['payload']) =>
    typeof payload === 'string' ? payload : Buffer.from(payload);
  return {
    open(on) {
      events = on;
      connect();
    },
    async subscribe(topics) {
      await answered(up().subscribeAsync([...topics], { qos: 1 }));
    },
    async unsubscribe(topics) {
      await answered(up().unsubscribeAsync([...topics]));
    },
    async publish({ topic, payload, qos, retain }) {
      await answered(up().publishAsync(topic, bytes(payload), { qos, retain }));
    },
    async close(last) {
      isClosed = true;
      cancelRetry();
      const one = client;
      if (one === undefined) return;
      if (last !== undefined && one.connected) {
        await answered(
          one.publishAsync(last.topic, bytes(last.payload), { qos: last.qos, retain: last.retain }),
        ).catch((cause) => log.debug({ err: cause }, 'last message not sent; the will says the same'));
      }
      await new Promise<void>((resolve) => one.end(!one.connected, () => resolve()));
    },
  };
}
