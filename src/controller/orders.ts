// Commands from the office, each at most once: judged, then done or refused with the reason.
import { asRelayError } from '../core/errors.ts';
import { judgeCommand, type SmallBench } from '../wire/judge-orders.ts';
import type { Cmd, TowerEvent } from '../wire/messages.ts';
import { type AudioTrouble, SILENT } from './fitness.ts';
import { isQuiet } from './limits.ts';
import type { Plays } from './plays.ts';
import type { Clock, Limits, Sink, Sounded } from './ports.ts';
import { TONE_MS, testTone } from './test-tone.ts';

const SEEN_FOR_MS = 600_000;
/** Why a test tone did not sound, for a person. */
const NO_TONE = {
  'local-mute': 'the tower is muted there',
  preempted: 'something else sounds',
  'quiet-hours': 'not in quiet hours',
} as const;

export interface OrdersParts {
  readonly clock: Clock;
  readonly sink: Sink;
  readonly plays: Pick<Plays, 'stopSound' | 'stopAll' | 'playing'>;
  readonly ownQuietHours: Limits['quietHours'];
  bench(): SmallBench;
  limits(): Limits;
  isMuted(): boolean;
  report(event: Omit<TowerEvent, 'v' | 't'>): void;
  /** What using the loudspeaker has shown; undefined: it works. */
  audio(trouble: AudioTrouble | undefined): void;
  refused(what: string, reason: { why: string; text: string }): void;
  /** Says everything about this tower anew. */
  reportAll(): Promise<void>;
}

/** @returns takes one sealed command */
export function createOrders(parts: OrdersParts): (jws: string) => Promise<void> {
  const { clock, sink, plays, refused, report } = parts;
  const seen = new Map<string, number>();

  async function obey(cmd: Cmd): Promise<void> {
    if (cmd.op === 'stop') return plays.stopSound(cmd.args?.id, 'withdrawn');
    if (cmd.op === 'stop-all') return plays.stopAll('withdrawn');
    if (cmd.op === 'test-tone') return tone(cmd.args?.vol);
    if (cmd.op === 'report') return parts.reportAll();
    refused('command', { why: 'schema', text: `${cmd.op} is not something this controller does` });
  }

  /** @param wanted never louder than a routine play */
  async function tone(wanted = 100): Promise<void> {
    const now = parts.bench().now ?? 0;
    const { quietHours, leadInMs, volume } = parts.limits();
    const why = toneRefusal(now, quietHours);
    if (why !== undefined) return report({ ev: 'tone-refused', why, text: NO_TONE[why] });
    const name = `test-tone-${Math.round(now)}`;
    const shape = { name, clip: testTone(), codec: 'wav', lengthMs: TONE_MS } as const;
    const sound = await sink.prepare({ ...shape, leadInMs, volume: Math.min(wanted, volume.routine) });
    sound
      .start(sink.headStartMs(leadInMs))
      .then(sounded)
      .catch((error) => {
        const trouble = { why: 'audio-device', text: asRelayError(error).message } as const;
        parts.audio(trouble);
        report({ ev: 'tone-refused', ...trouble });
      })
      .finally(() => sound.release());
  }

  /** That it was played is no proof of sound where something listens at the loudspeaker. */
  function sounded({ playedMs, stopped, out }: Sounded): void {
    const isSilent = out?.amp === 'fail';
    if (isSilent) parts.audio(SILENT);
    else if (!stopped) parts.audio(undefined);
    if (isSilent) report({ ev: 'tone', ...SILENT });
    else report({ ev: 'tone', text: `sounded ${Math.round(playedMs)} of ${TONE_MS} ms` });
  }

  function toneRefusal(now: number, quiet: Limits['quietHours']): keyof typeof NO_TONE | undefined {
    if (parts.isMuted()) return 'local-mute';
    if (plays.playing() !== undefined) return 'preempted';
    return isQuiet(now, quiet) || isQuiet(now, parts.ownQuietHours) ? 'quiet-hours' : undefined;
  }

  return async (jws) => {
    const now = clock.now();
    for (const [id, at] of seen) if (now - at > SEEN_FOR_MS) seen.delete(id);
    const judged = await judgeCommand(jws, parts.bench(), new Set(seen.keys()));
    if (judged.ok) {
      seen.set(judged.cmd.id, now);
      await obey(judged.cmd);
    } else if (judged.why !== 'replay') {
      // a second copy of what was done is how QoS 1 works, not an attack
      refused('command', judged);
    }
  };
}
