// The conveyor asks each stage what is due and runs it; stages never call each other. A crash, a restart or a second
// process changes nothing, because what is due lives in the database. It alone catches what a stage could not do.
import { asRelayError, type RelayError } from '../core/errors.ts';
import type { Log } from './ports.ts';

/** Things in one state, made into the next. `failed` stores the reason, for another try or for a person. */
export interface Stage<Thing> {
  readonly name: string;
  /** How many things may be under way at once. */
  readonly parallel: number;
  due(limit: number): Promise<readonly Thing[]>;
  run(thing: Thing, signal: AbortSignal): Promise<void>;
  failed(thing: Thing, error: RelayError): Promise<void>;
}

/** Calls back about once a second; the truth about what is due is never in it. */
export interface Ticker {
  start(tick: () => void): void;
  stop(): void;
}

/** One question for all stages: the names of those that have nothing due. A stage it does not name is asked itself. */
export type Glance = () => Promise<readonly string[]>;

export interface Conveyor {
  start(): void;
  /** Stops claiming, then waits for what is under way; work that listens to its signal ends early. */
  stop(): Promise<void>;
  /** Look now instead of at the next tick. */
  nudge(): void;
  /** Resolves when every stage has been asked and had nothing due: for the stories' manual clock. */
  settle(): Promise<void>;
  underWay(): Readonly<Record<string, number>>;
}

export function createConveyor(
  stages: readonly Stage<unknown>[],
  parts: { readonly ticker: Ticker; readonly log: Log; readonly glance?: Glance },
): Conveyor {
  const belts = stages.map((stage) => createBelt(stage, parts.log));
  const nobody: readonly string[] = [];
  const glance = parts.glance ?? (async () => nobody);
  // Most looks find nothing: they shall cost the database one question and not one for every stage.
  const look = inTurn(async () => {
    const idle = await glance().catch((thrown: unknown) => {
      parts.log.error({ err: thrown }, 'conveyor-cannot-look');
      return nobody;
    });
    for (const belt of belts) if (!idle.includes(belt.name)) void belt.pull();
  });
  return {
    start: () => parts.ticker.start(() => void look.ask()),
    async stop() {
      parts.ticker.stop();
      await look.asked();
      await Promise.all(belts.map((belt) => belt.stop()));
    },
    nudge: () => void look.ask(),
    async settle() {
      let moved = true;
      while (moved) {
        const counts = await Promise.all(belts.map((belt) => belt.drain()));
        moved = counts.some((count) => count > 0);
      }
    },
    underWay: () => Object.fromEntries(belts.map((belt) => [belt.name, belt.underWay()])),
  };
}

/** One question at a time. A call meanwhile waits for one more question after it, so that no nudge is lost. */
function inTurn<T>(question: () => Promise<T>) {
  let asking: Promise<T> | undefined;
  let queued: Promise<T> | undefined;
  function ask(): Promise<T> {
    if (asking === undefined) {
      asking = question().finally(() => {
        asking = undefined;
      });
      return asking;
    }
    queued ??= asking.then(() => {
      queued = undefined;
      return ask();
    });
    return queued;
  }
  return { ask, asked: () => asking };
}

function createBelt(stage: Stage<unknown>, log: Log) {
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  // What failed is looked at again at the next tick, never at once: a lasting fault must not spin.
  let failures = 0;
  let taken = 0;

  async function runOne(thing: unknown): Promise<boolean> {
    try {
      await stage.run(thing, stopping.signal);
      return true;
    } catch (thrown) {
      failures += 1;
      // What was told to stop has not failed: its claim is given back, and the next start takes it up.
      if (stopping.signal.aborted) {
        log.info({ stage: stage.name, err: thrown }, 'stopped-before-its-end');
        return false;
      }
      const error = asRelayError(thrown);
      log[error.retry ? 'warn' : 'error'](
        { stage: stage.name, code: error.code, err: error },
        'stage-failed',
      );
      await stage.failed(thing, error);
      return false;
    }
  }

  async function ask(): Promise<number> {
    const free = stage.parallel - running.size;
    if (free <= 0 || stopping.signal.aborted) return 0;
    const things = await stage.due(free);
    taken += things.length;
    for (const thing of things) {
      const work = runOne(thing)
        .catch((thrown: unknown) => {
          log.error({ stage: stage.name, err: thrown }, 'failure-not-stored');
          return false;
        })
        .then((done) => {
          running.delete(work);
          if (done) void pull();
        });
      running.add(work);
    }
    return things.length;
  }

  const question = inTurn(() =>
    ask().catch((thrown: unknown) => {
      log.error({ stage: stage.name, err: thrown }, 'stage-cannot-ask');
      return 0;
    }),
  );
  const pull = question.ask;

  return {
    name: stage.name,
    pull,
    underWay: () => running.size,
    /** @returns how many things were taken until nothing was due */
    async drain(): Promise<number> {
      const before = { taken, failures };
      while ((await pull()) > 0 || running.size > 0) await Promise.all(running);
      return failures > before.failures ? 0 : taken - before.taken;
    },
    async stop() {
      stopping.abort();
      await question.asked();
      await Promise.allSettled(running);
    },
  };
}
