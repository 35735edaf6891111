// Time servers over UDP: one question to one server on a port of its own, connected, so that only that server's answer
// comes in. No port stays open.
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { RelayError } from '../core/errors.ts';
import type { Clock, TimeServers } from './ports.ts';

const NTP_PORT = 123;

/** @param names host, or host:port */
export function createUdpTimeServers(names: readonly string[], clock: Clock): TimeServers {
  return {
    names,
    async ask(name, question, patienceMs) {
      const [, host = name, port] = /^(.*?)(?::(\d+))?$/.exec(name) ?? [];
      const { address, family } = await found(host);
      const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
      let cancel: () => void = () => undefined;
      try {
        return await new Promise((resolve, reject) => {
          let sentAt = 0;
          const failed = (cause: unknown) =>
            reject(new RelayError('timeout', `No time from ${name}.`, { cause, retry: true }));
          cancel = clock.after(patienceMs, () => failed(new Error('no answer in time')));
          socket.on('error', failed);
          socket.on('message', (answer) => resolve({ answer, sentAt, heardAt: clock.now() }));
          socket.connect(Number(port ?? NTP_PORT), address, (error?: Error) => {
            if (error !== undefined && error !== null) return failed(error);
            sentAt = clock.now();
            socket.send(question);
          });
        });
      } finally {
        cancel();
        socket.close();
      }
    },
  };
}

async function found(host: string): Promise<{ address: string; family: number }> {
  try {
    return await lookup(host);
  } catch (cause) {
    throw new RelayError('timeout', `The time server ${host} is not known here.`, { cause, retry: true });
  }
}
