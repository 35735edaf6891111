// Virtual time: what is to happen stands in one queue by time, one thing happens after the other, and each is dealt with
// to its end before the next. Everything that happens is written into one trace, whose hash names the history.
import { createHash } from 'node:crypto';

export type Cancel = () => void;

export interface World {
  /** True time, epoch ms. */
  now(): number;
  in(ms: number, call: () => void): Cancel;
  /** Lets everything happen that is due by then. */
  passTo(at: number): Promise<void>;
  /** A line of the trace, and what went with it. */
  note(what: string, payload?: Uint8Array): void;
  /** How often something was met. */
  count(what: string): void;
  readonly counts: Map<string, number>;
  steps(): number;
  hash(): string;
  readonly trace: readonly string[];
}

interface Entry {
  readonly at: number;
  readonly n: number;
  readonly call: () => void;
  isOff: boolean;
}

/** @param keepTrace lines are kept for reading, not only hashed */
export function createWorld(startAt: number, keepTrace: boolean): World {
  const heap: Entry[] = [];
  const counts = new Map<string, number>();
  const trace: string[] = [];
  const sum = createHash('sha256');
  let at = startAt;
  let made = 0;
  let steps = 0;
  const before = (a: Entry, b: Entry) => a.at < b.at || (a.at === b.at && a.n < b.n);

  function push(entry: Entry): void {
    let place = heap.push(entry) - 1;
    while (place > 0) {
      const up = (place - 1) >> 1;
      if (!before(entry, heap[up]!)) break;
      heap[place] = heap[up]!;
      place = up;
    }
    heap[place] = entry;
  }

  function pop(): Entry | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let down = 2 * place + 1;
      if (down >= heap.length) break;
      if (down + 1 < heap.length && before(heap[down + 1]!, heap[down]!)) down += 1;
      if (!before(heap[down]!, last)) break;
      heap[place] = heap[down]!;
      place = down;
    }
    heap[place] = last;
    return first;
  }

  return {
    now: () => at,
    in(ms, call) {
      const entry = { at: at + Math.max(0, Math.round(ms)), n: made++, call, isOff: false };
      push(entry);
      return () => {
        entry.isOff = true;
      };
    },
    async passTo(to) {
      while (heap[0] !== undefined && heap[0].at <= to) {
        const next = pop();
        if (next === undefined || next.isOff) continue;
        at = next.at;
        steps += 1;
        next.call();
        // Nothing here waits for a thread or a device: once the promises have run out all is still.
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      at = Math.max(at, to);
    },
    note(what, payload) {
      sum.update(`${at} ${what}\n`);
      if (payload !== undefined) sum.update(payload);
      if (!keepTrace) return;
      const mark = payload === undefined ? '' : createHash('sha1').update(payload).digest('hex').slice(0, 8);
      trace.push(`${new Date(at).toISOString().slice(11, 23)} ${what} ${mark}`.trimEnd());
    },
    count: (what) => void counts.set(what, (counts.get(what) ?? 0) + 1),
    counts,
    steps: () => steps,
    hash: () => sum.copy().digest('hex'),
    trace,
  };
}
