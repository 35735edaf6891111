// One play sounding: its repeats with the gaps between them, until it has finished or somebody stopped it.
import type { Clock, PreparedSound, Sounded } from './ports.ts';

/** A play with all its repeats. */
export interface Played extends Pick<Sounded, 'playedMs' | 'stopped' | 'out'> {
  /** First sample of the first repeat against its time. */
  readonly skewMs: number | undefined;
}

export interface Playing {
  stop(): void;
  readonly done: Promise<Played>;
}

export interface PlayingOrder {
  readonly first: PreparedSound;
  /** Makes the sound of repeat 2, 3 …; undefined when it may not sound any more. */
  again(repeat: number): Promise<PreparedSound | undefined>;
  readonly times: number;
  readonly gapMs: number;
  readonly inMs: number;
  readonly headStartMs: number;
}

export function startPlaying(order: PlayingOrder, clock: Clock): Playing {
  let stopped = false;
  let sounding: PreparedSound | undefined = order.first;
  let wakeUp: () => void = () => undefined;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const cancel = clock.after(ms, resolve);
      wakeUp = () => {
        cancel();
        resolve();
      };
    });

  async function run(): Promise<Played> {
    let playedMs = 0;
    let out: Sounded['out'];
    let skewMs: number | undefined;
    for (let repeat = 1; repeat <= order.times && sounding !== undefined; repeat++) {
      const result = await sounding
        .start(repeat === 1 ? order.inMs : order.headStartMs)
        .finally(() => sounding?.release());
      skewMs ??= Math.round(result.lateMs);
      playedMs += result.playedMs;
      out = clearer(out, result.out);
      stopped ||= result.stopped;
      if (stopped || repeat === order.times) break;
      await pause(Math.max(0, order.gapMs - order.headStartMs));
      sounding = stopped ? undefined : await order.again(repeat + 1);
      stopped ||= sounding === undefined;
    }
    return { skewMs, playedMs: Math.round(playedMs), stopped, ...(out === undefined ? {} : { out }) };
  }

  return {
    stop() {
      stopped = true;
      sounding?.stop();
      wakeUp();
    },
    done: run(),
  };
}

/** Once noticed is noticed: the village's own noise may have covered the other repeats. */
function clearer(before: Sounded['out'], now: Sounded['out']): Sounded['out'] {
  return before?.amp === 'ok' ? before : (now ?? before);
}
