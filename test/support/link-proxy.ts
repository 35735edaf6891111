// A bad line between two ends, ours: TCP in, TCP out, and between them what a village's mobile link does. It cuts after so
// many bytes, runs slowly, answers late, goes silent without closing, carries one way only, keeps what one end said until
// much later, or refuses for a while.
// "Down" is towards whoever connected (the tower), "up" towards `to` (the broker).
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createWay, type Way } from './link-way.ts';

export interface LinkOptions {
  /** Where the line leads: a port of this machine. */
  readonly to: number;
  /** Bytes a second, each way. */
  readonly rate?: number;
  /** Every connection is cut in the middle of whatever it carries after so many bytes, both ways together. */
  readonly cutEveryBytes?: number;
  /** Every byte is so late, each way. */
  readonly delayMs?: number;
}

export interface RoughLink {
  readonly port: number;
  /** Carried to who connected, over all connections. */
  bytesDown(): number;
  bytesUp(): number;
  /** Connections accepted so far. */
  connections(): number;
  /**
   * Whatever is connected now is swallowed without a word to either end; who connects anew is carried.
   * @param nth only this one of those connected, by age from 0
   */
  halfOpen(nth?: number): void;
  /** From now on only this way is carried, for old connections and new ones. */
  oneWay(carried: 'up' | 'down'): void;
  /**
   * From the first piece on which has this text in it a connection's bytes of this way are kept, in order and beyond the
   * end of who sent them, until they are let go.
   */
  keep(way: 'up' | 'down', fromText: string): void;
  /** What is kept now, of all connections. */
  kept(): Buffer;
  /** What was kept goes on its way, and nothing more is kept. */
  letGo(): void;
  /** Cuts what is connected and lets nobody in. */
  refuse(): void;
  /** Cuts what is connected now. */
  cut(): void;
  /** From now on it runs like this, for who is connected too. */
  become(line: Omit<LinkOptions, 'to'>): void;
  /** A good line again, and not slow any more; whoever had lost something learns that it was cut. */
  heal(): void;
  close(): Promise<void>;
}

type Direction = 'up' | 'down';
interface Pair {
  readonly ends: readonly [Socket, Socket];
  readonly ways: Way[];
  carried: number;
  isSwallowed: boolean;
  /** Bytes went nowhere: its ends will never understand each other again. */
  hasLost: boolean;
}

export async function openLink({ to, ...options }: LinkOptions): Promise<RoughLink> {
  let now: Omit<LinkOptions, 'to'> = options;
  let only: Direction | undefined;
  let keeping: { readonly way: Direction; from(piece: Buffer): boolean } | undefined;
  let isRefusing = false;
  let accepted = 0;
  const bytes = { up: 0, down: 0 };
  const pairs = new Set<Pair>();

  function end(pair: Pair): void {
    if (!pairs.delete(pair)) return;
    for (const socket of pair.ends) socket.destroy();
  }

  /** What has been carried arrives; only what comes after it does not. */
  function leave(pair: Pair): void {
    if (!pairs.delete(pair)) return;
    for (const socket of pair.ends) socket.destroySoon();
  }

  /** @returns how many of these bytes the connection still carries */
  function allowance(pair: Pair, wanted: number): number {
    return Math.min(wanted, (now.cutEveryBytes ?? Number.POSITIVE_INFINITY) - pair.carried);
  }

  function deliver(pair: Pair, way: Direction, into: Socket, piece: Buffer): void {
    if (into.destroyed) return;
    if (pair.isSwallowed || (only !== undefined && only !== way)) {
      pair.hasLost = true;
      return;
    }
    const n = allowance(pair, piece.length);
    pair.carried += n;
    bytes[way] += n;
    into.write(piece.subarray(0, n));
    if (now.cutEveryBytes !== undefined && pair.carried >= now.cutEveryBytes) leave(pair);
  }

  function carry(pair: Pair, way: Direction, from: Socket, into: Socket): Way {
    return createWay({
      from,
      line: () => now,
      isKept: (piece) => keeping?.way === way && keeping.from(piece),
      deliver: (piece) => deliver(pair, way, into, piece),
      over() {
        if (!pair.isSwallowed) leave(pair);
      },
    });
  }

  const server = createServer((near) => {
    if (isRefusing) return void near.destroy();
    accepted += 1;
    const far = connect(to, '127.0.0.1');
    const pair: Pair = { ends: [near, far], ways: [], carried: 0, isSwallowed: false, hasLost: false };
    for (const socket of pair.ends) socket.setNoDelay(true);
    pairs.add(pair);
    pair.ways.push(carry(pair, 'up', near, far), carry(pair, 'down', far, near));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const cut = () => {
    for (const pair of pairs) end(pair);
  };
  return {
    port: (server.address() as AddressInfo).port,
    bytesDown: () => bytes.down,
    bytesUp: () => bytes.up,
    connections: () => accepted,
    halfOpen(nth) {
      for (const [n, pair] of [...pairs].entries())
        if (nth === undefined || n === nth) pair.isSwallowed = true;
    },
    oneWay(carried) {
      only = carried;
    },
    keep(way, fromText) {
      keeping = { way, from: (piece) => piece.includes(fromText) };
    },
    kept: () => Buffer.concat([...pairs].flatMap(({ ways }) => ways.map((way) => way.kept()))),
    letGo() {
      keeping = undefined;
      for (const pair of [...pairs]) for (const way of pair.ways) way.letGo();
    },
    refuse() {
      isRefusing = true;
      cut();
    },
    cut,
    become(line) {
      now = line;
    },
    heal() {
      now = {};
      only = undefined;
      isRefusing = false;
      for (const pair of pairs) if (pair.isSwallowed || pair.hasLost) end(pair);
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
