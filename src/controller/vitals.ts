// How the tower is: told to the office every few minutes and when it asks, shown at any time on the box's own screen.
import type { Fitness } from './fitness.ts';
import type { Greeting } from './greeting.ts';
import type { Plays } from './plays.ts';
import type { Clock, Disk, Log } from './ports.ts';
import { healthOf, type PortraitParts, statusOf } from './self-portrait.ts';
import type { TowerStatus } from './status-sheet.ts';

export const HEALTH_EVERY_MS = 300_000;

export interface Vitals {
  /** To the office, where it can be reached. */
  tell(): Promise<void>;
  /** For the screen at the box. */
  status(): Omit<TowerStatus, 'writtenAt'>;
}

export interface VitalsParts {
  readonly tower: string;
  readonly portrait: PortraitParts;
  readonly plays: Pick<Plays, 'schedule'>;
  readonly fitness: Pick<Fitness, 'now'>;
  readonly greeting: Pick<Greeting, 'isOnline' | 'send'>;
  readonly disk: Pick<Disk, 'free'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Since when the connection has been as it is, own clock. */
  sinceAt(): number;
  isMuted(): boolean;
}

export function createVitals(parts: VitalsParts): Vitals {
  const { tower, portrait, plays, fitness, greeting, disk, clock, log } = parts;
  const bootAt = clock.now();
  const upMs = () => clock.now() - bootAt;
  return {
    async tell() {
      if (!greeting.isOnline()) return;
      const body = { ...healthOf(portrait, plays, upMs(), await disk.free()), ...fitness.now() };
      await greeting.send('health', body, 0).catch((cause) => log.debug({ err: cause }, 'health not sent'));
    },
    status: () =>
      statusOf(
        portrait,
        { plays, fitness },
        {
          tower,
          upS: Math.round(upMs() / 1000),
          online: greeting.isOnline(),
          sinceAt: parts.sinceAt(),
          muted: parts.isMuted(),
        },
      ),
  };
}
