// What is on the record of a play: every turn its story takes becomes one line in the journal, from where the outbox sends
// it as a receipt. A disk that refuses the line does not keep the tower from going on.
import { asRelayError } from '../core/errors.ts';
import type { Item, Receipt } from '../wire/messages.ts';
import type { EmergencyRest } from './emergency-rest.ts';
import type { Journal, NewLine } from './journal.ts';
import type { Play } from './play-rules.ts';
import type { Log } from './ports.ts';
import type { TowerTime } from './tower-time.ts';

export type Extra = Partial<Pick<Receipt, 'why' | 'skewMs' | 'playedMs' | 'totalMs' | 'vol' | 'out'>>;

/** Writes a line; false where the disk refused it. */
export type Tell = (
  about: Pick<Item, 'id' | 'ann' | 'rev'>,
  state: Receipt['s'],
  extra?: Extra,
) => Promise<boolean>;

export interface RecordParts {
  readonly time: TowerTime;
  readonly journal: Journal;
  readonly log: Log;
  readonly rest: EmergencyRest;
  /** The play of this id, while the tower means to make it. */
  play(id: string): Play | undefined;
  /** A line was written. */
  told(line: NewLine): void;
}

export function createRecord({ time, journal, log, rest, play: find, told }: RecordParts): Tell {
  return async (about, s, extra = {}) => {
    const play = find(about.id);
    const line: NewLine = {
      id: about.id,
      ann: about.ann,
      rev: about.rev,
      s,
      t: Math.round(time.best()),
      te: time.errMs(),
      ...extra,
      exp: Math.max(play?.item.exp ?? 0, play?.approval.exp ?? 0, Math.round(time.best() / 1000)),
      emergency: play?.item.cls === 'emergency',
    };
    let isWritten = true;
    try {
      await journal.add(line);
    } catch (error) {
      isWritten = false;
      log.error({ err: asRelayError(error), id: about.id }, 'receipt is in memory only: the disk refused it');
    }
    if (line.emergency && s !== 'failed' && extra.playedMs !== undefined) rest.sounded(extra.playedMs);
    told(line);
    return isWritten;
  };
}
