// Why a tower did not play, what it reported and what it says is wrong with it: the protocol's words as sentences.
import { AFTER_WITHDRAWAL, type Play } from '../../core/play.ts';
import type { Tower } from '../../core/tower.ts';
import type { When } from './when.ts';
import type { Words } from './words.ts';

const WHYS: Readonly<Record<string, (w: Words) => string>> = {
  'missed-window': (w) => w.whyMissed,
  withdrawn: (w) => w.whyWithdrawn,
  [AFTER_WITHDRAWAL]: (w) => w.whyAfterWithdrawal,
  superseded: (w) => w.whySuperseded,
  preempted: (w) => w.whyPreempted,
  'quiet-hours': (w) => w.whyQuiet,
  'local-mute': (w) => w.whyMute,
  'daily-limit': (w) => w.whyDaily,
  'emergency-pause': (w) => w.whyEmergencyPause,
  'not-fresh': (w) => w.whyNotFresh,
  'no-time': (w) => w.whyNoTime,
  'clip-missing': (w) => w.whyClipMissing,
  'hash-mismatch': (w) => w.whyHash,
  'codec-unsupported': (w) => w.whyCodec,
  'too-long': (w) => w.whyTooLong,
  schema: (w) => w.whySchema,
  'audio-device': (w) => w.whyAudio,
  'amp-fault': (w) => w.whyAmp,
  power: (w) => w.whyPower,
  'disk-full': (w) => w.whyDiskFull,
  stopped: (w) => w.whyStopped,
  stop: (w) => w.whyStopped,
  'bad-signature': (w) => w.whyDistrust,
  'unknown-key': (w) => w.whyDistrust,
  'key-scope': (w) => w.whyDistrust,
  'key-expired': (w) => w.whyDistrust,
  replay: (w) => w.whyDistrust,
  'wrong-tower': (w) => w.whyDistrust,
};

/** A reason of the protocol as a sentence; one from a newer tower stays its code. */
export function wordsOfWhy(why: string, w: Words): string {
  const known = Object.hasOwn(WHYS, why) ? WHYS[why] : undefined;
  return known === undefined ? why : known(w);
}

/** Why a tower did not play, as a sentence of the blueprint's table 3.5. */
export function whyOf(
  { why, playedMs, state }: Pick<Play, 'why' | 'playedMs' | 'state'>,
  w: Words,
  when: When,
): string | undefined {
  if (why === undefined || why === '') return state === 'stopped' ? w.whyStopped : undefined;
  return why === 'power' && playedMs !== undefined ? w.whyPowerAt(when.clock(playedMs)) : wordsOfWhy(why, w);
}

const EVENTS: Readonly<Record<string, (w: Words) => string>> = {
  boot: (w) => w.eventBoot,
  refused: (w) => w.eventRefused,
  replay: (w) => w.eventReplay,
  'time-step': (w) => w.eventTimeStep,
  disk: (w) => w.unwellName('storage'),
  audio: (w) => w.unwellName('sound'),
  tamper: (w) => w.unwellName('tamper'),
  power: (w) => w.unwellName('power'),
  cloned: (w) => w.unwellName('cloned'),
  'local-override': (w) => w.eventOverride,
  'plan-expired': (w) => w.eventPlanExpired,
  'plan-ahead': (w) => w.eventPlanAhead,
  tone: (w) => w.eventTone,
  'tone-refused': (w) => w.eventToneRefused,
};

/**
 * What a tower reported, as a sentence.
 * @param detail begins with the reason, where there is one: `amp-fault: no current`
 */
export function wordsOfEvent(kind: string, detail: string, w: Words): string {
  const why = detail.split(':', 1)[0] ?? '';
  if (kind === 'tone' && why === 'amp-fault') return w.toneSilent;
  const known = Object.hasOwn(EVENTS, kind) ? EVENTS[kind]?.(w) : undefined;
  const reason = why !== kind && Object.hasOwn(WHYS, why) ? ` (${wordsOfWhy(why, w)})` : '';
  return `${known ?? w.eventOther(kind)}${reason}`;
}

/** What a tower told of its own trouble; undefined: nothing. */
export function faultOf(tower: Tower, w: Words): string | undefined {
  switch (tower.fault) {
    case undefined:
      return undefined;
    case 'amp-fault':
    case 'audio-device':
      return w.faultAmp;
    case 'disk-full':
      return w.faultDisk;
    case 'no-time':
      return w.faultClock;
    case 'bad-signature':
    case 'unknown-key':
      return w.faultSignature;
    case 'power':
    case 'tamper':
      return w.unwellName(tower.fault);
    default:
      return w.faultOther(tower.fault);
  }
}
