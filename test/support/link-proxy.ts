// A bad line between two ends, ours: TCP in, TCP out, and between them what a village's mobile link does. It cuts after so
// many bytes, runs slowly, answers late, goes silent without closing, carries one way only, or refuses for a while.
// "Down" is towards whoever connected (the tower), "up" towards `to` (the broker).
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

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

/** What a direction may hold before it stops reading, as a modem does. */
const ROOM = 16_384;
const STEP_MS = 20;

type Way = 'up' | 'down';
interface Pair {
  readonly ends: readonly [Socket, Socket];
  carried: number;
  isSwallowed: boolean;
  /** Bytes went nowhere: its ends will never understand each other again. */
  hasLost: boolean;
}

export async function openLink({ to, ...options }: LinkOptions): Promise<RoughLink> {
  let now: Omit<LinkOptions, 'to'> = options;
  let only: Way | undefined;
  let isRefusing = false;
  let accepted = 0;
  const bytes = { up: 0, down: 0 };
  const pairs = new Set<Pair>();

  function end(pair: Pair): void {
    if (!pairs.delete(pair)) return;
    for (const socket of pair.ends) socket.destroy();
  }

  /** @returns how many of these bytes the connection still carries */
  function allowance(pair: Pair, wanted: number): number {
    return Math.min(wanted, (now.cutEveryBytes ?? Number.POSITIVE_INFINITY) - pair.carried);
  }

  function deliver(pair: Pair, way: Way, into: Socket, piece: Buffer): void {
    if (into.destroyed) return;
    if (pair.isSwallowed || (only !== undefined && only !== way)) {
      pair.hasLost = true;
      return;
    }
    const n = allowance(pair, piece.length);
    pair.carried += n;
    bytes[way] += n;
    into.write(piece.subarray(0, n));
    if (now.cutEveryBytes !== undefined && pair.carried >= now.cutEveryBytes) {
      // What has been carried arrives; only what comes after it does not.
      pairs.delete(pair);
      for (const socket of pair.ends) socket.destroySoon();
    }
  }

  function carry(pair: Pair, way: Way, from: Socket, into: Socket): void {
    const queue: { piece: Buffer; dueAt: number }[] = [];
    let held = 0;
    let isEnded = false;
    let isBusy = false;
    let freeAt = 0;

    /** @returns how long until there is something to do, or undefined when nothing is left */
    function step(): number | undefined {
      const first = queue[0];
      if (first === undefined) return undefined;
      const waitMs = Math.max(first.dueAt, freeAt) - Date.now();
      if (waitMs > 0) return waitMs;
      const most = now.rate === undefined ? first.piece.length : Math.ceil((now.rate * STEP_MS) / 1000);
      const piece = first.piece.subarray(0, most);
      if (piece.length === first.piece.length) queue.shift();
      else first.piece = first.piece.subarray(piece.length);
      if (now.rate !== undefined) freeAt = Math.max(freeAt, Date.now()) + (piece.length / now.rate) * 1000;
      held -= piece.length;
      deliver(pair, way, into, piece);
      return 0;
    }

    function pump(): void {
      if (isBusy) return;
      let waitMs = step();
      while (waitMs === 0) waitMs = step();
      if (held < ROOM) from.resume();
      if (waitMs === undefined) {
        if (isEnded && !pair.isSwallowed) end(pair);
        return;
      }
      isBusy = true;
      setTimeout(() => {
        isBusy = false;
        pump();
      }, waitMs).unref();
    }

    from.on('data', (piece: Buffer) => {
      queue.push({ piece, dueAt: Date.now() + (now.delayMs ?? 0) });
      held += piece.length;
      if (held >= ROOM && now.rate !== undefined) from.pause();
      pump();
    });
    from.on('error', () => undefined); // a cut line is the point of this file; 'close' follows
    from.on('close', () => {
      isEnded = true;
      pump();
    });
  }

  const server = createServer((near) => {
    if (isRefusing) return void near.destroy();
    accepted += 1;
    const far = connect(to, '127.0.0.1');
    const pair: Pair = { ends: [near, far], carried: 0, isSwallowed: false, hasLost: false };
    for (const socket of pair.ends) socket.setNoDelay(true);
    pairs.add(pair);
    carry(pair, 'up', near, far);
    carry(pair, 'down', far, near);
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
