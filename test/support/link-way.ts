// One way of one connection on a bad line: bytes are read here, wait their time (slow, late or kept until they are let go)
// and are handed on in the order in which they came.
import type { Socket } from 'node:net';

/** What a way may hold before it stops reading, as a modem does. */
const ROOM = 16_384;
const STEP_MS = 20;

export interface WayParts {
  readonly from: Socket;
  /** How the line runs now. */
  line(): { readonly rate?: number; readonly delayMs?: number };
  /** Looks at what has just been read. @returns whether it and all that follows is kept for now */
  isKept(piece: Buffer): boolean;
  deliver(piece: Buffer): void;
  /** The end that spoke is gone, and all it said has been handed on. */
  over(): void;
}

export interface Way {
  /** What was kept goes on its way. */
  letGo(): void;
  /** What is kept now. */
  kept(): Buffer;
}

export function createWay({ from, line, isKept, deliver, over }: WayParts): Way {
  const queue: { piece: Buffer; dueAt: number }[] = [];
  let held = 0;
  let isEnded = false;
  let isBusy = false;
  let isKeeping = false;
  let freeAt = 0;

  /** @returns how long until there is something to do, or undefined when nothing can be done */
  function step(): number | undefined {
    const first = queue[0];
    if (first === undefined || isKeeping) return undefined;
    const waitMs = Math.max(first.dueAt, freeAt) - Date.now();
    if (waitMs > 0) return waitMs;
    const { rate } = line();
    const most = rate === undefined ? first.piece.length : Math.ceil((rate * STEP_MS) / 1000);
    const piece = first.piece.subarray(0, most);
    if (piece.length === first.piece.length) queue.shift();
    else first.piece = first.piece.subarray(piece.length);
    if (rate !== undefined) freeAt = Math.max(freeAt, Date.now()) + (piece.length / rate) * 1000;
    held -= piece.length;
    deliver(piece);
    return 0;
  }

  function pump(): void {
    if (isBusy) return;
    let waitMs = step();
    while (waitMs === 0) waitMs = step();
    if (held < ROOM) from.resume();
    if (waitMs === undefined) {
      if (isEnded && queue.length === 0) over();
      return;
    }
    isBusy = true;
    setTimeout(() => {
      isBusy = false;
      pump();
    }, waitMs).unref();
  }

  from.on('data', (piece: Buffer) => {
    isKeeping ||= isKept(piece);
    const { rate, delayMs = 0 } = line();
    queue.push({ piece, dueAt: Date.now() + delayMs });
    held += piece.length;
    if (held >= ROOM && rate !== undefined) from.pause();
    pump();
  });
  from.on('error', () => undefined); // a cut line is the point of this file; 'close' follows
  from.on('close', () => {
    isEnded = true;
    pump();
  });

  return {
    letGo() {
      isKeeping = false;
      pump();
    },
    kept: () => Buffer.concat(isKeeping ? queue.map(({ piece }) => piece) : []),
  };
}
