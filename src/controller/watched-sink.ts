// A loudspeaker that is looked after: a player that hangs, falls silent too soon or cannot be stopped becomes an error
// here, so that one play fails and not the tower. Sounds go through to the sink behind unchanged.
import { RelayError } from '../core/errors.ts';
import type { Clock, PreparedSound, Sink, Sound } from './ports.ts';

/** A small board decodes a long clip in less; what takes longer has hung. */
const MAKE_READY_MS = 90_000;
/** What a player may need beyond the sound itself: its start, and its leaving. */
const GRACE_MS = 10_000;
const SHARE = 1.05;
/** After being told to stop, or having hung, it may take this long to go. */
const LEAVING_MS = 3000;
/** Players round, and short sounds are measured badly; but half a clip is not whole. */
const LEAST_SHARE = 0.5;
const SHORT_MS = 1500;

/** @param clock whose timers wake the watch @returns a sink whose sounds always come to an end or fail as `timeout` */
export function createWatchedSink(sink: Sink, clock: Clock): Sink {
  return {
    name: sink.name,
    headStartMs: (leadInMs) => sink.headStartMs(leadInMs),
    async prepare(sound) {
      const ready = sink.prepare(sound);
      const prepared = await within(clock, MAKE_READY_MS, ready, () => {
        // it may come after all, and would leave its file behind
        ready.then((late) => late.release()).catch(() => undefined);
        throw new RelayError('timeout', 'The sound was not made ready in time.', { retry: true });
      });
      return watched(prepared, sound, clock);
    },
  };
}

function watched(prepared: PreparedSound, sound: Sound, clock: Clock): PreparedSound {
  let giveUp: () => void = () => undefined;
  let cancelLeaving: () => void = () => undefined;

  return {
    async start(inMs) {
      const dueAt = clock.now() + Math.max(0, inMs);
      const mostMs = dueAt - clock.now() + sound.leadInMs + sound.lengthMs * SHARE + GRACE_MS;
      const given = new Promise<'gone'>((resolve) => {
        giveUp = () => resolve('gone');
      });
      const sounding = Promise.race([prepared.start(inMs), given]);
      try {
        const played = await within(clock, mostMs, sounding, () => {
          prepared.stop();
          throw new RelayError('timeout', 'The player hung: it went on when the sound should have ended.');
        });
        if (played === 'gone') return { lateMs: 0, playedMs: past(dueAt), stopped: true };
        mustBeWhole(played, sound);
        return played;
      } finally {
        cancelLeaving();
      }
    },
    stop() {
      prepared.stop();
      cancelLeaving();
      cancelLeaving = clock.after(LEAVING_MS, () => giveUp());
    },
    release() {
      cancelLeaving();
      return prepared.release();
    },
  };

  function past(dueAt: number): number {
    return Math.min(sound.lengthMs, Math.max(0, clock.now() - dueAt));
  }
}

function mustBeWhole(played: { playedMs: number; stopped: boolean }, { lengthMs }: Sound): void {
  if (played.stopped || played.playedMs >= lengthMs * LEAST_SHARE - SHORT_MS) return;
  const heard = Math.round(played.playedMs);
  throw new RelayError('engine-failed', `The player ended after ${heard} of ${lengthMs} ms.`);
}

async function within<T>(
  clock: Clock,
  ms: number,
  doing: Promise<T>,
  late: () => T | Promise<T>,
): Promise<T> {
  let cancel: () => void = () => undefined;
  const overdue = new Promise<'overdue'>((resolve) => {
    cancel = clock.after(ms, () => resolve('overdue'));
  });
  try {
    const first = await Promise.race([doing.then((value) => ({ value })), overdue]);
    return first === 'overdue' ? await late() : first.value;
  } finally {
    cancel();
  }
}
