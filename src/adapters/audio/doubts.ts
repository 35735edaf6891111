// From the house's bars to what happens: a reading whose words were cut is refused; everything else goes to the approver
// as a doubt, because a poor announcement may be better than none.
import type { SoundDoubt } from '../../core/clip.ts';
import { RelayError } from '../../core/errors.ts';
import type { Verdict } from './bars/gate.ts';
import type { Heard } from './listen.ts';

/** A recording nearer to its room than this sounds of the room: the chain lifts it by 20 dB. */
const QUIET_ROOM_DB = 20;
/** Of the first or last sounds less than a half: a word is gone. */
const GONE = 0.5;

/** @throws RelayError `clip-refused` */
export function doubtsOf({ bars, kept }: Verdict, recorded: boolean, heard: Heard): SoundDoubt[] {
  const failed = bars.filter(({ holds }) => !holds);
  const isCut = kept.first < GONE || kept.last < GONE;
  if (isCut && !recorded)
    throw new RelayError(
      'clip-refused',
      `เสียงพูดขาดหายที่ต้นหรือท้าย กรุณาลองสร้างเสียงใหม่อีกครั้ง · The speech is cut at its beginning or its end (${kept.first.toFixed(2)}, ${kept.last.toFixed(2)}); have it read again.`,
    );
  const overRoomDb = heard.speechDb - heard.roomDb;
  const isNoisy = recorded && overRoomDb < QUIET_ROOM_DB;
  const unlike = [...new Set(failed.map(({ n }) => n))];
  return [
    ...(isNoisy ? [{ what: 'noisy-recording' as const, value: Math.round(overRoomDb) }] : []),
    ...unlike.map((n) => ({ what: 'unlike-the-house' as const, value: n })),
  ];
}
