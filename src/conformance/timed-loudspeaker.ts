// A loudspeaker without sound that takes as long as the examination's clips last: for examining the reference controller on a
// machine that has no amplifier. Sounds come in, begin at their time, end by themselves or when they are stopped.
import type { Clock } from './ports.ts';
import { lengthOfClip } from './sounds.ts';

export interface TimedSound {
  readonly clip: Uint8Array;
  readonly codec: string;
  readonly leadInMs: number;
}

export interface Sounded {
  readonly lateMs: number;
  readonly playedMs: number;
  readonly stopped: boolean;
}

export function createTimedLoudspeaker(clock: Clock) {
  return {
    name: 'timed',
    headStartMs: (leadInMs: number) => leadInMs,
    async prepare({ clip, codec, leadInMs }: TimedSound) {
      const lengthMs = codec === 'mp3' ? lengthOfClip(clip) : 2000;
      let end: (stopped: boolean) => void = () => undefined;
      let isStopped = false;
      return {
        start(inMs: number): Promise<Sounded> {
          const dueAt = clock.now() + inMs;
          return new Promise((resolve) => {
            let startedAt: number | undefined;
            let cancel: () => void = () => undefined;
            end = (stopped) => {
              cancel();
              const lateMs = startedAt === undefined ? 0 : startedAt - dueAt;
              const playedMs = startedAt === undefined ? 0 : Math.min(lengthMs, clock.now() - startedAt);
              resolve({ lateMs, playedMs, stopped });
            };
            if (isStopped) return end(true);
            cancel = clock.after(Math.max(leadInMs, inMs), () => {
              startedAt = clock.now();
              cancel = clock.after(lengthMs, () => end(false));
            });
          });
        },
        stop() {
          isStopped = true;
          end(true);
        },
        release: async () => undefined,
      };
    },
  };
}
