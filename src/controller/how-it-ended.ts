// What is told of a sound that has ended: whether it was heard whole, and if not who or what broke it off. Pure.
import type { Receipt, Why } from '../wire/messages.ts';
import { type Play, totalOf } from './play-rules.ts';
import type { Played } from './playing.ts';
import type { Extra } from './record.ts';

/** What sounded, and how loud. */
export interface Sounding {
  readonly play: Play;
  readonly volume: number;
  /** Why somebody stopped it or a gate closed to its next repeat; undefined where nobody did. */
  readonly why: Why | undefined;
}

export interface Ending {
  readonly state: Extract<Receipt['s'], 'finished' | 'stopped' | 'failed'>;
  readonly why: Why | undefined;
  /** Only what is known: a missing figure is no field, not an empty one. */
  readonly extra: Extra;
}

export function endingOf({ play, volume, why: told }: Sounding, played: Played): Ending {
  const { skewMs, playedMs, out } = played;
  const [state, why] = howOf(played, told);
  const extra = {
    ...(why === undefined ? {} : { why }),
    ...(skewMs === undefined ? {} : { skewMs }),
    playedMs,
    ...(out === undefined ? {} : { out }),
    totalMs: totalOf(play.item),
    vol: volume,
  };
  return { state, why, extra };
}

function howOf({ stopped, out }: Played, told: Why | undefined): [Ending['state'], Why | undefined] {
  // a player that fell silent by itself, told by nobody, is a fault of the device
  if (stopped) return ['stopped', told ?? 'audio-device'];
  return out?.amp === 'fail' ? ['failed', 'amp-fault'] : ['finished', undefined];
}
