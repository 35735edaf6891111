// Which broker the relay speaks through, and how it gets there: a choice → its address and our account at it.
import { RelayError } from '../../core/errors.ts';
import type { Account } from './client-settings.ts';
import type { EmbeddedBroker, TlsDoor } from './embedded-broker.ts';
import type { Level } from './mqtt-level.ts';

export type BrokerChoice =
  | {
      readonly kind: 'embedded';
      readonly host: string;
      readonly port: number;
      readonly portIsSet: boolean;
      /** A second door with TLS, for towers outside; the first is then for this machine alone. */
      readonly tls?: TlsDoor | undefined;
      /** The broker's address as towers see it, where that is not as we see it. */
      readonly publicUrl?: string | undefined;
    }
  | {
      readonly kind: 'external';
      readonly url: string;
      readonly username: string | undefined;
      readonly password: string | undefined;
      readonly publicUrl?: string | undefined;
      /** PEM of the broker's private authority. */
      readonly ca?: string | undefined;
      /** Who makes the towers' accounts: Mosquitto's dynamic security at our word, or somebody else. */
      readonly accounts?: 'dynamic-security' | 'elsewhere';
      /** The highest MQTT level to try; 5 unless told. */
      readonly level?: Level;
    };

type Embedded = Pick<EmbeddedBroker, 'address' | 'relayAccount'> | undefined;

/** @throws RelayError `config` when an outside broker has no account for us */
export function accountAt(broker: BrokerChoice, embedded: Embedded): Account {
  const url = urlOf(broker, embedded);
  if (broker.kind === 'embedded')
    return { url, ...(embedded?.relayAccount() ?? { username: '', password: '' }) };
  const { username, password, ca } = broker;
  if (username === undefined || password === undefined) {
    throw new RelayError('config', 'the broker needs the relay to sign in: set its user name and password');
  }
  return { url, username, password, ...(ca === undefined ? {} : { ca }) };
}

/** As we reach it ourselves. */
export function urlOf(broker: BrokerChoice, embedded: Embedded): string {
  if (embedded === undefined) return broker.kind === 'external' ? broker.url : '';
  const { host, port } = embedded.address();
  // Everywhere is an address to listen on, not one to call.
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `mqtt://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

export function addressOf(url: string): {
  readonly host: string;
  readonly port: number;
  readonly url: string;
} {
  const { hostname, port, protocol } = new URL(url);
  return { host: hostname, port: Number(port || (protocol === 'mqtts:' ? 8883 : 1883)), url };
}
