// Clearing: a clip that no play needs any more leaves the broker, a day after its last play or once it is withdrawn.
// Its pieces are the retained ones that delivery put there; a later play of the same clip puts them there anew.
import type { Stage } from './conveyor.ts';
import type { BrokerShelf, ClaimedClip } from './keeping.ts';
import type { Clock, Log, TowerLine } from './ports.ts';

/** A tower that was away for its play may still come for the sound; the same news often sounds again the next day. */
const AFTER_LAST_PLAY_MS = 24 * 3_600_000;
const LOOK_MS = 60_000;
const TRY_AGAIN_MS = 60_000;

export interface ClearingPorts {
  readonly brokerShelf: BrokerShelf;
  readonly line: Pick<TowerLine, 'clearClip'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly owner: string;
}

export function createClearing(ports: ClearingPorts): Stage<ClaimedClip> {
  let lookedAt = 0;
  return {
    name: 'clearing',
    // A few at a time: plans and receipts share the line.
    parallel: 2,
    async due(limit) {
      const now = ports.clock.now();
      if (Math.abs(now - lookedAt) < LOOK_MS) return [];
      const clips = await ports.brokerShelf.claim(ports.owner, now, now - AFTER_LAST_PLAY_MS, limit);
      if (clips.length < limit) lookedAt = now;
      return clips;
    },
    async run(clip) {
      await ports.line.clearClip(clip.sha256, clip.bytes);
      const gone = await ports.brokerShelf.cleared(clip);
      ports.log[gone ? 'info' : 'warn'](
        { sha256: clip.sha256 },
        gone ? 'clip-cleared' : 'clip-clearing-fenced',
      );
    },
    failed: (clip) => ports.brokerShelf.postpone(clip, ports.clock.now() + TRY_AGAIN_MS),
  };
}
