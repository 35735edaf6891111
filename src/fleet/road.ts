// The way from a group of towers to the broker, as TCP: bytes pass through it, until the road is closed, everybody on it
// is thrown off, or a connection has carried as much as a bad line carries.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { RelayError } from '../core/errors.ts';

export interface Road {
  /** @returns the broker's address as towers on this road must call it */
  start(): Promise<string>;
  stop(): Promise<void>;
  /** Nobody gets through any more, and who was through is cut. */
  close(): void;
  open(): void;
  /** A connection is cut after so many bytes in both directions; undefined: never. */
  wear(bytes: number | undefined): void;
  /** Connections cut so far by closing and wear. */
  cuts(): number;
}

/** @param mqttUrl `mqtt://host:port`; a sealed road (`mqtts://`) cannot be led through here */
export function createRoad(mqttUrl: string): Road {
  const { hostname, port, protocol } = new URL(mqttUrl);
  if (protocol !== 'mqtt:') {
    throw new RelayError(
      'invalid-input',
      `This scenario cuts the towers' links, which works with mqtt:// only; this relay's broker is at ${mqttUrl}.`,
    );
  }
  const ends = new Set<Socket>();
  let server: Server | undefined;
  let isOpen = true;
  let mostBytes: number | undefined;
  let cut = 0;

  function lead(tower: Socket): void {
    if (!isOpen) return void tower.destroy();
    const broker = connect(Number(port || 1883), hostname);
    let carried = 0;
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      ends.delete(tower);
      tower.destroy();
      broker.destroy();
    };
    const pass = (to: Socket) => (bytes: Buffer) => {
      carried += bytes.length;
      if (mostBytes !== undefined && carried > mostBytes) {
        cut += 1;
        return end();
      }
      to.write(bytes);
    };
    ends.add(tower);
    tower.setNoDelay(true);
    broker.setNoDelay(true);
    tower.on('data', pass(broker)).on('error', end).on('close', end);
    broker.on('data', pass(tower)).on('error', end).on('close', end);
  }

  return {
    async start() {
      const listening = createServer(lead);
      server = listening;
      await new Promise<void>((resolve, reject) => {
        listening.once('error', reject);
        listening.listen(0, '127.0.0.1', resolve);
      });
      const at = listening.address();
      return `mqtt://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`;
    },
    async stop() {
      this.close();
      const closing = server;
      server = undefined;
      if (closing !== undefined) await new Promise((resolve) => closing.close(resolve));
    },
    close() {
      isOpen = false;
      cut += ends.size;
      for (const end of [...ends]) end.destroy();
    },
    open() {
      isOpen = true;
    },
    wear(bytes) {
      mostBytes = bytes;
    },
    cuts: () => cut,
  };
}
