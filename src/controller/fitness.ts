// Whether the tower's card and loudspeaker work, as far as using them has shown: what failed comes in, the office is told
// once per trouble, health says it for as long as it lasts.
import { asRelayError, type RelayError } from '../core/errors.ts';
import type { Health, TowerEvent } from '../wire/messages.ts';
import type { Clock, Disk } from './ports.ts';

/** A trouble that comes and goes is not told more often; one that stays is brought to mind now and then. */
const NEWS_MS = 600_000;
const REMINDER_MS = 6 * 3_600_000;
/** One good write among bad ones does not make a card good. */
const STEADY_MS = 60_000;

type Part = 'disk' | 'audio';
type State = { [Of in Part]: NonNullable<Health[Of]> };

export interface AudioTrouble {
  readonly why: 'audio-device' | 'amp-fault';
  readonly text: string;
}

export const SILENT = {
  why: 'amp-fault',
  text: 'played, but nothing was noticed at the loudspeaker',
} as const satisfies AudioTrouble;

export interface Fitness {
  /** What failed, or undefined for what worked. */
  disk(trouble: RelayError | undefined): void;
  audio(trouble: AudioTrouble | undefined): void;
  now(): State;
}

export function createFitness(clock: Clock, report: (event: Omit<TowerEvent, 'v' | 't'>) => void): Fitness {
  const state = { disk: 'ok', audio: 'ok' } as State;
  const told = new Map<Part, number>();
  let diskFailedAt = Number.NEGATIVE_INFINITY;

  function tell(part: Part, how: Health[Part], event: Omit<TowerEvent, 'v' | 't' | 'ev'>): void {
    const ageMs = clock.now() - (told.get(part) ?? Number.NEGATIVE_INFINITY);
    const isDue = ageMs > (state[part] === 'ok' ? NEWS_MS : REMINDER_MS);
    Object.assign(state, { [part]: how });
    if (!isDue) return;
    told.set(part, clock.now());
    report({ ev: part, ...event });
  }

  return {
    disk(trouble) {
      if (trouble === undefined) {
        if (clock.now() - diskFailedAt > STEADY_MS) state.disk = 'ok';
        return;
      }
      diskFailedAt = clock.now();
      tell('disk', trouble.code === 'disk-full' ? 'full' : 'failed', {
        why: 'disk-full',
        text: trouble.message,
      });
    },
    audio(trouble) {
      if (trouble === undefined) state.audio = 'ok';
      else tell('audio', 'failed', { ...trouble });
    },
    now: () => ({ ...state }),
  };
}

/** The same disk; whether its writes last is noted. */
export function watchedDisk(disk: Disk, fitness: Pick<Fitness, 'disk'>): Disk {
  async function noted(writing: Promise<void>): Promise<void> {
    try {
      await writing;
    } catch (error) {
      const trouble = asRelayError(error);
      if (trouble.code === 'disk-full' || trouble.code === 'disk-failed') fitness.disk(trouble);
      throw error;
    }
    fitness.disk(undefined);
  }
  return {
    ...disk,
    write: (name, bytes, how) => noted(disk.write(name, bytes, how)),
    append: (name, text) => noted(disk.append(name, text)),
  };
}
