// Rules of what follows from a good plan: sound, receipts, clips, and commands in between. A table, read by rules.ts.
import type { Line } from './rule.ts';

export const PLAY: readonly Line[] = [
  [
    'plays-at',
    'must',
    'The first sample sounds within 500 ms of its time',
    'decode early; open the amplifier early',
  ],
  [
    'plays-whole',
    'must',
    'The clip sounds in its own time and to its end',
    'playedMs, and when finished is said',
  ],
  ['plays-once', 'must', 'No play starts again once it has ended', 'write started before the sound'],
  ['one-at-a-time', 'must', 'What is due while something of its class sounds waits for its end', 'the queue'],
  ['supersedes', 'full', 'Of one key only the newest that is due plays', 'key'],
  ['repeats', 'full', 'Repeats sound as often as asked and are one play', 'rep.n and rep.gap'],
  ['pre-empts', 'must', 'A higher class stops a lower one at once', 'stopped: preempted'],
  [
    'begins-again',
    'full',
    'What was pre-empted begins again while its window is open',
    'the window of the item',
  ],
  [
    'withdrawn-playing',
    'must',
    'Withdrawn while it sounds it stops within 5 s',
    'an item absent from the new plan',
  ],
  ['withdrawn-before', 'must', 'Withdrawn before its time it never starts', 'st withdrawn'],
  ['missed-window', 'must', 'After its window nothing starts', 'at + late'],
  ['quiet-hours', 'must', 'In quiet hours nothing but an emergency sounds', 'minutes of the day in Bangkok'],
  ['emergency-in-quiet', 'must', 'An emergency sounds in quiet hours', 'class before quiet hours'],
  ['daily-limit', 'must', 'No more plays a day than the limit', 'maxPlaysPerDay'],
  [
    'volume',
    'must',
    'Volume never passes the class’s limit, and less when the plan asks less',
    'vol in receipts',
  ],
  [
    'volume-hours',
    'must',
    'At softer hours nothing but an emergency is louder than they allow',
    'volumeHours, minutes of the day in Bangkok',
  ],
  [
    'emergency-pause',
    'must',
    'After the longest emergency sound comes a pause from emergencies',
    'maxEmergencyMs over plays that follow each other; emergencyPauseMs, never under 5 minutes',
  ],
  ['not-fresh', 'must', 'A play that must be fresh is skipped when the relay was not heard', 'fresh'],
  [
    'without-network',
    'must',
    'With the line cut a cached play sounds at its time and is told later',
    'the local timer',
  ],
  [
    'offline-window',
    'must',
    'What came too late over a dead line is skipped, not played',
    'the window after a reconnect',
  ],
  [
    'catch-up',
    'must',
    'After ten minutes without a line at most one late play is made up for',
    'a long gap: how many late plays begin when the plan comes',
  ],
  [
    'mute-stops',
    'must',
    'Muted at the tower, what sounds stops at once',
    'the switch in the midst of a play',
  ],
  [
    'mute-keeps',
    'must',
    'While it is muted there nothing begins, and an emergency only where that is signed',
    'the switch before everything else; emergencyOverMute absent is false',
  ],
  ['mute-released', 'must', 'When the mute is released the next play sounds', 'the switch, let go'],
  [
    'played-is-sound',
    'must',
    'playedMs is what sounded, not what the plan says of the clip’s length',
    'measure what was decoded and played; clip.ms is somebody’s word',
  ],
  [
    'overlong-cut',
    'must',
    'A sound that goes on far beyond its clip.ms is cut, and told as failed, not as finished',
    'a timer beside the player; finished is said when the sound itself has ended',
  ],
];

export const RECEIPTS: readonly Line[] = [
  ['numbered', 'must', 'Receipts are numbered one by one without gaps', 'the counter on disk'],
  ['stable', 'must', 'A number always means the same receipt', 'receipts are never rewritten'],
  ['sent-again', 'must', 'What is not acknowledged is sent again', 'a timer of 15 s, and every reconnect'],
  [
    'sent-again-beside',
    'must',
    'What was lost is sent again also while the relay answers for others',
    'an answer whose rack has not moved must not put the timer off',
  ],
  ['until-rack', 'must', 'What is acknowledged is not sent again', 'rack in ack and plan'],
  [
    'rack-jump',
    'full',
    'After a rack above all its numbers it numbers from there',
    'your own counter after a lost disk',
  ],
];

export const CLIPS: readonly Line[] = [
  ['two-pieces', 'must', 'Never more than two pieces are under way', 'the window: a stop waits behind it'],
  ['unsubscribes', 'must', 'A piece that has come is unsubscribed', 'UNSUBSCRIBE'],
  ['needs', 'must', 'A piece that is not there is asked for with need', 'patience of 8 s'],
  ['late-piece', 'must', 'A piece that appears late completes the clip', 'stay subscribed'],
  [
    'spoilt-clip',
    'must',
    'A clip with another hash never plays: failed, hash-mismatch',
    'SHA-256 of the whole',
  ],
  [
    'mended-clip',
    'full',
    'A spoilt clip is fetched once more and plays when it is good',
    'need for all, 3 s, again',
  ],
  ['resumes', 'must', 'After a cut it goes on where it was: under 1.3 times the bytes', 'keep whole pieces'],
  [
    'stop-in-transfer',
    'must',
    'At 16 KB/s a stop is obeyed within 5 s while a clip is coming',
    'the window of two',
  ],
  [
    'second-source',
    'full',
    'What the broker does not have comes over HTTPS',
    'src of the item; after two waits of 8 s, or at once',
  ],
  [
    'web-ranges',
    'full',
    'Over HTTPS it asks by Range and goes on where an answer broke off: under 1.3 times the bytes',
    'Range, and the pieces that are whole already',
  ],
];

export const COMMANDS: readonly Line[] = [
  ['report', 'must', 'On report it says hello and health', 'op report'],
  ['report-area', 'must', 'A command to its area and on its flash topic counts', 'to.area; the flash topics'],
  ['cmd-once', 'must', 'A command is obeyed once', 'ids of the last ten minutes'],
  ['cmd-expired', 'must', 'An expired command does nothing', 'exp against trusted time'],
  ['cmd-valid-too-long', 'must', 'A command valid for more than a minute does nothing', 'exp - iat'],
  ['cmd-wrong-tower', 'must', 'A command for another tower or area does nothing', 'to'],
  ['cmd-bad-seal', 'must', 'A command whose seal does not hold does nothing', 'the same seal as a plan'],
  ['stop', 'must', 'stop ends what sounds within 5 s', 'op stop with args.id'],
  ['test-tone', 'must', 'A test tone sounds and is told as an event tone', 'op test-tone'],
  [
    'tone-refused',
    'must',
    'A test tone in quiet hours does not sound and is told as tone-refused with the reason',
    'quiet hours before the tone; event tone-refused',
  ],
  ['stop-all', 'must', 'stop-all ends what sounds within 5 s', 'op stop-all'],
  [
    'mute-tone',
    'must',
    'A test tone does not sound while it is muted there, and is told as tone-refused',
    'the switch before the tone',
  ],
];
