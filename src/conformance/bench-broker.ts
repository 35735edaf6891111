// The examination's own broker (aedes) behind a line that can be cut, shut and slowed. One device comes in; everything it
// sends goes to the examination as it is. Nobody else is let in, and nothing is kept when it ends.
import { randomBytes } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import { createTopics, UP } from '../wire/topics.ts';
import { listen } from './listen.ts';
import { joinPaced } from './paced.ts';
import type { Air, AirEvents, ConnectSeen } from './ports.ts';

const LOOPBACK = '127.0.0.1';
const UPWARD: readonly string[] = UP;

export interface BenchBrokerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly password: string;
  readonly topicRoot: string;
  readonly tls: BenchTls | undefined;
}

/** PEM. */
export interface Certificate {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

export interface BenchTls extends Certificate {
  /** Of an authority that nobody was told of, for the same name. */
  readonly strange: Certificate;
  /** Of the same authority, for another name; undefined where the authority is not ours to ask. */
  readonly misnamed: Certificate | undefined;
}

export interface BenchBroker extends Air {
  /** @returns the port it listens on. @throws RelayError `config` when it cannot listen */
  start(): Promise<number>;
  stop(): Promise<void>;
}

export function createBenchBroker(options: BenchBrokerOptions): BenchBroker {
  const topics = createTopics(options.topicRoot);
  const opened = new WeakMap<Client, ConnectSeen>();
  const lines = new Set<Socket>();
  let events: AirEvents | undefined;
  let aedes: Aedes | undefined;
  let inner: Server | undefined;
  let outer: Server | undefined;
  let secure: TlsServer | undefined;
  let isShut = false;
  let rate: number | undefined;
  let sent = 0;
  /** The connection whose loss has not been told yet. */
  let isUp = false;
  /** Aedes delivers a message before an earlier one that it still stores, and then takes the earlier for an old copy. */
  let spoken: Promise<void> = Promise.resolve();

  function build(): Aedes {
    const broker = new Aedes({
      connectTimeout: 10_000,
      queueLimit: 500,
      preConnect(client, packet, done) {
        const { clientId, clean, keepalive, will, protocolVersion } = packet;
        opened.set(client, {
          clientId,
          username: packet.username ?? '',
          clean: clean === true,
          keepalive: keepalive ?? 0,
          protocol: protocolVersion ?? 0,
          will:
            will === undefined
              ? undefined
              : {
                  topic: will.topic,
                  payload: String(will.payload),
                  qos: will.qos ?? 0,
                  retain: will.retain ?? false,
                },
        });
        done(null, true);
      },
      authenticate(client, _username, password, done) {
        const seen = opened.get(client);
        if (seen === undefined || String(password ?? '') !== options.password) {
          if (seen !== undefined) events?.turnedAway?.(seen);
          return done(refused(), null);
        }
        isUp = true;
        events?.connected(seen);
        done(null, true);
      },
      authorizeSubscribe(client, subscription, done) {
        // A device that leaves a topic and comes back in one breath would be taken for still there, and then be gone.
        if (isThere(client, subscription.topic)) setImmediate(done, null, subscription);
        else done(null, subscription);
      },
    });
    broker.on('subscribe', (list) => events?.subscribed(list.map(({ topic, qos }) => ({ topic, qos }))));
    broker.on('unsubscribe', (list) => events?.unsubscribed(list));
    broker.on('publish', (packet, client) => {
      // a will has no client any more; what we publish ourselves never goes up
      const kind = topics.parse(packet.topic)?.kind ?? '';
      if (client === null && !UPWARD.includes(kind)) return;
      const { topic, qos, retain } = packet;
      events?.said({ topic, payload: Buffer.from(packet.payload), qos, retain });
    });
    return broker;
  }

  function admit(device: Socket, port: number): void {
    events?.knocked();
    if (isShut) return void device.destroy();
    device.setNoDelay(true);
    lines.add(device);
    const far = connect(port, LOOPBACK);
    joinPaced(
      device,
      far,
      () => rate,
      (bytes) => {
        sent += bytes;
      },
    );
    device.on('close', () => {
      lines.delete(device);
      if (!isUp || lines.size > 0) return;
      isUp = false;
      events?.lost();
    });
  }

  function cut(): void {
    for (const line of lines) line.destroy();
  }

  const show = ({ cert, key }: Certificate) => {
    secure?.setSecureContext({ cert, key });
    // whoever could resume an earlier session would not look at the certificate
    secure?.setTicketKeys(randomBytes(48));
    cut();
  };

  return {
    on(their) {
      events = their;
    },
    publish(topic, payload, { qos, retain }) {
      const message = {
        cmd: 'publish',
        topic,
        payload: Buffer.from(payload),
        qos,
        retain,
        dup: false,
      } as const;
      spoken = spoken.then(() => {
        aedes?.publish(message, () => undefined);
        return new Promise((resolve) => setImmediate(resolve));
      });
    },
    cut,
    shut(shut) {
      isShut = shut;
      if (shut) cut();
    },
    slow(bytesPerSecond) {
      rate = bytesPerSecond;
    },
    sentBytes: () => sent,
    shows: facesOf(options.tls, show),
    async start() {
      const broker = build();
      await broker.listen();
      aedes = broker;
      inner = createServer((socket) => void broker.handle(socket));
      const within = await listen(inner, LOOPBACK, 0);
      const come = (socket: Socket) => admit(socket, within);
      secure = options.tls === undefined ? undefined : createTlsServer(options.tls, come);
      // it came and did not like our certificate, or speaks no TLS
      secure?.on('tlsClientError', () => events?.knocked());
      outer = secure ?? createServer(come);
      return listen(outer, options.host, options.port);
    },
    async stop() {
      cut();
      for (const server of [outer, inner]) server?.close();
      const broker = aedes;
      aedes = undefined;
      if (broker !== undefined) await new Promise<void>((resolve) => broker.close(() => resolve()));
    },
  };
}

function facesOf(tls: BenchTls | undefined, show: (certificate: Certificate) => void): Air['shows'] {
  if (tls === undefined) return {};
  const { strange, misnamed } = tls;
  return {
    own: () => show(tls),
    strange: () => show(strange),
    ...(misnamed === undefined ? {} : { misnamed: () => show(misnamed) }),
  };
}

/** The broker's own list of a connection's topics, which its types do not tell. */
function isThere(client: Client, topic: string): boolean {
  const { subscriptions } = client as { readonly subscriptions?: Readonly<Record<string, unknown>> };
  return subscriptions?.[topic] !== undefined;
}

function refused(): AuthenticateError {
  return Object.assign(new Error('wrong name or password'), {
    returnCode: 4 as AuthenticateError['returnCode'],
  });
}
