// Why a tower did not play, and what it says is wrong with it: the protocol's words as sentences.
import { AFTER_WITHDRAWAL, type Play } from '../../core/play.ts';
import type { Tower } from '../../core/tower.ts';
import type { When } from './when.ts';
import type { Words } from './words.ts';

/** Why a tower did not play, as a sentence of the blueprint's table 3.5. */
export function whyOf(
  play: Pick<Play, 'why' | 'playedMs' | 'state'>,
  w: Words,
  when: When,
): string | undefined {
  switch (play.why) {
    case undefined:
    case '':
      return play.state === 'stopped' ? w.whyStopped : undefined;
    case 'missed-window':
      return w.whyMissed;
    case 'withdrawn':
      return w.whyWithdrawn;
    case AFTER_WITHDRAWAL:
      return w.whyAfterWithdrawal;
    case 'superseded':
      return w.whySuperseded;
    case 'preempted':
      return w.whyPreempted;
    case 'quiet-hours':
      return w.whyQuiet;
    case 'local-mute':
      return w.whyMute;
    case 'daily-limit':
      return w.whyDaily;
    case 'emergency-pause':
      return w.whyEmergencyPause;
    case 'not-fresh':
      return w.whyNotFresh;
    case 'no-time':
      return w.whyNoTime;
    case 'clip-missing':
      return w.whyClipMissing;
    case 'hash-mismatch':
      return w.whyHash;
    case 'codec-unsupported':
      return w.whyCodec;
    case 'too-long':
      return w.whyTooLong;
    case 'schema':
      return w.whySchema;
    case 'audio-device':
      return w.whyAudio;
    case 'amp-fault':
      return w.whyAmp;
    case 'power':
      return play.playedMs === undefined ? w.whyPower : w.whyPowerAt(when.clock(play.playedMs));
    case 'disk-full':
      return w.whyDiskFull;
    case 'stopped':
    case 'stop':
      return w.whyStopped;
    case 'bad-signature':
    case 'unknown-key':
    case 'key-scope':
    case 'key-expired':
    case 'replay':
    case 'wrong-tower':
      return w.whyDistrust;
    default:
      return play.why;
  }
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
    default:
      return w.faultOther(tower.fault);
  }
}
