// The sound of one play: its clip off the disk, decoded, with silence in front where the amplifier must warm up; every repeat
// is made anew and asks the gates again.
import type { Item, Why } from '../wire/messages.ts';
import type { ClipCache } from './clip-cache.ts';
import type { Gates, Surroundings } from './gates.ts';
import { type Playing, startPlaying } from './playing.ts';
import type { Clock, PreparedSound, Sink } from './ports.ts';
import type { TowerTime } from './tower-time.ts';

export interface PlaySound {
  /** The first repeat. @returns undefined where the clip on disk is spoilt */
  prepare(item: Item, volume: number, leadInMs: number): Promise<PreparedSound | undefined>;
  /** Sounds all repeats from the play's time on. @param closed a gate has closed to the next of them */
  start(item: Item, first: PreparedSound, volume: number, closed: (why: Why) => void): Playing;
}

export interface PlaySoundParts {
  readonly clock: Clock;
  readonly time: TowerTime;
  readonly cache: ClipCache;
  readonly sink: Sink;
  readonly gates: Gates;
  readonly limits: Surroundings['limits'];
}

export function createPlaySound({ clock, time, cache, sink, gates, limits }: PlaySoundParts): PlaySound {
  async function prepare(
    { id, clip: { h, c: codec, ms: lengthMs } }: Item,
    volume: number,
    leadInMs: number,
    repeat: number,
  ): Promise<PreparedSound | undefined> {
    const clip = await cache.read(h);
    if (clip === undefined) return undefined;
    const name = repeat === 1 ? id : `${id}-${repeat}`;
    return sink.prepare({ name, clip, codec, lengthMs, leadInMs, volume });
  }

  return {
    prepare: (item, volume, leadInMs) => prepare(item, volume, leadInMs, 1),
    start(item, first, volume, closed) {
      async function again(repeat: number): Promise<PreparedSound | undefined> {
        const why = gates.closedToRepeat(item, time.now() ?? 0);
        if (why === undefined) return prepare(item, volume, limits().leadInMs, repeat);
        closed(why);
        return undefined;
      }
      const { n: times, gap: gapMs } = item.rep ?? { n: 1, gap: 0 };
      const headStartMs = sink.headStartMs(limits().leadInMs);
      return startPlaying({ first, again, times, gapMs, inMs: time.until(item.at), headStartMs }, clock);
    },
  };
}
