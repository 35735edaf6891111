// The daily quiet tone: each tower of an organisation that wants it sounds once a day in a minute of its own, never in
// quiet hours and never beside what is booked. What it answers, or that it does not, is read by the watch.
import type { OrgId, TowerId } from '../core/ids.ts';
import type { Organisation } from '../core/organisation.ts';
import { type LocalDate, localDate } from '../core/timetable.ts';
import { isToneTime, TONE_ROOM_MS } from '../core/tone.ts';
import type { Stage } from './conveyor.ts';
import type { Clock, Log, TowerLine } from './ports.ts';
import type { Bookings, Organisations } from './records.ts';
import type { Tones } from './tower-vitals.ts';

const LOOK_MS = 20_000;

export interface TowerTonesPorts {
  readonly tones: Tones;
  readonly organisations: Pick<Organisations, 'all'>;
  readonly bookings: Pick<Bookings, 'taken'>;
  readonly line: Pick<TowerLine, 'testTone'>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface DueTone {
  readonly org: OrgId;
  readonly tower: TowerId;
  readonly date: LocalDate;
  readonly volume: number;
}

export function createTowerTones(ports: TowerTonesPorts): Stage<DueTone> {
  const { tones, clock, log } = ports;
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function dueOf({ id: org, tone, quietHours }: Organisation): Promise<readonly DueTone[]> {
    const now = clock.now();
    if (tone === undefined) return [];
    const date = localDate(now);
    const due = (await tones.due(org, date, now)).filter((tower) => isToneTime(tone, tower, now, quietHours));
    const free = await Promise.all(due.map((tower) => isFree(org, tower)));
    return due.filter((_, n) => free[n]).map((tower) => ({ org, tower, date, volume: tone.volume }));
  }

  /** A broadcast before or after it is what people should hear. */
  async function isFree(org: OrgId, tower: TowerId): Promise<boolean> {
    const now = clock.now();
    const taken = await ports.bookings.taken(org, [tower], now - TONE_ROOM_MS, now + TONE_ROOM_MS);
    return taken.length === 0;
  }

  return {
    name: 'tones',
    parallel: 8,
    async due(limit) {
      const now = clock.now();
      if (Math.abs(now - lookedAt) < LOOK_MS) return [];
      lookedAt = now;
      const due: DueTone[] = [];
      for (const organisation of await ports.organisations.all()) due.push(...(await dueOf(organisation)));
      return due.slice(0, limit);
    },
    async run({ tower, date, volume }) {
      if (!(await tones.take(tower, date, clock.now()))) return;
      await ports.line.testTone(tower, volume);
      log.info({ tower, volume }, 'test-tone-sent');
    },
    failed: ({ tower, date }) => tones.giveBack(tower, date),
  };
}
