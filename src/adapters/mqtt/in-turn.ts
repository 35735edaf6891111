// A gate that lets so many through at once; the rest wait in order. Work goes in, its result comes out.

export interface Gate {
  /** Runs `work` when there is room. @returns what `work` returns */
  pass<T>(work: () => Promise<T>): Promise<T>;
  /** How many wait outside. */
  waiting(): number;
  /** From now on so many at once; who is inside already stays. */
  widen(room: number): void;
}

export function createGate(first: number): Gate {
  const queue: (() => void)[] = [];
  let room = first;
  let inside = 0;

  async function enter(): Promise<void> {
    if (inside < room) {
      inside += 1;
      return;
    }
    // The place is given before the one who waited wakes, so nobody can slip in between.
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  function leave(): void {
    inside -= 1;
    admit();
  }

  function admit(): void {
    while (inside < room) {
      const next = queue.shift();
      if (next === undefined) return;
      inside += 1;
      next();
    }
  }

  return {
    waiting: () => queue.length,
    widen(to) {
      room = to;
      admit();
    },
    async pass(work) {
      await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}

/** Calls `work` once after `ms` unless the returned function is called first; never keeps the process alive. */
export type After = (ms: number, work: () => void) => () => void;

export const afterRealTime: After = (ms, work) => {
  const timer = setTimeout(work, ms);
  timer.unref();
  return () => clearTimeout(timer);
};
