// Whose turn it is at the loudspeaker: a higher class takes over from what sounds, equals wait; what is let go of gives it
// back, and what is put back waits again. Source: tower protocol, section 7.
import type { Receipt, Why } from '../wire/messages.ts';
import { outweighs, type Play } from './play-rules.ts';
import type { Extra, Tell } from './record.ts';
import type { Speaker } from './speaker.ts';

export interface TurnsParts {
  readonly speaker: Speaker;
  readonly tell: Tell;
  /** Writes the last line: the play is over. */
  end(play: Play, state: Receipt['s'], extra?: Extra): Promise<void>;
}

export interface Turns {
  /** Whether it is with the speaker, sounding or about to. */
  isChosen(play: Play): boolean;
  /** A higher class is made ready beside what sounds and takes over at its time; equals wait their turn. */
  giveWay(next: Play, now: number): Promise<void>;
  /** An emergency behind another: it waits, but not for ever. */
  queue(play: Play, now: number): void;
  /** Back among those that wait; what was on the record as begun is told as stopped. */
  put(play: Play, why: Why): Promise<void>;
  /** Has done with it, at the speaker or not. */
  leave(play: Play, why: Why): Promise<void>;
}

export function createTurns({ speaker, tell, end }: TurnsParts): Turns {
  async function put(play: Play, why: Why): Promise<void> {
    const how = await speaker.drop(play, why);
    if (how === 'begun') await tell(play.item, 'stopped', { why, playedMs: 0 });
  }

  return {
    isChosen: (play) => play === speaker.play() || play === speaker.heir(),
    async giveWay(next, now) {
      const current = speaker.play();
      if (current === undefined || !outweighs(next, current)) return;
      if (!speaker.isSounding()) return speaker.interrupt('preempted');
      const heir = speaker.heir();
      if (heir !== undefined && !outweighs(next, heir)) return;
      if (heir !== undefined) await put(heir, 'preempted');
      await speaker.begin(next, now);
    },
    queue(play, now) {
      const current = speaker.play();
      if (current === play || play.item.cls !== 'emergency') return;
      if (current?.item.cls === 'emergency') play.waitsSince ??= now;
    },
    put,
    async leave(play, why) {
      const how = await speaker.drop(play, why);
      // its end is told when the sound has ended
      if (how === 'ending') return;
      if (how === 'begun') await end(play, 'stopped', { why, playedMs: 0 });
      else await end(play, 'skipped', { why });
    },
  };
}
