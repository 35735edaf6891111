// A loudspeaker that makes no sound and keeps its time: a clip takes as long as it would take, and when its first sample
// would have sounded is told by the machine's clock, not by the tower's.
import type { Clock, Sink } from '../controller/ports.ts';

/** @param sounded called when the first sample is due, with the sound's name */
export function createSilentSink(clock: Clock, sounded: (name: string) => void): Sink {
  return {
    name: 'silent',
    headStartMs: () => 0,
    async prepare({ name, lengthMs }) {
      let isStopped = false;
      let wake: () => void = () => undefined;
      const wait = (ms: number) =>
        new Promise<void>((resolve) => {
          const cancel = clock.after(Math.max(0, ms), resolve);
          wake = () => {
            cancel();
            resolve();
          };
        });
      return {
        async start(inMs) {
          const dueAt = clock.now() + inMs;
          await wait(inMs);
          if (isStopped) return { lateMs: 0, playedMs: 0, stopped: true };
          const beganAt = clock.now();
          sounded(name);
          await wait(lengthMs);
          const playedMs = Math.min(lengthMs, Math.round(clock.now() - beganAt));
          return { lateMs: beganAt - dueAt, playedMs: isStopped ? playedMs : lengthMs, stopped: isStopped };
        },
        stop() {
          isStopped = true;
          wake();
        },
        release: async () => undefined,
      };
    },
  };
}
