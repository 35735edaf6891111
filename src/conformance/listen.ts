// A door of the examination is opened, or it is said why it cannot be.
import type { Server } from 'node:net';
import { RelayError } from '../core/errors.ts';

/** @param port 0 for any free one. @returns the port it listens on. @throws RelayError `config` */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new RelayError('config', `port ${port} on ${host} cannot be opened: choose another`, { cause })),
    );
    server.listen(port, host, () => {
      const at = server.address();
      resolve(typeof at === 'object' && at !== null ? at.port : port);
    });
  });
}
