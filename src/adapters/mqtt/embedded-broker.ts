// The broker inside the relay (aedes, MQTT 3.1.1 over TCP or TLS), for up to about 500 towers. Sockets come in, are held to a
// packet size, a password and the table of rights, and only then reach each other. Its memory is a cache: what it held
// is gone with the process and the relay puts it there again.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import { RelayError } from '../../core/errors.ts';
import type { Log } from '../../pipeline/ports.ts';
import { createCrowd, createTakeovers } from './crowd.ts';
import { capPackets } from './packet-cap.ts';
import { mayRead, mayWrite, ownRights, type Rights, relayRights, sharedRights } from './rights.ts';
import { createTowerPasswords, type TowerPasswordPorts } from './tower-passwords.ts';

export const MOST_PACKET_BYTES = 65_536;
const MOST_CONNECTIONS = 600;
/** A village's towers may share one address of their provider; the machine's own are not counted. */
const MOST_PER_ADDRESS = 100;
/** A dot cannot stand in a tower's id, so no tower can be called this. */
const RELAY_USER = 'relay.own';
const NEXT_PORTS = 50;
const REFUSED = { wrong: 4, busy: 3 } as const;

/** PEM, and where to listen. */
export interface TlsDoor {
  readonly cert: string;
  readonly key: string;
  readonly host: string;
  readonly port: number;
  /** PEM of the authority that towers are to trust, where it is a private one. */
  readonly ca?: string | undefined;
}

export interface EmbeddedBrokerOptions extends TowerPasswordPorts {
  readonly host: string;
  readonly tls?: TlsDoor | undefined;
  /** Two boxes throw each other off under one name. */
  readonly onPingPong?: (tower: string, times: number) => void;
  readonly mostPerAddress?: number;
  readonly port: number;
  /** Whether a person chose the port: then a taken one is an error and not a reason to look further. */
  readonly portIsSet: boolean;
  readonly topicRoot: string;
  readonly log: Log;
}

export interface EmbeddedBroker {
  /** @throws RelayError `config` naming MQTT_PORT when the port is taken */
  start(): Promise<void>;
  stop(): Promise<void>;
  address(): { readonly host: string; readonly port: number };
  /** Port of the door with TLS; undefined when there is none. */
  tlsPort(): number | undefined;
  /** The relay's own way in: a name no tower can have and a password that is never written down. */
  relayAccount(): { readonly username: string; readonly password: string };
  /** The tower has new credentials: whoever is connected as it with the old ones is cut. */
  forget(tower: string): void;
}

export function createEmbeddedBroker(options: EmbeddedBrokerOptions): EmbeddedBroker {
  const { log, topicRoot: root } = options;
  const passwords = createTowerPasswords(options);
  const ownPassword = randomBytes(32).toString('base64url');
  const shared = sharedRights(root);
  const users = new WeakMap<Client, string>();
  const connected = new Map<string, Client>();
  const sockets = new Set<Socket>();
  const crowd = createCrowd(options.mostPerAddress ?? MOST_PER_ADDRESS);
  const takeovers = createTakeovers();
  let tlsServer: Server | undefined;
  let aedes: Aedes | undefined;
  let server: Server | undefined;
  let at: AddressInfo | undefined;

  function rightsOf(user: string): readonly Rights[] {
    return user === RELAY_USER ? [relayRights(root)] : [ownRights(root, user), shared];
  }

  async function admit(client: Client, username: string, password: string): Promise<'yes' | 'no' | 'busy'> {
    if (username === RELAY_USER) return sameSecret(password, ownPassword) ? 'yes' : 'no';
    // One name for tower, user and connection: a box cannot throw another off by taking its client id.
    if (client.id !== username) return 'no';
    return passwords.check(username, password);
  }

  function takenOver(tower: string): void {
    log.warn({ tower }, 'tower-connection-taken-over');
    const times = takeovers.count(tower, Date.now());
    if (times !== undefined) options.onPingPong?.(tower, times);
  }

  function receive(broker: Aedes, socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    if (!crowd.enter(address)) {
      log.warn({ address }, 'too-many-connections-from-one-address');
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      crowd.leave(address);
    });
    socket.setNoDelay(true);
    capPackets(socket, MOST_PACKET_BYTES, () =>
      log.warn({ address, most: MOST_PACKET_BYTES }, 'packet-too-large'),
    );
    broker.handle(socket);
  }

  function guarded(listening: Server): Server {
    listening.maxConnections = MOST_CONNECTIONS;
    listening.on('drop', () => log.warn({ most: MOST_CONNECTIONS }, 'too-many-broker-connections'));
    return listening;
  }

  function build(): Aedes {
    const broker = new Aedes({
      connectTimeout: 10_000,
      queueLimit: 200,
      authenticate(client, username, password, done) {
        const user = username ?? '';
        admit(client, user, password?.toString('utf8') ?? '').then(
          (verdict) => {
            if (verdict === 'yes') {
              users.set(client, user);
              if (connected.has(client.id)) takenOver(client.id);
              done(null, true);
              return;
            }
            log.warn({ tower: user.slice(0, 23), verdict }, 'broker-login-refused');
            done(refusal(verdict === 'busy' ? REFUSED.busy : REFUSED.wrong), null);
          },
          (error: unknown) => {
            log.error({ tower: user.slice(0, 23), err: error }, 'broker-login-unchecked');
            done(refusal(REFUSED.busy), null);
          },
        );
      },
      authorizePublish(client, packet, done) {
        // A will may be published after its client is gone; then there is nobody to ask and nothing is said.
        const user = client === null ? undefined : users.get(client);
        if (user !== undefined && mayWrite(rightsOf(user), packet.topic)) return done(null);
        log.warn({ tower: user, topic: packet.topic.slice(0, 200) }, 'publish-refused');
        done(new Error('not allowed to publish there'));
      },
      authorizeSubscribe(client, subscription, done) {
        const user = users.get(client);
        if (user !== undefined && mayRead(rightsOf(user), subscription.topic))
          return done(null, subscription);
        log.warn({ tower: user, topic: subscription.topic.slice(0, 200) }, 'subscribe-refused');
        done(null, null);
      },
    });
    broker.on('client', (client) => void connected.set(client.id, client));
    broker.on('clientDisconnect', (client) => {
      if (connected.get(client.id) === client) connected.delete(client.id);
    });
    broker.on('clientError', (client, error) =>
      log.debug({ tower: client.id, err: error }, 'broker-client-error'),
    );
    broker.on('connectionError', (_client, error) => log.debug({ err: error }, 'broker-connection-error'));
    return broker;
  }

  async function start(): Promise<void> {
    const broker = build();
    await broker.listen();
    const listening = guarded(createServer((socket) => receive(broker, socket)));
    aedes = broker;
    server = listening;
    const { tls } = options;
    // With a door of its own for towers outside, the one without TLS is for this machine.
    at = await listenSomewhere(listening, tls === undefined ? options : { ...options, host: '127.0.0.1' });
    if (tls !== undefined) {
      const { cert, key } = tls;
      tlsServer = guarded(
        createTlsServer({ cert, key, minVersion: 'TLSv1.2' }, (socket) => receive(broker, socket)),
      );
      tlsServer.on('tlsClientError', (error: Error) => log.debug({ err: error }, 'broker-tls-refused'));
      await listenSomewhere(tlsServer, { ...tls, portIsSet: true });
      log.info({ host: tls.host, port: portOf(tlsServer) }, 'broker-listening-with-tls');
    }
    log.info({ host: at.address, port: at.port }, 'broker-listening');
  }

  return {
    start,
    async stop() {
      const [broker, doors] = [aedes, [server, tlsServer]];
      aedes = undefined;
      server = undefined;
      tlsServer = undefined;
      const closed = doors.map((door) => closing(door));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
      if (broker !== undefined) await new Promise<void>((resolve) => broker.close(() => resolve()));
    },
    address() {
      if (at === undefined)
        throw new RelayError('broker-down', 'the broker has not been started', { retry: true });
      return { host: options.tls === undefined ? options.host : '127.0.0.1', port: at.port };
    },
    tlsPort: () => (tlsServer === undefined ? undefined : portOf(tlsServer)),
    relayAccount: () => ({ username: RELAY_USER, password: ownPassword }),
    forget(tower) {
      passwords.forget(tower);
      connected.get(tower)?.close();
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function closing(server: Server | undefined): Promise<void> {
  if (server?.listening !== true) return Promise.resolve();
  return new Promise((resolve) => server.close(() => resolve()));
}

function sameSecret(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** An error that the broker turns into this CONNACK return code (MQTT 3.1.1, table 3.1). */
function refusal(returnCode: 3 | 4): AuthenticateError {
  const text = returnCode === REFUSED.busy ? 'busy, come again' : 'wrong name or password';
  return Object.assign(new Error(text), { returnCode: returnCode as AuthenticateError['returnCode'] });
}

async function listenSomewhere(
  server: Server,
  { host, port, portIsSet }: Pick<EmbeddedBrokerOptions, 'host' | 'port' | 'portIsSet'>,
): Promise<AddressInfo> {
  for (let next = port; ; next += 1) {
    try {
      return await listen(server, host, next);
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (taken && !portIsSet && next < Math.min(port + NEXT_PORTS, 65_535)) continue;
      const what = taken ? 'is taken by another program' : 'cannot be opened';
      throw new RelayError(
        'config',
        `port ${next} for the broker ${what}: set MQTT_PORT to a free one, or stop what uses it`,
        { cause: error, facts: { port: next } },
      );
    }
  }
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}
