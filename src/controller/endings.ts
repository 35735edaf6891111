// What is told when a sound is over, whole, stopped or broken: the play's last line, or one more where it may begin again;
// whether the loudspeaker works; when what failed is tried anew.
import type { RelayError } from '../core/errors.ts';
import type { Receipt } from '../wire/messages.ts';
import { type AudioTrouble, SILENT } from './fitness.ts';
import { endingOf, type Sounding } from './how-it-ended.ts';
import type { Journal } from './journal.ts';
import { deadline, type Play, totalOf, triedAgainIn } from './play-rules.ts';
import type { Played } from './playing.ts';
import type { Clock, Log } from './ports.ts';
import type { Extra, Tell } from './record.ts';
import type { TowerTime } from './tower-time.ts';

export interface EndingsParts {
  readonly clock: Clock;
  readonly time: TowerTime;
  readonly journal: Journal;
  readonly log: Log;
  readonly tell: Tell;
  /** Writes the last line: the play is over. */
  end(play: Play, state: Receipt['s'], extra?: Extra): Promise<void>;
  /** The loudspeaker failed with this, or sounded whole. */
  audio(trouble: AudioTrouble | undefined): void;
  /** An emergency had to be cut off so long after it began: it may have been heard all the time. */
  wentOn(ms: number): void;
}

export interface Endings {
  /** It sounded, to its end or until somebody stopped it. */
  ended(sounding: Sounding, played: Played): Promise<void>;
  /** The player failed while it sounded. */
  brokeOff(sounding: Sounding, error: RelayError): Promise<void>;
  /** No sound came of it. */
  failed(play: Play, error: RelayError, extra?: Extra): Promise<void>;
}

export function createEndings(parts: EndingsParts): Endings {
  const { clock, time, journal, log } = parts;

  /** The next player or card may work: an emergency is worth another try while it may still begin. */
  async function failed(play: Play, error: RelayError, extra: Extra = {}): Promise<void> {
    const { id } = play.item;
    log.error({ err: error, id }, 'sound failed');
    parts.audio({ why: 'audio-device', text: error.message });
    play.failures = (play.failures ?? 0) + 1;
    const restMs = triedAgainIn(play, journal.starts(id), time.now());
    if (restMs !== undefined) play.restUntil = clock.now() + restMs;
    else await parts.end(play, 'failed', { why: 'audio-device', ...extra });
  }

  return {
    failed,
    async brokeOff({ play, volume: vol, why }, error) {
      // told to stop, it had to end; that it did so badly is for the log
      if (why !== undefined) return parts.end(play, 'stopped', { why, vol });
      const beganAt = journal.last(play.item.id)?.t ?? time.best();
      if (error.code === 'timeout' && play.item.cls === 'emergency')
        parts.wentOn(Math.max(0, time.best() - beganAt));
      await failed(play, error, { vol, totalMs: totalOf(play.item) });
    },
    async ended(sounding, played) {
      const { play } = sounding;
      const { state, why, extra } = endingOf(sounding, played);
      if (why === 'amp-fault') parts.audio(SILENT);
      else if (state === 'finished') parts.audio(undefined);
      const isOpen = (time.now() ?? Number.POSITIVE_INFINITY) <= deadline(play);
      if (why === 'preempted' && isOpen) await parts.tell(play.item, state, extra);
      else await parts.end(play, state, extra);
    },
  };
}
