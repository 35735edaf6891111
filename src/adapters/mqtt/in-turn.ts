// A gate that lets so many through at once; the rest wait in order. Work goes in, its result comes out.

export interface Gate {
  /** Runs `work` when there is room. @returns what `work` returns */
  pass<T>(work: () => Promise<T>): Promise<T>;
  /** How many wait outside. */
  waiting(): number;
}

export function createGate(room: number): Gate {
  const queue: (() => void)[] = [];
  let inside = 0;

  async function enter(): Promise<void> {
    if (inside < room) {
      inside += 1;
      return;
    }
    // The one who leaves hands its place over, so nobody can slip in between.
    await new Promise<void>((resolve) => queue.push(resolve));
  }

  function leave(): void {
    const next = queue.shift();
    if (next === undefined) inside -= 1;
    else next();
  }

  return {
    waiting: () => queue.length,
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
