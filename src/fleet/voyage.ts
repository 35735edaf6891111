// A fleet under way: what the scenarios act through. Joins the office, the crews and the tally, and says to the screen
// how far it is.
import type { Office } from '../commands/office-client.ts';
import { type Crews, placeOf } from './crews.ts';
import type { OwnRelay } from './own-relay.ts';
import type { Look, Row, Screen } from './screen.ts';
import type { Broadcast, Tally } from './tally.ts';
import { createWaiting } from './waiting.ts';

/** Something a scenario promises, kept or not. */
export interface Verdict {
  readonly what: string;
  readonly isKept: boolean;
  readonly seen: string;
}

export interface VoyageParts {
  readonly title: string;
  readonly office: Office;
  readonly crews: Crews;
  readonly tally: Tally;
  readonly screen: Screen;
  readonly ids: readonly string[];
  readonly mqttUrl: string;
  /** The relay is the fleet's own: it can be restarted, and time can be skipped. */
  readonly own: OwnRelay | undefined;
  readonly awayMs: number;
  readonly wearBytes: number;
  /** Aborted when the voyage is called off: by hand, or because a process of the fleet is gone. */
  readonly calledOff: AbortSignal;
}

export type Voyage = ReturnType<typeof createVoyage>;

export function createVoyage(parts: VoyageParts) {
  const { crews, tally, screen, ids, own } = parts;
  const waiting = createWaiting(parts.calledOff);
  const verdicts: Verdict[] = [];
  let skipped = 0;
  let numbers = Date.now() % 100_000;
  let phase = 'towers connect';
  let watched: Broadcast | undefined;

  const now = () => performance.timeOrigin + performance.now() + skipped;

  function rows(): Row[] {
    const all = ids.length;
    const beginning = [
      { name: 'connected', done: tally.online(), of: all },
      { name: 'know the time', done: tally.timed(), of: all },
    ];
    if (watched === undefined) return beginning;
    const { tally: told, towers, at } = watched;
    const inS = Math.ceil((at - now()) / 1000);
    return [
      ...beginning,
      { name: 'have the plan', done: told.planned.size, of: towers.length },
      { name: 'have the clip', done: told.ready.size, of: towers.length },
      {
        name: 'have sounded',
        done: told.sounded.size,
        of: towers.length,
        note: inS > 0 ? `in ${inS} s` : '',
      },
      { name: 'are over', done: told.over.size, of: towers.length },
    ];
  }
  const look = (): Look => ({ title: parts.title, phase, rows: rows() });

  return {
    ...parts,
    ...waiting,
    now,
    look,
    verdicts,
    phase(text: string) {
      phase = text;
    },
    watch(broadcast: Broadcast) {
      watched = broadcast;
    },
    nextNumber: () => {
      numbers += 1;
      return numbers;
    },
    /** Hours pass: at once where the relay is our own, otherwise as they do. */
    async pass(ms: number) {
      if (ms <= 0) return;
      if (own === undefined) return waiting.pause(ms);
      skipped += ms;
      own.skip(ms);
      crews.order({ do: 'skip', ms });
    },
    promise(what: string, isKept: boolean, seen: string) {
      verdicts.push({ what, isKept, seen });
      screen.say(`${isKept ? '✓' : '✗'} ${what}: ${seen}`);
    },
    /** Until so many towers are connected and know the time. */
    connected: (patienceMs: number, count = ids.length) =>
      waiting.until(
        `${count} connected towers`,
        patienceMs,
        () => (tally.online() >= count && tally.timed() >= count) || undefined,
      ),
    country: ids.filter((_, n) => placeOf(n) === 'country'),
    town: ids.filter((_, n) => placeOf(n) === 'town'),
  };
}
