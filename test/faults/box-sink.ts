// A tower's amplifier: it may refuse, and it tells the witness what truly sounds and how it ends.
import type { Clock, Sink } from '../../src/controller/ports.ts';
import { RelayError } from '../../src/core/errors.ts';
import { clipHash } from '../../src/wire/chunks.ts';
import type { Chance } from './chance.ts';
import type { Weather } from './weather.ts';
import type { Witness } from './witness.ts';
import type { World } from './world.ts';

export interface Sounding {
  stop(why: 'stopped' | 'power'): void;
}

export interface BoxSinkParts {
  readonly place: string;
  readonly world: World;
  readonly weather: Weather;
  readonly chance: Chance;
  readonly witness: Witness;
  readonly clock: Clock;
  lengthOf(hash: string): number;
  isThisBoot(): boolean;
  /** What sounds from now on, or nothing. */
  sounds(what: Sounding | undefined): void;
  felt(): void;
}

export function createBoxSink(parts: BoxSinkParts): Sink {
  const { place, world, weather, chance, witness, clock, isThisBoot, sounds, felt } = parts;
  return {
    name: 'simulated',
    headStartMs: (leadInMs) => leadInMs,
    async prepare(sound) {
      if (chance.happens(weather.badSound)) {
        world.count(`amplifier refuses × ${sound.codec}`);
        throw new RelayError('no-engine', 'the device is gone');
      }
      const hash = clipHash(sound.clip);
      const lengthMs = parts.lengthOf(hash);
      let end: (stopped: boolean) => void = () => undefined;
      let cancel: () => void = () => undefined;
      let isStopped = false;
      return {
        start(inMs) {
          const wait = Math.max(sound.leadInMs, inMs);
          return new Promise((resolve) => {
            let entry: ReturnType<Witness['sounds']> | undefined;
            end = (stopped) => {
              cancel();
              if (!isThisBoot()) return;
              sounds(undefined);
              const playedMs = entry === undefined ? 0 : world.now() - entry.at;
              entry?.over(stopped ? 'stopped' : 'whole');
              resolve({ lateMs: wait - inMs, playedMs, stopped });
            };
            if (isStopped) return end(true);
            cancel = clock.after(wait, () => {
              entry = witness.sounds(place, {
                name: sound.name,
                hash,
                volume: sound.volume,
                lengthMs,
                codec: sound.codec,
              });
              sounds({ stop: (why) => entry?.over(why) });
              felt();
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
