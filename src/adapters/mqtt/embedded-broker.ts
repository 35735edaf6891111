// The broker inside the relay (aedes, MQTT 3.1.1 over TCP or TLS), for up to about 500 towers. Sockets come in, are held to a
// packet size, a password and the table of rights, and only then reach each other. Its memory is a cache: what it held
// is gone with the process and the relay puts it there again.
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Aedes, type Client } from 'aedes';
import { RelayError } from '../../core/errors.ts';
import type { Log } from '../../pipeline/ports.ts';
import { createCrowd, createTakeovers } from './crowd.ts';
import { createDoorkeeper, type Doorkeeper } from './doorkeeper.ts';
import { closing, listenSomewhere, type Place, portOf } from './listening.ts';
import { capPackets } from './packet-cap.ts';
import { createTowerPasswords, type TowerPasswordPorts } from './tower-passwords.ts';

export const MOST_PACKET_BYTES = 65_536;
const MOST_CONNECTIONS = 600;
/** A village's towers may share one address of their provider; the machine's own are not counted. */
const MOST_PER_ADDRESS = 100;

/** PEM, and where to listen. */
export interface TlsDoor {
  readonly cert: string;
  readonly key: string;
  readonly host: string;
  readonly port: number;
  /** PEM of the authority that towers are to trust, where it is a private one. */
  readonly ca?: string | undefined;
}

export interface EmbeddedBrokerOptions extends TowerPasswordPorts, Place {
  readonly tls?: TlsDoor | undefined;
  /** Two boxes throw each other off under one name. */
  readonly onPingPong?: (tower: string, times: number) => void;
  readonly mostPerAddress?: number;
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
  readonly relayAccount: Doorkeeper['relayAccount'];
  /** The tower has new credentials: whoever is connected as it with the old ones is cut. */
  forget(tower: string): void;
}

export function createEmbeddedBroker(options: EmbeddedBrokerOptions): EmbeddedBroker {
  const { log } = options;
  const passwords = createTowerPasswords(options);
  const doorkeeper = createDoorkeeper({ root: options.topicRoot, passwords, log, entered });
  const connected = new Map<string, Client>();
  const sockets = new Set<Socket>();
  const crowd = createCrowd(options.mostPerAddress ?? MOST_PER_ADDRESS);
  const takeovers = createTakeovers();
  let tlsServer: Server | undefined;
  let aedes: Aedes | undefined;
  let server: Server | undefined;
  let at: AddressInfo | undefined;

  function entered(tower: string): void {
    if (!connected.has(tower)) return;
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
    const broker = new Aedes({ connectTimeout: 10_000, queueLimit: 200, ...doorkeeper.rules });
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
    relayAccount: doorkeeper.relayAccount,
    forget(tower) {
      passwords.forget(tower);
      connected.get(tower)?.close();
    },
  };
}
