// The rules a controller is judged by: number, name, one sentence, where in src/wire/README.md it stands, whom it binds, and
// what a maker should look at when it fails. A scene judges them; nothing else is asked of a device.

/** `must` binds every device, `full` all but those of the minimal profile, `advice` decides nothing. */
export type Bond = 'must' | 'full' | 'advice';
export const PROFILES = ['full', 'esp32'] as const;
export type Profile = (typeof PROFILES)[number];

export interface Rule {
  readonly no: string;
  readonly name: string;
  readonly says: string;
  /** Heading in src/wire/README.md. */
  readonly section: string;
  readonly bond: Bond;
  readonly look: string;
}

type Line = readonly [name: string, bond: Bond, says: string, look: string];

const CONNECTION: readonly Line[] = [
  ['one-name', 'must', 'User name and client id are both the tower’s id', 'the CONNECT packet'],
  ['clean-session', 'must', 'Every connection is a clean session', 'the clean-session flag of CONNECT'],
  [
    'last-will',
    'must',
    'The last will is an offline presence, retained, QoS 1, with this boot and connection',
    'the will in CONNECT; it must be made anew for every connection',
  ],
  ['keepalive', 'advice', 'Keepalive is 10 to 300 seconds', 'the keepalive of CONNECT'],
  [
    'subscribe-order',
    'must',
    'Trust is subscribed before everything else, the plan after everything else',
    'the order of SUBSCRIBE: a revoked key must be gone before a plan sealed with it is read',
  ],
  [
    'subscribe-all',
    'must',
    'It subscribes trust, ack, config, cmd, plan and the flash topics of its four areas',
    'the list of topics after CONNACK',
  ],
  ['own-topics', 'must', 'It speaks and listens only where the contract has a place for it', 'topic strings'],
  ['hello', 'must', 'A hello follows every connection', 'what runs after CONNACK'],
  ['fresh-nonce', 'must', 'Every hello has a nonce never used before', 'the random source of the nonce'],
  [
    'presence',
    'must',
    'Presence online is retained, with the boot and connection of hello and will; each connection is one more',
    'where boot and conn are made: one pair for will, hello and presence',
  ],
  ['comes-back', 'must', 'After the line was cut it comes back by itself', 'the reconnect timer'],
  [
    'back-off-random',
    'must',
    'The wait before it comes back is random',
    'the back-off: towers of a province must not come back in the same second',
  ],
  ['back-off-grows', 'must', 'While nobody opens it tries ever more seldom', 'the growth of the back-off'],
  ['messages-parse', 'must', 'Everything it says fits the schemas', 'asyncapi.yaml; run the message vectors'],
  ['quality', 'must', 'QoS and retain flag are those of the topic table', 'the flags of each PUBLISH'],
  ['plays-mp3', 'must', 'Hello names protocol 1 and the codec mp3', 'proto and codecs in hello'],
];

const TIME: readonly Line[] = [
  ['foreign-nonce', 'must', 'An answer with a nonce of somebody else sets no clock', 'compare the nonce'],
  [
    'slow-answer',
    'must',
    'An answer 4 s or more after its hello sets no clock',
    'stamp the hello when it is sent',
  ],
  ['silent-without-time', 'must', 'Without trusted time nothing scheduled sounds', 'the gate before a play'],
  ['time-told', 'must', 'After a good answer it says that it has the time', 'time.src and errMs'],
];

const PLAN: readonly Line[] = [
  [
    'plan-bad-signature',
    'must',
    'A plan whose signature does not match changes nothing',
    'Ed25519 verification',
  ],
  ['plan-alg-eddsa', 'must', 'alg EdDSA is refused', 'pin alg to Ed25519 before verifying'],
  ['plan-alg-none', 'must', 'alg none is refused', 'pin alg; an empty signature is no signature'],
  ['plan-own-key', 'must', 'A header that brings its own key is refused', 'refuse jwk jku x5c x5u crit b64'],
  ['plan-unknown-key', 'must', 'A kid that the trust document does not name is refused', 'kid lookup'],
  ['plan-approve-key', 'must', 'A plan sealed by an approve key is refused', 'look kid up by its use'],
  ['plan-wrong-type', 'must', 'A plan sealed as another document is refused', 'pin typ'],
  [
    'plan-key-area',
    'must',
    'A plan key of another area is refused',
    'the area of the key against your codes',
  ],
  ['plan-key-expired', 'must', 'An expired plan key is refused', 'nbf and exp of the key'],
  ['plan-wrong-tower', 'must', 'A plan for another tower is refused', 'tw'],
  ['plan-old-seq', 'must', 'A plan with a lower number is refused as replay', 'the stored (ep, seq)'],
  ['plan-same-seq', 'must', 'Another plan under the number already held is refused', 'seq must be above'],
  ['plan-old-epoch', 'must', 'A lower epoch is refused whatever its number', 'compare ep first'],
  ['plan-new-epoch', 'must', 'A higher epoch begins its numbers anew', 'compare ep first'],
  ['plan-expired', 'must', 'A plan past its exp is refused', 'exp in seconds'],
  ['plan-too-long', 'must', 'A plan that claims to be valid over 48 h is refused', 'exp - iat'],
  ['plan-not-json', 'must', 'Sealed bytes that are no plan change nothing', 'the parser'],
  ['refusal-told', 'full', 'A refused plan is told as an event with its reason', 'topic up/event'],
  [
    'plan-duplicates',
    'must',
    'The same plan many times gives one play and one receipt of each kind',
    'play ids',
  ],
  ['unknown-fields', 'must', 'Unknown fields are ignored, in the plan and in its items', 'the parser'],
  [
    'bad-items-alone',
    'must',
    'Bad items are rejected one by one; the good ones beside them play',
    'parse items singly',
  ],
];

const APPROVAL: readonly Line[] = [
  ['approval-missing', 'must', 'An item without an approval is rejected', 'ap'],
  ['approval-bent', 'must', 'An approval whose signature does not match is rejected', 'verify ap too'],
  ['approval-alg', 'must', 'An approval with alg EdDSA is rejected', 'pin alg in ap too'],
  ['approval-unknown-key', 'must', 'An approval by an unknown key is rejected', 'kid lookup'],
  ['approval-by-plan-key', 'must', 'An approval sealed by a plan key is rejected', 'look kid up by its use'],
  [
    'approval-other-sound',
    'must',
    'A clip that the approval does not name is rejected',
    'clip.h with clip.c',
  ],
  ['approval-other-announcement', 'must', 'An approval of another announcement is rejected', 'ann'],
  ['approval-other-revision', 'must', 'An approval of another revision is rejected', 'rev'],
  ['approval-area', 'must', 'An approval for another area is rejected', 'area of the approval'],
  ['approval-key-area', 'must', 'An approval by a key of another area is rejected', 'area of the key'],
  ['approval-class', 'must', 'A class above the approval’s is rejected', 'order of classes'],
  ['approval-key-class', 'must', 'A class above the approve key’s is rejected', 'cls of the key'],
  ['plan-key-class', 'must', 'A class above the plan key’s is rejected', 'cls of the plan key'],
  [
    'emergency-two-names',
    'must',
    'An emergency needs as many names as the trust asks',
    'emergencyApprovals, different names',
  ],
  ['approval-key-expired', 'must', 'An approval by an expired key is rejected', 'exp of the key'],
  ['approval-not-yet', 'must', 'A play before the approval begins is rejected', 'at against nbf'],
  ['approval-over', 'must', 'A play after the approval ends is rejected', 'at against exp'],
  ['unknown-class', 'must', 'An unknown class is rejected as schema', 'closed lists of words'],
  ['unknown-state', 'must', 'An unknown st is rejected as schema', 'closed lists of words'],
  ['too-long', 'must', 'A clip over the limit is rejected as too-long', 'maxClipMs and the built-in maximum'],
  ['too-many-repeats', 'must', 'More repeats than the limit are rejected as too-long', 'maxRepeat'],
  [
    'max-plays',
    'must',
    'More plays than approved are rejected as replay',
    'count begun plays by ann and rev',
  ],
  ['other-codec', 'must', 'A codec it does not play is rejected as codec-unsupported', 'clip.c'],
];

const PLAY: readonly Line[] = [
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
  ['withdrawn-before', 'must', 'Withdrawn before its time it never starts', 'st withdrawn; absent items'],
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
];

const RECEIPTS: readonly Line[] = [
  ['numbered', 'must', 'Receipts are numbered one by one without gaps', 'the counter on disk'],
  ['stable', 'must', 'A number always means the same receipt', 'receipts are never rewritten'],
  ['sent-again', 'must', 'What is not acknowledged is sent again', 'a timer of 15 s, and every reconnect'],
  ['until-rack', 'must', 'What is acknowledged is not sent again', 'rack in ack and plan'],
  [
    'rack-jump',
    'full',
    'After a rack above all its numbers it numbers from there',
    'your own counter after a lost disk',
  ],
];

const CLIPS: readonly Line[] = [
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
];

const COMMANDS: readonly Line[] = [
  ['report', 'must', 'On report it says hello and health', 'op report'],
  ['report-area', 'must', 'A command to its area and on its flash topic counts', 'to.area; the flash topics'],
  ['cmd-once', 'must', 'A command is obeyed once', 'ids of the last ten minutes'],
  ['cmd-expired', 'must', 'An expired command does nothing', 'exp against trusted time'],
  ['cmd-valid-too-long', 'must', 'A command valid for more than a minute does nothing', 'exp - iat'],
  ['cmd-wrong-tower', 'must', 'A command for another tower or area does nothing', 'to'],
  ['cmd-bad-seal', 'must', 'A command whose seal does not hold does nothing', 'the same seal as a plan'],
  ['stop', 'must', 'stop ends what sounds within 5 s', 'op stop with args.id'],
  ['stop-all', 'must', 'stop-all ends what sounds within 5 s', 'op stop-all'],
];

const TRUST: readonly Line[] = [
  [
    'revoked-approval',
    'must',
    'When a key is dropped, what it approved is rejected at once',
    'judge what you hold again',
  ],
  ['trust-rollback', 'must', 'A lower version of the trust document is refused', 'the stored ver'],
  [
    'trust-threshold',
    'must',
    'A trust document without enough root signatures is refused',
    'count distinct roots',
  ],
  [
    'trust-strangers',
    'must',
    'A trust document signed by its own new roots only is refused',
    'the old roots must sign too',
  ],
  ['rotated-plan-key', 'must', 'A newly named plan key is obeyed', 'judge a refused plan again'],
  ['revoked-plan-key', 'must', 'A dropped plan key is obeyed no more', 'kid lookup in the new document'],
];

const POWER: readonly Line[] = [
  ['new-boot', 'must', 'After a power cut boot is new', 'boot must be random or counted'],
  [
    'power-cut-told',
    'must',
    'What sounded when the power went is told as stopped: power, and never again',
    'started is written first',
  ],
  ['power-numbers', 'must', 'Receipts go on counting after a power cut', 'the counter on disk'],
  [
    'power-plan',
    'must',
    'After a power cut the plan it held still counts',
    'store the plan before acting on it',
  ],
  ['power-seq', 'must', 'After a power cut an older plan is still refused', 'the stored (ep, seq)'],
];

const GROUPS: readonly (readonly [letter: string, section: string, lines: readonly Line[]])[] = [
  ['C', 'The connection', CONNECTION],
  ['T', 'Time', TIME],
  ['P', 'A plan, in this order', PLAN],
  ['A', 'Items and their approvals', APPROVAL],
  ['S', 'One play', PLAY],
  ['R', 'Receipts', RECEIPTS],
  ['K', 'Clips', CLIPS],
  ['D', 'Commands', COMMANDS],
  ['U', 'Trust', TRUST],
  ['W', 'Power', POWER],
];

export const RULES: readonly Rule[] = GROUPS.flatMap(([letter, section, lines]) =>
  lines.map(([name, bond, says, look], i) => ({ no: `${letter}${i + 1}`, name, says, section, bond, look })),
);

/** Whether this rule decides for a device of this profile. */
export function binds({ bond }: Rule, profile: Profile): boolean {
  return bond === 'must' || (bond === 'full' && profile === 'full');
}
