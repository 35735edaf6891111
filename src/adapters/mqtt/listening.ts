// The ports that towers knock at: opened where one is free, closed when nobody knocks any more.
import type { AddressInfo, Server } from 'node:net';
import { RelayError } from '../../core/errors.ts';

const NEXT_PORTS = 50;

export interface Place {
  readonly host: string;
  readonly port: number;
  /** Whether a person chose the port: then a taken one is an error and not a reason to look further. */
  readonly portIsSet: boolean;
}

/** @throws RelayError `config` naming MQTT_PORT when the port is taken */
export async function listenSomewhere(
  server: Server,
  { host, port, portIsSet }: Place,
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

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

export function closing(server: Server | undefined): Promise<void> {
  if (server?.listening !== true) return Promise.resolve();
  return new Promise((resolve) => server.close(() => resolve()));
}
