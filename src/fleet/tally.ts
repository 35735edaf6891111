// What the towers told, counted: who is connected and knows the time, and of every broadcast when each tower had the plan,
// had the clip, sounded, and how it ended. Happenings go in, figures come out.
import type { Happening } from './words.ts';

const ENDS = new Set(['finished', 'stopped', 'skipped', 'failed', 'rejected']);

export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

export interface BroadcastTally {
  readonly bulletin: string;
  /** When the officer's consent was given. */
  readonly approvedAt: number;
  readonly planned: ReadonlyMap<string, number>;
  readonly ready: ReadonlyMap<string, number>;
  readonly started: ReadonlyMap<string, number>;
  readonly sounded: ReadonlyMap<string, number>;
  readonly over: ReadonlyMap<
    string,
    { readonly at: number; readonly how: string; readonly why: string | undefined }
  >;
}

/** One announcement to these towers. */
export interface Broadcast {
  readonly name: string;
  readonly bulletin: string;
  readonly clipMs: number;
  readonly at: number;
  readonly towers: readonly string[];
  readonly tally: BroadcastTally;
}

export interface Tally {
  take(list: readonly Happening[]): void;
  /** The broadcast to which plans belong from now on. */
  begin(bulletin: string, approvedAt: number): BroadcastTally;
  online(): number;
  isOnline(tower: string): boolean;
  /** Towers that have been told the time. */
  timed(): number;
  /** Connections made after this instant. */
  connectionsSince(at: number): readonly number[];
  refusals(): ReadonlyMap<string, number>;
}

interface Mutable extends BroadcastTally {
  readonly planned: Map<string, number>;
  readonly ready: Map<string, number>;
  readonly started: Map<string, number>;
  readonly sounded: Map<string, number>;
  readonly over: Map<string, { readonly at: number; readonly how: string; readonly why: string | undefined }>;
}

export function createTally(): Tally {
  const online = new Set<string>();
  const timed = new Set<string>();
  const connections: number[] = [];
  const refusals = new Map<string, number>();
  const broadcasts = new Map<string, Mutable>();
  const bulletinOf = new Map<string, string>();
  let newest: Mutable | undefined;

  function first(of: Map<string, number>, tower: string, at: number): void {
    if (!of.has(tower)) of.set(tower, at);
  }

  function aboutPlay(of: Mutable, { tower, at, event, why }: Happening): void {
    if (event === 'ready') first(of.ready, tower, at);
    if (event === 'started') first(of.started, tower, at);
    if (event === 'sounded') first(of.sounded, tower, at);
    if (ENDS.has(event) && why !== 'preempted') of.over.set(tower, { at, how: event, why });
  }

  /** A plan does not say for whose sake it came: it counts for the newest broadcast. */
  function aboutPlan({ tower, at, items = 0 }: Happening): void {
    if (newest !== undefined && at >= newest.approvedAt && items > 0) first(newest.planned, tower, at);
  }

  function takeOne(one: Happening): void {
    const { tower, at, event, id = '', ann } = one;
    if (ann !== undefined) bulletinOf.set(id, ann);
    switch (event) {
      case 'connected':
        online.add(tower);
        connections.push(at);
        return;
      case 'lost':
        online.delete(tower);
        return;
      case 'time':
        timed.add(tower);
        return;
      case 'refused':
        refusals.set(one.why ?? '', (refusals.get(one.why ?? '') ?? 0) + 1);
        return;
      case 'planned':
        aboutPlan(one);
        return;
      default: {
        const broadcast = broadcasts.get(bulletinOf.get(id) ?? '');
        if (broadcast !== undefined) aboutPlay(broadcast, one);
      }
    }
  }

  return {
    take: (list) => list.forEach(takeOne),
    begin(bulletin, approvedAt) {
      const of = {
        planned: new Map(),
        ready: new Map(),
        started: new Map(),
        sounded: new Map(),
        over: new Map(),
      };
      newest = { bulletin, approvedAt, ...of };
      broadcasts.set(bulletin, newest);
      return newest;
    },
    online: () => online.size,
    isOnline: (tower) => online.has(tower),
    timed: () => timed.size,
    connectionsSince: (since) => connections.filter((at) => at >= since),
    refusals: () => refusals,
  };
}

/** @param values any order; an empty list has no spread */
export function spreadOf(values: Iterable<number>): Spread | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const share = (part: number) => Math.round(sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0);
  return { count: sorted.length, p50: share(0.5), p99: share(0.99), most: share(1) };
}

/** How the towers' plays ended, by words such as `finished` and `skipped: withdrawn`. */
export function endsOf({ over }: BroadcastTally): Readonly<Record<string, number>> {
  const ends: Record<string, number> = {};
  for (const { how, why } of over.values()) {
    const name = why === undefined ? how : `${how}: ${why}`;
    ends[name] = (ends[name] ?? 0) + 1;
  }
  return ends;
}
